/** The list of rooms that the tick looks through: those that are open, and for a while those that were closed. */
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import type { Room } from '../ports';
import type { OpenRoom } from '../records/records';
import * as kept from '../records/records';

/** Puts a room on the list of those that the tick looks through, under the conversation that it names, else under `lane`. */
export async function listOpen(
    gateway: Gateway,
    lane: ConversationKey,
    { id: roomId, conversation = lane }: Pick<Room, 'id' | 'conversation'>,
): Promise<void> {
    const at = gateway.clock.now();
    const listed: OpenRoom = { t: 'room', v: 1, roomId, conversation, at, closedAt: 0, served: false };
    await gateway.records.replace(kept.keys.openRoomOf(listed), listed);
    gateway.memory.listed.set(roomId, true);
}

/** Takes a room off the list of those that the tick looks through. */
export async function unlistOpen(gateway: Gateway, roomId: string): Promise<void> {
    gateway.memory.listed.delete(roomId);
    await gateway.records.remove(...kept.keys.openRoom(roomId));
}

/**
 * Something of the conversation stands in this room: then it has to be on the list of rooms that the tick looks through,
 * also when it was closed again since. Nobody may have put it there: whoever opened it has died, or Rocket.Chat opened it by
 * itself and the event that told of it is lost. One call for each room and process, none where it is known.
 */
export async function keepFound(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id' | 'conversation'>,
): Promise<void> {
    const { id: roomId } = room;
    const { conversations, listed } = gateway.memory;
    // The conversation's own room is on the list before it is remembered.
    if (listed.has(roomId) || conversations.get(lane)?.roomId === roomId) {
        return;
    }
    if ((await gateway.records.read(...kept.keys.openRoom(roomId))).length === 0) {
        await listOpen(gateway, lane, room);
    }
    listed.set(roomId, true);
}
