/**
 * What an agent sends by a command: shown in the room as a note of the app, which goes nowhere by itself, and sent like
 * every other reply.
 */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { Gateway } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import type { Note, Room } from '../ports';
import { journal } from '../records/journal';
import * as kept from '../records/records';
import { workLane } from './outbox';

/** What somebody sends. */
export interface Shown {
    /** Tells this sending from every other one: given twice, it is sent once. */
    readonly sending: string;
    readonly author: Reply['author'];
    /** What its note says above the words, in the room's language. */
    readonly titles: { readonly sending: string; readonly sent: string };
    /** What it is, with its words for people. */
    readonly piece: Pick<Reply, 'text'> & Partial<Pick<Reply, 'template' | 'location' | 'card'>>;
}

/**
 * Sends something to the contact of a room. When this returns it is shown in the room and journalled; `work` goes on
 * behind. First the note and then the journal: what goes to a contact stands in the room. Until it is journalled the note
 * says that it is being sent, so that one that was left behind half-way is seen.
 * @throws where the note cannot be posted, or the store takes nothing: then nothing goes out
 */
export async function sendShown(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id'>,
    { sending, author, titles, piece }: Shown,
): Promise<{ result: 'sent' | 'known'; work: Promise<void> }> {
    const { clock, desk, log, records, site } = gateway;
    const id = messageIdFor(await site.secret(), sending, 0);
    if ((await records.read(kept.keys.reply(id))).length > 0) {
        return { result: 'known', work: Promise.resolve() };
    }
    const note = (title: string): Note => ({ text: `${title}\n${piece.text}`, buttons: [] });
    await desk.note(room.id, id, note(titles.sending));
    const reply: Reply = { id, roomId: room.id, author, at: clock.now(), files: [], ...piece };
    // No attempt is marked: another server may have been given the same, and the lane's claim decides.
    await journal(gateway, lane, reply, { attempt: false });
    await desk.editNote(id, note(titles.sent)).catch((error: unknown) => {
        log.warn(`The note about ${id} could not be changed: ${messageOf(error)}`);
    });
    return { result: 'sent', work: workLane(gateway, lane, undefined, undefined) };
}
