const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long to wait after each failed try, in ms. After the last one the reply is given up: about 45 hours in all. */
export const RETRY_DELAYS_MS: readonly number[] = [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];

/** Tries that failed together should not come back together: each delay is shifted by up to this part of it. */
const SPREAD = 0.2;

/**
 * When to try again after `failures` failed tries (1 = the first has just failed), in ms from now; never before
 * `retryAfterMs`, where the provider asked for that. `undefined`: that was the last one.
 * `random` is a number from 0 up to 1.
 */
export function retryDelay(failures: number, random: number, retryAfterMs = 0): number | undefined {
    const delay = RETRY_DELAYS_MS[failures - 1];
    return delay === undefined
        ? undefined
        : Math.max(Math.round(delay * (1 - SPREAD + 2 * SPREAD * random)), retryAfterMs);
}
