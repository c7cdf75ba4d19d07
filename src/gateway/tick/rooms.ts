/** Looking through the open rooms now and then, for what no event told us. */
import { messageOf } from '../../lib/error';
import { BUCKETS } from '../../lib/ids';
import { laneOf } from '../conversations/aliases';
import { conversationOf } from '../conversations/conversations';
import { adopt, openRoomsOf } from '../conversations/opening';
import { unlistOpen } from '../conversations/room-list';
import type { Gateway } from '../gateway';
import { nobodyThere, somebodyCame } from '../inbox/offline';
import { closeSeconds } from '../inbox/second-rooms';
import { catchUp } from '../outbox/outbox';
import { tailOf } from '../outbox/tail';
import { hasWindow, tellOfWindow } from '../outbox/window';
import type { Room, RoomMessage } from '../ports';
import type { OpenRoom } from '../records/records';
import * as kept from '../records/records';
import { endThreads } from '../threads/thread-ending';

/** How many rooms one run of the tick looks at, at least; a bucket is looked at whole. */
const ROOMS_A_RUN = 25;
/** How long after its closing a room is still looked at. */
const AFTERMATH_MS = 60_000;
/** After this time without an agent a room counts as one that nobody has come to. */
const UNSERVED_MS = 10_000;

/** Some open rooms, and the next ones the next time, or from the moment on when `isOver` says so. */
export async function lookThroughRooms(gateway: Gateway, isOver: () => boolean): Promise<void> {
    const { log, memory, records } = gateway;
    for (let looked = 0, buckets = 0; looked < ROOMS_A_RUN && buckets < BUCKETS && !isOver(); buckets++) {
        const bucket = memory.position.rooms;
        memory.position.rooms = (bucket + 1) % BUCKETS;
        const open = await kept.readOnly(records, kept.openRoom, kept.roomsIn(bucket));
        looked += open.length;
        await Promise.all(
            open.map(async (listed) => {
                try {
                    await lookAt(gateway, listed, isOver);
                } catch (error) {
                    log.warn(`The room ${listed.roomId} could not be looked at: ${messageOf(error)}`);
                }
            }),
        );
    }
}

async function lookAt(gateway: Gateway, listed: OpenRoom, isOver: () => boolean): Promise<void> {
    const { clock, desk } = gateway;
    const { roomId, conversation: lane, at } = listed;
    const room = await desk.room(roomId);
    if (room === undefined) {
        await unlistOpen(gateway, roomId);
        return;
    }
    const tail = hasWindow(gateway, lane) ? await newestOf(gateway, room) : undefined;
    // A room that names no conversation may be one of another by now.
    const own = (await conversationOf(gateway, room)) ?? lane;
    if (!gateway.memory.lanes.busy(`out ${own}`)) {
        await catchUp(gateway, own, { ...room, tail }, isOver); // else a handler is at it, for longer than a run may take
    }
    if (!room.open) {
        await lookAtClosed(gateway, listed, room);
        return;
    }
    if (room.served && !listed.served) {
        await gateway.records.replace(kept.keys.openRoomOf(listed), { ...listed, served: true });
    }
    // A chat that an agent had and gave back is no chat that nobody came to. Where chats are opened only while somebody is
    // there, one that waits to be taken is no sign that nobody is.
    const isLeft = !room.served && !listed.served && at < clock.now() - UNSERVED_MS;
    if (isLeft && (await desk.opensUnattended())) {
        await nobodyThere(gateway, await laneOf(gateway, lane), roomId);
    }
    if (room.served && (await gateway.site.offlineText()) !== '') {
        await somebodyCame(gateway, lane); // the event that tells of it may have been lost
    }
    if (tail !== undefined) {
        await tellOfWindow(gateway, lane, room, tail);
    }
    await closeSeconds(gateway, await laneOf(gateway, lane), room);
}

/** Where they cannot be read, whoever needs them next says so. */
function newestOf(gateway: Gateway, room: Room): Promise<RoomMessage[] | undefined> {
    return tailOf(gateway, room).catch(() => undefined);
}

/** A room was closed: answers of which no event told us are looked for at once. The tick takes it off the list later. */
export async function roomClosed(gateway: Gateway, room: Room): Promise<void> {
    const lane = await conversationOf(gateway, room);
    if (lane !== undefined) {
        await catchUp(gateway, lane, room);
        await endThreads(gateway, lane, room);
    }
}

/**
 * A text that meets a room in the moment it is closed makes Rocket.Chat open another one, and the event that tells of it
 * may be lost. So a closed room is looked at once more after a while, for what came after it.
 */
async function lookAtClosed(gateway: Gateway, listed: OpenRoom, room: Room): Promise<void> {
    const { clock, records } = gateway;
    await endThreads(gateway, listed.conversation, room);
    const lane = await laneOf(gateway, listed.conversation);
    for (const next of await openRoomsOf(gateway, lane, room.visitor)) {
        await adopt(gateway, next);
    }
    if (listed.closedAt === 0) {
        await records.replace(kept.keys.openRoomOf(listed), { ...listed, closedAt: clock.now() });
    } else if (listed.closedAt < clock.now() - AFTERMATH_MS) {
        await unlistOpen(gateway, listed.roomId);
    }
}
