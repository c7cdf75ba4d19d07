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

/** Members of a webhook's content that stand among the members of an item: items are flat. */
const CONTENT: readonly string[] = ['textMessageData', 'fileMessageData', 'editedMessageData', 'deletedMessageData'];
/** Contents under another name. */
const RENAMED: Readonly<Record<string, string>> = {
    extendedTextMessageData: 'extendedTextMessage',
    locationMessageData: 'location',
    contactMessageData: 'contact',
};
/** What an edit or a deletion is about, by the kind of message. */
const ABOUT: Readonly<Record<string, string>> = {
    editedMessage: 'editedMessageId',
    deletedMessage: 'deletedMessageId',
};

/** The content of a webhook (`messageData`) as an item has it. */
export function flat(messageData: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(messageData)) {
        if (CONTENT.includes(key)) {
            Object.assign(result, value);
        } else if (key === 'messageData' || key === 'contactsArrayMessageData') {
            Object.assign(result, value); // of several contacts
        } else {
            result[RENAMED[key] ?? key] = value;
        }
    }
    const about = ABOUT[String(result['typeMessage'])];
    if (about !== undefined) {
        result[about] = result['stanzaId'];
        delete result['stanzaId'];
    }
    return result;
}

function listed({ idMessage, chatId, name, messageData, at }: ReceivedMessage): object {
    return {
        type: 'incoming',
        idMessage,
        timestamp: Math.floor(at / 1000),
        chatId,
        senderId: chatId,
        senderName: name,
        senderContactName: '',
        ...flat(messageData),
    };
}
