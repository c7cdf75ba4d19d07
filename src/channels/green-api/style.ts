/** What the administrator wants of every answer, besides its words. Pure. */
import type { Connection, Outgoing } from '../../gateway/model';
import { toWhatsApp } from '../../lib/whatsapp-format';

export interface Style {
    /** The first line of every answer, with `{agent}` for its author's name; empty for none. */
    readonly signature: string;
    /** Whether it is shown before an answer that somebody types. */
    readonly typing: boolean;
}

export const PLAIN: Style = { signature: '', typing: false };

/** GREEN-API takes 1 to 20 s (sending/SendMessage), and everything behind waits as long: at most 5 s. */
const LEAST_TYPING_MS = 1_000;
const MOST_TYPING_MS = 5_000;
const TYPING_MS_PER_CHARACTER = 50;

export function styleOf({ credentials: { plain } }: Pick<Connection, 'credentials'>): Style {
    return { signature: (plain.signature ?? '').trim(), typing: plain.typing === 'true' };
}

/** The first line for a reply; none for what the app says itself. A name is put in as it is, without its line breaks. */
export function signatureFor({ roomId, author }: Pick<Outgoing, 'roomId' | 'author'>, { signature }: Style): string {
    const name = author.name.replace(/\s+/g, ' ').trim();
    return roomId === '' || name === '' ? '' : toWhatsApp(signature).split('{agent}').join(name);
}

/** How long to show that somebody types these words. */
export function typingFor(words: string, { typing }: Style): { readonly typingTime?: number } {
    const time = Math.max(LEAST_TYPING_MS, Math.min(MOST_TYPING_MS, words.length * TYPING_MS_PER_CHARACTER));
    return typing ? { typingTime: time } : {};
}
