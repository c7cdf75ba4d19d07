/** What GREEN-API tells of a contact's doings, read by the real channel. */
import { edit, remove } from '../../../src/channels/green-api/changes';
import { parse } from '../../../src/channels/green-api/parse';
import type { MessageEvent } from '../../../src/gateway/model';
import { CONNECTION } from '../../support/world/world.cjs';

const CHAT = '15550100123@c.us';
const ACCOUNT = '15550100999@c.us';
const INSTANCE = '7103990042';

export const LIMITS = { editMs: edit.withinMs, removeMs: remove.withinMs };

type Members = Readonly<Record<string, unknown>>;

export const written = (text: string): Members => ({
    typeMessage: 'textMessage',
    textMessageData: { textMessage: text },
});

/** `stanzaId` is the provider's id of the other message, here and below. */
export const answered = (text: string, stanzaId: string, textMessage: string): Members => ({
    typeMessage: 'quotedMessage',
    extendedTextMessageData: { text, stanzaId, participant: CHAT },
    quotedMessage: { stanzaId, participant: CHAT, typeMessage: 'textMessage', textMessage },
});

export const edited = (stanzaId: string, textMessage: string): Members => ({
    typeMessage: 'editedMessage',
    editedMessageData: { textMessage, stanzaId },
});

export const deleted = (stanzaId: string): Members => ({
    typeMessage: 'deletedMessage',
    deletedMessageData: { stanzaId },
});

export const reacted = (stanzaId: string, emoji: string): Members => ({
    typeMessage: 'reactionMessage',
    extendedTextMessageData: { text: emoji },
    quotedMessage: { stanzaId, participant: CHAT },
});

/** The event of a webhook; `at` in ms. */
export function told(by: 'contact' | 'program', idMessage: string, at: number, messageData: Members): MessageEvent {
    const sender = by === 'contact' ? CHAT : ACCOUNT;
    const parsed = parse(
        { ...CONNECTION, id: INSTANCE },
        {
            typeWebhook: by === 'contact' ? 'incomingMessageReceived' : 'outgoingAPIMessageReceived',
            instanceData: { idInstance: Number(INSTANCE), wid: ACCOUNT, typeInstance: 'whatsapp' },
            timestamp: Math.floor(at / 1_000),
            idMessage,
            senderData: { chatId: CHAT, sender, chatName: 'Ann', senderName: by === 'contact' ? 'Ann' : 'Shop' },
            messageData,
        },
    );
    const [event] = parsed.kind === 'events' ? parsed.events : [];
    if (event?.kind !== 'message') {
        throw new Error(`no message: ${JSON.stringify(parsed)}`);
    }
    return event;
}

/** An event's id, of the provider's id of its message. */
export const eventId = (idMessage: string): string => `${CHAT}:${idMessage}`;
/** And back, as the real channel does it. */
export const messageIdOf = (id: string): string => id.slice(id.lastIndexOf(':') + 1);
