import { messageOf } from '../../lib/error';
import { dayOf } from '../../lib/ids';
import type { Gateway } from '../gateway';
import type { Connection } from '../model';
import * as kept from '../records/records';

/** How often a process writes down when its connections were last used: not once a message. */
const WRITE_EVERY_MS = 60_000;

const NOTED = { in: 'lastIn', out: 'lastOut', heard: 'lastHeard' } as const;

/**
 * Notes that a message came in or went out on a connection, or that its provider called for something else. Written now
 * and then, behind the message's back.
 */
export function noteUsage(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    direction: 'in' | 'out' | 'heard',
): void {
    const { clock, log, memory, records } = gateway;
    const now = clock.now();
    const name = `${channel}:${id}`;
    const usage = memory.usage.get(name) ?? { lastIn: 0, lastOut: 0, lastHeard: 0, writtenAt: 0 };
    memory.usage.set(name, usage);
    usage[NOTED[direction]] = now;
    if (usage.writtenAt > now - WRITE_EVERY_MS) {
        return;
    }
    usage.writtenAt = now;
    const keys = kept.keys.usage(channel, id, memory.process, dayOf(now));
    records
        .replace(keys, {
            t: 'usage',
            v: 1,
            channel,
            connectionId: id,
            lastIn: usage.lastIn,
            lastOut: usage.lastOut,
            lastHeard: usage.lastHeard,
            at: now,
        })
        .catch((error: unknown) => log.warn(`When ${name} was used could not be written: ${messageOf(error)}`));
}

/** When a connection was last used, and when its provider last called; ms since 1970, 0 for never as far as is remembered. */
export async function lastUsed(
    gateway: Gateway,
    channel: string,
    id: string,
): Promise<{ lastIn: number; lastOut: number; lastHeard: number }> {
    const found = await kept.readOnly(gateway.records, kept.usage, `usage:${channel}:${id}`);
    const own = gateway.memory.usage.get(`${channel}:${id}`);
    const lastIn = Math.max(0, own?.lastIn ?? 0, ...found.map((one) => one.lastIn));
    return {
        lastIn,
        lastOut: Math.max(0, own?.lastOut ?? 0, ...found.map(({ lastOut }) => lastOut)),
        lastHeard: Math.max(lastIn, own?.lastHeard ?? 0, ...found.map(({ lastHeard = 0 }) => lastHeard)),
    };
}
