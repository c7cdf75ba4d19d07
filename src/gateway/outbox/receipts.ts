import { messageOf } from '../../lib/error';
import { bucketOf } from '../../lib/ids';
import type { Words } from '../../lib/texts';
import { worded } from '../../lib/texts';
import { countOddity } from '../connections/oddities';
import type { Gateway } from '../gateway';
import type { Connection, ReceiptEvent, ReceiptStatus } from '../model';
import { RECEIPT_STATUSES } from '../model';
import type { Dead, EarlyReceipt, SentRecord } from '../records/records';
import * as kept from '../records/records';
import { bury, youngLetters } from './burial';
import { arrivedAfterAll } from './ending';
import { showState } from './reactions';
import { wantsTemplate } from './window';

/**
 * How long a receipt waits for the record of the message that it is about: longer than providers are asked about messages
 * of which nobody knows, since one of these may have failed after it was accepted.
 */
export const EARLY_FOR_MS = 30 * 60_000;
/** Most come a moment too early. Whoever waits longer is looked at in one run of so many. */
const EAGER_MS = 60_000;
const PATIENT_EVERY = 12;

/** Another server may write over what we wrote; it is looked at again so often. */
const LOOKS = 3;

type Receipt = Pick<EarlyReceipt, 'messageId' | 'status' | 'at'> & {
    readonly reason?: Words | undefined;
    readonly blockedMs?: number | undefined;
    readonly onlyTemplates?: boolean | undefined;
};

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
    const { messageId, status, reason, blockedMs, onlyTemplates, at } = receipt;
    const early: EarlyReceipt = {
        t: 'receipt',
        v: 1,
        channel,
        connectionId: id,
        messageId,
        status,
        reason,
        blockedMs,
        onlyTemplates,
        at,
        arrivedAt: clock.now(),
    };
    await records.create(kept.keys.earlyReceipt(early), early);
}

/** Whether it is looked at in this run of the tick. */
export function isEarlyTurn(
    { arrivedAt, messageId }: Pick<EarlyReceipt, 'arrivedAt' | 'messageId'>,
    runs: number,
    now: number,
): boolean {
    const isTime = arrivedAt > now - EAGER_MS || arrivedAt < now - EARLY_FOR_MS;
    return isTime || (runs + bucketOf(messageId)) % PATIENT_EVERY === 0;
}

/**
 * Tries a receipt that came early once more; removes it when it was applied, or, counted, when nobody will ever ask for it.
 * Whether somebody will is looked at first: whoever asks records the message before he takes its letter away, so that what
 * nobody asks about any more has its record when that is looked for.
 */
export async function retryEarly(gateway: Gateway, early: EarlyReceipt, isAwaited = awaitedIn(gateway)): Promise<void> {
    const { channel, connectionId } = early;
    const isOld = early.arrivedAt < gateway.clock.now() - EARLY_FOR_MS;
    const isInVain = isOld && !(await isAwaited(`${channel}:${connectionId}:`));
    const applied = await apply(gateway, channel, connectionId, early);
    const isForgotten = isInVain && !applied;
    if (isForgotten) {
        await countOddity(gateway, { channel, id: connectionId }, 'status of an unknown message');
    }
    if (applied || isForgotten) {
        await gateway.records.remove(...kept.keys.earlyReceipt(early));
    }
}

/**
 * Whether a provider is still to be asked about a reply of a connection: after an outage that may be later than usual. The
 * letters are read once, however many receipts are about to be forgotten.
 */
export function awaitedIn(gateway: Gateway): (connection: string) => Promise<boolean> {
    let young: ReturnType<typeof youngLetters> | undefined;
    return async (connection) => {
        const { dead } = await (young ??= youngLetters(gateway));
        return dead.some(({ conversation, asking }) => asking !== undefined && conversation.startsWith(connection));
    };
}

/** The state of a whole reply: failed if any part of it did, else what all of its parts have reached. */
export function stateOf({
    providerIds,
    receipts,
}: Pick<SentRecord, 'providerIds' | 'receipts'>): ReceiptStatus | 'queued' {
    const states: ReadonlyArray<ReceiptStatus | 'queued'> = providerIds.map((id) => receipts[id] ?? 'queued');
    return states.includes('failed') ? 'failed' : (ORDER.find((state) => states.includes(state)) ?? 'queued');
}

const ORDER = ['queued', ...RECEIPT_STATUSES] as const;

