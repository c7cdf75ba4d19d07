import { text } from '../lib/texts';
import { bury, tellAgain } from './burial';
import type { Gateway } from './gateway';
import type { Connection, ReceiptEvent, ReceiptStatus } from './model';
import { RECEIPT_STATUSES } from './model';
import { showNote } from './notes';
import { showState } from './reactions';
import type { EarlyReceipt, SentRecord } from './records';
import * as kept from './records';

/** How long a receipt waits for the record of the message that it is about. */
export const EARLY_FOR_MS = 10 * 60_000;

type Receipt = Pick<EarlyReceipt, 'messageId' | 'status' | 'at'> & { readonly reason?: string | undefined };

/**
 * Takes over what the provider says of a message of ours. A receipt may overtake the answer to the send; then it waits
 * for the tick. Receipts of messages that are not ours (typed on the phone) wait in vain and are forgotten.
 */
export async function receiveReceipt(
    gateway: Gateway,
    { channel, id }: Connection,
    receipt: ReceiptEvent,
): Promise<void> {
    const { records, clock } = gateway;
    if (await apply(gateway, channel, id, receipt)) {
        return;
    }
    const { messageId, status, reason, at } = receipt;
    const early: EarlyReceipt = {
        t: 'receipt',
        v: 1,
        channel,
        connectionId: id,
        messageId,
        status,
        reason,
        at,
        arrivedAt: clock.now(),
    };
    await records.create(kept.keys.earlyReceipt(early), early);
}

/** Tries a receipt that came early once more. Gives whether it is done with. */
export async function retryEarly(gateway: Gateway, early: EarlyReceipt): Promise<void> {
    const applied = await apply(gateway, early.channel, early.connectionId, early);
    if (applied || early.arrivedAt < gateway.clock.now() - EARLY_FOR_MS) {
        await gateway.records.remove(...kept.keys.earlyReceipt(early));
    }
}

async function apply(gateway: Gateway, channel: string, connectionId: string, receipt: Receipt): Promise<boolean> {
    const found = await gateway.records.read(kept.keys.provider(channel, connectionId, receipt.messageId));
    const [record] = kept.only(kept.sent, found);
    if (record === undefined) {
        return false;
    }
    if (isNews(record, receipt.status)) {
        await take(gateway, record, receipt);
    }
    return true;
}

/** Only forward: a late "delivered" never hides "read". What was delivered cannot fail any more. */
function isNews({ receipt }: SentRecord, status: ReceiptStatus): boolean {
    if (status === 'failed') {
        return receipt === 'queued' || receipt === 'sent';
    }
    const before = receipt === 'queued' ? -1 : receipt === 'failed' ? 0 : RECEIPT_STATUSES.indexOf(receipt);
    return RECEIPT_STATUSES.indexOf(status) > before;
}

/** The record last: while it does not say so, the receipt is news, and comes again if this process dies over it. */
async function take(gateway: Gateway, record: SentRecord, { status, reason, at }: Receipt): Promise<void> {
    const { records } = gateway;
    const keys = kept.keys.sent(record);
    const next: SentRecord = { ...record, receipt: status, receiptAt: at };
    if (status === 'failed') {
        if (!(await tellAgain(gateway, record.reply.id, record.round))) {
            await buryFailed(gateway, record, reason);
        }
        await records.replace(keys, next);
        return;
    }
    if (record.receipt === 'failed') {
        await arrivedAfterAll(gateway, record, at);
    }
    await records.replace(keys, next);
    const shown = await showState(gateway, record.reply, record.shown, status);
    if (shown !== record.shown) {
        await records.replace(keys, { ...next, shown });
    }
}

async function buryFailed(gateway: Gateway, record: SentRecord, reason: string | undefined): Promise<void> {
    const { reply, round, conversation, noted, shown } = record;
    await bury(gateway, {
        t: 'dead',
        v: 1,
        conversation,
        reply,
        round,
        sent: [],
        reason: reason ?? text(await gateway.desk.language(), 'reasonUnknown'),
        inDoubt: false,
        at: gateway.clock.now(),
        noted,
        shown,
    });
}

/** The provider had called it failed, and now it has arrived. */
async function arrivedAfterAll(gateway: Gateway, { reply, round }: SentRecord, at: number): Promise<void> {
    const deads = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(reply.id));
    for (const dead of deads.filter((one) => one.round === round)) {
        await showNote(gateway, dead, { kind: 'sent', at });
        await gateway.records.remove(...kept.keys.dead(dead));
    }
}
