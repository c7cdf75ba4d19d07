/** Telling the owner of an account, and the log room, what has become of it. */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import type { Untold } from '../records/records';
import * as kept from '../records/records';
import { readConnection } from './connections';

/** A log room that could not be told is told again after a while, and for so long. */
const ROOM_AGAIN_MS = 10 * 60_000;
const TELL_ROOM_FOR_MS = 24 * 60 * 60_000;

type Named = Pick<Connection, 'channel' | 'id'>;

/** Says something in a language. */
export type Say = (language: string) => string;

/**
 * Tells the owner in a direct message and the log room in a note. `name` names what is told: said again, also on another
 * server, it stands once. Gives whether the owner has it; a room that could not be told when he was is told later.
 */
export async function tellOwner(gateway: Gateway, connection: Connection, name: string, say: Say): Promise<boolean> {
    // What happened before is not to stand below what happened after it.
    const isNext = logRoomOf(connection) === '' || (await tellRoomAgain(gateway, connection));
    const inRoom = isNext ? await tellRoom(gateway, connection, name, say) : 'failed';
    const isTold = await tellDirectly(gateway, connection, name, say);
    // Where he has not heard of it, all of it is said again.
    if (isTold && inRoom === 'missing') {
        missing(gateway, connection);
    } else if (isTold && inRoom === 'failed') {
        const { channel, id: connectionId } = connection;
        const at = gateway.clock.now();
        const nextAt = at + ROOM_AGAIN_MS;
        const words = say(await gateway.desk.language());
        const untold: Untold = { t: 'untold', v: 1, name, channel, connectionId, text: words, at, nextAt };
        await gateway.records.replace(kept.keys.untold(untold), untold);
    }
    return isTold;
}

/**
 * Tells the log room what it could not be told before, in the order in which it happened. Gives whether nothing is left;
 * what is left has its next turn in a while.
 */
export async function tellRoomAgain(gateway: Gateway, { channel, id }: Named): Promise<boolean> {
    const { clock, records } = gateway;
    const waiting = await kept.readOnly(records, kept.untold, ...kept.keys.guarded(channel, id));
    const connection = waiting.length === 0 ? undefined : await readConnection(gateway, channel, id);
    let isOpen = true;
    for (const untold of waiting.sort((a, b) => a.at - b.at)) {
        const inRoom =
            connection && isOpen ? await tellRoom(gateway, connection, untold.name, () => untold.text) : 'failed';
        if (connection && inRoom === 'failed' && clock.now() < untold.at + TELL_ROOM_FOR_MS) {
            isOpen = false;
            await records.replace(kept.keys.untold(untold), { ...untold, nextAt: clock.now() + ROOM_AGAIN_MS });
            continue;
        }
        if (connection && inRoom === 'missing') {
            missing(gateway, connection);
        }
        await records.remove(...kept.keys.untold(untold));
    }
    return isOpen;
}

/** The words of one account: `name`, `network`, `provider` and `id` may be named by a text. */
export function aboutAccount(gateway: Gateway, connection: Connection): Record<string, string> {
    const { network = connection.channel, provider = connection.channel } =
        channelNamed(gateway, connection.channel)?.title ?? {};
    return { id: connection.id, name: connection.name, network, provider };
}

/** A moment as people read it. */
export function momentIn(language: string, at: number): string {
    return text(language, 'momentUtc', { at: new Date(at).toISOString().slice(0, 16).replace('T', ' ') });
}

/** Joins texts with the same values. */
export function sayAll(values: Readonly<Record<string, string>>, ...names: TextName[]): Say {
    return (language) => names.map((name) => text(language, name, values)).join(' ');
}

async function tellDirectly(
    gateway: Gateway,
    { owner, name: account }: Connection,
    name: string,
    say: Say,
): Promise<boolean> {
    const { desk, log, site } = gateway;
    if (owner === '') {
        log.warn(`Nobody owns ${account}: ${say('en')}`);
        return true;
    }
    try {
        const words = say(await desk.languageOf(owner));
        await desk.directNote(owner, messageIdFor(await site.secret(), name, 'owner'), { text: words, buttons: [] });
        return true;
    } catch (error) {
        log.error(`The owner of ${account} could not be told: ${messageOf(error)}`);
        return false;
    }
}

/** The name of the log room; empty where none is wanted. */
const logRoomOf = ({ credentials }: Connection): string => (credentials.plain.logRoom ?? '').trim().replace(/^#/, '');

function missing({ log }: Gateway, connection: Connection): void {
    log.warn(`The log room ${logRoomOf(connection)} was not told: there is none that this app may write to`);
}

/** `missing` where there is no such room: the owner was told so, and trying again makes no sense. */
async function tellRoom(
    gateway: Gateway,
    connection: Connection,
    name: string,
    say: Say,
): Promise<'told' | 'missing' | 'failed'> {
    const { desk, log, site } = gateway;
    const wanted = logRoomOf(connection);
    if (wanted === '') {
        return 'told';
    }
    try {
        const room = await desk.roomNamed(wanted);
        if (room === undefined) {
            await tellDirectly(gateway, connection, `no log room ${wanted} ${connection.id}`, (language) =>
                text(language, 'logRoomMissing', { room: wanted }),
            );
            return 'missing';
        }
        const words = say(await desk.language());
        await desk.note(room, messageIdFor(await site.secret(), name, 'room'), { text: words, buttons: [] });
        return 'told';
    } catch (error) {
        log.error(`The log room ${wanted} could not be told: ${messageOf(error)}`);
        return 'failed';
    }
}
