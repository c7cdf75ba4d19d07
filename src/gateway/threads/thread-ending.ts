/** The end of threads: told to the provider when a room is closed here, and taken from him when he closes there. */
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
import { openRoomOf } from '../conversations/conversations';
import { openRoomsOf, visitorToken } from '../conversations/opening';
import { endThread, hasThreads, isGoingOn, keepThread, openThreadsIn, threadsOf } from '../conversations/threads';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import { partsOf } from '../model';
import { workLane } from '../outbox/outbox';
import type { Room } from '../ports';
import { journal } from '../records/journal';
import type { ThreadRecord } from '../records/records';
import * as kept from '../records/records';

/** A room that is closed so soon after the provider asked for it was closed for him. */
const ASKED_MS = 120_000;

/**
 * A room was closed: its threads end with it, and the provider hears of those that he has not ended himself. May be
 * called again and again, on several servers: the end of a thread has one id.
 */
export async function endThreads(gateway: Gateway, lane: ConversationKey, room: Room): Promise<void> {
    const threads = hasThreads(gateway, lane) ? await openThreadsIn(gateway, room.id) : [];
    for (const thread of threads) {
        await end(gateway, lane, thread, room);
    }
    if (threads.length > 0) {
        await workLane(gateway, lane, room, undefined);
    }
}

/** The same for one thread, up to the journal: `workLane` sends what is there. The journal first, or nobody would hear of it. */
export async function end(
    gateway: Gateway,
    lane: ConversationKey,
    thread: ThreadRecord,
    room: Room | undefined,
): Promise<void> {
    const closedAt = room?.closedAt ?? gateway.clock.now();
    const wasAsked = thread.askedAt > 0 && closedAt - thread.askedAt <= ASKED_MS;
    if (!wasAsked) {
        const reply = await endOf(gateway, lane, thread, closedAt, room?.agent ?? '');
        await journal(gateway, lane, reply, { attempt: false });
    }
    await endThread(gateway, wasAsked ? thread : { ...thread, askedAt: 0 });
}

async function endOf(
    gateway: Gateway,
    lane: ConversationKey,
    { id, roomId }: ThreadRecord,
    at: number,
    agent: string,
): Promise<Reply> {
    return {
        id: messageIdFor(await gateway.site.secret(), `end of ${lane} ${id}`, 0),
        roomId,
        // Whoever had the room is told if it does not arrive.
        author: { id: agent, name: '' },
        at,
        text: text(await gateway.desk.language(), 'threadEnd'),
        files: [],
        closes: id,
    };
}

/** What became of a provider's wish to end it: `refused` with Rocket.Chat's word, where the room stays open. */
export type Ended = 'ended' | { readonly refused: string };

/**
 * The provider ends what goes on with a contact: his open rooms are closed. That he asked is noted before, because the
 * event of the closing comes by itself and he must not hear of it; also for ends that wait to be told, which are no news
 * to him any more. Nothing there is as good.
 */
export async function endByProvider(gateway: Gateway, lane: ConversationKey): Promise<Ended> {
    const [threads, waiting] = await Promise.all([
        threadsOf(gateway, lane),
        kept.readOnly(gateway.records, kept.out, kept.keys.outLane(lane)),
    ]);
    const untold = new Set(waiting.map(({ reply }) => reply.closes));
    const askedAt = gateway.clock.now();
    for (const thread of threads) {
        if (isGoingOn(thread)) {
            await keepThread(gateway, { ...thread, askedAt });
        } else if (untold.has(thread.id)) {
            await endThread(gateway, { ...thread, askedAt });
        }
    }
    for (const room of await roomsOf(gateway, lane)) {
        const { provider } = channelNamed(gateway, partsOf(lane)?.channel ?? '')?.title ?? { provider: '' };
        const comment = text(await gateway.desk.language(), 'closedByProvider', { provider });
        const closed = await gateway.desk.close(room, comment);
        if (closed !== 'closed') {
            await withdraw(gateway, threads);
            return closed;
        }
    }
    for (const thread of threads.filter(isGoingOn)) {
        await endThread(gateway, { ...thread, askedAt });
    }
    return 'ended';
}

async function withdraw(gateway: Gateway, threads: readonly ThreadRecord[]): Promise<void> {
    for (const thread of threads.filter(isGoingOn)) {
        await keepThread(gateway, { ...thread, askedAt: 0 });
    }
}

/** Every open room of the conversation, also where our records of it are gone. */
export async function roomsOf(gateway: Gateway, lane: ConversationKey): Promise<Room[]> {
    const current = await openRoomOf(gateway, lane, 'fresh');
    const visitor = current?.visitor ?? { id: '', token: await visitorToken(gateway, lane), username: '', name: '' };
    const rooms = await openRoomsOf(gateway, lane, visitor);
    return current === undefined || rooms.some(({ id }) => id === current.id) ? rooms : [current, ...rooms];
}
