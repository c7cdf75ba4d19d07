import { base62 } from '../../lib/ids';
import { keyedHash } from '../../lib/secrets';
import type { LaneRead } from './aliases';
import { goesOnAs, laneOf, learnFormer, readLane } from './aliases';
import { exclusively, underClaim } from '../records/claims';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Contact, ConversationKey } from '../model';
import { partsOf } from '../model';
import { expectPicture } from './newcomers';
import type { Room, Visitor } from '../ports';
import { DeskRefusal, NOBODY_ONLINE } from '../ports';
import type { ConversationRecord, Entry } from '../records/records';
import * as kept from '../records/records';

/** How many messages of a room are asked whose they are. */
const LOOK_MESSAGES = 20;

/** The open room that a conversation goes on in, if there is one. The room itself is always read: an agent may just have closed it. */
export async function openRoomOf(
    gateway: Gateway,
    lane: ConversationKey,
    fresh: 'remembered' | 'fresh' = 'remembered',
): Promise<Room | undefined> {
    const remembered = fresh === 'fresh' ? undefined : gateway.memory.conversations.get(lane);
    return openIn(gateway, remembered ?? (await readLane(gateway, lane)).conversation);
}

async function openIn(gateway: Gateway, conversation: ConversationRecord | undefined): Promise<Room | undefined> {
    const room = conversation && (await gateway.desk.room(conversation.roomId));
    return room?.open === true ? room : undefined;
}

