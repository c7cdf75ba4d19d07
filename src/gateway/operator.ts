/** What people do about replies that did not arrive. */
import { isExpired } from './claims';
import type { Gateway } from './gateway';
import { journal } from './journal';
import { showNote } from './notes';
import { workLane } from './outbox';
import type { Closed, Dead, Out } from './records';
import * as kept from './records';

export type RetryResult = 'started' | 'under-way' | 'unknown';

/**
 * Sends a dead letter again, as a new round of the same reply. When this returns it is journalled; `work` goes on
 * behind. Pressed twice, or on two servers, it is sent once: the round decides.
 */
export async function retry(gateway: Gateway, replyId: string): Promise<{ result: RetryResult; work: Promise<void> }> {
    const { records, memory } = gateway;
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
        sent,
        noted,
        shown,
    });
    await records.remove(...kept.keys.dead(dead));
    const work = (async () => {
        await showNote(gateway, out, { kind: 'sending' });
        await workLane(gateway, conversation, undefined, undefined);
        memory.unsent.delete(out.journal);
        await showEnd(gateway, out);
    })();
    return { result: 'started', work };
}

/**
 * Where two people press at the same time, the one whose server came second may have written "sending" over how it ended.
 * So whoever pressed says in the end what the records say. Where there is no end yet, its server will say it later.
 */
async function showEnd(gateway: Gateway, out: Out): Promise<void> {
    const found = await gateway.records.read(kept.keys.reply(out.reply.id));
    const dead = latest(kept.only(kept.dead, found).filter(({ round }) => round >= out.round));
    const [sent] = kept.only(kept.sent, found).filter(({ round }) => round >= out.round);
    if (dead !== undefined) {
        await showNote(gateway, dead, { kind: dead.inDoubt ? 'doubt' : 'failed', reason: dead.reason });
    } else if (sent !== undefined) {
        await showNote(gateway, sent, { kind: 'sent', at: sent.at });
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
    for (const day of days) {
        const found = await kept.readOnly(gateway.records, kept.dead, kept.deadOn(day));
        result.push(...found.sort((a, b) => b.at - a.at));
        if (result.length >= limit) {
            break;
        }
    }
    return result;
}

function latest(found: readonly Dead[]): Dead | undefined {
    return [...found].sort((a, b) => b.round - a.round || b.at - a.at)[0];
}
