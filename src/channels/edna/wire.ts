/**
 * edna's words: the shapes of its callbacks and answers, as far as we read them. Sources: docs-pulse.edna.io (general API,
 * sending, incoming messages, statuses), docs.edna.ru/kb for the older forms. Any member may be null or missing, and
 * numbers may be texts: whatever a message can do without is read as nothing where it does not fit.
 */
import type { Decoded, Decoder } from '../../lib/decode';
import { array, boolean, id, object, optional, record, string, tryDecode } from '../../lib/decode';

export const CHANNEL = 'edna';

export const DEFAULT_BASE_URL = 'https://app.edna.ru';

/** No rate is published. */
export const SENDS_PER_SECOND = 20;

/** How many objects of one callback are read, docs-pulse.edna.io, incoming messages */
export const LIST_LIMIT = 100;

/** Of the address of a callback, docs.edna.ru/kb, callback/set */
export const CALLBACK_URL_LIMIT_CHARS = 500;

/** Nothing where the value does not fit. Most members are missing from most messages, which is no error to be made first. */
export function lenient<T>(decoder: Decoder<T>): Decoder<T | undefined> {
    const fitting = optional(decoder);
    return (value) => tryDecode(fitting, value);
}

/** A text, or a number as a text; empty where there is none. */
export const words: Decoder<string> = (value) =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** Degrees, also as a text. */
export const degrees: Decoder<number | undefined> = (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const maybeId = lenient(id);

/** docs-pulse.edna.io, incoming messages */
export const message = object({
    id: maybeId,
    subjectId: maybeId,
    subscriber: object({ identifier: id }),
    userInfo: lenient(object({ userName: words, firstName: words, lastName: words })),
    messageContent: record,
    receivedAt: words,
    replyOutMessageId: maybeId,
    replyOutMessageExternalRequestId: maybeId,
    replyInMessageId: maybeId,
});

const attachment = object({ url: words, name: words, mimeType: words });

export const content = object({
    type: words,
    text: words,
    caption: words,
    payload: words,
    emoji: words,
    attachment: lenient(attachment),
    location: lenient(object({ latitude: degrees, longitude: degrees, name: words, address: words, url: words })),
    items: lenient(array(object({ identifier: words, title: words, subtitle: words }))),
    contact: lenient(record),
    contacts: lenient(array(record)),
    reaction: lenient(record),
    order: lenient(record),
    product: lenient(record),
    catalog: lenient(record),
    callPermissionReply: lenient(record),
});
export type MessageContent = Decoded<typeof content>;

/** The form of older accounts: no source names the member of the message's id. */
export const legacyMessage = object({
    id: maybeId,
    imSubject: words,
    address: id,
    imType: words,
    userName: words,
    firstName: words,
    lastName: words,
    contentType: words,
    text: words,
    caption: words,
    attachmentUrl: words,
    attachmentName: words,
    latitude: degrees,
    longitude: degrees,
    locationAddress: words,
});

/** The simplified form: here `subject` is the client's phone. */
export const seedMessage = object({
    id: maybeId,
    imType: words,
    subject: id,
    text: words,
    attachment: lenient(attachment),
});

/** docs-pulse.edna.io, statuses; the other spellings are those of the history and of older callbacks. */
export const status = object({
    requestId: maybeId,
    messageId: maybeId,
    status: words,
    deliveryStatus: words,
    statusAt: words,
    deliveryStatusAt: words,
    error: words,
});

export const legacyStatus = object({ imOutMessageId: id, dlvStatus: string, dlvStatusAt: words, dlvError: words });

export const seedStatus = object({ id, status: string });

/** GET /api/channel-profile */
export const profiles = array(
    object({
        subjectId: maybeId,
        subject: words,
        name: words,
        channelAttribute: words,
        active: optional(boolean),
        registrationStatus: words,
        type: words,
    }),
);
export type Profile = Decoded<typeof profiles>[number];

const stageSubject = object({ id: maybeId, type: words, locked: optional(boolean) });

/** POST /api/cascade/get-all; a stage holds those that follow it. */
export const cascades = array(
    object({
        id,
        name: words,
        status: words,
        stagesCount: lenient(id),
        stages: lenient(array(object({ subject: lenient(stageSubject), stages: lenient(array(record)) }))),
    }),
);
export type Cascade = Decoded<typeof cascades>[number];

const buttonOf = object({ text: words, buttonType: words, type: words, url: words, phone: words, payload: words });

/** POST /api/message-matchers/get-by-request */
export const matchers = array(
    object({
        id,
        name: words,
        language: words,
        status: words,
        locked: optional(boolean),
        content: lenient(
            object({
                text: words,
                header: lenient(object({ text: words, headerType: words })),
                footer: lenient(object({ text: words })),
                keyboard: lenient(object({ rows: lenient(array(object({ buttons: lenient(array(buttonOf)) }))) })),
            }),
        ),
    }),
);
export type Matcher = Decoded<typeof matchers>[number];

/** What sending gives, in all forms: the ids by which its statuses may name the message. */
export const accepted = object({
    requestId: maybeId,
    outMessageId: maybeId,
    messageId: maybeId,
    id: maybeId,
});

/** Error bodies, today's and older ones: the code may stand in any of them. */
export const failure = object({ title: words, detail: words, code: words });

export const settled = object({ code: string });
