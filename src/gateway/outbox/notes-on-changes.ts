/**
 * Telling agents that a change of theirs does not reach the contact, or may not have: once in each room for edits, and
 * once for deletions.
 */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { ChangeKind } from '../model';
import { wordsOf } from '../model';
import type { Out } from '../records/records';

const NOTES: Readonly<Record<ChangeKind, TextName>> = { edited: 'changeNotEdited', deleted: 'changeNotDeleted' };
/** The same where an earlier try may have arrived. */
const DOUBTS: Readonly<Record<ChangeKind, TextName>> = { edited: 'changeMaybeEdited', deleted: 'changeMaybeDeleted' };

/** Longest part of the message that is repeated. */
const QUOTE_LIMIT_CHARS = 200;

/**
 * The note's id is that of the room and the kind, so it stands once, over servers and restarts. Where the room is closed
 * nothing is posted into it (that would open another): the author gets a direct message. Never rejects.
 */
export async function tellUnchanged(
    gateway: Gateway,
    { reply, doubts = 0 }: Pick<Out, 'reply' | 'doubts'>,
    reason: string,
): Promise<void> {
    const { desk, log, site } = gateway;
    const { changes, roomId, author } = reply;
    if (changes === undefined || roomId === '') {
        return;
    }
    try {
        const language = await desk.language();
        const room = await desk.room(roomId);
        const words = wordsOf(reply);
        const quoted = words.length > QUOTE_LIMIT_CHARS ? `${words.slice(0, QUOTE_LIMIT_CHARS)}…` : words;
        const name = (doubts > 0 ? DOUBTS : NOTES)[changes.kind];
        const note = {
            text: `${text(language, name, { reason })}\n${text(language, 'noteQuote', { text: quoted })}`,
            buttons: [],
        };
        const place = room?.open === true ? 'room' : 'direct';
        const id = messageIdFor(await site.secret(), `unchanged ${changes.kind} ${roomId}`, place);
        await (place === 'room' ? desk.note(roomId, id, note) : desk.directNote(author.id, id, note));
    } catch (error) {
        log.error(`That ${reply.id} did not reach the customer could not be told: ${messageOf(error)}`);
    }
}
