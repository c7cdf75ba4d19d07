/** A message that was edited, voted on or deleted: shown at the message itself, and told by a line where that cannot be. */
import { languages } from '../../lib/texts';
import type { Content } from '../content';
import { eventKeysOf } from '../conversations/aliases';
import { openRoomOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import type { StandingMessage } from '../ports';
import type { Done, SentRecord } from '../records/records';
import * as kept from '../records/records';
import type { Said } from './amendments';
import { saidAfter } from './amendments';
import type { Changed, Work } from './lines';
import { linePlace, put, putNote, remove, setText } from './lines';
import { sentAs } from './ours';
import { ownNotes, ownText, postNote } from './own-messages';
import { withoutQuote } from './quotes';
import { idOf, textOf } from './show';
import type { Say } from './wording';
import { pollWithVotes, sayIn } from './wording';

/** Brings a message to the state that all its changes make. Gives the ids of lines about it. */
export async function showSaid(work: Work): Promise<readonly string[]> {
    const said = saidAfter(work.changes);
    const { done, ours } = await targetOf(work);
    if (done === undefined) {
        return (await isNews(work, ours)) ? put(work, await linePlace(work), linesFor(said)) : [];
    }
    const id = done.messageIds[done.messageIds.length - 1] ?? '';
    const before = await work.gateway.desk.message(id);
    const changed =
        said.deleted?.erase === true
            ? await erase(work, done, before)
            : await setTexts(work, done, before, await textAfter(work, done, said, before));
    return tellBesides(work, said, changed, before);
}

/** The message that is spoken of, if it is shown: told by its own event, or one of our answers. */
async function targetOf({
    gateway,
    entry,
    amendment,
}: Work): Promise<{ done: Done | undefined; ours: SentRecord | undefined }> {
    const { contact, quote } = entry.event;
    const named = { id: quote?.eventId ?? '', address: contact.address };
    const keys = quote === undefined ? [] : await eventKeysOf(gateway, entry.conversation, named);
    const [ours, ...told] = await Promise.all([
        sentAs(gateway, entry.conversation, quote?.messageId ?? ''),
        ...[...new Set([amendment.target, ...keys])].map((key) =>
            kept.readOnly(gateway.records, kept.done, kept.keys.event(key)),
        ),
    ]);
    const found = told.flat();
    return { done: found.find(({ messageIds, of }) => messageIds.length > 0 && of === undefined), ours };
}

/** Whether a change of something that no event has brought here is told by a line. */
async function isNews({ gateway, entry }: Work, ours: SentRecord | undefined): Promise<boolean> {
    const { from, content } = entry.event;
    if (from === undefined) {
        return true;
    }
    // Of the account's own messages only ours are known here. What programs change there we have changed ourselves.
    if (ours === undefined || from === 'program') {
        return false;
    }
    const message = await gateway.desk.message(ours.reply.id);
    const [part] = content;
    const isSame = part?.kind === 'edited' && lettersOf(part.text).endsWith(lettersOf(message?.text ?? ''));
    return message !== undefined && message.removed !== true && !isSame;
}

/** Providers' formats of texts differ in signs only. */
const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Puts a text in place of a message's. One of the account stands in as many notes as it takes, where its words were changed:
 * then each says its part of them, more are posted, and one that is not needed now says nothing.
 */
async function setTexts(work: Work, done: Done, before: StandingMessage | undefined, text: string): Promise<Changed> {
    const { gateway, entry, changes } = work;
    const { key, messageIds, frame } = done;
    if (frame?.from === undefined || before === undefined || saidAfter(changes).latest === undefined) {
        return setText(work, messageIds[messageIds.length - 1] ?? '', before, text);
    }
    const standing = await idsOf(gateway, done);
    const parts = ownNotes(text);
    const changed: Changed[] = [];
    for (const [part, id] of standing.entries()) {
        changed.push(await setText(work, id, await gateway.desk.message(id), parts[part] ?? NOTHING_LEFT));
    }
    for (const [index, words] of parts.slice(standing.length).entries()) {
        await postNote(gateway, entry, before.roomId, await idOf(gateway, { key }, standing.length + index), words);
    }
    return changed.includes('refused') ? 'refused' : 'stands';
}

/** What a note of the account says that is not needed any more. It stays, because the next change may need it again. */
const NOTHING_LEFT = '…';

/** The messages that something stands in, in order: a message of the account may have got more notes since it came. */
async function idsOf(gateway: Gateway, { key, messageIds, frame }: Done): Promise<string[]> {
    const ids = [...messageIds];
    while (frame?.from !== undefined) {
        const next = await idOf(gateway, { key }, ids.length);
        if ((await gateway.desk.message(next)) === undefined) {
            break;
        }
        ids.push(next);
    }
    return ids;
}

/** What a message reads like now. */
async function textAfter(work: Work, done: Done, said: Said, before: StandingMessage | undefined): Promise<string> {
    const say = sayIn(await work.gateway.desk.language());
    const words =
        said.latest === undefined ? withoutMark(before?.text ?? '') : await framed(work, done, said.latest, say);
    if (said.deleted === undefined) {
        // A message of its own cannot be empty.
        return words === '' && before?.fileName === undefined ? say('contentEdited', { text: '' }).trim() : words;
    }
    return [words, markFor(done, say)].filter((line) => line !== '').join('\n');
}

const markFor = ({ frame }: Done, say: Say): string =>
    say(frame?.from === undefined ? 'contentDeleted' : 'contentDeletedOwn');

/** A text without our mark that it was deleted, in whichever language that was made. */
function withoutMark(text: string): string {
    const marks = Object.values(languages).flatMap((words) => [words.contentDeleted, words.contentDeletedOwn]);
    const mark = marks.find((one) => text === one || text.endsWith(`\n${one}`));
    return mark === undefined ? text : text.slice(0, -mark.length).replace(/\n$/, '');
}

/** The new words between what stood around the old ones: whose they are, what they answer to. */
async function framed(
    { gateway, entry }: Work,
    { frame = {}, messageIds }: Done,
    latest: NonNullable<Said['latest']>,
    say: Say,
): Promise<string> {
    const words = latest.kind === 'votes' ? pollWithVotes(latest, say) : latest.text;
    if (frame.from !== undefined) {
        return ownText(frame, words === '' ? [] : [words], say);
    }
    const { notice, ...around } = frame;
    const { contact, at, id, kind } = entry.event;
    const content: Content[] = [{ kind: 'text', text: words }];
    return textOf(
        gateway,
        { conversation: entry.conversation, event: { kind, id, at, contact, ...around, content } },
        notice,
        messageIds.length > 1 ? 'below' : 'above', // a file's caption has an own message, after the file
    );
}

/** Nothing of what was said stays: a text makes room for the mark, a file goes. */
async function erase(work: Work, done: Done, before: StandingMessage | undefined): Promise<Changed> {
    const { gateway, amendment, entry } = work;
    const { messageIds } = done;
    const mark = markFor(done, sayIn(await gateway.desk.language()));
    const [first = '', caption] = messageIds;
    const file = caption === undefined ? before : await gateway.desk.message(first);
    if (file?.fileName === undefined) {
        const changes: Changed[] = [];
        for (const id of await idsOf(gateway, done)) {
            changes.push(await setText(work, id, await gateway.desk.message(id), mark));
        }
        return changes.includes('refused') ? 'refused' : (changes[0] ?? 'gone');
    }
    // First what tells of it, then the file itself: ended between the two, the rest is done the next time.
    if (caption === undefined) {
        const say = sayIn(await gateway.desk.language());
        const id = await idOf(gateway, { key: amendment.thing }, 'file');
        if ((await gateway.desk.message(id)) === undefined) {
            await postNote(gateway, entry, file.roomId, id, say('contentDeletedFile'));
        }
    } else if ((await setText(work, caption, before, mark)) === 'refused') {
        await remove(work, caption);
    }
    return (await remove(work, first)) === 'gone' ? 'stands' : setText(work, first, file, mark);
}

/**
 * What could not be shown at the message, or would not be seen there: new words in a room that is not the open one. What
 * tells of the message once is kept up with it. Nobody has to be told that what is gone here was deleted.
 */
async function tellBesides(
    work: Work,
    said: Said,
    changed: Changed,
    before: StandingMessage | undefined,
): Promise<readonly string[]> {
    const place = await linePlace(work);
    const told = new Set([...work.lines.values()].flat());
    const isUnseen = areWords(work) && (changed === 'gone' || !(await isInOpenRoom(work, before)));
    const ids: string[] = [];
    if (isUnseen || told.has(place.id)) {
        ids.push(...(await put(work, place, linesFor(said))));
    }
    if (before !== undefined && (told.has(place.note) || (changed === 'refused' && ids.length === 0))) {
        const words = withoutQuote(before.text) || before.fileName;
        ids.push(...(await putNote(work, before.roomId, place.note, linesFor(said), words)));
    }
    return ids;
}

/** Whether it is the contact who has something else to say. */
function areWords({ entry: { event } }: Work): boolean {
    return event.from === undefined && event.content.some(({ kind }) => kind === 'edited');
}

async function isInOpenRoom({ gateway, entry }: Work, message: StandingMessage | undefined): Promise<boolean> {
    return (await openRoomOf(gateway, entry.conversation, 'fresh'))?.id === message?.roomId;
}

const linesFor = ({ latest, deleted }: Said): Content[] => [
    ...(latest === undefined || deleted?.erase === true ? [] : [latest]),
    ...(deleted === undefined ? [] : [deleted]),
];
