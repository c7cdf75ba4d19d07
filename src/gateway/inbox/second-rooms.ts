/** One conversation has one open room. How there come to be more, and which of them goes on. */
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
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
    const said = await Promise.all(all.map((one) => isLively(gateway, one)));
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
        await end(gateway, second, stays);
    }
}

/** Whether anything was said there: the word that it goes on elsewhere is nothing. */
async function isLively({ desk, site }: Gateway, room: Room): Promise<boolean> {
    const word = await wordIn(room, site);
    return (await desk.newest(room, 2)).some(({ id }) => id !== word);
}

/**
 * Closes a room with a word to where it goes on; it stays readable. One that Rocket.Chat does not let be closed gets the
 * word as a note, once, and is left to the agents: the tick comes by again and again.
 */
async function end(gateway: Gateway, second: Room, stays: Room): Promise<void> {
    const { desk, log, site } = gateway;
    const word = await wordIn(second, site);
    if ((await desk.message(word)) !== undefined) {
        return;
    }
    const [language, link] = await Promise.all([desk.language(), desk.linkTo(stays.id)]);
    const closed = await desk.close(second, text(language, 'secondRoom', { link }));
    if (closed !== 'closed') {
        await desk.note(second.id, word, { text: text(language, 'secondRoomOpen', { link }), buttons: [] });
        log.warn(`The room ${second.id} has to be closed by hand: ${closed.refused}`);
    }
}

/** The id of that word. */
async function wordIn({ id }: Room, site: Gateway['site']): Promise<string> {
    return messageIdFor(await site.secret(), `second ${id}`, 'note');
}
