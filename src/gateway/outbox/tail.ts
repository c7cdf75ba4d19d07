/** Looking back in a room for replies of which no event told us. */
import type { Gateway } from '../gateway';
import type { Reply } from '../model';
import type { Room, RoomMessage } from '../ports';
import type { Out } from '../records/records';
import { standOf } from './settled';

/** How far back in a room replies are looked for whose event got lost; further, if none of these is a known one. */
const TAIL_MESSAGES = 20;
/** The platform gives no more at once. */
const PAGE_MESSAGES = 100;
const MOST_MESSAGES = 1_000;
/** Servers date messages by their own clocks: one that is as new as this may still get others before it. */
const LATE_MS = 60_000;
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
 * What is missing in other rooms of a conversation, one after the other. A closed one in which nothing is missing is not
 * looked at again: nobody writes there any more.
 */
export async function missedIn(
    gateway: Gateway,
    roomIds: readonly string[],
    waiting: readonly Out[],
): Promise<Reply[]> {
    const { desk, memory } = gateway;
    const found: Reply[] = [];
    for (const roomId of roomIds.filter((id) => !memory.finished.has(id))) {
        const room = await desk.room(roomId);
        const missing = room === undefined ? [] : await missed(gateway, room, await tailOf(gateway, room), waiting);
        found.push(...missing);
        if (room?.open === false && missing.length === 0) {
            memory.finished.set(roomId, true);
        }
    }
    return found;
}

/**
 * What an agent wrote in the room that no record knows, newer than the newest that is known: events get lost, and two
 * quick messages may reach two servers in the wrong order. However much the customer has written since: where nothing
 * known is among the newest messages, those before them are read too.
 */
export async function missed(
    gateway: Gateway,
    room: RoomOfTail,
    tail: readonly RoomMessage[],
    waiting: readonly Out[],
): Promise<Reply[]> {
    const now = gateway.clock.now();
    const journalled = new Set(waiting.map(({ reply }) => reply.id));
    const seenThrough = gateway.memory.seenThrough.get(room.id);
    const result = new Map<string, Reply>();
    let page = tail;
    let read = TAIL_MESSAGES;
    let isFull = tail.length >= TAIL_MESSAGES;
    for (;;) {
        for (const message of [...page].reverse()) {
            if (message.id === seenThrough || message.at <= now - TAIL_AGE_MS) {
                return oldestFirst(result);
            }
            if (message.from === 'agent' && !isEmpty(message) && !journalled.has(message.id)) {
                const stand = await standOf(gateway, message.id, 0);
                if (stand === 'ended') {
                    return oldestFirst(result);
                }
                // One that was refused says nothing of those before it: they may be other people's.
                if (stand === 'open') {
                    result.set(message.id, replyOf(message, room.id));
                }
            }
        }
        if (!isFull || read >= MOST_MESSAGES) {
            break;
        }
        // What is written meanwhile moves the pages: a message may come twice, and none is left out.
        page = await gateway.desk.newest(room, PAGE_MESSAGES, read);
        isFull = page.length >= PAGE_MESSAGES;
        read += PAGE_MESSAGES;
    }
    remember(gateway, room, tail, result.size);
    return oldestFirst(result);
}

function oldestFirst(found: ReadonlyMap<string, Reply>): Reply[] {
    return [...found.values()].reverse();
}

/** A room that was read to its beginning, and in which nothing is missing, need not be read so far again. */
function remember(gateway: Gateway, room: RoomOfTail, tail: readonly RoomMessage[], missing: number): void {
    const settledBy = gateway.clock.now() - LATE_MS;
    const through = [...tail].reverse().find(({ at }) => at < settledBy);
    if (missing === 0 && tail.length >= TAIL_MESSAGES && through !== undefined) {
        gateway.memory.seenThrough.set(room.id, through.id);
    }
}

function isEmpty({ text, files, quotes }: RoomMessage): boolean {
    return text === '' && (files ?? []).length + (quotes ?? []).length === 0;
}

function replyOf(message: RoomMessage, roomId: string): Reply {
    const { id, author, at, text, files = [], quotes } = message;
    return { id, roomId, author, at, text, files, ...(quotes === undefined ? {} : { quotes }) };
}