/** Open rooms that the contact of a conversation had under his other addresses, the oldest first. */
export async function formerRooms(
    gateway: Gateway,
    lane: ConversationKey,
    aliases?: LaneRead['aliases'],
): Promise<Room[]> {
    const rooms: Room[] = [];
    for (const { from, to } of aliases ?? (await readLane(gateway, lane)).aliases) {
        const former = to === lane ? await readLane(gateway, from) : undefined;
        if (former !== undefined && (await goesOnAs(gateway, from, former.aliases)) === lane) {
            const room = await openIn(gateway, former.conversation);
            rooms.push(...(room === undefined ? [] : [room]));
        }
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
    await listOpen(gateway, lane, room.id);
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

/** Whose room is wanted, and what is wished for it. */
export interface RoomWanted {
    readonly conversation: ConversationKey;
    readonly contact: Contact;
    /** Id of the department that should have it. */
    readonly department?: string;
    /** Rocket.Chat user id of the agent who should have it; whose account it is, if left out. */
    readonly agent?: string;
}

/** The room that an event needs. */
export const roomFor = ({ conversation, event }: Pick<Entry, 'conversation' | 'event'>): RoomWanted => ({
    conversation,
    contact: event.contact,
});

/** The token of a conversation's visitor, unless Rocket.Chat has matched him with another one. */
export async function visitorToken(gateway: Gateway, lane: ConversationKey): Promise<string> {
    return keyedHash(await gateway.site.secret(), `visitor ${lane}`).toString('hex');
}

/** The contact as a visitor, who is called from now on as he calls himself. The token is a credential (whoever has it can write as the visitor), hence keyed with the app's secret. */
export async function visitorOf(gateway: Gateway, { contact, conversation, department }: RoomWanted): Promise<Visitor> {
    const secret = await gateway.site.secret();
    const token = await visitorToken(gateway, conversation);
    const [channel = ''] = conversation.split(':');
    const readable = contact.address.replace(/[^\w]+/g, '-').replace(/-+$/, '');
    return gateway.desk.visitor({
        token,
        // One contact may write to several connections; user names should differ all the same.
        username: `${channel}-${readable}-${base62(keyedHash(secret, `username ${conversation}`), 4)}`,
        // Rocket.Chat gives a visitor that it knows the name that it is told.
        name:
            contact.name ?? (await lastRoomOf(gateway, conversation))?.visitor.name ?? contact.phone ?? contact.address,
        ...(contact.phone === undefined ? {} : { phone: contact.phone }),
        ...(contact.email === undefined ? {} : { email: contact.email }),
        ...(department === undefined ? {} : { department }),
    });
}

/**
 * An open room of this visitor that belongs to the conversation: ours by name, or one that Rocket.Chat opened by itself
 * when a message met a room that was just closed. Such a room names no conversation; it is taken only while no other
 * conversation shares the visitor (two connections may, when Rocket.Chat matched his phone). Of several the others are
 * put on the list of open rooms, where the tick finds them.
 */
async function adoptable(gateway: Gateway, lane: ConversationKey, visitor: Visitor): Promise<Room | undefined> {
    const [first, ...others] = await openRoomsOf(gateway, lane, visitor);
    for (const other of others) {
        await listOpen(gateway, lane, other.id);
    }
    return first;
}

/** Every open room of the visitor that belongs to the conversation, those that name it first. */
export async function openRoomsOf(gateway: Gateway, lane: ConversationKey, visitor: Visitor): Promise<Room[]> {
    const rooms = await gateway.desk.openRooms(visitor);
    const isOurs = async (key: ConversationKey): Promise<boolean> =>
        key === lane || (isNear(key, lane) && (await laneOf(gateway, key)) === lane);
    const named: Room[] = [];
    for (const room of rooms) {
        if (room.conversation !== undefined && (await isOurs(room.conversation))) {
            named.push(room);
        }
    }
    const nameless = rooms.filter((room) => room.conversation === undefined);
    const owners =
        nameless.length === 0 ? [] : await kept.readOnly(gateway.records, kept.conversation, `guest:${visitor.token}`);
    for (const { key } of owners) {
        if (!(await isOurs(key))) {
            return named;
        }
    }
    return [...named, ...nameless];
}

/** Whether two conversations are of one account: others are never one. */
function isNear(one: ConversationKey, other: ConversationKey): boolean {
    const [a, b] = [partsOf(one), partsOf(other)];
    return a?.channel === b?.channel && a?.connectionId === b?.connectionId;
}

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

/**
 * Finds or opens the conversation's room, one server at a time. Gives `busy` when another server is at it.
 * @throws DeskRefusal when Rocket.Chat opens none (nobody online, Omnichannel off, contact blocked)
 */
export async function openRoomFor(gateway: Gateway, wanted: RoomWanted): Promise<Room | 'busy'> {
    return underClaim(gateway, kept.keys.lane(wanted.conversation), () => ensureRoom(gateway, wanted));
}

/** The same for whoever holds the conversation's claim already. */
export async function ensureRoom(
    gateway: Gateway,
    wanted: RoomWanted,
    former: 'ask for them' | 'known' = 'ask for them',
): Promise<Room> {
    const lane = wanted.conversation;
    const { conversation, aliases } = await readLane(gateway, lane);
    const goal = await goesOnAs(gateway, lane, aliases);
    if (goal !== lane) {
        // The contact has another address meanwhile. Claims are taken in this direction only, and one waits for so long.
        const there = { ...wanted, conversation: goal };
        return exclusively(gateway, kept.keys.lane(goal), () => ensureRoom(gateway, there, former));
    }
    const current = await openIn(gateway, conversation);
    if (current !== undefined) {
        return current;
    }
    const [earlier] = aliases.length === 0 ? [] : await formerRooms(gateway, lane, aliases);
    if (earlier !== undefined) {
        await keepConversation(gateway, lane, earlier);
        return earlier;
    }
    if (former === 'ask for them' && (await learnFormer(gateway, lane))) {
        return ensureRoom(gateway, wanted, 'known');
    }
    const visitor = await visitorOf(gateway, wanted);
    const room = (await adoptable(gateway, lane, visitor)) ?? (await open(gateway, wanted, visitor));
    await Promise.all([
        keepConversation(gateway, lane, room),
        conversation === undefined ? expectPicture(gateway, wanted, room) : undefined,
    ]);
    return room;
}

/** Takes over a room of ours that Rocket.Chat opened by itself, so that the conversation goes on there. */
export async function adopt(gateway: Gateway, room: Room): Promise<void> {
    const named = await conversationOf(gateway, room);
    if (named === undefined || !room.open) {
        return;
    }
    const lane = await laneOf(gateway, named);
    // Since when a room is on the list tells how long its contact has waited for somebody: that stays as it is.
    if ((await gateway.records.read(...kept.keys.openRoom(room.id))).length === 0) {
        await listOpen(gateway, lane, room.id);
    }
    if ((await openRoomOf(gateway, lane, 'fresh')) === undefined) {
        await keepConversation(gateway, lane, room);
    }
}

/** Takes a room off the list of those that the tick looks through. */
export async function unlistOpen(gateway: Gateway, roomId: string): Promise<void> {
    await gateway.records.remove(...kept.keys.openRoom(roomId));
}

async function open(gateway: Gateway, wanted: RoomWanted, visitor: Visitor): Promise<Room> {
    const { conversation: lane, department, agent } = wanted;
    // Naming an agent makes Rocket.Chat queue the chat even while nobody is there, where it would lie unseen in the
    // morning. In a workspace that wants such chats somebody always counts as online.
    if (!(await gateway.desk.somebodyOnline())) {
        throw new DeskRefusal(NOBODY_ONLINE);
    }
    const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
    const connection = await connectionById(gateway, channel, connectionId);
    const label = channelNamed(gateway, channel)?.title.network ?? channel;
    return gateway.desk.openRoom(visitor, {
        conversation: lane,
        label,
        destination: connection?.account ?? '',
        // A connection of the workspace's own has no owner, and a department shares out its chats itself.
        ...(agent === undefined
            ? !connection?.owner || department !== undefined
                ? {}
                : { agent: connection.owner }
            : { agent }),
        ...(department === undefined ? {} : { department }),
    });
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
