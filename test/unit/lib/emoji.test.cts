import { execFileSync } from 'child_process';
import { join } from 'path';
import { emojiNamed, withEmoji } from '../../../src/lib/emoji';

interface Known {
    readonly shortname: string;
    readonly shortname_alternates: readonly string[];
    readonly code_points: { readonly fully_qualified: string };
}

const ROOT = join(__dirname, '../../..');
// eslint-disable-next-line @typescript-eslint/no-require-imports
const library = require('emoji-toolkit/emoji.json') as Readonly<Record<string, Known>>;

test('every name of the library gives its emoji, with every tone of skin', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const { shortname, shortname_alternates, code_points } of Object.values(library)) {
        const emoji = code_points.fully_qualified
            .split('-')
            .map((code) => String.fromCodePoint(parseInt(code, 16)))
            .join('');
        for (const name of [shortname, ...shortname_alternates]) {
            count += 1;
            if (emojiNamed(name.slice(1, -1)) !== emoji) wrong.push(name);
        }
    }
    expect(count).toBeGreaterThan(6_000);
    expect(wrong).toEqual([]);
});

test('the table is the one that `npm run emoji` writes', () => {
    execFileSync(process.execPath, [join(ROOT, 'scripts/emoji.mjs'), '--check']);
});

test.each([
    ['Hi :smile: there', 'Hi 😄 there'],
    [':+1::thumbsup:', '👍👍'],
    [':wave_tone3: and :wave_medium_skin_tone:', '👋🏽 and 👋🏽'],
    [':SMILE:', '😄'],
    [':our_own_logo: :tone:', ':our_own_logo: :tone:'],
    ['at 10:30:45, ratio 1:2:3', 'at 10:30:45, ratio 1:2:3'],
    ['say `:smile:` for :smile:', 'say `:smile:` for 😄'],
    ['```\n:smile:\n```', '```\n:smile:\n```'],
    ['https://x.example/:smile:/a', 'https://x.example/:smile:/a'],
    ['no colon', 'no colon'],
    [': smile :', ': smile :'],
    [':constructor: :__proto__:', ':constructor: :__proto__:'],
])('%j becomes %j', (text, shown) => {
    expect(withEmoji(text)).toBe(shown);
});
