/**
 * The tick: what the handlers left over, because a process died, a provider said "later" or nobody was there. It runs on
 * one server at a time, but a run may outlive its turn: everything here may be done twice at once.
 */
import { messageOf } from '../../lib/error';
import { BUCKETS, bucketOf } from '../../lib/ids';
import { guardOthers } from '../connections/guards';
import { forgetLogin, isOldLogin } from '../connections/login-record';
import { lookAtWatch } from '../connections/watches';
import { openRoomOf } from '../conversations/conversations';
import { meetLeftOver } from '../conversations/newcomers';
import type { Gateway } from '../gateway';
import { NEWCOMER_MS } from '../gateway';
import { retryEcho } from '../inbox/echoes';
import { beat } from '../inbox/gaps';
import { resume } from '../inbox/inbox';
import { fileOf } from '../inbox/show';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import { askAbout } from '../outbox/asking';
import { tellUntold, youngLetters } from '../outbox/burial';
import { inOrder as repliesInOrder, nextOf, workLane } from '../outbox/outbox';
import { awaitedIn, isEarlyTurn, retryEarly } from '../outbox/receipts';
import { inOrder as eventsInOrder } from '../records/arrival';
import { isExpired, isLive } from '../records/claims';
import type { Entry, Out } from '../records/records';
import * as kept from '../records/records';
import { welcome } from '../threads/welcome';
import { forgetSome } from './forget';
import { lookThroughRooms } from './rooms';
import type { Round } from './upkeep';
import { newRound, upkeepAmong } from './upkeep';

/** A run ends itself before the platform gives up on it (30 s). */
const BUDGET_MS = 10_000;
/** Whatever is still under way then is not waited for. */
const MOST_MS = 20_000;
/** A fresh entry is still its handler's business. */
const ENTRY_AGE_MS = 10_000;
/** A file may be on its way in a call of a process that died: its lease and the host's time-out have to pass. */
const FILE_AGE_MS = 100_000;
/** What opened a thread has had its time to say what belongs to it. */
const WELCOME_AGE_MS = 40_000;
/** How many buckets are read at most, and how many lanes are worked off, side by side. */
const WIDTH = 16;
/** So many records are taken in at once, as far as those before tell: this process has more to do than the tick. */
const RECORDS_AT_ONCE = 2_000;
/** How long is read before what was found is worked off. Where little is pending, that is enough for all of it. */
const READING_MS = 1_500;
/** The golden ratio: its multiples, without what is before the point, leave no part of 0 to 1 out for long. */
const GOLDEN = 0.618034;
/** How long one piece may take while others wait for their turn. */
const TURN_MS = 2_500;
/** While nobody is online the lanes that wait for somebody are looked at in every so many runs, not in each. */
const OFFLINE_EVERY = 12;

/** Connections that nobody looks after are looked for in every so many runs, the first of a process among them. */
const GUARD_OTHERS_EVERY = 720;

/** A piece of work of the tick, and the connection that it is for. */
interface Due {
    readonly connection: string;
    readonly work: (isOver: () => boolean) => Promise<unknown>;
}

/** What is found out once in a run, and only where it matters. */
interface Once {
    readonly isOnline: () => Promise<boolean>;
    readonly isAwaited: ReturnType<typeof awaitedIn>;
    readonly round: Round;
}

/**
 * One run. Resolves within some 20 s, whatever is pending; what it did not come to is for the next one. A call that hangs
 * goes on behind, and does not keep the next run from everything else.
 */
export function sweep(gateway: Gateway): Promise<void> {
    return gateway.clock.atMost(MOST_MS, run(gateway));
}

