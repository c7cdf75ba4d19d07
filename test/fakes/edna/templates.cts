import type { Template } from './account.cjs';
import { type Body, bodyIn, wordsIn } from './content.cjs';

const PLACEHOLDER = /\{\{\d+\}\}/;

/** Is this the template's text, letter by letter, with something in the place of each placeholder? */
function fits(template: string, text: string): boolean {
    const pieces = template.split(PLACEHOLDER).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pieces.join('[^]+?')}$`).test(text);
}

const wordsOf = (part: unknown): string => wordsIn(bodyIn(part)['text']) ?? '';

/** The approved template that a content is, or undefined: edna finds it by its words. docs-pulse.edna.io, sending messages */
export function templateOf(content: Body, templates: readonly Template[]): Template | undefined {
    const words = wordsIn(content['text']) ?? wordsIn(content['caption']) ?? '';
    return templates.find(
        ({ text, header = '', footer = '', keyboard, status = 'APPROVED', locked = false }) =>
            status === 'APPROVED' &&
            !locked &&
            fits(text, words) &&
            fits(header, wordsOf(content['header'])) &&
            footer === wordsOf(content['footer']) &&
            JSON.stringify(keyboard ?? null) === JSON.stringify(content['keyboard'] ?? null),
    );
}
