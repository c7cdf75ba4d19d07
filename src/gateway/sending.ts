/** One try at the provider, and the record of what came of it. */
import type { Channel, OnPart, Sent } from '../channels/channel';
import { ChannelError } from '../channels/channel';
import { messageOf } from '../lib/error';
import { Pacer } from '../lib/pacer';
import { retryDelay } from '../lib/schedule';
import { text } from '../lib/texts';
import { addressOf } from './aliases';
import { isExpired, mayBegin } from './claims';
import { connectionById } from './connections';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import { remember } from './journal';
import type { Connection, Outgoing } from './model';
import { partsOf } from './model';
import { askingFor, bury } from './burial';
import { sentAfterAll, showSent } from './ending';
import { showLeftOut, showNote } from './notes';
import type { Dead, Out, SentRecord } from './records';
import * as kept from './records';
import { outgoing } from './quoting';
import { showState } from './reactions';
import { threadOf } from './threads';
import { showAccepted } from './receipts';
import { obstacleTo } from './standing';
import { noteUsage } from './usage';
import { wantsTemplate } from './window';

/** Longest wait for the provider's rate within a handler; beyond it the reply goes back into the journal. */
const PACE_PATIENCE_MS = 2_000;
/** A wait shorter than this is not worth a note: the next try comes before anybody has read it. */
const NOTE_FROM_MS = 20_000;

export type Outcome = 'settled' | 'waits';

const roundName = (replyId: string, round: number): string => `${replyId}#${round}`;

/** Whether this round of a reply has reached its end: sent, or given up. */
export async function isSettled(gateway: Gateway, replyId: string, round: number): Promise<boolean> {
    const name = roundName(replyId, round);
    if (gateway.memory.settledReplies.has(name)) {
        return true;
    }
    const found = await gateway.records.read(kept.keys.reply(replyId));
    const settled = found.some((data) => endedRound(data) >= round);
    if (settled) {
        gateway.memory.settledReplies.set(name, true);
    }
    return settled;
}

/**
 * The round that a record says has ended, or -1 for a record of a reply in work. A record that this version cannot read
 * is an end: another version wrote it, and a reply that waits is better than one that is sent twice.
 */
function endedRound(data: unknown): number {
    if (kept.only(kept.out, [data]).length > 0) {
        return -1;
    }
    const [end] = [...kept.only(kept.sent, [data]), ...kept.only(kept.dead, [data]), ...kept.only(kept.closed, [data])];
    return end?.round ?? Number.POSITIVE_INFINITY;
}

/** Sends a reply whose attempt is marked. */
export async function attemptOne(gateway: Gateway, out: Out): Promise<Outcome> {
    const target = await targetOf(gateway, out);
    if (target === undefined) {
        return giveUp(gateway, out, text(await gateway.desk.language(), 'connectionGone'), false);
    }
    const { channel, connection } = target;
    const earlier = gateway.memory.unrecorded.get(out.journal);
    const obstacle = earlier === undefined ? await obstacleTo(gateway, channel, connection) : undefined;
    if (obstacle !== undefined) {
        return failed(gateway, out, target, obstacle);
    }
    if (!(await pace(gateway, channel, connection, out))) {
        return 'waits';
    }
    const reply = await outgoing(gateway, channel, connection, out, target.address);
    if (earlier === undefined && !mayBegin(out, gateway.clock.now())) {
        return 'waits'; // this server stood still: others may have told already that nobody knows what became of it
    }
    gateway.memory.unsent.delete(out.journal);
    let current = out;
    const onPart: OnPart = async (sent) => {
        current = await progressed(gateway, current, sent);
    };
    try {
        const { ids, nameOnly = [] } =
            earlier === undefined ? await handOver(gateway, out, reply, target, onPart) : { ids: earlier };
        // If the store fails now, this process still knows that it was accepted, and must not send it again.
        gateway.memory.unrecorded.set(out.journal, ids);
        const outcome = await accepted(gateway, current, target, ids);
        await showLeftOut(gateway, out, nameOnly);
        return outcome;
    } catch (thrown) {
        if (!(thrown instanceof ChannelError)) {
            throw thrown;
        }
        return failed(gateway, { ...current, sent: [...thrown.sent] }, target, thrown);
    }
}

