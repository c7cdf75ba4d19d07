/** Emoji by the names that Rocket.Chat uses, as Unicode, which every messenger understands. */
import { EMOJI_TABLE } from './emoji-table';

/** Code and addresses keep their colons. */
const UNTOUCHED = /(```[\s\S]*?```|`[^`\n]+`|[a-z][a-z0-9+.-]{0,20}:\/\/[^\s<>]+)/gi;
const NAME = /:([\w+-]+):/g;

/** Fitzpatrick modifiers: the five tones of skin (unicode.org/reports/tr51). */
const TONES = ['\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'] as const;
const TONE_WORDS: ReadonlyArray<readonly [RegExp, string]> = [
    [/_medium_light_skin_tone/g, '_tone2'],
    [/_medium_dark_skin_tone/g, '_tone4'],
    [/_light_skin_tone/g, '_tone1'],
    [/_medium_skin_tone/g, '_tone3'],
    [/_dark_skin_tone/g, '_tone5'],
];

let table: ReadonlyMap<string, string> | undefined;

/** Reads the table: in each entry an emoji and then its names. Only once somebody writes a name. */
function byName(): ReadonlyMap<string, string> {
    if (table === undefined) {
        const entries = EMOJI_TABLE.trim()
            .split(/\s+/)
            .map((entry) => entry.split(':'));
        table = new Map(entries.flatMap(([emoji = '', ...names]) => names.map((name) => [name, emoji] as const)));
    }
    return table;
}

/** The emoji of a name (without colons), or `undefined` where nobody knows it. */
export function emojiNamed(name: string): string | undefined {
    return byName().get(name) ?? toned(name);
}

/** `wave_tone3` or `wave_medium_skin_tone`: the modifier comes right behind the first sign. */
function toned(name: string): string | undefined {
    const short = TONE_WORDS.reduce((words, [long, tone]) => words.replace(long, tone), name);
    const [, base = '', first = ''] = /^(.+)_tone([1-5])$/.exec(short) ?? [];
    const emoji = byName().get(short) ?? byName().get(base);
    if (emoji === undefined || byName().has(short)) {
        return emoji;
    }
    const [sign = '', ...rest] = [...emoji];
    return [sign, TONES[Number(first) - 1], ...(rest[0] === '\uFE0F' ? rest.slice(1) : rest)].join('');
}

/** Puts emoji in place of their names; unknown names, code and addresses stay as they are. */
export function withEmoji(text: string): string {
    if (!text.includes(':')) {
        return text;
    }
    return text
        .split(UNTOUCHED)
        .map((part, index) =>
            index % 2 === 1
                ? part
                : part.replace(NAME, (whole, name: string) => emojiNamed(name.toLowerCase()) ?? whole),
        )
        .join('');
}
