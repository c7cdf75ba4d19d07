/** Calls, in the chat of everybody who is called: a call of the contact is a word of his. */
import type { CallState, MessageEvent } from '../../gateway/model';
import { decode } from '../../lib/decode';
import type { Parsed } from '../channel';
import { contactAt, notForUs } from './addresses';
import type { Wishes } from './addresses';
import * as wire from './wire';

/** receiving/notifications-format/incoming-call; sources spell the end of a call in two ways. */
const INCOMING_CALLS: ReadonlyMap<string, CallState> = new Map([
    ['offer', 'ringing'],
    ['pickUp', 'answered'],
    ['hangUp', 'ended'],
    ['hungUp', 'ended'],
    ['declined', 'declined'],
    ['missed', 'missed'],
]);

/** receiving/notifications-format/outgoing-call */
const OUTGOING_CALLS: ReadonlyMap<string, CallState> = new Map([
    ['offer', 'ringing'],
    ['pickUp', 'answered'],
    ['hangUp', 'ended'],
    ['hungUp', 'ended'],
    ['invalid', 'failed'],
]);

/** Unless calls are not to be seen. */
const wanted =
    (read: (body: unknown, wishes: Wishes) => Parsed) =>
    (body: unknown, wishes: Wishes): Parsed =>
        wishes.calls === 'false' ? { kind: 'ignored', why: 'a call' } : read(body, wishes);

export const incomingCall = wanted((body, wishes) => {
    const { from: chatId, idMessage, status, timestamp } = decode(wire.incomingCall, body);
    const skipped = notForUs(chatId, wishes);
    return skipped ?? courseOf('in', idMessage, status, INCOMING_CALLS.get(status), timestamp, [chatId]);
});

export const outgoingCall = wanted((body, wishes) => {
    const { idMessage, status, timestamp, participants } = decode(wire.outgoingCall, body);
    const chats = participants.map(({ id }) => id).filter((chatId) => notForUs(chatId, wishes) === undefined);
    return courseOf('out', idMessage, status, OUTGOING_CALLS.get(status), timestamp, chats);
});

function courseOf(
    direction: 'in' | 'out',
    id: string,
    status: string,
    state: CallState | undefined,
    timestamp: number,
    chats: readonly string[],
): Parsed {
    if (state === undefined) {
        const what = direction === 'in' ? 'incomingCall' : 'outgoingCall';
        return { kind: 'unknown', what: `${what} ${status.slice(0, 40)}` };
    }
    const events = chats.map((chatId): MessageEvent => ({
        kind: 'message',
        id: `${chatId}:${id}:${status}`,
        contact: contactAt(chatId),
        at: timestamp * 1000,
        content: [{ kind: 'call', id, direction, state }],
        ...(direction === 'in' ? {} : { from: 'phone' as const }),
    }));
    return { kind: 'events', events };
}
