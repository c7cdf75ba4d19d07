import type { Contestant, Reference } from './contestants.cjs';
import type { Plan } from './plan.cjs';
import { GOAL_WIDTH } from './plan.cjs';
import type { Round } from './ratios.cjs';
import type { Slot } from './slot.cjs';
import { slot } from './slot.cjs';

/** One line of the table of rates: ours beside another, round by round. */
export interface Cell {
    readonly channel: string;
    readonly against: string;
    readonly servers: number;
    readonly latencyMs: number;
    readonly width: number;
    readonly rounds: readonly Round<Slot>[];
}

/** No slot has more messages, however fast the machine. */
const MOST = 50_000;

interface Pair {
    readonly ours: Contestant;
    readonly theirs: Contestant;
}

/** Ours and another in turn, so many rounds, every other round the other way round. */
export async function alternate(
    { ours, theirs }: Pair,
    width: number,
    rounds: number,
    ms: number,
): Promise<Array<Round<Slot>>> {
    const result: Array<Round<Slot>> = [];
    for (let round = 0; round < rounds; round++) {
        const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
        const slots = new Map<Contestant, Slot>();
        for (const one of order) slots.set(one, await slot(one, width, { ms, count: MOST }));
        const [mine, other] = [slots.get(ours), slots.get(theirs)];
        if (mine !== undefined && other !== undefined) result.push({ ours: mine, theirs: other });
    }
    return result;
}

/** Whoever has worked for longer is faster. */
async function warm(contestants: readonly Contestant[], plan: Plan): Promise<void> {
    for (const one of contestants) await slot(one, GOAL_WIDTH, { ms: plan.warmUp, count: MOST });
}

/** Beside an endpoint with equal calls, at every width and latency; beside what makes no calls, where calls take no time. */
export async function ratesOf(ours: Contestant, reference: Reference, plan: Plan): Promise<Cell[]> {
    const cells: Cell[] = [];
    const servers = ours.host.engines.length;
    const cell = async (theirs: Contestant, width: number, latencyMs: number, ms: number): Promise<void> => {
        setLatency([ours, theirs], latencyMs);
        const rounds = await alternate({ ours, theirs }, width, plan.rounds, ms);
        cells.push({ channel: ours.name, against: theirs.name, servers, latencyMs, width, rounds });
    };
    await warm([ours, reference.equal], plan);
    for (const latencyMs of plan.latencies) {
        for (const width of plan.widths) {
            await cell(reference.equal, width, latencyMs, width === GOAL_WIDTH ? plan.slot.goal : plan.slot.other);
        }
    }
    for (const theirs of [reference.empty, reference.event]) {
        await cell(theirs, GOAL_WIDTH, 0, plan.slot.empty);
    }
    setLatency([ours, reference.equal], 0);
    return cells;
}

/** The same for one more channel, at one width. */
export async function rateOf(ours: Contestant, theirs: Contestant, plan: Plan): Promise<Cell> {
    await warm([ours, theirs], plan);
    const rounds = await alternate({ ours, theirs }, GOAL_WIDTH, plan.rounds, plan.slot.goal);
    const servers = ours.host.engines.length;
    return { channel: ours.name, against: theirs.name, servers, latencyMs: 0, width: GOAL_WIDTH, rounds };
}

function setLatency(contestants: readonly Contestant[], ms: number): void {
    for (const { host } of contestants) host.faults.latencyMs = ms;
}
