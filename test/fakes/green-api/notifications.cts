import type { Post } from '../webhooks.cjs';
import { type Instance, type SentMessage, widOf } from './instance.cjs';

export interface Writer {
    /** International, digits only. */
    readonly phone: string;
    /** The name that the person gave himself. */
    readonly name: string;
    /** The group in which he writes, and what it is called now. */
    readonly group?: Group;
    /** The chat's address, where it is not that of the number: a hidden number (`…@lid`). */
    readonly chatId?: string;
    /** Where GREEN-API names another address of the person beside it. */
    readonly sender?: string;
}

export interface Group {
    /** Ends in `@g.us`. */
    readonly id: string;
    readonly title: string;
}

/** The chat in which somebody writes. */
export const chatOf = ({ phone, group, chatId }: Writer): string => group?.id ?? chatId ?? `${phone}@c.us`;

/** Who writes, and what. */
export interface CustomerMessage extends Writer {
    readonly text: string;
}

/** GREEN-API sends messages that contain a link as another type, and everything sent through its API too. */
const LINK = /https?:\/\//;

const seconds = (now: number): number => Math.floor(now / 1000);

function instanceData(instance: Instance): object {
    return { idInstance: Number(instance.id), wid: widOf(instance), typeInstance: 'whatsapp' };
}

function extendedText(text: string): object {
    const extendedTextMessageData = {
        text,
        description: '',
        title: '',
        previewType: 'None',
        jpegThumbnail: '',
        forwardingScore: 0,
        isForwarded: false,
    };
    return { typeMessage: 'extendedTextMessage', extendedTextMessageData };
}

/**
 * What a customer wrote, as `messageData`.
 * green-api.com/en/docs/api/receiving/notifications-format/incoming-message/TextMessage
 */
export const textData = (text: string): object =>
    LINK.test(text)
        ? extendedText(text)
        : { typeMessage: 'textMessage', textMessageData: { textMessage: text, isTemplateMessage: false } };

/**
 * A picture. Its preview is a part of the message, in Base64.
 * green-api.com/en/docs/api/receiving/notifications-format/incoming-message/ImageMessage
 */
export function pictureData(downloadUrl: string, fileName: string, previewBytes: number, caption: string): object {
    const jpegThumbnail = Buffer.alloc(previewBytes, 7).toString('base64');
    const marks = { isForwarded: false, forwardingScore: 0 };
    const fileMessageData = { downloadUrl, caption, fileName, jpegThumbnail, mimeType: 'image/jpeg', ...marks };
    return { typeMessage: 'imageMessage', fileMessageData };
}

/** green-api.com/en/docs/api/receiving/notifications-format/incoming-message */
export function incomingMessage(
    instance: Instance,
    now: number,
    idMessage: string,
    who: Writer,
    messageData: object,
): object {
    const chatName = who.group?.title ?? who.name;
    const chatId = chatOf(who);
    const { sender = who.group === undefined ? chatId : `${who.phone}@c.us` } = who;
    return {
        typeWebhook: 'incomingMessageReceived',
        instanceData: instanceData(instance),
        timestamp: seconds(now),
        idMessage,
        senderData: { chatId, sender, chatName, senderName: who.name, senderContactName: '' },
        messageData,
    };
}

/** A message that the account sent from its phone. green-api.com/en/docs/api/receiving/notifications-format/outgoing-message */
export function outgoingMessage(
    instance: Instance,
    now: number,
    idMessage: string,
    to: Writer,
    messageData: object,
): object {
    return {
        ...incomingMessage(instance, now, idMessage, to, messageData),
        typeWebhook: 'outgoingMessageReceived',
        senderData: {
            chatId: `${to.phone}@c.us`,
            sender: widOf(instance),
            chatName: to.name,
            senderName: '',
            senderContactName: '',
        },
    };
}

/** green-api.com/en/docs/api/receiving/notifications-format/incoming-call */
export function incomingCall(
    instance: Instance,
    now: number,
    idMessage: string,
    phone: string,
    status: string,
): object {
    return {
        typeWebhook: 'incomingCall',
        from: `${phone}@c.us`,
        instanceData: instanceData(instance),
        status,
        timestamp: seconds(now),
        idMessage,
    };
}

/** Our own send, told back. green-api.com/en/docs/api/receiving/notifications-format/outgoing-message */
export function outgoingApiMessage(instance: Instance, now: number, sent: SentMessage): object {
    return {
        typeWebhook: 'outgoingAPIMessageReceived',
        instanceData: instanceData(instance),
        timestamp: seconds(now),
        idMessage: sent.idMessage,
        senderData: {
            chatId: sent.chatId,
            sender: widOf(instance),
            chatName: '',
            senderName: '',
            senderContactName: '',
        },
        messageData: extendedText(sent.message),
    };
}

/** green-api.com/en/docs/api/receiving/notifications-format/outgoing-message/OutgoingMessageStatus */
export function messageStatus(instance: Instance, now: number, sent: SentMessage, status: string): object {
    return {
        typeWebhook: 'outgoingMessageStatus',
        chatId: sent.chatId,
        instanceData: instanceData(instance),
        timestamp: seconds(now),
        idMessage: sent.idMessage,
        status,
        ...(status === 'failed' ? { description: 'message was not sent' } : {}),
        sendByApi: true,
    };
}

/** green-api.com/en/docs/api/receiving/notifications-format/StateInstanceChanged */
export function stateChanged(instance: Instance, now: number): object {
    return {
        typeWebhook: 'stateInstanceChanged',
        instanceData: instanceData(instance),
        timestamp: seconds(now),
        stateInstance: instance.state,
    };
}

/** Sent where a fault asks for a secret that is not the configured one. */
const FORGED_TOKEN = 'Bearer not-the-configured-token';

/** The push of a notification by the settings in force, or undefined while no address is set. */
export function push(instance: Instance, payload: object, forged: boolean): Post | undefined {
    const { webhookUrl, webhookUrlToken } = instance.settings;
    if (!webhookUrl) {
        return undefined;
    }
    const authorization = forged ? FORGED_TOKEN : authorizationFor(String(webhookUrlToken ?? ''));
    return {
        url: String(webhookUrl),
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: JSON.stringify(payload),
    };
}

/**
 * The Authorization header for a stored token: none for an empty one; as it is with a scheme in front of it, else as
 * a bearer token. green-api.com/en/docs/api/account/SetSettings
 */
function authorizationFor(token: string): string {
    return token === '' || /^(Basic|Bearer) /.test(token) ? token : `Bearer ${token}`;
}
