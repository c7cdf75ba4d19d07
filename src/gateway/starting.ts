/** Starting a chat with somebody who has not written: the room where his conversation goes on, or a new one for an agent. */
import { keepAlias, laneOf } from './conversations/aliases';
import { lastRoomOf, openRoomOf } from './conversations/conversations';
import { ensureRoom } from './conversations/opening';
import type { Gateway } from './gateway';
import { resume } from './inbox/inbox';
import { unite } from './inbox/merging';
import type { Connection, ConversationKey, LookedUp } from './model';
import { conversationKey } from './model';
import type { Room } from './ports';
import { exclusively } from './records/claims';
import * as kept from './records/records';

/** Where it goes on, and whether the room was opened for it. */
export interface Started {
    readonly room: Room;
    readonly isNew: boolean;
}

/** The conversation of a contact as the provider has described him; what it says of his addresses is kept first. */
export async function conversationWith(
    gateway: Gateway,
    connection: Connection,
    { address, aliases }: LookedUp,
): Promise<ConversationKey> {
    for (const alias of aliases) {
        const united = await keepAlias(gateway, connection, alias);
        if (united !== undefined) {
            await unite(gateway, united);
        }
    }
    return laneOf(gateway, conversationKey(connection, address));
}

/**
 * The open room of a conversation, or a new one for this agent. One server at a time, so that a command that is given twice
 * opens one room. @throws DeskRefusal when Rocket.Chat opens none
 */
export async function startChat(
    gateway: Gateway,
    lane: ConversationKey,
    { address, phone }: LookedUp,
    agent: string,
): Promise<Started> {
    const started = await gateway.memory.lanes.run(`open ${lane}`, () =>
        exclusively(gateway, kept.keys.lane(lane), async () => {
            const before = await openRoomOf(gateway, lane, 'fresh');
            if (before !== undefined) {
                return { room: before, isNew: false };
            }
            // Of somebody who has written before the name is known, and must not give way to his number.
            const name =
                (await lastRoomOf(gateway, lane))?.visitor.name ??
                (phone === undefined ? undefined : await gateway.desk.nameByPhone(phone));
            const contact = {
                address,
                ...(phone === undefined ? {} : { phone }),
                ...(name === undefined || name === '' ? {} : { name }),
            };
            const room = await ensureRoom(gateway, { conversation: lane, contact, agent });
            const isNew = (await gateway.desk.newest(room, 1)).length === 0;
            return { room: (await gateway.desk.room(room.id)) ?? room, isNew };
        }),
    );
    await resume(gateway, lane); // what came meanwhile found the lane taken
    return started;
}
