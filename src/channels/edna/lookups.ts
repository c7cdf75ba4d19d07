/** What edna tells of an account's channels and cascades. Remembered for some minutes: agents' answers ask for it. */
import type { Connection } from '../../gateway/model';
import { decode } from '../../lib/decode';
import type { Decoder } from '../../lib/decode';
import { digestOf } from '../../lib/secrets';
import type { ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import type { Access } from './account';
import { accessOf } from './account';
import * as client from './client';
import * as wire from './wire';

/** Nothing found is asked for again soon: somebody may be setting it up. */
const NOTHING_FOR_MS = 60_000;

/** Kinds of channel for which a cascade takes contents of a known form. docs-pulse.edna.io, sending messages */
const BY_CASCADE: readonly string[] = ['whatsapp', 'viber', 'sms', 'push'];

/** A cascade by which can be sent, and the kind of its channel in lower case. */
export interface Way {
    readonly cascadeId: string;
    readonly subjectId: string;
    readonly name: string;
    readonly type: string;
}

/** Cascades by which one message is sent through one channel: active, of a single stage, not locked. Pure. */
export function waysIn(cascades: readonly wire.Cascade[]): Way[] {
    return cascades.flatMap(({ id, name, status, stagesCount, stages = [] }) => {
        const [stage] = stages;
        const isSingle =
            stages.length === 1 &&
            (stage?.stages ?? []).length === 0 &&
            (stagesCount === undefined || stagesCount === '1');
        const { id: subjectId, type = '', locked } = stage?.subject ?? {};
        const isFit = isSingle && status.toUpperCase() === 'ACTIVE' && subjectId !== undefined && locked !== true;
        return isFit && (type === '' || BY_CASCADE.includes(type.toLowerCase()))
            ? [{ cascadeId: id, subjectId, name, type: type.toLowerCase() }]
            : [];
    });
}

/** Channels that can send. Pure. */
export function activeIn(profiles: readonly wire.Profile[]): wire.Profile[] {
    return profiles.filter(({ active, subjectId }) => active !== false && subjectId !== undefined);
}

/** Keys or methods that the API key may not use, or that this server does not have, tell of nothing. */
const NOTHING: readonly string[] = ['400', '403', '404', '405'];

/** A list as edna gives it; empty where the key may not see it. @throws ChannelError */
export async function listed<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
    try {
        return await list;
    } catch (thrown) {
        if (thrown instanceof ChannelError && thrown.kind !== 'retry' && NOTHING.includes(thrown.code ?? '')) {
            return [];
        }
        throw thrown;
    }
}

/** Of one account at one address, with one key. */
function keyFor({ channel, id }: Connection, { baseUrl, apiKey }: Access, what: string): string {
    return `${channel}:${id}:${what}:${baseUrl}:${digestOf(apiKey).slice(0, 16)}`;
}

async function remembered<T>(
    { lookups }: ChannelPorts,
    key: string,
    shape: Decoder<T[]>,
    look: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
    const known = lookups.get(key);
    if (known !== undefined) {
        return decode(shape, JSON.parse(known));
    }
    const found = await look();
    lookups.set(key, JSON.stringify(found), ...(found.length === 0 ? [NOTHING_FOR_MS] : []));
    return found;
}

/** By which cascades can be sent. @throws ChannelError */
export async function waysOf(connection: Connection, ports: ChannelPorts): Promise<readonly Way[]> {
    const access = accessOf(connection.credentials);
    const look = () => listed(client.getCascades(access, ports));
    return waysIn(await remembered(ports, keyFor(connection, access, 'cascades'), wire.cascades, look));
}

/** Which channels can send. @throws ChannelError */
export async function profilesOf(connection: Connection, ports: ChannelPorts): Promise<readonly wire.Profile[]> {
    const access = accessOf(connection.credentials);
    const look = () => listed(client.getProfiles(access, ports));
    return activeIn(await remembered(ports, keyFor(connection, access, 'profiles'), wire.profiles, look));
}

/** That edna does not know this cascade: the others are asked for anew. */
export function forgetWay(connection: Connection, cascadeId: string, { lookups }: ChannelPorts): void {
    const access = accessOf(connection.credentials);
    lookups.delete(keyFor(connection, access, 'cascades'));
    lookups.set(keyFor(connection, access, `not ${cascadeId}`), 'unknown at edna');
}

/** Whether edna has said lately that it does not know this cascade. */
export function isForgotten(connection: Connection, cascadeId: string, { lookups }: ChannelPorts): boolean {
    return lookups.has(keyFor(connection, accessOf(connection.credentials), `not ${cascadeId}`));
}
