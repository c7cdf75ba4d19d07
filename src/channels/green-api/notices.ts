/** What GREEN-API tells of our own messages and of the instance. Each reads one kind of webhook. */
import type { ReceiptEvent, ReceiptStatus, StateEvent } from '../../gateway/model';
import { decode } from '../../lib/decode';
import type { TextName } from '../../lib/texts';
import type { Parsed } from '../channel';
import { ChannelError } from '../channel';
import * as wire from './wire';

/**
 * The statuses of a message of ours. `description` may say why it failed
 * (green-api.com/en/docs/api/receiving/notifications-format/outgoing-message/OutgoingMessageStatus). `suspended` is the
 * newer word for `yellowCard`.
 */
const STATUSES: Readonly<Record<string, { readonly status: ReceiptStatus; readonly reason?: TextName }>> = {
    sent: { status: 'sent' },
    delivered: { status: 'delivered' },
    read: { status: 'read' },
    failed: { status: 'failed', reason: 'receiptFailed' },
    noAccount: { status: 'failed', reason: 'receiptNoAccount' },
    notInGroup: { status: 'failed', reason: 'receiptNotInGroup' },
    yellowCard: { status: 'failed', reason: 'receiptRestricted' },
    suspended: { status: 'failed', reason: 'receiptRestricted' },
};

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
    Object.prototype.hasOwnProperty.call(table, name) ? table[name] : undefined;

export function messageStatus(body: unknown): Parsed {
    const {
        chatId,
        idMessage,
        status: word,
        description = '',
        timestamp,
        sendByApi,
    } = decode(wire.messageStatus, body);
    const known = own(STATUSES, word);
    if (known === undefined) {
        return { kind: 'unknown', what: `outgoingMessageStatus ${word.slice(0, 40)}` };
    }
    if (sendByApi === false) {
        return { kind: 'ignored', why: 'a message that was typed on the phone' };
    }
    const receipt: ReceiptEvent = {
        kind: 'receipt',
        id: `${chatId}:${idMessage}:${word}`,
        messageId: idMessage,
        status: known.status,
        ...(known.reason === undefined
            ? {}
            : { reason: { name: known.reason, values: { detail: description.slice(0, 300) } } }),
        at: timestamp * 1000,
    };
    return { kind: 'events', events: [receipt] };
}

/** The state in which an instance sends and receives. */
export const AUTHORIZED = 'authorized';

/**
 * States in which nothing can be sent (green-api.com/en/docs/api/account/GetStateInstance): what is to be waited for, and
 * what only people can change. In any other state, `sleepMode` and those to come among them, sending is tried.
 */
const OBSTACLES: Readonly<Record<string, { readonly kind: 'retry' | 'unauthorized'; readonly text: TextName }>> = {
    starting: { kind: 'retry', text: 'greenStarting' },
    notAuthorized: { kind: 'retry', text: 'greenNotAuthorized' },
    pendingCode: { kind: 'retry', text: 'greenNotAuthorized' },
    pendingPassword: { kind: 'retry', text: 'greenNotAuthorized' },
    blocked: { kind: 'unauthorized', text: 'greenBlocked' },
    yellowCard: { kind: 'unauthorized', text: 'greenRestricted' },
    suspended: { kind: 'unauthorized', text: 'greenRestricted' },
};

export function obstacle(state: string): ChannelError | undefined {
    const found = own(OBSTACLES, state);
    return (
        found &&
        new ChannelError(
            'green-api',
            found.kind,
            { name: found.text },
            { code: state, untilReady: found.kind === 'retry' },
        )
    );
}

/** receiving/notifications-format/StateInstanceChanged */
export function stateChanged(body: unknown): Parsed {
    const { stateInstance, timestamp } = decode(wire.stateChanged, body);
    const state = stateInstance.slice(0, 40);
    const event: StateEvent = {
        kind: 'state',
        id: `${state}:${timestamp}`,
        state,
        ready: state === AUTHORIZED,
        at: timestamp * 1000,
    };
    return { kind: 'events', events: [event] };
}

/** Counted among what is odd, so that the status command shows it. */
export function quotaExceeded(body: unknown): Parsed {
    const { quotaData } = decode(wire.quotaExceeded, body);
    return { kind: 'unknown', what: `quotaExceeded ${(quotaData?.method ?? '').slice(0, 40)}`.trim() };
}
