/**
 * The keys under which records are stored and found. Exact lists in the order given here, because the platform replaces a
 * record only under its exact list. Keys of kinds that grow carry a bucket: the store cannot page, a bucket is a page.
 */
import { bucketOf, dayOf } from '../../lib/ids';
import type { Digest } from '../../lib/secrets';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import type { Change, Echo } from './amendment-shapes';
import type { Changed } from './change-shapes';
import type { Gap, Nudge, Untold } from './guard-shapes';
import type { Gone, Watch } from './setup-shapes';
import type { Closed, Dead, EarlyReceipt, OpenRoom, Refused, SentRecord } from './shapes';
import type { ThreadRecord, Welcome } from './thread-shapes';

/** What was odd on a connection. */
export const oddities = (channel: string, connectionId: string): string => `odd:${channel}:${connectionId}`;

/** What is in work, in one bucket. */
export const pending = (bucket: number): string => `pend:${bucket}`;

/** Open rooms, in one bucket. */
export const roomsIn = (bucket: number): string => `rooms:${bucket}`;

/** Finished work of one day (UTC), in one bucket. */
export const dayBucket = (day: string, bucket: number): string => `day:${day}:${bucket}`;

/** The dead letters of one day (UTC). */
export const deadOn = (day: string): string => `dead:${day}`;

function threadKeys({ id, conversation: lane, roomId }: ThreadRecord): string[] {
    const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
    return [keys.thread(channel, connectionId, id), keys.threadsOf(lane), keys.threadsIn(roomId)];
}

