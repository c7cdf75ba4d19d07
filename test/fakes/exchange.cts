import * as http from 'node:http';
import * as https from 'node:https';
import { gunzipSync } from 'node:zlib';

/** One HTTP request as a provider's own client makes it. */
export interface Outgoing {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Sent with any method: mailroom has GETs with a body. Left out: no body and no content length. */
    readonly body?: string;
}

export interface Answered {
    readonly status: number;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: Buffer;
}

/** No answer came: `refused`, nothing was sent; `lost`, the request may have arrived. */
export class NoAnswer extends Error {
    constructor(
        readonly kind: 'refused' | 'lost',
        message: string,
    ) {
        super(message);
    }
}

/** As Go's client. */
const REDIRECTS_MAX = 10;

/** These forget the method and the body of what they redirect. */
const SEE_OTHER: readonly number[] = [301, 302, 303];
const REDIRECTS: readonly number[] = [...SEE_OTHER, 307, 308];

/** What is under way over HTTP, so that a test can wait for it and a fake that stops can end it. */
export class Exchanges {
    private readonly active = new Set<Promise<unknown>>();
    private readonly stopping = new AbortController();

    /**
     * Sends a request and follows redirects: 301 to 303 lose the body, 307 and 308 keep it, and the authorization stays with
     * its host. Rejects with `NoAnswer`. `giveUp` ends the wait.
     */
    async send(outgoing: Outgoing, giveUp?: AbortSignal): Promise<Answered> {
        let next = outgoing;
        for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
            const answer = await this.once(next, giveUp);
            const { location } = answer.headers;
            if (!REDIRECTS.includes(answer.status) || location === undefined) {
                return answer;
            }
            next = redirected(next, answer.status, location);
        }
        throw new NoAnswer('lost', `stopped after ${REDIRECTS_MAX} redirects`);
    }

    get busy(): boolean {
        return this.active.size > 0;
    }

    /** Until nothing is under way, or can only go on when the clock moves. */
    async drain(): Promise<void> {
        do {
            await Promise.allSettled([...this.active]);
            await new Promise((resolve) => setImmediate(resolve));
        } while (this.active.size > 0);
    }

    async stop(): Promise<void> {
        this.stopping.abort();
        await this.drain();
    }

    /** Sends a request; a redirect is an answer like others. Rejects with `NoAnswer`. `giveUp` ends the wait. */
    once(outgoing: Outgoing, giveUp?: AbortSignal): Promise<Answered> {
        const exchange = request(outgoing, [this.stopping.signal, ...(giveUp ? [giveUp] : [])]);
        this.active.add(exchange);
        const forget = (): void => void this.active.delete(exchange);
        exchange.then(forget, forget);
        return exchange;
    }
}

function redirected(outgoing: Outgoing, status: number, location: string): Outgoing {
    const url = new URL(location, outgoing.url);
    const { authorization, ...others } = outgoing.headers;
    const keepsSecret = authorization !== undefined && url.host === new URL(outgoing.url).host;
    const headers = { ...others, ...(keepsSecret ? { authorization } : {}) };
    if (!SEE_OTHER.includes(status)) {
        return { ...outgoing, url: url.href, headers };
    }
    return { method: outgoing.method === 'HEAD' ? 'HEAD' : 'GET', url: url.href, headers };
}

/** A connection of its own each time: none can go stale. */
function request({ method, url, headers, body }: Outgoing, signals: readonly AbortSignal[]): Promise<Answered> {
    return new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        const client = url.startsWith('https:') ? https : http;
        const outgoing = client.request(
            url,
            { method, agent: false, headers: { ...headers, ...length } },
            (response) => {
                const chunks: Buffer[] = [];
                response.on('data', (chunk: Buffer) => chunks.push(chunk));
                response.on('end', () =>
                    settle(() =>
                        resolve({
                            status: response.statusCode ?? 0,
                            headers: response.headers,
                            body: unpacked(Buffer.concat(chunks), response.headers['content-encoding']),
                        }),
                    ),
                );
                response.on('error', (error) => fail(new NoAnswer('lost', error.message)));
            },
        );
        const abort = (): void => {
            fail(new NoAnswer('lost', 'context deadline exceeded'));
            outgoing.destroy();
        };
        const settle = (how: () => void): void => {
            signals.forEach((signal) => signal.removeEventListener('abort', abort));
            how();
        };
        const fail = (error: NoAnswer): void => settle(() => reject(error));
        outgoing.on('error', (error: NodeJS.ErrnoException) =>
            fail(new NoAnswer(error.code === 'ECONNREFUSED' ? 'refused' : 'lost', error.message)),
        );
        signals.forEach((signal) => signal.addEventListener('abort', abort));
        if (signals.some(({ aborted }) => aborted)) {
            abort();
        } else {
            outgoing.end(body);
        }
    });
}

/** Go's client unpacks by itself what it has asked for. */
function unpacked(body: Buffer, encoding: string | undefined): Buffer {
    return encoding === 'gzip' && body.length > 0 ? gunzipSync(body) : body;
}
