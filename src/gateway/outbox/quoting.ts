/** What a reply quotes, in the provider's terms. */
import type { Channel } from '../../channels/channel';
import { withEmoji } from '../../lib/emoji';
import { familyOf } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import type { Connection, Outgoing, ReplyQuote } from '../model';
import { partsOf } from '../model';
import type { Out, SentRecord } from '../records/records';
import * as kept from '../records/records';

type InLane = Pick<Out, 'reply' | 'conversation' | 'round'>;

/**
 * The reply as the channel gets it. The first quoted message that is known to stand in this conversation goes as the
 * provider's own quote; the others stand as `> ` lines before the text. Costs nothing for a reply that quotes nothing.
 * `address` is where it goes.
 */
export async function outgoing(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
    out: InLane,
    address: string,
): Promise<Outgoing> {
    const { quotes = [], ...written } = out.reply;
    const reply = withoutEmojiNames({ ...written, round: out.round });
    if (quotes.length === 0) {
        return reply;
    }
    const isEmpty = reply.text === '' && reply.files.length === 0;
    let quotedId: string | undefined;
    const lines: string[] = [];
    for (const quote of quotes) {
        // A quote alone is no message: what it says is sent instead.
        const found =
            quotedId === undefined && !isEmpty ? await providerId(gateway, channel, out, quote, address) : undefined;
        if (found === undefined) {
            lines.push(...linesOf(quote));
        } else {
            quotedId = found;
        }
    }
    // Unless the administrator wants none of it; but a quote alone is all there is.
    const isTold = isEmpty || channel.tellsChanges?.(connection) !== false;
    const text = [...(isTold ? lines : []), ...(reply.text === '' ? [] : [reply.text])].join('\n');
    return { ...reply, text, ...(quotedId === undefined ? {} : { quotedId }) };
}

/** No messenger knows Rocket.Chat's names of emoji. */
function withoutEmojiNames(reply: Outgoing): Outgoing {
    return {
        ...reply,
        text: withEmoji(reply.text),
        files: reply.files.map((file) =>
            file.caption === undefined ? file : { ...file, caption: withEmoji(file.caption) },
        ),
    };
}

function linesOf({ text }: ReplyQuote): string[] {
    return text === ''
        ? []
        : withEmoji(text)
              .split('\n')
              .map((line) => `> ${line}`);
}

/**
 * The provider's id of a message that a contact or an agent wrote in this conversation. Of another conversation none:
 * some providers drop, without a word, what quotes a message that is not in the same chat. For the same reason none of a
 * contact with several addresses that came from, or went to, another one than this goes to.
 */
async function providerId(
    gateway: Gateway,
    channel: Channel,
    { conversation }: InLane,
    { messageId }: ReplyQuote,
    address: string,
): Promise<string | undefined> {
    if (channel.quotedId === undefined) {
        return undefined;
    }
    const { records } = gateway;
    const [family, came, went] = await Promise.all([
        familyOf(gateway, conversation),
        kept.readOnly(records, kept.done, kept.keys.message(messageId)),
        kept.readOnly(records, kept.sent, kept.keys.reply(messageId)),
    ]);
    const isAlone = family.length === 1;
    const ours = went.find((record) => family.includes(record.conversation) && (isAlone || sentTo(record) === address))
        ?.providerIds[0];
    const [eventId] = came
        .filter((record) => family.includes(record.conversation))
        // A line that only speaks of a message is quoted as that message.
        .map((record) => record.of ?? eventIdOf(record.key, conversation))
        .filter((id) => id !== '' && (isAlone || channel.eventIdAt?.(id, address, address) !== undefined));
    return ours ?? (eventId === undefined ? undefined : channel.quotedId(eventId));
}

/** The address that a reply went to. */
export function sentTo({ to, conversation }: Pick<SentRecord, 'to' | 'conversation'>): string {
    return to ?? partsOf(conversation)?.address ?? '';
}

/** The provider's id in an event's key (`<channel>:<connection>:<kind>:<id>`). */
function eventIdOf(key: string, conversation: string): string {
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    return key.slice(`${channel}:${connectionId}:`.length).replace(/^[^:]*:/, '');
}