export const keys = {
    /** Every record of an event in work, whoever wrote it. */
    entry: (key: string, lane: ConversationKey): string[] => [`in:${key}`, `lane:${lane}`, pending(bucketOf(lane))],
    /** One of them: an event may be journalled by several servers, and each must be able to change its own record. */
    entryNamed: (key: string, lane: ConversationKey, name: string): string[] => [
        ...keys.entry(key, lane),
        `by:${name}`,
    ],
    /** The message ids make the record the map from Rocket.Chat's messages to the provider's event. */
    done: (key: string, messageIds: readonly string[], at: number, thing?: string): string[] => [
        `in:${key}`,
        ...(thing === undefined ? [] : [keys.amendmentsOf(thing)]),
        ...messageIds.map((messageId) => keys.message(messageId)),
        dayBucket(dayOf(at), bucketOf(key)),
    ],
    /** Every change of one thing, and what is known of those that were shown. */
    amendmentsOf: (thing: string): string => `of:${thing}`,
    change: ({ key, thing, arrivedAt }: Change): string[] => [
        keys.amendmentsOf(thing),
        `change:${key}`,
        dayBucket(dayOf(arrivedAt), bucketOf(key)),
    ],
    echo: ({ channel, connectionId, messageId, arrivedAt }: Echo): string[] => [
        keys.provider(channel, connectionId, messageId),
        pending(bucketOf(messageId)),
        dayBucket(dayOf(arrivedAt), bucketOf(messageId)),
        'echo',
    ],
    message: (messageId: string): string => `msg:${messageId}`,
    event: (key: string): string => `in:${key}`,
    lane: (lane: ConversationKey): string => `lane:${lane}`,
    /** `lane` is the key of an inbox or outbox lane. The bucket lets the tick find a claim whose holder died. */
    claim: (lane: string, claimId: string): string[] => [
        lane,
        `claim:${claimId}`,
        pending(bucketOf(lane.slice(lane.indexOf(':') + 1))),
    ],
    /** Wherever one looks at either of the two conversations: nobody who reads a lane can miss it, and it costs no call. */
    alias: (from: ConversationKey, to: ConversationKey): string[] =>
        [from, to].flatMap((lane) => [`conv:${lane}`, `lane:${lane}`, `olane:${lane}`]),
    conversation: (key: ConversationKey, visitorToken: string): string[] => [`conv:${key}`, `guest:${visitorToken}`],
    /** Every record of a reply in work, whoever wrote it. */
    out: (messageId: string, lane: ConversationKey): string[] => [
        `out:${messageId}`,
        `olane:${lane}`,
        pending(bucketOf(lane)),
    ],
    /** One of them: a reply may be journalled twice, and whoever did must be able to change its own record and no other. */
    outNamed: (messageId: string, lane: ConversationKey, name: string): string[] => [
        ...keys.out(messageId, lane),
        `by:${name}`,
    ],
    reply: (messageId: string): string => `out:${messageId}`,
    outLane: (lane: ConversationKey): string => `olane:${lane}`,
    sent: ({ reply: { id: messageId }, conversation: lane, providerIds, at }: SentRecord): string[] => {
        const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
        return [
            `out:${messageId}`,
            ...providerIds.map((providerId) => keys.provider(channel, connectionId, providerId)),
            dayBucket(dayOf(at), bucketOf(messageId)),
        ];
    },
    provider: (channel: string, connectionId: string, providerId: string): string =>
        `prov:${channel}:${connectionId}:${providerId}`,
    /** The dead letter of a round of a reply. */
    letter: (messageId: string, round: number): string[] => [`out:${messageId}`, `round:${round}`],
    /** With its round: whoever takes one up again must not remove the next one, of which he knows nothing yet. */
    dead: ({ reply: { id: messageId }, round, inDoubt, at }: Dead): string[] => [
        ...keys.letter(messageId, round),
        deadOn(dayOf(at)),
        dayBucket(dayOf(at), bucketOf(messageId)),
        // Taken off by itself: when it is found to have been sent, its provider may have told already that it failed.
        ...(inDoubt ? ['doubt'] : []),
    ],
    closed: ({ reply: { id: messageId }, at }: Closed): string[] => [
        `out:${messageId}`,
        dayBucket(dayOf(at), bucketOf(messageId)),
    ],
    /** Among the dead letters of its day, so that the tick finds those of which nobody was told. */
    refused: ({ reply: { id: messageId }, at }: Refused): string[] => [
        `out:${messageId}`,
        deadOn(dayOf(at)),
        dayBucket(dayOf(at), bucketOf(messageId)),
    ],
    /** The ends of a reply's edits and of its deletion. */
    changesOf: (messageId: string): string => `changes:${messageId}`,
    changed: ({ reply: { id: changeId, changes }, conversation: lane, providerIds, at }: Changed): string[] => {
        const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
        return [
            `out:${changeId}`,
            keys.changesOf(changes?.of ?? ''),
            ...providerIds.map((providerId) => keys.provider(channel, connectionId, providerId)),
            dayBucket(dayOf(at), bucketOf(changeId)),
        ];
    },
    earlyReceipt: ({ channel, connectionId, messageId, status, arrivedAt }: EarlyReceipt): string[] => [
        keys.provider(channel, connectionId, messageId),
        pending(bucketOf(messageId)),
        dayBucket(dayOf(arrivedAt), bucketOf(messageId)),
        // Several may wait for one message, and each goes by itself.
        `receipt:${status}`,
    ],
    /** Every record of a room on the list. */
    openRoom: (roomId: string): string[] => [`room:${roomId}`, roomsIn(bucketOf(roomId))],
    /** One of them. Whoever carries answers of a conversation sees in which rooms more of them may stand, without a call. */
    openRoomOf: ({ roomId, conversation }: OpenRoom): string[] => [
        ...keys.openRoom(roomId),
        keys.outLane(conversation),
    ],
    /** Every record of a thread, open or ended. */
    thread: (channel: string, connectionId: string, threadId: string): string =>
        `thread:${channel}:${connectionId}:${threadId}`,
    threadsOf: (lane: ConversationKey): string => `threads:${lane}`,
    threadsIn: (roomId: string): string => `troom:${roomId}`,
    openThread: (thread: ThreadRecord): string[] => [...threadKeys(thread), 'state:open'],
    /** With a day, on which it is forgotten. */
    endedThread: (thread: ThreadRecord): string[] => [
        ...threadKeys(thread),
        'state:ended',
        dayBucket(dayOf(thread.endedAt), bucketOf(thread.id)),
    ],
    welcome: ({ threadId, conversation: lane }: Pick<Welcome, 'threadId' | 'conversation'>): string[] => [
        `welcome:${lane}:${threadId}`,
        pending(bucketOf(lane)),
    ],
    callback: (channel: string, connectionId: string): string[] => [`callback:${channel}:${connectionId}`],
    offline: (lane: ConversationKey): string[] => [`offline:${lane}`],
    newcomer: (lane: ConversationKey): string[] => [`newcomer:${lane}`, pending(bucketOf(lane))],
    group: (lane: ConversationKey): string[] => [`group:${lane}`],
    usage: (channel: string, connectionId: string, process: string, day: string): string[] => [
        `usage:${channel}:${connectionId}`,
        `by:${process}`,
        dayBucket(day, bucketOf(process)),
    ],
    undecoded: (recordId: string): string[] => ['undecoded', `undecoded:${recordId}`],
    allUndecoded: ['undecoded'],
    connection: (channel: string, connectionId: string): string[] => [
        `conn:${channel}:${connectionId}`,
        `conns:${channel}`,
    ],
    hook: (digest: Digest, channel: string, connectionId: string): string[] => [
        `hook:${digest}`,
        `hooks:${channel}:${connectionId}`,
    ],
    /** The same first key as the secret had: one look finds either. */
    gone: ({ digest, at }: Gone): string[] => [`hook:${digest}`, dayBucket(dayOf(at), bucketOf(digest))],
    /** In a bucket of what is in work, which the tick reads anyway. */
    watch: ({ channel, connectionId, name }: Watch): string[] => [
        `watch:${channel}:${connectionId}`,
        pending(bucketOf(`${channel}:${connectionId}`)),
        `by:${name}`,
    ],
    /** Everything by which a connection is looked after, in a bucket of what is in work. */
    guarded: (channel: string, connectionId: string): string[] => [
        `guard:${channel}:${connectionId}`,
        pending(bucketOf(`${channel}:${connectionId}`)),
    ],
    guard: (channel: string, connectionId: string): string[] => [...keys.guarded(channel, connectionId), 'is:guard'],
    nudge: ({ channel, connectionId, name }: Nudge): string[] => [...keys.guarded(channel, connectionId), `by:${name}`],
    gap: ({ channel, connectionId, began }: Gap): string[] => [...keys.guarded(channel, connectionId), `gap:${began}`],
    drain: (channel: string, connectionId: string): string[] => [...keys.guarded(channel, connectionId), 'is:drain'],
    untold: ({ channel, connectionId, name }: Untold): string[] => [
        ...keys.guarded(channel, connectionId),
        `untold:${name}`,
    ],
    heartbeat: ['heartbeat'],
    /** Among what is pending, so that the tick finds it and forgets it. */
    login: (channel: string, connectionId: string): string[] => [
        `login:${channel}:${connectionId}`,
        pending(bucketOf(`${channel}:${connectionId}`)),
    ],
    /** Whoever asks the provider how a login stands holds a claim on this. */
    loginLane: (channel: string, connectionId: string): string => `linking:${channel}:${connectionId}`,
    address: ['address'],
    workspace: ['workspace'],
    agent: (userId: string): string[] => [`agent:${userId}`, 'agents'],
    oddity: (channel: string, connectionId: string, what: string): string[] => [
        oddities(channel, connectionId),
        `oddity:${what}`,
    ],
    ownSecret: ['secret'],
} as const;
