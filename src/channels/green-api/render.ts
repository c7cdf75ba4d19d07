import type { Outgoing, ReplyFile } from '../../gateway/model';
import { extensionOf } from '../../lib/filename';
import { splitText } from '../../lib/split';
import { toWhatsApp } from '../../lib/whatsapp-format';
import type { Style } from './style';
import { PLAIN, signatureFor, typingFor } from './style';
import { CAPTION_LIMIT_CHARS, TEXT_LIMIT_CHARS } from './wire';

/** One message of the several that a reply may make. */
export type Part =
    | { readonly kind: 'text'; readonly message: SendMessage }
    | { readonly kind: 'file'; readonly message: SendFile; readonly file: ReplyFile }
    | { readonly kind: 'location'; readonly message: SendLocation }
    | { readonly kind: 'card'; readonly message: SendContact };

/** green-api.com/en/docs/api/sending/SendMessage */
export interface SendMessage {
    readonly chatId: string;
    readonly message: string;
    readonly quotedMessageId?: string;
    /** Shows that somebody types first, ms. */
    readonly typingTime?: number;
}

/** What goes along with the bytes, green-api.com/en/docs/api/sending/SendFileByUpload */
export interface SendFile {
    readonly chatId: string;
    /** With extension: it decides what the file is shown as. */
    readonly fileName: string;
    readonly caption?: string;
    readonly quotedMessageId?: string;
    readonly typingTime?: number;
}

/** green-api.com/en/docs/api/sending/SendLocation */
export interface SendLocation {
    readonly chatId: string;
    readonly latitude: number;
    readonly longitude: number;
    readonly nameLocation?: string;
}

/** green-api.com/en/docs/api/sending/SendContact */
export interface SendContact {
    readonly chatId: string;
    readonly contact: { readonly phoneContact: number; readonly firstName: string };
}

/** Files under which WhatsApp shows a caption for certain, by their extension: pictures and films. */
const SHOWS_CAPTION = /^(?:jpe?g|png|mp4|3gpp?|mov)$/i;

/**
 * The messages that carry a reply, in order: a text that no file can carry, then the files as they stand in the message.
 * The same reply always gives the same messages, so that it can be gone on with where an earlier try ended.
 */
export function render(chatId: string, reply: Outgoing, style: Style = PLAIN): readonly Part[] {
    const piece = pieceOf(chatId, reply);
    if (piece !== undefined) {
        return [piece];
    }
    const { files, quotedId } = reply;
    const { text, captions } = signed(wordsOf(reply), signatureFor(reply, style));
    const [only] = files.length === 1 ? files : [];
    const carries = only !== undefined && captions[0] === '' && text !== '' && isCaption(only, text);
    const parts: Part[] = [
        ...(carries ? [] : texts(chatId, text)),
        ...files.flatMap((file, index) => withCaption(chatId, file, carries ? text : (captions[index] ?? ''))),
    ];
    const [first, ...rest] = parts;
    return first === undefined ? parts : [typing(quoting(first, quotedId), style), ...rest];
}

/** A place or a card, which stands alone. */
function pieceOf(chatId: string, { location, card }: Outgoing): Part | undefined {
    if (location !== undefined) {
        const { latitude, longitude, name } = location;
        const message = { chatId, latitude, longitude, ...(name === undefined ? {} : { nameLocation: name }) };
        return { kind: 'location', message };
    }
    return (
        card && {
            kind: 'card',
            message: { chatId, contact: { phoneContact: Number(card.phone), firstName: card.name } },
        }
    );
}

/** What a reply says: its text, and what is said of each file, unless that is the same. */
interface Said {
    readonly text: string;
    readonly captions: readonly string[];
}

function wordsOf({ text, files }: Outgoing): Said {
    return {
        text: toWhatsApp(text),
        captions: files.map(({ caption = '' }) => (caption === text ? '' : toWhatsApp(caption))),
    };
}

/** The first line stands before the words that come first; where there are none, by itself before the first file. */
function signed({ text, captions }: Said, line: string): Said {
    if (line === '') {
        return { text, captions };
    }
    const [first = '', ...others] = captions;
    return text !== '' || first === ''
        ? { text: text === '' ? line : `${line}\n${text}`, captions }
        : { text, captions: [`${line}\n${first}`, ...others] };
}

function texts(chatId: string, text: string): Part[] {
    return text === ''
        ? []
        : splitText(text, TEXT_LIMIT_CHARS).map((message) => ({ kind: 'text', message: { chatId, message } }));
}

/** A file, with what is said of it under it, or before it where it would not be shown or not be taken. */
function withCaption(chatId: string, file: ReplyFile, caption: string): Part[] {
    const fits = caption !== '' && isCaption(file, caption);
    const fileName = nameOf(file);
    return [
        ...(fits ? [] : texts(chatId, caption)),
        { kind: 'file', file, message: { chatId, fileName, ...(fits ? { caption } : {}) } },
    ];
}

function isCaption(file: ReplyFile, text: string): boolean {
    return text.length <= CAPTION_LIMIT_CHARS && SHOWS_CAPTION.test(extensionOf(file.name, file.type));
}

function nameOf({ name, type }: ReplyFile): string {
    const extension = extensionOf(name, type);
    return name.toLowerCase().endsWith(`.${extension.toLowerCase()}`) ? name : `${name || 'file'}.${extension}`;
}

/** Each kind by itself: the compiler does not follow a spread over a union. */
function quoting(part: Part, quotedMessageId: string | undefined): Part {
    if (quotedMessageId === undefined) {
        return part;
    }
    switch (part.kind) {
        case 'text':
            return { ...part, message: { ...part.message, quotedMessageId } };
        case 'file':
            return { ...part, message: { ...part.message, quotedMessageId } };
        default:
            return part;
    }
}

/** As long as somebody might have typed what is said in it. */
function typing(part: Part, style: Style): Part {
    switch (part.kind) {
        case 'text':
            return { ...part, message: { ...part.message, ...typingFor(part.message.message, style) } };
        case 'file':
            return { ...part, message: { ...part.message, ...typingFor(part.message.caption ?? '', style) } };
        default:
            return part;
    }
}
