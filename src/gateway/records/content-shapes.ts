/** The shapes of `content.ts` in the store. */
import type { Decoder } from '../../lib/decode';
import { array, boolean, literal, number, object, oneOf, optional, string } from '../../lib/decode';
import type { Author, Content, ContentKind, Forwarded, Quote } from '../content';
import { CALL_STATES } from '../content';

/** Optional members come out left out, never as undefined (`object` does that), which the cast tells the compiler. */
const shape = <K extends ContentKind>(kind: K, members: Record<string, Decoder<unknown>>): Decoder<Content> =>
    object({ kind: literal(kind), ...members }) as unknown as Decoder<Content>;

const SHAPES: { readonly [K in ContentKind]: Decoder<Content> } = {
    text: shape('text', { text: string }),
    file: shape('file', { url: string, name: string, type: string, caption: optional(string) }),
    location: shape('location', {
        latitude: number,
        longitude: number,
        name: optional(string),
        address: optional(string),
    }),
    contacts: shape('contacts', {
        contacts: array(
            object({ name: string, organisation: optional(string), phones: array(string), emails: array(string) }),
        ),
    }),
    poll: shape('poll', { question: string, options: array(string), multiple: boolean }),
    votes: shape('votes', {
        question: string,
        multiple: optional(boolean),
        options: array(object({ text: string, votes: number })),
    }),
    menu: shape('menu', {
        title: optional(string),
        text: optional(string),
        footer: optional(string),
        options: array(object({ text: string, detail: optional(string), section: optional(string) })),
    }),
    choice: shape('choice', { text: string }),
    invite: shape('invite', { group: string, url: string, caption: optional(string) }),
    reaction: shape('reaction', { emoji: string }),
    edited: shape('edited', { text: string }),
    deleted: shape('deleted', { erase: optional(boolean) }),
    call: shape('call', { id: string, direction: literal('in', 'out'), state: literal(...CALL_STATES) }),
    unavailable: shape('unavailable', {
        why: literal('not-synced', 'not-decrypted', 'too-large', 'unknown'),
        code: string,
        name: optional(string),
        caption: optional(string),
    }),
    placeholder: shape('placeholder', { what: string, caption: optional(string) }),
};

export const content: Decoder<Content> = oneOf(...Object.values(SHAPES));

export const author = object({ address: string, name: optional(string), phone: optional(string) }) as Decoder<Author>;

export const quote = object({
    eventId: string,
    messageId: string,
    text: optional(string),
    author: optional(author),
}) as Decoder<Quote>;

export const forwarded: Decoder<Forwarded> = literal('once', 'often');
