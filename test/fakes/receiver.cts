import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
    readonly headers: http.IncomingHttpHeaders;
    readonly payload: Readonly<Record<string, unknown>>;
}

/** A webhook address for tests of the fakes themselves: keeps what arrives and answers as told. */
export class Receiver {
    readonly received: Received[] = [];
    /** Statuses for the next requests, 200 when used up; `silent` lets the sender wait. */
    readonly answers: (number | 'silent')[] = [];
    /** What came without a body: GET and HEAD of providers that try an address out. */
    readonly probes: string[] = [];
    /** Methods of `probes` that are answered with 405. */
    readonly refusedProbes: string[] = [];
    private readonly server = http.createServer((request, response) => void this.receive(request, response));

    async start(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
    }

    async stop(): Promise<void> {
        await new Promise((resolve) => this.server.close(resolve));
    }

    private async receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
            chunks.push(chunk as Buffer);
        }
        const method = request.method ?? '';
        if (method === 'GET' || method === 'HEAD') {
            this.probes.push(method);
            response.writeHead(this.refusedProbes.includes(method) ? 405 : 200, { connection: 'close' });
            response.end();
            return;
        }
        const payload = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['payload'];
        this.received.push({ headers: request.headers, payload });
        const answer = this.answers.shift() ?? 200;
        if (answer !== 'silent') {
            response.writeHead(answer, { connection: 'close' });
            response.end('ok');
        }
    }
}

/** Waits for what happens through the loopback, a turn of the event loop at a time. jest's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}
