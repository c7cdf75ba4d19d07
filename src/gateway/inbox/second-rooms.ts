/** One conversation has one open room. How there come to be more, and which of them goes on. */
import { byAge, keepConversation, openRoomOf } from '../conversations/conversations';
import { adopt, openRoomsOf } from '../conversations/opening';
import { moveThreads } from '../conversations/threads';
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import { catchUp } from '../outbox/outbox';
import type { Room } from '../ports';

/**
 * Two texts that met a closing room make two: the conversation goes on in the one that its record names, unless nothing
 * was said there. Two conversations that became one may have one each: then it goes on in the older one. The others are
 * closed with a word to where it goes on; what agents wrote there goes out before.
 */
export async function closeSeconds(gateway: Gateway, lane: ConversationKey, room: Room): Promise<void> {
    const here = await openRoomsOf(gateway, lane, room.visitor);
    // Of a contact with several addresses there may be one too many that is another visitor's.
    const isOwn = room.conversation === lane && !gateway.memory.aliases.has(lane);
    const current = here.length < 2 && isOwn ? undefined : await openRoomOf(gateway, lane, 'fresh');
    if (current === undefined) {
        if (!isOwn) {
            await adopt(gateway, room);
        }
        return;
    }
    const all = [...new Map([current, ...here].map((one) => [one.id, one])).values()];
    if (all.length < 2) {
        return;
    }
    const said = await Promise.all(all.map(async (one) => (await gateway.desk.newest(one, 1)).length > 0));
    const lively = all.filter((_, index) => said[index]);
    const isOneVisitor = all.every(({ visitor }) => visitor.token === current.visitor.token);
    const [oldest] = [...(lively.length > 0 ? lively : all)].sort(byAge);
    const stays = isOneVisitor
        ? (lively.find(({ id }) => id === current.id) ?? lively[0] ?? current)
        : (oldest ?? current);
    if (stays.id !== current.id) {
        await keepConversation(gateway, lane, stays);
    }
    for (const second of all.filter(({ id }) => id !== stays.id)) {
        await catchUp(gateway, second.conversation ?? lane, second);
        await moveThreads(gateway, lane, second, stays);
        await gateway.desk.closeSecond(second, stays);
    }
}
