import type { Event } from '../../gateway/model';
import { DecodeError, decode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { contentOf } from './contents';
import { messageStatus, quotaExceeded, stateChanged } from './notices';
import { aliasOf, phoneOf } from './identity';
import { forwardedOf, quoteOf } from './references';
import * as wire from './wire';

/** Chats that are no conversation with a customer: broadcasts, channels, groups, and an address that GREEN-API sends by mistake. */
const NOT_A_CONTACT: ReadonlyArray<{ pattern: RegExp; why: string }> = [
    { pattern: /^0@c\.us$/, why: 'an empty chat id' },
    { pattern: /@broadcast$/, why: 'a status or broadcast' },
    { pattern: /@newsletter$/, why: 'a channel' },
    { pattern: /@g\.us$/, why: 'a group' },
];

function firstFilled(...names: ReadonlyArray<string | undefined>): string | undefined {
    return names.find((name) => name !== undefined && name.trim() !== '');
}

function incomingMessage(body: unknown): Parsed {
    const webhook = decode(wire.message, body);
    const { chatId, chatName, sender, senderName, senderContactName } = webhook.senderData;
    const skipped = NOT_A_CONTACT.find(({ pattern }) => pattern.test(chatId));
    if (skipped !== undefined) {
        return { kind: 'ignored', why: skipped.why };
    }
    if (!/^[^\s@]+@[a-z.]+$/.test(chatId)) {
        throw new DecodeError('senderData.chatId', 'a chat id');
    }
    const quote = quoteOf(chatId, webhook.messageData);
    const forwarded = forwardedOf(webhook.messageData);
    const name = firstFilled(senderContactName, senderName, chatName);
    const phone = phoneOf(chatId);
    const alias = aliasOf(chatId, sender, webhook.instanceData?.wid);
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
        ...(quote === undefined ? {} : { quote }),
        ...(forwarded === undefined ? {} : { forwarded }),
        ...(alias === undefined ? {} : { alias }),
    };
    return { kind: 'events', events: [event] };
}

const ignored =
    (why: string): ((body: unknown) => Parsed) =>
    () => ({ kind: 'ignored', why });

/** Webhooks by `typeWebhook`. What stands in neither table is unknown and counted. */
const WEBHOOKS: Readonly<Record<string, (body: unknown) => Parsed>> = {
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
