/** What people do about replies that did not arrive. */
import { messageOf } from '../lib/error';
import { isExpired } from './claims';
import { latest, showEnd } from './ending';
import type { Gateway } from './gateway';
import { journal } from './journal';
import { showNote } from './notes';
import { workLane } from './outbox';
import type { Closed, Dead, Out } from './records';
import * as kept from './records';

export type RetryResult = 'started' | 'under-way' | 'unknown';

/**
 * Sends a dead letter again, as a new round of the same reply. When this returns it is journalled; `work` goes on
 * behind. Pressed twice, or on two servers, it is sent once: the round decides. `known` are the provider's ids of the
 * parts that it has, where more of them are known now than the letter says.
 */
export async function retry(
    gateway: Gateway,
    replyId: string,
    known?: readonly string[],
): Promise<{ result: RetryResult; work: Promise<void> }> {
    const { records } = gateway;
    const found = await records.read(kept.keys.reply(replyId));
    const dead = latest(kept.only(kept.dead, found));
    const waiting = kept.only(kept.out, found);
    const nothing = Promise.resolve();
    if (waiting.length > 0 && !waiting.every((out) => out.attempt && isExpired(out, gateway.clock.now()))) {
        return { result: 'under-way', work: nothing };
    }
    if (dead === undefined) {
        return { result: 'unknown', work: nothing };
    }
    const { conversation, reply, sent, noted, shown } = dead;
    const out = await journal(gateway, conversation, reply, {
        attempt: false,
        round: dead.round + 1,
        sent: [...(known ?? sent)],
        noted,
        shown,
    });
    await records.remove(...kept.keys.dead(dead));
    return { result: 'started', work: sendAgain(gateway, out) };
}

/**
 * Where two people press at the same time, the one whose server came second may have written "sending" over how it ended.
 * So whoever pressed says in the end what the records say. Nobody waits for this: it must not reject.
 */
async function sendAgain(gateway: Gateway, out: Out): Promise<void> {
    try {
        await showNote(gateway, out, { kind: 'sending' });
        await workLane(gateway, out.conversation, undefined, undefined);
        gateway.memory.unsent.delete(out.journal);
        await showEnd(gateway, out);
    } catch (error) {
        gateway.log.error(`Sending ${out.reply.id} again stopped, the tick goes on: ${messageOf(error)}`);
    }
}

/** Takes note that a person has seen to it. The dead letter goes; the record of the end stays, so that nothing sends it again. */
export async function dismiss(gateway: Gateway, replyId: string): Promise<'dismissed' | 'unknown'> {
    const found = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(replyId));
    const dead = latest(found);
    if (dead === undefined) {
        return 'unknown';
    }
    const { reply, conversation, round, at } = dead;
    const closed: Closed = { t: 'closed', v: 1, reply, conversation, round, at };
    await gateway.records.create(kept.keys.closed(closed), closed);
    for (const one of found) {
        await gateway.records.remove(...kept.keys.dead(one));
    }
    await showNote(gateway, dead, { kind: 'dismissed' });
    return 'dismissed';
}

/** Dead letters, newest first; reads day by day and no further than the page asks for. */
export async function deadLetters(gateway: Gateway, days: readonly string[], limit: number): Promise<Dead[]> {
    const result: Dead[] = [];
    const seen = new Set<string>();
    for (const day of days) {
        const found = await kept.readOnly(gateway.records, kept.dead, kept.deadOn(day));
        const fresh = found.sort((a, b) => b.at - a.at).filter(({ reply }) => !seen.has(reply.id));
        fresh.forEach(({ reply }) => seen.add(reply.id));
        result.push(...new Map(fresh.map((dead) => [dead.reply.id, dead])).values());
        if (result.length >= limit) {
            break;
        }
    }
    return result;
}
