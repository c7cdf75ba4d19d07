/** Time as a fake knows it, in milliseconds since 1970. The local Rocket.Chat's clock fits, `Date` does too. */
export interface FakeClock {
    now(): number;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements FakeClock {
    constructor(private time = Date.UTC(2026, 0, 15, 9, 0, 0)) {}

    now(): number {
        return this.time;
    }

    /** Moves on by `ms`. Whoever keeps timers on this clock must be told: `fake.tick()`. */
    advance(ms: number): void {
        this.time += ms;
    }
}

interface Timer {
    readonly due: number;
    readonly run: () => void;
}

/**
 * Timers on an injected clock. Nothing runs by itself: `runDue` runs what the clock has passed, earliest first.
 * While a timer runs it is the time for which it was set, so what it sets in turn counts from there: a test that moves
 * the clock by an hour gets the hour as it would have been, at once.
 */
export class Timers implements FakeClock {
    private pending: Timer[] = [];
    private running: Timer | undefined;

    constructor(readonly clock: FakeClock) {}

    now(): number {
        return this.running?.due ?? this.clock.now();
    }

    /** Runs `run` at the first `runDue` from `ms` milliseconds on. The answer takes it off the list again. */
    after(ms: number, run: () => void): () => void {
        const timer: Timer = { due: this.now() + ms, run };
        this.pending.push(timer);
        return () => {
            this.pending = this.pending.filter((other) => other !== timer);
        };
    }

    /** Runs everything that is due, including what becomes due by that. */
    runDue(): void {
        for (let next = this.takeDue(); next; next = this.takeDue()) {
            this.running = next;
            try {
                next.run();
            } finally {
                this.running = undefined;
            }
        }
    }

    clear(): void {
        this.pending = [];
    }

    private takeDue(): Timer | undefined {
        const now = this.clock.now();
        const first = this.pending
            .filter(({ due }) => due <= now)
            .reduce<Timer | undefined>((best, timer) => (best && best.due <= timer.due ? best : timer), undefined);
        this.pending = this.pending.filter((timer) => timer !== first);
        return first;
    }
}
