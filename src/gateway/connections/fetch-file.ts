/** Fetching a contact's file from where the provider keeps it. */
import { hostOf, isPrivate } from '../../lib/address';
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { ConversationKey, FileContent } from '../model';
import { partsOf } from '../model';
import type { HttpResponse } from '../ports';
import type { Entry } from '../records/records';
import { connectionById } from './connections';

/** How long a file that cannot be fetched right now is tried for. */
const FETCH_PATIENCE_MS = 10 * 60_000;
/** A file may take a while, its size and its bytes together; the handler has 30 s in all. */
const FETCH_TIMEOUT_MS = 25_000;
/** Answers that will not change: the file is gone or not for us. */
const GONE: readonly number[] = [400, 401, 403, 404, 410, 451];

/** In words for agents why there will be no file, and where else it may be had. */
export interface Problem {
    readonly problem: string;
    readonly link?: string;
}
export type Fetched = { readonly bytes: Uint8Array } | Problem;

/** What is found at an address. */
export type Loaded =
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | { readonly kind: 'too-large' }
    | { readonly kind: 'status'; readonly status: number };

/**
 * Fetches what lies at an address. Its size is asked for first, by its first byte: a file passes whole through the app's
 * memory, and one that is too large would stop everything else for as long as it passes. @throws HttpFailure
 */
export async function load(
    { clock, http }: Pick<Gateway, 'clock' | 'http'>,
    url: string,
    limit: number,
    timeoutMs: number,
): Promise<Loaded> {
    const until = clock.now() + timeoutMs;
    const ask = (headers: Readonly<Record<string, string>>): Promise<HttpResponse> =>
        http.request({
            method: 'GET',
            url,
            headers,
            binary: true,
            timeoutMs: Math.max(1_000, until - clock.now()),
        });
    const first = await ask({ Range: 'bytes=0-0' });
    if (sizeIn(first) > limit) {
        return { kind: 'too-large' };
    }
    // An empty file has no first byte: it is answered as a range that does not exist.
    const answer = first.status === 206 || first.status === 416 ? await ask({}) : first;
    if (answer.status !== 200) {
        return { kind: 'status', status: answer.status };
    }
    const bytes = answer.bytes ?? new Uint8Array();
    return bytes.length > limit ? { kind: 'too-large' } : { kind: 'bytes', bytes };
}

/** Fetches a file. @throws when it is worth another try: the entry stays */
export async function fetchFile(gateway: Gateway, entry: Entry, file: FileContent): Promise<Fetched> {
    const language = await gateway.desk.language();
    if (!isAddress(file.url)) {
        return { problem: text(language, 'fileWithoutLink') };
    }
    if (!(await mayFetch(gateway, entry.conversation, file.url))) {
        return { problem: text(language, 'fileForbidden') };
    }
    const isLate = gateway.clock.now() - entry.arrivedAt > FETCH_PATIENCE_MS;
    try {
        const limit = await gateway.desk.fileLimit();
        const loaded = await load(gateway, file.url, limit, FETCH_TIMEOUT_MS);
        if (loaded.kind === 'too-large') {
            return { problem: text(language, 'fileTooLarge', { limit: megabytes(limit) }), link: file.url };
        }
        if (loaded.kind === 'bytes') {
            // Told in a line: there is nothing in it that anybody could open.
            return loaded.bytes.length === 0 ? { problem: text(language, 'fileEmpty') } : { bytes: loaded.bytes };
        }
        if (GONE.includes(loaded.status)) {
            return { problem: text(language, 'fileGone', { status: String(loaded.status) }), link: file.url };
        }
        throw new Error(`the file was answered with status ${loaded.status}`);
    } catch (error) {
        if (isLate) {
            gateway.log.warn(`The file of ${entry.key} could not be fetched: ${messageOf(error)}`);
            return { problem: text(language, 'fileLate'), link: file.url };
        }
        throw error;
    }
}

const isAddress = (url: string): boolean => /^https?:\/\//.test(url);

/** Whether the server may be made to fetch this for a conversation; see `isOwnHost`. */
export async function mayFetch(gateway: Gateway, conversation: ConversationKey, url: string): Promise<boolean> {
    return isAddress(url) && (!isPrivate(url) || (await isOwnHost(gateway, conversation, url)));
}

/**
 * Whoever can send webhooks can name any address, and the server would fetch it from inside its own network. There only
 * a host is asked that the administrator has named for this connection himself.
 */
async function isOwnHost(gateway: Gateway, conversation: ConversationKey, url: string): Promise<boolean> {
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    const connection = await connectionById(gateway, channel, connectionId);
    const host = hostOf(url);
    return host !== undefined && Object.values(connection?.credentials.plain ?? {}).some((one) => hostOf(one) === host);
}

/** For people; a limit below a megabyte is not told as none. */
const megabytes = (bytes: number): string => String(Math.floor(bytes / 100_000) / 10);

/** The whole size that an answer to a range names (`bytes 0-0/12345`), or 0 where it names none. */
function sizeIn({ status, headers }: HttpResponse): number {
    const size = status === 206 ? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] : undefined;
    return size === undefined ? 0 : Number(size);
}
