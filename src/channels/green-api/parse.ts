import type { Connection, Content, MessageEvent } from '../../gateway/model';
import { DecodeError, decode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { authorOf, contactAt, firstFilled, isGroup, notForUs } from './addresses';
import type { Wishes } from './addresses';
import { incomingCall, outgoingCall } from './calls';
import { contentOf } from './contents';
import { aliasOf } from './identity';
import { messageStatus, quotaExceeded, stateChanged } from './notices';
import { forwardedOf, quoteOf } from './references';
import * as wire from './wire';

/** A message of the contact, or of the account itself to him; both come in the same form. */
const message =
    (from?: MessageEvent['from']) =>
    (body: unknown, wishes: Wishes): Parsed => {
        const webhook = decode(wire.message, body);
        const own = decode(wire.envelope, body).instanceData.wid ?? '';
        const { chatId, chatName, sender = '', senderName, senderContactName } = webhook.senderData;
        const skipped = notForUs(chatId, wishes);
        if (skipped !== undefined) {
            return skipped;
        }
        const group = isGroup(chatId);
        if (from === undefined && group && sender !== '' && sender === own) {
            return { kind: 'ignored', why: 'written by the account itself' };
        }
        const quote = quoteOf(chatId, webhook.messageData, own);
        const forwarded = forwardedOf(webhook.messageData);
        const alias = from === undefined && !group ? aliasOf(chatId, sender, own) : undefined;
        const person = firstFilled(senderContactName, senderName);
        // Of a message that went out the sender is the account, and in a group he is one of many.
        const name = firstFilled(...(from === undefined && !group ? [person] : []), chatName);
        const event: MessageEvent = {
            kind: 'message',
            // GREEN-API promises uniqueness per chat at most.
            id: `${chatId}:${webhook.idMessage}`,
            contact: { ...contactAt(chatId), ...(name === undefined ? {} : { name }) },
            ...(from === undefined && group ? { author: authorOf(sender, person) } : {}),
            at: webhook.timestamp * 1000,
            content: [kept(contentOf(webhook.messageData), wishes)],
            ...(quote === undefined ? {} : { quote }),
            ...(forwarded === undefined ? {} : { forwarded }),
            ...(from === undefined ? {} : { from }),
            ...(alias === undefined ? {} : { alias }),
        };
        return { kind: 'events', events: [event] };
    };

/** Whether what was deleted may still be read is for the administrator to say. */
const kept = (content: Content, { keepDeleted }: Wishes): Content =>
    content.kind === 'deleted' && keepDeleted === 'false' ? { ...content, erase: true } : content;

/** What the account itself says, unless that is not to be seen. */
const ownMessage =
    (from: NonNullable<MessageEvent['from']>, why: string) =>
    (body: unknown, wishes: Wishes): Parsed =>
        wishes.fromPhone === 'false' ? { kind: 'ignored', why } : message(from)(body, wishes);

const ignored =
    (why: string): ((body: unknown) => Parsed) =>
    () => ({ kind: 'ignored', why });

/** Webhooks by `typeWebhook`. What stands in neither table is unknown and counted. */
const WEBHOOKS: Readonly<Record<string, (body: unknown, wishes: Wishes) => Parsed>> = {
    incomingMessageReceived: message(),
    outgoingMessageStatus: messageStatus,
    stateInstanceChanged: stateChanged,
    quotaExceeded,
    outgoingMessageReceived: ownMessage('phone', 'written on the phone'),
    // Our own too: the core knows which those are.
    outgoingAPIMessageReceived: ownMessage('program', 'sent through the API'),
    incomingCall: incomingCall,
    outgoingCall: outgoingCall,
    incomingBlock: ignored('who blocked whom'),
    deviceInfo: ignored('about the phone'),
    statusInstanceChanged: ignored('about the connection of the phone'),
    avatarInfo: ignored('a picture of a person'),
};

/**
 * What a GREEN-API webhook means, with the administrator's settings. Pure and total: with the right token everything is
 * answered 200, because whatever is refused is repeated for 24 hours while the instance's whole queue waits
 * (green-api.com/en/docs/api/receiving/technology-webhook-endpoint).
 */
export function parse({ id: instanceId, credentials }: Connection, body: unknown): Parsed {
    try {
        const { typeWebhook, instanceData } = decode(wire.envelope, body);
        if (instanceData.idInstance !== instanceId) {
            throw new DecodeError('instanceData.idInstance', 'the instance that the token belongs to');
        }
        const read = Object.prototype.hasOwnProperty.call(WEBHOOKS, typeWebhook) ? WEBHOOKS[typeWebhook] : undefined;
        return read === undefined ? { kind: 'unknown', what: typeWebhook } : read(body, credentials.plain);
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
