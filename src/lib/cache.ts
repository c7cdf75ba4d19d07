/**
 * A bounded memory of what was read, by key: at most `capacity` entries, each for at most `lifetimeMs`. Full, it forgets
 * what was put in first. Only ever a shortcut: whoever gets nothing from it, or is about to refuse, reads the record.
 */
export class Cache<T> {
    private readonly entries = new Map<string, { value: T; until: number }>();

    constructor(
        private readonly capacity: number,
        private readonly lifetimeMs: number,
        private readonly now: () => number,
    ) {}

    get(key: string): T | undefined {
        const entry = this.entries.get(key);
        if (entry === undefined) {
            return undefined;
        }
        if (entry.until <= this.now()) {
            this.entries.delete(key);
            return undefined;
        }
        return entry.value;
    }

    has(key: string): boolean {
        return this.get(key) !== undefined;
    }

    set(key: string, value: T, lifetimeMs = this.lifetimeMs): void {
        this.entries.delete(key);
        if (this.entries.size >= this.capacity) {
            const oldest = this.entries.keys().next();
            if (oldest.done !== true) {
                this.entries.delete(oldest.value);
            }
        }
        this.entries.set(key, { value, until: this.now() + lifetimeMs });
    }

    delete(key: string): void {
        this.entries.delete(key);
    }

    clear(): void {
        this.entries.clear();
    }
}
