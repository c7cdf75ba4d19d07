import type { Outgoing, ReplyFile, ReplyTemplate } from '../../gateway/model';
import { extensionOf } from '../../lib/filename';
import { splitText } from '../../lib/split';
import { toWhatsApp } from '../../lib/whatsapp-format';

/** How a file is shown. */
export type Shown = 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT';

/** One message of the several that a reply may make. */
export type Part =
    | { readonly kind: 'text'; readonly text: string }
    | {
          readonly kind: 'file';
          readonly file: ReplyFile;
          readonly shown: Shown;
          readonly name: string;
          /** Empty for none. */
          readonly caption: string;
      }
    | { readonly kind: 'template'; readonly template: ReplyTemplate };

/** Of a file's name, in characters. docs-pulse.edna.io, sending messages */
export const NAME_LIMIT_CHARS = 70;

/** How a kind of channel is written to. Limits in characters; empty `shows`: texts only. */
interface Kind {
    readonly text: number;
    readonly caption: number;
    readonly shows: readonly Shown[];
    readonly format: (text: string) => string;
}

const plain = (text: string): string => text;
const EVERYTHING: readonly Shown[] = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT'];

/** WhatsApp's: developers.facebook.com/docs/whatsapp/cloud-api/messages. The limits of the others are not published. */
const WHATSAPP: Kind = { text: 4_096, caption: 1_024, shows: EVERYTHING, format: toWhatsApp };
const MAX: Kind = { text: 4_000, caption: 1_024, shows: EVERYTHING, format: plain };

const KINDS: Readonly<Record<string, Kind>> = {
    whatsapp: WHATSAPP,
    viber: { text: 4_096, caption: 1_024, shows: ['IMAGE', 'VIDEO', 'DOCUMENT'], format: plain },
    sms: { text: 4_096, caption: 0, shows: [], format: plain },
    push: { text: 4_096, caption: 0, shows: [], format: plain },
    max: MAX,
    max_bot: MAX,
};

export function kindOf(type: string): Kind {
    return (
        (Object.prototype.hasOwnProperty.call(KINDS, type) ? KINDS[type] : undefined) ?? { ...WHATSAPP, format: plain }
    );
}

/** What is shown as more than a document, up to which size in bytes. Source: as above, "supported media types". */
const MEDIA: ReadonlyArray<{ readonly types: RegExp; readonly shown: Shown; readonly limit: number }> = [
    { types: /^image\/(?:jpeg|png)$/, shown: 'IMAGE', limit: 5_000_000 },
    { types: /^video\/(?:mp4|3gpp)$/, shown: 'VIDEO', limit: 16_000_000 },
    { types: /^audio\/(?:aac|amr|mpeg|mp4|ogg|opus|x-m4a|mp3)$/, shown: 'AUDIO', limit: 16_000_000 },
];

/** Types by extension, for files of which nothing else is known. */
const TYPES: Readonly<Record<string, string>> = {
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    png: 'image/png',
    mp4: 'video/mp4',
    '3gp': 'video/3gpp',
    aac: 'audio/aac',
    amr: 'audio/amr',
    mp3: 'audio/mpeg',
    m4a: 'audio/mp4',
    ogg: 'audio/ogg',
    opus: 'audio/opus',
};

function typeOf({ name, type }: ReplyFile): string {
    const told = type.split(';')[0]?.trim().toLowerCase() ?? '';
    return told === '' || told === 'application/octet-stream'
        ? (TYPES[extensionOf(name, type).toLowerCase()] ?? told)
        : told;
}

/** What is too large for its kind, or not taken there, goes as a document. */
function shownAs(file: ReplyFile, { shows }: Kind): Shown {
    const type = typeOf(file);
    const medium = MEDIA.find(({ types, limit }) => types.test(type) && file.size <= limit);
    return medium !== undefined && shows.includes(medium.shown) ? medium.shown : 'DOCUMENT';
}

/** The name with its extension, cut in front of that where it is too long. */
export function nameFor({ name, type }: Pick<ReplyFile, 'name' | 'type'>): string {
    const extension = extensionOf(name, type);
    const ending = `.${extension}`;
    const base = name.toLowerCase().endsWith(ending.toLowerCase()) ? name.slice(0, -ending.length) : name;
    const cut = (base === '' ? 'file' : base).slice(0, NAME_LIMIT_CHARS - ending.length);
    return `${cut.replace(/[\uD800-\uDBFF]$/, '')}${ending}`;
}

/**
 * The messages that carry a reply, in order. With a file edna drops the text, so words go under it as its caption, or
 * before it where it has none. The same reply always gives the same messages, so that it can be gone on with where an
 * earlier try ended. A template goes as it is: a character changed, and it is none.
 */
export function render(type: string, reply: Outgoing): readonly Part[] {
    const { files, template } = reply;
    if (template !== undefined) {
        return [{ kind: 'template', template }];
    }
    const kind = kindOf(type);
    const text = kind.format(reply.text);
    const [only] = files.length === 1 ? files : [];
    const captions = files.map(({ caption = '' }) => (caption === reply.text ? '' : kind.format(caption)));
    const carries = only !== undefined && captions[0] === '' && text !== '' && isCaption(only, text, kind);
    return [
        ...(carries ? [] : texts(text, kind)),
        ...files.flatMap((file, index) => withCaption(file, carries ? text : (captions[index] ?? ''), kind)),
    ];
}

function texts(text: string, { text: limit }: Kind): Part[] {
    return text === '' ? [] : splitText(text, limit).map((piece) => ({ kind: 'text', text: piece }));
}

function withCaption(file: ReplyFile, caption: string, kind: Kind): Part[] {
    const fits = caption !== '' && isCaption(file, caption, kind);
    return [
        ...(fits ? [] : texts(caption, kind)),
        { kind: 'file', file, shown: shownAs(file, kind), name: nameFor(file), caption: fits ? caption : '' },
    ];
}

function isCaption(file: ReplyFile, text: string, kind: Kind): boolean {
    return text.length <= kind.caption && shownAs(file, kind) !== 'AUDIO';
}
