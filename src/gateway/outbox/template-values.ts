/** Putting values into templates, as people type them. Pure. */
import type { Template } from '../../channels/channel';
import type { ReplyTemplate } from '../model';

/** The texts of a template that may hold places for values, each with numbers of its own. */
const PLACE = /\{\{(\d+)\}\}/g;

/** The numbers of the places in a text, in their order, each once. */
function numbersIn(text: string | undefined): number[] {
    const found = [...(text ?? '').matchAll(PLACE)].map(([, number = '']) => Number(number));
    return [...new Set(found)].sort((a, b) => a - b);
}

const textsOf = ({ header, text, footer, buttons = [] }: ReplyTemplate): Array<string | undefined> => [
    header,
    text,
    footer,
    ...buttons.map(({ url }) => url),
];

/** How many values a template takes: those of its header, of its text, of its footer and of its buttons' addresses. */
export function placesIn(template: ReplyTemplate): number {
    return textsOf(template).reduce((sum, text) => sum + numbersIn(text).length, 0);
}

/** The template with its values in their places: the header's first, then the text's, the footer's and the buttons'. */
export function filled(template: ReplyTemplate, values: readonly string[]): ReplyTemplate {
    const left = [...values];
    const fill = (text: string): string => {
        const numbers = numbersIn(text);
        const mine = left.splice(0, numbers.length);
        return text.replace(PLACE, (place, number: string) => mine[numbers.indexOf(Number(number))] ?? place);
    };
    const { header, text, footer, buttons, ...rest } = template;
    return {
        ...rest,
        ...(header === undefined ? {} : { header: fill(header) }),
        text: fill(text),
        ...(footer === undefined ? {} : { footer: fill(footer) }),
        ...(buttons && {
            buttons: buttons.map((button) =>
                button.url === undefined ? button : { ...button, url: fill(button.url) },
            ),
        }),
    };
}

/** What people read of it: its texts, and below them what its buttons say. */
export function wordsOfTemplate({ header, text, footer, buttons = [] }: ReplyTemplate): string {
    const labels = buttons.map((button) => `[${button.text}]`).join(' ');
    return [header, text, footer, labels].filter((line) => line !== undefined && line !== '').join('\n');
}

/**
 * The values among the words that were typed, where what stood in quotes is one word: each word is one, unless there is a
 * `|`, which parts them then.
 */
export function valuesIn(words: readonly string[]): string[] {
    const isParted = words.some((word) => word.includes('|') && !/\s/.test(word));
    return (isParted ? words.join(' ').split('|') : words).map((value) => value.trim());
}

/** The name by which one of several languages is chosen. */
export const fullName = ({ name, language }: Pick<Template, 'name' | 'language'>): string => `${name}:${language}`;

/** Those that a name may mean: `name`, or `name:language`; capitals do not matter. */
export function named(templates: readonly Template[], typed: string): Template[] {
    const wanted = typed.toLowerCase();
    const exact = templates.filter((template) => fullName(template).toLowerCase() === wanted);
    return exact.length > 0 ? exact : templates.filter(({ name }) => name.toLowerCase() === wanted);
}
