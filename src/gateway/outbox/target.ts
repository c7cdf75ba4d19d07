/** Where a reply goes, and when its turn is at the provider. */
import type { Channel } from '../../channels/channel';
import { connectionById } from '../connections/connections';
import { awaitTurn } from '../connections/pacing';
import { addressOf } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import { partsOf } from '../model';
import { remember } from '../records/journal';
import type { Out } from '../records/records';

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
    const name = [connection.channel, connection.id, ...(own === undefined ? [] : [own.name])].join(':');
    const wait = await awaitTurn(gateway, name, own?.perSecond ?? channel.sendsPerSecond, PACE_PATIENCE_MS);
    if (wait > 0) {
        await remember(gateway, { ...out, attempt: false, notBefore: gateway.clock.now() + wait });
    }
    return wait === 0;
}
