import type { Event } from '../../gateway/model';
import { DecodeError, decode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { authorOf, firstFilled, isChatId, isGroup, phoneOf, whyNoContact } from './addresses';
import type { Wishes } from './addresses';
import { contentOf } from './contents';
import { messageStatus, quotaExceeded, stateChanged } from './notices';
import { forwardedOf, quoteOf } from './references';
import * as wire from './wire';

function incomingMessage(body: unknown, wishes: Wishes): Parsed {
    const webhook = decode(wire.message, body);
    const { instanceData } = decode(wire.envelope, body);
    const { chatId, chatName, sender, senderName, senderContactName } = webhook.senderData;
    const why = whyNoContact(chatId, wishes);
    if (why !== undefined) {
        return { kind: 'ignored', why };
    }
    if (!isChatId(chatId)) {
        throw new DecodeError('senderData.chatId', 'a chat id');
    }
    const own = instanceData.wid ?? '';
    if (isGroup(chatId) && sender !== undefined && sender !== '' && sender === own) {
        return { kind: 'ignored', why: 'written by the account itself' };
    }
    const quote = quoteOf(chatId, webhook.messageData, own);
    const forwarded = forwardedOf(webhook.messageData);
    const person = firstFilled(senderContactName, senderName);
    const name = firstFilled(...(isGroup(chatId) ? [] : [person]), chatName);
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
        ...(isGroup(chatId) ? { author: authorOf(sender ?? '', person) } : {}),
        at: webhook.timestamp * 1000,
        content: [contentOf(webhook.messageData)],
        ...(quote === undefined ? {} : { quote }),
        ...(forwarded === undefined ? {} : { forwarded }),
    };
    return { kind: 'events', events: [event] };
}

const ignored =
    (why: string): ((body: unknown) => Parsed) =>
    () => ({ kind: 'ignored', why });

/** Webhooks by `typeWebhook`. What stands in neither table is unknown and counted. */
const WEBHOOKS: Readonly<Record<string, (body: unknown, wishes: Wishes) => Parsed>> = {
    incomingMessageReceived: incomingMessage,
    outgoingMessageStatus: messageStatus,
    stateInstanceChanged: stateChanged,
    quotaExceeded,
    outgoingMessageReceived: ignored('written on the phone'),
    outgoingAPIMessageReceived: ignored('sent through the API'),
    incomingCall: ignored('a call'),
    outgoingCall: ignored('a call'),
    incomingBlock: ignored('who blocked whom'),
    deviceInfo: ignored('about the phone'),
    statusInstanceChanged: ignored('about the connection of the phone'),
    avatarInfo: ignored('a picture of a person'),
};

/**
 * What a GREEN-API webhook means, with the administrator's settings. Pure and total: with the right token everything is answered 200, because whatever is
 * refused is repeated for 24 hours while the instance's whole queue waits
 * (green-api.com/en/docs/api/receiving/technology-webhook-endpoint).
 */
export function parse(instanceId: string, body: unknown, wishes: Wishes = {}): Parsed {
    try {
        const { typeWebhook, instanceData } = decode(wire.envelope, body);
        if (instanceData.idInstance !== instanceId) {
            throw new DecodeError('instanceData.idInstance', 'the instance that the token belongs to');
        }
        const read = Object.prototype.hasOwnProperty.call(WEBHOOKS, typeWebhook) ? WEBHOOKS[typeWebhook] : undefined;
        return read === undefined ? { kind: 'unknown', what: typeWebhook } : read(body, wishes);
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
