import { isOnline, type SelectedAgent } from '../agents.cjs';
import { getApp } from '../app-storage.cjs';
import { draftFromApp, messageToApp, type AppMessage, type MessageDraft } from '../convert/messages.cjs';
import { departmentToApp, guestOf, visitorByIdToApp, visitorToApp, type AppVisitor } from '../convert/people.cjs';
import { roomToApp } from '../convert/rooms.cjs';
import type { Fields } from '../convert/map-fields.cjs';
import { closeChat, createChat, sendVisitorMessage, transcriptOf } from '../livechat.cjs';
import { updateMessage } from '../messages.cjs';
import type { ExternalId, RoomSource, UserLookup, VisitorRecord } from '../records.cjs';
import { transferRoom } from '../routing.cjs';
import {
    findDepartment,
    linkVisitor,
    registerVisitor,
    resolveVisitor,
    setCustomField,
    type ContactData,
    type CustomFieldValue,
} from '../visitors.cjs';
import type { Workspace } from '../workspace.cjs';
import type { BridgeMethods, CallContext } from '../../engine/contract.cjs';

type LivechatMessage = AppMessage & { readonly visitor?: AppVisitor | null };
type AppRoom = { readonly id: string; readonly isOpen?: boolean | null; readonly visitor?: AppVisitor | null };
type AppUser = { readonly id: string; readonly username: string; readonly name?: string };
interface ExtraRoomParams {
    readonly source?: RoomSource | null;
    readonly customFields?: Readonly<Record<string, unknown>> | null;
}
interface TransferData {
    readonly currentRoom: AppRoom;
    readonly targetAgent?: AppUser | null;
    readonly targetDepartment?: string | null;
}

/** The Livechat bridge: visitors, rooms and messages of the omnichannel side, as an app reaches them. */
export function livechatBridge(ws: Workspace): BridgeMethods {
    const { store } = ws;
    const visitorOf = async (query: Readonly<Record<string, unknown>>): Promise<Fields | undefined> => {
        const visitor = await store.visitors.findOne(query);
        return visitor && (await visitorToApp(visitor));
    };
    const roomsOf = async (query: Readonly<Record<string, unknown>>): Promise<Fields[]> => {
        const rooms = await store.rooms.find({ t: 'l', open: true, ...query }, { sort: { ts: 1 } });
        return await Promise.all(rooms.map((room) => roomToApp(ws, room)));
    };
    return {
        isOnline: (_ctx, departmentId?: string | null) => isOnline(ws, departmentId ?? undefined),
        isOnlineAsync: (_ctx, departmentId?: string | null) => isOnline(ws, departmentId ?? undefined),
        createMessage: (ctx, message: LivechatMessage, appId: string) => createMessage(ws, ctx, message, appId),
        getMessageById: async (_ctx, id: string) => {
            const message = await store.messages.get(id);
            return message && (await messageToApp(ws, message));
        },
        updateMessage: (ctx, message: LivechatMessage) => updateOwn(ws, ctx, message),
        createVisitor: async (_ctx, visitor: AppVisitor) => (await register(ws, visitor))._id,
        createAndReturnVisitor: async (_ctx, visitor: AppVisitor) => await visitorToApp(await register(ws, visitor)),
        findVisitors: async (_ctx, query: Readonly<Record<string, unknown>>) =>
            await Promise.all((await store.visitors.find(query)).map(visitorToApp)),
        findVisitorById: (_ctx, id: string) => visitorByIdToApp(ws, id),
        findVisitorByEmail: (_ctx, email: string) => visitorOf({ 'visitorEmails.address': email.toLowerCase() }),
        findVisitorByToken: (_ctx, token: string) => visitorOf({ token }),
        findVisitorByPhoneNumber: (_ctx, phone: string) => visitorOf({ 'phone.phoneNumber': phone }),
        resolveVisitor: async (
            _ctx,
            external: Omit<ExternalId, 'appId'>,
            contact: ContactData | null | undefined,
            appId: string,
        ) => {
            const visitor = await resolveVisitor(ws, { ...external, appId }, contact ?? {});
            return visitor && (await visitorToApp(visitor));
        },
        updateVisitorExternalId: async (_ctx, id: string, external: Omit<ExternalId, 'appId'>, appId: string) => {
            const visitor = await linkVisitor(ws, id, { ...external, appId });
            return visitor && (await visitorToApp(visitor));
        },
        createRoom: (ctx, visitor: AppVisitor, agent: AppUser | null, appId: string, extra?: ExtraRoomParams | null) =>
            createRoom(ws, ctx, { visitor, agent, appId, extra: extra ?? {} }),
        closeRoom: (ctx, room: AppRoom, comment: string, closer: AppUser | null | undefined) =>
            closeRoom(ws, ctx, room, comment, closer),
        countOpenRoomsByAgentId: (_ctx, agentId: string) =>
            store.rooms.count({ t: 'l', open: true, 'servedBy._id': agentId }),
        findOpenRoomsByAgentId: (_ctx, agentId: string) => roomsOf({ 'servedBy._id': agentId }),
        findRooms: async (_ctx, visitor: AppVisitor | null, departmentId?: string | null) =>
            visitor === null
                ? []
                : await roomsOf({ 'v.token': visitor.token, ...(departmentId != null && { departmentId }) }),
        findDepartmentByIdOrName: async (_ctx, value: string) => {
            const department = await findDepartment(ws, value);
            return department && (await departmentToApp(department));
        },
        findDepartmentsEnabledWithAgents: async () => {
            const departments = await store.departments.find({ enabled: true, numAgents: { $gt: 0 } });
            return await Promise.all(departments.map(departmentToApp));
        },
        // The one method of this bridge with the app's id in front.
        _fetchLivechatRoomMessages: async (_ctx, _appId: string, roomId: string) =>
            await Promise.all((await transcriptOf(ws, roomId)).map((message) => messageToApp(ws, message))),
        setCustomFields: (_ctx, data: CustomFieldValue) => setCustomField(ws, data),
        transferVisitor: (ctx, visitor: AppVisitor | null, data: TransferData, appId: string) =>
            transfer(ws, ctx, visitor, data, appId),
    };
}

