import type { FaultQueue } from '../faults.cjs';
import type { Timers } from '../timers.cjs';
import { type Answered, type Exchanges, NoAnswer, type Outgoing } from '../exchange.cjs';
import { BACK_OFFS_MS, type Outcome, isRepeated, losesBody } from './retries.cjs';

/** The calls to the app, by the names under which faults speak of them. */
export const APP_CALLS = {
    'secret.check': 'GET',
    settings: 'PUT',
    room: 'GET',
    'room.close': 'GET',
    'visitor-message': 'POST',
} as const;

export type AppCall = keyof typeof APP_CALLS;

/** How mailroom waits for an answer: 15 s; RapidPro's web pages: 30 s, and they repeat nothing. */
export const MAILROOM = { userAgent: 'Go-http-client/1.1', waitMs: 15_000, backOffsMs: BACK_OFFS_MS } as const;
export const WEB_PAGES = { userAgent: 'python-requests/2.32.3', waitMs: 30_000, backOffsMs: [] } as const;

export interface Caller {
    readonly userAgent: string;
    readonly waitMs: number;
    readonly backOffsMs: readonly number[];
}

export interface AppClientOptions {
    readonly timers: Timers;
    readonly faults: FaultQueue;
    readonly exchanges: Exchanges;
    /** Over HTTP/2 a repeated request arrives with an empty body; over HTTP/1.1 it does not arrive. */
    readonly http2: boolean;
}

/** A line of the HTTP log that RapidPro shows to its administrators. It holds no secret. */
export interface LoggedCall {
    readonly call: AppCall;
    readonly url: string;
    /** When it began, by the fake's clock. */
    readonly at: number;
    readonly body: string | undefined;
    readonly attempts: number;
    /** Undefined: no answer. */
    readonly status: number | undefined;
    /** The answer's body, or why there was none. */
    readonly answer: string;
}

/** Where and with which secret the app is called. */
export interface AppAddress {
    readonly baseUrl: string;
    readonly secret: string;
}

const FORGED_SECRET = 'NOTTHE2SECRET3THAT4WAS5CONFIGURD';

/** The HTTP client through which RapidPro and mailroom call the app, with its retries and what they lose. */
export class AppClient {
    readonly log: LoggedCall[] = [];

    constructor(private readonly options: AppClientOptions) {}

    /** Makes a call with the retries of its caller. Rejects with `NoAnswer` when in the end there was none. */
    async call(call: AppCall, address: AppAddress, body: object | undefined, caller: Caller): Promise<Answered> {
        const at = this.options.timers.now();
        const text = body === undefined ? undefined : JSON.stringify(body);
        const method = APP_CALLS[call];
        let isLost = false;
        for (let attempts = 1; ; attempts += 1) {
            const outcome = await this.attempt(call, address, text, caller, isLost);
            const backOffMs = caller.backOffsMs[attempts - 1];
            if (backOffMs !== undefined && isRepeated(method, outcome, backOffMs)) {
                isLost = isLost || (text !== undefined && losesBody(outcome));
                await this.pause(backOffMs);
                continue;
            }
            const url = `${address.baseUrl}/${call}`;
            const answered = outcome.kind === 'answered' ? outcome.answer : undefined;
            const answer = outcome.kind === 'answered' ? outcome.answer.body.toString('utf8') : outcome.why;
            this.log.push({ call, url, at, body: text, attempts, status: answered?.status, answer });
            if (answered) {
                return answered;
            }
            throw new NoAnswer('lost', answer);
        }
    }

    private async attempt(
        call: AppCall,
        address: AppAddress,
        body: string | undefined,
        caller: Caller,
        isLost: boolean,
    ): Promise<Outcome> {
        if (isLost && !this.options.http2) {
            return { kind: 'none', sent: 'maybe', why: 'http: ContentLength with Body length 0' };
        }
        const fault = this.options.faults.take(call);
        if (fault?.kind === 'drop-before') {
            return { kind: 'none', sent: 'no', why: 'connect: connection refused' };
        }
        if (fault?.kind === 'slow') {
            await this.pause(fault.delayMs ?? 0);
        }
        const secret = fault?.kind === 'wrong-token' ? FORGED_SECRET : address.secret;
        const outgoing: Outgoing = {
            method: APP_CALLS[call],
            url: `${address.baseUrl}/${call}`,
            headers: {
                'user-agent': caller.userAgent,
                authorization: `Token ${secret}`,
                'content-type': 'application/json',
                'accept-encoding': 'gzip',
            },
            ...(body === undefined ? {} : { body: isLost ? '' : body }),
        };
        const first = fault?.kind === 'duplicate' ? await this.send(outgoing, caller.waitMs) : undefined;
        const outcome = await this.send(outgoing, caller.waitMs);
        return fault?.kind === 'drop-after-accept'
            ? { kind: 'none', sent: 'maybe', why: 'EOF' }
            : first?.kind === 'none'
              ? first
              : outcome;
    }

    private async send(outgoing: Outgoing, waitMs: number): Promise<Outcome> {
        const giveUp = new AbortController();
        const stopWaiting = this.options.timers.after(waitMs, () => giveUp.abort());
        try {
            return { kind: 'answered', answer: await this.options.exchanges.send(outgoing, giveUp.signal) };
        } catch (error) {
            if (error instanceof NoAnswer) {
                return { kind: 'none', sent: error.kind === 'refused' ? 'no' : 'maybe', why: error.message };
            }
            throw error;
        } finally {
            stopWaiting();
        }
    }

    private pause(ms: number): Promise<void> {
        return ms > 0 ? new Promise((resolve) => this.options.timers.after(ms, resolve)) : Promise.resolve();
    }
}
