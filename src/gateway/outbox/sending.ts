/** One try at the provider, and the record of what came of it. */
import type { OnPart, Sent } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { retryDelay } from '../../lib/schedule';
import { text } from '../../lib/texts';
import { obstacleTo } from '../connections/standing';
import { noteUsage } from '../connections/usage';
import { addressOf } from '../conversations/aliases';
import { threadOf } from '../conversations/threads';
import type { Gateway } from '../gateway';
import type { Outgoing } from '../model';
import { isExpired, mayBegin } from '../records/claims';
import { comeFurther, remember } from '../records/journal';
import type { Dead, Out } from '../records/records';
import * as kept from '../records/records';
import { askingFor, bury } from './burial';
import { attemptChange, giveUpChange } from './changing';
import { sentAfterAll, showSent } from './ending';
import { showLeftOut, showNote } from './notes';
import { outgoing } from './quoting';
import { showState } from './reactions';
import { markRead } from './read-marks';
import { showAccepted } from './receipts';
import { keepSent, otherThanOwn, settle } from './settled';
import type { Target } from './target';
import { pace, targetOf } from './target';
import { wantsTemplate } from './window';

/** A wait shorter than this is not worth a note: the next try comes before anybody has read it. */
const NOTE_FROM_MS = 20_000;

/** Whether what is behind it in its lane has to wait. */
export type Outcome = 'settled' | 'waits';

/** Sends a reply whose attempt is marked. */
export async function attemptOne(gateway: Gateway, out: Out): Promise<Outcome> {
    const target = await targetOf(gateway, out);
    if (target === undefined) {
        return giveUp(gateway, out, text(await gateway.desk.language(), 'connectionGone'), false);
    }
    if (out.reply.changes !== undefined) {
        await attemptChange(gateway, out, target);
        return 'settled';
    }
    const { channel, connection } = target;
    const earlier = gateway.memory.unrecorded.get(out.journal);
    const obstacle = earlier === undefined ? await obstacleTo(gateway, channel, connection) : undefined;
    if (obstacle !== undefined) {
        return failed(gateway, out, target, obstacle);
    }
    if (!(await pace(gateway, target, out))) {
        return 'waits';
    }
    const reply = await outgoing(gateway, channel, connection, out, target.address);
    if (earlier === undefined && !mayBegin(out, gateway.clock.now())) {
        return 'waits'; // this server stood still: others may have told already that nobody knows what became of it
    }
    gateway.memory.unsent.delete(out.journal);
    let current = out;
    const onPart: OnPart = async (sent) => {
        current = await comeFurther(gateway, current, {
            sent: [...sent],
            begunAt: current.begunAt ?? current.attemptAt,
        });
    };
    try {
        const { ids, nameOnly = [] } =
            earlier === undefined ? await handOver(gateway, out, reply, target, onPart) : { ids: earlier };
        // If the store fails now, this process still knows that it was accepted, and must not send it again.
        gateway.memory.unrecorded.set(out.journal, ids);
        const outcome = await accepted(gateway, current, target, ids);
        await showLeftOut(gateway, out, nameOnly);
        markRead(gateway, target, out.reply);
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

/** An attempt of which nobody knows how it ended. */
export async function doubtful(gateway: Gateway, out: Out): Promise<Outcome> {
    const target = await targetOf(gateway, out);
    const isHarmless = out.reply.changes !== undefined || target?.channel.idempotent(target.connection) === true;
    if (isHarmless || mayRepeat(out)) {
        await remember(gateway, { ...out, attempt: false, doubts: (out.doubts ?? 0) + 1 });
        return 'settled'; // its turn comes again at once
    }
    return giveUp(gateway, out, text(await gateway.desk.language(), 'reasonInterrupted'), true);
}

/** The end of a thread that may have arrived is told once more: without it the thread would go on for ever. */
function mayRepeat({ reply, doubts = 0 }: Out): boolean {
    return reply.closes !== undefined && doubts === 0;
}

async function accepted(
    gateway: Gateway,
    out: Out,
    { connection, address }: Target,
    ids: readonly string[],
): Promise<Outcome> {
    const { memory } = gateway;
    const record = await keepSent(gateway, out, ids, address);
    memory.unrecorded.delete(out.journal);
    await settle(gateway, out);
    if (out.round > 0) {
        // Whoever asked for this round may have died before he had taken away the letter of the one before.
        await gateway.records.remove(...kept.keys.letter(out.reply.id, out.round - 1));
    }
    noteUsage(gateway, connection, 'out');
    if (out.noted !== 'nowhere') {
        await showSent(gateway, out, record.at);
    }
    if (out.shown !== '') {
        await showAccepted(gateway, record);
    }
    if (isExpired(out, record.at)) {
        await sentAfterAll(gateway, out, record.at); // so slow that another one may have given it up meanwhile
    }
    return 'settled';
}

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
                ? waits(gateway, { ...out, doubts: (out.doubts ?? 0) + 1 }, error)
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
    if (out.reply.changes !== undefined) {
        await giveUpChange(gateway, out, reason);
        return 'settled';
    }
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
