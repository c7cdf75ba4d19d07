import type { Channel, Files } from '../channels/channel';
import { Cache } from '../lib/cache';
import { bucketOf } from '../lib/ids';
import type { Pacer } from '../lib/pacer';
import { Serial } from '../lib/serial';
import type { Connection, ConversationKey } from './model';
import { partsOf } from './model';
import type { Clock, Desk, Http, Log, Records, Site } from './ports';
import type { AliasRecord, ConversationRecord, GroupRecord, Newcomer } from './records/records';

/** What one call into the core works with: the ports of this call, and what this process remembers between calls. */
export interface Gateway {
    readonly records: Records;
    readonly desk: Desk;
    readonly http: Http;
    readonly clock: Clock;
    readonly log: Log;
    readonly site: Site;
    readonly files: Files;
    /** Found out at providers; see `ChannelPorts`. */
    readonly lookups: Cache<string>;
    readonly channels: readonly Channel[];
    readonly memory: Memory;
}

/** 30 s: how long a connection or a conversation may be taken from memory before its record is read again. */
const CACHE_MS = 30_000;
/** A provider repeats itself within minutes; a day's worth of a busy desk's keys would be too many. */
const RECENT_MS = 10 * 60_000;

/** For so long the picture of a new contact is the business of whoever opened his room, and not of the tick. */
export const NEWCOMER_MS = 2 * 60_000;

/** Forgotten, a note is posted in vain under its id, which is no harm. */
const DAY_MS = 24 * 60 * 60_000;

/** How long a connection that does not work is believed not to, before it is asked again. */
const STATE_MS = 10_000;

/**
 * What a process remembers. Lost at every restart and different on every server: only shortcuts. Nothing here may be
 * the reason for a refusal or for a second post.
 */
export interface Memory {
    /** Tells this life of this process from every other one. */
    readonly process: string;
    /** One piece of work at a time in each conversation and direction. */
    readonly lanes: Serial;
    /** Of those in which customers' words come in: where everything is shown, and only what is done is being removed. */
    readonly tidying: Set<ConversationKey>;
    /** Connections by the digest of their webhook secret, and by `channel:id`. */
    readonly hooks: Cache<Connection>;
    readonly connections: Cache<Connection>;
    readonly conversations: Cache<ConversationRecord>;
    /** Groups as they are shown, by conversation; looked at again after some minutes. */
    readonly groups: Cache<GroupRecord>;
    /** By conversation: contacts whose first room this process has opened a moment ago. */
    readonly newcomers: Cache<Newcomer>;
    /** By conversation that goes on as another one: as which. */
    readonly moved: Cache<ConversationKey>;
    /** By conversation: the aliases that were seen there last, where there were any. */
    readonly aliases: Cache<readonly AliasRecord[]>;
    /** Rooms that were on the list of those that the tick looks through. */
    readonly listed: Cache<true>;
    /** Users who may answer the customers of channels that ask for registration. */
    readonly answerers: Cache<true>;
    /** Dead letters whose note was tried again lately. */
    readonly tellingTried: Cache<true>;
    /** What was to be logged when nobody listened any more; the tick writes it. */
    readonly late: string[];
    /** Event keys that were worked off lately, and rounds of replies that were sent or given up lately. */
    readonly doneEvents: Cache<true>;
    readonly settledReplies: Cache<'ended' | 'refused'>;
    /** Rooms that were closed, and in which nothing was missing. */
    readonly finished: Cache<true>;
    /** By room: the message up to which nothing was missing, where the room had to be read to its beginning. */
    readonly seenThrough: Cache<string>;
    /** By conversation: for how long after its contact's last message agents may write freely, ms; 0 for always. */
    readonly windows: Cache<number>;
    /** By room: what its contact wrote last, as it was seen last; `none` where he wrote nothing. */
    readonly lastWords: Cache<Words | 'none'>;
    /** Ids of the notes about windows that stand. */
    readonly windowNotes: Cache<true>;
    /** Names of journalled replies of this process whose sending has not begun. */
    readonly unsent: Set<string>;
    /** What the provider accepted while the store would not take the record of it, by the journal's name. */
    readonly unrecorded: Map<string, readonly string[]>;
    readonly pacers: Map<string, Pacer>;
    /** What channels found out at their providers. */
    readonly lookups: Cache<string>;
    /** Connections that were asked for their state a moment ago. */
    readonly statesAsked: Cache<true>;
    /** When each connection was last used, and what of that is not written yet. */
    readonly usage: Map<string, Usage>;
    /** Why reactions are not possible, once that is known. */
    reactionsRefused: string | undefined;
    /** How many of them failed in a row. */
    reactionFailures: number;
    /** Where the tick goes on with what it does piece by piece; `width`: how many buckets of pending records it reads at once. */
    readonly position: { runs: number; pending: number; width: number; rooms: number; forgotten: number };
    /** When this process wrote the heartbeat last, ms since 1970. */
    beatAt: number;
    /** Kinds of records that could not be read, and were reported. */
    readonly unreadable: Set<string>;
    /** How far ahead of this server's clock the fastest one is, as far as the events of others have told; ms. */
    ahead: number;
    /** How many names this process has given; see `newName`. */
    names: number;
    /** Whether this server takes the ids that we choose for texts; undefined until one was posted and came back. */
    idsHonoured: boolean | undefined;
}

