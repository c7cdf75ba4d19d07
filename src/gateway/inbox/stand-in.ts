/**
 * A text that Rocket.Chat will not take, however often it is tried (another app forbids it, it is too long, it trips
 * something up). Whatever its contact writes afterwards would wait behind it for ever, so in the end a line stands in its
 * place. Whether it is the text's fault only that line can tell: where nothing is taken at all, the text goes on waiting.
 */
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { MessageEvent } from '../model';
import type { Room } from '../ports';
import { keysOf } from '../records/arrival';
import type { Entry } from '../records/records';
import { authorLine } from './authors';
import { PostRefused, postOnce } from './post';
import type { Say } from './wording';
import { linesOf, sayIn } from './wording';

/** So many refusals count, and each only that long after the one before: together more than 10 minutes. */
const REFUSALS = 5;
const REFUSAL_EVERY_MS = 150_000;
/** How much is told of a message that is not shown. */
const FIRST_WORDS_CHARS = 80;

/**
 * Posts a part of an event under its own id: `shown`, or in the end a line that says that there is something that cannot be
 * shown. Gives the id under which it stands. @throws when neither stands
 */
export async function postPart(
    gateway: Gateway,
    entry: Entry,
    room: Room,
    part: { readonly shown: string; readonly id: string; readonly first: 'post' | 'look' },
): Promise<string> {
    try {
        return await postOnce(gateway, { room, lane: entry.conversation }, part.shown, part.id, part.first);
    } catch (error) {
        if (!(error instanceof PostRefused) || !(await isRefusedForGood(gateway, entry))) {
            throw error;
        }
        const words = messageOf(error);
        gateway.log.warn(`${entry.key} is not taken by Rocket.Chat (${words}); a line is shown in its place`);
        return postInstead(gateway, entry, room, part.id);
    }
}

/**
 * Whether it was refused often enough by now. Counts a refusal in the entry's record, which only whoever journalled it
 * changes otherwise, long before.
 */
export async function isRefusedForGood(gateway: Gateway, entry: Entry): Promise<boolean> {
    const { times, lastAt } = entry.refused ?? { times: 0, lastAt: entry.arrivedAt };
    const now = gateway.clock.now();
    if (times >= REFUSALS || now - lastAt < REFUSAL_EVERY_MS) {
        return times >= REFUSALS;
    }
    await gateway.records.replace(keysOf(entry), { ...entry, refused: { times: times + 1, lastAt: now } });
    return times + 1 >= REFUSALS;
}

/** Under the id of what it stands for, so that only one of them ever stands. Its first words may be what is refused. */
async function postInstead(gateway: Gateway, entry: Entry, room: Room, id: string): Promise<string> {
    const language = await gateway.desk.language();
    const why = text(language, 'unsupportedContent', { what: text(language, 'refusedContent') });
    const line = [authorLine(entry.event.author), why].filter((one) => one !== '').join('\n');
    const words = firstWordsOf(entry.event, sayIn(language));
    try {
        return await postOnce(
            gateway,
            { room, lane: entry.conversation },
            `${line}\n${text(language, 'refusedWords', { words })}`,
            id,
            'post',
        );
    } catch (error) {
        if (!(error instanceof PostRefused)) {
            throw error;
        }
        return postOnce(gateway, { room, lane: entry.conversation }, line, id, 'post');
    }
}

function firstWordsOf({ content, forwarded }: MessageEvent, say: Say): string {
    const names = content.map((part) => (part.kind === 'file' ? part.name : ''));
    const words = [...names, ...linesOf(content, forwarded, say)].filter((line) => line !== '').join(' ');
    const characters = [...words];
    const cut = characters.length > FIRST_WORDS_CHARS ? '…' : '';
    return `${characters.slice(0, FIRST_WORDS_CHARS).join('')}${cut}`;
}
