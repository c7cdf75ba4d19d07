/** A call with its places in the order of all beginnings and ends (`RecordedCall` has them). */
export interface Placed {
    readonly began: number;
    readonly ended: number;
}

/**
 * Calls in rounds: those of a round began before any of them had ended, and after one of the round before had. So as many
 * calls were made one after another as there are rounds; no longer chain can be found.
 */
export function roundsOf<T extends Placed>(calls: readonly T[]): T[][] {
    const result: T[][] = [];
    let rest = [...calls].sort((a, b) => a.began - b.began);
    while (rest.length > 0) {
        const firstEnd = Math.min(...rest.map(({ ended }) => ended));
        const round = rest.filter(({ began }) => began < firstEnd);
        result.push(round);
        rest = rest.filter((call) => !round.includes(call));
    }
    return result;
}
