import { canAccessRoom } from './access.cjs';
import type { Attachment, MessageRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

const URLS = /https?:\/\/[^\s()<>]+/g;
/** Code is taken out of a message before it is searched for addresses. */
const CODE = /```[\s\S]*?```|`[^`\n]+`/g;

/** How far quotes within quotes are kept: `Message_QuoteChainLimit`. */
const CHAIN_LIMIT = 2;

interface Quoting {
    readonly msg: string;
    readonly token?: string | undefined;
    readonly authorId: string;
}

/**
 * What the server attaches to a message that holds links to messages of this workspace, wherever they stand in the text:
 * each of them as quoted, if the author may see its room. A visitor sees the rooms that have his token, open or not.
 */
export async function quotesIn(ws: Workspace, { msg, token, authorId }: Quoting): Promise<Attachment[]> {
    const site = ws.settings.get<string>('Site_Url');
    const quotes: Attachment[] = [];
    for (const url of new Set(msg.replace(CODE, '').match(URLS) ?? [])) {
        const id = url.includes(site) ? new URL(url).searchParams.get('msg') : null;
        const quoted = id === null ? undefined : await ws.store.messages.get(id);
        const room = quoted && (await ws.store.rooms.get(quoted.rid));
        if (quoted === undefined || room === undefined) continue;
        const author = await ws.store.users.get(authorId);
        const isGuestOfRoom = token !== undefined && token === room.v?.token;
        if (isGuestOfRoom || (author !== undefined && (await canAccessRoom(ws, room, author)))) {
            quotes.push(quoteOf(quoted, url));
        }
    }
    return quotes;
}

function quoteOf({ msg, alias, u, ts, attachments = [] }: MessageRecord, link: string): Attachment {
    return {
        text: msg,
        message_link: link,
        author_name: alias ?? u.username,
        author_icon: `/avatar/${u.username}`,
        attachments: attachments.map((attachment) => chained(attachment, 1)),
        ts,
    };
}

function chained(attachment: Attachment, depth: number): Attachment {
    const { attachments, ...rest } = attachment;
    if (attachment['message_link'] === undefined || !Array.isArray(attachments)) return attachment;
    return depth < CHAIN_LIMIT - 1
        ? { ...rest, attachments: (attachments as Attachment[]).map((inner) => chained(inner, depth + 1)) }
        : rest;
}
