/** Where a reply goes, and when its turn is at the provider. */
import type { Channel } from '../channels/channel';
import { Pacer } from '../lib/pacer';
import { addressOf } from './aliases';
import { connectionById } from './connections';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import { remember } from './journal';
import type { Connection } from './model';
import { partsOf } from './model';
import type { Out } from './records';

/** Longest wait for the provider's rate within a handler; beyond it the reply goes back into the journal. */
const PACE_PATIENCE_MS = 2_000;

/** Where a reply goes. */
export interface Target {
    readonly channel: Channel;
    readonly connection: Connection;
    readonly address: string;
}

export async function targetOf(gateway: Gateway, out: Out): Promise<Target | undefined> {
    const parts = partsOf(out.conversation);
    const channel = parts && channelNamed(gateway, parts.channel);
    const connection = parts && (await connectionById(gateway, parts.channel, parts.connectionId));
    return (
        parts && channel && connection && { channel, connection, address: await addressOf(gateway, out.conversation) }
    );
}

/**
 * Keeps the provider's rate, which is that of sending unless another one is named. Gives `false` when the reply went back
 * into the journal because the wait is too long.
 */
export async function pace(
    gateway: Gateway,
    { channel, connection }: Target,
    out: Out,
    own?: { readonly name: string; readonly perSecond: number },
): Promise<boolean> {
    const { clock, memory } = gateway;
    const name = [connection.channel, connection.id, ...(own === undefined ? [] : [own.name])].join(':');
    const pacer = memory.pacers.get(name) ?? new Pacer(own?.perSecond ?? channel.sendsPerSecond);
    memory.pacers.set(name, pacer);
    const wait = pacer.wait(clock.now());
    if (wait > PACE_PATIENCE_MS) {
        await remember(gateway, { ...out, attempt: false, notBefore: clock.now() + wait });
        return false;
    }
    const pause = pacer.reserve(clock.now());
    if (pause >= 1) {
        await clock.sleep(pause);
    }
    return true;
}
