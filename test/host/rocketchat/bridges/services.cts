import { roomByIdToApp } from '../convert/rooms.cjs';
import { userByIdToApp, userToApp, visitorToApp } from '../convert/people.cjs';
import { mapFields, type Fields } from '../convert/map-fields.cjs';
import {
    createRecord,
    purgeRecords,
    readRecord,
    readRecords,
    removeRecord,
    removeRecords,
    updateRecord,
    type Association,
} from '../persistence.cjs';
import type { UploadRecord } from '../records.cjs';
import {
    cancelAllJobs,
    cancelJob,
    registerProcessors,
    scheduleOnce,
    scheduleRecurring,
    type OnetimeJob,
    type Processor,
    type RecurringJob,
} from '../scheduler.cjs';
import { postUserFile, postVisitorFile, storeUpload } from '../uploads.cjs';
import { createUser, findByUsername, removeUser } from '../users.cjs';
import type { Workspace } from '../workspace.cjs';
import type { BridgeMethods } from '../../engine/contract.cjs';

export function persistenceBridge(ws: Workspace): BridgeMethods {
    type Associations = readonly Association[];
    return {
        purge: (_ctx, appId: string) => purgeRecords(ws, appId),
        create: (_ctx, data: unknown, appId: string) => createRecord(ws, appId, data),
        createWithAssociations: (_ctx, data: unknown, associations: Associations, appId: string) =>
            createRecord(ws, appId, data, associations),
        readById: (_ctx, id: string, appId: string) => readRecord(ws, appId, id),
        readByAssociations: (_ctx, associations: Associations, appId: string) => readRecords(ws, appId, associations),
        remove: (_ctx, id: string, appId: string) => removeRecord(ws, appId, id),
        removeByAssociations: (_ctx, associations: Associations, appId: string) =>
            removeRecords(ws, appId, associations),
        update: () => Promise.reject(new Error('Not implemented.')),
        updateByAssociations: (_ctx, associations: Associations, data: unknown, upsert: boolean, appId: string) =>
            updateRecord(ws, appId, associations, data, upsert),
    };
}

export function schedulerBridge(ws: Workspace): BridgeMethods {
    return {
        registerProcessors: (_ctx, processors: readonly Processor[], appId: string) =>
            registerProcessors(ws, appId, processors),
        scheduleOnce: (_ctx, job: OnetimeJob, appId: string) => scheduleOnce(ws, appId, job),
        scheduleRecurring: (_ctx, job: RecurringJob, appId: string) => scheduleRecurring(ws, appId, job),
        cancelJob: (_ctx, jobId: string) => cancelJob(ws, jobId),
        cancelAllJobs: (_ctx, appId: string) => cancelAllJobs(ws, appId),
    };
}

interface UploadDetails {
    readonly name: string;
    readonly rid: string;
    readonly userId?: string | null;
    readonly visitorToken?: string | null;
}

const UPLOAD_FIELDS = [
    'name',
    'size',
    'type',
    'store',
    'complete',
    'uploading',
    'extension',
    'progress',
    'path',
    'url',
    'uploadedAt',
];

async function uploadToApp(ws: Workspace, upload: UploadRecord): Promise<Fields> {
    return await mapFields(upload, {
        id: '_id',
        ...Object.fromEntries(UPLOAD_FIELDS.map((field) => [field, field])),
        updatedAt: '_updatedAt',
        room: (rest) => {
            delete rest['rid'];
            return roomByIdToApp(ws, upload.rid);
        },
        user: (rest) => {
            delete rest['userId'];
            return upload.userId === undefined ? undefined : userByIdToApp(ws, upload.userId);
        },
        visitor: async (rest) => {
            delete rest['visitorToken'];
            if (upload.visitorToken === undefined) return undefined;
            const visitor = await ws.store.visitors.findOne({ token: upload.visitorToken });
            return visitor && (await visitorToApp(visitor));
        },
    });
}

export function uploadBridge(ws: Workspace): BridgeMethods {
    return {
        getById: async (_ctx, id: string) => {
            const upload = await ws.store.uploads.get(id);
            return upload && (await uploadToApp(ws, upload));
        },
        getBuffer: async (_ctx, upload: { readonly id: string }) => {
            const bytes = await ws.store.blobs.get(upload.id);
            if (bytes === undefined) throw new Error('Unknown error');
            return bytes;
        },
        createUpload: async (ctx, details: UploadDetails, bytes: Uint8Array) => {
            const { name, rid } = details;
            const visitorToken = details.visitorToken ?? undefined;
            const userId = details.userId ?? undefined;
            if (userId === undefined && visitorToken === undefined) {
                throw new Error('Missing user to perform the upload operation');
            }
            const upload = await storeUpload(ws, { name, rid, userId, visitorToken }, Buffer.from(bytes));
            if (visitorToken !== undefined) await postVisitorFile(ws, ctx.server, upload);
            else await postUserFile(ws, ctx.server, upload, userId ?? '');
            return await uploadToApp(ws, upload);
        },
    };
}

interface NewAppUser {
    readonly username: string;
    readonly name?: string | null;
    readonly type?: string | null;
    readonly roles?: readonly string[] | null;
}

export function userBridge(ws: Workspace): BridgeMethods {
    const { store } = ws;
    const drop = async (appId: string, type: string): Promise<boolean> => {
        const users = await store.users.find({ appId, type });
        for (const user of users) await removeUser(ws, user._id);
        return users.length > 0;
    };
    return {
        getById: (_ctx, id: string) => userByIdToApp(ws, id),
        getByUsername: async (_ctx, username: string) => {
            const user = await findByUsername(ws, username);
            return user && userToApp(user);
        },
        getAppUser: async (_ctx, appId?: string | null) => {
            const user = appId == null ? undefined : await store.users.findOne({ appId, type: 'app' });
            return user && userToApp(user);
        },
        create: async (_ctx, user: NewAppUser, appId: string) => {
            if (user.type !== 'app' && user.type !== 'bot') {
                throw new Error('Creating normal users is currently not supported');
            }
            const name = user.name ?? user.username;
            const roles = user.roles ?? [user.type];
            return (await createUser(ws, { username: user.username, name, type: user.type, roles, appId }))._id;
        },
        remove: async (_ctx, user: { readonly id: string } | null) => {
            if (user !== null) await removeUser(ws, user.id);
            return true;
        },
        update: async (_ctx, user: { readonly id: string }, fields: Fields) => {
            const { status, name } = fields;
            await store.users.updateOne(
                { _id: user.id },
                {
                    ...(typeof status === 'string' && { status: status as 'online' }),
                    ...(typeof name === 'string' && { name }),
                    _updatedAt: ws.clock.date(),
                },
            );
            return true;
        },
        getActiveUserCount: () => store.users.count({ active: true }),
        getUserUnreadMessageCount: () => Promise.resolve(0),
        getUserRoomIds: async (_ctx, userId: string) =>
            (await store.subscriptions.find({ userId })).map(({ rid }) => rid),
        deleteUsersCreatedByApp: (_ctx, appId: string, type: string) => drop(appId, type),
        deactivate: async (_ctx, userId: string) => {
            await store.users.updateOne({ _id: userId }, { active: false });
            return true;
        },
    };
}
