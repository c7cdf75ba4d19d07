/**
 * Decides in which order things happen. Every call of the core into the world waits here until it is let through, so that
 * all interleavings of several servers can be tried, and a process can die between any two calls, with its last calls
 * lost, carried out, or carried out later.
 */
export interface Call {
    readonly process: string;
    readonly label: string;
    /** The earlier ones come first; equal ones in any order. */
    readonly due: number;
    /** Carries the call out in the world. */
    readonly execute: () => unknown;
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: unknown) => void;
}

/** A source of chance that can be seeded: gives a number from 0 up to 1. */
export type Chance = () => number;

/** Small and well known: mulberry32. */
export function seeded(seed: number): Chance {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
}

export class Scheduler {
    private waiting: Call[] = [];
    /** Calls of dead processes that will still take effect. */
    private late: Call[] = [];
    readonly trace: string[] = [];
    /** Calls carried out, by process. */
    readonly counts = new Map<string, number>();

    constructor(readonly chance: Chance) {}

    /** Hands a call in. Resolves when it was let through and carried out; never, if its process died. */
    call<T>(process: string, label: string, execute: () => T, due = 0): Promise<T> {
        return new Promise<T>((resolve, reject) => {
            this.waiting.push({ process, label, due, execute, resolve: resolve as (value: unknown) => void, reject });
        });
    }

    get idle(): boolean {
        return this.waiting.length === 0 && this.late.length === 0;
    }

    /** Lets one call through, chosen by chance among those that come first. */
    async step(): Promise<void> {
        if (this.idle) {
            await settled(); // what has just been started has not come to its first call
        }
        const all = [...this.waiting, ...this.late];
        const earliest = Math.min(...all.map(({ due }) => due));
        const next = all.filter(({ due }) => due === earliest);
        const call = next[Math.floor(this.chance() * next.length)];
        if (call === undefined) {
            return;
        }
        if (this.late.includes(call)) {
            this.late = this.late.filter((one) => one !== call);
            this.trace.push(`${call.process} (dead) ${call.label}`);
            attempt(call.execute);
            return;
        }
        this.waiting = this.waiting.filter((one) => one !== call);
        this.trace.push(`${call.process} ${call.label}`);
        this.counts.set(call.process, (this.counts.get(call.process) ?? 0) + 1);
        const outcome = attempt(call.execute);
        if ('error' in outcome) {
            call.reject(outcome.error);
        } else {
            call.resolve(outcome.value);
        }
        await settled();
    }

    /** Ends a process: of its calls under way each is lost, carried out now, or carried out later. Nobody hears of it. */
    kill(process: string): void {
        const dying = this.waiting.filter((call) => call.process === process);
        this.waiting = this.waiting.filter((call) => call.process !== process);
        this.trace.push(`${process} KILLED`);
        for (const call of dying) {
            const fate = Math.floor(this.chance() * 3);
            if (fate === 1) {
                this.trace.push(`${process} (dying) ${call.label}`);
                attempt(call.execute);
            } else if (fate === 2) {
                this.late.push(call);
            }
        }
    }

    /** Until nothing is under way. @throws after `limit` steps: something goes round in circles */
    async run(limit = 20_000): Promise<void> {
        await settled();
        for (let steps = 0; !this.idle; steps++) {
            if (steps > limit) {
                throw new Error(`No end after ${limit} steps:\n${this.trace.slice(-40).join('\n')}`);
            }
            await this.step();
        }
    }
}

function attempt(execute: () => unknown): { value: unknown } | { error: unknown } {
    try {
        return { value: execute() };
    } catch (error) {
        return { error };
    }
}

/** Until the code that waited for a call has come to its next one. */
export function settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
