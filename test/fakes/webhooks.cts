import * as http from 'node:http';
import * as https from 'node:https';
import type { Fault, FaultQueue } from './faults.cjs';
import type { Timers } from './timers.cjs';

/** How a provider delivers. All times in milliseconds of the fake's clock. */
export interface DeliveryRules {
    /** Does this answer end the matter? Anything else is repeated. */
    readonly done: (status: number, body: string) => boolean;
    /** How long an answer is waited for. */
    readonly waitMs: number;
    readonly retryAfterMs: number;
    /** Age at which a notification is thrown away undelivered. */
    readonly keepMs: number;
}

export interface Post {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** One attempt to deliver. */
export interface Delivery {
    readonly at: number;
    readonly payload: object;
    readonly headers: Readonly<Record<string, string>>;
    /** Undefined: no answer came, or none that the fake has learned of. */
    readonly status: number | undefined;
    readonly body: string;
}

export interface WebhookQueueOptions {
    readonly timers: Timers;
    readonly faults: FaultQueue;
    readonly rules: DeliveryRules;
    /**
     * The request for a notification as things are now; undefined: there is nowhere to send to, keep it. With `forged`
     * the secret must be a wrong one.
     */
    readonly compose: (payload: object, forged: boolean) => Post | undefined;
}

interface Entry {
    readonly receipt: number;
    readonly payload: object;
    readonly queuedAt: number;
    copies: number;
}

/** Faults of webhooks go by this name. */
export const WEBHOOK = 'webhook';

/**
 * A provider's queue of notifications: strictly one after another, the first attempt at once, a failure repeated
 * after a while by the clock, and nothing overtakes it meanwhile.
 */
export class WebhookQueue {
    readonly deliveries: Delivery[] = [];
    private entries: Entry[] = [];
    private receipts = 0;
    private working: Promise<void> | undefined;
    private wokenMeanwhile = false;
    private cancelPause: (() => void) | undefined;
    private readonly stopping = new AbortController();

    constructor(private readonly options: WebhookQueueOptions) {}

    push(payload: object): void {
        this.receipts += 1;
        this.entries.push({ receipt: this.receipts, payload, queuedAt: this.options.timers.clock.now(), copies: 1 });
        this.wake();
    }

    /** Notifications that are not delivered yet. */
    get waiting(): number {
        return this.entries.length;
    }

    /** The first that waits, for who fetches instead of being pushed to. */
    get first(): { readonly receipt: number; readonly payload: object } | undefined {
        const { timers, rules } = this.options;
        this.entries = this.entries.filter(({ queuedAt }) => timers.now() - queuedAt < rules.keepMs);
        return this.entries[0];
    }

    /** Takes one off. Gives whether it was there. */
    takeOff(receipt: number): boolean {
        const before = this.entries.length;
        this.entries = this.entries.filter((entry) => entry.receipt !== receipt);
        return this.entries.length < before;
    }

    /** Goes on, unless a pause is on. Also to be called when there is a place to send to at last. */
    wake(): void {
        if (this.working) {
            this.wokenMeanwhile = true;
        } else if (!this.cancelPause && !this.stopping.signal.aborted) {
            this.working = this.work().finally(() => {
                this.working = undefined;
                if (this.wokenMeanwhile) {
                    this.wokenMeanwhile = false;
                    this.wake();
                }
            });
        }
    }

    /** Until the queue is empty, or can only go on when the clock moves or a place to send to is set. */
    async drain(): Promise<void> {
        while (this.working) {
            await this.working;
        }
    }

    async stop(): Promise<void> {
        this.stopping.abort();
        this.cancelPause?.();
        this.entries = [];
        await this.drain();
    }

    private async work(): Promise<void> {
        const { timers, faults, rules, compose } = this.options;
        // Deliveries are real: they start now, not at the past moment for which a timer was set that asks for one.
        await Promise.resolve();
        for (let head = this.entries[0]; head && !this.cancelPause; head = this.entries[0]) {
            if (timers.now() - head.queuedAt >= rules.keepMs) {
                this.takeOff(head.receipt);
                continue;
            }
            if (!compose(head.payload, false)) {
                return;
            }
            const fault = faults.take(WEBHOOK);
            if (fault?.kind === 'slow') {
                this.pause(fault.delayMs ?? 0);
                return;
            }
            if (fault?.kind === 'duplicate') {
                head.copies += 1;
            }
            if (!(await this.attempt(head, fault))) {
                this.pause(rules.retryAfterMs);
                return;
            }
            head.copies -= 1;
            if (head.copies === 0) {
                this.takeOff(head.receipt);
            }
        }
    }

    private pause(ms: number): void {
        if (this.stopping.signal.aborted) {
            return;
        }
        this.cancelPause = this.options.timers.after(ms, () => {
            this.cancelPause = undefined;
            this.wake();
        });
    }

    private async attempt(entry: Entry, fault: Fault | undefined): Promise<boolean> {
        const { timers, rules, compose } = this.options;
        const post = compose(entry.payload, fault?.kind === 'wrong-token');
        if (!post) {
            return false;
        }
        const at = timers.now();
        const answer = fault?.kind === 'drop-before' ? undefined : await this.post(post);
        const learned = fault?.kind === 'drop-after-accept' ? undefined : answer;
        this.deliveries.push({
            at,
            payload: entry.payload,
            headers: post.headers,
            status: learned?.status,
            body: learned?.body ?? '',
        });
        return learned !== undefined && rules.done(learned.status, learned.body);
    }

    /** Undefined when there was no answer in time, by the clock. A connection of its own each time: none can go stale. */
    private post({ url, headers, body }: Post): Promise<{ status: number; body: string } | undefined> {
        return new Promise((resolve) => {
            const giveUp = new AbortController();
            const abort = (): void => giveUp.abort();
            const cancelWait = this.options.timers.after(this.options.rules.waitMs, abort);
            this.stopping.signal.addEventListener('abort', abort);
            const settle = (answer?: { status: number; body: string }): void => {
                cancelWait();
                this.stopping.signal.removeEventListener('abort', abort);
                resolve(answer);
            };
            const { request } = url.startsWith('https:') ? https : http;
            const outgoing = request(
                url,
                {
                    method: 'POST',
                    agent: false,
                    signal: giveUp.signal,
                    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
                },
                (response) => {
                    const chunks: Buffer[] = [];
                    response.on('data', (chunk: Buffer) => chunks.push(chunk));
                    response.on('end', () =>
                        settle({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
                    );
                    response.on('error', () => settle());
                },
            );
            outgoing.on('error', () => settle());
            outgoing.end(body);
        });
    }
}
