import type { Answered } from '../exchange.cjs';

/** What one attempt came to. */
export type Outcome =
    | { readonly kind: 'answered'; readonly answer: Answered }
    | { readonly kind: 'none'; readonly sent: 'no' | 'maybe'; readonly why: string };

/** Between attempts of mailroom; without its jitter of a quarter, so that a test can name the moment. */
export const BACK_OFFS_MS: readonly number[] = [5_000, 10_000];

/** mailroom repeats a GET that got no answer or one above this. 500 and 501 are answers. */
const LAST_FINAL_STATUS = 501;

/**
 * Is an attempt followed by another one? A GET without an answer or with one above 501; and any method where the answer
 * asks for it with a `Retry-After` that is not longer than the pause would be.
 */
export function isRepeated(method: string, outcome: Outcome, backOffMs: number): boolean {
    if (outcome.kind === 'none') {
        return method === 'GET';
    }
    const { status, headers } = outcome.answer;
    const wishMs = Number(headers['retry-after'] ?? 0) * 1_000;
    return (method === 'GET' && status > LAST_FINAL_STATUS) || (wishMs > 0 && wishMs <= backOffMs);
}

/**
 * The body of a request can be read only once: whatever was written to a connection is gone at the next attempt. It is
 * whole again only where nothing was sent, or where an answer without a body kept the connection and the request with it.
 */
export function losesBody(outcome: Outcome): boolean {
    return outcome.kind === 'none' ? outcome.sent === 'maybe' : outcome.answer.body.length > 0;
}
