import type { Histogram } from 'hdr-histogram-js';
import { build } from 'hdr-histogram-js';
import type { Contestant } from './contestants.cjs';
import type { Bounds } from './load.cjs';
import { loops } from './load.cjs';

/** Times in ms. */
export interface Times {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
}

/** What one contestant did in one slot of time. */
export interface Slot {
    readonly count: number;
    readonly perSecond: number;
    /** Until the answer. */
    readonly answer: Times;
    /** Until the message stood in its room, where it comes to stand in one. */
    readonly room?: Times;
}

const MICROSECONDS = 1_000;
const LONGEST_US = 60_000_000;

/** Messages are numbered, and found in their rooms by that. */
const NUMBER = /message #(\d+)#/;
let messages = 0;

/** Loads a contestant with so many conversations side by side, and waits until nothing is under way any more. */
export async function slot(contestant: Contestant, width: number, bounds: Bounds): Promise<Slot> {
    const [answers, rooms] = [histogram(), histogram()];
    const sentAt = new Map<string, number>();
    const { host } = contestant;
    host.setHook({
        after: ({ bridge, method, args }) => {
            if (bridge !== 'livechat' || method !== 'createMessage') return;
            const { text = '' } = (args[0] ?? {}) as { text?: string };
            const since = sentAt.get(NUMBER.exec(text)?.[1] ?? '');
            if (since !== undefined) note(rooms, since);
        },
    });
    try {
        const { count, seconds } = await loops(width, bounds, async (lane) => {
            messages += 1;
            const since = performance.now();
            sentAt.set(String(messages), since);
            await contestant.send(lane, `message #${messages}#`);
            note(answers, since);
        });
        await host.idle();
        return {
            count,
            perSecond: count / seconds,
            answer: timesOf(answers),
            ...(rooms.totalCount > 0 && { room: timesOf(rooms) }),
        };
    } finally {
        host.setHook({});
    }
}

const histogram = (): Histogram =>
    build({ lowestDiscernibleValue: 1, highestTrackableValue: LONGEST_US, numberOfSignificantValueDigits: 3 });

function note(to: Histogram, since: number): void {
    to.recordValue(Math.min(LONGEST_US, Math.max(1, Math.round((performance.now() - since) * MICROSECONDS))));
}

function timesOf(of: Histogram): Times {
    const [p50, p95, p99] = [50, 95, 99].map((percent) => of.getValueAtPercentile(percent) / MICROSECONDS);
    return { p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0 };
}
