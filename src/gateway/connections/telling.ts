/** Telling the owner of an account, and the log room, what has become of it. */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';

/** Says something in a language. */
export type Say = (language: string) => string;

/**
 * Tells the owner in a direct message and the log room in a note. `name` names what is told: said again, also on another
 * server, it stands once. Gives whether the owner has it; the room is told as far as it goes.
 */
export async function tellOwner(gateway: Gateway, connection: Connection, name: string, say: Say): Promise<boolean> {
    await tellRoom(gateway, connection, name, say);
    return tellDirectly(gateway, connection, name, say);
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

async function tellRoom(gateway: Gateway, connection: Connection, name: string, say: Say): Promise<void> {
    const { desk, log, site } = gateway;
    const wanted = (connection.credentials.plain.logRoom ?? '').trim().replace(/^#/, '');
    if (wanted === '') {
        return;
    }
    try {
        const room = await desk.roomNamed(wanted);
        if (room === undefined) {
            await tellDirectly(gateway, connection, `no log room ${wanted} ${connection.id}`, (language) =>
                text(language, 'logRoomMissing', { room: wanted }),
            );
            return;
        }
        const words = say(await desk.language());
        await desk.note(room, messageIdFor(await site.secret(), name, 'room'), { text: words, buttons: [] });
    } catch (error) {
        log.error(`The log room ${wanted} could not be told: ${messageOf(error)}`);
    }
}
