import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Fault, FaultQueue } from './faults.cjs';
import { withoutSecrets } from './masking.cjs';
import { type FakeClock, Timers } from './timers.cjs';

export type { Fault, FaultKind } from './faults.cjs';
export { type FakeClock, ManualClock } from './timers.cjs';

/** A request as a handler sees it. */
export interface FakeRequest {
    readonly method: string;
    /** Without the query, still percent-encoded. */
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: http.IncomingHttpHeaders;
    /** The named groups of the route's pattern, decoded. */
    readonly params: Readonly<Record<string, string>>;
    readonly raw: Buffer;
    /** Parsed by content type (JSON or form); undefined for anything else and for what does not parse. */
    readonly body: unknown;
}

export interface Answer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** An object goes out as JSON, a string or bytes as they are. */
    readonly body?: string | Buffer | object;
}

export interface Route {
    /** By this name faults and the log speak of it. */
    readonly name: string;
    readonly method: string;
    /** Matched against the whole path; named groups become `params`. */
    readonly path: RegExp;
    readonly handle: (request: FakeRequest) => Answer | Promise<Answer>;
}

/** One line of the request log. */
export interface LoggedRequest extends Omit<FakeRequest, 'params'> {
    /** When it came, by the fake's clock. */
    readonly at: number;
    /** Undefined: no route fits. */
    readonly route: string | undefined;
    readonly fault: Fault['kind'] | undefined;
    /** Undefined until answered; stays so when the connection was cut. */
    status: number | undefined;
}

export interface FakeOptions {
    readonly clock: FakeClock;
}

/**
 * The skeleton of every fake provider: a real HTTP server on the loopback, a route table, a log of what came in,
 * switches for faults, and timers on the injected clock.
 *
 * A person can act on it with curl: `GET /fake/log`, `GET` and `POST /fake/faults`, and what the provider adds.
 */
export abstract class Fake {
    readonly log: LoggedRequest[] = [];
    readonly faults: FaultQueue;
    protected readonly timers: Timers;
    private readonly server = http.createServer((request, response) => void this.serve(request, response));
    private readonly sockets = new Set<Socket>();
    private readonly controls: readonly Route[];

    /**
     * @param routes what the provider offers
     * @param deliveries names by which faults speak of what the fake itself sends, such as `webhook`
     * @param controls further routes below `/fake/`; neither logged nor hit by faults
     */
    protected constructor(
        options: FakeOptions,
        private readonly routes: readonly Route[],
        deliveries: readonly string[],
        controls: readonly Route[],
    ) {
        this.timers = new Timers(options.clock);
        this.faults = new FaultQueue(
            routes.map(({ name }) => name),
            deliveries,
        );
        this.controls = [...this.commonControls(), ...controls];
        this.server.on('connection', (socket) => {
            this.sockets.add(socket);
            socket.once('close', () => this.sockets.delete(socket));
        });
    }

    /** Listens on 127.0.0.1, on a free port unless one is given. Returns the base URL. */
    async start(port = 0): Promise<string> {
        await new Promise<void>((resolve, reject) => {
            this.server.once('error', reject);
            this.server.listen(port, '127.0.0.1', resolve);
        });
        return this.url;
    }

    /** Ends every connection, also those whose answer is still held back. */
    async stop(): Promise<void> {
        this.timers.clear();
        await new Promise<void>((resolve) => {
            this.server.close(() => resolve());
            this.sockets.forEach((socket) => socket.destroy());
        });
    }

    /** `http://127.0.0.1:<port>`, without a slash at the end. */
    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** To be called whenever the clock has moved: runs what became due. */
    tick(): void {
        this.timers.runDue();
    }

    /** What `/fake/log` shows of a path; providers with secrets in their paths hide them here. */
    protected shownPath(path: string): string {
        return path;
    }

    /** The answer where no route fits. */
    protected notFound(_request: FakeRequest): Answer {
        return { status: 404, body: { error: 'not found' } };
    }

    private async serve(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        try {
            const request = await readRequest(incoming);
            if (request.path.startsWith('/fake/')) {
                send(response, await answerFrom(this.controls, request, this.notFound(request)));
            } else {
                await this.answer(request, response);
            }
        } catch (error) {
            send(response, { status: 500, body: { error: error instanceof Error ? error.message : String(error) } });
        }
    }

