/** How every connection stands. For the command that shows it: reads what is in work whole, never on a message's path. */
import { BUCKETS, dayOf } from '../lib/ids';
import { listConnections } from './connections/connections';
import { newestGuard } from './connections/guard-records';
import { lastUsed } from './connections/usage';
import type { Gateway } from './gateway';
import type { Connection } from './model';
import { partsOf } from './model';
import { deadLetters } from './outbox/operator';
import type { Drain, Entry, Guard, Out, Undecoded } from './records/records';
import * as kept from './records/records';

const DAY_MS = 24 * 60 * 60_000;
/** Dead letters further back are there, but nobody counts them one by one. */
const COUNTED_LETTERS = 1_000;
/** The tick comes every few seconds. What nobody has touched for so long tells that it does not come at all. */
const OVERDUE_MS = 15 * 60_000;

export interface ConnectionStatus {
    readonly connection: Connection;
    /** ms since 1970, 0 for never. */
    readonly lastIn: number;
    readonly lastOut: number;
    /** Events and replies in work. */
    readonly waiting: number;
    readonly doubt: number;
    readonly failed: number;
    /** When the oldest that waits came, ms since 1970; 0 when nothing waits. */
    readonly oldestAt: number;
    readonly oddities: ReadonlyArray<{ readonly what: string; readonly count: number }>;
    /** How it was found when its provider was asked last. */
    readonly guard: Guard | undefined;
    /** That what is stuck at its provider is being fetched. */
    readonly drain: Drain | undefined;
}

export interface Status {
    readonly connections: readonly ConnectionStatus[];
    /** Conversations whose events wait because no agent is there. */
    readonly offline: number;
    /** What should have been worked off long ago. */
    readonly overdue: number;
    readonly unreadable: readonly string[];
    /** Webhooks that could not be read: how many are kept, and the newest of them; not told to agents. */
    readonly undecoded: { readonly count: number; readonly newest: readonly Undecoded[] };
}

/** How many of the webhooks that could not be read are told of. */
const UNDECODED_TOLD = 5;

/** Whose things are counted: everybody's, or one agent's. */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'agent'; readonly userId: string };

interface Waiting {
    readonly lane: string;
    readonly since: number;
    readonly author: string | undefined;
}

export async function statusOf(gateway: Gateway, scope: Scope): Promise<Status> {
    const lists = await Promise.all(gateway.channels.map((channel) => listConnections(gateway, channel.name)));
    const connections = lists.flat();
    const pending = (
        await Promise.all(Array.from({ length: BUCKETS }, (_, bucket) => gateway.records.read(kept.pending(bucket))))
    ).flat();
    const events = kept.only(kept.entry, pending);
    const replies = kept.only(kept.out, pending);
    const [guards, drains] = [kept.only(kept.guard, pending), kept.only(kept.drain, pending)];
    const waiting: Waiting[] = [
        ...events.map(({ conversation, arrivedAt }) => ({ lane: conversation, since: arrivedAt, author: undefined })),
        ...replies.map(({ conversation, createdAt, reply }) => ({
            lane: conversation,
            since: createdAt,
            author: reply.author.id,
        })),
    ];
    const letters = await deadLetters(
        gateway,
        lastDays(gateway.clock.now(), await gateway.site.daysKept()),
        COUNTED_LETTERS,
    );
    const online = events.length === 0 || (await gateway.desk.somebodyOnline());
    const rows = connections.map(async (connection): Promise<ConnectionStatus> => {
        const isOurs = ({ lane, author }: Pick<Waiting, 'lane' | 'author'>): boolean => {
            const parts = partsOf(lane);
            const here = parts?.channel === connection.channel && parts.connectionId === connection.id;
            // Nobody has written an event that waits: it is its account's owner who has to know.
            return here && (scope.kind === 'all' || (author ?? connection.owner) === scope.userId);
        };
        const mine = waiting.filter(isOurs);
        const dead = letters.filter((letter) => isOurs({ lane: letter.conversation, author: letter.reply.author.id }));
        const odd = await kept.readOnly(gateway.records, kept.oddity, kept.oddities(connection.channel, connection.id));
        return {
            connection,
            ...(await lastUsed(gateway, connection.channel, connection.id)),
            waiting: mine.length,
            doubt: dead.filter(({ inDoubt }) => inDoubt).length,
            failed: dead.filter(({ inDoubt }) => !inDoubt).length,
            oldestAt: mine.length === 0 ? 0 : Math.min(...mine.map(({ since }) => since)),
            oddities: odd.map(({ what, count }) => ({ what, count })),
            guard: newestGuard(guards.filter(isOf(connection))),
            drain: drains.find(isOf(connection)),
        };
    });
    // An agent may have chats of an account that is not his.
    const isShown = ({ connection, waiting: count, doubt, failed }: ConnectionStatus): boolean =>
        scope.kind === 'all' || connection.owner === scope.userId || count + doubt + failed > 0;
    return {
        connections: (await Promise.all(rows)).filter(isShown),
        offline: online ? 0 : new Set(events.map(({ conversation }) => conversation)).size,
        overdue: overdueAmong(online ? events : [], replies, gateway.clock.now() - OVERDUE_MS),
        unreadable: [...gateway.memory.unreadable],
        undecoded: scope.kind === 'all' ? await undecodedOf(gateway) : { count: 0, newest: [] },
    };
}

const isOf =
    ({ channel, id }: Connection) =>
    (one: { readonly channel: string; readonly connectionId: string }): boolean =>
        one.channel === channel && one.connectionId === id;

async function undecodedOf(gateway: Gateway): Promise<Status['undecoded']> {
    const found = await kept.readOnly(gateway.records, kept.undecoded, ...kept.keys.allUndecoded);
    const newest = [...found].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, UNDECODED_TOLD);
    return { count: found.length, newest };
}

/** The days (UTC) up to today, newest first. */
export function lastDays(now: number, days: number): string[] {
    return Array.from({ length: days + 1 }, (_, back) => dayOf(now - back * DAY_MS));
}

/** How many things were due before that moment. What waits behind a reply that waits is not due before that one. */
function overdueAmong(events: readonly Entry[], replies: readonly Out[], before: number): number {
    const dueIn = (lane: string): number =>
        Math.max(...replies.filter(({ conversation }) => conversation === lane).map(({ notBefore }) => notBefore));
    return (
        events.filter(({ arrivedAt }) => arrivedAt < before).length +
        replies.filter(({ conversation, createdAt }) => createdAt < before && dueIn(conversation) < before).length
    );
}
