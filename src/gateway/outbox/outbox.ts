import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import { aliasesIn } from '../conversations/aliases';
import { conversationOf } from '../conversations/conversations';
import { mayAnswer } from '../conversations/people';
import { keepFound } from '../conversations/room-list';
import type { Gateway } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import type { Room, RoomMessage } from '../ports';
import { fence, isExpired, isLive, underClaim } from '../records/claims';
import type { Held } from '../records/claims';
import { journal, remember } from '../records/journal';
import type { Out } from '../records/records';
import * as kept from '../records/records';
import { tellAgain } from './burial';
import { showEnd } from './ending';
import { showNote } from './notes';
import { standing } from './pending-changes';
import { refuse } from './refusal';
import { attemptOne, doubtful } from './sending';
import { isSettled } from './settled';
import { lookBack, missed, missedIn, tailOf } from './tail';
import { withdraw } from './withdrawing';

/** How long another server's call to the provider is waited for. */
const PATIENCE_MS = 2_000;

type RoomOfReply = Pick<Room, 'id' | 'visitor' | 'conversation'> & {
    /** Its newest messages, where they were read already. */
    readonly tail?: readonly RoomMessage[] | undefined;
};

/** Takes over one reply of an agent and carries it to the contact, after whatever of the conversation is still to go. */
export async function deliver(gateway: Gateway, reply: Reply, room: RoomOfReply): Promise<void> {
    const lane = await conversationOf(gateway, room);
    if (lane === undefined) {
        gateway.log.error(`The room ${room.id} belongs to no contact that is known; ${reply.id} goes nowhere`);
        const reason = text(await gateway.desk.language(), 'contactUnknown');
        await showNote(gateway, { reply, noted: 'nowhere' }, { kind: 'failed', reason, onlyTemplates: false });
        return;
    }
    if (!(await mayAnswer(gateway, lane, reply.author.id))) {
        await refuse(gateway, lane, reply);
        await catchUp(gateway, lane, room);
        return;
    }
    // The mark says that a call to the provider may be under way. Behind other work it is set when its turn comes.
    const mine = await journal(gateway, lane, reply, { attempt: !gateway.memory.lanes.busy(`out ${lane}`) });
    await workLane(gateway, lane, room, mine);
    await keepFound(gateway, lane, room); // the next one's event may be lost
}

/** Takes over something that the app itself says to the contact. */
export async function queue(gateway: Gateway, lane: ConversationKey, reply: Reply): Promise<void> {
    await journal(gateway, lane, reply, { attempt: false });
    await workLane(gateway, lane, undefined, undefined);
}

const never = (): boolean => false;

/** Looks for replies in a room that nobody was told of, and carries them to the contact, up to when `isOver` says so. */
export async function catchUp(
    gateway: Gateway,
    lane: ConversationKey,
    room: RoomOfReply,
    isOver = never,
): Promise<void> {
    await workLane(gateway, lane, room, undefined, isOver);
}

/**
 * Works off what is due in a lane, up to the moment when `isOver` says so. Never rejects, because what is left over is
 * left for the next time.
 */
export async function workLane(
    gateway: Gateway,
    lane: ConversationKey,
    room: RoomOfReply | undefined,
    fresh: Out | undefined,
    isOver: () => boolean = never,
): Promise<void> {
    try {
        await gateway.memory.lanes.run(`out ${lane}`, () => workOff(gateway, lane, room, fresh, isOver));
    } catch (error) {
        gateway.log.error(`Sending in ${lane} stopped, the rest stays in the outbox: ${messageOf(error)}`);
        await unmark(gateway, fresh);
    }
}

/**
 * Takes the mark of an attempt back that never began, so that nobody thinks it may have arrived. If even that fails, this
 * process still knows.
 */
async function unmark(gateway: Gateway, fresh: Out | undefined): Promise<void> {
    if (fresh?.attempt !== true || !gateway.memory.unsent.has(fresh.journal)) {
        return;
    }
    try {
        await remember(gateway, { ...fresh, attempt: false });
    } catch (error) {
        gateway.log.error(`The mark of ${fresh.reply.id} could not be taken back: ${messageOf(error)}`);
    }
}

