/**
 * Showing what a contact's message answers to. Rocket.Chat shows a message as quoted where a text holds a link to it, and
 * lets a visitor quote whatever stands in rooms of his own. Needs up to four calls, and only for messages that quote.
 */
import type { Quote } from '../content';
import { eventKeysOf, familyOf } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import { partsOf } from '../model';
import type { Entry } from '../records/records';
import * as kept from '../records/records';
import { authorLine } from './authors';
import { sayIn } from './wording';

/** How much of a quoted message is repeated where it cannot be linked. */
const SHOWN_CHARS = 300;
const SHOWN_LINES = 5;

/** What stands before the text of a message that quotes: an invisible link, else the quoted words; empty without a quote. */
export async function quoteBefore(
    gateway: Gateway,
    { conversation, event }: Pick<Entry, 'conversation' | 'event'>,
): Promise<string> {
    const { quote } = event;
    if (quote === undefined) {
        return '';
    }
    const messageId = await quotedMessage(gateway, conversation, event.contact.address, quote);
    const message = messageId === undefined ? undefined : await gateway.desk.message(messageId);
    return messageId === undefined || message === undefined
        ? repeated(
              [authorLine(quote.author), quote.text ?? sayIn(await gateway.desk.language())('quoteUnknown')]
                  .filter((line) => line !== '')
                  .join('\n'),
          )
        : `[ ](${await gateway.desk.messageLink(message.roomId, messageId)})`;
}

/** Rocket.Chat's id of a message that the contact wrote, or that we sent to him. */
async function quotedMessage(
    gateway: Gateway,
    conversation: string,
    address: string,
    { eventId, messageId }: Quote,
): Promise<string | undefined> {
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    const [family, theirs] = await Promise.all([
        familyOf(gateway, conversation),
        eventKeysOf(gateway, conversation, { id: eventId, address }),
    ]);
    const [sent, ...done] = await Promise.all([
        kept.readOnly(gateway.records, kept.sent, kept.keys.provider(channel, connectionId, messageId)),
        ...theirs.map((key) => kept.readOnly(gateway.records, kept.done, kept.keys.event(key))),
    ]);
    // Provider's ids are unique within a chat at most.
    return done.flat()[0]?.messageIds[0] ?? sent.find((one) => family.includes(one.conversation))?.reply.id;
}

/** As much of quoted words as it takes to repeat them. */
export const shortened = (words: string): string => words.slice(0, SHOWN_CHARS + 1);

/** Words as lines with `>`, cut where there are many. */
export function repeated(words: string): string {
    const cut = words.length > SHOWN_CHARS ? `${words.slice(0, SHOWN_CHARS).replace(/[\uD800-\uDBFF]$/, '')}…` : words;
    const lines = cut.trim().split(/\s*\n\s*/);
    return [...lines.slice(0, SHOWN_LINES), ...(lines.length > SHOWN_LINES ? ['…'] : [])]
        .map((line) => `> ${line}`)
        .join('\n');
}

/** A text without what `quoteBefore` put before it: two servers may have found the quoted message or not. */
export function withoutQuote(shown: string): string {
    return shown.replace(/^(?:\[ \]\([^)\s]+\)\s*)+/, '').replace(/^(?:> [^\n]*(?:\n|$))+/, '');
}