/** Gives the provider a message, or the end of a thread. @throws ChannelError */
async function handOver(
    gateway: Gateway,
    { conversation, sent }: Out,
    reply: Outgoing,
    { channel, connection, address }: Target,
    onPart: OnPart,
): Promise<Sent> {
    if (channel.close === undefined) {
        return channel.send(connection, address, reply, sent, gateway, onPart);
    }
    const thread = await threadOf(gateway, conversation, reply);
    if (thread === undefined) {
        const values = { provider: channel.title.provider };
        throw new ChannelError(channel.name, 'rejected', { name: 'threadUnknown', values });
    }
    if (reply.closes === undefined) {
        return channel.send(connection, address, { ...reply, thread }, sent, gateway, onPart);
    }
    if (thread.askedAt === 0) {
        await channel.close(connection, address, thread, gateway); // else the provider has ended it himself meanwhile
    }
    return { ids: [] };
}

/**
 * Keeps how much of a reply was accepted: whoever goes on with it after us does not send that again, and sees that the
 * attempt is alive. Once it had been given up as dead it must not come back. Never rejects.
 */
async function progressed(gateway: Gateway, out: Out, sent: readonly string[]): Promise<Out> {
    const now = gateway.clock.now();
    if (isExpired(out, now)) {
        return { ...out, sent: [...sent] };
    }
    const next: Out = { ...out, sent: [...sent], attemptAt: now };
    try {
        await remember(gateway, next);
    } catch (error) {
        gateway.log.error(`How far ${out.reply.id} has come could not be kept: ${messageOf(error)}`);
    }
    return next;
}

/** An attempt of which nobody knows how it ended. */
export async function doubtful(gateway: Gateway, out: Out): Promise<Outcome> {
    const target = await targetOf(gateway, out);
    if (target?.channel.idempotent(target.connection) === true) {
        await remember(gateway, { ...out, attempt: false });
        return 'settled'; // its turn comes again at once, and a second time is harmless
    }
    if (mayRepeat(out)) {
        await remember(gateway, { ...out, attempt: false, doubts: 1 });
        return 'settled';
    }
    return giveUp(gateway, out, text(await gateway.desk.language(), 'reasonInterrupted'), true);
}

/** The end of a thread that may have arrived is told once more: without it the thread would go on for ever. */
function mayRepeat({ reply, doubts = 0 }: Out): boolean {
    return reply.closes !== undefined && doubts === 0;
}

/** Where a reply goes. */
interface Target {
    readonly channel: Channel;
    readonly connection: Connection;
    readonly address: string;
}

async function targetOf(gateway: Gateway, out: Out): Promise<Target | undefined> {
    const parts = partsOf(out.conversation);
    const channel = parts && channelNamed(gateway, parts.channel);
    const connection = parts && (await connectionById(gateway, parts.channel, parts.connectionId));
    return (
        parts && channel && connection && { channel, connection, address: await addressOf(gateway, out.conversation) }
    );
}

/** Keeps the provider's rate. Gives `false` when the reply went back into the journal because the wait is too long. */
async function pace(gateway: Gateway, channel: Channel, connection: Connection, out: Out): Promise<boolean> {
    const { clock, memory } = gateway;
    const name = `${connection.channel}:${connection.id}`;
    const pacer = memory.pacers.get(name) ?? new Pacer(channel.sendsPerSecond);
    memory.pacers.set(name, pacer);
    const wait = pacer.wait(clock.now());
    if (wait > PACE_PATIENCE_MS) {
        await remember(gateway, { ...out, attempt: false, notBefore: clock.now() + wait });
        return false;
    }
    const pause = pacer.reserve(clock.now());
    if (pause >= 1) {
        await clock.sleep(pause);
    }
    return true;
}

async function accepted(
    gateway: Gateway,
    out: Out,
    { connection, address }: Target,
    ids: readonly string[],
): Promise<Outcome> {
    const { clock, memory, records } = gateway;
    const at = clock.now();
    const record: SentRecord = {
        t: 'sent',
        v: 1,
        reply: out.reply,
        round: out.round,
        conversation: out.conversation,
        providerIds: [...ids],
        at,
        receipts: {},
        receiptAt: at,
        noted: out.noted,
        shown: out.shown,
        to: otherThanOwn(out, address),
    };
    await records.create(kept.keys.sent(record), record);
    memory.unrecorded.delete(out.journal);
    await settle(gateway, out);
    noteUsage(gateway, connection, 'out');
    if (out.noted !== 'nowhere') {
        await showSent(gateway, out, at);
    }
    if (out.shown !== '') {
        await showAccepted(gateway, record);
    }
    if (isExpired(out, at)) {
        await sentAfterAll(gateway, out, at); // so slow that another one may have given it up meanwhile
    }
    return 'settled';
}

