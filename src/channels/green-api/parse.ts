import type { Content, Event } from '../../gateway/model';
import type { Decoder } from '../../lib/decode';
import { DecodeError, decode, tryDecode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { messageStatus, quotaExceeded, stateChanged } from './notices';
import * as wire from './wire';

/** Chats that are no conversation with a customer: broadcasts, channels, groups, and an address that GREEN-API sends by mistake. */
const NOT_A_CONTACT: ReadonlyArray<{ pattern: RegExp; why: string }> = [
    { pattern: /^0@c\.us$/, why: 'an empty chat id' },
    { pattern: /@broadcast$/, why: 'a status or broadcast' },
    { pattern: /@newsletter$/, why: 'a channel' },
    { pattern: /@g\.us$/, why: 'a group' },
];

function text<T>(decoder: Decoder<T>, read: (data: T) => string): (data: unknown) => Content {
    return (data) => ({ kind: 'text', text: read(decode(decoder, data)) });
}

const extendedText = text(wire.extendedTextMessage, (data) => data.extendedTextMessageData.text);

/** Files are fetched later; the extension in the name tells Rocket.Chat what it is. */
const file = (data: unknown): Content => {
    const {
        downloadUrl = '',
        fileName = '',
        mimeType = '',
        caption = '',
    } = decode(wire.fileMessage, data).fileMessageData;
    return {
        kind: 'file',
        url: downloadUrl,
        name: fileName === '' ? 'file' : fileName,
        type: mimeType,
        ...(caption === '' ? {} : { caption }),
    };
};

/** Kinds of message that we can show, by `typeMessage`. */
const CONTENT: Readonly<Record<string, (data: unknown) => Content>> = {
    textMessage: text(wire.textMessage, (data) => data.textMessageData.textMessage),
    extendedTextMessage: extendedText,
    quotedMessage: extendedText,
    imageMessage: file,
    videoMessage: file,
    documentMessage: file,
    audioMessage: file,
    stickerMessage: file,
};

/** Anything else: the provider's word for it and the words that came with it, so that nothing that was said is lost. */
function placeholder(what: string, data: unknown): Content {
    const caption = tryDecode(wire.fileMessage, data)?.fileMessageData.caption ?? '';
    return { kind: 'placeholder', what, ...(caption === '' ? {} : { caption }) };
}

function contentOf(messageData: unknown): Content {
    const { typeMessage } = decode(wire.messageType, messageData);
    const read = Object.prototype.hasOwnProperty.call(CONTENT, typeMessage) ? CONTENT[typeMessage] : undefined;
    return read === undefined ? placeholder(typeMessage, messageData) : read(messageData);
}

/** The contact's phone, where the address is one; a hidden number (`@lid`) is none. */
function phoneOf(chatId: string): string | undefined {
    const digits = /^(\d{7,15})@c\.us$/.exec(chatId)?.[1];
    return digits === undefined ? undefined : `+${digits}`;
}

function firstFilled(...names: ReadonlyArray<string | undefined>): string | undefined {
    return names.find((name) => name !== undefined && name.trim() !== '');
}

function incomingMessage(body: unknown): Parsed {
    const webhook = decode(wire.message, body);
    const { chatId, chatName, senderName, senderContactName } = webhook.senderData;
    const skipped = NOT_A_CONTACT.find(({ pattern }) => pattern.test(chatId));
    if (skipped !== undefined) {
        return { kind: 'ignored', why: skipped.why };
    }
    if (!/^[^\s@]+@[a-z.]+$/.test(chatId)) {
        throw new DecodeError('senderData.chatId', 'a chat id');
    }
    const name = firstFilled(senderContactName, senderName, chatName);
    const phone = phoneOf(chatId);
    const event: Event = {
        kind: 'message',
        // GREEN-API promises uniqueness per chat at most.
        id: `${chatId}:${webhook.idMessage}`,
        contact: {
            address: chatId,
            ...(name === undefined ? {} : { name }),
            ...(phone === undefined ? {} : { phone }),
        },
        at: webhook.timestamp * 1000,
        content: [contentOf(webhook.messageData)],
    };
    return { kind: 'events', events: [event] };
}

/** Webhooks by `typeWebhook`. What stands in neither table is unknown and counted. */
const WEBHOOKS: Readonly<Record<string, (body: unknown) => Parsed>> = {
    incomingMessageReceived: incomingMessage,
    outgoingMessageStatus: messageStatus,
    stateInstanceChanged: stateChanged,
    quotaExceeded,
};

/**
 * What a GREEN-API webhook means. Pure and total: with the right token everything is answered 200, because whatever is
 * refused is repeated for 24 hours while the instance's whole queue waits
 * (green-api.com/en/docs/api/receiving/technology-webhook-endpoint).
 */
export function parse(instanceId: string, body: unknown): Parsed {
    try {
        const { typeWebhook, instanceData } = decode(wire.envelope, body);
        if (instanceData.idInstance !== instanceId) {
            throw new DecodeError('instanceData.idInstance', 'the instance that the token belongs to');
        }
        const read = Object.prototype.hasOwnProperty.call(WEBHOOKS, typeWebhook) ? WEBHOOKS[typeWebhook] : undefined;
        return read === undefined ? { kind: 'unknown', what: typeWebhook } : read(body);
    } catch (error) {
        if (error instanceof DecodeError) {
            return { kind: 'undecodable', ...named(body), reason: error.message };
        }
        throw error;
    }
}

/** What can still be said of a body that does not fit: its id and its kind, for whoever looks it up. */
function named(body: unknown): { key: string; what: string } {
    const member = (name: string): string => {
        const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
        return typeof value === 'string' ? value.slice(0, 100) : '';
    };
    return { key: member('idMessage'), what: member('typeWebhook') };
}
