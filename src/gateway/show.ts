import { extensionOf, nameWithMark } from '../lib/filename';
import { base62, messageIdFor } from '../lib/ids';
import { keyedHash } from '../lib/secrets';
import { text } from '../lib/texts';
import type { Gateway } from './gateway';
import type { Content, FileContent, MessageEvent } from './model';
import type { Entry } from './records';

/** The file of an event, if there is one; an event carries one at most. */
export function fileOf(event: MessageEvent): FileContent | undefined {
    return event.content.find((part): part is FileContent => part.kind === 'file');
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

/** What agents read of a message: its texts, and a line for whatever cannot be shown. */
export async function textOf(gateway: Gateway, content: readonly Content[]): Promise<string> {
    const lines: string[] = [];
    for (const part of content) {
        switch (part.kind) {
            case 'text':
                lines.push(part.text);
                break;
            case 'file':
                break;
            case 'placeholder':
                lines.push(text(await gateway.desk.language(), 'unsupportedContent', { what: part.what }));
                break;
        }
        if (part.kind !== 'text' && part.caption !== undefined) {
            lines.push(part.caption);
        }
    }
    return lines.join('\n');
}
