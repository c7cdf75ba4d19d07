/**
 * Showing what has no chosen id: files, and texts where the server does not honour ids. Nothing but a claim keeps two
 * servers from doing it twice, and nothing but a look into the room tells whether a process that died had done it.
 */
import { messageOf } from '../lib/error';
import { text } from '../lib/texts';
import { fence, underClaim } from './claims';
import type { Held } from './claims';
import { ensureRoom } from './conversations';
import type { Gateway } from './gateway';
import { fetchFile } from './fetch-file';
import type { FileContent } from './model';
import { postOnce } from './post';
import type { Room, RoomMessage } from './ports';
import type { Entry } from './records';
import * as kept from './records';
import { fileNameOf, fileOf, idOf, textOf } from './show';

/** How far back the room is looked through. */
const LOOK_MESSAGES = 50;
/** How often a file is put into a room in which it did not appear. */
const UPLOADS = 3;
/** Gives where it stands, or `busy` when another server is at it. */
export type Shown = { readonly room: Room; readonly messageIds: readonly string[] } | 'busy';

export async function showExclusively(gateway: Gateway, entry: Entry): Promise<Shown> {
    const file = fileOf(entry.event);
    const shown = await underClaim(gateway, kept.keys.lane(entry.conversation), async (held): Promise<Shown> => {
        const [done] = await kept.readOnly(gateway.records, kept.done, kept.keys.event(entry.key));
        const room = await ensureRoom(gateway, entry);
        if (done !== undefined) {
            return { room, messageIds: done.messageIds };
        }
        return file === undefined ? showText(gateway, entry, room, held) : showFile(gateway, entry, file, room, held);
    });
    return shown;
}

/** A text without a chosen id: it is ours if it stands in the room and no other event has it. */
async function showText(gateway: Gateway, entry: Entry, room: Room, held: Held): Promise<Shown> {
    const shown = await textOf(gateway, entry.event.content);
    const equal = (await look(gateway, room)).filter((message) => message.from === 'visitor' && message.text === shown);
    for (const { id } of equal) {
        const owners = await kept.readOnly(gateway.records, kept.done, kept.keys.message(id));
        if (owners.length === 0) {
            return { room, messageIds: [id] };
        }
    }
    if (!(await fence(gateway, held))) {
        return 'busy';
    }
    const posted = await gateway.desk.post(room, shown, await idOf(gateway, entry));
    if (posted === undefined) {
        throw new Error('Rocket.Chat did not take the message');
    }
    return { room, messageIds: [posted.id] };
}

async function showFile(gateway: Gateway, entry: Entry, file: FileContent, first: Room, held: Held): Promise<Shown> {
    const name = await fileNameOf(gateway, entry, file);
    const find = async (room: Room): Promise<RoomMessage | undefined> =>
        (await look(gateway, room)).find(({ fileName }) => fileName === name);
    let room = first;
    let there = await find(room);
    if (there === undefined) {
        const fetched = await fetchFile(gateway, entry, file);
        if ('problem' in fetched) {
            return showProblem(gateway, entry, file, room, fetched.problem);
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
                    return showProblem(gateway, entry, file, room, messageOf(error));
                }
            }
            there ??= await find(room);
            // It did not appear: the room was closed meanwhile.
            room = there === undefined ? await ensureRoom(gateway, entry) : room;
        }
        if (there === undefined) {
            throw new Error(`The file ${name} does not appear in its room`);
        }
    }
    const caption = await textOf(gateway, entry.event.content);
    const captionId =
        caption === '' ? [] : [await postOnce(gateway, room, caption, await idOf(gateway, entry, 'caption'), 'look')];
    return { room, messageIds: [there.id, ...captionId] };
}

/** A file that cannot be shown is told with its name, its caption, the reason and the place where it lies. */
async function showProblem(
    gateway: Gateway,
    entry: Entry,
    file: FileContent,
    room: Room,
    problem: string,
): Promise<Shown> {
    const caption = await textOf(gateway, entry.event.content);
    const line = text(await gateway.desk.language(), 'fileNotShown', {
        name: file.name,
        reason: problem,
        url: file.url,
    });
    const id = await postOnce(
        gateway,
        room,
        caption === '' ? line : `${line}\n${caption}`,
        await idOf(gateway, entry, 'problem'),
        'look',
    );
    return { room, messageIds: [id] };
}

function look(gateway: Gateway, room: Room): Promise<RoomMessage[]> {
    return gateway.desk.newest(room, LOOK_MESSAGES);
}
