import { base62 } from '../lib/ids';
import { keyedHash } from '../lib/secrets';
import { underClaim } from './claims';
import { connectionById } from './connections';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import type { Contact, ConversationKey } from './model';
import { partsOf } from './model';
import { expectPicture } from './newcomers';
import type { Room, Visitor } from './ports';
import { DeskRefusal, NOBODY_ONLINE } from './ports';
import type { ConversationRecord, Entry } from './records';
import * as kept from './records';

/** How many messages of a room are asked whose they are. */
const LOOK_MESSAGES = 20;

function latest(found: readonly ConversationRecord[]): ConversationRecord | undefined {
    return [...found].sort((a, b) => b.updatedAt - a.updatedAt)[0];
}

async function readConversation(gateway: Gateway, lane: ConversationKey): Promise<ConversationRecord | undefined> {
    const found = latest(await kept.readOnly(gateway.records, kept.conversation, `conv:${lane}`));
    if (found !== undefined) {
        gateway.memory.conversations.set(lane, found);
    }
    return found;
}

/** The open room that a conversation goes on in, if there is one. The room itself is always read: an agent may just have closed it. */
export async function openRoomOf(
    gateway: Gateway,
    lane: ConversationKey,
    fresh: 'remembered' | 'fresh' = 'remembered',
): Promise<Room | undefined> {
    const remembered = fresh === 'fresh' ? undefined : gateway.memory.conversations.get(lane);
    const conversation = remembered ?? (await readConversation(gateway, lane));
    const room = conversation && (await gateway.desk.room(conversation.roomId));
    return room?.open === true ? room : undefined;
}

/** Makes a room the one in which a conversation goes on. */
export async function keepConversation(gateway: Gateway, lane: ConversationKey, room: Room): Promise<void> {
    const record: ConversationRecord = {
        t: 'conversation',
        v: 1,
        key: lane,
        roomId: room.id,
        updatedAt: gateway.clock.now(),
    };
    // First on the list of rooms that are looked through now and then, for answers whose event got lost: if the process
    // ends between the two, the next event finds the room by its name.
    await listOpen(gateway, lane, room.id);
    await gateway.records.replace(kept.keys.conversation(lane, room.visitor.token), record);
    gateway.memory.conversations.set(lane, record);
}

/** Whose room is wanted, and what is wished for it. */
export interface RoomWanted {
    readonly conversation: ConversationKey;
    readonly contact: Contact;
    /** Id of the department that should have it. */
    readonly department?: string;
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
    const named = rooms.filter((room) => room.conversation === lane);
    const nameless = rooms.filter((room) => room.conversation === undefined);
    const owners =
        nameless.length === 0 ? [] : await kept.readOnly(gateway.records, kept.conversation, `guest:${visitor.token}`);
    return owners.every(({ key }) => key === lane) ? [...named, ...nameless] : named;
}

/** Puts a room on the list of those that the tick looks through. */
async function listOpen(gateway: Gateway, lane: ConversationKey, roomId: string): Promise<void> {
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
export async function ensureRoom(gateway: Gateway, wanted: RoomWanted): Promise<Room> {
    const lane = wanted.conversation;
    const known = await readConversation(gateway, lane);
    const current = known && (await gateway.desk.room(known.roomId));
    if (current?.open === true) {
        return current;
    }
    const visitor = await visitorOf(gateway, wanted);
    const room = (await adoptable(gateway, lane, visitor)) ?? (await open(gateway, wanted, visitor));
    await Promise.all([
        keepConversation(gateway, lane, room),
        known === undefined ? expectPicture(gateway, wanted, room) : undefined,
    ]);
    return room;
}

/** Takes over a room of ours that Rocket.Chat opened by itself, so that the conversation goes on there. */
export async function adopt(gateway: Gateway, room: Room): Promise<void> {
    const lane = await conversationOf(gateway, room);
    if (lane === undefined || !room.open) {
        return;
    }
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
    const { conversation: lane, department } = wanted;
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
        ...(!connection?.owner || department !== undefined ? {} : { agent: connection.owner }),
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
    const keys = new Set(found.map(({ key }) => key));
    return here?.key ?? (keys.size === 1 ? found[0]?.key : undefined);
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
    const conversation = gateway.memory.conversations.get(lane) ?? (await readConversation(gateway, lane));
    return conversation && gateway.desk.room(conversation.roomId);
}
