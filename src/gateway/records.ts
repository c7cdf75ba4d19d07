/**
 * Every kind of record in the store: its keys, its shape, and how it is read back. Keys are exact lists in the order
 * given here, because the platform replaces a record only under its exact list. A record of a shape that is not known
 * (an older or newer version of the app wrote it) is skipped by its reader.
 */
import type { Decoded, Decoder } from '../lib/decode';
import { array, boolean, id, literal, mapOf, number, object, oneOf, optional, string, tryDecode } from '../lib/decode';
import { bucketOf, dayOf } from '../lib/ids';
import type { Digest } from '../lib/secrets';
import { reveal, secretOf } from '../lib/secrets';
import type { Connection, Content, Contact, ConversationKey, Credentials, MessageEvent } from './model';
import type { Records } from './ports';

// ---- shapes

const content: Decoder<Content> = oneOf<Content>(
    object({ kind: literal('text'), text: string }),
    object({ kind: literal('placeholder'), what: string, caption: optional(string) }) as Decoder<Content>,
);

const contact = object({ address: string, name: optional(string), phone: optional(string) }) as Decoder<Contact>;

const event: Decoder<MessageEvent> = object({
    kind: literal('message'),
    id: string,
    contact,
    at: number,
    content: array(content),
});

/** An event in work. */
export const entry = object({
    t: literal('entry'),
    v: literal(1),
    key: string,
    conversation: string,
    event,
    arrivedAt: number,
    process: string,
});
export type Entry = Decoded<typeof entry>;

/** An event that stands in its room, or needs no room. */
export const done = object({
    t: literal('done'),
    v: literal(1),
    key: string,
    roomId: string,
    messageIds: array(string),
    at: number,
});
export type Done = Decoded<typeof done>;

/** Somebody's exclusive hold on a conversation. */
export const claim = object({ t: literal('claim'), v: literal(1), id: string, takenAt: number });
export type Claim = Decoded<typeof claim>;

/** Where a conversation goes on. */
export const conversation = object({
    t: literal('conversation'),
    v: literal(1),
    key: string,
    roomId: string,
    updatedAt: number,
});
export type ConversationRecord = Decoded<typeof conversation>;

const reply = object({
    id: string,
    roomId: string,
    author: object({ id: string, name: string }),
    at: number,
    text: string,
});

/** A reply in work. `attempt` holds while a call to the provider may be under way. */
export const out = object({
    t: literal('out'),
    v: literal(1),
    conversation: string,
    reply,
    createdAt: number,
    /** This record's own name; a part of its keys. */
    journal: string,
    /** The process that has the attempt. */
    process: string,
    attempt: boolean,
    /** The provider's ids of the parts that it accepted already. */
    sent: array(string),
    /** Not before this moment, ms since 1970. */
    notBefore: number,
});
export type Out = Decoded<typeof out>;

/** A reply that the provider accepted. */
export const sent = object({
    t: literal('sent'),
    v: literal(1),
    messageId: string,
    conversation: string,
    providerIds: array(string),
    at: number,
});
export type SentRecord = Decoded<typeof sent>;

/** A reply that will not be sent by itself any more. */
export const dead = object({
    t: literal('dead'),
    v: literal(1),
    conversation: string,
    reply,
    reason: string,
    /** Whether it may have arrived all the same. */
    inDoubt: boolean,
    at: number,
});
export type Dead = Decoded<typeof dead>;

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
});
export type HookRecord = Decoded<typeof hook>;

export const workspace = object({
    t: literal('workspace'),
    v: literal(1),
    registeredBy: string,
    address: string,
    at: number,
    fingerprint: optional(string),
});
export type Workspace = Decoded<typeof workspace>;

export const agent = object({
    t: literal('agent'),
    v: literal(1),
    userId: string,
    username: string,
    at: number,
    fingerprint: optional(string),
});
export type Agent = Decoded<typeof agent>;

/** How often something odd was seen on a connection. */
export const oddity = object({ t: literal('oddity'), v: literal(1), what: string, count: number, lastAt: number });

/** The app's own secret. */
export const ownSecret = object({ t: literal('secret'), v: literal(1), value: string });

// ---- keys

export const keys = {
    entry: (key: string, lane: ConversationKey): string[] => [`in:${key}`, `lane:${lane}`, `pend:${bucketOf(lane)}`],
    /** The message id makes the record the map from Rocket.Chat's message to the provider's. */
    done: (key: string, messageId: string, at: number): string[] => [
        `in:${key}`,
        `msg:${messageId}`,
        `day:${dayOf(at)}:${bucketOf(key)}`,
    ],
    event: (key: string): string => `in:${key}`,
    lane: (lane: ConversationKey): string => `lane:${lane}`,
    claim: (lane: string, claimId: string): string[] => [lane, `claim:${claimId}`],
    conversation: (key: ConversationKey, visitorToken: string): string[] => [`conv:${key}`, `guest:${visitorToken}`],
    /** Every record of a reply in work, whoever wrote it. */
    out: (messageId: string, lane: ConversationKey): string[] => [
        `out:${messageId}`,
        `olane:${lane}`,
        `pend:${bucketOf(lane)}`,
    ],
    /** One of them: a reply may be journalled twice, and whoever did must be able to change its own record and no other. */
    outNamed: (messageId: string, lane: ConversationKey, name: string): string[] => [
        ...keys.out(messageId, lane),
        `by:${name}`,
    ],
    reply: (messageId: string): string => `out:${messageId}`,
    outLane: (lane: ConversationKey): string => `olane:${lane}`,
    sent: (
        messageId: string,
        connection: Pick<Connection, 'channel' | 'id'>,
        providerIds: readonly string[],
        at: number,
    ): string[] => [
        `out:${messageId}`,
        ...providerIds.map((providerId) => `prov:${connection.channel}:${connection.id}:${providerId}`),
        `day:${dayOf(at)}:${bucketOf(messageId)}`,
    ],
    dead: (messageId: string, at: number): string[] => [`out:${messageId}`, `day:${dayOf(at)}:${bucketOf(messageId)}`],
    undecoded: (recordId: string): string[] => ['undecoded', `undecoded:${recordId}`],
    connection: (channel: string, connectionId: string): string[] => [
        `conn:${channel}:${connectionId}`,
        `conns:${channel}`,
    ],
    hook: (digest: Digest, channel: string, connectionId: string): string[] => [
        `hook:${digest}`,
        `hooks:${channel}:${connectionId}`,
    ],
    workspace: ['workspace'],
    agent: (userId: string): string[] => [`agent:${userId}`, 'agents'],
    oddity: (channel: string, connectionId: string, what: string): string[] => [
        `odd:${channel}:${connectionId}`,
        `oddity:${what}`,
    ],
    ownSecret: ['secret'],
} as const;

// ---- reading

/** The records of one kind among those read; others, and those of unknown shape, are left out. */
export function only<T>(decoder: Decoder<T>, read: readonly unknown[]): T[] {
    return read.flatMap((data) => tryDecode(decoder, data) ?? []);
}

/** The one that was written last, where concurrent writers left several. */
export function newest<T extends { readonly at: number }>(found: readonly T[]): T | undefined {
    return found.reduce<T | undefined>((best, one) => (best === undefined || one.at > best.at ? one : best), undefined);
}

export async function readOnly<T>(records: Records, decoder: Decoder<T>, ...key: string[]): Promise<T[]> {
    return only(decoder, await records.read(...key));
}

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
