/**
 * Lines about something, and changing messages that stand. Rocket.Chat may refuse to have a message changed or deleted;
 * then a note of the app says it, which is changed in turn.
 */
import { messageOf } from '../../lib/error';
import type { Content } from '../content';
import { openRoomOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import type { Room, StandingMessage } from '../ports';
import type { Held } from '../records/claims';
import { fence } from '../records/claims';
import type { Change, Entry } from '../records/records';
import type { Amendment } from './amendments';
import { noteText, ownText, postNote } from './own-messages';
import { placeText } from './placing';
import { quoteBefore, repeated } from './quotes';
import { idOf } from './show';
import { linesOf, sayIn } from './wording';

/** The claim ran out while a server stood still: another one may be at it. */
export class ClaimLost extends Error {}

/** One amendment on its way. */
export interface Work {
    readonly gateway: Gateway;
    readonly entry: Entry;
    readonly amendment: Amendment;
    /** All changes of the thing, in order, this one among them. */
    readonly changes: readonly Change[];
    /** Ids of lines that were put up for it, by the event that did. */
    readonly lines: ReadonlyMap<string, readonly string[]>;
    /** Nothing any more once anything was touched: whoever is overtaken from then on has to put it right all the same. */
    held: Held | undefined;
    /** Where a line was put. */
    room?: Room | undefined;
}

/** Where a line stands: as the contact's, and as a note of the app where that cannot be changed. */
export interface LinePlace {
    readonly id: string;
    readonly note: string;
}

/** Where a line about a thing stands: under an id of its own, or, without honoured ids, where it was put. */
export async function linePlace({ gateway, amendment, lines }: Work): Promise<LinePlace> {
    const key = amendment.thing;
    const chosen = await idOf(gateway, { key }, 'line');
    const known = [...lines.values()].flat();
    const isChosen = known.includes(chosen) || gateway.memory.idsHonoured !== false;
    const [first = chosen] = isChosen ? [] : known;
    return { id: first, note: await idOf(gateway, { key }, 'note') };
}

/** What became of an attempt to change a message. */
export type Changed = 'stands' | 'refused' | 'gone';

/** Right before the first step that somebody else may have gone past already. @throws ClaimLost */
async function stillMine(work: Work): Promise<void> {
    if (work.held !== undefined && !(await fence(work.gateway, work.held))) {
        throw new ClaimLost('the claim on the conversation has run out');
    }
    work.held = undefined;
}

/** Puts a text in place of a message's; what stands there afterwards tells whether it was taken. */
export async function setText(
    work: Work,
    id: string,
    before: StandingMessage | undefined,
    text: string,
): Promise<Changed> {
    if (before === undefined || before.removed === true) {
        return 'gone';
    }
    if (before.text === text) {
        return 'stands';
    }
    const { desk, log } = work.gateway;
    await stillMine(work);
    try {
        await desk.editMessage(id, text);
    } catch (error) {
        log.warn(`Rocket.Chat does not let the message ${id} be changed: ${messageOf(error)}`);
    }
    const after = await desk.message(id);
    return after !== undefined && (after.text === text || after.text !== before.text) ? 'stands' : 'refused';
}

/** Deletes a message; what stands there afterwards tells whether that was taken. */
export async function remove(work: Work, id: string): Promise<Changed> {
    const { desk, log } = work.gateway;
    await stillMine(work);
    try {
        await desk.removeMessage(id);
    } catch (error) {
        log.warn(`Rocket.Chat does not let the message ${id} be deleted: ${messageOf(error)}`);
    }
    const after = await desk.message(id);
    return after === undefined || after.removed === true ? 'gone' : 'refused';
}

/** Takes a line away, or says that what it told is over, where Rocket.Chat keeps it. */
export async function takeAway(work: Work, id: string, over: Content): Promise<void> {
    const { gateway, amendment } = work;
    const before = await gateway.desk.message(id);
    if (before === undefined || before.removed === true || (await remove(work, id)) === 'gone') {
        return;
    }
    if ((await setText(work, id, before, await lineText(work, [over]))) === 'refused') {
        await putNote(work, before.roomId, await idOf(gateway, { key: amendment.thing }, 'over'), [over]);
    }
}

/** What the event speaks of, and the lines for it, as the contact says it. */
async function lineText({ gateway, entry }: Work, content: readonly Content[]): Promise<string> {
    const say = sayIn(await gateway.desk.language());
    const lines = linesOf(content, undefined, say);
    return entry.event.from === undefined
        ? [await quoteBefore(gateway, entry), ...lines].filter((line) => line !== '').join('\n')
        : noteText(ownText(entry.event, lines, say));
}

/**
 * Makes a line say something: the one that stands, else a new one in the conversation's room, which is opened for it. What
 * the account has done itself, and a deletion of what nobody has seen here, is told in an open room only. Gives the ids of
 * the line.
 */
export async function put(
    work: Work,
    { id, note }: LinePlace,
    content: readonly Content[],
): Promise<readonly string[]> {
    const { gateway, entry } = work;
    const before = await gateway.desk.message(id);
    if (before !== undefined) {
        const changed = await setText(work, id, before, await lineText(work, content));
        const notes = changed === 'refused' ? await putNote(work, before.roomId, note, content) : [];
        return [id, ...notes];
    }
    const isOwn = entry.event.from !== undefined;
    if (isOwn || content.some(({ kind }) => kind === 'deleted')) {
        const open = await openRoomOf(gateway, entry.conversation, 'fresh');
        if (open === undefined) {
            return [];
        }
        if (isOwn) {
            return putNote(work, open.id, id, content);
        }
    }
    const shown = await placeText(gateway, entry, work.held, await lineText(work, content), id);
    if (shown === 'busy') {
        throw new ClaimLost('the claim on the conversation has run out');
    }
    work.held = undefined;
    work.room = shown.room;
    return shown.messageIds;
}

/** The same as a note of the app in a room, open or not. Where not even that can be changed, one more note. */
export async function putNote(
    work: Work,
    roomId: string,
    id: string,
    content: readonly Content[],
    spokenOf?: string,
): Promise<readonly string[]> {
    const { gateway, entry } = work;
    const { quote, from } = entry.event;
    const say = sayIn(await gateway.desk.language());
    const words = spokenOf ?? quote?.text ?? '';
    const lines = linesOf(content, undefined, say);
    const quoted = words === '' ? [] : [repeated(words)];
    const text = noteText(from === undefined ? [...quoted, ...lines].join('\n') : ownText(entry.event, lines, say));
    const changed = await setText(work, id, await gateway.desk.message(id), text);
    if (changed === 'stands') {
        return [id];
    }
    const fresh = changed === 'gone' ? id : await idOf(gateway, entry, 'note');
    await stillMine(work);
    return postNote(gateway, entry, roomId, fresh, text);
}
