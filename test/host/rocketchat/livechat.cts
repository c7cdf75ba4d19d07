import { assignsByItself, availableAgents, type SelectedAgent } from './agents.cjs';
import type { Guest } from './convert/people.cjs';
import type { MessageDraft } from './convert/messages.cjs';
import { roomToApp } from './convert/rooms.cjs';
import { ServerError } from './errors.cjs';
import { saveSystemMessage, sendMessage, type Author } from './messages.cjs';
import type { InquiryRecord, MessageRecord, RoomRecord, RoomSource, UserRecord } from './records.cjs';
import { delegate, queue } from './routing.cjs';
import type { Workspace } from './workspace.cjs';

export interface NewChat {
    readonly guest: Guest;
    readonly source: RoomSource;
    readonly agent?: SelectedAgent | undefined;
    readonly customFields?: Readonly<Record<string, unknown>> | undefined;
    /** The visitor's first words, shown in the queue. */
    readonly message?: string | undefined;
}

/**
 * Opens a livechat room. It never looks for an open one: two calls make two rooms.
 * @throws error-omnichannel-is-disabled; no-agent-online; a Match error for a visitor without id or username
 */
export async function createChat(ws: Workspace, server: number, chat: NewChat): Promise<RoomRecord> {
    requireEnabled(ws);
    const wish = chat.guest.department ?? (chat.agent === undefined ? await registrationDepartment(ws) : undefined);
    for (const field of ['_id', 'username'] as const) {
        if (typeof chat.guest[field] !== 'string') throw new Error(`Match error: Missing key '${field}'`);
    }
    const department = wish === undefined ? undefined : await servedDepartment(ws, wish);
    await requireAgents(ws, chat, wish, department);

    const room = await insertRoom(ws, chat, department ?? wish);
    await saveSystemMessage(ws, server, 'livechat-started', room._id, '', chat.guest, { token: chat.guest.token });
    const inquiry = await insertInquiry(ws, chat, room);
    // Not awaited, and before routing: whoever hears of it finds nobody serving the room.
    ws.events.emit(server, 'IPostLivechatRoomStarted', room._id, () => roomToApp(ws, room));
    if (inquiry.status === 'ready') await delegate(ws, server, inquiry, chat.agent);
    else await queue(ws, inquiry._id);
    return (await ws.store.rooms.get(room._id)) ?? room;
}

function requireEnabled(ws: Workspace): void {
    if (!ws.settings.get<boolean>('Livechat_enabled')) throw new ServerError('error-omnichannel-is-disabled');
}

/** The first department of the registration form with somebody there: chats without a department go to it. */
async function registrationDepartment(ws: Workspace): Promise<string | undefined> {
    const departments = await ws.store.departments.find(
        { enabled: true, showOnRegistration: true },
        { sort: { name: 1 } },
    );
    for (const { _id } of departments) {
        if ((await availableAgents(ws, _id)).length > 0) return _id;
    }
    return undefined;
}

/** The department itself or, along its fallbacks, the first with somebody there. */
async function servedDepartment(ws: Workspace, id: string, seen: readonly string[] = []): Promise<string | undefined> {
    if ((await availableAgents(ws, id)).length > 0) return id;
    const fallback = (await ws.store.departments.get(id))?.fallbackForwardDepartment;
    if (fallback === undefined || seen.includes(fallback)) return undefined;
    return await servedDepartment(ws, fallback, [...seen, id]);
}

async function requireAgents(
    ws: Workspace,
    chat: NewChat,
    wish: string | undefined,
    department: string | undefined,
): Promise<void> {
    if (ws.settings.get<boolean>('Livechat_accept_chats_with_no_agents') || chat.agent !== undefined) return;
    const somebody = wish === undefined ? (await availableAgents(ws)).length > 0 : department !== undefined;
    if (!somebody) throw new ServerError('no-agent-online', 'Sorry, no online agents');
}

async function insertRoom(ws: Workspace, chat: NewChat, departmentId: string | undefined): Promise<RoomRecord> {
    const { guest, source, customFields } = chat;
    const now = ws.clock.date();
    const defined = Object.fromEntries(Object.entries(source).filter(([, value]) => value != null));
    return await ws.store.rooms.insert({
        _id: ws.ids.meteorId(),
        t: 'l',
        fname: guest.name ?? guest.username,
        msgs: 0,
        usersCount: 1,
        lm: now,
        ts: now,
        _updatedAt: now,
        v: { _id: guest._id, username: guest.username, token: guest.token, status: guest.status },
        cl: false,
        open: true,
        waitingResponse: true,
        source: defined as unknown as RoomSource,
        queuedAt: now,
        ...(departmentId !== undefined && { departmentId }),
        ...(customFields != null && { customFields }),
    });
}

