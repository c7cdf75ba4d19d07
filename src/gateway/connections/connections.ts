import type { Digest, Secret } from '../../lib/secrets';
import { digestOf, sameDigest } from '../../lib/secrets';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import type { Gone, HookRecord } from '../records/records';
import * as kept from '../records/records';
import { beginGuard, endGuard } from './guard-records';

/** Id of the connection whose secrets stand in the administrator's settings. */
export const CONFIGURED = 'main';

const nameOf = (channel: string, id: string): string => `${channel}:${id}`;

/** The connection with this id, from memory for some seconds. */
export async function connectionById(gateway: Gateway, channel: string, id: string): Promise<Connection | undefined> {
    return gateway.memory.connections.get(nameOf(channel, id)) ?? readConnection(gateway, channel, id);
}

/**
 * The connection that the settings make. Made anew every time: a changed secret holds at once, in both directions.
 * Nothing where the channel has no settings, or they are not filled in.
 */
async function configured(gateway: Gateway, channel: string): Promise<Connection | undefined> {
    const settings = await gateway.site.channelSettings(channel);
    if (settings?.connects !== true) {
        return undefined;
    }
    const bare = { channel, id: CONFIGURED, name: CONFIGURED, account: '', owner: '', createdAt: 0 };
    return withCallback(gateway, { ...bare, state: 'set up', credentials: settings.credentials });
}

/** Of a channel with threads the provider tells himself where he is to be called: a part of the connection. */
async function withCallback(gateway: Gateway, connection: Connection): Promise<Connection> {
    const { channel, id, credentials } = connection;
    if (channelNamed(gateway, channel)?.close === undefined) {
        return connection;
    }
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
    const settings = await gateway.site.channelSettings(stored.channel);
    if (settings === undefined) {
        return stored;
    }
    const plain = { ...settings.common, ...stored.credentials.plain };
    return withCallback(gateway, { ...stored, credentials: { ...stored.credentials, plain } });
}
/** How long what comes with the secret of a connection that is gone is taken, so that the provider does not repeat it. */
const GONE_MS = 24 * 60 * 60_000;
/** How long a webhook's secret is good after another one has taken its place: the provider takes minutes to change it. */
const PREVIOUS_MS = 10 * 60_000;

/**
 * The connection that one of the presented secrets belongs to, or `gone` for one that was removed lately. Memory only
 * says yes: before `undefined` is returned the record was read, so that a connection made a moment ago on another server
 * is not refused.
 */
export async function connectionBySecret(
    gateway: Gateway,
    channel: string,
    presented: readonly Secret[],
): Promise<Connection | 'gone' | undefined> {
    const settings = presented.length === 0 ? undefined : await gateway.site.channelSettings(channel);
    const own = settings?.connects === true ? settings.credentials.secret.secret : undefined;
    const now = gateway.clock.now();
    for (const secret of presented) {
        const digest = digestOf(secret);
        if (own !== undefined && sameDigest(digestOf(own), digest)) {
            return configured(gateway, channel);
        }
        const remembered = gateway.memory.hooks.get(digest);
        if (remembered !== undefined && remembered.channel === channel) {
            return remembered;
        }
        const found = await gateway.records.read(`hook:${digest}`);
        const isMeant = (one: { channel: string; digest: Digest }): boolean =>
            one.channel === channel && sameDigest(one.digest, digest);
        const hook = kept.only(kept.hook, found).find((one) => isMeant(one) && isGood(one, now));
        const connection = hook && (await readConnection(gateway, hook.channel, hook.connectionId));
        if (connection !== undefined) {
            gateway.memory.hooks.set(digest, connection);
            return connection;
        }
        if (kept.only(kept.gone, found).some((one) => isMeant(one) && one.at > now - GONE_MS)) {
            return 'gone';
        }
    }
    return undefined;
}

function isGood({ until }: HookRecord, now: number): boolean {
    return until === undefined || until > now;
}

/** All connections of a channel, oldest first. Reads every one: for administrators, never on a message's path. */
export async function listConnections(gateway: Gateway, channel: string): Promise<Connection[]> {
    const found = await kept.readOnly(gateway.records, kept.connection, `conns:${channel}`);
    const own = await configured(gateway, channel);
    const others = await Promise.all(found.map((stored) => completed(gateway, stored)));
    return [...(own === undefined ? [] : [own]), ...others.sort((a, b) => a.createdAt - b.createdAt)];
}