/**
 * Sends what waits in one conversation, in the room's order. Alone with one fresh reply, its record is claim and attempt
 * in one; with more in the lane, or another server there, the lane is claimed first.
 */
async function workOff(
    gateway: Gateway,
    lane: ConversationKey,
    room: RoomOfReply | undefined,
    fresh: Out | undefined,
    isOver: () => boolean,
): Promise<void> {
    const { clock, memory, records } = gateway;
    if (fresh !== undefined && memory.settledReplies.has(roundOf(fresh))) {
        // The work before has found it in the room and sent it; its record may have come after.
        await records.remove(...kept.keys.out(fresh.reply.id, lane));
        return;
    }
    const [found, tail, isKnown] = await Promise.all([
        records.read(kept.keys.outLane(lane)),
        room === undefined ? [] : (room.tail ?? tailOf(gateway, room)),
        fresh === undefined ? false : isSettled(gateway, fresh.reply.id, fresh.round),
    ]);
    if (fresh !== undefined && isKnown) {
        // Another server has found it in the room and sent it, before its event came here.
        await clear(gateway, fresh);
        return;
    }
    aliasesIn(gateway, lane, found); // to be seen before anything is sent: they tell where to
    const waiting = inOrder(kept.only(kept.out, found));
    const missing: Reply[] = [];
    if (room !== undefined) {
        missing.push(...(await missedIn(gateway, otherRooms(found, room.id), waiting)));
        missing.push(...(await missed(gateway, room, tail, waiting)));
    }
    const [first] = waiting;
    if (first === undefined && missing.length === 0) {
        return; // nothing to do, or another server found it in the room and has sent it
    }
    const claimed = kept.only(kept.claim, found).some((claim) => isLive(claim, clock.now()));
    const alone = waiting.length === 1 && missing.length === 0 && !claimed;
    if (alone && fresh?.attempt === true && first?.reply.id === fresh.reply.id) {
        await attemptOne(gateway, fresh);
        return;
    }
    if (fresh?.attempt === true) {
        await remember(gateway, { ...fresh, attempt: false }); // not under way after all: others may see it and go first
        memory.unsent.delete(fresh.journal);
    }
    await journalAll(gateway, lane, missing);
    const seen = new Set(tail.map(({ id }) => id));
    await underClaim(gateway, kept.keys.outLane(lane), (held) => workOffClaimed(gateway, lane, held, seen, isOver));
}

/** Other rooms of a conversation that nobody has looked at since they were closed, or that are still open. */
function otherRooms(found: readonly unknown[], roomId: string): string[] {
    const listed = kept.only(kept.openRoom, found).filter((room) => room.roomId !== roomId && room.closedAt === 0);
    return listed.sort((a, b) => a.at - b.at).map((room) => room.roomId);
}

/** Removes what is left of a reply that has come to its end; its server may have died before it said what that was. */
async function clear(gateway: Gateway, { reply, round, conversation, noted }: Out): Promise<void> {
    const isTold = await tellAgain(gateway, reply.id, round);
    if (!isTold && noted !== 'nowhere') {
        await showEnd(gateway, { reply, round });
    }
    await gateway.records.remove(...kept.keys.out(reply.id, conversation));
}

async function journalAll(gateway: Gateway, lane: ConversationKey, missing: readonly Reply[]): Promise<void> {
    for (const reply of missing) {
        await ((await mayAnswer(gateway, lane, reply.author.id))
            ? journal(gateway, lane, reply, { attempt: false })
            : refuse(gateway, lane, reply));
    }
}

const roundOf = ({ reply, round }: Pick<Out, 'reply' | 'round'>): string => `${reply.id}#${round}`;

