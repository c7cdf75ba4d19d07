import type { Http } from '../../src/gateway/ports';
import { HttpFailure } from '../../src/gateway/ports';

/**
 * The core's way out on Node's own `fetch`, for tests that run without Rocket.Chat. Times out after 2 s: a busy machine
 * takes its time.
 */
export const nodeHttp: Http = {
    async request({ method, url, headers, json, body }) {
        try {
            const response = await fetch(url, {
                method,
                // Kept connections would make a server that is gone look like one that broke off.
                headers: { 'content-type': body?.type ?? 'application/json', connection: 'close', ...headers },
                ...(json === undefined ? {} : { body: JSON.stringify(json) }),
                ...(body === undefined ? {} : { body: body.bytes as BodyInit }),
                signal: AbortSignal.timeout(2_000),
            });
            const text = await response.text();
            return { status: response.status, headers: Object.fromEntries(response.headers), text, json: parsed(text) };
        } catch (error) {
            const refused = /ECONNREFUSED/.test(String((error as { cause?: unknown }).cause));
            throw new HttpFailure('no answer', refused ? 'no' : 'maybe');
        }
    },
};

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
