import { type Exchanges, NoAnswer } from '../exchange.cjs';
import type { FaultQueue } from '../faults.cjs';
import type { Delivery } from '../webhooks.cjs';
import type { Timers } from '../timers.cjs';

/** What a callback tells of; faults name these, or `webhook` for any. */
export const CALLBACK_KINDS = ['in-message', 'status', 'message-matcher'] as const;
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

/** Faults of any callback go by this name. */
export const ANY_CALLBACK = 'webhook';

/** Pauses before the repeats of a callback that was not answered with 200. docs-pulse.edna.io, callbacks */
export const REPEATS_AFTER_MS: readonly number[] = [4_000, 128_000, 2_048_000];

/** How long after the first address the additional one gets its copy. */
export const COPY_AFTER_MS = 1_000;

/** How long an answer is waited for. Not published. */
const WAIT_MS = 30_000;

export interface Told extends Delivery {
    readonly kind: CallbackKind;
    readonly url: string;
    /** 0 for the first attempt. */
    readonly repeat: number;
}

export interface CallbackOptions {
    readonly timers: Timers;
    readonly faults: FaultQueue;
    readonly exchanges: Exchanges;
    /** The addresses for callbacks of this kind as things are now: the main one, the additional one. */
    readonly addresses: (kind: CallbackKind) => {
        readonly main: string | undefined;
        readonly copy: string | undefined;
    };
    /** Address and headers with the secret as it is now; with `forged` it must be a wrong one. */
    readonly signed: (url: string, forged: boolean) => { url: string; headers: Readonly<Record<string, string>> };
}

/**
 * How edna tells: everything at once and on its own, so that what fails and is repeated is overtaken by what comes after
 * it. First attempts go out one after another in the order in which they were asked for. What has no address is lost.
 */
export class Callbacks {
    readonly told: Told[] = [];
    /** Callbacks that nobody has taken after the last repeat. */
    readonly givenUp: object[] = [];
    private line: Promise<unknown> = Promise.resolve();
    private busy = 0;
    private owed = 0;
    private stopped = false;

    constructor(private readonly options: CallbackOptions) {}

    /** Resolves when the first attempt at the main address was made. */
    push(kind: CallbackKind, payload: object): Promise<void> {
        const { main, copy } = this.options.addresses(kind);
        if (copy !== undefined) {
            this.owed += 1;
            this.options.timers.after(COPY_AFTER_MS, () => void this.attempt(kind, payload, copy, 0));
        }
        if (main === undefined) {
            return Promise.resolve();
        }
        this.owed += 1;
        return this.attempt(kind, payload, main, 0);
    }

    /** Callbacks that are not taken yet, nor given up. */
    get waiting(): number {
        return this.owed;
    }

    /** Until nothing is under way, or can only go on when the clock moves. */
    async drain(): Promise<void> {
        while (this.busy > 0) {
            await this.line;
            await new Promise((resolve) => setImmediate(resolve));
        }
    }

    stop(): void {
        this.stopped = true;
    }

    private attempt(kind: CallbackKind, payload: object, address: string, repeat: number): Promise<void> {
        this.busy += 1;
        const made = this.line.then(() => this.make(kind, payload, address, repeat));
        this.line = made;
        return made.finally(() => (this.busy -= 1));
    }

    private async make(kind: CallbackKind, payload: object, address: string, repeat: number): Promise<void> {
        const { timers, faults } = this.options;
        if (this.stopped) {
            return;
        }
        const fault = faults.take(kind) ?? faults.take(ANY_CALLBACK);
        if (fault?.kind === 'slow') {
            timers.after(fault.delayMs ?? 0, () => void this.attempt(kind, payload, address, repeat));
            return;
        }
        const at = timers.now();
        const { url, headers } = this.options.signed(address, fault?.kind === 'wrong-token');
        const answer = fault?.kind === 'drop-before' ? undefined : await this.post(url, headers, payload);
        const learned = fault?.kind === 'drop-after-accept' ? undefined : answer;
        this.told.push({ kind, url, repeat, at, payload, headers, status: learned?.status, body: learned?.body ?? '' });
        if (fault?.kind === 'duplicate') {
            await this.post(url, headers, payload);
        }
        const pause = REPEATS_AFTER_MS[repeat];
        if (learned?.status === 200) {
            this.owed -= 1;
        } else if (pause === undefined) {
            this.owed -= 1;
            this.givenUp.push(payload);
        } else {
            timers.after(pause, () => void this.attempt(kind, payload, address, repeat + 1));
        }
    }

    /** Undefined when there was no answer in time, by the clock. */
    private async post(
        url: string,
        headers: Readonly<Record<string, string>>,
        payload: object,
    ): Promise<{ status: number; body: string } | undefined> {
        const { timers, exchanges } = this.options;
        const giveUp = new AbortController();
        const cancelWait = timers.after(WAIT_MS, () => giveUp.abort());
        try {
            const outgoing = { method: 'POST', url, headers, body: JSON.stringify(payload) };
            const { status, body } = await exchanges.once(outgoing, giveUp.signal);
            return { status, body: body.toString('utf8') };
        } catch (error) {
            if (error instanceof NoAnswer) {
                return undefined;
            }
            throw error;
        } finally {
            cancelWait();
        }
    }
}
