import type { IHttp, IHttpRequest, IHttpResponse } from '@rocket.chat/apps-engine/definition/accessors';
import type { Http, HttpRequest, HttpResponse } from '../gateway/ports';
import { HttpFailure } from '../gateway/ports';
import { messageOf } from '../lib/error';
import { text } from '../lib/texts';

/** Longest wait for an answer; a handler has 30 s in all. */
const TIMEOUT_MS = 10_000;

/** What the host says when a request never left or never arrived. Anything else may have reached the other side. */
const NEVER_REACHED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|CERT_|certificate/i;

type Call = (url: string, options: IHttpRequest) => Promise<IHttpResponse>;

/** Outgoing calls through the host, so that its proxy settings hold. Every call has an end. */
export function httpOn(http: IHttp): Http {
    const calls: Readonly<Record<HttpRequest['method'], Call>> = {
        GET: (url, options) => http.get(url, options),
        POST: (url, options) => http.post(url, options),
        PUT: (url, options) => http.put(url, options),
        DELETE: (url, options) => http.del(url, options),
    };
    return {
        async request({ method, url, headers, json, body, timeoutMs, binary }) {
            const type = json === undefined ? body?.type : 'application/json';
            const options: IHttpRequest = {
                timeout: timeoutMs ?? TIMEOUT_MS,
                headers: { ...(type === undefined ? {} : { 'Content-Type': type }), ...headers },
                ...(json === undefined ? {} : { content: JSON.stringify(json) }),
                // Typed as text; bytes cross to the host and leave it as they are.
                ...(body === undefined ? {} : { content: bufferOf(body.bytes) as unknown as string }),
                // Null makes the host give the body as it is.
                ...(binary === true ? { encoding: null } : {}),
            };
            let answer: IHttpResponse | null | undefined;
            try {
                answer = await calls[method](url, options);
            } catch (thrown) {
                const reason = messageOf(thrown);
                // The text may hold the whole address, which at some providers is a credential: only its kind goes on.
                throw new HttpFailure('no answer', NEVER_REACHED.test(reason) ? 'no' : 'maybe');
            }
            if (answer === null || answer === undefined) {
                throw new HttpFailure(text('en', 'networkingMissing'), 'no', 'networkingMissing');
            }
            return binary === true ? binaryOf(answer) : responseOf(answer);
        },
    };
}

function responseOf(answer: IHttpResponse): HttpResponse {
    const text = answer.content ?? '';
    return { status: answer.statusCode, headers: { ...answer.headers }, text, json: jsonOf(text) };
}

/** The same memory as a Buffer: other arrays are not taken for bytes by every host. */
function bufferOf(bytes: Uint8Array): Buffer {
    return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

/** With `encoding: null` the content is a buffer, whatever its type says. */
function binaryOf({ statusCode, headers, content }: IHttpResponse): HttpResponse {
    const bytes = content as unknown;
    return {
        status: statusCode,
        headers: { ...headers },
        text: '',
        json: undefined,
        ...(bytes instanceof Uint8Array ? { bytes } : {}),
    };
}

/** Providers are not strict about content types, so the text decides. */
function jsonOf(text: string): unknown {
    try {
        return text === '' ? undefined : (JSON.parse(text) as unknown);
    } catch {
        return undefined;
    }
}
