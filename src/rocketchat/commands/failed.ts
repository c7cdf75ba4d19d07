import { deadLetters } from '../../gateway/outbox/operator';
import { partsOf } from '../../gateway/model';
import { lastDays } from '../../gateway/status';
import { seesAll } from '../people';
import type { Command } from './command';

const PAGE = 10;

/** Lists what did not arrive, newest first, with buttons to send it again. Agents see their own. */
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
        const mine = seesAll(caller) ? undefined : caller.id;
        const wanted = page * PAGE + 1;
        const found = (await deadLetters(gateway, days, mine === undefined ? wanted : Number.POSITIVE_INFINITY)).filter(
            ({ reply }) => mine === undefined || reply.author.id === mine,
        );
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
