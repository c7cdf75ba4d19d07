/** Whether a message that the account sent to a contact is one of ours, as far as that is known yet. */
import { familyOf, goesOnAs } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import { youngLetters } from '../outbox/burial';
import type { SentRecord } from '../records/records';
import * as kept from '../records/records';

/** The reply that went out as this message of the provider. His ids are unique within a chat at most. */
export async function sentAs(
    gateway: Gateway,
    conversation: ConversationKey,
    messageId: string,
): Promise<SentRecord | undefined> {
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    const found = await kept.readOnly(gateway.records, kept.sent, kept.keys.provider(channel, connectionId, messageId));
    const family = await familyOf(gateway, conversation);
    return found.find((one) => family.includes(one.conversation));
}

/**
 * `not known yet`: a reply of ours is on its way whose answer has not come, or of which the provider is still to be asked.
 * A reply goes from the outbox to what was sent, by way of the dead letters or not: so they are read in that order.
 */
export async function whose(
    gateway: Gateway,
    conversation: ConversationKey,
    messageId: string,
): Promise<'ours' | "another's" | 'not known yet'> {
    await goesOnAs(gateway, conversation); // so that all its addresses are known here
    const family = await familyOf(gateway, conversation);
    const lanes = family.map((lane) => kept.readOnly(gateway.records, kept.out, kept.keys.outLane(lane)));
    const outs = (await Promise.all(lanes)).flat();
    if ((await sentAs(gateway, conversation, messageId)) !== undefined) {
        return 'ours';
    }
    const letters = (await youngLetters(gateway)).dead.filter((dead) => family.includes(dead.conversation));
    if ([...outs, ...letters].some(({ sent }) => sent.includes(messageId))) {
        return 'ours';
    }
    const isGoing = outs.some(({ attempt }) => attempt) || letters.some(({ asking }) => asking !== undefined);
    if (isGoing) {
        return 'not known yet';
    }
    // What the letters tell may have come to its end before they were read.
    return (await sentAs(gateway, conversation, messageId)) === undefined ? "another's" : 'ours';
}
