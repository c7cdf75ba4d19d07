/**
 * GREEN-API's words: the shapes of its webhooks and answers, as far as we read them.
 * Source: green-api.com/en/docs/api (receiving/notifications-format, account, sending). Any text may be empty or missing.
 */
import { array, boolean, id, number, object, oneOf, optional, record, string } from '../../lib/decode';
import type { Decoded } from '../../lib/decode';

/** Provider limit, green-api.com/en/docs/api/sending/SendMessage */
export const TEXT_LIMIT_CHARS = 20_000;

/** Of a file's caption, and of the file; green-api.com/en/docs/api/sending/SendFileByUpload */
export const CAPTION_LIMIT_CHARS = 1_024;
export const FILE_LIMIT_BYTES = 100_000_000;

/** Per instance, for everything that sends to chats, green-api.com/en/docs/api/ratelimiter */
export const SENDS_PER_SECOND = 50;

/** Digits; 12 of them since July 2026, 10 before. */
export const INSTANCE_ID = /^\d{10,12}$/;

export const envelope = object({
    typeWebhook: string,
    instanceData: object({ idInstance: id, wid: optional(string), typeInstance: optional(string) }),
});

export const message = object({
    instanceData: optional(object({ wid: optional(string) })),
    idMessage: id,
    /** Seconds since 1970. */
    timestamp: number,
    senderData: object({
        chatId: string,
        /** Who of a group wrote it; in a chat with one person the same as the chat, but for hidden numbers. */
        sender: optional(id),
        chatName: optional(string),
        senderName: optional(string),
        senderContactName: optional(string),
    }),
    messageData: record,
});

/** What became of a message of ours, receiving/notifications-format/outgoing-message/OutgoingMessageStatus */
export const messageStatus = object({
    chatId: string,
    idMessage: id,
    /** Seconds since 1970. */
    timestamp: number,
    status: string,
    description: optional(string),
    sendByApi: optional(boolean),
});

export const settings = object({
    wid: optional(string),
    typeInstance: optional(string),
    webhookUrl: optional(string),
});
export const state = object({ stateInstance: string });
export const waSettings = object({ phone: optional(string) });
export const saved = object({ saveSettings: boolean });
export const accepted = object({ idMessage: id });
/** Of calls that may answer nothing at all. */
export const edited = object({ idMessage: optional(id) });

/** What waits to be sent, queues/ShowMessagesQueue */
export const queue = array(
    object({
        messageID: optional(id),
        messagesIDs: optional(array(id)),
        type: optional(string),
        body: optional(record),
    }),
);
export const queuedBody = object({
    chatId: string,
    message: optional(string),
    fileName: optional(string),
    caption: optional(string),
    latitude: optional(number),
    longitude: optional(number),
    contact: optional(object({ phoneContact: optional(id) })),
});

/** What was sent lately, journals/LastOutgoingMessages: flat, unlike webhooks. */
export const outgoing = array(
    object({
        idMessage: id,
        /** Seconds since 1970. */
        timestamp: number,
        chatId: string,
        sendByApi: optional(boolean),
        textMessage: optional(string),
        extendedTextMessage: optional(object({ text: optional(string) })),
        fileName: optional(string),
        caption: optional(string),
        location: optional(object({ latitude: optional(number), longitude: optional(number) })),
        contact: optional(object({ vcard: optional(string) })),
    }),
);

/** A call of a contact: one webhook when it begins and one when it ends, receiving/notifications-format/incoming-call */
export const incomingCall = object({ from: string, status: string, idMessage: id, timestamp: number });

/** A call of the account, receiving/notifications-format/outgoing-call */
export const outgoingCall = object({
    status: string,
    idMessage: id,
    timestamp: number,
    participants: array(object({ id: string })),
});

/** Account state, receiving/notifications-format/StateInstanceChanged */
export const stateChanged = object({ stateInstance: string, timestamp: number });

/** service/GetAvatar; newer answers hold the picture too. */
export const avatar = object({ urlAvatar: optional(string), base64Avatar: optional(string) });

/** groups/GetGroupData; a text for a group that is not to be seen. */
export const groupData = oneOf<{ readonly subject?: string | undefined }>(
    object({ subject: optional(string) }),
    (value, path) => {
        string(value, path);
        return {};
    },
);

export const quotaExceeded = object({ quotaData: optional(object({ method: optional(string) })) });

/** The forms of error bodies; the token stands in `path`, so only the three texts are ever read. */
export const failure = object({
    message: optional(string),
    reason: optional(string),
    description: optional(string),
});

const quotaStatus = object({ status: optional(string), used: optional(id), total: optional(id) });

/** Status 466, and now and then a part of a 200; counters are numbers or texts. */
export const quota = object({ invokeStatus: optional(quotaStatus), correspondentsStatus: optional(quotaStatus) });

export type MessageWebhook = Decoded<typeof message>;

/** What `setSettings` is asked to switch on: what this app reads. Values are the texts `yes` and `no`. */
export const WEBHOOK_TOGGLES = {
    incomingWebhook: 'yes',
    outgoingWebhook: 'yes',
    outgoingMessageWebhook: 'yes',
    outgoingAPIMessageWebhook: 'yes',
    stateWebhook: 'yes',
    pollMessageWebhook: 'yes',
    editedMessageWebhook: 'yes',
    deletedMessageWebhook: 'yes',
    incomingCallWebhook: 'yes',
} as const;
