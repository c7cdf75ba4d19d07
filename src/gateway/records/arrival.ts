/**
 * In which order events that wait in one conversation came. A provider's time may be coarse and servers' clocks are apart,
 * but the provider brings one after the other: what of the same time is in the lane already came before.
 */
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import type { Entry } from './records';
import * as kept from './records';

/** Clocks that are further apart are wrong, and not to be followed. */
const CLOCKS_APART_MS = 10_000;

type Arriving = Pick<Entry, 'key' | 'event'>;

/**
 * What waits in a lane, for an event that is about to be journalled there. Nothing, without looking, where this process
 * knows the conversation and is not at work in it, or nearly done: then its next look at the lane tells
 * (`dateBehindOthers`), and a call is saved.
 */
export async function laneBefore(gateway: Gateway, lane: ConversationKey): Promise<Entry[] | 'not looked at'> {
    const { memory, records } = gateway;
    const isAtWork = memory.lanes.busy(`in ${lane}`) && !memory.tidying.has(lane);
    const isKnown = memory.conversations.get(lane) !== undefined;
    return isKnown && !isAtWork ? 'not looked at' : kept.readOnly(records, kept.entry, kept.keys.lane(lane));
}

/** When an event arrives, by the fastest of the servers' clocks that is known here, and after whatever came before it. */
export function arrivalTime(gateway: Gateway, waiting: readonly Entry[], mine: Arriving): number {
    learn(gateway, waiting);
    const twins = waiting.filter(({ key }) => key === mine.key);
    return twins.length > 0
        ? Math.min(...twins.map(({ arrivedAt }) => arrivedAt))
        : Math.max(gateway.clock.now() + gateway.memory.ahead, latestOthers(waiting, mine) + 1);
}

/**
 * Dates our event behind those that were before it, where that is not so yet. Has to be over when the provider is told
 * that ours is safe, since then it brings the next one. `entries` are those of the lane, read after `mine` was written;
 * given back as they stand then. @throws when the store does: then our record is gone, and nothing is safe
 */
export async function dateBehindOthers(gateway: Gateway, entries: Entry[], mine: Entry): Promise<Entry[]> {
    learn(gateway, entries);
    const latest = latestOthers(entries, mine);
    if (latest < mine.arrivedAt || !entries.some(({ journal }) => journal === mine.journal)) {
        return entries;
    }
    const dated: Entry = { ...mine, arrivedAt: latest + 1 };
    try {
        await gateway.records.replace(keysOf(mine), dated);
    } catch (error) {
        await gateway.records.remove(...keysOf(mine));
        throw error;
    }
    return entries.map((entry) => (entry.journal === mine.journal ? dated : entry));
}

/** How an event gets its place. */
export interface Dating {
    /** Gives it its place among those that wait in the lane in which it is worked off. */
    readonly date: (waiting: Entry[], lane: ConversationKey) => Promise<Entry[]>;
    /** Resolves when it has its place; rejects where it got none: then it is not safe. */
    readonly dated: Promise<unknown>;
}

/** For an event that was dated by what waited before it was written. In another lane, others wait. */
export function placed(gateway: Gateway, entry: Entry): Dating {
    return {
        date: (waiting, lane) =>
            lane === entry.conversation
                ? Promise.resolve(waiting)
                : dateBehindOthers(gateway, waiting, { ...entry, conversation: lane }),
        dated: Promise.resolve(),
    };
}

/** For one that was written without a look. */
export function datingOf(gateway: Gateway, entry: Entry): Dating {
    let date: Dating['date'] = (waiting) => Promise.resolve(waiting);
    const dated = new Promise<unknown>((resolve, reject) => {
        date = async (waiting, lane) => {
            const result = dateBehindOthers(gateway, waiting, { ...entry, conversation: lane });
            result.then(resolve, reject);
            return result;
        };
    });
    return { date, dated };
}

/** The keys of one record of an event, which only its writer changes. */
export const keysOf = ({ key, conversation, journal = '' }: Entry): string[] =>
    kept.keys.entryNamed(key, conversation, journal);

/** When the last of the others of the same provider time arrived; 0 where there is none. */
function latestOthers(entries: readonly Entry[], mine: Arriving): number {
    const others = entries.filter(({ key, event }) => key !== mine.key && event.at === mine.event.at);
    return Math.max(0, ...others.map(({ arrivedAt }) => arrivedAt));
}

/** Learns from what others have written how far ahead their clocks are. */
function learn({ clock, memory }: Gateway, entries: readonly Entry[]): void {
    const now = clock.now();
    for (const { arrivedAt } of entries) {
        const ahead = arrivedAt - now;
        if (ahead > memory.ahead && ahead <= CLOCKS_APART_MS) {
            memory.ahead = ahead;
        }
    }
}

/** The provider's order, then arrival, then the key; twins of one event count once, as of the first of them. */
export function inOrder(entries: readonly Entry[]): Entry[] {
    const once = new Map<string, Entry>();
    for (const entry of entries) {
        const twin = once.get(entry.key);
        if (twin === undefined || entry.arrivedAt < twin.arrivedAt) {
            once.set(entry.key, entry);
        }
    }
    return [...once.values()].sort(
        (a, b) => a.event.at - b.event.at || a.arrivedAt - b.arrivedAt || (a.key < b.key ? -1 : 1),
    );
}
