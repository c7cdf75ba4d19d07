/** The one in the middle; of an even number the mean of the two. @throws of nothing */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
    if (low === undefined || high === undefined) throw new Error('There is no median of nothing');
    return (low + high) / 2;
}

/** What two did in the same round, one right after the other. */
export interface Round<T> {
    readonly ours: T;
    readonly theirs: T;
}

/** The median of the ratios of each round, ours to theirs: what a round was slowed by has slowed both. */
export function ratioOf<T>(rounds: readonly Round<T>[], value: (one: T) => number): number {
    return median(rounds.map(({ ours, theirs }) => value(ours) / value(theirs)));
}