/** A message of a contact. */
export interface Words {
    readonly id: string;
    /** ms since 1970 */
    readonly at: number;
}

/** When a connection was last used, as this process saw it. */
export interface Usage {
    lastIn: number;
    lastOut: number;
    lastHeard: number;
    writtenAt: number;
}

/** Each process begins at a place of its own: where they do not live long, what comes late in the order has its turn too. */
function startOf(process: string): { pending: number; rooms: number } {
    return { pending: bucketOf(`pending ${process}`), rooms: bucketOf(`rooms ${process}`) };
}

export function newMemory(process: string, now: () => number): Memory {
    return {
        process,
        lanes: new Serial(),
        tidying: new Set(),
        hooks: new Cache(1_000, CACHE_MS, now),
        connections: new Cache(1_000, CACHE_MS, now),
        conversations: new Cache(5_000, CACHE_MS, now),
        groups: new Cache(5_000, RECENT_MS, now),
        newcomers: new Cache(1_000, NEWCOMER_MS, now),
        moved: new Cache(5_000, CACHE_MS, now),
        aliases: new Cache(5_000, RECENT_MS, now),
        listed: new Cache(5_000, RECENT_MS, now),
        doneEvents: new Cache(10_000, RECENT_MS, now),
        settledReplies: new Cache(10_000, RECENT_MS, now),
        finished: new Cache(5_000, RECENT_MS, now),
        seenThrough: new Cache(5_000, RECENT_MS, now),
        answerers: new Cache(5_000, RECENT_MS, now),
        tellingTried: new Cache(1_000, RECENT_MS, now),
        late: [],
        windows: new Cache(5_000, RECENT_MS, now),
        lastWords: new Cache(5_000, RECENT_MS, now),
        windowNotes: new Cache(5_000, DAY_MS, now),
        unsent: new Set(),
        unrecorded: new Map(),
        pacers: new Map(),
        lookups: new Cache(1_000, RECENT_MS, now),
        statesAsked: new Cache(1_000, STATE_MS, now),
        usage: new Map(),
        reactionsRefused: undefined,
        reactionFailures: 0,
        position: { runs: 0, width: 1, forgotten: 0, ...startOf(process) },
        beatAt: 0,
        unreadable: new Set(),
        ahead: 0,
        names: 0,
        idsHonoured: undefined,
    };
}

export function channelNamed(gateway: Pick<Gateway, 'channels'>, name: string): Channel | undefined {
    return gateway.channels.find((channel) => channel.name === name);
}

/** Whether a conversation is one with a group. */
export function isGroup(gateway: Pick<Gateway, 'channels'>, conversation: ConversationKey): boolean {
    const { channel = '', address = '' } = partsOf(conversation) ?? {};
    return channelNamed(gateway, channel)?.groups?.includes(address) === true;
}

/** A name that no other process gives and this one not again: for claims and for records that only their writer may change. */
export function newName(memory: Memory): string {
    memory.names += 1;
    return `${memory.process}/${memory.names}`;
}
