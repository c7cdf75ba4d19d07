import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../../host/client.cjs';
import { APP_ID } from '../desk.cjs';

/** So long a provider waits for an answer, ms. */
const PATIENCE_MS = 30_000;
/** `fetch` takes its time, and a long run delivers some hundred thousand times. */
const agent = new http.Agent({ keepAlive: true });

/** Where a provider delivers what comes for one account, and what the app knows that by. */
export interface Hook {
    /** Below the app's own address. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
}

export interface Writer {
    /** International, digits only. */
    readonly phone: string;
    readonly name: string;
}

/** What a customer sends. A file is named here and fetched from `Files`. */
export type Words = { readonly text: string } | { readonly file: string; readonly url: string; readonly text: string };

/** Delivers one notification once. Gives the status of the answer; 0 where none came. */
export function deliver({ url }: Client, hook: Hook, server: number, payload: object): Promise<number> {
    const endpoint = `${url}/api/apps/public/${APP_ID}/${hook.path}`;
    const headers = { ...hook.headers, 'content-type': 'application/json', 'x-host-server': String(server) };
    return new Promise((resolve) => {
        const request = http.request(endpoint, { method: 'POST', agent, headers }, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
            answer.on('error', () => resolve(0));
        });
        request.setTimeout(PATIENCE_MS, () => request.destroy());
        request.on('error', () => resolve(0)).end(JSON.stringify(payload));
    });
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
