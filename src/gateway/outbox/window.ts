/**
 * The time in which agents may write freely to a contact, counted from what he wrote last, on channels that have such a
 * rule. Agents are told in the room before it ends and when it has.
 */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import { connectionById } from '../connections/connections';
import type { Gateway, Words } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import { partsOf } from '../model';
import type { Room, RoomMessage } from '../ports';

/** How long before the end agents are told that it is near. */
const NEAR_MS = 2 * 60 * 60_000;
/** How far back in a room the contact's last message is looked for; the platform gives no more at once. */
const PAGE_MESSAGES = 100;

const HOUR_MS = 60 * 60_000;

/** A contact's window: what he wrote last in the room, and when it ends or has ended, ms since 1970. */
interface Window {
    readonly words: Words;
    readonly lengthMs: number;
    readonly endsAt: number;
}

/** Whether conversations of this channel may have a window. Makes no call. */
export function hasWindow(gateway: Gateway, lane: ConversationKey): boolean {
    return channelNamed(gateway, partsOf(lane)?.channel ?? '')?.window !== undefined;
}

/**
 * Says in an open room, once for each window, that it ends soon and that it has ended. `tail` holds the newest messages of
 * the room. While there is nothing to tell, it makes no call but one for what is not remembered. Never rejects: the next
 * look tries again.
 */
export async function tellOfWindow(
    gateway: Gateway,
    lane: ConversationKey,
    room: Room,
    tail: readonly RoomMessage[],
): Promise<void> {
    try {
        const window = await windowOf(gateway, lane, room, tail);
        const left = (window?.endsAt ?? Number.POSITIVE_INFINITY) - gateway.clock.now();
        if (window !== undefined && left <= NEAR_MS) {
            await tell(gateway, lane, room, window, left > 0 ? 'windowEnds' : 'windowEnded');
        }
    } catch (error) {
        gateway.log.warn(`The end of the window of ${lane} could not be told: ${messageOf(error)}`);
    }
}

/** The note's id is that of the message, the room and the kind: it stands once, over servers and restarts. */
async function tell(
    { clock, channels, desk, memory, site }: Gateway,
    lane: ConversationKey,
    room: Room,
    { words, lengthMs, endsAt }: Window,
    kind: Extract<TextName, 'windowEnds' | 'windowEnded'>,
): Promise<void> {
    const id = messageIdFor(await site.secret(), `window ${room.id} ${words.id}`, kind);
    if (memory.windowNotes.has(id)) {
        return;
    }
    const channel = channelNamed({ channels }, partsOf(lane)?.channel ?? '');
    const language = await desk.language();
    const said = text(language, kind, {
        network: channel?.title.network ?? '',
        hours: String(Math.round(lengthMs / HOUR_MS)),
        minutes: String(Math.max(1, Math.round((endsAt - clock.now()) / 60_000))),
        end: `${new Date(endsAt).toISOString().slice(0, 16).replace('T', ' ')}`,
    });
    const command = channel?.templateCommands?.send;
    const more = command === undefined ? [] : [text(language, 'windowTemplate', { command })];
    await desk.note(room.id, id, { text: [said, ...more].join(' '), buttons: [] });
    memory.windowNotes.set(id, true);
}

/** Nothing where agents may always write, or the contact never wrote in this room. */
async function windowOf(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id' | 'visitor'>,
    tail: readonly RoomMessage[],
): Promise<Window | undefined> {
    const lengthMs = await lengthOf(gateway, lane);
    const words = lengthMs === 0 ? undefined : await lastWords(gateway, room, tail);
    return words && { words, lengthMs, endsAt: words.at + lengthMs };
}

async function lengthOf(gateway: Gateway, lane: ConversationKey): Promise<number> {
    const known = gateway.memory.windows.get(lane);
    if (known !== undefined) {
        return known;
    }
    const { channel: name = '', connectionId = '', address = '' } = partsOf(lane) ?? {};
    const channel = channelNamed(gateway, name);
    const connection = channel?.window && (await connectionById(gateway, name, connectionId));
    if (connection === undefined) {
        return 0;
    }
    const length = channel?.window?.(connection, address) ?? 0;
    gateway.memory.windows.set(lane, length);
    return length;
}

/** What the contact wrote last in a room. */
async function lastWords(
    { desk, memory }: Gateway,
    room: Pick<Room, 'id' | 'visitor'>,
    tail: readonly RoomMessage[],
): Promise<Words | undefined> {
    const known =
        lastOf(tail) ?? memory.lastWords.get(room.id) ?? lastOf(await desk.newest(room, PAGE_MESSAGES)) ?? 'none';
    memory.lastWords.set(room.id, known);
    return known === 'none' ? undefined : known;
}

function lastOf(messages: readonly RoomMessage[]): Words | undefined {
    const last = [...messages].reverse().find(({ from }) => from === 'visitor');
    return last && { id: last.id, at: last.at };
}

/**
 * Whether a template would have arrived where this reply was refused: the provider says so (`told`), or the window has
 * ended by the contact's last message in the room. Never rejects: a refusal has to be told in any case.
 */
export async function wantsTemplate(
    gateway: Gateway,
    lane: ConversationKey,
    { roomId, template }: Pick<Reply, 'roomId' | 'template'>,
    told = false,
): Promise<boolean> {
    const { clock, desk, log } = gateway;
    const channel = channelNamed(gateway, partsOf(lane)?.channel ?? '');
    if (channel?.templates === undefined || template !== undefined || roomId === '') {
        return false;
    }
    if (told || channel.window === undefined) {
        return told;
    }
    try {
        const room = await desk.room(roomId);
        const tail = room === undefined ? [] : await desk.newest(room, PAGE_MESSAGES);
        const window = room && (await windowOf(gateway, lane, room, tail));
        return window !== undefined && window.endsAt <= clock.now();
    } catch (error) {
        log.warn(`Whether the window of ${lane} has ended is not known: ${messageOf(error)}`);
        return false;
    }
}
