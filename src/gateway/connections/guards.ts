/**
 * How connections stand: their providers are asked every ten minutes, and as soon as one tells of another state, since
 * what is told may get lost, come late or be of yesterday. Owners are told once per change.
 */
import type { Channel, Standing, Trouble } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { text, worded } from '../../lib/texts';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import type { Guard, Nudge } from '../records/records';
import * as kept from '../records/records';
import { changeConnection, readConnection } from './connections';
import { beginDrain, beginGap, beginGuard, drainOf, guardOf, POLL_MS, writeGuard } from './guard-records';
import { goOn } from './standing';
import { aboutAccount, momentIn, sayAll, tellOwner } from './telling';
import { lastUsed } from './usage';
import { hookAddress } from './webhooks';

/** A look that left something open is followed by another one soon. */
const SOON_MS = 60_000;
/** A credential that is refused once may be a slip of the provider. */
const REFUSED_AFTER_MS = 5 * 60_000;
/** Telling somebody who cannot be told is tried for so long. */
const TELL_FOR_MS = 60 * 60_000;
/** In so many looks one after the other more must wait than before, and nothing have arrived. */
const GROWN_TIMES = 2;

/** What a look has found: the provider's answer, or why there is none. */
interface Look {
    readonly at: number;
    readonly state: string;
    readonly ready: boolean;
    readonly waiting: number | undefined;
    readonly trouble: Trouble | undefined;
    readonly answered: boolean;
}

/** Asks how one connection stands, and sees to what that means. `nudges` are what has called for it. */
export async function lookAfter(gateway: Gateway, guard: Guard, nudges: readonly Nudge[]): Promise<void> {
    const named = { channel: guard.channel, id: guard.connectionId };
    const channel = channelNamed(gateway, named.channel);
    const connection = await readConnection(gateway, named.channel, named.id);
    if (connection === undefined || channel?.standing === undefined) {
        await gateway.records.remove(...kept.keys.guarded(named.channel, named.id));
        return;
    }
    const look = await ask(gateway, channel, connection, guard, nudges);
    if (look.answered) {
        await takeOverState(gateway, connection, look);
    }
    if (look.ready && wasDown(channel, guard, nudges)) {
        await beginGap(gateway, connection, guard.readyAt > 0 ? guard.readyAt : guard.since, look.at);
    }
    const stood = await tellState(gateway, channel, connection, seen(guard, look), look);
    const after = await watchQueue(gateway, channel, connection, stood, look);
    const isOpen =
        after.untoldSince > 0 ||
        (look.trouble !== undefined && after.told === '') ||
        nudges.some(({ state }) => !look.answered || state !== look.state);
    const nextAt = look.at + (isOpen ? SOON_MS : POLL_MS);
    if (await writeGuard(gateway, guard, { ...after, nextAt })) {
        await Promise.all(nudges.map((one) => gateway.records.remove(...kept.keys.nudge(one))));
    }
}

async function ask(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
    guard: Guard,
    nudges: readonly Nudge[],
): Promise<Look> {
    const at = gateway.clock.now();
    const found = await channel.standing?.(connection, gateway).catch((error: unknown) => {
        if (error instanceof ChannelError) {
            return error;
        }
        throw error;
    });
    if (found !== undefined && !(found instanceof ChannelError)) {
        return { ...known(channel, found), at, answered: true };
    }
    gateway.log.warn(`${connection.channel}:${connection.id} does not tell how it stands: ${messageOf(found)}`);
    if (found?.kind === 'unauthorized') {
        const trouble = { words: found.words, afterMs: REFUSED_AFTER_MS };
        return { at, state: `error ${found.code ?? ''}`, ready: false, waiting: undefined, trouble, answered: false };
    }
    // What it has told by itself is all there is, if it has.
    const state = nudges.length > 0 ? connection.state : guard.state;
    return { at, state, ready: false, waiting: undefined, trouble: channel.trouble?.(state), answered: false };
}

function known(channel: Channel, { state, ready, waiting }: Standing): Omit<Look, 'at' | 'answered'> {
    return { state, ready, waiting, trouble: ready ? undefined : channel.trouble?.(state) };
}

/** The webhook that should have told of it may be lost: what waits for the connection goes on all the same. */
async function takeOverState(gateway: Gateway, connection: Connection, { state, ready }: Look): Promise<void> {
    if (connection.state === state) {
        return;
    }
    await changeConnection(gateway, connection, { state });
    if (ready) {
        await goOn(gateway, connection);
    }
}

/** Whether it did not work since it was last seen to: then nothing may have come meanwhile. */
function wasDown(channel: Channel, { told, state }: Guard, nudges: readonly Nudge[]): boolean {
    const isDown = (word: string): boolean => channel.trouble?.(word)?.afterMs === 0;
    return told !== '' || isDown(state) || nudges.some((one) => !one.ready && isDown(one.state));
}

function seen(guard: Guard, { at, state, ready }: Look): Guard {
    return {
        ...guard,
        state,
        since: guard.state === state ? guard.since : at,
        readyAt: ready ? at : guard.readyAt,
    };
}

