import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../desk.cjs';
import type { Line } from './line.cjs';
import { moodsOf } from './line.cjs';
import type { Hook, Words, Writer } from './webhooks.cjs';

/** A GREEN-API instance. */
export interface Instance {
    readonly id: string;
    readonly token: string;
    readonly phone: string;
}

/** Connects an instance, as this agent's. */
export async function greenLine(desk: Desk, agent: Client, instance: Instance = INSTANCE): Promise<Line> {
    const { green } = desk;
    await desk.connect(agent, instance);
    const moods = moodsOf('sendMessage', { message: 'Too Many Requests' });
    return {
        hook: await hookOf(green.url, instance),
        addressOf,
        notification: (writer, id, at, words) => notification(instance, writer, id, at, words),
        accepted: () =>
            green.sent(instance.id).map(({ chatId, message, status: state }) => ({
                address: chatId,
                text: message,
                failed: state === 'failed',
            })),
        tells: (phone, what) => {
            if (what !== 'everything') green.setOutcome(instance.id, phone, what === 'nothing' ? [] : ['failed']);
        },
        delivered: (phone, at) => {
            const sent = green.sent(instance.id).filter(({ chatId }) => chatId === addressOf(phone));
            const { idMessage = '' } = sent[sent.length - 1] ?? {};
            return status(instance, addressOf(phone), idMessage, at, 'delivered');
        },
        moods,
        fault: (fault) => green.faults.add(fault),
        calm: () => green.faults.clear(),
        tick: () => green.tick(),
        drain: () => green.drain(),
        stop: () => Promise.resolve(), // it belongs to the desk
    };
}

const addressOf = (phone: string): string => `${phone}@c.us`;

/** One notification, as often as it is delivered. `at` is the provider's time, ms; GREEN-API tells whole seconds. */
export function notification(instance: Instance, writer: Writer, idMessage: string, at: number, words: Words): object {
    const chatId = addressOf(writer.phone);
    const messageData =
        'file' in words
            ? {
                  typeMessage: 'imageMessage',
                  fileMessageData: {
                      downloadUrl: words.url,
                      caption: words.text,
                      fileName: words.file,
                      mimeType: 'image/jpeg',
                  },
              }
            : { typeMessage: 'textMessage', textMessageData: { textMessage: words.text } };
    return {
        typeWebhook: 'incomingMessageReceived',
        instanceData: { idInstance: Number(instance.id), typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1000),
        idMessage,
        senderData: { chatId, sender: chatId, chatName: writer.name, senderName: writer.name },
        messageData,
    };
}

/** The notification of what has become of a message of ours. */
export function status(
    instance: Instance,
    chatId: string,
    idMessage: string,
    at: number,
    state: 'failed' | 'delivered',
): object {
    return {
        typeWebhook: 'outgoingMessageStatus',
        chatId,
        instanceData: { idInstance: Number(instance.id), typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1000),
        idMessage,
        status: state,
        ...(state === 'failed' && { description: 'message was not sent' }),
        sendByApi: true,
    };
}

/** The header by which the app knows the deliveries of an instance, as the app has told it to GREEN-API. */
export async function hookOf(greenUrl: string, { id, token }: Instance): Promise<Hook> {
    const answer = await fetch(`${greenUrl}/waInstance${id}/getSettings/${token}`);
    const { webhookUrlToken } = (await answer.json()) as { webhookUrlToken: string };
    const authorization = /^(Basic|Bearer) /.test(webhookUrlToken) ? webhookUrlToken : `Bearer ${webhookUrlToken}`;
    return { path: 'webhooks/green-api', headers: { authorization } };
}
