/** What a message of each kind says. Pure; the kinds stand in one table. */
import type { Card, Content } from '../../gateway/model';
import { array, string, tryDecode } from '../../lib/decode';
import { fromWhatsApp } from '../../lib/whatsapp-format';
import { lenient, words } from './wire';
import type { MessageContent } from './wire';

type Members = Readonly<Record<string, unknown>>;

const filled = (...found: readonly string[]): string => found.find((one) => one.trim() !== '') ?? '';

/** A member that may be left out. */
const optionalText = <K extends string>(name: K, text: string): { [N in K]?: string } =>
    (text.trim() === '' ? {} : { [name]: text }) as { [N in K]?: string };

/** The last part of an address's path, where it is the name of a file. */
export function nameIn(url: string): string {
    const last = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+\.[A-Za-z0-9]{1,8})(?:[?#]|$)/.exec(url)?.[1] ?? '';
    try {
        return decodeURIComponent(last);
    } catch {
        return last;
    }
}

/** What a file is called that has no name, by its kind. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
    IMAGE: 'photo',
    VIDEO: 'video',
    AUDIO: 'audio',
    VOICE: 'voice',
    DOCUMENT: 'document',
    STICKER: 'sticker',
};

/** Every file, whatever its kind; one without an address is told as such. */
function file(kind: string, content: MessageContent): Content {
    const { url = '', name = '', mimeType = '' } = content.attachment ?? {};
    return {
        kind: 'file',
        url,
        name: filled(name, nameIn(url), USUAL_NAMES[kind] ?? 'file'),
        type: mimeType,
        ...optionalText('caption', fromWhatsApp(filled(content.caption, content.text))),
    };
}

/** A message that is text; a pressed button may hold its meaning in its payload alone. */
function text({ text: said, caption, payload }: MessageContent): Content | undefined {
    const shown = filled(said, caption);
    if (shown !== '') {
        return { kind: 'text', text: fromWhatsApp(shown) };
    }
    return payload.trim() === '' ? undefined : { kind: 'choice', text: payload };
}

function location({ location: place }: MessageContent): Content | undefined {
    const { latitude, longitude, name = '', address = '', url = '' } = place ?? {};
    return latitude === undefined || longitude === undefined
        ? undefined
        : {
              kind: 'location',
              latitude,
              longitude,
              ...optionalText('name', name),
              ...optionalText('address', filled(address, url)),
          };
}

function choice({ items = [], text: said, caption, payload }: MessageContent): Content | undefined {
    const chosen = items.map(({ title, identifier }) => filled(title, identifier)).filter((one) => one !== '');
    const shown = chosen.length > 0 ? chosen.join(', ') : filled(said, caption, payload);
    return shown === '' ? undefined : { kind: 'choice', text: shown };
}

const membersOf = (value: unknown): Members =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

/** The texts in a list whose items are texts, or objects with one of these members. */
function listIn(value: unknown, ...names: readonly string[]): string[] {
    const items = tryDecode(lenient(array((item) => item)), value) ?? (typeof value === 'string' ? [value] : []);
    return items
        .map((item) => tryDecode(string, item) ?? filled(...names.map((name) => words(membersOf(item)[name], ''))))
        .filter((one) => one.trim() !== '');
}

/** A shared contact. Its shape is not published: what other services of WhatsApp call these things is looked for. */
function card(contact: Members): Card | undefined {
    const named = membersOf(contact.name);
    const of = (source: Members, name: string): string => words(source[name], '');
    const name = filled(
        of(contact, 'name'),
        of(named, 'formattedName'),
        of(named, 'formatted_name'),
        [of(contact, 'firstName'), of(contact, 'lastName')].join(' ').trim(),
        [of(named, 'firstName'), of(named, 'lastName')].join(' ').trim(),
    );
    const phones = [...listIn(contact.phones, 'phone', 'value', 'number'), ...listIn(contact.phone)];
    const emails = [...listIn(contact.emails, 'email', 'value'), ...listIn(contact.email)];
    const organisation = filled(
        of(membersOf(contact.org), 'company'),
        of(contact, 'organisation'),
        of(contact, 'company'),
    );
    return name === '' && phones.length === 0 && emails.length === 0
        ? undefined
        : { name, ...optionalText('organisation', organisation), phones: [...new Set(phones)], emails };
}

function contacts({ contact, contacts: several = [] }: MessageContent): Content | undefined {
    const cards = [...(contact === undefined ? [] : [contact]), ...several].flatMap((one) => card(one) ?? []);
    return cards.length === 0 ? undefined : { kind: 'contacts', contacts: cards };
}

/** The kind's name is not published, nor where the emoji stands. Empty: it was taken back. */
function reaction({ reaction: given = {}, emoji, text: said }: MessageContent): Content {
    return { kind: 'reaction', emoji: filled(words(given.emoji, ''), words(given.text, ''), emoji, said) };
}

/** How much of what has no words of its own is repeated. */
const SHOWN_LINES = 20;
const SHOWN_CHARS = 200;

/** What stands in an object, one line for each value. */
function linesOf(value: unknown, name: string): string[] {
    if (typeof value === 'object' && value !== null) {
        return Object.entries(value).flatMap(([inner, one]) =>
            linesOf(one, Array.isArray(value) ? name : [name, inner].filter((part) => part !== '').join('.')),
        );
    }
    const said = typeof value === 'boolean' ? String(value) : words(value, name);
    return said === '' ? [] : [`${name === '' ? '' : `${name}: `}${said.slice(0, SHOWN_CHARS)}`];
}

const shortened = (lines: readonly string[]): string =>
    [...lines.slice(0, SHOWN_LINES), ...(lines.length > SHOWN_LINES ? ['…'] : [])].join('\n');

/** A form that was filled in comes as JSON in a text. */
function flow({ text: said }: MessageContent): Content | undefined {
    const lines = linesOf(jsonIn(said), '');
    return lines.length === 0 ? undefined : { kind: 'text', text: shortened(lines) };
}

function jsonIn(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** What is bought or looked at in a shop within the messenger. */
function shop(
    { order, product, catalog, callPermissionReply, text: said, caption }: MessageContent,
    kind: string,
): Content {
    const lines = [order, product, catalog, callPermissionReply].flatMap((one) => linesOf(one, ''));
    return {
        kind: 'placeholder',
        what: kind,
        ...optionalText('caption', shortened([...[filled(said, caption)].filter((one) => one !== ''), ...lines])),
    };
}

type Reader = (content: MessageContent, kind: string) => Content | undefined;

const asFile: Reader = (content, kind) => file(kind, content);

/** Kinds of message by `messageContent.type`, docs-pulse.edna.io, incoming messages. */
const KINDS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
    ['TEXT', text],
    ...Object.keys(USUAL_NAMES).map((kind): [string, Reader] => [kind, asFile]),
    ['LOCATION', location],
    ['CONTACT', contacts],
    ['CONTACTS', contacts],
    ['BUTTON', (content) => choice({ ...content, items: undefined })],
    ['LIST_PICKER', choice],
    ['REACTION', reaction],
    ['FLOW', flow],
    ['ORDER', shop],
    ['PRODUCT', shop],
]);

/**
 * What the message says. A kind that is not known, or a known one in another form, is shown by what can be read of it,
 * or by its name: the agent has to see that something came.
 */
export function contentOf(content: MessageContent): Content {
    const kind = content.type.trim().toUpperCase();
    const read = KINDS.get(kind) ?? (/REACTION/.test(kind) ? reaction : undefined);
    const found = read?.(content, kind);
    if (found !== undefined) {
        return found;
    }
    if ((content.attachment?.url ?? '') !== '') {
        return file(kind, content);
    }
    // Without a kind, words are words.
    return (kind === '' ? text(content) : undefined) ?? shop(content, (kind === '' ? 'message' : kind).slice(0, 40));
}
