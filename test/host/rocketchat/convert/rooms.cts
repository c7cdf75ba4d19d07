import type { RoomRecord } from '../records.cjs';
import type { Workspace } from '../workspace.cjs';
import { mapFields, type FieldMap, type Fields } from './map-fields.cjs';
import { departmentByIdToApp, userByIdToApp, visitorByIdToApp } from './people.cjs';

/** A room with everything that hangs on it (visitor, agent, department), read as they are now. */
export async function roomToApp(ws: Workspace, room: RoomRecord): Promise<Fields> {
    return await mapFields(room, roomFields(ws, room));
}

export async function roomByIdToApp(ws: Workspace, id: string): Promise<Fields | undefined> {
    const room = await ws.store.rooms.get(id);
    return room && (await roomToApp(ws, room));
}

const take = (rest: Fields, field: string): void => {
    delete rest[field];
};

const roomFields = (ws: Workspace, room: RoomRecord): FieldMap => ({
    id: '_id',
    displayName: 'fname',
    slugifiedName: 'name',
    userIds: 'uids',
    messageCount: 'msgs',
    createdAt: 'ts',
    updatedAt: '_updatedAt',
    closedAt: 'closedAt',
    lastModifiedAt: 'lm',
    customFields: 'customFields',
    livechatData: 'livechatData',
    isWaitingResponse: 'waitingResponse',
    // A closed room has no such field at all: closing removes it.
    isOpen: 'open',
    description: 'description',
    source: 'source',
    closer: 'closer',
    isDefault: (rest) => {
        take(rest, 'default');
        return room.default ?? false;
    },
    isReadOnly: (rest) => {
        take(rest, 'ro');
        return room.ro ?? false;
    },
    displaySystemMessages: () => true,
    type: (rest) => {
        take(rest, 't');
        return room.t;
    },
    creator: (rest) => {
        take(rest, 'u');
        return room.u && userByIdToApp(ws, room.u._id);
    },
    // The full visitor's record; the room's own short one stays among the unmapped.
    visitor: () => room.v && visitorByIdToApp(ws, room.v._id),
    visitorChannelInfo: () =>
        room.v && {
            ...(room.v.phone !== undefined && { phone: room.v.phone }),
            ...(room.v.lastMessageTs !== undefined && { lastMessageTs: room.v.lastMessageTs }),
        },
    department: (rest) => {
        take(rest, 'departmentId');
        return room.departmentId === undefined ? undefined : departmentByIdToApp(ws, room.departmentId);
    },
    closedBy: (rest) => {
        take(rest, 'closedBy');
        if (room.closedBy === undefined) return undefined;
        const convert = room.closer === 'user' ? userByIdToApp : visitorByIdToApp;
        return convert(ws, room.closedBy._id);
    },
    servedBy: (rest) => {
        take(rest, 'servedBy');
        return room.servedBy && userByIdToApp(ws, room.servedBy._id);
    },
    responseBy: (rest) => {
        take(rest, 'responseBy');
        return room.responseBy && userByIdToApp(ws, room.responseBy._id);
    },
    parentRoom: (rest) => {
        take(rest, 'prid');
        return room.prid === undefined ? undefined : roomByIdToApp(ws, room.prid);
    },
});

/** An app's `IRoom` in an update: only what has changed is there. */
export interface AppRoomChanges {
    readonly id: string;
    readonly displayName?: string | null;
    readonly slugifiedName?: string | null;
    readonly type?: string | null;
    readonly isReadOnly?: boolean | null;
    readonly customFields?: Readonly<Record<string, unknown>> | null;
    readonly livechatData?: Readonly<Record<string, unknown>> | null;
}

/** The fields that an app's update of a room writes; `customFields` is replaced as a whole. */
export function roomChanges(changes: AppRoomChanges): Partial<RoomRecord> {
    const { displayName, slugifiedName, type, isReadOnly, customFields, livechatData } = changes;
    return {
        ...(displayName != null && displayName !== '' && { fname: displayName }),
        ...(type !== 'd' && slugifiedName != null && slugifiedName !== '' && { name: slugifiedName }),
        ...(isReadOnly != null && { ro: isReadOnly }),
        ...(customFields != null && { customFields }),
        ...(livechatData != null && { livechatData }),
    };
}
