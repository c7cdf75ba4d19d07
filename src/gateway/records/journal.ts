import { messageOf } from '../../lib/error';
import type { Gateway } from '../gateway';
import { newName } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import { isExpired } from './claims';
import type { Out } from './records';
import * as kept from './records';

/** A reply as it is written down, before anything is done with it. Pure. */
export function newOut(
    conversation: ConversationKey,
    reply: Reply,
    { process, journal: name, at }: { readonly process: string; readonly journal: string; readonly at: number },
): Out {
    return {
        t: 'out',
        v: 1,
        conversation,
        reply,
        createdAt: at,
        journal: name,
        round: 0,
        attempt: false,
        process,
        attemptAt: at,
        sent: [],
        partlyTold: undefined,
        begunAt: undefined,
        failures: 0,
        reason: '',
        doubts: 0,
        notBefore: 0,
        blockedUntil: undefined,
        untilReady: false,
        noted: 'nowhere',
        shown: '',
    };
}

/** Writes a reply down. */
export async function journal(
    { records, clock, memory }: Gateway,
    conversation: ConversationKey,
    reply: Reply,
    more: Pick<Out, 'attempt'> &
        Partial<Pick<Out, 'round' | 'sent' | 'reason' | 'notBefore' | 'blockedUntil' | 'noted' | 'shown'>>,
): Promise<Out> {
    const { process } = memory;
    const record = { ...newOut(conversation, reply, { process, journal: newName(memory), at: clock.now() }), ...more };
    memory.unsent.add(record.journal);
    await records.create(kept.keys.outNamed(reply.id, conversation, record.journal), record);
    return record;
}

/** Changes a reply's record, and no other that may stand for the same reply. */
export async function remember(gateway: Pick<Gateway, 'records'>, out: Out): Promise<void> {
    await gateway.records.replace(kept.keys.outNamed(out.reply.id, out.conversation, out.journal), out);
}

/**
 * Keeps how far an attempt has come: whoever goes on with it after us does not do that again, and sees that the attempt is
 * alive. Once it had been given up as dead it must not come back. Never rejects: at worst a part is done twice.
 */
export async function comeFurther(
    gateway: Gateway,
    out: Out,
    progress: Partial<Pick<Out, 'sent' | 'begunAt' | 'doubts'>>,
): Promise<Out> {
    const now = gateway.clock.now();
    if (isExpired(out, now)) {
        return { ...out, ...progress };
    }
    const next: Out = { ...out, ...progress, attemptAt: now };
    try {
        await remember(gateway, next);
    } catch (error) {
        gateway.log.error(`How far ${out.reply.id} has come could not be kept: ${messageOf(error)}`);
    }
    return next;
}
