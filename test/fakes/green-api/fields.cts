/** What is wrong with a value, in the words of GREEN-API's validator; undefined when nothing is. */
export type Check = (value: unknown, name: string) => string | undefined;

export interface Field {
    readonly required?: true;
    readonly check: Check;
}

export const text =
    (max: number, empty: 'empty allowed' | 'not empty'): Check =>
    (value, name) => {
        if (typeof value !== 'string') {
            return `'${name}' must be a string`;
        }
        if (value === '' && empty === 'not empty') {
            return `'${name}' is not allowed to be empty`;
        }
        return value.length > max ? `'${name}' length must be less than or equal to ${max} characters long` : undefined;
    };

export const integer =
    (min: number, max: number): Check =>
    (value, name) =>
        Number.isInteger(value) && Number(value) >= min && Number(value) <= max
            ? undefined
            : `'${name}' must be an integer from ${min} to ${max}`;

/** The same in a form, where everything is text. */
const digits =
    (min: number, max: number): Check =>
    (value, name) =>
        integer(min, max)(Number(value), name);

export const oneOf =
    (...allowed: readonly unknown[]): Check =>
    (value, name) =>
        allowed.includes(value) ? undefined : `'${name}' must be one of [${allowed.join(', ')}]`;

const yesNo = oneOf('yes', 'no');

const CHAT_ID = /^(\d+@c\.us|\d+@lid|[\d-]+@g\.us)$/;

export const chatId: Check = (value, name) =>
    typeof value === 'string' && CHAT_ID.test(value)
        ? undefined
        : `'${name}' must be one of the following formats: phone_number@c.us, chat_id@lid or group_id@g.us`;

/** Longest text of a message, in characters. green-api.com/en/docs/api/sending/SendMessage */
export const TEXT_LIMIT_CHARS = 20_000;

/** green-api.com/en/docs/api/sending/SendMessage */
export const SEND_MESSAGE: Readonly<Record<string, Field>> = {
    chatId: { required: true, check: chatId },
    message: { required: true, check: text(TEXT_LIMIT_CHARS, 'not empty') },
    quotedMessageId: { check: text(200, 'not empty') },
    linkPreview: { check: oneOf(true, false) },
    typePreview: { check: oneOf('large', 'small') },
    typingTime: { check: integer(1_000, 20_000) },
};

/** Longest caption of a file, and the largest file. green-api.com/en/docs/api/sending/SendFileByUpload */
export const CAPTION_LIMIT_CHARS = 1_024;
export const FILE_LIMIT_BYTES = 100_000_000;

/** The texts of the form; the file is another part of it. green-api.com/en/docs/api/sending/SendFileByUpload */
export const SEND_FILE: Readonly<Record<string, Field>> = {
    chatId: { required: true, check: chatId },
    fileName: { required: true, check: text(1_000, 'not empty') },
    caption: { check: text(CAPTION_LIMIT_CHARS, 'empty allowed') },
    quotedMessageId: { check: text(200, 'not empty') },
    typingTime: { check: digits(1_000, 20_000) },
};

/** green-api.com/en/docs/api/service/GetAvatar, green-api.com/en/docs/api/groups/GetGroupData */
export const OF_CHAT: Readonly<Record<string, Field>> = { chatId: { required: true, check: chatId } };
export const OF_GROUP: Readonly<Record<string, Field>> = { groupId: { required: true, check: chatId } };

/** What `setSettings` takes. green-api.com/en/docs/api/account/SetSettings */
export const SETTINGS: Readonly<Record<string, Field>> = {
    webhookUrl: { check: text(2_000, 'empty allowed') },
    webhookUrlToken: { check: text(2_000, 'empty allowed') },
    delaySendMessagesMilliseconds: { check: integer(500, 600_000) },
    autoTyping: { check: integer(0, 10) },
    // Typed as booleans by one of the client libraries; both forms pass.
    linkPreview: { check: oneOf('yes', 'no', true, false) },
    enableLidMode: { check: oneOf('yes', 'no', true, false) },
    ...Object.fromEntries(
        [
            'markIncomingMessagesReaded',
            'markIncomingMessagesReadedOnReply',
            'incomingWebhook',
            'outgoingWebhook',
            'outgoingMessageWebhook',
            'outgoingAPIMessageWebhook',
            'stateWebhook',
            'pollMessageWebhook',
            'editedMessageWebhook',
            'deletedMessageWebhook',
            'incomingCallWebhook',
            'outgoingCallWebhook',
            'keepOnlineStatus',
            'catalogWebhook',
            'incomingBlockWebhook',
            'deviceWebhook',
        ].map((name) => [name, { check: yesNo }]),
    ),
};

/** The first fault of a body by a table of fields, or undefined. `unknown` says whether other fields are refused. */
export function problemWith(
    body: Readonly<Record<string, unknown>>,
    fields: Readonly<Record<string, Field>>,
    unknown: 'refused' | 'ignored',
): string | undefined {
    for (const [name, field] of Object.entries(fields)) {
        const value = body[name];
        if (value === undefined) {
            if (field.required) {
                return `'${name}' is required`;
            }
            continue;
        }
        const problem = field.check(value, name);
        if (problem) {
            return problem;
        }
    }
    const stranger = unknown === 'refused' ? Object.keys(body).find((name) => !Object.hasOwn(fields, name)) : undefined;
    return stranger === undefined ? undefined : `'${stranger}' is not allowed`;
}
