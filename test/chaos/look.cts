/** Looking into the local Rocket.Chat from behind: what stands where, and what the app has left in its store. */
import { decode } from '../host/store/encode.cjs';
import type { Host } from '../host/host.cjs';
import type { MessageRecord, RoomRecord } from '../host/rocketchat/records.cjs';

/** Name of the app's own user. */
export const APP_USER = 'switchboard.bot';

export interface Stored {
    /** Without the app's id and the model: the keys as the app gave them, in its order. */
    readonly keys: readonly string[];
    readonly data: Readonly<Record<string, unknown>> & { readonly t: string };
}

/** Every record of the app. */
export async function allRecords(host: Host): Promise<Stored[]> {
    const found = await host.store.persistence.find({});
    return found.map(({ exact, data }) => ({
        keys: keysIn(exact),
        data: decode(data) as Stored['data'],
    }));
}

function keysIn(exact: string | undefined): string[] {
    if (exact === undefined) {
        return [];
    }
    const [, ...associations] = JSON.parse(exact) as [string, ...[string, string][]];
    return associations.map(([, id]) => id);
}

/** Kinds of records that stand for work which is not done. */
export const PENDING_KINDS: readonly string[] = ['entry', 'out', 'claim', 'receipt'];

export async function pendingRecords(host: Host): Promise<Stored[]> {
    return (await allRecords(host)).filter(({ data }) => PENDING_KINDS.includes(data.t));
}

/** The rooms of a contact by his name, in the order of their opening. */
export async function roomsOf(host: Host, name: string): Promise<RoomRecord[]> {
    return host.store.rooms.find({ t: 'l', fname: name }, { sort: { ts: 1 } });
}

/** Everything that was said in these rooms, in the order in which it came to stand there; without the system's lines. */
export async function talkIn(host: Host, rooms: readonly RoomRecord[]): Promise<MessageRecord[]> {
    const all = await Promise.all(rooms.map(({ _id }) => host.store.messages.find({ rid: _id })));
    return all
        .flat()
        .filter(({ t }) => t === undefined)
        .sort((a, b) => a.seq - b.seq);
}

/** What a visitor said, as it was sent: a text, or the name of a file in brackets. */
export function wordsOf({ msg, file }: MessageRecord): string {
    return file === undefined ? msg : `[${withoutMark(file.name)}]`;
}

/** The name of a file as it was sent, without the mark that the app has put into it. */
export function withoutMark(name: string): string {
    return name.replace(/\.[0-9A-Za-z]{6}(\.\w+)$/, '$1');
}

/** The notes of the app about replies, in rooms and in direct messages, by the text of the reply. */
export async function notesOn(host: Host): Promise<Map<string, string>> {
    const notes = await host.store.messages.find({ 'u.username': APP_USER });
    const found = new Map<string, string>();
    for (const { msg } of notes) {
        const quoted = /^> (.*)$/m.exec(msg)?.[1];
        if (quoted !== undefined) {
            found.set(quoted, msg);
        }
    }
    return found;
}
