import type { Costs } from './costs.cjs';
import type { Figures } from './figures.cjs';
import type { GrowthPoint } from './growth.cjs';
import type { MemoryPoint } from './memory.cjs';
import { GOAL_WIDTH } from './plan.cjs';
import type { Cell } from './rates.cjs';
import { ratioOf } from './ratios.cjs';

/** What is to be reached, and what was. */
export interface Goal {
    readonly name: string;
    readonly wanted: string;
    readonly found: string;
    readonly isMet: boolean;
}

const LEAST_RATE = 0.8;
const MOST_P50 = 1.3;
const MOST_P99 = 2;
const MOST_GROWTH = 1.2;
const MOST_MEMORY = 1.1;
const MOST_TICKS = 1;

/** The endpoint that makes the same calls: the ceiling of every app that makes these. */
export const CEILING = 'endpoint with equal calls';

/** The name of a cell, as people read it. */
export function placeOf({ channel, servers, latencyMs, width }: Cell): string {
    const added = latencyMs === 0 ? '' : `, ${latencyMs} ms added`;
    return `${channel}, ${servers} server${servers === 1 ? '' : 's'}, ${width} conversations${added}`;
}

export function goalsOf(figures: Figures): Goal[] {
    const cells = figures.cells.filter(({ width, against }) => width === GOAL_WIDTH && against === CEILING);
    return [
        ...cells.flatMap(goalsOfCell),
        ...figures.growth.flatMap((point) => goalsOfGrowth(point, figures.growth)),
        ...goalsOfMemory(figures.memory),
        ...figures.fairness.map(({ throttled, other, waiting, ticks, ticksAlone }) => {
            const later = Math.max(0, ticks - ticksAlone);
            const name = `a reply through ${other} while ${grouped(waiting)} wait for ${throttled}`;
            return goal(name, `at most ${MOST_TICKS} tick later`, `${later} later`, later <= MOST_TICKS);
        }),
    ];
}

const goal = (name: string, wanted: string, found: string, isMet: boolean): Goal => ({ name, wanted, found, isMet });

function goalsOfCell(cell: Cell): Goal[] {
    const rate = ratioOf(cell.rounds, ({ perSecond }) => perSecond);
    const p50 = ratioOf(cell.rounds, ({ room }) => room?.p50 ?? Number.NaN);
    const p99 = ratioOf(cell.rounds, ({ room }) => room?.p99 ?? Number.NaN);
    const place = placeOf(cell);
    return [
        goal(`rate to the ceiling: ${place}`, `at least ${percent(LEAST_RATE)}`, percent(rate), rate >= LEAST_RATE),
        goal(`in the room, p50: ${place}`, `at most ${times(MOST_P50)}`, times(p50), p50 <= MOST_P50),
        goal(`in the room, p99: ${place}`, `at most ${times(MOST_P99)}`, times(p99), p99 <= MOST_P99),
    ];
}

function goalsOfGrowth(point: GrowthPoint, all: readonly GrowthPoint[]): Goal[] {
    const ratio = growthOf(point);
    const [first] = all;
    const same = first !== undefined && countsOf(point) === countsOf(first);
    const what = amountOf(point);
    return [
        goal(`in the room, p50, with ${what}`, `at most ${times(MOST_GROWTH)}`, times(ratio), ratio <= MOST_GROWTH),
        goal(`counts with ${what}`, 'the same', same ? 'the same' : 'others', same),
    ];
}

/** How much is in the store. */
export function amountOf({ of, count }: GrowthPoint): string {
    const [kind = '', ...rest] = of.split(' ');
    return [grouped(count), count === 1 ? kind : `${kind}s`, ...rest].join(' ');
}

/** Time until a message stands in its room with so much in the store, to the time with nothing in it. */
export function growthOf({ rounds }: GrowthPoint): number {
    return ratioOf(rounds, ({ room }) => room?.p50 ?? Number.NaN);
}

/** How many calls of which kind: what is made one after another depends on what runs beside it. */
const countsOf = ({ costs }: { readonly costs: Costs }): string =>
    JSON.stringify(Object.entries(costs).map(([name, { kinds }]) => [name, kinds]));

/**
 * From the first message on it grows to what is needed; only after that it has to stay. What the platform's runtime keeps
 * of every call grows on in an app that keeps nothing, too: ours may not grow more than that one.
 */
function goalsOfMemory(points: readonly MemoryPoint[]): Goal[] {
    const [before, ...later] = points.slice(1);
    return later.flatMap((point) => {
        if (before === undefined) return [];
        const ratio = point.bytes / before.bytes;
        const name = `memory after ${grouped(point.messages)} messages to that after ${grouped(before.messages)}`;
        const own = goal(name, `at most ${times(MOST_MEMORY)}`, times(ratio), ratio <= MOST_MEMORY);
        if (point.reference === undefined || before.reference === undefined) return [own];
        const beside = ratio / (point.reference / before.reference);
        const wanted = `at most ${times(MOST_MEMORY)}`;
        return [goal(`${name}, to the reference app's`, wanted, times(beside), beside <= MOST_MEMORY)];
    });
}

export const percent = (part: number): string => `${Math.round(part * 100)} %`;
export const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
