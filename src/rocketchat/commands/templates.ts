/** The commands of channels whose provider takes approved messages at any time: one lists them, one sends one. */
import type { Channel, Template } from '../../channels/channel';
import { mayAnswer, registrationFor } from '../../gateway/conversations/people';
import { fullName, filled, named, placesIn, valuesIn, wordsOfTemplate } from '../../gateway/outbox/template-values';
import type { Room } from '../../gateway/ports';
import type { Found } from '../../gateway/outbox/templates';
import { sendTemplate, templatesFor } from '../../gateway/outbox/templates';
import { messageOf } from '../../lib/error';
import { seesAll } from '../people';
import type { Form } from '../ui/form';
import type { Command, CommandCall } from './command';

/** How long a form waits for the provider: the chance to open it lasts 5 s. */
const ASK_MS = 3_000;
/** How many are shown at once, and how much of each. */
const SHOWN = 50;
const SHOWN_CHARS = 300;
const OPTIONS = 200;
const OPTION_CHARS = 75;
const VALUES_LIMIT_CHARS = 2_000;

const FORM: Form = {
    title: 'formTemplate',
    intro: 'formTemplateIntro',
    optional: false,
    isPlain: true,
    endsInArguments: true,
    fields: [
        {
            name: 'template',
            label: 'fieldTemplate',
            hint: 'fieldTemplateHint',
            pattern: /^\S.*$/,
            problem: 'fieldTemplateWrong',
        },
        {
            name: 'values',
            label: 'fieldValues',
            hint: 'fieldValuesHint',
            pattern: /^[\s\S]*$/,
            problem: 'fieldValuesWrong',
            optional: true,
            limit: VALUES_LIMIT_CHARS,
        },
    ],
};

/** The two commands of a channel, where it has templates. */
export function templateCommandsOf(channel: Channel): Command[] {
    const names = channel.templateCommands;
    if (names === undefined) {
        return [];
    }
    return [
        {
            name: names.send,
            params: '[name] [values]',
            audience: 'desk',
            takes: 'some',
            form: FORM,
            formNow: (call) => formFor(channel, names.send, call),
            help: { what: 'helpTemplate', example: `/${names.send} order_ready "A-17" "18:00"` },
            run: (call) => send(channel, names, call),
        },
        {
            name: names.list,
            params: '',
            audience: 'desk',
            takes: [0],
            help: { what: 'helpTemplates', example: `/${names.list}` },
            run: (call) => list(channel, names, call),
        },
    ];
}

type Names = NonNullable<Channel['templateCommands']>;

/** Why nothing can be sent from where the caller is, by what is known without asking the provider. */
function refusalIn(channel: Channel, command: string, { caller, room, say }: CommandCall): string | undefined {
    if (room === undefined) {
        return elsewhere(channel, command, say);
    }
    if (!room.open) {
        return say('templateRoomClosed');
    }
    // A form may come back for any room: who may write in this one is asked here.
    return room.agent === caller.id || seesAll(caller) ? undefined : say('templateNotYours');
}

const elsewhere = ({ title: { provider } }: Channel, command: string, say: CommandCall['say']): string =>
    say('templateElsewhere', { command, provider });

/** The templates for the room of the call, or why there are none. @throws ChannelError */
async function foundFor(
    channel: Channel,
    command: string,
    { gateway, room, say }: CommandCall,
): Promise<(Found & { readonly room: Room }) | string> {
    const found = room === undefined ? 'elsewhere' : await templatesFor(gateway, channel.name, room);
    if (room === undefined || found === 'elsewhere') {
        return elsewhere(channel, command, say);
    }
    if (found === 'gone') {
        return say('connectionGone');
    }
    const { network, provider } = channel.title;
    return found.templates.length === 0 ? say('templateNone', { network, provider }) : { ...found, room };
}

async function send(channel: Channel, names: Names, call: CommandCall): Promise<string> {
    const { args, caller, gateway, giving, say } = call;
    const found = refusalIn(channel, names.send, call) ?? (await foundFor(channel, names.send, call));
    if (typeof found === 'string') {
        return found;
    }
    const { lane, room, templates } = found;
    if (!(await mayAnswer(gateway, lane, caller.id))) {
        return say('reasonNotRegistered', registrationFor(gateway, lane));
    }
    const [name = '', ...words] = args;
    const values = valuesIn(words);
    const [template, ...others] = named(templates, name);
    if (template === undefined) {
        return say('templateUnknown', { name, command: names.list });
    }
    if (others.length > 0) {
        return say('templateLanguages', { name, names: [template, ...others].map(fullName).join(', ') });
    }
    const count = placesIn(template.content);
    const text = wordsOfTemplate(template.content);
    if (values.length !== count) {
        const numbers = { count: String(count), given: String(values.length) };
        return say('templateValues', { name: fullName(template), text, ...numbers });
    }
    if (values.includes('')) {
        return say('templateValueEmpty', { name: fullName(template), text });
    }
    const { result, work } = await sendTemplate(gateway, lane, room, {
        sending: giving,
        author: { id: caller.id, name: caller.name || caller.username },
        name: fullName(template),
        template: filled(template.content, values),
    });
    void work; // goes on behind the answer, and never rejects
    return say(result === 'sent' ? 'templateQueued' : 'templateKnown', { name: fullName(template) });
}

async function list(channel: Channel, names: Names, call: CommandCall): Promise<string> {
    const { say } = call;
    const found = await foundFor(channel, names.list, call);
    if (typeof found === 'string') {
        return found;
    }
    const { templates } = found;
    const lines = templates.slice(0, SHOWN).flatMap(({ name, language, content }) => [
        say('templateLine', { name, language, count: String(placesIn(content)) }),
        ...cut(wordsOfTemplate(content), SHOWN_CHARS)
            .split('\n')
            .map((line) => `> ${line}`),
    ]);
    const more = templates.length - SHOWN;
    return [
        say('templateTitle'),
        ...lines,
        ...(more > 0 ? [say('templateMore', { count: String(more) })] : []),
        say('templateHint', { command: names.send }),
    ].join('\n');
}

/** With the templates to choose from, where the provider names them in time; else with a field for the name. */
async function formFor(channel: Channel, command: string, call: CommandCall): Promise<Form | string> {
    const { gateway } = call;
    const refusal = refusalIn(channel, command, call);
    if (refusal !== undefined) {
        return refusal;
    }
    const answers: Array<Awaited<ReturnType<typeof foundFor>>> = [];
    const asking = foundFor(channel, command, call).then(
        (found) => answers.push(found),
        (error: unknown) => gateway.log.warn(`The templates for a form are not known: ${messageOf(error)}`),
    );
    await gateway.clock.atMost(ASK_MS, asking);
    const [found] = answers;
    if (found === undefined || typeof found === 'string') {
        return found ?? FORM;
    }
    const { templates } = found;
    const [which, ...others] = FORM.fields;
    const options = templates.slice(0, OPTIONS).map(optionOf);
    return { ...FORM, fields: [...(which === undefined ? [] : [{ ...which, options }]), ...others] };
}

function optionOf(template: Template): { value: string; label: string } {
    const words = wordsOfTemplate(template.content).replace(/\s+/g, ' ');
    return { value: fullName(template), label: cut(`${template.name} (${template.language}): ${words}`, OPTION_CHARS) };
}

const cut = (words: string, length: number): string =>
    [...words].length > length ? `${[...words].slice(0, length).join('')}…` : words;
