/**
 * The shape of every kind of record in the store. `t` names the kind and `v` its version: a record of a shape that is not
 * known (an older or newer version of the app wrote it) is skipped by its reader.
 */
import type { Decoded, Decoder } from '../../lib/decode';
import { array, boolean, id, literal, mapOf, number, object, optional, string } from '../../lib/decode';
import type { Digest } from '../../lib/secrets';
import { reveal, secretOf } from '../../lib/secrets';
import type { Connection, Contact, Credentials, MessageEvent } from '../model';
import { RECEIPT_STATUSES } from '../model';
import { author, content, forwarded, quote } from './content-shapes';
import { reply, words } from './reply-shapes';

export const contact = object({
    address: string,
    name: optional(string),
    phone: optional(string),
    email: optional(string),
}) as Decoder<Contact>;

/** What a message has besides its content, and keeps when that is changed. */
const about = {
    quote: optional(quote),
    forwarded: optional(forwarded),
    author: optional(author),
    from: optional(literal('phone', 'program')),
};

export const messageEvent = object({
    kind: literal('message'),
    id: string,
    contact,
    at: number,
    content: array(content),
    ...about,
    alias: optional(object({ from: string, to: string })),
}) as Decoder<MessageEvent>;

/** What has to stand around the words of a message that is shown, when they are changed. */
export const frame = object({ ...about, notice: optional(string) }) as Decoder<Frame>;
export type Frame = Pick<MessageEvent, 'quote' | 'forwarded' | 'author' | 'from'> & {
    /** What was told of it besides. */
    readonly notice?: string;
};

/** An event in work. */
export const entry = object({
    t: literal('entry'),
    v: literal(1),
    key: string,
    conversation: string,
    event: messageEvent,
    /** When it was journalled, by the fastest clock; later where another event of the same provider time was there before. */
    arrivedAt: number,
    process: string,
    /** This record's own name; a part of its keys. */
    journal: optional(string),
    /** How often Rocket.Chat has refused to show it, and when that was last counted. */
    refused: optional(object({ times: number, lastAt: number })),
});
export type Entry = Decoded<typeof entry>;

/** An event that stands in its room, or needs no room. */
export const done = object({
    t: literal('done'),
    v: literal(1),
    key: string,
    conversation: string,
    roomId: string,
    messageIds: array(string),
    frame: optional(frame),
    /** Of one that changes or speaks of another message: that one's event id; empty where it speaks of no message. */
    of: optional(string),
    at: number,
});
export type Done = Decoded<typeof done>;

/** Somebody's exclusive hold on a conversation. */
export const claim = object({ t: literal('claim'), v: literal(1), id: string, lane: string, takenAt: number });
export type Claim = Decoded<typeof claim>;

/** Where a conversation goes on. */
export const conversation = object({
    t: literal('conversation'),
    v: literal(1),
    key: string,
    roomId: string,
    updatedAt: number,
    /** Of a contact with several addresses: the one that he wrote from last. */
    address: optional(string),
});
export type ConversationRecord = Decoded<typeof conversation>;

/** That two addresses are one contact's: what was one conversation (`from`) goes on as the other. */
export const alias = object({ t: literal('alias'), v: literal(1), from: string, to: string, at: number });
export type AliasRecord = Decoded<typeof alias>;

/** Where the note about a reply stands, once there is one; `both` when its room was closed after the first was posted. */
const noted = literal('nowhere', 'room', 'direct', 'both');
export type Noted = Decoded<typeof noted>;

/** The states of a reply that are shown on the agent's message, one at a time. */
export const SHOWN_STATES = ['waiting', 'sent', 'delivered', 'read', 'failed'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];
const shown = literal('', ...SHOWN_STATES);

/** A reply in work. */
export const out = object({
    t: literal('out'),
    v: literal(1),
    conversation: string,
    reply,
    createdAt: number,
    /** This record's own name; a part of its keys. */
    journal: string,
    /** How often an agent has asked for it again: what is settled is one round of a reply. */
    round: number,
    /** Whether a call to the provider may be under way, by which process and since when. */
    attempt: boolean,
    process: string,
    attemptAt: number,
    /** The provider's ids of the parts that it accepted already; of a deletion those of messages that were seen to. */
    sent: array(string),
    /** Of a deletion: whether the agent was told that one of them may still be there. */
    partlyTold: optional(boolean),
    /** When the first of them may have been accepted at the earliest, once there is one. */
    begunAt: optional(number),
    /** Tries that failed so far, and why the last one did. */
    failures: number,
    reason: string,
    /** How many tries may have arrived, of what is tried once more all the same. */
    doubts: optional(number),
    /** Not before this moment, ms since 1970. */
    notBefore: number,
    /** Up to when a try would fail as the one before, where an agent asked for another one: what came later may pass it. */
    blockedUntil: optional(number),
    /** Whether it waits for its connection to work again: then it goes on as soon as that is told. */
    untilReady: optional(boolean),
    noted,
    shown,
});
export type Out = Decoded<typeof out>;

/** A reply that the provider accepted, and what it said of it since. */
export const sent = object({
    t: literal('sent'),
    v: literal(1),
    reply,
    round: number,
    conversation: string,
    providerIds: array(string),
    at: number,
    /** When the first of them may have been accepted at the earliest, where that is known. */
    begunAt: optional(number),
    /** What the provider said of each of its messages, by id, where it said anything yet. */
    receipts: mapOf(literal(...RECEIPT_STATUSES)),
    receiptAt: number,
    noted,
    shown,
    /** The address that it went to, where that is another one than the conversation's. */
    to: optional(string),
});
export type SentRecord = Decoded<typeof sent>;

