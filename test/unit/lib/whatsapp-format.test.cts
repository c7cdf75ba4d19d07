import fc from 'fast-check';
import { fromWhatsApp, toWhatsApp } from '../../../src/lib/whatsapp-format';

describe('to WhatsApp', () => {
    test.each([
        ['**bold** and *bold*', '*bold* and *bold*'],
        ['__italic__ and _italic_', '_italic_ and _italic_'],
        ['~~gone~~ and ~gone~', '~gone~ and ~gone~'],
        ['**one** **two**, **three**', '*one* *two*, *three*'],
        ['**__both__**', '*_both_*'],
        ['**жирный** текст', '*жирный* текст'],
        ['in snake__case__names and 2**3**4', 'in snake__case__names and 2**3**4'],
        ['** not this ** nor ****', '** not this ** nor ****'],
        ['call `run()` now', 'call ```run()``` now'],
        ['`**x**` is *x*', '```**x**``` is *x*'],
        ['```\na **b**\n```', '```a **b**```'],
        ['```js\nlet a;\nlet b;\n```\ndone', '```let a;\nlet b;```\ndone'],
        ['```one line```', '```one line```'],
        ['[our page](https://x.example/a_b__c__) is new', 'our page (https://x.example/a_b__c__) is new'],
        ['[https://x.example](https://x.example)', 'https://x.example'],
        ['**see [here](https://x.example)**', '*see here (https://x.example)*'],
        ['![plan](https://x.example/p.png)', 'plan (https://x.example/p.png)'],
        ['<https://x.example/q|the list>', 'the list (https://x.example/q)'],
        ['[ ](https://x.example)', 'https://x.example'],
        [
            'https://x.example/__init__.py and **https://y.example/a*b**',
            'https://x.example/__init__.py and *https://y.example/a*b*',
        ],
        ['# Prices\ntext', '*Prices*\ntext'],
        ['### All **prices**', 'All *prices*'],
        ['#general is a channel', '#general is a channel'],
        ['- one\n* two\n1. three\n> four', '- one\n* two\n1. three\n> four'],
        ['- [ ] to do\n- [x] done', '☐ to do\n☑ done'],
        ['@olga and @all', '@olga and @all'],
        ['', ''],
    ])('%j becomes %j', (text, shown) => {
        expect(toWhatsApp(text)).toBe(shown);
    });
});

describe('from WhatsApp', () => {
    test.each([
        ['*bold* _italic_ ~gone~', '*bold* _italic_ ~gone~'],
        ['it says ```error 5``` here', 'it says `error 5` here'],
        ['```a\nb```', '```\na\nb\n```'],
        ['see ```a\nb``` there', 'see \n```\na\nb\n```\n there'],
        ['see\n```\na\nb\n```\nthere', 'see\n```\na\nb\n```\nthere'],
        ['``` alone', '``` alone'],
        ['- one\n> two', '- one\n> two'],
    ])('%j becomes %j', (text, shown) => {
        expect(fromWhatsApp(text)).toBe(shown);
    });
});

/** Letters and digits in order, which is what must never get lost. */
const words = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const glued = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '');

const mark = fc.constantFrom(
    '*',
    '**',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '```',
    '# ',
    '- ',
    '- [ ] ',
    '> ',
    '\n',
    ' ',
    '[',
    '](',
    ')',
    '|',
    '<',
    '>',
    '\\',
    '!',
    '\uE000',
    '\uE001',
    '0',
);
const word = fc.constantFrom('hello', 'мир', 'a1', '42', 'x');
const marked = fc.array(fc.oneof(mark, word), { maxLength: 20 }).map((parts) => parts.join(''));
// The name of a code block's language is no word of the text.
const withLanguage = /```[\w.-]+\n/;

test('no word is lost on either way, whatever the marks', () => {
    fc.assert(
        fc.property(marked, (text) => {
            expect(words(fromWhatsApp(text))).toBe(words(text));
            fc.pre(!withLanguage.test(text));
            expect(glued(toWhatsApp(text))).toBe(glued(text));
        }),
        { numRuns: 2_000 },
    );
});

test('any text at all comes through without an error and with all of its letters', () => {
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (text) => {
            fc.pre(!withLanguage.test(text));
            expect(glued(toWhatsApp(text))).toBe(glued(text));
            expect(glued(fromWhatsApp(text))).toBe(glued(text));
        }),
    );
});

test('addresses and code are not touched', () => {
    const path = fc.stringMatching(/^[a-z0-9_*~/-]{0,20}[a-z0-9]$/);
    const code = fc.stringMatching(/^[a-z0-9_*~ #]{1,20}$/);
    fc.assert(
        fc.property(path, code, fc.constantFrom('**', '__', '~~', ' ', '\n'), (end, inner, around) => {
            const url = `https://x.example/${end}`;
            expect(toWhatsApp(`${around}${url} ${around}`)).toContain(url);
            expect(toWhatsApp(`a [name](${url}) b`)).toContain(`(${url})`);
            expect(toWhatsApp(`a ${around}\`${inner}\`${around} b`)).toContain(`\`\`\`${inner}\`\`\``);
            expect(fromWhatsApp(`a ${url} \`\`\`${inner}\`\`\``)).toBe(`a ${url} \`${inner}\``);
        }),
    );
});
