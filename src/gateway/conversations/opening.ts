/** Finding and opening the room that a conversation needs, and the contact as a visitor of Rocket.Chat. */
import { base62 } from '../../lib/ids';
import { keyedHash } from '../../lib/secrets';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Contact, ConversationKey } from '../model';
import { partsOf } from '../model';
import type { Room, Visitor } from '../ports';
import { DeskRefusal, NOBODY_ONLINE } from '../ports';
import { exclusively, underClaim } from '../records/claims';
import type { Entry } from '../records/records';
import * as kept from '../records/records';
import { goesOnAs, laneOf, learnFormer, readLane } from './aliases';
import {
    conversationOf,
    formerRooms,
    hadAnother,
    keepConversation,
    lastRoomOf,
    openIn,
    openRoomOf,
} from './conversations';
import { expectPicture } from './newcomers';
import { listOpen } from './room-list';

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

/**
 * The contact as a visitor, who is called from now on as he calls himself. The token is a credential (whoever has it can
 * write as the visitor), hence keyed with the app's secret.
 */
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
        await listOpen(gateway, lane, other);
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
    const isNew = conversation === undefined && !(await hadAnother(gateway, lane, aliases));
    const visitor = await visitorOf(gateway, wanted);
    const room = (await adoptable(gateway, lane, visitor)) ?? (await open(gateway, wanted, visitor));
    await Promise.all([
        keepConversation(gateway, lane, room),
        isNew ? expectPicture(gateway, wanted, room) : undefined,
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
        await listOpen(gateway, lane, room);
    }
    if ((await openRoomOf(gateway, lane, 'fresh')) === undefined) {
        await keepConversation(gateway, lane, room);
    }
}

async function open(gateway: Gateway, wanted: RoomWanted, visitor: Visitor): Promise<Room> {
    const { conversation: lane, department, agent } = wanted;
    // Naming an agent makes Rocket.Chat queue the chat even while nobody is there, where it would lie unseen in the
    // morning. In a workspace that wants such chats somebody always counts as online.
    if (!(await gateway.desk.somebodyOnline(department))) {
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
