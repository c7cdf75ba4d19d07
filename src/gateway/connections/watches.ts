/**
 * Watching a connection after it was set up, until the provider does what was set. By the tick, since that takes minutes:
 * restarts and other servers make no difference, and whoever set it up is told once.
 */
import { ChannelError } from '../../channels/channel';
import type { Readiness } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { Digest } from '../../lib/secrets';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import { channelNamed, newName } from '../gateway';
import type { Connection } from '../model';
import type { Watch } from '../records/records';
import * as kept from '../records/records';
import { noteAccount, readConnection, retireHooks, reviveHooks } from './connections';
import { settleGuard } from './guard-records';

/** Providers take up to 5 minutes (green-api.com/en/docs/api/account/SetSettings). */
export const WATCH_MS = 5 * 60_000;
const LOOK_EVERY_MS = 15_000;
/** Telling somebody who cannot be told is tried again for so long. */
const TELL_EVERY_MS = 60_000;
const TELL_FOR_MS = 60 * 60_000;

/** Who is told of it: a Rocket.Chat user and his language. */
export interface Teller {
    readonly userId: string;
    readonly language: string;
    /** Whether he is told that it works, too, or only what does not. */
    readonly hears: 'both' | 'problems';
}

/** Begins to watch a connection; what was watched of it before is not any more. */
export async function watch(
    gateway: Gateway,
    { channel, id }: Connection,
    url: string,
    digest: Digest,
    { userId, language, hears }: Teller,
): Promise<void> {
    if (channelNamed(gateway, channel)?.readiness === undefined) {
        return; // at such a provider what was set holds at once
    }
    await unwatch(gateway, channel, id);
    const startedAt = gateway.clock.now();
    const record: Watch = {
        t: 'watch',
        v: 1,
        name: newName(gateway.memory),
        channel,
        connectionId: id,
        url,
        digest,
        userId,
        language,
        hears,
        startedAt,
        nextAt: startedAt + LOOK_EVERY_MS,
    };
    await gateway.records.create(kept.keys.watch(record), record);
}

/** Nobody waits for it any more. */
export async function unwatch(gateway: Gateway, channel: string, id: string): Promise<void> {
    for (const one of await kept.readOnly(gateway.records, kept.watch, `watch:${channel}:${id}`)) {
        await gateway.records.remove(...kept.keys.watch(one));
    }
}

/** One look; to be called when its time has come. */
export async function lookAtWatch(gateway: Gateway, one: Watch): Promise<void> {
    const { clock, records } = gateway;
    const connection = await readConnection(gateway, one.channel, one.connectionId);
    if (connection === undefined) {
        await records.remove(...kept.keys.watch(one));
        return;
    }
    const found = await look(gateway, connection, one);
    const still = await kept.readOnly(records, kept.watch, `watch:${one.channel}:${one.connectionId}`);
    if (!still.some(({ name }) => name === one.name)) {
        return; // it was set up once more meanwhile, or told by somebody else
    }
    const isReady = found.reason === '' && found.missing.length === 0 && found.ready;
    if (found.reason === '') {
        await noteAccount(gateway, connection, { state: found.state, account: found.address || connection.account });
    }
    if (!isReady && clock.now() < one.startedAt + WATCH_MS) {
        await records.replace(kept.keys.watch(one), { ...one, nextAt: clock.now() + LOOK_EVERY_MS });
        return;
    }
    if (isReady) {
        await retireHooks(gateway, connection, one.digest); // where the answer to setting it up was lost, nobody had
    } else if (found.reason !== '' || found.missing.length > 0) {
        await reviveHooks(gateway, connection); // what comes with the earlier secret must not be refused
    }
    const isSilent = isReady && one.hears === 'problems';
    if (isSilent || (await tell(gateway, one, isReady ? readyText(one, connection, found) : missingText(one, found)))) {
        if (found.reason === '' && (found.ready || one.userId === connection.owner)) {
            await settleGuard(gateway, connection, found.state, !found.ready); // its owner has heard how it stands
        }
        await records.remove(...kept.keys.watch(one));
    } else {
        await records.replace(kept.keys.watch(one), { ...one, nextAt: clock.now() + TELL_EVERY_MS });
    }
}

/** What a look has found; `reason` where the provider did not answer the question. */
type Look = Readiness & { readonly reason: string };

async function look(gateway: Gateway, connection: Connection, { url, digest, language }: Watch): Promise<Look> {
    const nothing: Readiness = { missing: [], state: connection.state, ready: false, address: '' };
    try {
        const channel = channelNamed(gateway, connection.channel);
        const found = await channel?.readiness?.(connection, url, digest, gateway);
        return { ...(found ?? { ...nothing, ready: true }), reason: '' };
    } catch (error) {
        if (error instanceof ChannelError) {
            return { ...nothing, reason: error.inLanguage(language) };
        }
        throw error;
    }
}

function readyText({ language }: Watch, { id, account }: Connection, found: Look): string {
    const phone = found.address || account || text(language, 'unknownPhone');
    return text(language, 'watchReady', { id, phone });
}

function missingText({ language, connectionId }: Watch, found: Look): string {
    const lines = [text(language, 'watchNotReady', { id: connectionId })];
    if (found.reason !== '') {
        lines.push(text(language, 'watchReason', { reason: found.reason }));
    }
    if (found.missing.length > 0) {
        lines.push(text(language, 'watchSettings', { list: found.missing.join(', ') }));
    }
    if (found.reason === '' && !found.ready) {
        lines.push(text(language, 'instanceNotAuthorized', { id: connectionId, state: found.state }));
    }
    return lines.join('\n');
}

/** Gives whether it is done with: told, or tried for long enough. The message has an id of its own: it comes once. */
async function tell(gateway: Gateway, { name, userId, startedAt }: Watch, words: string): Promise<boolean> {
    try {
        const id = messageIdFor(await gateway.site.secret(), `watch ${name}`, 0);
        await gateway.desk.directNote(userId, id, { text: words, buttons: [] });
        return true;
    } catch (error) {
        gateway.log.error(`Who set up a connection could not be told how it stands: ${messageOf(error)}`);
        return gateway.clock.now() > startedAt + TELL_FOR_MS;
    }
}
