/** Chance that a seed repeats: the same seed and name throw the same numbers. */
export class Dice {
    private state: number;

    constructor(seed: number, name: string) {
        let state = seed | 0;
        for (const char of name) {
            state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
        }
        this.state = state;
    }

    /** From 0 up to 1. The generator is mulberry32. */
    next(): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    }

    below(n: number): number {
        return Math.floor(this.next() * n);
    }

    /** A whole number from `least` to `most`, both included. */
    between(least: number, most: number): number {
        return least + this.below(most - least + 1);
    }

    chance(probability: number): boolean {
        return this.next() < probability;
    }

    pick<T>(list: readonly T[]): T {
        if (list.length === 0) throw new Error('Nothing to pick from');
        return list[this.below(list.length)] as T;
    }

    /** One of these, each as often as its weight says relative to the others. */
    weighted<T>(list: ReadonlyArray<readonly [weight: number, value: T]>): T {
        let left = this.below(list.reduce((sum, [weight]) => sum + weight, 0));
        const found = list.find(([weight]) => (left -= weight) < 0);
        if (found === undefined) throw new Error('Nothing to pick from');
        return found[1];
    }
}
