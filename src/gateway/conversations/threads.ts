/**
 * Threads (tickets and the like): what a provider opens and ends within a conversation by ids of its own. A thread has a
 * record that says in which room it is; a room may see several, one after another.
 */
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection, ConversationKey, Reply } from '../model';
import { partsOf } from '../model';
import type { Room } from '../ports';
import type { ThreadRecord } from '../records/records';
import * as kept from '../records/records';

/** Whether the conversation is one of a channel that has threads. */
export function hasThreads(gateway: Gateway, lane: ConversationKey): boolean {
    return channelNamed(gateway, partsOf(lane)?.channel ?? '')?.close !== undefined;
}

/** Whether it goes on, as far as we know. */
export const isGoingOn = ({ endedAt }: ThreadRecord): boolean => endedAt === 0;

/** The thread with the provider's id, ended or not. */
export async function threadById(
    gateway: Gateway,
    { channel, id }: Pick<Connection, 'channel' | 'id'>,
    threadId: string,
): Promise<ThreadRecord | undefined> {
    return (await readThreads(gateway, kept.keys.thread(channel, id, threadId)))[0];
}

/** The threads of a conversation that are remembered, newest first. */
export async function threadsOf(gateway: Gateway, lane: ConversationKey): Promise<ThreadRecord[]> {
    return readThreads(gateway, kept.keys.threadsOf(lane));
}

/** The threads of a room that go on. Whoever ended one may have stopped half-way: what is left over of that goes. */
export async function openThreadsIn(gateway: Gateway, roomId: string): Promise<ThreadRecord[]> {
    const found = await kept.readOnly(gateway.records, kept.thread, kept.keys.threadsIn(roomId));
    const ended = new Set(found.filter((thread) => !isGoingOn(thread)).map(({ id }) => id));
    const open = found.filter(isGoingOn);
    for (const left of open.filter(({ id }) => ended.has(id))) {
        await gateway.records.remove(...kept.keys.openThread(left));
    }
    return [...new Map(open.map((thread) => [thread.id, thread])).values()].filter(({ id }) => !ended.has(id));
}

/**
 * The thread that a reply belongs to: the one that it ends; else the newest of its room; else, for rooms that no thread
 * was opened for and for what the app says without a room, the newest of the conversation.
 */
export async function threadOf(
    gateway: Gateway,
    lane: ConversationKey,
    { closes, roomId }: Pick<Reply, 'closes' | 'roomId'>,
): Promise<ThreadRecord | undefined> {
    const { channel = '', connectionId: id = '' } = partsOf(lane) ?? {};
    if (closes !== undefined) {
        return threadById(gateway, { channel, id }, closes);
    }
    const here = await readThreads(gateway, kept.keys.threadsIn(roomId));
    const threads = here.length > 0 ? here : await threadsOf(gateway, lane);
    return threads.find(isGoingOn) ?? threads[0];
}

/** Newest first. While a thread is being ended it may have several records: then it has ended. */
async function readThreads(gateway: Gateway, key: string): Promise<ThreadRecord[]> {
    const found = await kept.readOnly(gateway.records, kept.thread, key);
    // Of several ends the one counts that the provider has asked for.
    const inTime = found.sort((a, b) => Number(b.endedAt === 0) - Number(a.endedAt === 0) || a.askedAt - b.askedAt);
    const once = new Map(inTime.map((thread) => [thread.id, thread]));
    return [...once.values()].sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1));
}

/** Changes the record of a thread that goes on. */
export async function keepThread(gateway: Gateway, thread: ThreadRecord): Promise<void> {
    await gateway.records.replace(kept.keys.openThread(thread), thread);
}

/** Notes that a thread has ended: from now on it is remembered for a while only. */
export async function endThread(gateway: Gateway, thread: ThreadRecord): Promise<void> {
    const ended: ThreadRecord = { ...thread, endedAt: gateway.clock.now() };
    await gateway.records.create(kept.keys.endedThread(ended), ended);
    await gateway.records.remove(...kept.keys.openThread(thread));
}

/** The threads of a room that is closed for another one of the same conversation go on there. */
export async function moveThreads(gateway: Gateway, lane: ConversationKey, from: Room, to: Room): Promise<void> {
    for (const thread of hasThreads(gateway, lane) ? await openThreadsIn(gateway, from.id) : []) {
        await keepThread(gateway, { ...thread, roomId: to.id });
        await gateway.records.remove(...kept.keys.openThread(thread));
    }
}
