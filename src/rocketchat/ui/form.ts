/**
 * Forms: modals that ask for what must not be typed behind a command, since Rocket.Chat writes that into the app's log, or
 * for what is better chosen than typed.
 */
import type { IModify } from '@rocket.chat/apps-engine/definition/accessors';
import type { IUIKitSurfaceViewParam } from '@rocket.chat/apps-engine/definition/accessors/IUIController';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { LayoutBlock } from '@rocket.chat/ui-kit';
import type { Channel } from '../../channels/channel';
import { mapOf, optional, record, string, tryDecode } from '../../lib/decode';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';

export interface FormField {
    readonly name: string;
    readonly label: TextName;
    readonly hint?: TextName;
    readonly pattern: RegExp;
    /** What is said where the value does not fit the pattern. */
    readonly problem: TextName;
    /** Whether it may stay empty by itself. */
    readonly optional?: boolean;
    /** What can be chosen, where nothing is to be typed. */
    readonly options?: readonly FormOption[];
    /** Longest value, in characters; 300 if left out. */
    readonly limit?: number;
}

/** What a valid value of a channel's own field looks like; nothing is where it has no such field. */
export function patternOf({ form }: Pick<Channel, 'form'>, field: string): RegExp {
    return form.find(({ name }) => name === field)?.pattern ?? /^$/;
}

export interface FormOption {
    readonly value: string;
    readonly label: string;
}

export interface Form {
    readonly title: TextName;
    readonly intro: TextName;
    readonly fields: readonly FormField[];
    /** Whether all fields may stay empty together. */
    readonly optional: boolean;
    /** How many of the first fields may be typed behind the command: the form opens with them. None if left out. */
    readonly typed?: number;
    /** That nothing in it is secret: it may as well be typed. */
    readonly isPlain?: boolean;
    /** That the last field holds any number of arguments, as they would be typed behind the command. */
    readonly endsInArguments?: boolean;
}

/** A form that is open, or comes back filled in: which command's, for which room, and what names this opening of it. */
export interface FormId {
    readonly command: string;
    readonly roomId: string;
    readonly opening: string;
}

const PREFIX = 'form';

/** Longest value of a field, in characters. */
const VALUE_LIMIT_CHARS = 300;

export function formIdOf(viewId: string): FormId | undefined {
    const [prefix, command, roomId, opening = ''] = viewId.split(':');
    return prefix === PREFIX && command !== undefined && roomId !== undefined
        ? { command, roomId, opening }
        : undefined;
}

/** Opens a form. Whether the user's client shows it is not told. Source: developer.rocket.chat, "Open modals". */
export async function openForm(
    modify: IModify,
    form: Form,
    { command, roomId }: Omit<FormId, 'opening'>,
    typed: readonly string[],
    to: { readonly user: IUser; readonly triggerId: string; readonly appId: string; readonly language: string },
): Promise<void> {
    const { user, triggerId, appId, language } = to;
    const plain = (name: TextName) => ({ type: 'plain_text', text: text(language, name) });
    const button = (actionId: string, name: TextName) => ({
        type: 'button',
        appId,
        blockId: actionId,
        actionId,
        text: plain(name),
    });
    const elementOf = ({ options, label, limit }: FormField, initialValue: string | undefined): object =>
        options === undefined
            ? { type: 'plain_text_input', maxLength: limit ?? VALUE_LIMIT_CHARS, ...(initialValue && { initialValue }) }
            : {
                  type: 'static_select',
                  placeholder: plain(label),
                  options: options.map(({ value, label: words }) => ({
                      text: { type: 'plain_text', text: words },
                      value,
                  })),
              };
    const fields = form.fields.map((field, index) => ({
        type: 'input',
        appId,
        blockId: field.name,
        label: plain(field.label),
        optional: form.optional || field.optional === true,
        ...(field.hint === undefined ? {} : { hint: plain(field.hint) }),
        // Only members of lists are given ids by the platform: a single element needs its own.
        element: { ...elementOf(field, typed[index]), appId, blockId: field.name, actionId: field.name },
    }));
    const intro = { type: 'section', text: { type: 'mrkdwn', text: text(language, form.intro) } };
    const view = {
        // The platform's value; its enum would be a run-time import.
        type: 'modal',
        id: [PREFIX, command, roomId, triggerId].join(':'),
        title: plain(form.title),
        submit: button('submit', 'buttonSubmit'),
        close: button('close', 'buttonCancel'),
        blocks: [intro, ...fields] as LayoutBlock[],
    };
    await modify.getUiController().openSurfaceView(view as IUIKitSurfaceViewParam, { triggerId }, user);
}

const viewState = mapOf(optional(record));

/** The values of a form that was filled in, in the order of its fields; what was left out is empty. */
export function valuesIn(form: Form, state: unknown): string[] {
    const blocks = tryDecode(viewState, state) ?? {};
    return form.fields.map(({ name }) => (tryDecode(string, blocks[name]?.[name]) ?? '').trim());
}

/** What the platform does to what is typed behind a command: blanks part, and what stands in quotes is kept together. */
const ARGUMENT = /["“”]([^"“”]*)["“”]|(\S+)/g;

/** The arguments of the command that the values of its form stand for; none where all are empty. */
export function argumentsOf(form: Form, values: readonly string[]): string[] {
    if (values.every((value) => value === '')) {
        return [];
    }
    if (form.endsInArguments !== true) {
        return [...values];
    }
    const last = values[values.length - 1] ?? '';
    const words = [...last.matchAll(ARGUMENT)].map(([, quoted, word]) => quoted ?? word ?? '');
    return [...values.slice(0, -1), ...words];
}

/** What is wrong with the values, by the name of the field; nothing where they can be used. */
export function problemsIn(form: Form, values: readonly string[]): Readonly<Record<string, TextName>> {
    if (form.optional && values.every((value) => value === '')) {
        return {};
    }
    const problems = form.fields.flatMap(({ name, pattern, problem, ...field }, index): Array<[string, TextName]> => {
        const value = values[index] ?? '';
        if (value === '' && field.optional === true) {
            return [];
        }
        if (value === '') {
            return [[name, form.optional ? 'fieldAllOrNone' : 'fieldMissing']];
        }
        return value.length <= (field.limit ?? VALUE_LIMIT_CHARS) && pattern.test(value) ? [] : [[name, problem]];
    });
    return Object.fromEntries(problems);
}
