/**
 * WhatsApp's marks in a text and Rocket.Chat's. WhatsApp has `*bold*`, `_italic_`, `~strike~` and text between three
 * backticks in monospace (faq.whatsapp.com, "How to format your messages"); Rocket.Chat reads the same and more. No word is
 * ever lost, and what stands in code or in an address is not touched.
 */

/** Rocket.Chat takes three backticks for code only where they stand on lines of their own. */
export function fromWhatsApp(text: string): string {
    return text.replace(
        /(\n?)```([\s\S]+?)```(\n?)/g,
        (_whole, before: string, code: string, after: string, at: number, all: string) => {
            if (!/[\n`]/.test(code)) {
                return `${before}\`${code}\`${after}`;
            }
            const ends = at + _whole.length >= all.length;
            return `${at === 0 ? before : '\n'}\`\`\`\n${code.replace(/^\n|\n$/g, '')}\n\`\`\`${ends ? after : '\n'}`;
        },
    );
}

/** Parts of a text that are set aside while the rest is changed, with what they become. */
const ASIDE: ReadonlyArray<{
    pattern: string;
    become: (match: readonly string[], keep: (part: string) => string) => string;
}> = [
    // Code on lines of its own; the name of its language is no word of the text.
    {
        pattern: '```(?:[\\w.-]*\\n)?([\\s\\S]+?)```',
        become: ([, code = ''], keep) => keep(`\`\`\`${code.replace(/\n$/, '')}\`\`\``),
    },
    { pattern: '`([^`\\n]+)`', become: ([, code = ''], keep) => keep(`\`\`\`${code}\`\`\``) },
    {
        pattern: '!?\\[([^\\]\\n]{0,1000})\\]\\(([^)\\s]+)\\)',
        become: ([, title = '', url = ''], keep) => linked(title, url, keep),
    },
    {
        pattern: '<(https?:[^|>\\s]+)\\|([^>\\n]+)>',
        become: ([, url = '', title = ''], keep) => linked(title, url, keep),
    },
    // Marks and points behind an address belong to the text around it.
    { pattern: 'https?:\\/\\/[^\\s<>]*[^\\s<>*_~.,!?()\'":;\\]]', become: ([url = ''], keep) => keep(url) },
    // What marks the places of the parts themselves.
    { pattern: '[\\uE000\\uE001]', become: ([mark = ''], keep) => keep(mark) },
];

function linked(title: string, url: string, keep: (part: string) => string): string {
    const words = title.trim().replace(/[\uE000\uE001]/g, keep);
    return words === '' || (words === url && /^https?:/.test(url)) ? keep(url) : `${words} (${keep(url)})`;
}

/** Marks of whole lines, and those within a line that WhatsApp writes otherwise. */
const MARKS: ReadonlyArray<readonly [RegExp, string | ((whole: string, ...groups: string[]) => string)]> = [
    [/^#{1,6}[ \t]+(.*\S)[ \t]*$/gm, (_whole, title = '') => (title.includes('*') ? title : `*${title}*`)],
    [/^([ \t]*)[-*] \[ \] /gm, '$1☐ '],
    [/^([ \t]*)[-*] \[x\] /gim, '$1☑ '],
    ...(['*', '_', '~'] as const).map((mark) => [doubled(mark), `$1${mark}$2${mark}`] as const),
];

/** Two of a mark around words: not inside a word, and not with blanks at its inside, which is no formatting to either. */
function doubled(mark: '*' | '_' | '~'): RegExp {
    const m = mark === '*' ? '\\*' : mark;
    const edge = `[^\\p{L}\\p{N}\\uE001${m}]`;
    return new RegExp(`(^|${edge})${m}${m}(?=[^\\s${m}])([^\\n]*?[^\\s${m}])${m}${m}(?=$|${edge})`, 'gmu');
}

/** Rocket.Chat's markdown as WhatsApp reads it: links become "words (address)", headings bold, boxes ☐ and ☑. */
export function toWhatsApp(text: string): string {
    const parts: string[] = [];
    const keep = (part: string): string => `\uE000${parts.push(part) - 1}\uE001`;
    const aside = new RegExp(ASIDE.map(({ pattern }) => `(?:${pattern})`).join('|'), 'g');
    let shown = text.replace(aside, (whole) => {
        for (const { pattern, become } of ASIDE) {
            const match = new RegExp(`^(?:${pattern})$`).exec(whole);
            if (match !== null) {
                return become(match, keep);
            }
        }
        return whole;
    });
    for (const [mark, become] of MARKS) {
        shown = shown.replace(mark, become as string);
    }
    return shown.replace(/\uE000(\d+)\uE001/g, (_whole, index: string) => parts[Number(index)] ?? '');
}
