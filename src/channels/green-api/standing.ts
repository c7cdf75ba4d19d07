/** How an instance stands, and which states need people. */
import type { Connection } from '../../gateway/model';
import type { Decoder } from '../../lib/decode';
import { DecodeError, record } from '../../lib/decode';
import type { TextName } from '../../lib/texts';
import type { ChannelPorts, Standing, Trouble } from '../channel';
import { ChannelError } from '../channel';
import * as client from './client';
import { AUTHORIZED } from './notices';
import * as wire from './wire';

/** Others wait for the answers. */
const TIMEOUT_MS = 5_000;
/** A restart takes up to five minutes, green-api.com/en/docs/api/account/GetStateInstance */
const STARTING_MS = 5 * 60_000;

/**
 * What people have to do about a state (green-api.com/en/docs/api/account/GetStateInstance); `suspended` is the newer word
 * for `yellowCard`. Others, those to come among them, need nobody.
 */
const TROUBLES: Readonly<Record<string, { readonly text: TextName; readonly afterMs: number }>> = {
    notAuthorized: { text: 'troubleNotAuthorized', afterMs: 0 },
    pendingCode: { text: 'troubleNotAuthorized', afterMs: 0 },
    pendingPassword: { text: 'troubleNotAuthorized', afterMs: 0 },
    blocked: { text: 'troubleBlocked', afterMs: 0 },
    yellowCard: { text: 'troubleRestricted', afterMs: 0 },
    suspended: { text: 'troubleRestricted', afterMs: 0 },
    sleepMode: { text: 'troubleSleep', afterMs: 0 },
    starting: { text: 'troubleStarting', afterMs: STARTING_MS },
};

export function trouble(state: string): Trouble | undefined {
    const found = Object.prototype.hasOwnProperty.call(TROUBLES, state) ? TROUBLES[state] : undefined;
    return found && { words: { name: found.text }, afterMs: found.afterMs };
}

/**
 * How many webhooks wait. One of the pages writes the only key with a letter that is not Latin, so the value counts
 * (green-api.com/en/docs/api/queues/GetWebhooksCount).
 */
const count: Decoder<number> = (value, path) => {
    const found = Object.values(record(value, path)).find((one) => typeof one === 'number');
    if (typeof found !== 'number') {
        throw new DecodeError(path, 'a count');
    }
    return found;
};

/** @throws ChannelError where the instance does not tell its state; how much waits is told where it can be */
export async function standing(connection: Connection, ports: ChannelPorts): Promise<Standing> {
    const access = client.accessTo(connection);
    const how = { method: 'getStateInstance', timeoutMs: TIMEOUT_MS };
    const { stateInstance } = await client.call(access, ports, wire.state, how);
    const state = stateInstance.slice(0, 40);
    const waiting = await client
        .call(access, ports, count, { method: 'getWebhooksCount', timeoutMs: TIMEOUT_MS })
        .catch((error: unknown) => {
            if (error instanceof ChannelError) {
                return undefined;
            }
            throw error;
        });
    return { state, ready: state === AUTHORIZED, ...(waiting === undefined ? {} : { waiting }) };
}
