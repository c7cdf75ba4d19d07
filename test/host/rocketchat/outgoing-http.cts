/** The app's outgoing HTTP: what Rocket.Chat's bridge makes of a request (its own fetch, since 7.x). */

/** Where nothing is asked for; older servers had no limit at all. */
const DEFAULT_TIMEOUT_MS = 180_000;

const JSON_TYPES = ['application/json', 'text/javascript', 'application/javascript', 'application/x-javascript'];

export interface OutgoingCall {
    readonly method: string;
    readonly url: string;
    readonly request: OutgoingRequest;
}

export interface OutgoingRequest {
    readonly content?: string | Uint8Array | null;
    readonly data?: unknown;
    readonly params?: Readonly<Record<string, string>> | null;
    readonly headers?: Readonly<Record<string, string>> | null;
    readonly auth?: string | null;
    readonly timeout?: number | null;
    readonly encoding?: string | null;
}

export interface OutgoingResponse {
    readonly url: string;
    readonly method: string;
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly content?: string | Buffer;
    readonly data?: unknown;
}

/**
 * Sends the request. Status codes of 4xx and 5xx are answers, not errors.
 * @param mayCall asked before each address; this host reaches no other machine.
 * @throws for a refused address, a network error, a time-out, and `auth` without a colon
 */
export async function callOut(
    call: OutgoingCall,
    mayCall: (url: URL) => boolean = isLoopback,
): Promise<OutgoingResponse> {
    const url = new URL(call.url);
    if (!mayCall(url))
        throw new Error(`request to ${url.origin} failed, reason: this host calls nothing outside the machine`);
    const { request } = call;
    const method = call.method.toUpperCase();
    const headers: Record<string, string> = { ...request.headers };
    if (request.auth != null) headers['Authorization'] = basic(request.auth);
    const body = bodyOf(request, method, url, headers);
    const response = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.timeout(request.timeout ?? DEFAULT_TIMEOUT_MS),
        ...(body !== undefined && { body: body as BodyInit }),
    }).catch((error: unknown) => {
        throw new Error(`request to ${url.origin} failed, reason: ${reasonOf(error)}`);
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const answer = {
        url: call.url,
        method: call.method,
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
    };
    if (request.encoding === null) return { ...answer, content: bytes };
    const content = bytes.toString((request.encoding ?? 'utf8') as BufferEncoding);
    return { ...answer, content, data: jsonOf(response.headers.get('content-type'), content) };
}

const isLoopback = (url: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

function basic(auth: string): string {
    if (!auth.includes(':')) throw new Error('auth option should be of the form "username:password"');
    return `Basic ${Buffer.from(auth, 'ascii').toString('base64')}`;
}

/**
 * `content` goes before `data`. With either, or on GET, `params` become the query (empty ones are dropped); otherwise
 * they become a form.
 */
function bodyOf(
    request: OutgoingRequest,
    method: string,
    url: URL,
    headers: Record<string, string>,
): string | Buffer | undefined {
    const isGet = method === 'GET' || method === 'HEAD';
    const hasContent = request.content != null && request.content.length > 0;
    const json = !hasContent && typeof request.data === 'object' && request.data !== null ? request.data : undefined;
    const params = Object.entries(request.params ?? {});
    if (hasContent || json !== undefined || isGet) {
        for (const [key, value] of params) if (value) url.searchParams.append(key, value);
    } else if (request.params != null) {
        setDefault(headers, 'Content-Type', 'application/x-www-form-urlencoded', true);
        return new URLSearchParams(params).toString();
    }
    if (isGet) return undefined;
    if (json !== undefined) {
        setDefault(headers, 'Content-Type', 'application/json', false);
        return JSON.stringify(json);
    }
    if (!hasContent || request.content == null) return undefined;
    return typeof request.content === 'string' ? request.content : Buffer.from(request.content);
}

function setDefault(headers: Record<string, string>, name: string, value: string, always: boolean): void {
    const existing = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
    if (existing === undefined) headers[name] = value;
    else if (always) headers[existing] = value;
}

function jsonOf(contentType: string | null, content: string): unknown {
    if (!JSON_TYPES.includes((contentType ?? '').split(';')[0]?.trim() ?? '')) return null;
    try {
        return JSON.parse(content);
    } catch {
        return null;
    }
}

/** node's fetch says "fetch failed" and hides the reason one level down. */
function reasonOf(error: unknown): string {
    const { name, message, cause } = error as { name?: string; message?: string; cause?: { message?: string } };
    return name === 'TimeoutError' ? 'network timeout' : (cause?.message ?? message ?? String(error));
}
