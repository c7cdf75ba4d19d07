import type { Contestant } from './contestants.cjs';
import type { Costs } from './costs.cjs';
import { costsOn } from './costs.cjs';
import { seedConnections, seedHistory } from './history.cjs';
import type { Plan } from './plan.cjs';
import { alternate } from './rates.cjs';
import type { Round } from './ratios.cjs';
import type { Seat } from './seats.cjs';
import { writers } from './seats.cjs';
import type { Slot } from './slot.cjs';

/** What things cost with so much in the store, and how long they take beside a store with nothing in it. */
export interface GrowthPoint {
    readonly of: 'record of history' | 'connection';
    readonly count: number;
    readonly costs: Costs;
    /** `ours`: with so much in the store; `theirs`: the same app with nothing. */
    readonly rounds: ReadonlyArray<Round<Slot>>;
}

/** One after another: what is waited for is the work on one message, and not its turn. */
const WIDTH = 1;
/** The customers in whose conversations things are counted. */
const COUNTED_FROM = 500;

/** Lets the store of a seat grow, step by step. `small` has a store in which nothing is. Both have two servers. */
export async function growth(seat: Seat, grown: Contestant, small: Contestant, plan: Plan): Promise<GrowthPoint[]> {
    const points: GrowthPoint[] = [];
    const look = async (of: GrowthPoint['of'], count: number): Promise<void> => {
        const [writer] = writers(seat, 1, COUNTED_FROM + points.length);
        if (writer === undefined) throw new Error('Nobody to count with');
        const costs = await costsOn(seat, writer, plan.counting);
        const rounds = await alternate({ ours: grown, theirs: small }, WIDTH, plan.rounds, plan.slot.other);
        points.push({ of, count, costs, rounds });
    };
    const { persistence } = seat.desk.host.store;
    let there = 1; // the seat's own
    for (const count of plan.connections) {
        await seedConnections(seat, there, count);
        there = count;
        await look('connection', count);
    }
    await persistence.removeMany({ _id: { $regex: /^(connection|hook)\d/ } });
    there = 0;
    for (const count of plan.histories) {
        await seedHistory(seat, there, count);
        there = count;
        await look('record of history', count);
    }
    return points;
}
