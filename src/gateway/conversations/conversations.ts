/** Conversations: in which room each goes on, and which one a room belongs to. */
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import type { Room, Visitor } from '../ports';
import type { ConversationRecord } from '../records/records';
import * as kept from '../records/records';
import type { LaneRead } from './aliases';
import { goesOnAs, laneOf, readLane } from './aliases';
import { listOpen } from './room-list';

/** How many messages of a room are asked whose they are. */
const LOOK_MESSAGES = 20;

/**
 * The open room that a conversation goes on in, if there is one. The room itself is always read: an agent may just have
 * closed it.
 */
export async function openRoomOf(
    gateway: Gateway,
    lane: ConversationKey,
    fresh: 'remembered' | 'fresh' = 'remembered',
): Promise<Room | undefined> {
    const remembered = fresh === 'fresh' ? undefined : gateway.memory.conversations.get(lane);
    return openIn(gateway, remembered ?? (await readLane(gateway, lane)).conversation);
}

/** The room that a record names, where it is open. */
export async function openIn(
    gateway: Gateway,
    conversation: ConversationRecord | undefined,
): Promise<Room | undefined> {
    const room = conversation && (await gateway.desk.room(conversation.roomId));
    return room?.open === true ? room : undefined;
}

/** What is kept of the conversations that go on as this one. No call where there are none. */
async function formerConversations(
    gateway: Gateway,
    lane: ConversationKey,
    aliases: LaneRead['aliases'],
): Promise<ConversationRecord[]> {
    const found: ConversationRecord[] = [];
    for (const { from, to } of aliases) {
        const former = to === lane ? await readLane(gateway, from) : undefined;
        if (former?.conversation !== undefined && (await goesOnAs(gateway, from, former.aliases)) === lane) {
            found.push(former.conversation);
        }
    }
    return found;
}

/** Whether the contact of a conversation had one under another of his addresses. */
export async function hadAnother(
    gateway: Gateway,
    lane: ConversationKey,
    aliases: LaneRead['aliases'],
): Promise<boolean> {
    return (await formerConversations(gateway, lane, aliases)).length > 0;
}

/** Open rooms that the contact of a conversation had under his other addresses, the oldest first. */
export async function formerRooms(
    gateway: Gateway,
    lane: ConversationKey,
    aliases?: LaneRead['aliases'],
): Promise<Room[]> {
    const known = aliases ?? (await readLane(gateway, lane)).aliases;
    const rooms: Room[] = [];
    for (const former of await formerConversations(gateway, lane, known)) {
        const room = await openIn(gateway, former);
        rooms.push(...(room === undefined ? [] : [room]));
    }
    return rooms.sort(byAge);
}

/** Sorts rooms by when they were opened. */
export function byAge(a: Room, b: Room): number {
    return (a.openedAt ?? 0) - (b.openedAt ?? 0) || (a.id < b.id ? -1 : 1);
}

/** Makes a room the one in which a conversation goes on. */
export async function keepConversation(gateway: Gateway, lane: ConversationKey, room: Room): Promise<void> {
    const record: ConversationRecord = {
        t: 'conversation',
        v: 1,
        key: lane,
        roomId: room.id,
        updatedAt: laterThan(gateway, lane),
        address: gateway.memory.conversations.get(lane)?.address,
    };
    // First on the list of rooms that are looked through now and then, for answers whose event got lost: if the process
    // ends between the two, the next event finds the room by its name.
    await listOpen(gateway, lane, room);
    await gateway.records.replace(kept.keys.conversation(lane, room.visitor.token), record);
    gateway.memory.conversations.set(lane, record);
}

/** Now, and after what is known to have been written by a clock that is ahead: the newest record counts. */
function laterThan({ clock, memory }: Gateway, lane: ConversationKey): number {
    return Math.max(clock.now(), (memory.conversations.get(lane)?.updatedAt ?? 0) + 1);
}

/** Notes from which of his addresses a contact wrote last: his answers go there. No call where that is known. */
export async function keepAddress(gateway: Gateway, lane: ConversationKey, room: Room, address: string): Promise<void> {
    const known = gateway.memory.conversations.get(lane);
    const before = known?.address ?? partsOf(lane)?.address;
    if (known === undefined || known.roomId !== room.id || before === address) {
        return;
    }
    const record: ConversationRecord = { ...known, address, updatedAt: laterThan(gateway, lane) };
    await gateway.records.replace(kept.keys.conversation(lane, room.visitor.token), record);
    gateway.memory.conversations.set(lane, record);
}

/** Which conversation a room belongs to that does not say so itself (`Room.conversation`). */
async function conversationOfGuest(
    gateway: Gateway,
    visitor: Pick<Visitor, 'token'>,
    roomId: string,
): Promise<ConversationKey | undefined> {
    const found = await kept.readOnly(gateway.records, kept.conversation, `guest:${visitor.token}`);
    const here = found.find((one) => one.roomId === roomId);
    const keys = [...new Set(found.map(({ key }) => key))];
    if (here !== undefined || keys.length < 2) {
        return here?.key ?? keys[0];
    }
    const lanes = new Set(await Promise.all(keys.map((key) => laneOf(gateway, key))));
    return lanes.size === 1 ? [...lanes][0] : undefined;
}

/**
 * Which conversation a room belongs to: by its name, by its visitor, or, where several conversations share the visitor, by
 * what the contact has said in it.
 */
export async function conversationOf(
    gateway: Gateway,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<ConversationKey | undefined> {
    const known = room.conversation ?? (await conversationOfGuest(gateway, room.visitor, room.id));
    if (known !== undefined) {
        return known;
    }
    for (const { id, from } of await gateway.desk.newest(room, LOOK_MESSAGES)) {
        const [done] = from === 'visitor' ? await kept.readOnly(gateway.records, kept.done, kept.keys.message(id)) : [];
        if (done !== undefined) {
            return done.conversation;
        }
    }
    return undefined;
}

/** The room that a conversation was in last, open or not. */
export async function lastRoomOf(gateway: Gateway, lane: ConversationKey): Promise<Room | undefined> {
    const conversation = gateway.memory.conversations.get(lane) ?? (await readLane(gateway, lane)).conversation;
    return conversation && gateway.desk.room(conversation.roomId);
}
