import type { CallState, Connection, Contact, Content, MessageEvent } from '../../gateway/model';
import { DecodeError, decode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { contentOf } from './contents';
import { messageStatus, quotaExceeded, stateChanged } from './notices';
import { forwardedOf, quoteOf } from './references';
import * as wire from './wire';

/** Chats that are no conversation with a customer: broadcasts, channels, groups, and an address that GREEN-API sends by mistake. */
const NOT_A_CONTACT: ReadonlyArray<{ pattern: RegExp; why: string }> = [
    { pattern: /^0@c\.us$/, why: 'an empty chat id' },
    { pattern: /@broadcast$/, why: 'a status or broadcast' },
    { pattern: /@newsletter$/, why: 'a channel' },
    { pattern: /@g\.us$/, why: 'a group' },
];

/** What the administrator has set, by name; what is missing is as usual. */
type Settings = Connection['credentials']['plain'];

const isOff = (settings: Settings, name: 'fromPhone' | 'keepDeleted' | 'calls'): boolean => settings[name] === 'false';

/** receiving/notifications-format/incoming-call; sources spell the end of a call in two ways. */
const INCOMING_CALLS: ReadonlyMap<string, CallState> = new Map([
    ['offer', 'ringing'],
    ['pickUp', 'answered'],
    ['hangUp', 'ended'],
    ['hungUp', 'ended'],
    ['declined', 'declined'],
    ['missed', 'missed'],
]);

/** receiving/notifications-format/outgoing-call */
const OUTGOING_CALLS: ReadonlyMap<string, CallState> = new Map([
    ['offer', 'ringing'],
    ['pickUp', 'answered'],
    ['hangUp', 'ended'],
    ['hungUp', 'ended'],
    ['invalid', 'failed'],
]);

function contactAt(chatId: string): Contact {
    const phone = phoneOf(chatId);
    return { address: chatId, ...(phone === undefined ? {} : { phone }) };
}

/** The contact's phone, where the address is one; a hidden number (`@lid`) is none. */
function phoneOf(chatId: string): string | undefined {
    const digits = /^(\d{7,15})@c\.us$/.exec(chatId)?.[1];
    return digits === undefined ? undefined : `+${digits}`;
}

function firstFilled(...names: ReadonlyArray<string | undefined>): string | undefined {
    return names.find((name) => name !== undefined && name.trim() !== '');
}

/** Why what is said in a chat is not for us, if it is not. @throws DecodeError for what is no chat */
function notForUs(chatId: string): Parsed | undefined {
    const skipped = NOT_A_CONTACT.find(({ pattern }) => pattern.test(chatId));
    if (skipped !== undefined) {
        return { kind: 'ignored', why: skipped.why };
    }
    if (!/^[^\s@]+@[a-z.]+$/.test(chatId)) {
        throw new DecodeError('senderData.chatId', 'a chat id');
    }
    return undefined;
}

/** A message of the contact, or of the account itself to him; both come in the same form. */
const message =
    (from?: MessageEvent['from']) =>
    (body: unknown, settings: Settings): Parsed => {
        const webhook = decode(wire.message, body);
        const { chatId, chatName, senderName, senderContactName } = webhook.senderData;
        const skipped = notForUs(chatId);
        if (skipped !== undefined) {
            return skipped;
        }
        const quote = quoteOf(chatId, webhook.messageData);
        const forwarded = forwardedOf(webhook.messageData);
        // Of a message that went out the sender is the account.
        const name = from === undefined ? firstFilled(senderContactName, senderName, chatName) : firstFilled(chatName);
        const event: MessageEvent = {
            kind: 'message',
            // GREEN-API promises uniqueness per chat at most.
            id: `${chatId}:${webhook.idMessage}`,
            contact: { ...contactAt(chatId), ...(name === undefined ? {} : { name }) },
            at: webhook.timestamp * 1000,
            content: [kept(contentOf(webhook.messageData), settings)],
            ...(quote === undefined ? {} : { quote }),
            ...(forwarded === undefined ? {} : { forwarded }),
            ...(from === undefined ? {} : { from }),
        };
        return { kind: 'events', events: [event] };
    };

/** Whether what was deleted may still be read is for the administrator to say. */
const kept = (content: Content, settings: Settings): Content =>
    content.kind === 'deleted' && isOff(settings, 'keepDeleted') ? { ...content, erase: true } : content;

/** What the account itself says, unless that is not to be seen. */
const ownMessage =
    (from: NonNullable<MessageEvent['from']>, why: string) =>
    (body: unknown, settings: Settings): Parsed =>
        isOff(settings, 'fromPhone') ? { kind: 'ignored', why } : message(from)(body, settings);

const calls =
    (read: (body: unknown) => Parsed) =>
    (body: unknown, settings: Settings): Parsed =>
        isOff(settings, 'calls') ? { kind: 'ignored', why: 'a call' } : read(body);

function incomingCall(body: unknown): Parsed {
    const { from: chatId, idMessage, status, timestamp } = decode(wire.incomingCall, body);
    const state = INCOMING_CALLS.get(status);
    const skipped = notForUs(chatId);
    return skipped ?? callEvents('in', idMessage, status, state, timestamp, [chatId]);
}

function outgoingCall(body: unknown): Parsed {
    const { idMessage, status, timestamp, participants } = decode(wire.outgoingCall, body);
    const chats = participants.map(({ id }) => id).filter((chatId) => notForUs(chatId) === undefined);
    return callEvents('out', idMessage, status, OUTGOING_CALLS.get(status), timestamp, chats);
}

/** The course of a call, in the chat of everybody who is called. */
function callEvents(
    direction: 'in' | 'out',
    id: string,
    status: string,
    state: CallState | undefined,
    timestamp: number,
    chats: readonly string[],
): Parsed {
    if (state === undefined) {
        return {
            kind: 'unknown',
            what: `${direction === 'in' ? 'incomingCall' : 'outgoingCall'} ${status.slice(0, 40)}`,
        };
    }
    const events = chats.map((chatId): MessageEvent => ({
        kind: 'message',
        id: `${chatId}:${id}:${status}`,
        contact: contactAt(chatId),
        at: timestamp * 1000,
        content: [{ kind: 'call', id, direction, state }],
        ...(direction === 'in' ? {} : { from: 'phone' as const }),
    }));
    return { kind: 'events', events };
}

const ignored =
    (why: string): ((body: unknown) => Parsed) =>
    () => ({ kind: 'ignored', why });

/** Webhooks by `typeWebhook`. What stands in neither table is unknown and counted. */
const WEBHOOKS: Readonly<Record<string, (body: unknown, settings: Settings) => Parsed>> = {
    incomingMessageReceived: message(),
    outgoingMessageStatus: messageStatus,
    stateInstanceChanged: stateChanged,
    quotaExceeded,
    outgoingMessageReceived: ownMessage('phone', 'written on the phone'),
    // Our own too: the core knows which those are.
    outgoingAPIMessageReceived: ownMessage('program', 'sent through the API'),
    incomingCall: calls(incomingCall),
    outgoingCall: calls(outgoingCall),
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
