import type { Gateway } from '../gateway';
import { newName } from '../gateway';
import type { ConversationKey, Reply } from '../model';
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
