/**
 * Showing what is no text with a chosen id: files, texts where the server does not honour ids, and what changes something
 * that stands already. Nothing but a claim keeps two servers from doing it twice, and nothing but a look into the room tells
 * whether a process that died had done it.
 */
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import type { Problem } from '../connections/fetch-file';
import { fetchFile } from '../connections/fetch-file';
import { lastRoomOf, openRoomOf } from '../conversations/conversations';
import { ensureRoom, roomFor } from '../conversations/opening';
import type { Gateway } from '../gateway';
import type { FileContent } from '../model';
import type { Room, RoomMessage } from '../ports';
import { fence, underClaim } from '../records/claims';
import type { Held } from '../records/claims';
import type { Entry } from '../records/records';
import * as kept from '../records/records';
import { amend } from './amending';
import { amendmentOf } from './amendments';
import { showOwn } from './own-messages';
import { lookInto, placeText } from './placing';
import type { Shown } from './show';
import { fileNameOf, fileOf, idOf, textOf } from './show';
import { postPart } from './stand-in';

/** How often a file is put into a room in which it did not appear. */
const UPLOADS = 3;

/** Gives where it stands, or `busy` when another server is at it. */
export async function showExclusively(gateway: Gateway, entry: Entry): Promise<Shown | 'busy'> {
    return underClaim(gateway, kept.keys.lane(entry.conversation), async (held): Promise<Shown | 'busy'> => {
        const [done] = await kept.readOnly(gateway.records, kept.done, kept.keys.event(entry.key));
        if (done !== undefined) {
            return { room: await openRoomOf(gateway, entry.conversation), messageIds: done.messageIds };
        }
        const amendment = amendmentOf(entry);
        if (amendment !== undefined) {
            return amend(gateway, entry, amendment, held);
        }
        if (entry.event.from !== undefined) {
            return showOwn(gateway, entry);
        }
        const file = fileOf(entry.event);
        return file === undefined
            ? placeText(gateway, entry, held, await textOf(gateway, entry), await idOf(gateway, entry))
            : showFile(gateway, entry, file, held);
    });
}

async function showFile(gateway: Gateway, entry: Entry, file: FileContent, held: Held): Promise<Shown | 'busy'> {
    const name = await fileNameOf(gateway, entry, file);
    const find = async (room: Room): Promise<RoomMessage | undefined> =>
        (await lookInto(gateway, room)).find(({ fileName }) => fileName === name);
    // The last room first, open or not: a process that died may have shown it there before somebody closed it.
    const last = await lastRoomOf(gateway, entry.conversation);
    let there = last && (await find(last));
    let room = there !== undefined && last?.open === true ? last : await ensureRoom(gateway, roomFor(entry));
    there ??= await find(room);
    if (there === undefined) {
        const fetched = await fetchFile(gateway, entry, file);
        if ('problem' in fetched) {
            return showProblem(gateway, entry, file, room, fetched);
        }
        for (let uploads = 0; there === undefined && uploads < UPLOADS; uploads++) {
            if (!(await fence(gateway, held))) {
                return 'busy';
            }
            try {
                await gateway.desk.upload(room, { name, bytes: fetched.bytes });
            } catch (error) {
                there = await find(room);
                if (there === undefined) {
                    const problem = text(await gateway.desk.language(), 'fileRefused', { reason: messageOf(error) });
                    return showProblem(gateway, entry, file, room, { problem, link: file.url });
                }
            }
            there ??= await find(room);
            // It did not appear: the room was closed meanwhile.
            room = there === undefined ? await ensureRoom(gateway, roomFor(entry)) : room;
        }
        if (there === undefined) {
            throw new Error(`The file ${name} does not appear in its room`);
        }
    }
    const caption = await textOf(gateway, entry, '', 'below');
    if (caption === '') {
        return { room, messageIds: [there.id] };
    }
    const id = await idOf(gateway, entry, 'caption');
    return {
        room,
        messageIds: [there.id, await postPart(gateway, entry, room, { shown: caption, id, first: 'look' })],
    };
}

/** A file that cannot be shown is told with its name, the reason, the place where it lies, and its caption. */
async function showProblem(
    gateway: Gateway,
    entry: Entry,
    file: FileContent,
    room: Room,
    { problem, link }: Problem,
): Promise<Shown> {
    const language = await gateway.desk.language();
    const notice = [
        text(language, 'fileNotShown', { name: file.name, reason: problem }),
        ...(link === undefined ? [] : [text(language, 'fileLink', { url: link })]),
    ].join('\n');
    const shown = await textOf(gateway, entry, notice);
    const id = await idOf(gateway, entry, 'problem');
    return { room, notice, messageIds: [await postPart(gateway, entry, room, { shown, id, first: 'look' })] };
}
