/** What was said before a ticket: RapidPro's REST API, `/api/v2/messages.json`, with an API token of its own. */
import type { Connection } from '../../gateway/model';
import type { HttpResponse } from '../../gateway/ports';
import { tryDecode } from '../../lib/decode';
import type { Decoded } from '../../lib/decode';
import { momentOf } from '../../lib/moment';
import { reveal } from '../../lib/secrets';
import type { ChannelPorts, HistoryLine } from '../channel';
import { ChannelError } from '../channel';
import { CHANNEL, errorOfFailure } from './errors';
import { messages } from './wire';

const HOUR_MS = 60 * 60_000;
/** As far as people read back. RapidPro gives 100 or 250 a page. */
const MESSAGES_LIMIT = 300;
const PAGES_LIMIT = 5;
/** What never reached the contact was not said. */
const NOT_SAID: readonly string[] = ['failed', 'errored'];

/**
 * Up to `MESSAGES_LIMIT` messages, oldest first; none where history is off or there is no API token.
 * `since` is RapidPro's word for the beginning of the session; without one that can be read the set number of hours counts.
 * @throws ChannelError
 */
export async function history(
    connection: Connection,
    contactUuid: string,
    since: string,
    ports: ChannelPorts,
): Promise<readonly HistoryLine[]> {
    const { callback = '', history: wanted = 'true', historyHours = '' } = connection.credentials.plain;
    const token = connection.credentials.secret.apiToken;
    const origin = originOf(callback);
    const hours = Math.min(Math.max(Number(historyHours) || 0, 0), 24 * 30);
    const after = momentOf(since) ?? (hours > 0 ? ports.clock.now() - hours * HOUR_MS : undefined);
    if (wanted !== 'true' || token === undefined || origin === undefined || after === undefined) {
        return [];
    }
    const lines: HistoryLine[] = [];
    const query = `contact=${encodeURIComponent(contactUuid)}&after=${encodeURIComponent(new Date(after).toISOString())}`;
    let next: string | undefined = `${origin}/api/v2/messages.json?${query}`;
    for (let page = 0; next !== undefined && page < PAGES_LIMIT && lines.length < MESSAGES_LIMIT; page++) {
        const found: Page = await pageAt(next, reveal(token), ports);
        lines.push(...found.results.flatMap(linesOf));
        // The token is for this server alone, whatever it names as the next page.
        next = originOf(found.next ?? '') === origin ? found.next : undefined;
    }
    return lines.slice(0, MESSAGES_LIMIT).reverse();
}

type Page = Decoded<typeof messages>;

async function pageAt(url: string, token: string, ports: ChannelPorts): Promise<Page> {
    let answer: HttpResponse;
    try {
        answer = await ports.http.request({ method: 'GET', url, headers: { Authorization: `Token ${token}` } });
    } catch (thrown) {
        throw errorOfFailure(thrown);
    }
    const page = answer.status === 200 ? tryDecode(messages, answer.json) : undefined;
    if (page === undefined) {
        const kind = answer.status === 401 || answer.status === 403 ? 'unauthorized' : 'retry';
        const status = String(answer.status);
        throw new ChannelError(CHANNEL, kind, { name: 'ticketHistory', values: { status } }, { code: status });
    }
    return page;
}

/** The text of a message, then its attachments by their addresses; newest first, as the page is. */
function linesOf({
    direction,
    text = '',
    created_on: at,
    status = '',
    attachments = [],
}: Page['results'][number]): HistoryLine[] {
    const moment = Date.parse(at);
    if (!Number.isFinite(moment) || (direction === 'out' && NOT_SAID.includes(status))) {
        return [];
    }
    const from = direction === 'in' ? 'contact' : 'others';
    const files = attachments.map((one) => (typeof one === 'string' ? one : one.url));
    return [text, ...files]
        .filter((words) => words !== '')
        .map((words): HistoryLine => ({ from, at: moment, text: words }))
        .reverse();
}

/** Scheme, host and port of an address. */
export function originOf(address: string): string | undefined {
    return /^https?:\/\/[^/?#\s]+/i.exec(address)?.[0];
}
