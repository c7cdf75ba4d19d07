/** Whether a connection works, and what that means for what waits to be sent through it. */
import type { Account, Channel, ChannelError } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { BUCKETS } from '../../lib/ids';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection, StateEvent } from '../model';
import { partsOf } from '../model';
import { remember } from '../records/journal';
import * as kept from '../records/records';
import { changeConnection } from './connections';
import { nudge } from './guard-records';
import { noteLinked } from './login-record';

/**
 * What keeps a connection from sending, if anything does. The state as stored only says yes: what is told of a state may
 * get lost, so a connection that is said not to work is asked itself, now and then.
 */
export async function obstacleTo(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
): Promise<ChannelError | undefined> {
    const told = channel.obstacle?.(connection.state);
    const name = `${connection.channel}:${connection.id}`;
    if (told === undefined || gateway.memory.statesAsked.has(name)) {
        return told;
    }
    gateway.memory.statesAsked.set(name, true);
    const account = await refresh(gateway, channel, connection);
    return account === undefined ? told : channel.obstacle?.(account.state);
}

/**
 * Takes over a state that the provider told. Of an account that works again more is asked, and what waited for it goes
 * on; that may take longer than the webhook can wait for.
 */
export async function receiveState(
    gateway: Gateway,
    connection: Connection,
    event: StateEvent,
): Promise<{ settled: Promise<void> }> {
    await changeConnection(gateway, connection, { state: event.state });
    // It may come late, or twice: before people are told of it the provider is asked.
    await nudge(gateway, connection, event);
    return { settled: event.ready ? goOn(gateway, connection) : Promise.resolve() };
}

/** Of an account that works again more is asked, and what waited for it is called. */
export async function goOn(gateway: Gateway, connection: Connection): Promise<void> {
    const channel = channelNamed(gateway, connection.channel);
    if (channel !== undefined) {
        await refresh(gateway, channel, connection);
    }
    await wake(gateway, connection);
}

/** Looks whether an account works now; if it does, what waited for it goes on. Never rejects. */
export async function recheck(gateway: Gateway, channel: Channel, connection: Connection): Promise<boolean> {
    const account = await refresh(gateway, channel, connection);
    if (account?.ready !== true) {
        return false;
    }
    await wake(gateway, connection);
    return true;
}

/**
 * Asks the account for its state and address, and keeps them. Gives what it said; undefined where nobody answered. Never
 * rejects.
 */
async function refresh(gateway: Gateway, channel: Channel, connection: Connection): Promise<Account | undefined> {
    try {
        const account = await channel.check(connection.id, connection.credentials, gateway);
        const { address, state, ready } = account;
        await changeConnection(gateway, connection, { state, ...(address === '' ? {} : { account: address }) });
        if (ready) {
            await noteLinked(gateway, connection);
        }
        return account;
    } catch (error) {
        gateway.log.warn(`${connection.channel}:${connection.id} does not tell its state: ${messageOf(error)}`);
        return undefined;
    }
}

/** Replies that wait for this connection are due now. Never rejects: without this they come by their own time. */
async function wake(gateway: Gateway, { channel, id }: Connection): Promise<void> {
    const now = gateway.clock.now();
    try {
        for (let bucket = 0; bucket < BUCKETS; bucket++) {
            const waiting = await kept.readOnly(gateway.records, kept.out, kept.pending(bucket));
            for (const out of waiting) {
                const parts = partsOf(out.conversation);
                const isMine = parts?.channel === channel && parts.connectionId === id;
                if (isMine && out.untilReady === true && !out.attempt && out.notBefore > now) {
                    await remember(gateway, { ...out, notBefore: now });
                }
            }
        }
    } catch (error) {
        gateway.log.warn(`What waited for ${channel}:${id} was not called: ${messageOf(error)}`);
    }
}
