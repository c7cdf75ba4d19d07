import type { Json } from './views.cjs';

/** Requests to a Rocket.Chat over HTTP, as anybody or as a user who has logged in. */

export interface Login {
    readonly userId: string;
    readonly authToken: string;
}

/** An answer as it came, for endpoints of an app. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
    readonly bytes: Buffer;
    /** The body parsed as JSON, or undefined when it is none. */
    readonly json: unknown;
}

export class RestError extends Error {
    constructor(
        readonly status: number,
        readonly body: Json,
        what: string,
    ) {
        super(`${what}: ${String(status)} ${textIn(body['error']) ?? textIn(body['message']) ?? ''}`);
    }
}

export interface RequestOptions {
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
    /** The server of the cluster that shall handle it. */
    readonly server?: number | undefined;
}

export class RestClient {
    constructor(
        readonly url: string,
        readonly login?: Login,
    ) {}

    /** The user's id; only for a client that has logged in. */
    get userId(): string {
        if (this.login === undefined) throw new Error('Not logged in');
        return this.login.userId;
    }

    /** Sends a request and gives the answer, whatever its status. A `Buffer`, text or form goes as it is, else JSON. */
    async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
        const url = new URL(path, this.url);
        for (const [key, value] of Object.entries(options.query ?? {})) {
            if (value !== undefined) url.searchParams.set(key, String(value));
        }
        const { body } = options;
        const isRaw =
            body === undefined || typeof body === 'string' || body instanceof Buffer || body instanceof FormData;
        const response = await fetch(url, {
            method,
            headers: {
                ...(!isRaw && { 'content-type': 'application/json' }),
                ...(this.login && { 'x-auth-token': this.login.authToken, 'x-user-id': this.login.userId }),
                ...(options.server !== undefined && { 'x-host-server': String(options.server) }),
                ...options.headers,
            },
            ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as BodyInit }),
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        const text = bytes.toString();
        return {
            status: response.status,
            headers: Object.fromEntries(response.headers),
            text,
            bytes,
            json: parsed(text),
        };
    }

    async get(path: string, query?: RequestOptions['query']): Promise<Json> {
        return await this.call('GET', path, query === undefined ? {} : { query });
    }

    async send(path: string, body: unknown = {}, server?: number): Promise<Json> {
        return await this.call('POST', path, { body, server });
    }

    protected async call(method: string, path: string, options: RequestOptions): Promise<Json> {
        const answer = await this.request(method, path, options);
        const json = (answer.json ?? {}) as Json;
        const fine = answer.status < 300 && (json['success'] === true || json['status'] === 'success');
        if (!fine) throw new RestError(answer.status, json, `${method} ${path}`);
        return json;
    }
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
