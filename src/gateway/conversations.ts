import { base62 } from '../lib/ids';
import { keyedHash } from '../lib/secrets';
import { underClaim } from './claims';
import { connectionById } from './connections';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import type { ConversationKey } from './model';
import { partsOf } from './model';
import type { Room, Visitor } from './ports';
import type { ConversationRecord, Entry } from './records';
import * as kept from './records';

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

async function keepConversation(gateway: Gateway, lane: ConversationKey, room: Room): Promise<void> {
    const record: ConversationRecord = {
        t: 'conversation',
        v: 1,
        key: lane,
        roomId: room.id,
        updatedAt: gateway.clock.now(),
    };
    await gateway.records.replace(kept.keys.conversation(lane, room.visitor.token), record);
    gateway.memory.conversations.set(lane, record);
}

/** The contact as a visitor. The token is a credential (whoever has it can write as the visitor), hence keyed with the app's secret. */
async function visitorOf(gateway: Gateway, entry: Entry): Promise<Visitor> {
    const { contact } = entry.event;
    const secret = await gateway.site.secret();
    const token = keyedHash(secret, `visitor ${entry.conversation}`).toString('hex');
    const [channel = ''] = entry.conversation.split(':');
    const readable = contact.address.replace(/[^\w]+/g, '-').replace(/-+$/, '');
    return gateway.desk.visitor({
        token,
        // One contact may write to several connections; user names should differ all the same.
        username: `${channel}-${readable}-${base62(keyedHash(secret, `username ${entry.conversation}`), 4)}`,
        name: contact.name ?? contact.phone ?? contact.address,
        ...(contact.phone === undefined ? {} : { phone: contact.phone }),
    });
}

/**
 * An open room of this visitor that belongs to the conversation: ours by name, or one that Rocket.Chat opened by itself
 * when a message met a room that was just closed. Such a room names no conversation; it is taken only while no other
 * conversation shares the visitor (two connections may, when Rocket.Chat matched his phone).
 */
async function adoptable(gateway: Gateway, lane: ConversationKey, visitor: Visitor): Promise<Room | undefined> {
    const rooms = await gateway.desk.openRooms(visitor);
    const named = rooms.find((room) => room.conversation === lane);
    if (named !== undefined) {
        return named;
    }
    const nameless = rooms.find((room) => room.conversation === undefined);
    if (nameless === undefined) {
        return undefined;
    }
    const owners = await kept.readOnly(gateway.records, kept.conversation, `guest:${visitor.token}`);
    return owners.every(({ key }) => key === lane) ? nameless : undefined;
}

/**
 * Finds or opens the conversation's room, one server at a time. Gives `busy` when another server is at it.
 * @throws DeskRefusal when Rocket.Chat opens none (nobody online, Omnichannel off, contact blocked)
 */
export async function openRoomFor(gateway: Gateway, entry: Entry): Promise<Room | 'busy'> {
    const lane = entry.conversation;
    return underClaim(gateway, kept.keys.lane(lane), async () => {
        const current = await openRoomOf(gateway, lane, 'fresh');
        if (current !== undefined) {
            return current;
        }
        const visitor = await visitorOf(gateway, entry);
        const room = (await adoptable(gateway, lane, visitor)) ?? (await open(gateway, lane, visitor));
        await keepConversation(gateway, lane, room);
        return room;
    });
}

async function open(gateway: Gateway, lane: ConversationKey, visitor: Visitor): Promise<Room> {
    const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
    const connection = await connectionById(gateway, channel, connectionId);
    const label = channelNamed(gateway, channel)?.title.network ?? channel;
    return gateway.desk.openRoom(visitor, {
        conversation: lane,
        label,
        destination: connection?.account ?? '',
        ...(connection === undefined ? {} : { agent: connection.owner }),
    });
}

/** Which conversation a room belongs to that does not say so itself (`Room.conversation`). */
export async function conversationOfGuest(
    gateway: Gateway,
    visitor: Pick<Visitor, 'token'>,
    roomId: string,
): Promise<ConversationKey | undefined> {
    const found = await kept.readOnly(gateway.records, kept.conversation, `guest:${visitor.token}`);
    const here = found.find((one) => one.roomId === roomId);
    const keys = new Set(found.map(({ key }) => key));
    return here?.key ?? (keys.size === 1 ? found[0]?.key : undefined);
}
