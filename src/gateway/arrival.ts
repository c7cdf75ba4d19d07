/** In which order events that wait in one conversation came. */
import type { Gateway } from './gateway';
import type { Entry } from './records';
import * as kept from './records';

/** Clocks that are further apart are wrong, and not to be followed. */
const CLOCKS_APART_MS = 10_000;

/** When something arrives now, by the fastest of the servers' clocks that is known here: what comes later sorts later. */
export function arrivalTime({ clock, memory }: Pick<Gateway, 'clock' | 'memory'>): number {
    return clock.now() + memory.ahead;
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

/** The keys of one record of an event, which only its writer changes. */
export const keysOf = ({ key, conversation, journal = '' }: Entry): string[] =>
    kept.keys.entryNamed(key, conversation, journal);

/**
 * A provider's time may be coarse and servers' clocks are apart. Another event of the same time that is in the lane
 * already came before ours: the provider brings one after the other. So ours is dated after it. This must have happened
 * when the provider is told that ours is safe, since then it brings the next one.
 * `entries` are those of the lane, read after `mine` was written; given back as they stand then.
 */
export async function dateBehindOthers(gateway: Gateway, entries: Entry[], mine: Entry): Promise<Entry[]> {
    learn(gateway, entries);
    const others = entries.filter(({ key, event }) => key !== mine.key && event.at === mine.event.at);
    const latest = Math.max(0, ...others.map(({ arrivedAt }) => arrivedAt));
    if (latest < mine.arrivedAt || !entries.some(({ journal }) => journal === mine.journal)) {
        return entries;
    }
    const dated: Entry = { ...mine, arrivedAt: latest + 1 };
    await gateway.records.replace(keysOf(mine), dated);
    return entries.map((entry) => (entry.journal === mine.journal ? dated : entry));
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
