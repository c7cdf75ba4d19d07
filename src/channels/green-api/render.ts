import type { Outgoing, ReplyFile } from '../../gateway/model';
import { extensionOf } from '../../lib/filename';
import { splitText } from '../../lib/split';
import { toWhatsApp } from '../../lib/whatsapp-format';
import { CAPTION_LIMIT_CHARS, TEXT_LIMIT_CHARS } from './wire';

/** One message of the several that a reply may make. */
export type Part =
    | { readonly kind: 'text'; readonly message: SendMessage }
    | { readonly kind: 'file'; readonly message: SendFile; readonly file: ReplyFile };

/** green-api.com/en/docs/api/sending/SendMessage */
export interface SendMessage {
    readonly chatId: string;
    readonly message: string;
    readonly quotedMessageId?: string;
}

/** What goes along with the bytes, green-api.com/en/docs/api/sending/SendFileByUpload */
export interface SendFile {
    readonly chatId: string;
    /** With extension: it decides what the file is shown as. */
    readonly fileName: string;
    readonly caption?: string;
    readonly quotedMessageId?: string;
}

/** Files under which WhatsApp shows a caption for certain, by their extension: pictures and films. */
const SHOWS_CAPTION = /^(?:jpe?g|png|mp4|3gpp?|mov)$/i;

/**
 * The messages that carry a reply, in order: a text that no file can carry, then the files as they stand in the message.
 * The same reply always gives the same messages, so that it can be gone on with where an earlier try ended.
 */
export function render(chatId: string, reply: Outgoing): readonly Part[] {
    const { files, quotedId } = reply;
    const text = toWhatsApp(reply.text);
    const [only] = files.length === 1 ? files : [];
    const captions = files.map(({ caption = '' }) => (caption === reply.text ? '' : toWhatsApp(caption)));
    const carries = only !== undefined && captions[0] === '' && text !== '' && isCaption(only, text);
    const parts: Part[] = [
        ...(carries ? [] : texts(chatId, text)),
        ...files.flatMap((file, index) => withCaption(chatId, file, carries ? text : (captions[index] ?? ''))),
    ];
    const [first, ...rest] = parts;
    return quotedId === undefined || first === undefined ? parts : [quoting(first, quotedId), ...rest];
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
function quoting(part: Part, quotedMessageId: string): Part {
    return part.kind === 'text'
        ? { ...part, message: { ...part.message, quotedMessageId } }
        : { ...part, message: { ...part.message, quotedMessageId } };
}