/** The source that a livechat message or a re-created room has: of the app, but without label, icons and fields. */
async function bareSource(ws: Workspace, appId: string): Promise<RoomSource> {
    return { type: 'app', id: appId, alias: (await getApp(ws, appId))?.info.nameSlug };
}

async function createMessage(
    ws: Workspace,
    ctx: CallContext,
    message: LivechatMessage,
    appId: string,
): Promise<string> {
    if (message.token == null || message.token === '') throw new Error('Invalid token for livechat message');
    const { visitor } = message;
    if (visitor == null) throw new TypeError("Cannot read properties of undefined (reading '_id')");
    const draft = await visitorDraft(ws, message);
    const sent = await sendVisitorMessage(ws, ctx.server, guestOf(visitor), draft, await bareSource(ws, appId));
    // An id that exists: the server's send gives nothing back, and its bridge trips over that.
    if (sent === undefined) throw new TypeError('Cannot convert undefined or null to object');
    return sent._id;
}

async function visitorDraft(ws: Workspace, message: LivechatMessage): Promise<MessageDraft> {
    const roomId = message.room?.id;
    const isMissing = roomId == null || (await ws.store.rooms.get(roomId)) === undefined;
    if (!isMissing || ws.faults.missingRoom === 'refuse') return await draftFromApp(ws, message);
    // The sheet's rule for a room that is not there. The converter asks for an existing one, so it is lent any.
    const { _id, msg, attachments, groupable } = await draftFromApp(
        { ...ws, store: withRoom(ws, roomId ?? '') },
        message,
    );
    return {
        _id,
        ...(msg !== undefined && { msg }),
        ...(attachments && { attachments }),
        ...(groupable != null && { groupable }),
    } as MessageDraft;
}

function withRoom(ws: Workspace, roomId: string): Workspace['store'] {
    const now = ws.clock.date();
    const stub = { _id: roomId, t: 'l' as const, usersCount: 0, msgs: 0, ts: now, _updatedAt: now };
    return { ...ws.store, rooms: { ...ws.store.rooms, get: () => Promise.resolve(stub) } };
}

