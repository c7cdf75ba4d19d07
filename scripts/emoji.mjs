/**
 * Writes src/lib/emoji-table.ts from the list of names that Rocket.Chat's own emoji package is made of. Names with tones
 * of skin are left out where the rule in src/lib/emoji.ts gives the same.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const LINE_CHARS = 500;
const TARGET = fileURLToPath(new URL('../src/lib/emoji-table.ts', import.meta.url));

const library = createRequire(import.meta.url)('emoji-toolkit/emoji.json');

const characters = (codes) =>
    codes
        .split('-')
        .map((code) => String.fromCodePoint(parseInt(code, 16)))
        .join('');

const WORDS = { light: 1, medium_light: 2, medium: 3, medium_dark: 4, dark: 5 };

/** What src/lib/emoji.ts makes of a name with tones, from the plain names. */
function byRule(name, plain) {
    const short = name.replace(
        /_(light|medium_light|medium|medium_dark|dark)_skin_tone/g,
        (_, word) => `_tone${WORDS[word]}`,
    );
    const match = /^(.+)_tone([1-5])$/.exec(short);
    const emoji = plain.get(short) ?? plain.get(match?.[1]);
    if (emoji === undefined || plain.has(short)) {
        return emoji;
    }
    const [sign, ...rest] = [...emoji];
    const modifier = String.fromCodePoint(0x1f3fa + Number(match[2]));
    return [sign, modifier, ...(rest[0] === '\uFE0F' ? rest.slice(1) : rest)].join('');
}

const all = new Map();
for (const { shortname, shortname_alternates, code_points } of Object.values(library)) {
    for (const name of [shortname, ...shortname_alternates]) {
        all.set(name.slice(1, -1), characters(code_points.fully_qualified));
    }
}

// First the plain names, then the short forms of tones that no rule gives, then what is still missing.
const kept = new Map();
for (const isCandidate of [(name) => !/_tone/.test(name), (name) => /_tone[1-5]/.test(name), () => true]) {
    for (const [name, emoji] of all) {
        if (isCandidate(name) && byRule(name, kept) !== emoji && !kept.has(name)) {
            kept.set(name, emoji);
        }
    }
}

const names = new Map();
for (const [name, emoji] of kept) {
    names.set(emoji, [...(names.get(emoji) ?? []), name]);
}
const lines = [''];
for (const [emoji, own] of names) {
    const entry = [emoji, ...own].join(':');
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + entry.length >= LINE_CHARS) {
        lines.push(entry);
    } else {
        lines[lines.length - 1] = line === '' ? entry : `${line} ${entry}`;
    }
}

const source = `/**
 * Emoji and their names, as written by \`npm run emoji\`: change scripts/emoji.mjs instead. Entries stand between blanks, in
 * each the emoji and its names, with colons between.
 */
export const EMOJI_TABLE = \`
${lines.join('\n')}
\`;
`;

if (process.argv.includes('--check')) {
    if (readFileSync(TARGET, 'utf8') !== source) {
        console.error('src/lib/emoji-table.ts is not what the library says: run `npm run emoji`.');
        process.exitCode = 1;
    }
} else {
    writeFileSync(TARGET, source);
}
