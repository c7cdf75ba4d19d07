/**
 * The state of a reply on the agent's own message, as a reaction of the app's user: one of five at a time. Rocket.Chat
 * refuses it on older engines and where the app's user has no access to the room; then it is not tried again.
 */
import { messageOf } from '../lib/error';
import type { Gateway } from './gateway';
import type { Reply } from './model';
import type { ShownState } from './records';

/** Emoji that agents do not use for anything else with the app's user as author. */
const EMOJI: Readonly<Record<ShownState, string>> = {
    waiting: ':hourglass_flowing_sand:',
    sent: ':heavy_check_mark:',
    delivered: ':white_check_mark:',
    read: ':eyes:',
    failed: ':x:',
};

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
        !(await site.showsReceipts())
    ) {
        return before;
    }
    try {
        await desk.react(reply.id, EMOJI[next], 'add');
        if (before !== '') {
            await desk.react(reply.id, EMOJI[before], 'remove');
        }
        return next;
    } catch (error) {
        memory.reactionsRefused = messageOf(error);
        log.warn(`The state of answers cannot be shown on them (${memory.reactionsRefused}); see /switchboard.status`);
        return before;
    }
}
