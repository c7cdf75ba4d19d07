/** What a message refers to, and whether it is somebody else's: members that stand in the content of any kind. */
import type { Forwarded, Quote } from '../../gateway/model';
import type { Decoder } from '../../lib/decode';
import { optional, tryDecode } from '../../lib/decode';
import { authorOf, isGroup } from './addresses';
import * as wire from './wire-messages';

/** WhatsApp calls a message forwarded many times from here on. */
const OFTEN = 5;

/** What a quoted message was, for those that may say nothing in words. */
const SIGNS: ReadonlyMap<string, string> = new Map([
    ['imageMessage', '📷'],
    ['videoMessage', '🎬'],
    ['audioMessage', '🎤'],
    ['documentMessage', '📄'],
    ['stickerMessage', '💟'],
    ['locationMessage', '📍'],
    ['contactMessage', '👤'],
    ['contactsArrayMessage', '👤'],
    ['pollMessage', '📊'],
    ['groupInviteMessage', '👥'],
]);

function membersOf<T>(messageData: Readonly<Record<string, unknown>>, decoder: Decoder<T>): T[] {
    // Most members are plain values, and to make an error of each would be the dearest part of decoding a text.
    const objects = Object.values(messageData).filter((member) => typeof member === 'object' && member !== null);
    return objects.flatMap((member) => tryDecode(decoder, member) ?? []);
}

/**
 * The earlier message that a message answers to, or changes, or was chosen from. `own` is the account's own id: what it
 * wrote in a group has no author.
 */
export function quoteOf(
    chatId: string,
    messageData: Readonly<Record<string, unknown>>,
    own: string,
): Quote | undefined {
    const quoted = tryDecode(optional(wire.quoted), messageData.quotedMessage);
    const reference = membersOf(messageData, wire.reference).find(({ stanzaId }) => stanzaId !== '');
    const messageId = [quoted?.stanzaId, reference?.stanzaId].find((id) => id !== undefined && id !== '');
    if (messageId === undefined) {
        return undefined;
    }
    const text = quoted === undefined ? '' : textOf(quoted);
    const participant = quoted?.participant || reference?.participant || '';
    const isTheirs = isGroup(chatId) && participant !== '' && participant !== own;
    return {
        eventId: `${chatId}:${messageId}`,
        messageId,
        ...(text === '' ? {} : { text }),
        ...(isTheirs ? { author: authorOf(participant) } : {}),
    };
}

function textOf(quoted: ReturnType<typeof wire.quoted>): string {
    const { textMessage, caption, contentText, titleText, title, selectedDisplayText, fileName, name } = quoted;
    const { contact, contacts, location, groupInviteMessageData: invite } = quoted;
    const words = [
        textMessage,
        caption,
        contentText,
        titleText,
        title,
        selectedDisplayText,
        contact?.displayName,
        contacts.map(({ displayName }) => displayName).join(', '),
        location?.nameLocation,
        location?.address,
        invite?.groupName,
        fileName,
        name,
    ].find((one) => one !== undefined && one.trim() !== '');
    return [SIGNS.get(quoted.typeMessage), words].filter((part) => part !== undefined).join(' ');
}

/** Marks on the quoted message are its own. */
export function forwardedOf({
    quotedMessage: _other,
    ...own
}: Readonly<Record<string, unknown>>): Forwarded | undefined {
    const marks = membersOf(own, wire.marks).find(({ isForwarded }) => isForwarded);
    return marks && ((marks.forwardingScore ?? 0) >= OFTEN ? 'often' : 'once');
}
