import type { Answer, FakeRequest } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { type Message, VARIANTS } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** Only Weni lets the caller choose, up to this. */
const LIMIT_MAX = 1_000;

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Of these only one may be given. */
const FILTERS = ['contact', 'folder', 'label', 'broadcast'];

export interface Listing {
    readonly workspaces: readonly Workspace[];
    /** Messages a page; the server's own when left out. */
    readonly pageSize: number | undefined;
    /** May the workspace ask once more this hour? */
    readonly spend: (workspace: Workspace) => boolean;
}

/**
 * `GET /api/v2/messages.json`: a contact's messages, newest first, page by page. A wrong token is refused with 403; a
 * date that cannot be read and an unknown contact give an empty list.
 */
export function listMessages(request: FakeRequest, { workspaces, pageSize, spend }: Listing): Answer {
    const { query, headers } = request;
    const workspace = workspaces.find(({ apiToken }) => headers.authorization === `Token ${apiToken}`);
    if (!workspace) {
        return { status: 403, body: { detail: 'Invalid token' } };
    }
    if (!spend(workspace)) {
        const body = { detail: 'Request was throttled. Expected available in 3600 seconds.' };
        return { status: 429, headers: { 'retry-after': '3600' }, body };
    }
    if (FILTERS.filter((name) => query.has(name)).length > 1) {
        const detail = `You may only specify one of the ${FILTERS.join(', ')} parameters`;
        return { status: 400, body: { detail } };
    }
    const { variant } = workspace;
    const wished = variant === 'weni' ? Math.min(Number(query.get('limit') ?? 0), LIMIT_MAX) : 0;
    const size = wished > 0 ? wished : (pageSize ?? VARIANTS[variant].pageSize);
    const found = select(workspace.messages, query);
    const rest = found.slice(afterCursor(found, query.get('cursor')));
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const next = last && rest.length > page.length ? nextUrl(request, last) : null;
    return ok({ next, previous: null, results: page.map(shown) });
}

/** Without `.json` RapidPro answers, but never finds anything. */
export const NOTHING_LISTED: Answer = ok({ next: null, previous: null, results: [] });

/** Newest first; messages of one moment by their number. Both limits include their moment. */
function select(messages: readonly Message[], query: URLSearchParams): readonly Message[] {
    const after = momentIn(query.get('after'), -Infinity);
    const before = momentIn(query.get('before'), Infinity);
    const contact = query.get('contact');
    if (after === undefined || before === undefined) {
        return [];
    }
    return messages
        .filter((message) => contact === null || message.contact.uuid === contact)
        .filter(({ at }) => at >= after && at <= before)
        .sort((a, b) => b.at - a.at || b.id - a.id);
}

function momentIn(text: string | null, otherwise: number): number | undefined {
    if (text === null) {
        return otherwise;
    }
    return ISO_8601.test(text) ? Date.parse(text) : undefined;
}

/** A cursor says nothing to who carries it: the last message of the page before, so that new ones move nothing. */
const toCursor = ({ id }: Message): string => Buffer.from(`p=${id}`).toString('base64');

function afterCursor(found: readonly Message[], cursor: string | null): number {
    return cursor === null ? 0 : found.findIndex((message) => toCursor(message) === cursor) + 1;
}

function nextUrl({ headers, path, query }: FakeRequest, last: Message): string {
    const url = new URL(path, `http://${headers.host ?? ''}`);
    url.search = query.toString();
    url.searchParams.set('cursor', toCursor(last));
    return url.href;
}

const time = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

function shown({ id, contact, direction, text, attachments, status, at }: Message): object {
    const isSent = direction === 'out' && ['sent', 'wired', 'delivered', 'read'].includes(status);
    return {
        id,
        broadcast: null,
        contact: { uuid: contact.uuid, name: contact.name ?? null },
        urn: contact.phone === undefined ? `telegram:${contact.id}` : `tel:${contact.phone}`,
        channel: { uuid: '3a5a0b4e-5f0e-4b2b-9d36-0c1f5f2a4c11', name: 'Line' },
        direction,
        type: 'inbox',
        status,
        archived: false,
        visibility: 'visible',
        text,
        labels: [],
        attachments: attachments.map(({ type, url }) => ({ content_type: type, url })),
        created_on: time(at),
        sent_on: isSent ? time(at) : null,
        modified_on: time(at),
        media: null,
    };
}
