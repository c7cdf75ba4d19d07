import type { Channel, Parsed, WebhookRequest } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { newSecret, reveal } from '../../lib/secrets';
import { connectionBySecret } from '../connections/connections';
import { countOddity } from '../connections/oddities';
import { receiveState } from '../connections/standing';
import { noteUsage } from '../connections/usage';
import type { Gateway } from '../gateway';
import type { Connection, Event } from '../model';
import { receiveReceipt } from '../outbox/receipts';
import * as kept from '../records/records';
import { receiveFromAccount } from './echoes';
import { receive } from './inbox';

/** How many undecodable bodies are kept for people to look at. */
export const UNDECODED_KEPT = 100;
/** Providers want an answer soon; what is journalled may go on behind it. */
export const ANSWER_WITHIN_MS = 1_500;

export type Received = 'accepted' | 'unauthorized' | 'store-failed';

/** One webhook call, from the credentials to the journal. The answer says what to tell the provider. */
export async function receiveWebhook(gateway: Gateway, channel: Channel, request: WebhookRequest): Promise<Received> {
    try {
        const connection = await connectionBySecret(gateway, channel.name, channel.authenticate(request));
        if (connection === undefined) {
            return 'unauthorized';
        }
        if (connection === 'gone') {
            return 'accepted'; // refused it would come again and again
        }
        const going = await take(gateway, connection, channel.parse(connection, request.body, gateway.clock.now()));
        await gateway.clock.atMost(ANSWER_WITHIN_MS, Promise.all(going.map(({ settled }) => settled)));
        return 'accepted';
    } catch (error) {
        gateway.log.error(`A webhook of ${channel.name} could not be kept: ${messageOf(error)}`);
        return 'store-failed';
    }
}

/** Journals what a webhook says. Gives what is still going on for it. */
export async function take(
    gateway: Gateway,
    connection: Connection,
    parsed: Parsed,
): Promise<Array<{ settled: Promise<void> }>> {
    switch (parsed.kind) {
        case 'events': {
            noteUsage(gateway, connection, 'in');
            return Promise.all(parsed.events.map((event) => takeOver(gateway, connection, event)));
        }
        case 'several': {
            const going: Array<{ settled: Promise<void> }> = [];
            for (const part of parsed.parts) {
                going.push(...(await take(gateway, connection, part)));
            }
            return going;
        }
        case 'unknown':
            noteUsage(gateway, connection, 'heard');
            await countOddity(gateway, connection, parsed.what);
            return [];
        case 'undecodable':
            noteUsage(gateway, connection, 'heard');
            await keepUndecoded(gateway, connection, parsed);
            await countOddity(gateway, connection, `unreadable ${parsed.what}`);
            gateway.log.warn(`A webhook of ${connection.channel}:${connection.id} cannot be read: ${parsed.reason}`);
            return [];
        case 'ignored':
            noteUsage(gateway, connection, 'heard');
            return [];
    }
}

/** One event; what is given is the settling of it, which nobody has to wait for. */
async function takeOver(gateway: Gateway, connection: Connection, event: Event): Promise<{ settled: Promise<void> }> {
    switch (event.kind) {
        case 'message':
            return event.from === undefined
                ? receive(gateway, connection, event)
                : receiveFromAccount(gateway, connection, event);
        case 'receipt':
            await receiveReceipt(gateway, connection, event);
            return { settled: Promise.resolve() };
        case 'state':
            return receiveState(gateway, connection, event);
    }
}

/** Keeps a note of a body that nobody could read, without the body: it may hold anything. The newest hundred stay. */
async function keepUndecoded(
    gateway: Gateway,
    connection: Connection,
    parsed: Extract<Parsed, { kind: 'undecodable' }>,
): Promise<void> {
    const { records, clock } = gateway;
    const id = reveal(newSecret(8));
    await records.create(kept.keys.undecoded(id), {
        t: 'undecoded',
        v: 1,
        id,
        connection: `${connection.channel}:${connection.id}`,
        key: parsed.key,
        what: parsed.what,
        reason: parsed.reason,
        at: clock.now(),
    });
    const all = await kept.readOnly(records, kept.undecoded, ...kept.keys.allUndecoded);
    const surplus = all.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(UNDECODED_KEPT);
    await Promise.all(surplus.map((old) => records.remove(...kept.keys.undecoded(old.id))));
}
