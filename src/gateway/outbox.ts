import { ChannelError } from '../channels/channel';
import { messageOf } from '../lib/error';
import { text } from '../lib/texts';
import { fence, isLive, underClaim } from './claims';
import type { Held } from './claims';
import { connectionById, readConnection } from './connections';
import { conversationOfGuest } from './conversations';
import type { Gateway } from './gateway';
import { channelNamed, newName } from './gateway';
import type { ConversationKey, Reply } from './model';
import { partsOf } from './model';
import type { Room, RoomMessage } from './ports';
import type { Out } from './records';
import * as kept from './records';

/** How far back in a room replies are looked for whose event got lost. */
const TAIL_MESSAGES = 20;
/** Older unknown messages are not lost replies but forgotten ones. */
const TAIL_AGE_MS = 24 * 60 * 60_000;
/** How long another server's call to the provider is waited for. */
const PATIENCE_MS = 2_000;

type RoomOfReply = Pick<Room, 'id' | 'visitor' | 'conversation'>;

/** Takes over one reply of an agent and carries it to the contact, after whatever of the conversation is still to go. */
export async function deliver(gateway: Gateway, reply: Reply, room: RoomOfReply): Promise<void> {
    const { memory, log } = gateway;
    if (memory.settledReplies.has(reply.id)) {
        return;
    }
    const lane = room.conversation ?? (await conversationOfGuest(gateway, room.visitor, room.id));
    if (lane === undefined) {
        await tell(gateway, reply, 'notDelivered', text(await gateway.desk.language(), 'contactUnknown'));
        return;
    }
    const chain = `out ${lane}`;
    // The mark says that a call to the provider may be under way. Behind other work it is set when its turn comes.
    const mine = await journal(gateway, lane, reply, !memory.lanes.busy(chain));
    try {
        await memory.lanes.run(chain, () => workOff(gateway, lane, room, mine));
    } catch (error) {
        log.error(`Sending in ${lane} stopped, the rest stays in the outbox: ${messageOf(error)}`);
    }
}

async function journal(gateway: Gateway, conversation: ConversationKey, reply: Reply, attempt: boolean): Promise<Out> {
    const { records, clock, memory } = gateway;
    const now = clock.now();
    const record: Out = {
        t: 'out',
        v: 1,
        conversation,
        reply: { ...reply, author: { ...reply.author } },
        createdAt: now,
        journal: newName(memory),
        process: memory.process,
        attempt,
        sent: [],
        notBefore: 0,
    };
    await records.create(kept.keys.outNamed(reply.id, conversation, record.journal), record);
    return record;
}

/**
 * Sends what waits in one conversation, in the room's order. Alone with one fresh reply, its record is claim and attempt
 * in one; with more in the lane, or another server there, the lane is claimed first.
 */
async function workOff(gateway: Gateway, lane: ConversationKey, room: RoomOfReply, fresh: Out): Promise<void> {
    const { clock, memory, records, desk } = gateway;
    if (memory.settledReplies.has(fresh.reply.id)) {
        // The work before has found it in the room and sent it; its record may have come after.
        await records.remove(...kept.keys.out(fresh.reply.id, lane));
        return;
    }
    const [found, tail] = await Promise.all([records.read(kept.keys.outLane(lane)), desk.newest(room, TAIL_MESSAGES)]);
    const waiting = inOrder(kept.only(kept.out, found));
    const missing = await missed(gateway, tail, waiting);
    const claimed = kept.only(kept.claim, found).some((claim) => isLive(claim, clock.now()));
    const [first] = waiting;
    if (first === undefined && missing.length === 0) {
        return; // another server found it in the room and has sent it
    }
    const alone = waiting.length === 1 && first?.reply.id === fresh.reply.id && missing.length === 0 && !claimed;
    if (alone && fresh.attempt) {
        await sendOne(gateway, fresh);
        return;
    }
    if (fresh.attempt) {
        await remember(gateway, { ...fresh, attempt: false }); // not under way after all: others may see it and go first
    }
    for (const message of missing) {
        await journal(gateway, lane, replyOf(message, room.id), false);
    }
    await underClaim(gateway, kept.keys.outLane(lane), (held) => workOffClaimed(gateway, lane, held));
}

async function workOffClaimed(gateway: Gateway, lane: ConversationKey, held: Held): Promise<void> {
    const { clock, memory, records } = gateway;
    for (let waited = 0; ;) {
        const waiting = inOrder(await kept.readOnly(records, kept.out, kept.keys.outLane(lane)));
        const [next] = waiting;
        if (next === undefined || next.notBefore > clock.now()) {
            return;
        }
        if (await isSettled(gateway, next.reply.id)) {
            await records.remove(...kept.keys.out(next.reply.id, lane));
            continue;
        }
        if (next.attempt && next.process !== memory.process) {
            if (waited >= PATIENCE_MS) {
                return; // its server is at it, or gone: then the attempt is in doubt once its lease is over
            }
            await clock.sleep(100);
            waited += 100;
            continue;
        }
        await remember(gateway, { ...next, attempt: true, process: memory.process });
        if (!(await fence(gateway, held)) || (await sendOne(gateway, next)) === 'waits') {
            return;
        }
    }
}