/** A visitor's own message only, and only while the workspace allows editing. */
async function updateOwn(ws: Workspace, ctx: CallContext, message: LivechatMessage): Promise<void> {
    const original = message.id == null ? undefined : await ws.store.messages.get(message.id);
    if (original === undefined) return;
    const own = original.u._id === message.visitor?.id;
    if (!own || !ws.settings.get<boolean>('Message_AllowEditing')) throw new Error('error-action-not-allowed');
    const changes = { _id: original._id, ...(message.text != null && { msg: message.text }) };
    await updateMessage(ws, ctx.server, changes, { _id: original.u._id, username: original.u.username });
}

function register(ws: Workspace, visitor: AppVisitor): Promise<VisitorRecord> {
    return registerVisitor(ws, {
        id: visitor.id ?? undefined,
        token: visitor.token ?? undefined,
        name: visitor.name ?? undefined,
        username: visitor.username ?? undefined,
        department: visitor.department ?? undefined,
        phone: visitor.phone?.[0]?.phoneNumber,
        email: visitor.visitorEmails?.[0]?.address,
    });
}

interface RoomWish {
    readonly visitor: AppVisitor;
    readonly agent: AppUser | null | undefined;
    readonly appId: string;
    readonly extra: ExtraRoomParams;
}

async function createRoom(ws: Workspace, ctx: CallContext, wish: RoomWish): Promise<Fields> {
    const { source, customFields } = wish.extra;
    if (source?.type !== 'app') throw new Error('Invalid source type for livechat room');
    const { label, sidebarIcon, defaultIcon, destination } = source;
    const alias = (await getApp(ws, wish.appId))?.info.name;
    const room = await createChat(ws, ctx.server, {
        guest: guestOf(wish.visitor),
        agent: await agentOf(ws, wish.agent),
        source: { type: 'app', id: wish.appId, alias, label, sidebarIcon, defaultIcon, destination },
        customFields: customFields ?? undefined,
    });
    return await roomToApp(ws, room);
}

async function agentOf(ws: Workspace, agent: AppUser | null | undefined): Promise<SelectedAgent | undefined> {
    if (agent?.id == null) return undefined;
    const user = await ws.store.users.get(agent.id);
    if (user?.roles.includes('livechat-agent') !== true) {
        throw new Error(`The agent with id "${agent.id}" was not found.`);
    }
    return { agentId: user._id, username: user.username };
}

async function closeRoom(
    ws: Workspace,
    ctx: CallContext,
    room: AppRoom,
    comment: string,
    closer: AppUser | null | undefined,
): Promise<boolean> {
    const lookup: UserLookup | undefined =
        closer?.id == null ? undefined : { _id: closer.id, username: closer.username, name: closer.name };
    const visitor = room.visitor == null ? undefined : guestOf(room.visitor);
    await closeChat(ws, ctx.server, {
        roomId: room.id,
        believedOpen: room.isOpen === true,
        comment,
        ...(lookup !== undefined && { user: { ...lookup, name: lookup.name ?? '' } }),
        ...(visitor !== undefined && { visitor }),
    });
    return true;
}

async function transfer(
    ws: Workspace,
    ctx: CallContext,
    visitor: AppVisitor | null,
    data: TransferData,
    appId: string,
): Promise<boolean> {
    if (visitor === null) throw new Error('Invalid visitor, cannot transfer');
    const by = await ws.store.users.findOne({ appId });
    if (by === undefined) throw new Error('Invalid app user, cannot transfer');
    const agent = data.targetAgent?.id == null ? undefined : await ws.store.users.get(data.targetAgent.id);
    if (data.targetAgent?.id != null && agent?.roles.includes('livechat-agent') !== true) {
        throw new Error('Invalid target agent, cannot transfer');
    }
    return await transferRoom(ws, ctx.server, data.currentRoom.id, {
        by,
        agentId: agent?._id,
        departmentId: data.targetDepartment ?? undefined,
    });
}
