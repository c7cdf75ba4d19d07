/** Beginning and ending to look after a connection, and what is to be looked at. Records only: the looking is elsewhere. */
import type { Gateway } from '../gateway';
import { channelNamed, newName } from '../gateway';
import type { Connection, StateEvent } from '../model';
import type { Drain, Gap, Guard } from '../records/records';
import * as kept from '../records/records';

type Named = Pick<Connection, 'channel' | 'id'>;

/** How often a provider is asked how a connection stands. */
export const POLL_MS = 10 * 60_000;
/** A provider's history, and what he says of time, may be so far behind. */
const MARGIN_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** A longer history is not asked for. */
const LOOK_BACK_DAYS = 7;

/** The record of a connection; of several that were written at the same time the newest. */
export async function guardOf(gateway: Gateway, { channel, id }: Named): Promise<Guard | undefined> {
    return newestGuard(await kept.readOnly(gateway.records, kept.guard, ...kept.keys.guard(channel, id)));
}

/** The same among records that were read. */
export function newestGuard(found: readonly Guard[]): Guard | undefined {
    return kept.newest([...found].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Looks after a connection from now on. One that is looked after already is left in peace while it is set up anew. */
export async function beginGuard(gateway: Gateway, connection: Named): Promise<void> {
    const { channel, id } = connection;
    if (channelNamed(gateway, channel)?.standing === undefined) {
        return;
    }
    const now = gateway.clock.now();
    const known = await guardOf(gateway, connection);
    const fresh: Guard = {
        t: 'guard',
        v: 1,
        name: newName(gateway.memory),
        channel,
        connectionId: id,
        at: now,
        nextAt: 0,
        state: '',
        since: now,
        readyAt: 0,
        told: '',
        toldSince: 0,
        changes: 0,
        untoldSince: 0,
        waiting: 0,
        waitingAt: 0,
        grown: 0,
        stuckSince: 0,
    };
    const nextAt = now + POLL_MS;
    await gateway.records.replace(kept.keys.guard(channel, id), { ...(known ?? fresh), at: now, nextAt });
}

/** Nobody looks after it any more. */
export async function endGuard(gateway: Gateway, { channel, id }: Named): Promise<void> {
    if (channelNamed(gateway, channel)?.standing !== undefined) {
        await gateway.records.remove(...kept.keys.guarded(channel, id));
    }
}

/**
 * Writes how a connection was found, unless somebody else has written meanwhile: he knows better, and what was told
 * already has ids that are taken. Gives whether it was written.
 */
export async function writeGuard(gateway: Gateway, before: Guard, after: Omit<Guard, 'at'>): Promise<boolean> {
    const named = { channel: before.channel, id: before.connectionId };
    const now = await guardOf(gateway, named);
    if (now === undefined || now.name !== before.name || now.at !== before.at) {
        return false;
    }
    const at = Math.max(gateway.clock.now(), before.at + 1);
    await gateway.records.replace(kept.keys.guard(named.channel, named.id), { ...after, at });
    return true;
}

/** Has the provider asked soon, because he told of a state. */
export async function nudge(gateway: Gateway, { channel, id }: Named, event: StateEvent): Promise<void> {
    if (channelNamed(gateway, channel)?.standing === undefined) {
        return;
    }
    const { state, ready } = event;
    const name = newName(gateway.memory);
    const record = {
        t: 'nudge',
        v: 1,
        name,
        channel,
        connectionId: id,
        state,
        ready,
        at: gateway.clock.now(),
    } as const;
    await gateway.records.create(kept.keys.nudge(record), record);
}

/**
 * What was told to whoever set a connection up is not told again; `state` is empty where it was told to work. What comes
 * after it is looked at in some minutes.
 */
export async function settleGuard(gateway: Gateway, connection: Named, state: string, trouble: boolean): Promise<void> {
    const before = await guardOf(gateway, connection);
    if (before === undefined) {
        return;
    }
    const now = gateway.clock.now();
    await writeGuard(gateway, before, {
        ...before,
        state,
        since: before.state === state ? before.since : now,
        ...(trouble
            ? { told: state, toldSince: before.told === '' ? now : before.toldSince }
            : { told: '', readyAt: now }),
        nextAt: now + POLL_MS,
    });
}

/** Has a time compared with the provider's history. `from` and `until` in ms since 1970. */
export async function beginGap(gateway: Gateway, connection: Connection, from: number, until: number): Promise<void> {
    const { channel, id, createdAt } = connection;
    if (channelNamed(gateway, channel)?.missed === undefined) {
        return;
    }
    // What came longer ago may have been forgotten here; then it would be shown a second time.
    const days = Math.min(LOOK_BACK_DAYS, await gateway.site.daysKept()) - 1;
    const record: Gap = {
        t: 'gap',
        v: 1,
        channel,
        connectionId: id,
        began: from,
        from: Math.max(from - MARGIN_MS, createdAt, until - days * DAY_MS),
        until,
        comparedTo: 0,
        rounds: 0,
        failures: 0,
        nextAt: gateway.clock.now(),
    };
    await gateway.records.replace(kept.keys.gap(record), record);
}

/** The drain of a connection that is under way. */
export async function drainOf(gateway: Gateway, { channel, id }: Named): Promise<Drain | undefined> {
    const [found] = await kept.readOnly(gateway.records, kept.drain, ...kept.keys.drain(channel, id));
    return found;
}

/**
 * Has what waits at the provider fetched. `url` is where its webhooks lead, and will lead again. A drain that is under way
 * is left in peace: another server may have begun it while this one was telling the owner.
 */
export async function beginDrain(gateway: Gateway, { channel, id }: Named, url: string): Promise<void> {
    if ((await drainOf(gateway, { channel, id })) !== undefined) {
        return;
    }
    const now = gateway.clock.now();
    const record: Drain = {
        t: 'drain',
        v: 1,
        name: newName(gateway.memory),
        channel,
        connectionId: id,
        url,
        phase: 'begin',
        movedAt: now,
        askedAt: 0,
        nextAt: now,
        fetched: 0,
        empty: 0,
        dropped: undefined,
        reason: '',
        startedAt: now,
    };
    await gateway.records.replace(kept.keys.drain(channel, id), record);
}

/** Ends a drain where the webhook was pointed anew, or is gone: whoever did that has seen to it. */
export async function endDrain(gateway: Gateway, { channel, id }: Named): Promise<void> {
    if (channelNamed(gateway, channel)?.queue !== undefined) {
        await gateway.records.remove(...kept.keys.drain(channel, id));
    }
}
