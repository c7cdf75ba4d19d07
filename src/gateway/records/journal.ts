import type { Gateway } from '../gateway';
import { newName } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import type { Out } from './records';
import * as kept from './records';

/** Writes a reply down, before anything is done with it. */
export async function journal(
    gateway: Gateway,
    conversation: ConversationKey,
    reply: Reply,
    more: Pick<Out, 'attempt'> &
        Partial<Pick<Out, 'round' | 'sent' | 'reason' | 'notBefore' | 'blockedUntil' | 'noted' | 'shown'>>,
): Promise<Out> {
    const { records, clock, memory } = gateway;
    const now = clock.now();
    const record: Out = {
        t: 'out',
        v: 1,
        conversation,
        reply,
        createdAt: now,
        journal: newName(memory),
        round: 0,
        process: memory.process,
        attemptAt: now,
        sent: [],
        begunAt: undefined,
        failures: 0,
        reason: '',
        doubts: 0,
        notBefore: 0,
        blockedUntil: undefined,
        untilReady: false,
        noted: 'nowhere',
        shown: '',
        ...more,
    };
    memory.unsent.add(record.journal);
    await records.create(kept.keys.outNamed(reply.id, conversation, record.journal), record);
    return record;
}

/** Changes a reply's record, and no other that may stand for the same reply. */
export async function remember(gateway: Pick<Gateway, 'records'>, out: Out): Promise<void> {
    await gateway.records.replace(kept.keys.outNamed(out.reply.id, out.conversation, out.journal), out);
}
