import type { Gateway } from '../gateway';
import { newName } from '../gateway';
import type { Claim } from './records';
import * as kept from './records';

/** How long a holder may take; after that others may take over. */
export const LEASE_MS = 60_000;
/** Servers' clocks may be some seconds apart: a holder stops early, the others wait longer. */
const CLOCK_MARGIN_MS = 10_000;
/** How long to wait for another holder before leaving the work to him. */
const PATIENCE_MS = 2_000;
const TRIES = 3;
/** How long another holder is waited for by whoever cannot leave the work to him. */
const LONG_PATIENCE_MS = 8_000;
const LONG_TRIES = 50;

/** A claim that was won. */
export interface Held {
    readonly lane: string;
    readonly id: string;
    readonly takenAt: number;
}

/** Whether somebody else has to respect this claim. */
export function isLive(claim: Claim, now: number): boolean {
    return claim.takenAt > now - LEASE_MS - CLOCK_MARGIN_MS;
}

/**
 * Does `work` while no other server does work under a claim on the same lane (`lane:` or `olane:` key). The store has
 * nothing unique, so the claims decide among themselves: whoever has the smallest id among the live ones wins, and
 * whoever withdraws looks once more, because two that both withdraw would leave the work to nobody.
 * Gives `busy` when another one holds the lane: he looks at it again before he leaves.
 */
export async function underClaim<T>(
    gateway: Gateway,
    lane: string,
    work: (held: Held) => Promise<T>,
): Promise<T | 'busy'> {
    const held = await acquire(gateway, lane);
    if (held === undefined) {
        return 'busy';
    }
    try {
        return await work(held);
    } finally {
        await release(gateway, held);
    }
}

/**
 * The same for whoever has to wait for what comes of it, since his caller wants an answer.
 * @throws where another server is at it for too long
 */
export async function exclusively<T>(gateway: Gateway, lane: string, work: (held: Held) => Promise<T>): Promise<T> {
    const { clock } = gateway;
    const began = clock.now();
    for (let tries = 1; ; tries++) {
        const result = await underClaim(gateway, lane, work);
        if (result !== 'busy') {
            return result;
        }
        if (clock.now() - began > LONG_PATIENCE_MS || tries >= LONG_TRIES) {
            throw new Error(`another server is at work in ${lane} for too long`);
        }
        await clock.sleep(100 + Math.floor(clock.random() * 200));
    }
}

/** Whether the claim still stands and is fresh. To be asked right before a step that cannot be repeated. */
export async function fence(gateway: Gateway, held: Held): Promise<boolean> {
    const claims = await claimsOn(gateway, held.lane);
    return claims.some(({ id }) => id === held.id) && held.takenAt > gateway.clock.now() - LEASE_MS + CLOCK_MARGIN_MS;
}

async function claimsOn(gateway: Gateway, lane: string): Promise<Claim[]> {
    return kept.readOnly(gateway.records, kept.claim, lane);
}

async function acquire(gateway: Gateway, lane: string): Promise<Held | undefined> {
    const { clock, memory, records } = gateway;
    for (let attempt = 0; attempt < TRIES; attempt++) {
        const held: Held = { lane, id: newName(memory), takenAt: clock.now() };
        await records.create(kept.keys.claim(lane, held.id), { t: 'claim', v: 1, ...held });
        if (await wins(gateway, held)) {
            return held;
        }
        await records.remove(...kept.keys.claim(lane, held.id));
        const left = await records.read(lane);
        const anybody = kept.only(kept.claim, left).some((claim) => isLive(claim, clock.now()));
        const anything = kept.only(kept.entry, left).length + kept.only(kept.out, left).length > 0;
        if (anybody || !anything) {
            return undefined;
        }
    }
    return undefined;
}

/** Waits until our claim is the only live one (won), or a smaller one stands or patience ends (lost). */
async function wins(gateway: Gateway, held: Held): Promise<boolean> {
    const { clock } = gateway;
    for (let waited = 0; ;) {
        const others = (await claimsOn(gateway, held.lane)).filter(
            (claim) => claim.id !== held.id && isLive(claim, clock.now()),
        );
        if (others.length === 0) {
            return true;
        }
        if (others.some(({ id }) => id < held.id) || waited >= PATIENCE_MS) {
            return false;
        }
        const pause = 50 + Math.floor(clock.random() * 250);
        await clock.sleep(pause);
        waited += pause;
    }
}

/** Removes our claim and every expired one, so that none stays behind a process that died. */
async function release(gateway: Gateway, held: Held): Promise<void> {
    const now = gateway.clock.now();
    const claims = await claimsOn(gateway, held.lane);
    const gone = claims.filter((claim) => claim.id === held.id || !isLive(claim, now));
    await Promise.all(gone.map(({ id }) => gateway.records.remove(...kept.keys.claim(held.lane, id))));
}

/** Whether an attempt that was marked then may still begin: others may soon think that it has ended. */
export function mayBegin({ attemptAt }: { readonly attemptAt: number }, now: number): boolean {
    return attemptAt > now - LEASE_MS + CLOCK_MARGIN_MS;
}

/** Whether an attempt that began then must be over by now, also where its server's clock runs behind. */
export function isExpired({ attemptAt }: { readonly attemptAt: number }, now: number): boolean {
    return attemptAt < now - LEASE_MS - CLOCK_MARGIN_MS;
}