/** Keeps a connection, and the digest of the secret that its webhooks will carry. */
export async function storeConnection(gateway: Gateway, connection: Connection, webhookSecret: Secret): Promise<void> {
    const { channel, id } = connection;
    gateway.memory.connections.delete(nameOf(channel, id));
    await gateway.records.replace(kept.keys.connection(channel, id), kept.storeConnection(connection));
    await keepHook(gateway, connection, webhookSecret);
    await beginGuard(gateway, connection);
}

/** Writes down what the provider tells of an account, where it is another thing than what is known. */
export async function noteAccount(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    told: Pick<Connection, 'state' | 'account'>,
): Promise<void> {
    const known = await readConnection(gateway, channel, id);
    if (known === undefined || (known.state === told.state && known.account === told.account)) {
        return;
    }
    const { state, account } = told;
    await writeChanges(gateway, known, { state, account });
}

/**
 * Writes what has changed into the record as it stands: what the settings add to a connection is no part of it, or they
 * would never hold again once they are changed.
 */
async function writeChanges(
    { records, memory }: Gateway,
    known: Connection,
    changes: Partial<Pick<Connection, 'state' | 'account'>>,
): Promise<void> {
    const { channel, id } = known;
    const keys = kept.keys.connection(channel, id);
    const [stored] = await kept.readOnly(records, kept.connection, ...keys);
    if (stored !== undefined) {
        await records.replace(keys, kept.storeConnection({ ...stored, ...changes }));
        memory.connections.set(nameOf(channel, id), { ...known, ...changes });
    }
}

/** Keeps the digest of one more secret that a connection's webhooks may carry. */
export async function keepHook(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    webhookSecret: Secret,
): Promise<void> {
    const digest = digestOf(webhookSecret);
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
    const { records } = gateway;
    const before = await readConnection(gateway, channel, id);
    if (before === undefined || Object.entries(changes).every(([name, value]) => before[name as 'state'] === value)) {
        return;
    }
    await writeChanges(gateway, before, changes);
    const hooks = await records.read(`hooks:${channel}:${id}`);
    if (hooks.length === 0) {
        await forgetConnection(gateway, { channel, id }, 'dropped');
    }
}

/** Takes one secret of a connection back: the provider was never given it. */
export async function dropHook(gateway: Gateway, connection: Connection, digest: Digest): Promise<void> {
    gateway.memory.hooks.delete(digest);
    await gateway.records.remove(...kept.keys.hook(digest, connection.channel, connection.id));
}

/** Lets every secret of a connection but this one run out, and forgets those that have. */
export async function retireHooks(gateway: Gateway, connection: Connection, current: Digest): Promise<void> {
    const now = gateway.clock.now();
    for (const hook of await hooksOf(gateway, connection)) {
        if (hook.digest === current) {
            continue;
        }
        if (!isGood(hook, now)) {
            await dropHook(gateway, connection, hook.digest);
        } else if (hook.until === undefined) {
            await writeHook(gateway, { ...hook, until: now + PREVIOUS_MS });
        }
    }
}

/** The provider has not taken the new secret over: the earlier ones stay good. */
export async function reviveHooks(gateway: Gateway, connection: Connection): Promise<void> {
    for (const hook of await hooksOf(gateway, connection)) {
        if (hook.until !== undefined && isGood(hook, gateway.clock.now())) {
            await writeHook(gateway, { ...hook, until: undefined });
        }
    }
}

function hooksOf(gateway: Gateway, { channel, id }: Pick<Connection, 'channel' | 'id'>): Promise<HookRecord[]> {
    return kept.readOnly(gateway.records, kept.hook, `hooks:${channel}:${id}`);
}

async function writeHook(gateway: Gateway, hook: HookRecord): Promise<void> {
    await gateway.records.replace(kept.keys.hook(hook.digest, hook.channel, hook.connectionId), hook);
}

/** Forgets a connection and its webhook secrets. What comes with these is refused, or for a day taken and `dropped`. */
export async function forgetConnection(
    gateway: Gateway,
    connection: Pick<Connection, 'channel' | 'id'>,
    late: 'refused' | 'dropped',
): Promise<void> {
    const { memory, records } = gateway;
    const { channel, id } = connection;
    const hooks = await hooksOf(gateway, connection);
    for (const { digest } of late === 'dropped' ? hooks : []) {
        const gone: Gone = { t: 'gone', v: 1, digest, channel, at: gateway.clock.now() };
        await records.create(kept.keys.gone(gone), gone);
    }
    await records.remove(...kept.keys.connection(channel, id));
    await records.remove(...kept.keys.callback(channel, id));
    await endGuard(gateway, connection);
    memory.connections.delete(nameOf(channel, id));
    for (const { digest } of hooks) {
        memory.hooks.delete(digest);
        await records.remove(...kept.keys.hook(digest, channel, id));
    }
}
