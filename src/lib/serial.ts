/**
 * Runs pieces of work with the same key one after another, in the order in which they were handed in, and pieces with
 * different keys side by side. Only inside this process: between servers the records decide.
 */
export class Serial {
    private readonly tails = new Map<string, Promise<unknown>>();

    run<T>(key: string, work: () => Promise<T>): Promise<T> {
        const before = this.tails.get(key) ?? Promise.resolve();
        // A failure of the work before is its caller's business; the next piece runs all the same.
        const result = before.then(work, work);
        const tail = result.then(
            () => undefined,
            () => undefined,
        );
        this.tails.set(key, tail);
        void tail.then(() => {
            if (this.tails.get(key) === tail) {
                this.tails.delete(key);
            }
        });
        return result;
    }

    /** Whether work with this key is under way or waiting. */
    busy(key: string): boolean {
        return this.tails.has(key);
    }

    /** How many keys have work under way or waiting. */
    get size(): number {
        return this.tails.size;
    }
}
