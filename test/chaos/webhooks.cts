import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../host/client.cjs';
import { APP_ID } from '../support/desk.cjs';

const ENDPOINT = `/api/apps/public/${APP_ID}/webhooks/green-api`;
/** So long a provider waits for an answer, ms. */
const PATIENCE_MS = 30_000;
/** `fetch` takes its time, and a long run delivers some hundred thousand times. */
const agent = new http.Agent({ keepAlive: true });

/** A GREEN-API instance whose webhooks a test delivers itself, in the order and as often as it likes. */
export interface Line {
    readonly id: string;
    readonly token: string;
    readonly phone: string;
}

export interface Writer {
    /** International, digits only. */
    readonly phone: string;
    readonly name: string;
}

/** What a customer sends. A file is named here and fetched from `Files`. */
export type Words = { readonly text: string } | { readonly file: string; readonly url: string; readonly text: string };

/** One notification, as often as it is delivered. `at` is the provider's time, ms; GREEN-API tells whole seconds. */
export function notification(line: Line, writer: Writer, idMessage: string, at: number, words: Words): object {
    const chatId = `${writer.phone}@c.us`;
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
        instanceData: { idInstance: Number(line.id), typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1000),
        idMessage,
        senderData: { chatId, sender: chatId, chatName: writer.name, senderName: writer.name },
        messageData,
    };
}

/** The notification that a message of ours has failed. */
export function status(line: Line, chatId: string, idMessage: string, at: number): object {
    return {
        typeWebhook: 'outgoingMessageStatus',
        chatId,
        instanceData: { idInstance: Number(line.id), typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1000),
        idMessage,
        status: 'failed',
        description: 'message was not sent',
        sendByApi: true,
    };
}

/** Delivers one notification once. Gives the status of the answer; 0 where none came. */
export function deliver({ url }: Client, secret: string, server: number, payload: object): Promise<number> {
    const headers = { authorization: secret, 'content-type': 'application/json', 'x-host-server': String(server) };
    return new Promise((resolve) => {
        const request = http.request(`${url}${ENDPOINT}`, { method: 'POST', agent, headers }, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
            answer.on('error', () => resolve(0));
        });
        request.setTimeout(PATIENCE_MS, () => request.destroy());
        request.on('error', () => resolve(0)).end(JSON.stringify(payload));
    });
}

/** The header by which the app knows the deliveries of a line, as the app has told it to GREEN-API. */
export async function secretOf(greenUrl: string, line: Line): Promise<string> {
    const answer = await fetch(`${greenUrl}/waInstance${line.id}/getSettings/${line.token}`);
    const { webhookUrlToken } = (await answer.json()) as { webhookUrlToken: string };
    return /^(Basic|Bearer) /.test(webhookUrlToken) ? webhookUrlToken : `Bearer ${webhookUrlToken}`;
}

/** Where the provider keeps what customers have sent: answers every path with some bytes. */
export class Files {
    private readonly server = http.createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'image/jpeg', connection: 'close' });
        response.end(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]));
    });

    async start(): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    }

    async stop(): Promise<void> {
        await new Promise((resolve) => this.server.close(resolve));
    }

    url(name: string): string {
        return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/${name}`;
    }
}
