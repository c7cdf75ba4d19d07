/**
 * What the account itself said to a contact, and not through us: a note of the app for the agents who talk to him. Never
 * the contact's words, never an agent's, never sent anywhere. Nothing opens for it.
 */
import { messageOf } from '../../lib/error';
import { splitText } from '../../lib/split';
import type { Content } from '../content';
import { openRoomOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import type { MessageEvent } from '../model';
import type { Entry } from '../records/records';
import { repeated } from './quotes';
import type { Shown } from './show';
import { idOf } from './show';
import { isRefusedForGood } from './stand-in';
import type { Say } from './wording';
import { linesOf, sayIn } from './wording';

/** Rocket.Chat takes so much of a user at once unless it is set lower, and the app's user counts as one. */
const NOTE_LIMIT_CHARS = 4_000;

/** Posts a message of the account into the conversation's open room, if there is one. */
export async function showOwn(gateway: Gateway, entry: Entry): Promise<Shown> {
    const room = await openRoomOf(gateway, entry.conversation, 'fresh');
    if (room === undefined) {
        return { room, messageIds: [] };
    }
    const say = sayIn(await gateway.desk.language());
    const words = ownText(entry.event, ownLines(entry.event, say), say);
    const messageIds: string[] = [];
    for (const [part, text] of ownNotes(words).entries()) {
        messageIds.push(...(await postNote(gateway, entry, room.id, await idOf(gateway, entry, part), text)));
    }
    return { room, messageIds };
}

/**
 * Posts a note for an event under a chosen id. What Rocket.Chat never takes is left in the end, since what the contact
 * writes afterwards waits behind it. Gives the ids that stand. @throws while it may still be taken
 */
export async function postNote(
    gateway: Gateway,
    entry: Entry,
    roomId: string,
    id: string,
    text: string,
): Promise<readonly string[]> {
    try {
        await gateway.desk.note(roomId, id, { text, buttons: [] });
        return [id];
    } catch (error) {
        if (!(await isRefusedForGood(gateway, entry))) {
            throw error;
        }
        gateway.log.warn(`${entry.key} is not taken by Rocket.Chat as a note (${messageOf(error)}) and is left`);
        return [];
    }
}

/** Lines of the account, under whose they are and what they speak of. A call says so itself. */
export function ownText(
    { from, quote, content = [] }: Pick<MessageEvent, 'from' | 'quote'> & Partial<Pick<MessageEvent, 'content'>>,
    lines: readonly string[],
    say: Say,
): string {
    const isCall = content.some(({ kind }) => kind === 'call');
    const title = isCall ? [] : [say(from === 'program' ? 'fromProgram' : 'fromPhone')];
    // The app's user sees no chats of Livechat, so a link to a message would not show it.
    const quoted = quote?.text === undefined || quote.text === '' ? [] : [repeated(quote.text)];
    return [...title, ...quoted, ...lines].join('\n');
}

/** A text of the account as the notes that it takes, in order; one for most. */
export const ownNotes = (text: string): string[] => splitText(text, NOTE_LIMIT_CHARS);

/** A note's text, as far as Rocket.Chat takes it. */
export function noteText(text: string): string {
    const [first = '', ...more] = ownNotes(text);
    return more.length === 0 ? first : `${first}…`;
}

function ownLines({ content, forwarded }: MessageEvent, say: Say): string[] {
    return [...content.flatMap((part) => fileLine(part, say)), ...linesOf(content, forwarded, say)];
}

/** A file of the account is told by its name and the place where the provider keeps it, and not fetched. */
function fileLine(part: Content, say: Say): string[] {
    if (part.kind !== 'file') {
        return [];
    }
    const { name, url } = part;
    return [url === '' ? say('fromPhoneFile', { name }) : say('fromPhoneFileAt', { name, url })];
}
