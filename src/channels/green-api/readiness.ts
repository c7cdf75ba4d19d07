import type { Connection } from '../../gateway/model';
import type { Digest, Secret } from '../../lib/secrets';
import { digestOf, sameDigest, secretOf } from '../../lib/secrets';
import type { ChannelPorts, Readiness } from '../channel';
import * as client from './client';
import { WEBHOOK_TOGGLES } from './wire';

/**
 * The token alone, as GREEN-API sends or keeps it: as it is, behind `Bearer` or `Basic`, or with the scheme doubled
 * (green-api.com/en/docs/api/account/SetSettings, and what was seen live). Undefined for none.
 */
export function bareToken(written: string): Secret | undefined {
    const bare = written.trim().replace(/^(?:(?:bearer|basic)(?:\s+|$))+/i, '');
    return bare === '' ? undefined : secretOf(bare);
}

/**
 * What is not in force, of what `setWebhook` has set. That settings were saved is no proof: they come into force within
 * 5 minutes, with a restart (account/SetSettings). Pure.
 */
export function missingSettings(
    settings: Readonly<Record<string, unknown>>,
    url: string,
    secret: Digest,
): readonly string[] {
    const { webhookUrlToken } = settings;
    const token = typeof webhookUrlToken === 'string' ? bareToken(webhookUrlToken) : undefined;
    const isOurs = token !== undefined && sameDigest(digestOf(token), secret);
    return [
        ...(settings.webhookUrl === url ? [] : ['webhookUrl']),
        // Left out of an answer altogether it is no proof of another one.
        ...(isOurs || webhookUrlToken === undefined || webhookUrlToken === null ? [] : ['webhookUrlToken']),
        ...Object.entries(WEBHOOK_TOGGLES).flatMap(([name, wanted]) => (settings[name] === wanted ? [] : [name])),
    ];
}

/** Reads back how an instance stands. @throws ChannelError */
export async function readiness(
    connection: Connection,
    url: string,
    secret: Digest,
    ports: ChannelPorts,
): Promise<Readiness> {
    const access = client.accessTo(connection);
    const missing = missingSettings(await client.getAllSettings(access, ports), url, secret);
    const { stateInstance } = await client.getState(access, ports);
    const ready = stateInstance === 'authorized';
    // The number is told only while the account works (account/GetWaSettings).
    const { phone } = ready ? await client.getWaSettings(access, ports) : { phone: undefined };
    return { missing, state: stateInstance, ready, address: phone ?? '' };
}
