import type { Secret } from '../lib/secrets';
import { digestOf, sameDigest } from '../lib/secrets';
import type { Gateway } from './gateway';
import type { Connection } from './model';
import * as kept from './records';

const nameOf = (channel: string, id: string): string => `${channel}:${id}`;

/** The connection with this id, from memory for some seconds. */
export async function connectionById(gateway: Gateway, channel: string, id: string): Promise<Connection | undefined> {
    return gateway.memory.connections.get(nameOf(channel, id)) ?? readConnection(gateway, channel, id);
}

/** The connection as stored now. */
export async function readConnection(gateway: Gateway, channel: string, id: string): Promise<Connection | undefined> {
    const [key] = kept.keys.connection(channel, id);
    const [found] = key === undefined ? [] : await kept.readOnly(gateway.records, kept.connection, key);
    if (found !== undefined) {
        gateway.memory.connections.set(nameOf(channel, id), found);
    }
    return found;
}

/**
 * The connection that one of the presented secrets belongs to. Memory only says yes: before `undefined` is returned the
 * record was read, so that a connection made a moment ago on another server is not refused.
 */
export async function connectionBySecret(
    gateway: Gateway,
    channel: string,
    presented: readonly Secret[],
): Promise<Connection | undefined> {
    for (const secret of presented) {
        const digest = digestOf(secret);
        const remembered = gateway.memory.hooks.get(digest);
        if (remembered !== undefined && remembered.channel === channel) {
            return remembered;
        }
        const hooks = await kept.readOnly(gateway.records, kept.hook, `hook:${digest}`);
        const hook = hooks.find((one) => one.channel === channel && sameDigest(one.digest, digest));
        const connection = hook && (await readConnection(gateway, hook.channel, hook.connectionId));
        if (connection !== undefined) {
            gateway.memory.hooks.set(digest, connection);
            return connection;
        }
    }
    return undefined;
}

/** All connections of a channel, oldest first. Reads every one: for administrators, never on a message's path. */
export async function listConnections(gateway: Gateway, channel: string): Promise<Connection[]> {
    const found = await kept.readOnly(gateway.records, kept.connection, `conns:${channel}`);
    return found.sort((a, b) => a.createdAt - b.createdAt);
}

/** Keeps a new connection, and the digest of the secret that its webhooks will carry. */
export async function storeConnection(gateway: Gateway, connection: Connection, webhookSecret: Secret): Promise<void> {
    const { channel, id } = connection;
    const digest = digestOf(webhookSecret);
    gateway.memory.connections.delete(nameOf(channel, id));
    await gateway.records.replace(kept.keys.connection(channel, id), kept.storeConnection(connection));
    await gateway.records.create(kept.keys.hook(digest, channel, id), {
        t: 'hook',
        v: 1,
        digest,
        channel,
        connectionId: id,
        createdAt: gateway.clock.now(),
    });
}

/** Keeps what has changed of a connection. One that was forgotten meanwhile must not come back. */
export async function changeConnection(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    changes: Partial<Pick<Connection, 'state' | 'account'>>,
): Promise<void> {
    const { records, memory } = gateway;
    const before = await readConnection(gateway, channel, id);
    if (before === undefined || Object.entries(changes).every(([name, value]) => before[name as 'state'] === value)) {
        return;
    }
    const after = { ...before, ...changes };
    await records.replace(kept.keys.connection(channel, id), kept.storeConnection(after));
    memory.connections.set(nameOf(channel, id), after);
    const hooks = await records.read(`hooks:${channel}:${id}`);
    if (hooks.length === 0) {
        await forgetConnection(gateway, channel, id);
    }
}

/** Forgets a connection and its webhook secrets. */
export async function forgetConnection(gateway: Gateway, channel: string, id: string): Promise<void> {
    const [connectionKey] = kept.keys.connection(channel, id);
    gateway.memory.connections.delete(nameOf(channel, id));
    await gateway.records.remove(`hooks:${channel}:${id}`);
    if (connectionKey !== undefined) {
        await gateway.records.remove(connectionKey);
    }
}
