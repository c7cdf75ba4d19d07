import type { Timers } from '../timers.cjs';
import { type Answered, type Exchanges, NoAnswer } from '../exchange.cjs';
import type { AdminCredentials, Attachment, StoredFile } from './records.cjs';
import { BACK_OFFS_MS, isRepeated, type Outcome } from './retries.cjs';

/** What mailroom reads of a file at most. */
const FILE_MAX_BYTES = 10 * 1024 * 1024;

/** A file could not be fetched; the whole event is refused for it. */
export class FileError extends Error {}

/**
 * Fetches a file as mailroom does before it sends an agent's message: with the credentials of the administrator from
 * the connect page, no longer than its limit, without any limit in time. Rejects with `FileError`.
 */
export async function fetchFile(
    { type, url }: Attachment,
    admin: AdminCredentials,
    exchanges: Exchanges,
    timers: Timers,
): Promise<StoredFile> {
    const fail = (why: string): FileError => new FileError(`error fetching ticket file '{${type} ${url}}': ${why}`);
    if (!/^https?:\/\//i.test(url)) {
        throw fail(`Get "${url}": unsupported protocol scheme ""`);
    }
    const headers = {
        'user-agent': 'Go-http-client/1.1',
        'x-auth-token': admin.authToken,
        'x-user-id': admin.userId,
    };
    for (let attempt = 0; ; attempt += 1) {
        const outcome = await once(() => exchanges.send({ method: 'GET', url, headers }));
        const backOffMs = BACK_OFFS_MS[attempt];
        if (backOffMs !== undefined && isRepeated('GET', outcome, backOffMs)) {
            await new Promise<void>((resolve) => timers.after(backOffMs, resolve));
            continue;
        }
        if (outcome.kind === 'none') {
            throw fail(outcome.why);
        }
        const { status, body, headers: answered } = outcome.answer;
        if (status < 200 || status > 299) {
            throw fail(`fetch returned non-200 response: ${status}`);
        }
        if (body.length > FILE_MAX_BYTES) {
            throw fail(`body exceeds limit of ${FILE_MAX_BYTES} bytes`);
        }
        const contentType = (answered['content-type'] ?? 'application/octet-stream').split(';')[0]?.trim() ?? '';
        return { url, contentType, extension: extensionOf(url), bytes: body };
    }
}

async function once(send: () => Promise<Answered>): Promise<Outcome> {
    try {
        return { kind: 'answered', answer: await send() };
    } catch (error) {
        if (error instanceof NoAnswer) {
            return { kind: 'none', sent: 'maybe', why: error.message };
        }
        throw error;
    }
}

/** As mailroom cuts it, so a query would become a part of it. */
function extensionOf(url: string): string {
    const last = url.slice(url.lastIndexOf('/') + 1);
    return last.includes('.') ? last.slice(last.lastIndexOf('.') + 1) : '';
}