/** One receipt of a reply at a time in this process, whichever of its parts it is of; between servers a second look decides. */
async function apply(gateway: Gateway, channel: string, connectionId: string, receipt: Receipt): Promise<boolean> {
    const { memory, records } = gateway;
    const key = kept.keys.provider(channel, connectionId, receipt.messageId);
    let found: unknown[] | undefined = await records.read(key);
    const [first] = kept.only(kept.sent, found);
    if (first === undefined) {
        return kept.only(kept.changed, found).length > 0; // what becomes of an edit is shown nowhere
    }
    const lane = laneOfReply(first.reply.id);
    if (memory.lanes.busy(lane)) {
        found = undefined; // it will be another one when its turn comes
    }
    return memory.lanes.run(lane, async () => {
        for (let look = 0; look < LOOKS; look++) {
            const [record] = kept.only(kept.sent, found ?? (await records.read(key)));
            found = undefined;
            if (record === undefined || !isNews(record.receipts[receipt.messageId] ?? 'queued', receipt.status)) {
                break;
            }
            await take(gateway, record, receipt);
        }
        return true;
    });
}

/** What is known of a reply's parts stands in one record: whoever changes it is alone with it in this process. */
const laneOfReply = (replyId: string): string => `receipts of ${replyId}`;

/**
 * Shows on a reply which stood there as waiting or failed that it was accepted now: a receipt may take long, or never
 * come. Never rejects: what is shown must not stop the work.
 */
export async function showAccepted(gateway: Gateway, { reply }: SentRecord): Promise<void> {
    const current = async (): Promise<SentRecord | undefined> =>
        latestOf(await kept.readOnly(gateway.records, kept.sent, kept.keys.reply(reply.id)));
    try {
        await gateway.memory.lanes.run(laneOfReply(reply.id), async () => {
            const before = await current();
            if (before === undefined || stateOf(before) !== 'queued') {
                return; // a receipt was faster, and shows more
            }
            const shown = await showState(gateway, reply, before.shown, 'sent');
            const record = await current();
            if (record !== undefined && record.shown === before.shown && shown !== before.shown) {
                await gateway.records.replace(kept.keys.sent(record), { ...record, shown });
            }
        });
    } catch (error) {
        gateway.log.warn(`That ${reply.id} was accepted could not be shown on it: ${messageOf(error)}`);
    }
}

/** A reply that was called failed and was sent again has a record of each round. */
function latestOf(found: readonly SentRecord[]): SentRecord | undefined {
    return [...found].sort((a, b) => b.round - a.round)[0];
}

/** Only forward: a late "delivered" never hides "read". What was delivered cannot fail any more. */
function isNews(before: ReceiptStatus | 'queued', status: ReceiptStatus): boolean {
    if (status === 'failed') {
        return before === 'queued' || before === 'sent';
    }
    // What was called failed and has arrived all the same.
    const from = before === 'failed' ? 'sent' : before;
    return ORDER.indexOf(status) > ORDER.indexOf(from);
}

/** First what people must see, then the record of it: ended between the two, the receipt comes again and is news again. */
async function take(gateway: Gateway, record: SentRecord, receipt: Receipt): Promise<void> {
    const { messageId, status, at } = receipt;
    const next: SentRecord = { ...record, receipts: { ...record.receipts, [messageId]: status }, receiptAt: at };
    const [was, is] = [stateOf(record), stateOf(next)];
    let { shown } = record;
    if (status === 'failed') {
        await bury(gateway, await letterOf(gateway, record, receipt));
    } else if (was === 'failed' && is !== 'failed') {
        await arrivedAfterAll(gateway, record, at);
    }
    if (is !== was && is !== 'queued' && is !== 'failed') {
        shown = await showState(gateway, record.reply, record.shown, is);
    }
    await gateway.records.replace(kept.keys.sent(record), { ...next, shown });
}

async function letterOf(
    gateway: Gateway,
    record: SentRecord,
    { messageId, reason, blockedMs, onlyTemplates }: Receipt,
): Promise<Dead> {
    const { reply, round, conversation, providerIds, at, noted, shown, to } = record;
    return {
        t: 'dead',
        v: 1,
        conversation,
        reply,
        round,
        // What came before the part that failed is not sent again.
        sent: providerIds.slice(0, providerIds.indexOf(messageId)),
        reason: worded(await gateway.desk.language(), reason ?? { name: 'reasonUnknown' }),
        inDoubt: false,
        blockedUntil: blockedMs === undefined ? undefined : at + blockedMs,
        // Words that block themselves are no matter of the window.
        onlyTemplates: blockedMs === undefined && (await wantsTemplate(gateway, conversation, reply, onlyTemplates)),
        asking: undefined,
        at: gateway.clock.now(),
        noted,
        shown,
        to,
    };
}
