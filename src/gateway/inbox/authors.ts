/**
 * How agents read which of a group's people wrote something. Rocket.Chat shows a visitor's messages under his name only.
 * Pure.
 */
import type { Author } from '../content';

const NAME_LIMIT_CHARS = 80;
/** What would end the bold name, or the line. */
const BREAKS_OUT = /[*`\s\u2028\u2029]+/g;

/** `*Ann* (+15550100123)`: the number too, since a name is anybody's choice. */
export function signature({ address, name = '', phone }: Author): string {
    const shown = [...name.replace(BREAKS_OUT, ' ').trim()].slice(0, NAME_LIMIT_CHARS).join('');
    const number = phone ?? address.replace(BREAKS_OUT, ' ');
    return shown === '' || number === '' ? `*${shown || number || '?'}*` : `*${shown}* (${number})`;
}

/** The first line of a message of a group; with an arrow where it stands below the file that it speaks of. None elsewhere. */
export function authorLine(author: Author | undefined, place: 'above' | 'below' = 'above'): string {
    return author === undefined ? '' : `${place === 'below' ? '⬆️ ' : ''}${signature(author)}`;
}
