import * as http from 'http';

/** One request of a load. */
export interface Request {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** No answer takes longer. */
const PATIENCE_MS = 30_000;

/** A client that keeps its connections. Loopback only. */
export class LoadClient {
    private readonly agent = new http.Agent({ keepAlive: true });

    /** Resolves with the status when the answer is complete. @throws when none comes */
    post({ url, headers, body }: Request): Promise<number> {
        return new Promise((resolve, reject) => {
            const options = {
                method: 'POST',
                agent: this.agent,
                headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
            };
            const request = http.request(url, options, (answer) => {
                answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
                answer.on('error', reject);
            });
            request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('no answer')));
            request.on('error', reject).end(body);
        });
    }

    stop(): void {
        this.agent.destroy();
    }
}

/** How long and how much at most. */
export interface Bounds {
    readonly ms: number;
    readonly count: number;
}

export interface Loaded {
    readonly count: number;
    readonly seconds: number;
}

/**
 * So many loops side by side, each of which does one thing after another until the time is over or everything is done.
 * What has begun is waited for and counted, and so is its time.
 * @throws what one of them throws, once all have ended
 */
export async function loops(
    width: number,
    { ms, count }: Bounds,
    once: (lane: number) => Promise<void>,
): Promise<Loaded> {
    const since = performance.now();
    let begun = 0;
    let done = 0;
    let failure: { readonly error: unknown } | undefined;
    const loop = async (lane: number): Promise<void> => {
        while (begun < count && failure === undefined && performance.now() - since < ms) {
            begun += 1;
            await once(lane);
            done += 1;
        }
    };
    const failed = (error: unknown): void => {
        failure ??= { error };
    };
    await Promise.all(Array.from({ length: width }, (_, lane) => loop(lane).catch(failed)));
    if (failure !== undefined) throw failure.error;
    return { count: done, seconds: (performance.now() - since) / 1_000 };
}