/**
 * The room's order. A reply may have two records, when a server found it in the room while another was told of it: they
 * count as one, and as under way if either is.
 */
function inOrder(waiting: readonly Out[]): Out[] {
    const once = new Map<string, Out>();
    for (const out of waiting) {
        if (once.get(out.reply.id)?.attempt !== true) {
            once.set(out.reply.id, out);
        }
    }
    return [...once.values()].sort((a, b) => a.reply.at - b.reply.at || (a.reply.id < b.reply.id ? -1 : 1));
}

async function remember(gateway: Gateway, out: Out): Promise<void> {
    await gateway.records.replace(kept.keys.outNamed(out.reply.id, out.conversation, out.journal), out);
}

/** Whether a reply has reached its end: sent, or given up. */
async function isSettled(gateway: Gateway, messageId: string): Promise<boolean> {
    if (gateway.memory.settledReplies.has(messageId)) {
        return true;
    }
    const found = await gateway.records.read(kept.keys.reply(messageId));
    const settled = kept.only(kept.sent, found).length + kept.only(kept.dead, found).length > 0;
    if (settled) {
        gateway.memory.settledReplies.set(messageId, true);
    }
    return settled;
}

/**
 * What an agent wrote in the room that no record knows, newer than the newest that is known: events get lost, and two
 * quick messages may reach two servers in the wrong order.
 */
async function missed(gateway: Gateway, tail: readonly RoomMessage[], waiting: readonly Out[]): Promise<RoomMessage[]> {
    const journalled = new Set(waiting.map(({ reply }) => reply.id));
    const since = gateway.clock.now() - TAIL_AGE_MS;
    const candidates = tail.filter(
        (message) => message.from === 'agent' && message.at > since && !journalled.has(message.id),
    );
    const result: RoomMessage[] = [];
    for (const message of [...candidates].reverse()) {
        if (await isSettled(gateway, message.id)) {
            break;
        }
        result.unshift(message);
    }
    return result;
}

function replyOf(message: RoomMessage, roomId: string): Reply {
    return { id: message.id, roomId, author: message.author, at: message.at, text: message.text };
}

/** One try at the provider, and the record of what came of it. */
async function sendOne(gateway: Gateway, out: Out): Promise<'settled' | 'waits'> {
    const parts = partsOf(out.conversation);
    const channel = parts && channelNamed(gateway, parts.channel);
    const connection =
        parts &&
        ((await connectionById(gateway, parts.channel, parts.connectionId)) ??
            (await readConnection(gateway, parts.channel, parts.connectionId)));
    if (parts === undefined || channel === undefined || connection === undefined) {
        await giveUp(gateway, out, text(await gateway.desk.language(), 'connectionGone'), false);
        return 'settled';
    }
    try {
        const { ids } = await channel.send(connection, parts.address, out.reply, out.sent, gateway);
        const at = gateway.clock.now();
        await gateway.records.create(kept.keys.sent(out.reply.id, connection, ids, at), {
            t: 'sent',
            v: 1,
            messageId: out.reply.id,
            conversation: out.conversation,
            providerIds: [...ids],
            at,
        });
        await settle(gateway, out);
        return 'settled';
    } catch (thrown) {
        if (!(thrown instanceof ChannelError)) {
            throw thrown;
        }
        return failed(gateway, out, thrown);
    }
}

async function settle(gateway: Gateway, out: Out): Promise<void> {
    gateway.memory.settledReplies.set(out.reply.id, true);
    await gateway.records.remove(...kept.keys.out(out.reply.id, out.conversation));
}

async function failed(gateway: Gateway, out: Out, error: ChannelError): Promise<'settled' | 'waits'> {
    switch (error.kind) {
        case 'retry':
            await remember(gateway, {
                ...out,
                attempt: false,
                sent: [...error.sent],
                notBefore: gateway.clock.now() + (error.retryAfterMs ?? 0),
            });
            await tell(gateway, out.reply, 'deliveryWaits', error.message);
            return 'waits';
        case 'rejected':
        case 'unauthorized':
            await giveUp(gateway, out, error.message, false);
            return 'settled';
        case 'in-doubt':
            await giveUp(gateway, out, error.message, true);
            return 'settled';
    }
}

async function giveUp(gateway: Gateway, out: Out, reason: string, inDoubt: boolean): Promise<void> {
    const at = gateway.clock.now();
    await gateway.records.create(kept.keys.dead(out.reply.id, at), {
        t: 'dead',
        v: 1,
        conversation: out.conversation,
        reply: out.reply,
        reason,
        inDoubt,
        at,
    });
    await tell(gateway, out.reply, inDoubt ? 'maybeDelivered' : 'notDelivered', reason);
    await settle(gateway, out);
}

/** Tells the author what became of his reply. That this may fail must not stop the work. */
async function tell(
    gateway: Gateway,
    reply: Reply,
    name: 'notDelivered' | 'maybeDelivered' | 'deliveryWaits',
    reason: string,
): Promise<void> {
    try {
        await gateway.desk.notice(reply.author.id, reply.roomId, text(await gateway.desk.language(), name, { reason }));
    } catch (error) {
        gateway.log.error(`The author of ${reply.id} could not be told that it was not delivered: ${messageOf(error)}`);
    }
}
