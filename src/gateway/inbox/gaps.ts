/**
 * Times in which messages may have been missed: nobody was there to take them, or the account did not work. The provider's
 * history of them is compared with what has come, and what is missing goes the way of every message, once.
 */
import type { Parsed } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { readConnection } from '../connections/connections';
import { beginGap } from '../connections/guard-records';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection, Event } from '../model';
import { eventKey } from '../model';
import type { Gap } from '../records/records';
import * as kept from '../records/records';
import { ANSWER_WITHIN_MS, take } from './receive';

/** How often the tick tells that it runs. */
const BEAT_MS = 30_000;
/** Longer without, something may have been missed. */
const OUTAGE_MS = 2 * 60_000;
/** A provider's history is up to two minutes behind: it is looked into once more. */
const AGAIN_AFTER_MS = 3 * 60_000;
const ROUNDS = 2;
/** One that does not answer is asked again after 1, 2, 4 ... minutes, up to 30, for about a day. */
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MINUTES = 30;
const FAILURES = 50;

/** Tells that the tick runs; before that, where nobody did for some minutes, has that time looked into for all connections. */
export async function beat(gateway: Gateway): Promise<void> {
    const { channels, clock, memory, records } = gateway;
    const now = clock.now();
    // Where no provider keeps a history nothing would come of it.
    if (memory.beatAt > now - BEAT_MS || !channels.some((one) => one.missed !== undefined)) {
        return;
    }
    // What this process has written lately needs no reading; else another one may have had the turn.
    if (memory.beatAt <= now - OUTAGE_MS) {
        const last = kept.newest(await kept.readOnly(records, kept.heartbeat, ...kept.keys.heartbeat));
        if (last !== undefined && last.at < now - OUTAGE_MS) {
            await lookInto(gateway, last.at, now);
        }
    }
    await records.replace(kept.keys.heartbeat, { t: 'heartbeat', v: 1, at: now });
    memory.beatAt = now;
}

async function lookInto(gateway: Gateway, from: number, until: number): Promise<void> {
    for (const channel of gateway.channels.filter((one) => one.missed !== undefined)) {
        const connections = await kept.readOnly(gateway.records, kept.connection, `conns:${channel.name}`);
        for (const connection of connections) {
            await beginGap(gateway, connection, from, until);
        }
    }
}

/** One look into the history of a gap, up to the moment when `isOver` says so; to be called when its time has come. */
export async function fillGap(gateway: Gateway, gap: Gap, isOver: () => boolean): Promise<void> {
    const { clock, records } = gateway;
    const connection = await readConnection(gateway, gap.channel, gap.connectionId);
    const channel = channelNamed(gateway, gap.channel);
    if (connection === undefined || channel?.missed === undefined) {
        await records.remove(...kept.keys.gap(gap));
        return;
    }
    let told: readonly Parsed[];
    try {
        told = await channel.missed(connection, gap.from, gateway);
    } catch (error) {
        await postpone(gateway, gap, error);
        return;
    }
    const events = told.flatMap((parsed) => eventsOf(gateway, connection, parsed));
    let found = 0;
    const from = Math.max(gap.from, gap.comparedTo);
    for (const event of events.filter(({ at }) => at >= from && at <= gap.until)) {
        if (isOver()) {
            await change(gateway, { ...gap, comparedTo: event.at });
            return;
        }
        if ((await records.read(kept.keys.event(eventKey(connection, event)))).length === 0) {
            found += 1;
            const going = await take(gateway, connection, { kind: 'events', events: [event] });
            await clock.atMost(ANSWER_WITHIN_MS, Promise.all(going.map(({ settled }) => settled)));
        }
    }
    if (found > 0) {
        gateway.log.info(`${found} messages of ${gap.channel}:${gap.connectionId} had not come and were fetched`);
    }
    if (gap.rounds + 1 < ROUNDS) {
        const rounds = gap.rounds + 1;
        // From its beginning: what came late to the history may be of any moment of it.
        await change(gateway, { ...gap, rounds, comparedTo: 0, nextAt: clock.now() + AGAIN_AFTER_MS });
    } else {
        await records.remove(...kept.keys.gap(gap));
    }
}

function eventsOf({ log }: Gateway, { channel, id }: Connection, parsed: Parsed): readonly Event[] {
    if (parsed.kind === 'undecodable') {
        log.warn(`A message in the history of ${channel}:${id} cannot be read: ${parsed.reason}`);
    }
    return parsed.kind === 'events' ? parsed.events : [];
}

async function postpone(gateway: Gateway, gap: Gap, error: unknown): Promise<void> {
    if (!(error instanceof ChannelError)) {
        throw error;
    }
    const name = `${gap.channel}:${gap.connectionId}`;
    if (error.kind === 'rejected' || gap.failures >= FAILURES) {
        gateway.log.error(`What ${name} may have missed cannot be found out: ${messageOf(error)}`);
        await gateway.records.remove(...kept.keys.gap(gap));
        return;
    }
    gateway.log.warn(`What ${name} may have missed is not told yet: ${messageOf(error)}`);
    const minutes = Math.min(LONGEST_WAIT_MINUTES, 2 ** gap.failures);
    const nextAt = gateway.clock.now() + minutes * MINUTE_MS;
    await change(gateway, { ...gap, failures: gap.failures + 1, nextAt });
}

/** Unless it was ended meanwhile, with its connection or by another run. */
async function change({ records }: Gateway, gap: Gap): Promise<void> {
    if ((await records.read(...kept.keys.gap(gap))).length > 0) {
        await records.replace(kept.keys.gap(gap), gap);
    }
}