    private async answer(request: FakeRequest, response: http.ServerResponse): Promise<void> {
        const route = findRoute(this.routes, request);
        const fault = this.faults.take(route?.name ?? '*');
        const { params: _params, ...seen } = request;
        const entry: LoggedRequest = {
            ...seen,
            at: this.timers.now(),
            route: route?.name,
            fault: fault?.kind,
            status: undefined,
        };
        this.log.push(entry);
        const reply = (answer: Answer): void => {
            entry.status = answer.status;
            send(response, answer);
        };
        const execute = (): Promise<Answer> => answerFrom(this.routes, request, this.notFound(request));
        switch (fault?.kind) {
            case 'status':
                return reply({ status: fault.status ?? 500, headers: fault.headers ?? {}, body: fault.body ?? '' });
            case 'silent':
                return;
            case 'drop-before':
                return void response.destroy();
            case 'drop-after-accept':
                await execute();
                return void response.destroy();
            case 'slow': {
                const answer = await execute();
                this.timers.after(fault.delayMs ?? 0, () => reply(answer));
                return;
            }
            case 'malformed':
                return reply(malformed(await execute(), fault));
            default:
                return reply(await execute());
        }
    }

    private commonControls(): Route[] {
        return [
            {
                name: 'log',
                method: 'GET',
                path: /^\/fake\/log$/,
                handle: () => ok(this.log.map((entry) => this.shown(entry))),
            },
            { name: 'pending faults', method: 'GET', path: /^\/fake\/faults$/, handle: () => ok(this.faults.pending) },
            {
                name: 'add faults',
                method: 'POST',
                path: /^\/fake\/faults$/,
                handle: ({ body }) => {
                    try {
                        this.faults.add(...((Array.isArray(body) ? body : [body ?? {}]) as Fault[]));
                    } catch (error) {
                        return { status: 400, body: { error: (error as Error).message } };
                    }
                    return ok(this.faults.pending);
                },
            },
        ];
    }

    private shown({ at, method, path, route, body, fault, status }: LoggedRequest): object {
        const time = new Date(at).toISOString();
        return { at: time, method, path: this.shownPath(path), route, body: withoutSecrets(body), fault, status };
    }
}

/** 200 with a JSON body. */
export function ok(body: object): Answer {
    return { status: 200, body };
}

async function readRequest(incoming: http.IncomingMessage): Promise<FakeRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
        chunks.push(chunk as Buffer);
    }
    const raw = Buffer.concat(chunks);
    const url = new URL(incoming.url ?? '/', 'http://fake');
    return {
        method: incoming.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        params: {},
        raw,
        body: parseBody(raw, incoming.headers['content-type'] ?? ''),
    };
}

function parseBody(raw: Buffer, contentType: string): unknown {
    if (contentType.includes('application/x-www-form-urlencoded')) {
        return Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
    }
    if (!contentType.includes('json')) {
        return undefined;
    }
    try {
        return JSON.parse(raw.toString('utf8')) as unknown;
    } catch {
        return undefined;
    }
}

function findRoute(routes: readonly Route[], request: FakeRequest): Route | undefined {
    return routes.find(({ method, path }) => method === request.method && path.test(request.path));
}

async function answerFrom(routes: readonly Route[], request: FakeRequest, notFound: Answer): Promise<Answer> {
    const route = findRoute(routes, request);
    if (!route) {
        return notFound;
    }
    const groups = Object.entries(route.path.exec(request.path)?.groups ?? {});
    const params = Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
    return route.handle({ ...request, params });
}

function malformed(answer: Answer, fault: Fault): Answer {
    const whole = encode(answer.body);
    return {
        status: fault.status ?? answer.status,
        headers: { 'content-type': 'application/json', ...fault.headers },
        body: fault.body ?? whole.subarray(0, Math.floor(whole.length / 2)),
    };
}

function encode(body: Answer['body']): Buffer {
    if (body === undefined || typeof body === 'string') {
        return Buffer.from(body ?? '');
    }
    return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

function send(response: http.ServerResponse, { status, headers, body }: Answer): void {
    if (response.destroyed) {
        return; // The client has given up waiting, as clients of a slow provider do.
    }
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    response.writeHead(status, {
        ...(isJson ? { 'content-type': 'application/json; charset=utf-8' } : {}),
        ...headers,
    });
    response.end(encode(body));
}