const otherThanOwn = ({ conversation }: Out, address: string): string | undefined =>
    partsOf(conversation)?.address === address ? undefined : address;

async function failed(
    gateway: Gateway,
    out: Out,
    { channel, connection }: Target,
    error: ChannelError,
): Promise<Outcome> {
    switch (error.kind) {
        case 'rejected': {
            const told = await wantsTemplate(gateway, out.conversation, out.reply, error.onlyTemplates);
            return giveUp(gateway, out, await reasonOf(gateway, error), false, told);
        }
        case 'unauthorized':
            return giveUp(gateway, out, await reasonOf(gateway, error), false);
        case 'in-doubt':
            if (mayRepeat(out)) {
                return waits(gateway, { ...out, doubts: 1 }, error);
            }
            return channel.idempotent(connection)
                ? waits(gateway, out, error)
                : giveUp(gateway, out, await reasonOf(gateway, error), true);
        case 'retry':
            return waits(gateway, out, error);
    }
}

async function reasonOf(gateway: Gateway, error: ChannelError): Promise<string> {
    return error.inLanguage(await gateway.desk.language());
}

/** Not accepted: again later, and everything of this conversation behind it. */
async function waits(gateway: Gateway, out: Out, error: ChannelError): Promise<Outcome> {
    const { clock } = gateway;
    const failures = out.failures + 1;
    const delay = retryDelay(failures, clock.random(), error.retryAfterMs);
    const reason = await reasonOf(gateway, error);
    if (delay === undefined) {
        return giveUp(gateway, out, text(await gateway.desk.language(), 'reasonGaveUp', { reason }), false);
    }
    const { untilReady } = error;
    const waiting: Out = { ...out, attempt: false, failures, reason, notBefore: clock.now() + delay, untilReady };
    await remember(gateway, waiting);
    if (delay >= NOTE_FROM_MS) {
        const noted = await showNote(gateway, waiting, { kind: 'waiting', reason, next: waiting.notBefore });
        const shown = await showState(gateway, out.reply, out.shown, 'waiting');
        if (noted !== waiting.noted || shown !== waiting.shown) {
            await remember(gateway, { ...waiting, noted, shown });
        }
    }
    return 'waits';
}

/** Ends a reply without success. The record first, then the note: what is told must stand. */
export async function giveUp(
    gateway: Gateway,
    out: Out,
    reason: string,
    inDoubt: boolean,
    onlyTemplates = false,
): Promise<Outcome> {
    const dead: Dead = {
        t: 'dead',
        v: 1,
        conversation: out.conversation,
        reply: out.reply,
        round: out.round,
        sent: out.sent,
        reason,
        inDoubt,
        blockedUntil: undefined,
        onlyTemplates,
        asking: inDoubt ? askingFor(gateway, out) : undefined,
        at: gateway.clock.now(),
        noted: out.noted,
        shown: out.shown,
        to: otherThanOwn(out, await addressOf(gateway, out.conversation)),
    };
    await bury(gateway, dead);
    await settle(gateway, out);
    return 'settled';
}

async function settle(gateway: Gateway, out: Out): Promise<void> {
    gateway.memory.settledReplies.set(roundName(out.reply.id, out.round), true);
    gateway.memory.unsent.delete(out.journal);
    if (!isExpired(out, gateway.clock.now())) {
        await gateway.records.remove(...kept.keys.out(out.reply.id, out.conversation));
        return;
    }
    // So slow that a person may have asked for another round meanwhile: that one stays.
    const found = await kept.readOnly(gateway.records, kept.out, kept.keys.reply(out.reply.id));
    for (const one of found.filter(({ round }) => round <= out.round)) {
        await gateway.records.remove(...kept.keys.outNamed(one.reply.id, one.conversation, one.journal));
    }
}
