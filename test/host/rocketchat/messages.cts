import { canAccessRoom, hasPermission } from './access.cjs';
import type { MessageDraft } from './convert/messages.cjs';
import { messageToApp } from './convert/messages.cjs';
import { userToApp } from './convert/people.cjs';
import { ServerError } from './errors.cjs';
import { quotesIn } from './quotes.cjs';
import type { MessageRecord, RoomRecord, UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** How far a client's or app's time of a message may be off, and from where on it is replaced by the server's. */
const TIME_REFUSED_MS = 60_000;
const TIME_REPLACED_MS = 10_000;

/** Who writes: a user, or a visitor (who has a token). */
export interface Author {
    readonly _id: string;
    readonly username: string;
    readonly name?: string | undefined;
    readonly token?: string | undefined;
    readonly roles?: readonly string[] | undefined;
}

/**
 * The server's inner send: validates, inserts, tells the apps (fire-and-forget).
 * @returns nothing when a message with the draft's id exists already: it is not touched, and nobody is told.
 * @throws DuplicateKeyError when another send inserts the same id between the look and the insert.
 */
export async function sendMessage(
    ws: Workspace,
    server: number,
    author: Author,
    draft: MessageDraft,
    room: RoomRecord,
): Promise<MessageRecord | undefined> {
    validate(ws, author, draft, room);
    const { store, clock } = ws;
    const { _id: id = ws.ids.meteorId(), ...content } = draft;
    if ((await store.messages.get(id)) !== undefined) return undefined;
    const text = typeof draft.msg === 'string' ? draft.msg : '';
    const quotes = await quotesIn(ws, { msg: text, token: draft.token, authorId: author._id });
    const message = await store.messages.insert({
        ...content,
        ...(quotes.length > 0 && { attachments: [...(content.attachments ?? []), ...quotes] }),
        _id: id,
        rid: room._id,
        msg: text,
        ts: draft.ts ?? clock.date(),
        u: { _id: author._id, username: author.username, name: author.name },
        _updatedAt: clock.date(),
        seq: store.nextNumber(),
        urls: [],
        mentions: [],
        channels: [],
        ...(text !== '' && { md: [{ type: 'PARAGRAPH', value: [{ type: 'PLAIN_TEXT', value: text }] }] }),
    });
    await touchRoom(ws, room, message);
    const event = message.t === undefined ? 'IPostMessageSent' : 'IPostSystemMessageSent';
    ws.events.emit(server, event, message._id, () => messageToApp(ws, message));
    return message;
}

function validate(ws: Workspace, author: Author, draft: MessageDraft, room: RoomRecord): void {
    const isGuest = draft.avatar === undefined && author.token !== undefined && author.token === room.v?.token;
    const impersonates = draft.alias !== undefined || draft.avatar !== undefined;
    if (impersonates && !isGuest && !hasPermission(ws, { roles: author.roles ?? [] }, 'message-impersonate')) {
        throw new Error('Not enough permission');
    }
    if (draft.customFields !== undefined && !ws.settings.get<boolean>('Message_CustomFields_Enabled')) {
        throw new Error('Custom fields not enabled');
    }
}

async function touchRoom(ws: Workspace, room: RoomRecord, message: MessageRecord): Promise<void> {
    await ws.store.rooms.increment(room._id, 'msgs', 1);
    const isLivechatTalk = room.t === 'l' && message.t === undefined;
    const fromVisitor = message.token !== undefined;
    await ws.store.rooms.updateOne(
        { _id: room._id },
        {
            lm: message.ts,
            _updatedAt: ws.clock.date(),
            ...(isLivechatTalk && fromVisitor && { waitingResponse: true }),
            ...(isLivechatTalk && !fromVisitor && { waitingResponse: undefined, responseBy: message.u }),
        },
    );
}

/**
 * A message by a user: what clients, REST and apps call. An app's user needs no access to the room.
 * @throws error-message-ts-out-of-sync, error-message-size-exceeded, error-invalid-room, error-not-allowed
 */
export async function sendUserMessage(
    ws: Workspace,
    server: number,
    userId: string,
    draft: MessageDraft,
): Promise<MessageRecord | undefined> {
    const ts = timeOf(ws, draft.ts);
    if ((draft.msg ?? '').length > ws.settings.get<number>('Message_MaxAllowedSize')) {
        throw new ServerError('error-message-size-exceeded', 'Message size exceeds Message_MaxAllowedSize');
    }
    const user = await ws.store.users.get(userId);
    if (user === undefined) throw new ServerError('error-invalid-user', 'Invalid user');
    const room = draft.rid === undefined ? undefined : await ws.store.rooms.get(draft.rid);
    if (room === undefined) throw new Error('error-invalid-room');
    if (user.type !== 'app' && !(await canAccessRoom(ws, room, user))) throw new Error('error-not-allowed');
    if (room.ro === true && !hasPermission(ws, user, 'post-readonly')) {
        throw new Error("You can't send messages because the room is readonly.");
    }
    return await sendMessage(ws, server, user, { ...draft, ts }, room);
}

function timeOf(ws: Workspace, ts: Date | undefined): Date {
    if (ts === undefined) return ws.clock.date();
    const difference = Math.abs(ts.getTime() - ws.clock.now());
    if (difference > TIME_REFUSED_MS) {
        throw new ServerError('error-message-ts-out-of-sync', 'Message timestamp is out of sync');
    }
    return difference > TIME_REPLACED_MS ? ws.clock.date() : ts;
}

/** A message of the server itself. Apps hear of it by `IPostSystemMessageSent` only. */
export async function saveSystemMessage(
    ws: Workspace,
    server: number,
    type: string,
    rid: string,
    text: string,
    author: Author,
    extra: MessageDraft = {},
): Promise<void> {
    const room = await ws.store.rooms.get(rid);
    if (room === undefined) return;
    await sendMessage(ws, server, author, { groupable: false, ...extra, t: type, msg: text }, room);
}

/**
 * An update by a user who may do it, or by an app's updater: fields that are not in `changes` stay.
 * @throws when there is no such message; Custom fields not enabled
 */
export async function updateMessage(
    ws: Workspace,
    server: number,
    changes: MessageDraft & { readonly _id: string },
    editor: Pick<UserRecord, '_id' | 'username'>,
): Promise<MessageRecord> {
    const original = await ws.store.messages.get(changes._id);
    if (original === undefined) throw new Error('Invalid message ID.');
    if (changes.customFields !== undefined && !ws.settings.get<boolean>('Message_CustomFields_Enabled')) {
        throw new Error('Custom fields not enabled');
    }
    const { _id, seq: _seq, ...fields } = changes;
    await ws.store.messages.updateOne(
        { _id },
        {
            ...fields,
            editedAt: ws.clock.date(),
            editedBy: { _id: editor._id, username: editor.username },
            _updatedAt: ws.clock.date(),
        },
    );
    const updated = (await ws.store.messages.get(_id)) ?? original;
    ws.events.emit(server, 'IPostMessageUpdated', _id, () => messageToApp(ws, updated));
    return updated;
}

/** Removes the message, or leaves an empty one of type `rm` where the workspace wants that. */
export async function deleteMessage(ws: Workspace, server: number, id: string, user: UserRecord): Promise<void> {
    const message = await ws.store.messages.get(id);
    if (message === undefined) return;
    if (ws.settings.get<boolean>('Message_ShowDeletedStatus')) {
        await ws.store.messages.updateOne(
            { _id: id },
            { t: 'rm', msg: '', attachments: [], file: undefined, files: undefined, editedAt: ws.clock.date() },
        );
    } else {
        await ws.store.messages.removeOne({ _id: id });
    }
    await ws.store.rooms.increment(message.rid, 'msgs', -1);
    ws.events.emit(server, 'IPostMessageDeleted', id, async () => ({
        message: await messageToApp(ws, message),
        user: userToApp(user),
    }));
}

/**
 * Sets or takes back a reaction; nothing happens when it is so already.
 * @throws not-authorized for a user without access to the room: an app's user has none in livechat rooms.
 */
export async function react(
    ws: Workspace,
    server: number,
    target: { readonly messageId: string; readonly userId: string; readonly reaction: string },
    on: boolean,
): Promise<void> {
    const { messageId, userId } = target;
    const reaction = `:${target.reaction.replace(/:/g, '')}:`;
    const user = await ws.store.users.get(userId);
    if (user === undefined) throw new ServerError('error-invalid-user', 'Invalid user');
    const message = await ws.store.messages.get(messageId);
    const room = message && (await ws.store.rooms.get(message.rid));
    if (message === undefined || room === undefined) throw new ServerError('error-not-allowed', 'Not allowed');
    const usernames = message.reactions?.[reaction]?.usernames ?? [];
    if (usernames.includes(user.username) === on) return;
    if (!(await canAccessRoom(ws, room, user))) throw new ServerError('not-authorized', 'Not Authorized');

    const others = usernames.filter((username) => username !== user.username);
    const now = on ? [...others, user.username] : others;
    const { [reaction]: _before, ...rest } = message.reactions ?? {};
    const reactions = now.length > 0 ? { ...rest, [reaction]: { usernames: now } } : rest;
    const isEmpty = Object.keys(reactions).length === 0;
    await ws.store.messages.updateOne({ _id: messageId }, { reactions: isEmpty ? undefined : reactions });
    const changed = (await ws.store.messages.get(messageId)) ?? message;
    ws.events.emit(server, 'IPostMessageReacted', messageId, async () => ({
        message: await messageToApp(ws, changed),
        user: userToApp(user),
        reaction,
        isReacted: on,
    }));
}
