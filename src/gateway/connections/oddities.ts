/** What nobody has expected of a provider: counted, so that the status command shows it. */
import type { Gateway } from '../gateway';
import type { Connection } from '../model';
import * as kept from '../records/records';

/** Counts something odd. The count may miss one when two servers count at the same time: it says "seen", not "how many". */
export async function countOddity(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    what: string,
): Promise<void> {
    const key = kept.keys.oddity(channel, id, what.slice(0, 100));
    const before = await kept.readOnly(gateway.records, kept.oddity, ...key);
    const count = Math.max(0, ...before.map((one) => one.count)) + 1;
    await gateway.records.replace(key, {
        t: 'oddity',
        v: 1,
        what: what.slice(0, 100),
        count,
        lastAt: gateway.clock.now(),
    });
}
