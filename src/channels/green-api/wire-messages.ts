/**
 * GREEN-API's words for what people say: `messageData` by kind, as far as we read it.
 * Source: green-api.com/en/docs/api/receiving/notifications-format/incoming-message. Any text may be empty or missing, and
 * the members are not of one type in all sources: read leniently.
 */
import type { Decoder } from '../../lib/decode';
import { DecodeError, array, number, object, oneOf, optional, record, string } from '../../lib/decode';

export const messageType = object({ typeMessage: string });

/** A text, empty where it is missing. */
const words: Decoder<string> = (value, path) => (value === null || value === undefined ? '' : string(value, path));

const several =
    <T>(item: Decoder<T>): Decoder<T[]> =>
    (value, path) =>
        value === null || value === undefined ? [] : array(item)(value, path);

const degrees: Decoder<number> = oneOf(number, (value, path) => {
    const degree = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    return number(degree, path);
});

/** Some sources write it as text. */
const flag: Decoder<boolean> = (value) => value === true || value === 'true';

/** The content of a kind, under the first of the keys that the sources give for it. */
export function under<T>(keys: readonly string[], decoder: Decoder<T>): Decoder<T> {
    return (value, path) => {
        const data = record(value, path);
        const key = keys.find((name) => data[name] !== null && data[name] !== undefined);
        if (key === undefined) {
            throw new DecodeError(keys[0] ?? '', 'an object');
        }
        return decoder(data[key], key);
    };
}

export const text = object({ textMessage: words });
export const extendedText = object({ text: words, title: words, description: words });
export const file = object({ downloadUrl: words, caption: words, fileName: words, mimeType: words });
export const location = object({ nameLocation: words, address: words, latitude: degrees, longitude: degrees });

const card = object({ displayName: words, vcard: words });
export const contact = card;
export const contacts = object({ contacts: several(card) });

export const poll = object({
    name: words,
    options: several(object({ optionName: words })),
    multipleAnswers: flag,
});
export const votes = object({
    name: words,
    votes: several(object({ optionName: words, optionVoters: several(string) })),
    multipleAnswers: flag,
});

export const edited = object({ textMessage: words, caption: words });
export const deleted = object({});

export const buttons = object({
    contentText: words,
    footer: words,
    buttons: several(object({ buttonText: words })),
});
export const list = object({
    title: words,
    contentText: words,
    footer: words,
    sections: several(
        object({ title: words, rows: several(object({ title: words, rowId: words, description: words })) }),
    ),
});
export const template = object({
    contentText: words,
    footer: words,
    buttons: several(
        object({
            urlButton: optional(object({ displayText: words, url: words })),
            callButton: optional(object({ displayText: words, phoneNumber: words })),
            quickReplyButton: optional(object({ displayText: words })),
        }),
    ),
});
export const interactive = object({
    titleText: words,
    contentText: words,
    footerText: words,
    buttons: several(object({ buttonText: words, copyCode: words, url: words, phoneNumber: words })),
});

export const buttonsAnswer = object({ selectedButtonText: words, selectedButtonId: words });
/** `singleSelectReply` is the id of the row as text, or an object that holds it. */
export const listAnswer = object({
    title: words,
    singleSelectReply: oneOf<string>(
        words,
        (value, path) => object({ selectedRowId: words })(value, path).selectedRowId,
    ),
});
export const templateAnswer = object({ selectedDisplayText: words, selectedId: words });

export const invite = object({ groupName: words, inviteCode: words, caption: words });

/** Members that any content may have. */
export const marks = object({ isForwarded: flag, forwardingScore: optional(degrees) });
export const reference = object({ stanzaId: words, participant: words });

/** The flat form in which a quoted message is told; members of all kinds stand side by side. */
export const quoted = object({
    stanzaId: words,
    participant: words,
    typeMessage: words,
    textMessage: words,
    caption: words,
    fileName: words,
    contentText: words,
    titleText: words,
    title: words,
    selectedDisplayText: words,
    name: words,
    contact: optional(card),
    contacts: several(card),
    location: optional(object({ nameLocation: words, address: words })),
    groupInviteMessageData: optional(object({ groupName: words })),
});
