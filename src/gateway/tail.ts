/** Looking back in a room for replies of which no event told us. */
import type { Gateway } from './gateway';
import type { Reply } from './model';
import type { Room, RoomMessage } from './ports';
import type { Out } from './records';
import { isSettled } from './sending';

/** How far back in a room replies are looked for whose event got lost; further, if all of these are unknown. */
const TAIL_MESSAGES = 20;
const LONG_TAIL_MESSAGES = 100;
/** What became of a reply is remembered for a week at least; older unknown messages are not lost but forgotten ones. */
const TAIL_AGE_MS = 6 * 24 * 60 * 60_000;

type RoomOfTail = Pick<Room, 'id' | 'visitor'>;

/** The newest messages of a room, oldest first. */
export function tailOf(gateway: Gateway, room: RoomOfTail): Promise<RoomMessage[]> {
    return gateway.desk.newest(room, TAIL_MESSAGES);
}

/** The same look for a room of which only the id is at hand; an empty id is that of no room. */
export async function lookBack(
    gateway: Gateway,
    roomId: string,
    waiting: readonly Out[],
): Promise<{ missing: Reply[]; tail: RoomMessage[] }> {
    const room = roomId === '' ? undefined : await gateway.desk.room(roomId);
    const tail = room === undefined ? [] : await tailOf(gateway, room);
    return { tail, missing: room === undefined ? [] : await missed(gateway, room, tail, waiting) };
}

/**
 * What an agent wrote in the room that no record knows, newer than the newest that is known: events get lost, and two
 * quick messages may reach two servers in the wrong order.
 */
export async function missed(
    gateway: Gateway,
    room: RoomOfTail,
    tail: readonly RoomMessage[],
    waiting: readonly Out[],
): Promise<Reply[]> {
    const journalled = new Set(waiting.map(({ reply }) => reply.id));
    const since = gateway.clock.now() - TAIL_AGE_MS;
    const candidates = tail.filter(
        (message) => message.from === 'agent' && message.at > since && !isEmpty(message) && !journalled.has(message.id),
    );
    const result: Reply[] = [];
    for (const message of [...candidates].reverse()) {
        if (await isSettled(gateway, message.id, 0)) {
            return result;
        }
        result.unshift(replyOf(message, room.id));
    }
    // Nothing known up to the end of what was read: the app may have been off for long.
    const isCut = result.length > 0 && tail.length === TAIL_MESSAGES;
    return isCut ? missed(gateway, room, await gateway.desk.newest(room, LONG_TAIL_MESSAGES), waiting) : result;
}

function isEmpty({ text, files, quotes }: RoomMessage): boolean {
    return text === '' && (files ?? []).length + (quotes ?? []).length === 0;
}

function replyOf(message: RoomMessage, roomId: string): Reply {
    const { id, author, at, text, files = [], quotes } = message;
    return { id, roomId, author, at, text, files, ...(quotes === undefined ? {} : { quotes }) };
}