/** A reply that will not be sent by itself any more. */
export const dead = object({
    t: literal('dead'),
    v: literal(1),
    conversation: string,
    reply,
    round: number,
    /** The provider's ids of the parts that it had accepted. */
    sent: array(string),
    reason: string,
    /** Whether it may have arrived all the same. */
    inDoubt: boolean,
    /** Up to when a second try would fail for the same reason, ms since 1970. */
    blockedUntil: optional(number),
    /** That only a template would have arrived in its place. */
    onlyTemplates: optional(boolean),
    /** That the provider is to be asked whether it took it: since when that may have been, and when to ask next. */
    asking: optional(object({ since: number, next: number })),
    at: number,
    noted,
    shown,
    /** The address that it went to, where that is another one than the conversation's. */
    to: optional(string),
});
export type Dead = Decoded<typeof dead>;

/** A dead letter that somebody has seen to: the reply has come to its end, and nothing is left to tell. */
export const closed = object({
    t: literal('closed'),
    v: literal(1),
    reply,
    conversation: string,
    round: number,
    at: number,
});
export type Closed = Decoded<typeof closed>;

/** What somebody wrote who may not answer: it never goes out, and he is told so. */
export const refused = object({
    t: literal('refused'),
    v: literal(1),
    reply,
    conversation: string,
    round: number,
    at: number,
    noted,
});
export type Refused = Decoded<typeof refused>;

/** A receipt for a message that no record knows yet: receipts overtake the answer to the send. */
export const earlyReceipt = object({
    t: literal('receipt'),
    v: literal(1),
    channel: string,
    connectionId: string,
    messageId: string,
    status: literal(...RECEIPT_STATUSES),
    reason: optional(words),
    /** For how long after its sending a second try would fail for the same reason, ms. */
    blockedMs: optional(number),
    /** That only a template would have been taken. */
    onlyTemplates: optional(boolean),
    at: number,
    arrivedAt: number,
});
export type EarlyReceipt = Decoded<typeof earlyReceipt>;

/** A room of ours that is open, or was a moment ago. */
export const openRoom = object({
    t: literal('room'),
    v: literal(1),
    roomId: string,
    conversation: string,
    at: number,
    /** When it was first seen closed; 0 while it is open. */
    closedAt: number,
    /** Whether an agent ever had it. */
    served: boolean,
});
export type OpenRoom = Decoded<typeof openRoom>;

/** That the contact of a conversation was told that nobody is there, and not to tell him again until somebody was. */
export const offlineTold = object({ t: literal('offline'), v: literal(1), conversation: string, at: number });

/** When a connection was last used, as one process saw it. */
export const usage = object({
    t: literal('usage'),
    v: literal(1),
    channel: string,
    connectionId: string,
    lastIn: number,
    lastOut: number,
    /** When the provider last called at all. */
    lastHeard: optional(number),
    at: number,
});

/** A webhook's body that could not be read. */
export const undecoded = object({
    t: literal('undecoded'),
    v: literal(1),
    id: string,
    connection: string,
    key: string,
    what: string,
    reason: string,
    at: number,
});
export type Undecoded = Decoded<typeof undecoded>;

const storedConnection = object({
    t: literal('connection'),
    v: literal(1),
    channel: string,
    id,
    name: string,
    account: string,
    state: string,
    owner: string,
    plain: mapOf(string),
    secret: mapOf(string),
    createdAt: number,
});

/** Which connection a webhook's secret belongs to; the secret itself is not kept. */
export const hook = object({
    t: literal('hook'),
    v: literal(1),
    digest: string as Decoder<Digest>,
    channel: string,
    connectionId: string,
    createdAt: number,
    /** Up to when it is good, ms since 1970, where another one has taken its place. */
    until: optional(number),
});
export type HookRecord = Decoded<typeof hook>;

/** How often something odd was seen on a connection. */
export const oddity = object({ t: literal('oddity'), v: literal(1), what: string, count: number, lastAt: number });

/** The app's own secret. */
export const ownSecret = object({ t: literal('secret'), v: literal(1), value: string });

/** A connection as stored: its secrets leave their wrapping only here. */
export function storeConnection(connection: Connection): object {
    const { channel, id: connectionId, name, account, state, owner, createdAt, credentials } = connection;
    const secret: Record<string, string> = {};
    for (const [field, value] of Object.entries(credentials.secret)) {
        secret[field] = reveal(value);
    }
    return {
        t: 'connection',
        v: 1,
        channel,
        id: connectionId,
        name,
        account,
        state,
        owner,
        plain: credentials.plain,
        secret,
        createdAt,
    };
}

export const connection: Decoder<Connection> = (value, path) => {
    const { t: _t, v: _v, plain, secret, ...rest } = storedConnection(value, path);
    const wrapped: Record<string, ReturnType<typeof secretOf>> = {};
    for (const [field, text] of Object.entries(secret)) {
        wrapped[field] = secretOf(text);
    }
    const credentials: Credentials = { plain, secret: wrapped };
    return { ...rest, credentials };
};