async function run(gateway: Gateway): Promise<void> {
    const isOver = gateway.clock.timer(BUDGET_MS);
    const { late, position } = gateway.memory;
    position.runs += 1;
    let asked: Promise<boolean> | undefined;
    const once: Once = {
        isOnline: () => (asked ??= gateway.desk.somebodyOnline()),
        // What was under way when all processes ended is no letter yet: the first run makes it one.
        isAwaited: position.runs === 1 ? () => Promise.resolve(true) : awaitedIn(gateway),
        round: newRound(),
    };
    late.splice(0).forEach((line) => gateway.log.warn(`Earlier, behind an answer: ${line}`));
    await attempt(gateway, 'the heartbeat', () => beat(gateway));
    // Beside what is pending, not behind it: while there is more of that than a run has time for, whatever no event told
    // of would not be found.
    const around = lookAround(gateway, isOver);
    for (let left = BUCKETS; left > 0 && !isOver();) {
        // Where so much is pending that reading it would take the whole run, it is worked off piece by piece.
        const isReadEnough = gateway.clock.timer(READING_MS);
        const due: Due[] = [];
        do {
            const count = Math.min(position.width, left);
            left -= count;
            due.push(...(await dueInNext(gateway, count, once)));
        } while (left > 0 && !isReadEnough());
        await sideBySide(gateway, fairly(due, (position.runs * GOLDEN) % 1), isOver);
    }
    await around;
    if (position.runs % GUARD_OTHERS_EVERY === 1 && !isOver()) {
        await attempt(gateway, 'looking after connections', () => guardOthers(gateway, once.round.guarded));
    }
    await attempt(gateway, 'forgetting old records', () => forgetSome(gateway));
}

/** Looks for what no event has told of, and for what nobody was told of. */
async function lookAround(gateway: Gateway, isOver: () => boolean): Promise<void> {
    await attempt(gateway, 'looking through the rooms', () => lookThroughRooms(gateway, isOver));
    await attempt(gateway, 'looking through dead letters', async () => {
        const letters = await youngLetters(gateway);
        await tellUntold(gateway, letters);
        await askAbout(gateway, letters.dead, isOver);
    });
}

/** What is due in the next `count` buckets. The run after this one goes on behind them. */
async function dueInNext(gateway: Gateway, count: number, once: Once): Promise<Due[]> {
    const { position } = gateway.memory;
    const buckets = Array.from({ length: count }, (_, i) => (position.pending + i) % BUCKETS);
    position.pending = (position.pending + count) % BUCKETS;
    const due: Due[] = [];
    let found = 0;
    const read = async (bucket: number): Promise<void> => {
        const records = await gateway.records.read(kept.pending(bucket));
        found += records.length;
        due.push(...(await dueAmong(gateway, records, once)));
    };
    await Promise.all(buckets.map((bucket) => attempt(gateway, `bucket ${bucket}`, () => read(bucket))));
    position.width = Math.max(1, Math.min(WIDTH, Math.floor((count * RECORDS_AT_ONCE) / Math.max(1, found))));
    return due;
}

async function dueAmong(
    gateway: Gateway,
    records: readonly unknown[],
    { isOnline, isAwaited, round }: Once,
): Promise<Due[]> {
    const now = gateway.clock.now();
    const events = grouped(kept.only(kept.entry, records), ({ conversation }) => conversation);
    const replies = grouped(kept.only(kept.out, records), ({ conversation }) => conversation);
    const claims = kept.only(kept.claim, records).filter((claim) => !isLive(claim, now));
    const online = events.size > 0 ? await isOnline().catch(() => true) : true;
    return [
        ...[...events]
            .filter(([, entries]) => isRipe(entries, now))
            .flatMap(([lane, entries]) => inLane(gateway, lane, entries, online)),
        ...[...replies].filter(([, outs]) => isDue(outs, now)).map(([lane, outs]) => outLane(gateway, lane, outs)),
        ...claims.map(({ lane, id }) => ({
            connection: '',
            work: () => gateway.records.remove(...kept.keys.claim(lane, id)),
        })),
        ...kept
            .only(kept.watch, records)
            .filter(({ nextAt }) => nextAt <= now)
            .map((watch) => ({
                connection: `${watch.channel}:${watch.connectionId}`,
                work: () => lookAtWatch(gateway, watch),
            })),
        ...upkeepAmong(gateway, records, round),
        ...kept
            .only(kept.login, records)
            .filter((login) => isOldLogin(login, now))
            .map((login) => ({ connection: '', work: () => forgetLogin(gateway, login) })),
        ...kept
            .only(kept.earlyReceipt, records)
            .filter((receipt) => isEarlyTurn(receipt, gateway.memory.position.runs, now))
            .map((receipt) => ({ connection: '', work: () => retryEarly(gateway, receipt, isAwaited) })),
        ...kept
            .only(kept.echo, records)
            .filter((echo) => isEarlyTurn(echo, gateway.memory.position.runs, now))
            .map((echo) => ({
                connection: `${echo.channel}:${echo.connectionId}`,
                work: () => retryEcho(gateway, echo),
            })),
        ...kept
            .only(kept.newcomer, records)
            .filter(({ at }) => at < now - NEWCOMER_MS)
            .map((due) => ({ connection: connectionOf(due.conversation), work: () => meetLeftOver(gateway, due) })),
        ...kept
            .only(kept.welcome, records)
            .filter(({ at }) => at < now - WELCOME_AGE_MS)
            .map((left) => ({ connection: connectionOf(left.conversation), work: () => welcome(gateway, left) })),
    ];
}

