import { callOut, type OutgoingCall } from '../outgoing-http.cjs';
import { draftFromApp, messageToApp, messageToRaw, partialFromApp, type AppMessage } from '../convert/messages.cjs';
import { userToApp } from '../convert/people.cjs';
import { roomByIdToApp, roomChanges, roomToApp, type AppRoomChanges } from '../convert/rooms.cjs';
import { deleteMessage, react, sendUserMessage, updateMessage } from '../messages.cjs';
import type { RoomRecord } from '../records.cjs';
import {
    addMembers,
    createRoom,
    deleteRoom,
    directRoom,
    findDirect,
    membersOf,
    readMessages,
    removeMembers,
} from '../rooms.cjs';
import type { Workspace } from '../workspace.cjs';
import type { BridgeMethods, CallContext } from '../../engine/contract.cjs';

type AppUser = { readonly id: string };
type AppRoom = AppRoomChanges & { readonly creator?: AppUser | null };
interface TypingOptions {
    readonly scope: string;
    readonly id: string;
    readonly username?: string | null;
    readonly isTyping: boolean;
}
interface MessagesOptions {
    readonly limit?: number | null;
    readonly skip?: number | null;
    readonly sort?: { readonly createdAt?: 'asc' | 'desc' | null } | null;
    readonly showThreadMessages?: boolean | null;
}

/** The message bridge: what an app says as itself or as a user, and notices that nobody keeps. */
export function messageBridge(ws: Workspace): BridgeMethods {
    const { store } = ws;
    return {
        create: async (ctx, message: AppMessage) => {
            const draft = await draftFromApp(ws, message);
            const sent = await sendUserMessage(ws, ctx.server, draft.u?._id ?? '', draft);
            // An id that exists: nothing was sent, and the server's bridge trips over that.
            if (sent === undefined) throw new TypeError("Cannot read properties of undefined (reading '_id')");
            return sent._id;
        },
        update: (ctx, message: AppMessage) => update(ws, ctx, message),
        getById: async (_ctx, id: string) => {
            const message = await store.messages.get(id);
            return message && (await messageToApp(ws, message));
        },
        delete: async (ctx, message: AppMessage, user: AppUser) => {
            if (message.id == null) throw new Error('Invalid message id');
            const by = await store.users.get(user.id);
            if (by === undefined) throw new Error('Invalid user');
            await checkMayChange(ws, message.id);
            await deleteMessage(ws, ctx.server, message.id, by);
        },
        addReaction: (ctx, messageId: string, userId: string, reaction: string) =>
            setReaction(ws, ctx, { messageId, userId, reaction }, true),
        removeReaction: (ctx, messageId: string, userId: string, reaction: string) =>
            setReaction(ws, ctx, { messageId, userId, reaction }, false),
        notifyUser: async (_ctx, user: AppUser, message: AppMessage) => {
            const draft = await draftFromApp(ws, message);
            ws.ui.notify(user.id, { rid: draft.rid ?? '', text: draft.msg ?? '', message: { ...draft } });
        },
        notifyRoom: async (_ctx, room: AppRoom, message: AppMessage) => {
            const draft = await draftFromApp(ws, message);
            for (const member of await membersOf(ws, room.id)) {
                ws.ui.notify(member._id, { rid: room.id, text: draft.msg ?? '', message: { ...draft } });
            }
        },
        typing: (_ctx, options: TypingOptions) => {
            if (options.scope !== 'room') return Promise.reject(new Error('Unrecognized typing scope provided'));
            if (options.username == null || options.username === '')
                return Promise.reject(new Error('Invalid username'));
            ws.ui.typing({ rid: options.id, username: options.username, isTyping: options.isTyping });
            return Promise.resolve();
        },
    };
}

async function update(ws: Workspace, ctx: CallContext, message: AppMessage): Promise<void> {
    const editor = message.editor == null ? undefined : await ws.store.users.get(message.editor.id);
    if (editor === undefined) throw new Error('Invalid editor assigned to the message for the update.');
    const { _id, u: _author, ...changes } = await partialFromApp(ws, message);
    if (_id === undefined) throw new Error('Invalid message ID.');
    await checkMayChange(ws, _id);
    await updateMessage(ws, ctx.server, { _id, ...changes }, editor);
}

/** The server's own checks are on the way that its clients take, not on that of apps; this is one that has them on both. */
async function checkMayChange(ws: Workspace, id: string): Promise<void> {
    const { refuseEdits } = ws.faults;
    const isVisitors = (await ws.store.messages.get(id))?.token !== undefined;
    if (refuseEdits === 'all' || (refuseEdits === 'visitors' && isVisitors)) {
        throw new Error('Message editing not allowed [error-action-not-allowed]');
    }
}

async function setReaction(
    ws: Workspace,
    ctx: CallContext,
    target: Parameters<typeof react>[2],
    on: boolean,
): Promise<void> {
    if (!/^:.*:$/.test(target.reaction)) throw new Error('Invalid reaction');
    await react(ws, ctx.server, target, on);
}