/** Tells of a trouble that has lasted long enough, and of its end. What was told is a part of what is given. */
async function tellState(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
    guard: Guard,
    { at, state, ready, trouble }: Look,
): Promise<Guard> {
    const about = aboutAccount(gateway, connection);
    if (ready && guard.told !== '') {
        const say = (language: string): string => {
            const since = momentIn(language, guard.toldSince);
            return text(language, 'accountWorks', { ...about, at: momentIn(language, at), since });
        };
        return told(gateway, connection, guard, 'works', say, { told: '', toldSince: 0 });
    }
    const isOld = trouble === undefined || isSame(channel, guard.told, state, trouble);
    if (isOld || at < guard.since + trouble.afterMs) {
        return guard;
    }
    const say = (language: string): string => {
        const { name, values } = trouble.words;
        return text(language, 'accountTrouble', {
            ...about,
            trouble: worded(language, { name, values: { ...values, id: connection.id } }),
        });
    };
    const toldSince = guard.told === '' ? guard.since : guard.toldSince;
    return told(gateway, connection, guard, state, say, { told: state, toldSince });
}

/** Two words of the provider for the same trouble are one. */
function isSame(channel: Channel, before: string, state: string, { words }: Trouble): boolean {
    return before === state || (before !== '' && channel.trouble?.(before)?.words.name === words.name);
}

/**
 * Tells something under the number of the change, then counts it: whoever does so a second time, because nobody could write
 * it down, finds it told. One who cannot be told is given up after a while.
 */
async function told(
    gateway: Gateway,
    connection: Connection,
    guard: Guard,
    what: string,
    say: (language: string) => string,
    changes: Partial<Guard>,
): Promise<Guard> {
    const now = gateway.clock.now();
    const id = `guard ${guard.name} ${guard.changes + 1} ${what}`;
    const isTold = await tellOwner(gateway, connection, id, say);
    const untoldSince = guard.untoldSince === 0 ? now : guard.untoldSince;
    if (!isTold && now < untoldSince + TELL_FOR_MS) {
        return { ...guard, untoldSince };
    }
    return { ...guard, ...changes, changes: guard.changes + 1, untoldSince: 0 };
}

/**
 * Nothing arrives, and more waits from look to look: something that is never taken holds up the rest. The owner is told,
 * and it is fetched where that is wanted.
 */
async function watchQueue(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
    guard: Guard,
    { at, waiting }: Look,
): Promise<Guard> {
    if (waiting === undefined || (await drainOf(gateway, connection)) !== undefined) {
        return guard;
    }
    const arrived = waiting > 0 ? (await lastUsed(gateway, connection.channel, connection.id)).lastHeard : 0;
    const counted = { ...guard, waiting, waitingAt: at };
    const about = { ...aboutAccount(gateway, connection), count: String(waiting) };
    if (waiting === 0 || arrived >= guard.waitingAt) {
        return guard.stuckSince === 0
            ? { ...counted, grown: 0 }
            : told(gateway, connection, { ...counted, grown: 0 }, 'moves', sayAll(about, 'queueMoves'), {
                  stuckSince: 0,
              });
    }
    const grown = guard.grown + (guard.waitingAt > 0 && waiting > guard.waiting ? 1 : 0);
    if (grown < GROWN_TIMES || guard.stuckSince > 0) {
        return { ...counted, grown };
    }
    const isFreed = channel.queue?.wanted(connection) === true;
    const say = (language: string): string => {
        const values = { ...about, since: momentIn(language, Math.max(arrived, connection.createdAt)) };
        return sayAll(values, 'queueStuck', isFreed ? 'queueFreeing' : 'queueLeft')(language);
    };
    const after = await told(gateway, connection, { ...counted, grown }, 'stuck', say, { stuckSince: at });
    if (isFreed && after.stuckSince > 0) {
        await beginDrain(gateway, connection, await hookAddress(gateway, channel));
    }
    return after;
}

/** What was fetched does not wait any more: the next look begins anew. `moves` tells whether new webhooks come again. */
export async function afterDrain(gateway: Gateway, connection: Connection, moves: boolean): Promise<void> {
    const before = await guardOf(gateway, connection);
    if (before !== undefined && moves) {
        const waitingAt = gateway.clock.now();
        // Counted once more: where the telling of it was not written down, its number is taken.
        const changes = before.changes + 1;
        await writeGuard(gateway, before, { ...before, changes, waiting: 0, waitingAt, grown: 0, stuckSince: 0 });
    }
}

/** Looks after connections that nobody looks after, as those of an earlier version. `guarded` are the others, by name. */
export async function guardOthers(gateway: Gateway, guarded: ReadonlySet<string>): Promise<void> {
    for (const { name } of gateway.channels.filter((one) => one.standing !== undefined)) {
        for (const connection of await kept.readOnly(gateway.records, kept.connection, `conns:${name}`)) {
            const isNew = !guarded.has(`${name}:${connection.id}`);
            if (isNew && (await guardOf(gateway, connection)) === undefined) {
                await beginGuard(gateway, connection);
            }
        }
    }
}