/** Whether the handler that journalled the first entry of a lane has had its time. */
function isRipe(entries: readonly Entry[], now: number): boolean {
    const oldest = Math.min(...entries.map(({ arrivedAt }) => arrivedAt));
    const [first] = eventsInOrder(entries);
    const age = first !== undefined && fileOf(first.event) !== undefined ? FILE_AGE_MS : ENTRY_AGE_MS;
    return oldest <= now - age;
}

/** Whether the first reply of a lane can go on: its time has come, and nobody is at it who may still live. */
function isDue(outs: readonly Out[], now: number): boolean {
    const next = nextOf(repliesInOrder(outs), now);
    return next !== undefined && (!next.attempt || isExpired(next, now));
}

function inLane(gateway: Gateway, lane: ConversationKey, entries: readonly Entry[], online: boolean): Due[] {
    const isTurn = online || (gateway.memory.position.runs + bucketOf(lane)) % OFFLINE_EVERY === 0;
    if (!isTurn || entries.length === 0) {
        return [];
    }
    const work = async (isOver: () => boolean): Promise<void> => {
        if (gateway.memory.lanes.busy(`in ${lane}`)) {
            return; // a handler is at it, which may take longer than this run has
        }
        // While nobody is there a chat is not opened in vain; where one is open there is work all the same.
        if (online || (await openRoomOf(gateway, lane)) !== undefined) {
            await resume(gateway, lane, undefined, isOver);
        }
    };
    return [{ connection: connectionOf(lane), work }];
}

/** The room is looked at too: what is waiting may have been preceded by something that no event told of. */
function outLane(gateway: Gateway, lane: ConversationKey, outs: readonly Out[]): Due {
    const roomId = repliesInOrder(outs)[0]?.reply.roomId ?? '';
    return {
        connection: connectionOf(lane),
        work: async (isOver) => {
            if (gateway.memory.lanes.busy(`out ${lane}`)) {
                return;
            }
            const room = roomId === '' ? undefined : await gateway.desk.room(roomId);
            await workLane(gateway, lane, room, undefined, isOver);
        },
    };
}

function connectionOf(lane: ConversationKey): string {
    const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
    return `${channel}:${connectionId}`;
}

/**
 * One piece of each connection in turn, so that one with thousands waiting does not keep the others waiting. `from` (0 to 1)
 * is where each connection's pieces begin: a run that ends early must not begin with the same ones every time.
 */
function fairly(due: readonly Due[], from: number): Due[] {
    const queues = [...grouped(due, ({ connection }) => connection).values()].map((queue) => {
        const first = Math.floor(from * queue.length);
        return [...queue.slice(first), ...queue.slice(0, first)];
    });
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}

async function sideBySide(gateway: Gateway, due: readonly Due[], isOver: () => boolean): Promise<void> {
    const turnMs = Math.max(TURN_MS, (BUDGET_MS * WIDTH) / due.length);
    let next = 0;
    const worker = async (): Promise<void> => {
        for (let mine = due[next++]; mine !== undefined && !isOver(); mine = due[next++]) {
            const { work } = mine;
            const isTurnOver = gateway.clock.timer(turnMs);
            await attempt(gateway, 'a piece of the tick', () => work(() => isOver() || isTurnOver()));
        }
    };
    await Promise.all(Array.from({ length: WIDTH }, worker));
}

/** One piece that fails must not keep the others from being done. */
async function attempt(gateway: Gateway, what: string, work: () => Promise<unknown>): Promise<void> {
    try {
        await work();
    } catch (error) {
        gateway.log.error(`${what} failed: ${messageOf(error)}`);
    }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) {
            groups.set(keyOf(item), [item]);
        } else {
            group.push(item);
        }
    }
    return groups;
}
