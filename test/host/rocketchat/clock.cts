type Listener = (now: number) => Promise<void> | void;

/** The host's one clock: every time that the model of Rocket.Chat reads or writes comes from here. */
export interface HostClock {
    /** ms since 1970. */
    now(): number;
    date(): Date;
    offsetMs(): number;
    /** Moves the clock forwards (a server's clock never goes back) and tells the listeners, one after another. */
    advance(ms: number): Promise<void>;
    /** Called after every move, in the order of registration: engines, then jobs, then whoever else lives by this clock. */
    onAdvance(listener: Listener): void;
}

export function createClock(): HostClock {
    let offset = 0;
    const listeners: Listener[] = [];
    const now = (): number => Date.now() + offset;
    return {
        now,
        date: () => new Date(now()),
        offsetMs: () => offset,
        advance: async (ms) => {
            if (!Number.isFinite(ms) || ms < 0) throw new Error(`The clock cannot be moved by ${String(ms)} ms`);
            offset += ms;
            for (const listener of listeners) await listener(now());
        },
        onAdvance: (listener) => {
            listeners.push(listener);
        },
    };
}
