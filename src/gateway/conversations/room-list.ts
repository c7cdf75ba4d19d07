/** The list of rooms that the tick looks through: those that are open, and for a while those that were closed. */
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import * as kept from '../records/records';

/** Puts a room on the list of those that the tick looks through. */
export async function listOpen(gateway: Gateway, lane: ConversationKey, roomId: string): Promise<void> {
    const at = gateway.clock.now();
    await gateway.records.replace(kept.keys.openRoom(roomId), {
        t: 'room',
        v: 1,
        roomId,
        conversation: lane,
        at,
        closedAt: 0,
        served: false,
    });
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
export async function keepFound(gateway: Gateway, lane: ConversationKey, roomId: string): Promise<void> {
    const { conversations, listed } = gateway.memory;
    // The conversation's own room is on the list before it is remembered.
    if (listed.has(roomId) || conversations.get(lane)?.roomId === roomId) {
        return;
    }
    if ((await gateway.records.read(...kept.keys.openRoom(roomId))).length === 0) {
        await listOpen(gateway, lane, roomId);
    }
    listed.set(roomId, true);
}
