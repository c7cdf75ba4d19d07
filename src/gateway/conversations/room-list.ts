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
}

/** Takes a room off the list of those that the tick looks through. */
export async function unlistOpen(gateway: Gateway, roomId: string): Promise<void> {
    await gateway.records.remove(...kept.keys.openRoom(roomId));
}

/**
 * A text of the contact stands in this room, which may be another one than it was posted into: Rocket.Chat opened it when
 * that one was closed, and the event that told of it may be lost. It is put on the list of rooms that the tick looks
 * through, also when it was closed again since: an agent may have answered in it. No call for the conversation's own room,
 * which is on the list before it is remembered.
 */
export async function keepFound(gateway: Gateway, lane: ConversationKey, roomId: string): Promise<void> {
    const isRemembered = gateway.memory.conversations.get(lane)?.roomId === roomId;
    if (!isRemembered && (await gateway.records.read(...kept.keys.openRoom(roomId))).length === 0) {
        await listOpen(gateway, lane, roomId);
    }
}
