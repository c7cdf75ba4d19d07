import type { Secret } from '../lib/secrets';
import { digestOf, sameDigest } from '../lib/secrets';
import type { Gateway } from './gateway';
import type { Connection } from './model';
import * as kept from './records';

/** Id of the connection whose secrets stand in the administrator's settings. */
export const CONFIGURED = 'main';

const nameOf = (channel: string, id: string): string => `${channel}:${id}`;

/** The connection with this id, from memory for some seconds. */
export async function connectionById(gateway: Gateway, channel: string, id: string): Promise<Connection | undefined> {
    return gateway.memory.connections.get(nameOf(channel, id)) ?? readConnection(gateway, channel, id);
}

/**
 * The connection that the settings make. Never from memory: a changed secret holds at once, in both directions.
 * Nothing where the channel has no settings, or the secret is not set.
 */
async function configured(gateway: Gateway, channel: string): Promise<Connection | undefined> {
    const credentials = await gateway.site.channelSettings(channel);
    if (credentials?.secret.secret === undefined) {
        return undefined;
    }
    const bare = { channel, id: CONFIGURED, name: CONFIGURED, account: '', state: '', owner: '', createdAt: 0 };
    return withCallback(gateway, { ...bare, credentials });
}

/** A connection of a provider that tells himself where he is to be called. */
async function withCallback(gateway: Gateway, connection: Connection): Promise<Connection> {
    const { channel, id, credentials } = connection;
    const callback = await callbackOf(gateway, channel, id);
    return {
        ...connection,
        state: callback === '' ? 'not connected yet' : 'connected',
        credentials: { ...credentials, plain: { ...credentials.plain, callback } },
    };
}

/** Where the provider of a connection wants to be called; empty while he has not told. */
export async function callbackOf(gateway: Gateway, channel: string, id: string): Promise<string> {
    const found = await kept.readOnly(gateway.records, kept.callback, ...kept.keys.callback(channel, id));
    return kept.newest(found)?.url ?? '';
}

/** Keeps where the provider wants to be called. */
export async function setCallback(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    url: string,
): Promise<void> {
    const at = gateway.clock.now();
    const keys = kept.keys.callback(channel, id);
    await gateway.records.replace(keys, { t: 'callback', v: 1, channel, connectionId: id, url, at });
    gateway.memory.connections.delete(nameOf(channel, id));
}

/** The connection as stored now. */
export async function readConnection(gateway: Gateway, channel: string, id: string): Promise<Connection | undefined> {
    if (id === CONFIGURED) {
        return configured(gateway, channel);
    }
    const [key] = kept.keys.connection(channel, id);
    const [stored] = key === undefined ? [] : await kept.readOnly(gateway.records, kept.connection, key);
    const found = stored && (await completed(gateway, stored));
    if (found !== undefined) {
        gateway.memory.connections.set(nameOf(channel, id), found);
    }
    return found;
}

/** With what holds for all connections of its channel. */
async function completed(gateway: Gateway, stored: Connection): Promise<Connection> {
    const common = await gateway.site.channelSettings(stored.channel);
    if (common === undefined) {
        return stored;
    }
    const plain = { ...common.plain, ...stored.credentials.plain };
    return withCallback(gateway, { ...stored, credentials: { ...stored.credentials, plain } });
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
    const own = presented.length === 0 ? undefined : (await gateway.site.channelSettings(channel))?.secret.secret;
    for (const secret of presented) {
        const digest = digestOf(secret);
        if (own !== undefined && sameDigest(digestOf(own), digest)) {
            return configured(gateway, channel);
        }
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
    const own = await configured(gateway, channel);
    const others = await Promise.all(found.map((stored) => completed(gateway, stored)));
    return [...(own === undefined ? [] : [own]), ...others.sort((a, b) => a.createdAt - b.createdAt)];
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

/** Forgets a connection and its webhook secrets. */
export async function forgetConnection(gateway: Gateway, channel: string, id: string): Promise<void> {
    const [connectionKey] = kept.keys.connection(channel, id);
    gateway.memory.connections.delete(nameOf(channel, id));
    await gateway.records.remove(`hooks:${channel}:${id}`);
    await gateway.records.remove(...kept.keys.callback(channel, id));
    if (connectionKey !== undefined) {
        await gateway.records.remove(connectionKey);
    }
}
