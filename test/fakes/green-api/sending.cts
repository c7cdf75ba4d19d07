import type { Timers } from '../timers.cjs';
import {
    type Instance,
    type Piece,
    type SentFile,
    type SentMessage,
    freshId,
    isOn,
    note,
    stateOf,
} from './instance.cjs';
import { messageStatus, outgoingApiMessage } from './notifications.cjs';

/** How long a message waits for its instance to be authorized. green-api.com/en/docs/api/sending/SendMessage */
const QUEUED_FOR_MS = 24 * 3_600_000;

/** From one status to the next. */
const STATUS_STEP_MS = 1_000;

const USUAL_OUTCOME: readonly string[] = ['sent', 'delivered', 'read'];

/** These come whatever the toggles say. green-api.com/en/docs/api/account/SetSettings */
const ALWAYS_TOLD: readonly string[] = ['failed', 'noAccount'];

/** What an instance whose sending is restricted says of a message; it does not go out. */
const RESTRICTED: Readonly<Record<string, string>> = { yellowCard: 'yellowCard', suspended: 'yellowCard' };

export interface Outgoing {
    readonly chatId: string;
    readonly message: string;
    readonly file?: SentFile;
    readonly quotedMessageId: string | undefined;
    readonly piece?: Piece;
    readonly typingTime?: number;
}

/**
 * Accepts a message: it gets its id at once and goes out later, first in, first out, at the instance's spacing and
 * only while the instance is authorized. Not even the first leaves before the fake's next tick.
 */
export function accept(instance: Instance, outgoing: Outgoing, timers: Timers): SentMessage {
    const sent: SentMessage = {
        file: undefined,
        ...outgoing,
        idMessage: freshId(),
        at: timers.now(),
        leftAt: undefined,
        status: 'queued',
    };
    instance.sent.push(sent);
    if (sent.quotedMessageId !== undefined && !instance.chats.get(sent.chatId)?.has(sent.quotedMessageId)) {
        sent.status = 'vanished'; // As with the real one: accepted, and never heard of again.
        return sent;
    }
    note(instance, sent.chatId, sent.idMessage);
    instance.outbox.push(sent);
    goOn(instance, timers);
    return sent;
}

/** To be called when the instance may have become able to send. */
export function goOn(instance: Instance, timers: Timers): void {
    timers.after(Math.max(0, instance.nextSendAt - timers.now()), () => sendNext(instance, timers));
}

function sendNext(instance: Instance, timers: Timers): void {
    const now = timers.now();
    const state = stateOf(instance);
    if (now < instance.nextSendAt || (state !== 'authorized' && !RESTRICTED[state])) {
        return;
    }
    instance.outbox = instance.outbox.filter(({ at }) => now - at < QUEUED_FOR_MS);
    const sent = instance.outbox.shift();
    if (!sent) {
        return;
    }
    sent.leftAt = now;
    const { typingTime = 0 } = sent;
    instance.nextSendAt = now + Number(instance.settings['delaySendMessagesMilliseconds']) + typingTime;
    const restricted = RESTRICTED[state];
    if (!restricted && isOn(instance, 'outgoingAPIMessageWebhook')) {
        instance.webhooks.push(outgoingApiMessage(instance, now, sent));
    }
    tell(instance, sent, restricted ? [restricted] : (instance.outcomes.get(sent.chatId) ?? USUAL_OUTCOME), timers);
    if (instance.outbox.length > 0) {
        goOn(instance, timers);
    }
}

function tell(instance: Instance, sent: SentMessage, outcome: readonly string[], timers: Timers): void {
    const [status, ...later] = outcome;
    if (status === undefined) {
        return;
    }
    sent.status = status;
    if (isOn(instance, 'outgoingWebhook') || ALWAYS_TOLD.includes(status)) {
        instance.webhooks.push(messageStatus(instance, timers.now(), sent, status));
    }
    timers.after(STATUS_STEP_MS, () => tell(instance, sent, later, timers));
}
