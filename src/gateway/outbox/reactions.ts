/**
 * The state of a reply on the agent's own message, as a reaction of the app's user: one of five at a time. Rocket.Chat
 * refuses it on older engines and where the app's user has no access to the room; then it is not tried again.
 */
import { messageOf } from '../../lib/error';
import type { Gateway } from '../gateway';
import type { Reply } from '../model';
import type { ShownState } from '../records/records';

/** Emoji that agents do not use for anything else with the app's user as author. */
const EMOJI: Readonly<Record<ShownState, string>> = {
    waiting: ':hourglass_flowing_sand:',
    sent: ':heavy_check_mark:',
    delivered: ':white_check_mark:',
    read: ':eyes:',
    failed: ':x:',
};

/** What Rocket.Chat says when it takes no reactions of ours at all, and what older engines say that know none. */
const REFUSED = /not-authorized|not a function/i;
/** Anything else may be about one message only (deleted, for example); so often in a row it is not. */
const FAILURES = 3;

/** Shows `next` in place of `before`. Gives what stands there afterwards; never rejects. */
export async function showState(
    gateway: Gateway,
    reply: Reply,
    before: ShownState | '',
    next: ShownState,
): Promise<ShownState | ''> {
    const { desk, log, memory, site } = gateway;
    if (
        memory.reactionsRefused !== undefined ||
        before === next ||
        reply.roomId === '' ||
        reply.closes !== undefined ||
        reply.changes !== undefined ||
        !(await site.showsReceipts())
    ) {
        return before;
    }
    try {
        await desk.react(reply.id, EMOJI[next], 'add');
        if (before !== '') {
            await desk.react(reply.id, EMOJI[before], 'remove');
        }
        memory.reactionFailures = 0;
        return next;
    } catch (error) {
        const reason = messageOf(error);
        memory.reactionFailures += 1;
        if (REFUSED.test(reason) || memory.reactionFailures >= FAILURES) {
            memory.reactionsRefused = reason;
            log.warn(`The state of answers cannot be shown on them (${reason}); see /switchboard.status`);
        }
        return before;
    }
}
