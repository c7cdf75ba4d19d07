import { ServerError } from './errors.cjs';
import { findByUsername } from './users.cjs';
import type { MessageRecord, RoomRecord, SubscriptionRecord, UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

export interface NewRoom {
    readonly type: 'c' | 'p';
    readonly name: string;
    readonly displayName?: string | undefined;
    readonly creator: UserRecord;
    readonly members: readonly string[];
    readonly readOnly?: boolean | undefined;
    readonly customFields?: Readonly<Record<string, unknown>> | undefined;
    /** Only the channel that every workspace starts with chooses its own. */
    readonly id?: string | undefined;
}

/** Makes a channel or a private group. Throws error-duplicate-channel-name when the name is taken. */
export async function createRoom(ws: Workspace, room: NewRoom): Promise<RoomRecord> {
    const taken = await ws.store.rooms.findOne({ name: room.name });
    if (taken !== undefined) {
        throw new ServerError('error-duplicate-channel-name', `A channel with name '${room.name}' exists`);
    }
    const now = ws.clock.date();
    const record = await ws.store.rooms.insert({
        _id: room.id ?? ws.ids.meteorId(),
        t: room.type,
        name: room.name,
        fname: room.displayName ?? room.name,
        u: { _id: room.creator._id, username: room.creator.username, name: room.creator.name },
        usersCount: 0,
        msgs: 0,
        ts: now,
        _updatedAt: now,
        ro: room.readOnly ?? false,
        ...(room.customFields != null && { customFields: room.customFields }),
    });
    await addMember(ws, record, room.creator, ['owner']);
    await addMembers(ws, record, room.members);
    return (await ws.store.rooms.get(record._id)) ?? record;
}

/** Adds users by name; unknown names are passed over, as the server does. */
export async function addMembers(ws: Workspace, room: RoomRecord, usernames: readonly string[]): Promise<void> {
    for (const username of usernames) {
        const user = await findByUsername(ws, username);
        if (user !== undefined) await addMember(ws, room, user);
    }
}

async function addMember(ws: Workspace, room: RoomRecord, user: UserRecord, roles?: readonly string[]): Promise<void> {
    const key = { rid: room._id, userId: user._id };
    if ((await ws.store.subscriptions.findOne(key)) !== undefined) return;
    const subscription: SubscriptionRecord = {
        _id: ws.ids.meteorId(),
        ...key,
        t: room.t,
        ts: ws.clock.date(),
        ...(roles !== undefined && { roles }),
    };
    await ws.store.subscriptions.insert(subscription);
    await ws.store.rooms.increment(room._id, 'usersCount', 1);
}

/** The direct room of exactly these users, made if there is none yet. Throws error-invalid-user for an unknown name. */
export async function directRoom(
    ws: Workspace,
    creator: UserRecord,
    usernames: readonly string[],
): Promise<RoomRecord> {
    const names = [...new Set([creator.username, ...usernames])];
    const users = await Promise.all(names.map((name) => findByUsername(ws, name)));
    const members = users.filter((user) => user !== undefined);
    if (members.length !== names.length) throw new ServerError('error-invalid-user', 'Invalid user');
    const existing = await findDirect(ws, names);
    if (existing !== undefined) return existing;
    const now = ws.clock.date();
    const room = await ws.store.rooms.insert({
        _id: ws.ids.meteorId(),
        t: 'd',
        uids: members.map((member) => member._id).sort(),
        usernames: names,
        u: { _id: creator._id, username: creator.username, name: creator.name },
        usersCount: 0,
        msgs: 0,
        ts: now,
        _updatedAt: now,
    });
    for (const member of members) await addMember(ws, room, member);
    return (await ws.store.rooms.get(room._id)) ?? room;
}

export async function findDirect(ws: Workspace, usernames: readonly string[]): Promise<RoomRecord | undefined> {
    const users = await Promise.all(usernames.map((name) => findByUsername(ws, name)));
    const first = users[0];
    if (first === undefined) return undefined;
    const rooms = await ws.store.rooms.find({ t: 'd', uids: first._id });
    const wanted = [...usernames].sort().join('\n');
    return rooms.find((room) => [...(room.usernames ?? [])].sort().join('\n') === wanted);
}

export async function membersOf(ws: Workspace, rid: string, role?: string): Promise<UserRecord[]> {
    const subscriptions = await ws.store.subscriptions.find({ rid });
    const wanted = subscriptions.filter(({ roles }) => role === undefined || (roles ?? []).includes(role));
    const users = await Promise.all(wanted.map(({ userId }) => ws.store.users.get(userId)));
    return users.filter((user) => user !== undefined);
}

export async function removeMembers(ws: Workspace, rid: string, usernames: readonly string[]): Promise<void> {
    for (const username of usernames) {
        const user = await findByUsername(ws, username);
        const removed = user === undefined ? 0 : await ws.store.subscriptions.removeMany({ rid, userId: user._id });
        if (removed > 0) await ws.store.rooms.increment(rid, 'usersCount', -1);
    }
}

/** Removes a room with all that hangs on it. */
export async function deleteRoom(ws: Workspace, rid: string): Promise<void> {
    await ws.store.messages.removeMany({ rid });
    await ws.store.subscriptions.removeMany({ rid });
    await ws.store.inquiries.removeMany({ rid });
    await ws.store.rooms.removeOne({ _id: rid });
}

export interface Paging {
    readonly limit?: number | null | undefined;
    readonly skip?: number | null | undefined;
    readonly order?: 'asc' | 'desc' | undefined;
    readonly threads?: boolean | null | undefined;
}

/** Messages of a room without those of the system: what `getMessages` of the room reader gives. */
export async function readMessages(ws: Workspace, rid: string, paging: Paging): Promise<MessageRecord[]> {
    const { limit, skip, order, threads } = paging;
    const direction = order === 'desc' ? -1 : 1;
    return await ws.store.messages.find(
        {
            rid,
            t: { $exists: false },
            _hidden: { $ne: true },
            ...(threads !== true && { tmid: { $exists: false } }),
        },
        { sort: { ts: direction, seq: direction }, skip: skip ?? 0, limit: limit ?? 0 },
    );
}
