import { BUCKETS, dayOf } from '../../lib/ids';
import type { Gateway } from '../gateway';
import * as kept from '../records/records';

const DAY_MS = 24 * 60 * 60_000;
/** How many days before the first forgotten one are gone over: the app may have been off, or was to keep more than now. */
const DAYS_BACK = 400;

/**
 * Removes finished work of one old day and bucket. The records of a bucket go in one call, so a run of the tick costs
 * one; all old days are gone over in a day and a half, again and again.
 */
export async function forgetSome(gateway: Gateway): Promise<void> {
    const { clock, memory, records, site } = gateway;
    const days = await site.daysKept();
    const step = memory.position.forgotten;
    memory.position.forgotten = (step + 1) % (DAYS_BACK * BUCKETS);
    const day = dayOf(clock.now() - (days + 1 + Math.floor(step / BUCKETS)) * DAY_MS);
    await records.remove(kept.dayBucket(day, step % BUCKETS));
}
