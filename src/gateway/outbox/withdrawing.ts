/** Replies that were deleted before they had gone. */
import { addressOf } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import type { Closed, Out } from '../records/records';
import * as kept from '../records/records';
import { showNote } from './notes';
import { keepSent, settle } from './settled';

/** Ends a reply of which nothing more may go. What of it has gone stands as sent: then it can be deleted there. */
export async function withdraw(gateway: Gateway, out: Out): Promise<void> {
    const { reply, conversation, round, sent, noted } = out;
    if (sent.length > 0) {
        await keepSent(gateway, out, sent, await addressOf(gateway, conversation));
    } else {
        const closed: Closed = { t: 'closed', v: 1, reply, conversation, round, at: gateway.clock.now() };
        await gateway.records.create(kept.keys.closed(closed), closed);
    }
    await settle(gateway, out);
    if (noted !== 'nowhere') {
        await showNote(gateway, out, { kind: 'dismissed' });
    }
}
