/**
 * Showing what has no chosen id: files, and texts where the server does not honour ids. Nothing but a claim keeps two
 * servers from doing it twice, and nothing but a look into the room tells whether a process that died had done it.
 */
import { messageOf } from '../lib/error';
import { text } from '../lib/texts';
import { fence, underClaim } from './claims';
import type { Held } from './claims';
import { ensureRoom, lastRoomOf, openRoomOf, roomFor } from './conversations';
import type { Gateway } from './gateway';
import type { Problem } from './fetch-file';
import { fetchFile } from './fetch-file';
import type { FileContent } from './model';
import { withoutQuote } from './quotes';
import type { Room, RoomMessage } from './ports';
import type { Entry } from './records';
import * as kept from './records';
import { postPart } from './stand-in';
import { fileNameOf, fileOf, idOf, textOf } from './show';

/** How far back the room is looked through. */
const LOOK_MESSAGES = 50;
/** How often a file is put into a room in which it did not appear. */
const UPLOADS = 3;
/** Gives where it stands, or `busy` when another server is at it. */
export type Shown = { readonly room: Room | undefined; readonly messageIds: readonly string[] } | 'busy';

export async function showExclusively(gateway: Gateway, entry: Entry): Promise<Shown> {
    const file = fileOf(entry.event);
    const shown = await underClaim(gateway, kept.keys.lane(entry.conversation), async (held): Promise<Shown> => {
        const [done] = await kept.readOnly(gateway.records, kept.done, kept.keys.event(entry.key));
        if (done !== undefined) {
            return { room: await openRoomOf(gateway, entry.conversation), messageIds: done.messageIds };
        }
        return file === undefined ? showText(gateway, entry, held) : showFile(gateway, entry, file, held);
    });
    return shown;
}

/** A text without a chosen id: it is ours if it stands in the room and no other event has it. */
async function showText(gateway: Gateway, entry: Entry, held: Held): Promise<Shown> {
    const shown = await textOf(gateway, entry);
    const chosen = await idOf(gateway, entry);
    const there = await gateway.desk.message(chosen);
    if (there !== undefined) {
        gateway.memory.idsHonoured = true;
        return { room: await gateway.desk.room(there.roomId), messageIds: [chosen] };
    }
    const room = await ensureRoom(gateway, roomFor(entry));
    const said = withoutQuote(shown);
    const equal = (await look(gateway, room)).filter(
        (message) => message.from === 'visitor' && withoutQuote(message.text) === said,
    );
    for (const { id } of equal) {
        const owners = await kept.readOnly(gateway.records, kept.done, kept.keys.message(id));
        if (owners.length === 0) {
            return { room, messageIds: [id] };
        }
    }
    if (!(await fence(gateway, held))) {
        return 'busy';
    }
    return { room, messageIds: [await postPart(gateway, entry, room, { shown, id: chosen, first: 'post' })] };
}

async function showFile(gateway: Gateway, entry: Entry, file: FileContent, held: Held): Promise<Shown> {
    const name = await fileNameOf(gateway, entry, file);
    const find = async (room: Room): Promise<RoomMessage | undefined> =>
        (await look(gateway, room)).find(({ fileName }) => fileName === name);
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
    return { room, messageIds: [await postPart(gateway, entry, room, { shown, id, first: 'look' })] };
}

function look(gateway: Gateway, room: Room): Promise<RoomMessage[]> {
    return gateway.desk.newest(room, LOOK_MESSAGES);
}
