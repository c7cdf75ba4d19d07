import { conversationOf } from '../conversations/conversations';
import { threadsOf } from '../conversations/threads';
import type { Gateway } from '../gateway';
import { receive } from '../inbox/inbox';
import type { Connection, Contact, ConversationKey, MessageEvent } from '../model';
import { conversationKey, eventKey } from '../model';
import * as kept from '../records/records';
import { roomsOf } from './thread-ending';

/** The provider waits for the id of the message; what takes longer gets the journal's. */
const ANSWER_WITHIN_MS = 7_000;

/**
 * Takes over what a contact said in one call of a provider with threads. Gives the id under which the first part stands
 * in its room, or the journal's id where that takes its time; nothing, and nothing is kept, where the contact has no thread
 * and no room. A thread that has ended will do: the provider may not know yet, and what was said must reach somebody.
 * @throws when the store does
 */
export async function receiveInThread(
    gateway: Gateway,
    connection: Connection,
    events: readonly MessageEvent[],
): Promise<string | undefined> {
    const [first] = events;
    const contact = first && (await contactOf(gateway, conversationKey(connection, first.contact.address)));
    if (first === undefined || contact === undefined) {
        return undefined;
    }
    const going: Array<Promise<void>> = [];
    for (const event of events) {
        going.push((await receive(gateway, connection, { ...event, contact })).settled);
    }
    await gateway.clock.atMost(ANSWER_WITHIN_MS, Promise.all(going));
    const key = eventKey(connection, first);
    const [done] = await kept.readOnly(gateway.records, kept.done, kept.keys.event(key));
    return done?.messageIds[0] ?? first.id;
}

/** The contact as the provider described him when he opened a thread, or as his room knows him. */
async function contactOf(gateway: Gateway, lane: ConversationKey): Promise<Contact | undefined> {
    const [newest] = await threadsOf(gateway, lane);
    if (newest !== undefined) {
        return newest.contact;
    }
    const [room] = await roomsOf(gateway, lane);
    const isOurs = room !== undefined && (await conversationOf(gateway, room)) === lane;
    return isOurs
        ? { address: lane.slice(lane.split(':', 2).join(':').length + 1), name: room.visitor.name }
        : undefined;
}
