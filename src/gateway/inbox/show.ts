import { extensionOf, nameWithMark } from '../../lib/filename';
import { base62, messageIdFor } from '../../lib/ids';
import { keyedHash } from '../../lib/secrets';
import type { Gateway } from '../gateway';
import type { FileContent, MessageEvent } from '../model';
import type { Room } from '../ports';
import type { Entry, Frame } from '../records/records';
import { authorLine } from './authors';
import { quoteBefore, shortened } from './quotes';
import { linesOf, needsWords, sayIn } from './wording';

/** Where an event stands; nowhere, for one that Rocket.Chat will never take, or that needs no line of its own. */
export interface Shown {
    readonly room: Room | undefined;
    readonly messageIds: readonly string[];
    /** What was told of it besides its words. */
    readonly notice?: string;
}

/** The file of an event, if there is one; an event carries one at most. */
export function fileOf(event: MessageEvent): FileContent | undefined {
    return event.content.find((part): part is FileContent => part.kind === 'file');
}

/** What has to stand around an event's words when they are changed later; nothing for most. */
export function frameOf(event: MessageEvent, notice: string | undefined): Frame | undefined {
    const { quote, forwarded, author, from } = event;
    const frame: Frame = {
        ...(quote === undefined ? {} : { quote: { ...quote, ...(quote.text && { text: shortened(quote.text) }) } }),
        ...(forwarded === undefined ? {} : { forwarded }),
        ...(author === undefined ? {} : { author }),
        ...(from === undefined ? {} : { from }),
        ...(notice === undefined ? {} : { notice }),
    };
    return Object.keys(frame).length === 0 ? undefined : frame;
}

/** The id under which a part of an event stands in its room, whoever posts it. */
export async function idOf(gateway: Gateway, entry: Pick<Entry, 'key'>, part: number | string = 0): Promise<string> {
    return messageIdFor(await gateway.site.secret(), entry.key, part);
}

/** The name under which an event's file stands in its room: its own, with a mark by which it is found again. */
export async function fileNameOf(gateway: Gateway, entry: Pick<Entry, 'key'>, file: FileContent): Promise<string> {
    const mark = base62(keyedHash(await gateway.site.secret(), `file ${entry.key}`), 6);
    return nameWithMark(file.name, mark, extensionOf(file.name, file.type));
}

/**
 * What agents read of a message: what it answers to, who of a group wrote it, `notice` where there is something to tell,
 * its texts, and lines for whatever is no text. `place` tells where its author stands, seen from a file of his. A plain
 * text takes no call.
 */
export async function textOf(
    gateway: Gateway,
    entry: Pick<Entry, 'conversation' | 'event'>,
    notice = '',
    place: 'above' | 'below' = 'above',
): Promise<string> {
    const { author, content, forwarded } = entry.event;
    const language = needsWords(content, forwarded) ? await gateway.desk.language() : '';
    const lines = linesOf(content, forwarded, sayIn(language));
    return [await quoteBefore(gateway, entry), authorLine(author, place), notice, ...lines]
        .filter((line) => line !== '')
        .join('\n');
}
