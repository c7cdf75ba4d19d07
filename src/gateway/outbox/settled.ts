/** The end of a reply: whether it has come to it, and the record that says so. */
import type { Gateway } from '../gateway';
import { partsOf } from '../model';
import { isExpired } from '../records/claims';
import type { Out, SentRecord } from '../records/records';
import * as kept from '../records/records';

const roundName = (replyId: string, round: number): string => `${replyId}#${round}`;

/** Whether this round of a reply has reached its end: sent, given up, or never to be sent. */
export async function isSettled(gateway: Gateway, replyId: string, round: number): Promise<boolean> {
    const stand = await standOf(gateway, replyId, round);
    return stand === 'ended' || stand === 'refused';
}

/** How a round of a reply stands: `refused` is one of somebody who may not answer, `open` one in work, or unheard of. */
export async function standOf(gateway: Gateway, replyId: string, round: number): Promise<'ended' | 'refused' | 'open'> {
    const name = roundName(replyId, round);
    const known = gateway.memory.settledReplies.get(name);
    if (known !== undefined) {
        return known;
    }
    const found = await gateway.records.read(kept.keys.reply(replyId));
    const ends = found.filter((data) => endedRound(data) >= round);
    if (ends.length === 0) {
        return 'open';
    }
    const stand = kept.only(kept.refused, ends).length > 0 ? 'refused' : 'ended';
    gateway.memory.settledReplies.set(name, stand);
    return stand;
}

/**
 * The round that a record says has ended, or -1 for a record of a reply in work. A record that this version cannot read
 * is an end: another version wrote it, and a reply that waits is better than one that is sent twice.
 */
function endedRound(data: unknown): number {
    if (kept.only(kept.out, [data]).length > 0) {
        return -1;
    }
    const [end] = [
        ...kept.only(kept.sent, [data]),
        ...kept.only(kept.dead, [data]),
        ...kept.only(kept.closed, [data]),
        ...kept.only(kept.changed, [data]),
    ];
    return end?.round ?? Number.POSITIVE_INFINITY;
}

/** The address that a reply went to, where it is another one than that of its conversation. */
export const otherThanOwn = ({ conversation }: Out, address: string): string | undefined =>
    partsOf(conversation)?.address === address ? undefined : address;

/** The record of a reply that the provider has, as these messages of its own. Pure. */
export function newSent(
    { reply, round, conversation, noted, shown }: Pick<Out, 'reply' | 'round' | 'conversation' | 'noted' | 'shown'>,
    { ids, at, begunAt, to }: { readonly ids: readonly string[] } & Pick<SentRecord, 'at' | 'begunAt' | 'to'>,
): SentRecord {
    return {
        t: 'sent',
        v: 1,
        reply,
        round,
        conversation,
        providerIds: [...ids],
        at,
        begunAt,
        receipts: {},
        receiptAt: at,
        noted,
        shown,
        to,
    };
}

/** Keeps that the provider has a reply, as these messages of its own, sent to this address. */
export async function keepSent(
    { clock, records }: Gateway,
    out: Out,
    ids: readonly string[],
    address: string,
): Promise<SentRecord> {
    const begunAt = out.begunAt ?? out.attemptAt;
    const record = newSent(out, { ids, at: clock.now(), begunAt, to: otherThanOwn(out, address) });
    await records.create(kept.keys.sent(record), record);
    return record;
}

/** Takes a reply that has come to its end out of the journal. */
export async function settle(gateway: Gateway, out: Out): Promise<void> {
    gateway.memory.settledReplies.set(roundName(out.reply.id, out.round), 'ended');
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
