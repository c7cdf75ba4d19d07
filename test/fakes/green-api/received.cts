import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import type { ReceivedMessage } from './instance.cjs';
import type { Call } from './methods.cjs';

/** How far the list is behind. green-api.com/en/docs/api/journals/LastIncomingMessages */
const LAG_MS = 2 * 60_000;

/** What customers wrote, newest first. green-api.com/en/docs/api/journals/LastIncomingMessages */
export function lastIncomingMessages({ instance, request, timers }: Call): Answer {
    const minutes = Number(request.query.get('minutes') ?? 1_440);
    const now = timers.now();
    const isListed = ({ at }: ReceivedMessage): boolean => at <= now - LAG_MS && at >= now - minutes * 60_000;
    return ok(instance.received.filter(isListed).reverse().map(listed));
}

/** Which member of a webhook's content has become which of an item: items are flat. */
const CONTENT: readonly string[] = ['textMessageData', 'fileMessageData', 'editedMessageData', 'deletedMessageData'];
const RENAMED: Readonly<Record<string, string>> = {
    extendedTextMessageData: 'extendedTextMessage',
    locationMessageData: 'location',
    contactMessageData: 'contact',
};

function listed({ idMessage, chatId, name, messageData, at }: ReceivedMessage): object {
    const flat: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(messageData)) {
        if (CONTENT.includes(key)) {
            Object.assign(flat, value);
        } else {
            flat[RENAMED[key] ?? key] = value;
        }
    }
    return {
        type: 'incoming',
        idMessage,
        timestamp: Math.floor(at / 1000),
        chatId,
        senderId: chatId,
        senderName: name,
        senderContactName: '',
        ...flat,
    };
}
