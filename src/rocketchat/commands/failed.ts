import type { Gateway } from '../../gateway/gateway';
import { deadLetters } from '../../gateway/outbox/operator';
import { partsOf } from '../../gateway/model';
import type { Dead } from '../../gateway/records/records';
import { lastDays } from '../../gateway/status';
import { seesAll } from '../people';
import type { Command } from './command';

const PAGE = 10;

/** In so many chats is looked who has them. */
const MOST_ROOMS = 100;

/** Lists what did not arrive, newest first, with buttons to send it again. Agents see what they wrote, and their chats. */
export const failed: Command = {
    name: 'switchboard.failed',
    params: '[page]',
    audience: 'desk',
    takes: [0, 1],
    help: { what: 'helpFailed', example: '/switchboard.failed 2' },
    async run({ args, caller, gateway, say }) {
        const page = Number(args[0] ?? '1');
        if (!Number.isInteger(page) || page < 1 || page > 1_000) {
            return say('failedPageWrong');
        }
        const days = lastDays(gateway.clock.now(), await gateway.site.daysKept());
        const wanted = page * PAGE + 1;
        const found = seesAll(caller)
            ? await deadLetters(gateway, days, wanted)
            : await ownOf(gateway, caller.id, await deadLetters(gateway, days, Number.POSITIVE_INFINITY), wanted);
        const letters = found.slice((page - 1) * PAGE, page * PAGE);
        if (letters.length === 0) {
            return say('failedNone');
        }
        const lines = letters.map(({ at, conversation, reply, reason }) =>
            say('failedLine', {
                at: new Date(at).toISOString().slice(0, 16).replace('T', ' '),
                address: partsOf(conversation)?.address ?? conversation,
                text: reply.text.slice(0, 80),
                reason,
            }),
        );
        if (found.length > page * PAGE) {
            lines.push(say('failedMore', { page: String(page + 1) }));
        }
        const ids = letters.map(({ reply }) => reply.id);
        return {
            text: [say('failedTitle', { page: String(page) }), ...lines].join('\n'),
            buttons: [
                ...ids.map((value, index) => ({
                    action: 'retry' as const,
                    value,
                    label: `${say('buttonRetry')} ${index + 1}`,
                })),
                { action: 'retry' as const, value: ids.join(' '), label: say('buttonRetryAll') },
            ],
        };
    },
};

/** Of these letters the first ones that the agent wrote, or that belong to chats that he has. */
async function ownOf(gateway: Gateway, agent: string, letters: readonly Dead[], wanted: number): Promise<Dead[]> {
    const chats = new Map<string, boolean>();
    const isInOwnChat = async (roomId: string): Promise<boolean> => {
        if (!chats.has(roomId) && chats.size < MOST_ROOMS && roomId !== '') {
            chats.set(roomId, (await gateway.desk.room(roomId))?.agent === agent);
        }
        return chats.get(roomId) ?? false;
    };
    const own: Dead[] = [];
    for (const letter of letters) {
        if (own.length < wanted && (letter.reply.author.id === agent || (await isInOwnChat(letter.reply.roomId)))) {
            own.push(letter);
        }
    }
    return own;
}