/** `seen` holds the messages up to which their rooms were looked through: nothing before them is missing. */
async function workOffClaimed(
    gateway: Gateway,
    lane: ConversationKey,
    held: Held,
    seen: Set<string>,
    isOver: () => boolean,
): Promise<void> {
    const { clock, memory, records } = gateway;
    for (let waited = 0; !isOver();) {
        const waiting = inOrder(await kept.readOnly(records, kept.out, kept.keys.outLane(lane)));
        const next = nextOf(waiting, clock.now());
        if (next === undefined) {
            return;
        }
        if (!seen.has(next.reply.id)) {
            // Journalled while we were at it: what was written before it may have had no event.
            seen.add(next.reply.id);
            const { missing, tail } = await lookBack(gateway, next.reply.roomId, waiting);
            tail.forEach(({ id }) => seen.add(id));
            await journalAll(gateway, lane, missing);
            continue;
        }
        if (await isSettled(gateway, next.reply.id, next.round)) {
            await clear(gateway, next);
            continue;
        }
        const state = attemptState(gateway, next);
        if (state === 'elsewhere') {
            if (waited >= PATIENCE_MS) {
                return; // its server is at it, or gone: then the tick finds the attempt when its lease is over
            }
            const pause = 100 + Math.floor(clock.random() * 100);
            await clock.sleep(pause);
            waited += pause;
            continue;
        }
        const unrecorded = memory.unrecorded.get(next.journal);
        if (state === 'doubtful' && unrecorded === undefined) {
            if ((await doubtful(gateway, next)) === 'waits') {
                return;
            }
            continue;
        }
        const reply = unrecorded === undefined ? standing(next, waiting) : next.reply;
        if (reply === 'deleted') {
            await withdraw(gateway, next);
            continue;
        }
        const mine: Out = { ...next, reply, attempt: true, process: memory.process, attemptAt: clock.now() };
        memory.unsent.add(mine.journal);
        await remember(gateway, mine);
        if (!(await fence(gateway, held))) {
            await remember(gateway, { ...mine, attempt: false });
            return;
        }
        if ((await attemptOne(gateway, mine)) === 'waits') {
            return;
        }
    }
}

/**
 * Whether somebody may be calling the provider for this reply right now. A mark of our own whose call never began is
 * none; one whose call began and left the mark behind may have arrived, and so may one of a process that is gone.
 */
function attemptState(gateway: Gateway, out: Out): 'free' | 'elsewhere' | 'doubtful' {
    if (!out.attempt) {
        return 'free';
    }
    if (out.process === gateway.memory.process) {
        return gateway.memory.unsent.has(out.journal) ? 'free' : 'doubtful';
    }
    return isExpired(out, gateway.clock.now()) ? 'doubtful' : 'elsewhere';
}

/**
 * What is next in a lane at this moment, if anything may go. Whatever waits keeps the rest waiting, with three exceptions:
 * the end of a thread, since nothing is said in that one any more and the next one must not wait for it; what was given up
 * and was asked for again too early, since it has lost its place to what was said meanwhile; and a change of an earlier
 * message, which nobody misses so much. Several of these keep their order, a thread does not end before them, and a message
 * is not changed before it has gone.
 */
export function nextOf(waiting: readonly Out[], now: number): Out | undefined {
    let isBlocked = false;
    const left = new Set<string>();
    for (const out of waiting) {
        const { reply, notBefore, blockedUntil } = out;
        const { changes, closes } = reply;
        isBlocked ||= (blockedUntil ?? 0) > now;
        const isHeld =
            (isBlocked && (blockedUntil !== undefined || closes !== undefined)) ||
            (changes !== undefined && left.has(changes.of));
        if (!isHeld && notBefore <= now) {
            return out;
        }
        left.add(changes?.of ?? reply.id);
        if (!isHeld && closes === undefined && changes === undefined) {
            return undefined;
        }
    }
    return undefined;
}

/**
 * The room's order. A reply may have two records, when a server found it in the room while another was told of it: they
 * count as one, and as under way if either is.
 */
export function inOrder(waiting: readonly Out[]): Out[] {
    const once = new Map<string, Out>();
    for (const out of waiting) {
        if (once.get(out.reply.id)?.attempt !== true) {
            once.set(out.reply.id, out);
        }
    }
    return [...once.values()].sort((a, b) => a.reply.at - b.reply.at || (a.reply.id < b.reply.id ? -1 : 1));
}
