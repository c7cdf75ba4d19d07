/** What a message carries for the contact: its text, its files, and what it quotes. */
import type { ReplyFile, ReplyQuote } from '../gateway/model';
import type { Decoder } from '../lib/decode';
import { array, number, object, string, tryDecode } from '../lib/decode';

export interface Carried {
    /** Without the links of its quotes. */
    readonly text: string;
    readonly files: readonly ReplyFile[];
    readonly quotes: readonly ReplyQuote[];
}

/** Members that only some servers send, or type otherwise: whatever does not fit counts as missing. */
const lenient =
    <T>(decoder: Decoder<T>): Decoder<T | undefined> =>
    (value) =>
        tryDecode(decoder, value);

const fileShape = object({
    _id: string,
    name: lenient(string),
    type: lenient(string),
    size: lenient(number),
});

const attachmentShape = object({
    text: lenient(string),
    description: lenient(string),
    /** The message that is quoted. */
    timestampLink: lenient(string),
    title: lenient(object({ value: lenient(string), link: lenient(string) })),
    imageType: lenient(string),
    audioType: lenient(string),
    videoType: lenient(string),
    /** What the quoted message carried: attachments as the server keeps them. */
    attachments: lenient(array(lenient(object({ title: lenient(string) })))),
    _unmappedProperties_: lenient(object({ attachments: lenient(array(lenient(object({ title: lenient(string) })))) })),
});
type Attachment = ReturnType<typeof attachmentShape>;

const messageShape = object({
    text: lenient(string),
    file: lenient(fileShape),
    files: lenient(array(lenient(fileShape))),
    attachments: lenient(array(lenient(attachmentShape))),
});

/** A quoting message begins with an invisible link into the workspace for each quote, which means nothing to a contact. */
const QUOTE_LINKS = /^(?:\[ \]\([^)\s]+\)\s*)+/;
const MESSAGE_ID = /[?&]msg=([A-Za-z0-9_-]+)/;
const UPLOAD_ID = /\/file-upload\/([^/?#]+)\//;

/** Takes a message of an event as well as one that was read. Never throws. */
export function carriedBy(message: object): Carried {
    const { text: whole = '', file, files = [], attachments = [] } = tryDecode(messageShape, message) ?? {};
    const shown = attachments.filter(isThere);
    return {
        text: whole.replace(QUOTE_LINKS, ''),
        files: filesIn(shown, [...files, file].filter(isThere)),
        quotes: quotesIn(QUOTE_LINKS.exec(whole)?.[0] ?? '', shown),
    };
}

function isThere<T>(value: T | undefined): value is T {
    return value !== undefined;
}

/**
 * The files as the message shows them. Attachments tell which they are: among `files` there are also the previews that
 * the server has made of pictures, and on engines before 1.60 only the first is listed.
 */
function filesIn(attachments: readonly Attachment[], listed: ReadonlyArray<ReturnType<typeof fileShape>>): ReplyFile[] {
    const shown = attachments.flatMap((attachment) => {
        const id = UPLOAD_ID.exec(attachment.title?.link ?? '')?.[1];
        const known = listed.find((file) => file._id === id);
        const caption = attachment.description ?? '';
        return id === undefined
            ? []
            : [
                  {
                      id,
                      name: known?.name ?? attachment.title?.value ?? 'file',
                      type: known?.type ?? typeOf(attachment),
                      size: known?.size ?? 0,
                      ...(caption === '' ? {} : { caption }),
                  },
              ];
    });
    const [first] = listed;
    return shown.length > 0 || first === undefined
        ? shown
        : [{ id: first._id, name: first.name ?? 'file', type: first.type ?? '', size: first.size ?? 0 }];
}

const typeOf = ({ imageType, audioType, videoType }: Attachment): string => imageType ?? audioType ?? videoType ?? '';

/** The quotes by the links at the beginning of the text, with what the attachments for them show. */
function quotesIn(links: string, attachments: readonly Attachment[]): ReplyQuote[] {
    return [...links.matchAll(/\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
        const messageId = MESSAGE_ID.exec(link)?.[1];
        const shown = attachments.find(({ timestampLink = '' }) => MESSAGE_ID.exec(timestampLink)?.[1] === messageId);
        return messageId === undefined ? [] : [{ messageId, text: shown === undefined ? '' : quotedText(shown) }];
    });
}

function quotedText({ text = '', attachments, _unmappedProperties_: unmapped }: Attachment): string {
    const words = text.replace(QUOTE_LINKS, '');
    const names = (attachments ?? unmapped?.attachments ?? []).flatMap((one) => one?.title ?? []);
    return words === '' ? names.join(', ') : words;
}
