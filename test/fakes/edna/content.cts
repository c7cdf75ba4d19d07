import { Refusal } from './answers.cjs';

export type Body = Readonly<Record<string, unknown>>;

/** Longest name of a file, in characters. docs-pulse.edna.io, sending messages */
export const NAME_LIMIT_CHARS = 70;
/** developers.facebook.com/docs/whatsapp/cloud-api/messages */
export const TEXT_LIMIT_CHARS = 4_096;
export const CAPTION_LIMIT_CHARS = 1_024;

/** What is wrong with a content, as edna's code; undefined when nothing is. */
type Check = (content: Body) => string | undefined;

export const isBody = (value: unknown): value is Body =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

export const bodyIn = (value: unknown): Body => (isBody(value) ? value : {});

/** A text that is there and not empty, or undefined. */
export const wordsIn = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;

/** ISO 8601 as ms since 1970; NaN for what is none. */
export const timeIn = (value: unknown): number => Date.parse(wordsIn(value) ?? '');

const text: Check = (content) => {
    const words = wordsIn(content['text']);
    if (words === undefined) {
        return 'text-not-specified';
    }
    return [...words].length > TEXT_LIMIT_CHARS ? 'text-is-too-long' : undefined;
};

const number =
    (name: string): Check =>
    (content) =>
        typeof bodyIn(content['location'])[name] === 'number' ? undefined : `${name}-not-specified`;

const attachment: Check = (content) =>
    wordsIn(bodyIn(content['attachment'])['url']) === undefined ? 'attachment-not-specified' : undefined;

const name =
    (need: 'required' | 'optional'): Check =>
    (content) => {
        const given = wordsIn(bodyIn(content['attachment'])['name']);
        if (given === undefined) {
            return need === 'required' ? 'attachmentName-not-specified' : undefined;
        }
        return [...given].length > NAME_LIMIT_CHARS ? 'attachmentName-is-too-long' : undefined;
    };

const caption: Check = (content) =>
    [...(wordsIn(content['caption']) ?? '')].length > CAPTION_LIMIT_CHARS ? 'caption-is-too-long' : undefined;

const keyboard: Check = (content) => (isBody(content['keyboard']) ? undefined : 'keyboard-not-specified');

/** docs-pulse.edna.io, sending messages: what each kind of content must have. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
    TEXT: [text],
    IMAGE: [attachment, name('optional'), caption],
    VIDEO: [attachment, name('optional'), caption],
    AUDIO: [attachment, name('optional')],
    DOCUMENT: [attachment, name('required'), caption],
    LOCATION: [number('latitude'), number('longitude')],
    BUTTON: [text, keyboard],
    LIST_PICKER: [text],
    AUTHENTICATION: [text],
    FLOW: [text],
};

/** The member of `content` for each kind of channel, and what can be sent there. */
const CHANNELS: Readonly<Record<string, { readonly member: string; readonly kinds: readonly string[] }>> = {
    WHATSAPP: { member: 'whatsappContent', kinds: Object.keys(CHECKS) },
    VIBER: { member: 'viberContent', kinds: ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'BUTTON'] },
    SMS: { member: 'smsContent', kinds: ['TEXT'] },
    PUSH: { member: 'pushContent', kinds: ['TEXT'] },
};

const NOT_VALID = 'cascade-scheduling-request-not-valid';

/** The contents for a cascade's stages, by their channels' types. @throws Refusal */
export function contentsFor(types: readonly string[], given: unknown): readonly Body[] {
    const content = bodyIn(given);
    if (Object.keys(content).length === 0) {
        throw new Refusal('content-not-specified');
    }
    const members = types.map((type) => CHANNELS[type]?.member ?? '');
    if (Object.keys(content).some((member) => !members.includes(member))) {
        throw new Refusal(NOT_VALID, 400, 'The content does not fit the stages of the cascade');
    }
    return types.map((type, stage) => {
        const own = content[members[stage] ?? ''];
        if (!isBody(own)) {
            throw new Refusal("request-doesn't-contain-content-for-all-cascade-stages");
        }
        check(own, CHANNELS[type]?.kinds ?? []);
        return own;
    });
}

function check(content: Body, kinds: readonly string[]): void {
    const kind = wordsIn(content['contentType']);
    if (kind === undefined) {
        throw new Refusal('contentType-not-specified');
    }
    if (!kinds.includes(kind)) {
        throw new Refusal(NOT_VALID, 400, `No content of the kind ${kind} can be sent to this channel`);
    }
    for (const one of CHECKS[kind] ?? []) {
        const code = one(content);
        if (code !== undefined) {
            throw new Refusal(code);
        }
    }
}

/**
 * What of a content's words the client gets to see: with an attachment the caption only, never the text; a sound has not even
 * that. docs-pulse.edna.io, sending messages
 */
export function wordsSeen(content: Body): { readonly text: string; readonly dropped: readonly string[] } {
    const given = ['text', 'caption'].filter((member) => wordsIn(content[member]) !== undefined);
    const hasFile = isBody(content['attachment']) || wordsIn(content['url']) !== undefined;
    const shown = !hasFile ? 'text' : content['contentType'] === 'AUDIO' ? '' : 'caption';
    const dropped = given.filter((member) => member !== shown);
    return { text: given.includes(shown) ? String(content[shown]) : '', dropped };
}