async function insertInquiry(ws: Workspace, chat: NewChat, room: RoomRecord): Promise<InquiryRecord> {
    return await ws.store.inquiries.insert({
        _id: ws.ids.meteorId(),
        rid: room._id,
        name: room.fname ?? '',
        ts: ws.clock.date(),
        status: assignsByItself(ws) ? 'ready' : 'queued',
        message: chat.message ?? '',
        v: room.v ?? { _id: '', username: '', token: '', status: 'online' },
        ...(room.source !== undefined && { source: room.source }),
        ...(room.departmentId !== undefined && { department: room.departmentId }),
    });
}

/**
 * A visitor's message. Into a room that is closed (or gone) it silently opens ANOTHER room, and nothing tells the
 * sender.
 * @returns nothing when a message with this id exists already.
 * @throws cannot-access-room for another visitor's room; what `createChat` throws
 */
export async function sendVisitorMessage(
    ws: Workspace,
    server: number,
    guest: Guest,
    draft: MessageDraft,
    source: RoomSource,
): Promise<MessageRecord | undefined> {
    requireEnabled(ws);
    const known = draft.rid === undefined ? undefined : await ws.store.rooms.get(draft.rid);
    const isOpen = known?.t === 'l' && known.open === true;
    if (isOpen && known.v?.token !== guest.token) throw new ServerError('cannot-access-room');
    const room = isOpen ? known : await createChat(ws, server, { guest, source, message: draft.msg });
    const named = guest.name === undefined || guest.name === '' ? draft : { ...draft, alias: guest.name };
    return await sendMessage(ws, server, guest, { ...named, token: guest.token }, room);
}

export interface Closing {
    readonly roomId: string;
    /** Whether the caller believes that the room is open: an app passes a room that it has read earlier. */
    readonly believedOpen: boolean;
    readonly comment: string | undefined;
    readonly user?: Pick<UserRecord, '_id' | 'username' | 'name'> | undefined;
    readonly visitor?: { readonly _id: string; readonly username: string; readonly token: string } | undefined;
}

/**
 * Closes a chat, by the user if one is given, else by the visitor.
 * @throws error-room-closed; error-comment-is-required; 'Error removing inquiry' when somebody else was faster
 */
export async function closeChat(ws: Workspace, server: number, closing: Closing): Promise<void> {
    const { store, clock } = ws;
    const room = await store.rooms.get(closing.roomId);
    if (room?.t !== 'l' || !closing.believedOpen) throw new Error('error-room-closed');
    const { comment, user, visitor } = closing;
    const required = ws.settings.get<boolean>('Livechat_request_comment_when_closing_conversation');
    if (required && (comment ?? '').trim() === '') throw new Error('error-comment-is-required');
    await requireTags(ws, room);
    const closer: Author | undefined = user ?? visitor;
    if (closer === undefined) {
        throw new Error('Error: Please provide details of the user or visitor who closed the room');
    }
    if ((await store.inquiries.removeMany({ rid: room._id })) !== 1) throw new Error('Error removing inquiry');
    const now = clock.date();
    const closed = await store.rooms.updateOne(
        { _id: room._id, open: true },
        {
            // The field goes: a closed room has no `open: false`.
            open: undefined,
            closedAt: now,
            chatDuration: (now.getTime() - room.ts.getTime()) / 1000,
            closer: user === undefined ? 'visitor' : 'user',
            closedBy: { _id: closer._id, username: closer.username },
            _updatedAt: now,
        },
    );
    if (closed !== 1) throw new Error('Error closing room');
    await store.subscriptions.removeMany({ rid: room._id });
    const extra = user === undefined && visitor !== undefined ? { token: visitor.token } : {};
    await saveSystemMessage(ws, server, 'livechat-close', room._id, comment ?? '', closer, extra);
    const after = await store.rooms.get(room._id);
    if (after === undefined) return;
    for (const event of ['ILivechatRoomClosedHandler', 'IPostLivechatRoomClosed']) {
        ws.events.emit(server, event, room._id, () => roomToApp(ws, after));
    }
}

async function requireTags(ws: Workspace, room: RoomRecord): Promise<void> {
    const department = room.departmentId === undefined ? undefined : await ws.store.departments.get(room.departmentId);
    if (department?.requestTagBeforeClosingChat === true) {
        throw new Error('error-tags-must-be-assigned-before-closing-chat');
    }
}

/** Types of system messages that a transcript leaves out. */
const NOT_IN_TRANSCRIPT = [
    'livechat_navigation_history',
    'livechat_transcript_history',
    'command',
    'livechat-close',
    'livechat-started',
    'livechat_video_call',
];

/** Everything said in a livechat room, oldest first, whatever its length: what `_fetchLivechatRoomMessages` reads. */
export async function transcriptOf(ws: Workspace, rid: string): Promise<MessageRecord[]> {
    const messages = await ws.store.messages.find({ rid }, { sort: { ts: 1, seq: 1 } });
    return messages.filter((message) => message.t === undefined || !NOT_IN_TRANSCRIPT.includes(message.t));
}
