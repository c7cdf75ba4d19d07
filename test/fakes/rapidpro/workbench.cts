import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '../fake.cjs';
import { RapidPro, type RapidProOptions } from './fake.cjs';
import type { NewWorkspace, Workspace } from './workspace.cjs';

export const SECRET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const API_TOKEN = 'ap1t0ken0123456789';
export const ADMIN = { userId: 'admin-id', authToken: 'admin-token' };
export const APP_ID = '9a1f8c52-6a0e-4b0c-9d6e-2f5c7b3e41d8';
export const ANN = { name: 'Ann', phone: '+15550100123' };
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

interface Seen {
    readonly method: string;
    readonly path: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly text: string;
}

export interface Reaction {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    /** Cut instead of answered. */
    readonly isCut?: boolean;
    /** Before it answers. */
    readonly until?: Promise<unknown>;
}

const USUAL: Readonly<Record<string, Reaction>> = {
    room: { status: 201, body: '{"id":"r1"}' },
    'visitor-message': { status: 201, body: '{"id":"m1"}' },
};

/** Stands in for the app, and for Rocket.Chat's files: keeps what it is asked and answers as told, else as a good app. */
export class App {
    readonly seen: Seen[] = [];
    /** By the last part of the path, for the next requests. */
    readonly reactions: Record<string, Reaction[]> = {};
    private readonly server = http.createServer((request, response) => void this.serve(request, response));

    async start(port = 0): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    }

    async stop(): Promise<void> {
        await new Promise((resolve) => this.server.close(resolve));
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    get baseUrl(): string {
        return `http://127.0.0.1:${this.port}/api/apps/public/${APP_ID}`;
    }

    /** Bodies of the calls of one kind. */
    bodies(call: string): unknown[] {
        return this.seen.filter(({ path }) => path.endsWith(`/${call}`)).map(({ text }) => JSON.parse(text) as unknown);
    }

    private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
            chunks.push(chunk as Buffer);
        }
        const path = request.url ?? '';
        const { method = '', headers } = request;
        this.seen.push({ method, path, headers, text: Buffer.concat(chunks).toString('utf8') });
        const call = path.slice(path.lastIndexOf('/') + 1);
        const reaction = this.reactions[call]?.shift() ?? USUAL[call] ?? { status: 204 };
        await reaction.until;
        if (reaction.isCut) {
            response.destroy();
            return;
        }
        response.writeHead(reaction.status ?? 200, reaction.headers);
        response.end(reaction.body);
    }
}

export const clock = new ManualClock();
/** Those of the test that runs. */
export let fake: RapidPro;
export let app: App;
export let acme: Workspace;

/** To be called once in each test; everything is stopped after it. */
export async function start(
    workspace: Partial<NewWorkspace> = {},
    options: Partial<RapidProOptions> = {},
): Promise<void> {
    fake = new RapidPro({ clock, ...options });
    app = new App();
    await Promise.all([fake.start(), app.start()]);
    acme = fake.addWorkspace({ variant: 'upstream', secret: SECRET, apiToken: API_TOKEN, ...workspace });
    acme.attach(app.baseUrl, ADMIN);
}

afterEach(async () => {
    await fake.stop();
    await app.stop();
});

/** Lets time pass and waits for what comes of it. */
export async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    fake.tick();
    await fake.drain();
}

/** An event to the callback. */
export function tell(event: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(acme.webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Token ${SECRET}`, ...headers },
        body: typeof event === 'string' ? event : JSON.stringify(event),
    });
}

/** Status and error (or the whole answer) of an event. */
export async function told(event: unknown, headers?: Readonly<Record<string, string>>): Promise<[number, unknown]> {
    const response = await tell(event, headers);
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    return [response.status, body['error'] ?? body];
}