/** Answers of a thread, the first message included. */
export function threadBridge(ws: Workspace): BridgeMethods {
    return {
        getById: async (_ctx, id: string) => {
            const main = await ws.store.messages.get(id);
            const replies = await ws.store.messages.find({ tmid: id }, { sort: { ts: 1, seq: 1 } });
            const all = main === undefined ? replies : [main, ...replies];
            return await Promise.all(all.map((message) => messageToApp(ws, message)));
        },
    };
}

/** The room bridge: channels, groups and direct rooms; livechat rooms are read and changed here, but not made. */
export function roomBridge(ws: Workspace): BridgeMethods {
    const { store } = ws;
    const members = async (rid: string, role?: string): Promise<unknown[]> =>
        (await membersOf(ws, rid, role)).map(userToApp);
    const byName = (name: string): Promise<RoomRecord | undefined> => store.rooms.findOne({ name });
    const creator = async (room: RoomRecord | undefined): Promise<unknown> => {
        const user = room?.u === undefined ? undefined : await store.users.get(room.u._id);
        return user && userToApp(user);
    };
    const converted = async (room: RoomRecord | undefined): Promise<unknown> => room && (await roomToApp(ws, room));
    return {
        create: (_ctx, room: AppRoom, usernames: readonly string[]) => create(ws, room, usernames),
        getById: (_ctx, id: string) => roomByIdToApp(ws, id),
        getByName: async (_ctx, name: string) => await converted(await byName(name)),
        getCreatorById: async (_ctx, id: string) => await creator(await store.rooms.get(id)),
        getCreatorByName: async (_ctx, name: string) => await creator(await byName(name)),
        getDirectByUsernames: async (_ctx, usernames: readonly string[]) =>
            await converted(await findDirect(ws, usernames)),
        getMembers: (_ctx, rid: string) => members(rid),
        getModerators: (_ctx, rid: string) => members(rid, 'moderator'),
        getOwners: (_ctx, rid: string) => members(rid, 'owner'),
        getLeaders: (_ctx, rid: string) => members(rid, 'leader'),
        getMessages: async (_ctx, rid: string, options: MessagesOptions) => {
            const { limit, skip, sort, showThreadMessages } = options;
            const order = sort?.createdAt ?? undefined;
            const messages = await readMessages(ws, rid, { limit, skip, order, threads: showThreadMessages });
            return await Promise.all(messages.map(messageToRaw));
        },
        getAllRooms: async (
            _ctx,
            filters: { readonly types?: readonly string[] | null },
            { limit, skip }: { readonly limit?: number | null; readonly skip?: number | null },
        ) => {
            const query = filters.types == null ? {} : { t: { $in: [...filters.types] } };
            const rooms = await store.rooms.find(query, { sort: { ts: 1 }, limit: limit ?? 100, skip: skip ?? 0 });
            return await Promise.all(rooms.map((room) => roomToApp(ws, room)));
        },
        update: async (_ctx, room: AppRoom, usernames: readonly string[]) => {
            const changes = { ...roomChanges(room), _updatedAt: ws.clock.date() };
            const matched = await store.rooms.updateOne({ _id: room.id }, changes);
            const record = await store.rooms.get(room.id);
            if (matched === 0 || record === undefined) throw new Error('Room id not found');
            await addMembers(ws, record, usernames);
        },
        delete: (_ctx, rid: string) => deleteRoom(ws, rid),
        removeUsers: (_ctx, rid: string, usernames: readonly string[]) => removeMembers(ws, rid, usernames),
        getUnreadByUser: async (_ctx, rid: string, userId: string, options: MessagesOptions) =>
            await Promise.all((await unread(ws, rid, userId, options)).map(messageToRaw)),
        getUserUnreadMessageCount: async (_ctx, rid: string, userId: string) =>
            (await unread(ws, rid, userId, {})).length,
    };
}

async function unread(
    ws: Workspace,
    rid: string,
    userId: string,
    { limit, skip, sort }: MessagesOptions,
): Promise<Awaited<ReturnType<typeof readMessages>>> {
    const subscription = await ws.store.subscriptions.findOne({ rid, userId });
    if (subscription === undefined) throw new Error('User not subscribed to room');
    const { ls } = subscription;
    if (ls === undefined) return [];
    const order = sort?.createdAt ?? 'asc';
    const messages = await readMessages(ws, rid, { order, threads: true });
    const from = skip ?? 0;
    return messages.filter((message) => message.ts > ls).slice(from, limit == null ? undefined : from + limit);
}

/** As the creator, with what he may do. Throws for livechat rooms and for a name that is taken. */
async function create(ws: Workspace, room: AppRoom, usernames: readonly string[]): Promise<string> {
    const creator = room.creator == null ? undefined : await ws.store.users.get(room.creator.id);
    if (creator === undefined) throw new Error('Invalid user');
    if (room.type === 'd') return (await directRoom(ws, creator, usernames))._id;
    if (room.type !== 'c' && room.type !== 'p') {
        throw new Error('Only channels, private groups and direct messages can be created.');
    }
    const made = await createRoom(ws, {
        type: room.type,
        name: room.slugifiedName ?? '',
        displayName: room.displayName ?? undefined,
        creator,
        members: usernames,
        readOnly: room.isReadOnly ?? undefined,
        customFields: room.customFields ?? undefined,
    });
    return made._id;
}

export const httpBridge = (): BridgeMethods => ({ call: (_ctx, call: OutgoingCall) => callOut(call) });
