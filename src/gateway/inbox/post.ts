import { messageOf } from '../../lib/error';
import { keepFound } from '../conversations/room-list';
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import type { Room } from '../ports';

/** Rocket.Chat answers, and says no to this text. Not for what nobody answered, or what no text at all is allowed. */
export class PostRefused extends Error {
    constructor(reason: string) {
        super(reason);
        this.name = 'PostRefused';
    }
}

/**
 * Posts a text under its chosen id, so that it stands once whoever tries and however often. With `look` the room is asked
 * first, which is wanted whenever somebody else may have posted it already.
 * Gives the id under which it stands. @throws when it does not stand: PostRefused where Rocket.Chat has refused it
 */
export async function postOnce(
    gateway: Gateway,
    { room, lane }: { readonly room: Room; readonly lane: ConversationKey },
    shown: string,
    id: string,
    first: 'post' | 'look',
): Promise<string> {
    const { desk, memory } = gateway;
    const stands = async (): Promise<boolean> => {
        const there = await desk.message(id);
        if (there !== undefined) {
            await keepFound(gateway, lane, { id: there.roomId, conversation: undefined });
        }
        return there !== undefined;
    };
    if (first === 'look' && (await stands())) {
        return id;
    }
    // With a permission missing the platform says nothing at all.
    let refused = false;
    let problem = 'Rocket.Chat did not take the message (is the permission "livechat-message.write" given?)';
    try {
        const posted = await desk.post(room, shown, id);
        if (posted !== undefined) {
            memory.idsHonoured = posted.id === id;
            return posted.id;
        }
    } catch (error) {
        refused = true;
        problem = messageOf(error);
    }
    // Refused because it stands already, or not posted: only a look tells.
    if (await stands()) {
        return id;
    }
    const words = `${problem}; it is not to be seen (is the permission "message.read" given?)`;
    throw refused ? new PostRefused(words) : new Error(words);
}
