/** Answers of people who may not answer: they never go out, and whoever wrote one is told so. They are no loss. */
import { text } from '../../lib/texts';
import { registrationFor } from '../conversations/people';
import type { Gateway } from '../gateway';
import type { ConversationKey, Reply } from '../model';
import type { Refused } from '../records/records';
import * as kept from '../records/records';
import { showNote } from './notes';

/** Keeps that a reply does not go out, so that nobody finds it later and sends it, and tells its author. */
export async function refuse(gateway: Gateway, conversation: ConversationKey, reply: Reply): Promise<void> {
    const record: Refused = {
        t: 'refused',
        v: 1,
        reply: { ...reply, author: { ...reply.author }, files: [...reply.files] },
        conversation,
        round: 0,
        at: gateway.clock.now(),
        noted: 'nowhere',
    };
    await gateway.records.replace(kept.keys.refused(record), record);
    await tellRefused(gateway, record);
}

/** The note has an id of its own, so it stands once, however often this is called. */
export async function tellRefused(gateway: Gateway, record: Refused): Promise<void> {
    const { network, command } = registrationFor(gateway, record.conversation) ?? { network: '', command: '' };
    const reason = text(await gateway.desk.language(), 'reasonNotRegistered', { network, command });
    const noted = await showNote(gateway, record, { kind: 'refused', reason });
    if (noted !== record.noted) {
        await gateway.records.replace(kept.keys.refused(record), { ...record, noted });
    }
}
