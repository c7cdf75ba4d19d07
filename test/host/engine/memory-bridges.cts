import { generateKeyPairSync, randomUUID } from 'crypto';
import type { Bridges, CallContext } from './contract.cjs';

interface StoredApp {
    readonly _id: string;
    readonly id: string;
    readonly sourcePath?: string;
    status: string;
    settings: Record<string, { readonly id: string }>;
    permissionsGranted?: unknown;
}

/** The Rocket.Chat side that the engine needs to run an app at all, in memory. The tests here are about the engine. */
export interface MemoryBridges {
    readonly bridges: Bridges;
    /** What the app has stored, by record id. */
    readonly records: Map<string, unknown>;
    /** Every call that reached `bridges`, as `bridge.method`, and its context. */
    readonly calls: { readonly name: string; readonly ctx: CallContext; readonly args: unknown[] }[];
}

/** Makes an empty workspace. Several engines may share one. */
export function memoryBridges(): MemoryBridges {
    const apps = new Map<string, StoredApp>();
    const zips = new Map<string, Buffer>();
    const records = new Map<string, unknown>();
    const calls: MemoryBridges['calls'] = [];
    const keys = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const byStorageId = (id: string): StoredApp | undefined => [...apps.values()].find(({ _id }) => _id === id);
    const merge = (item: StoredApp): StoredApp => {
        const updated = { ...byStorageId(item._id), ...item };
        apps.set(updated.id, updated);
        return updated;
    };
    const appUsers = new Map<string, unknown>();

    const methods: Record<string, Record<string, (ctx: CallContext, ...args: never[]) => unknown>> = {
        metadataStorage: {
            create: (_ctx, item: StoredApp) => {
                apps.set(item.id, { ...item, _id: randomUUID() });
                return apps.get(item.id);
            },
            retrieveOne: (_ctx, id: string) => apps.get(id) ?? null,
            retrieveAll: () => apps,
            remove: (_ctx, id: string) => ({ success: apps.delete(id) }),
            updatePartialAndReturnDocument: (_ctx, item: StoredApp) => merge(item),
            updateStatus: (_ctx, id: string, status: string) => {
                const item = byStorageId(id);
                if (item) item.status = status;
                return item !== undefined;
            },
            updateSetting: (_ctx, id: string, setting: { id: string }) => {
                const item = byStorageId(id);
                if (item) item.settings[setting.id] = setting;
                return item !== undefined;
            },
        },
        logStorage: { storeEntries: (_ctx, entry: unknown) => entry },
        sourceStorage: {
            store: (_ctx, item: StoredApp, zip: Buffer) => {
                zips.set(item.id, zip);
                return item.id;
            },
            update: (_ctx, item: StoredApp, zip: Buffer) => {
                zips.set(item.id, zip);
                return item.id;
            },
            fetch: (_ctx, item: StoredApp) => zips.get(item.id),
            remove: (_ctx, item: StoredApp) => void zips.delete(item.id),
        },
        internalFederation: { getPrivateKey: () => keys.privateKey, getPublicKey: () => keys.publicKey },
        user: {
            getAppUser: (_ctx, appId: string) => appUsers.get(appId),
            create: (_ctx, user: object, appId: string) => {
                appUsers.set(appId, { ...user, id: appId });
                return appId;
            },
            remove: (_ctx, _user: unknown, appId: string) => appUsers.delete(appId),
            getById: (_ctx, id: string) => ({ id, username: id, createdAt: new Date(0) }),
        },
        persistence: {
            create: (_ctx, data: unknown) => {
                const id = randomUUID();
                records.set(id, data);
                return id;
            },
            readById: (_ctx, id: string) => records.get(id),
            purge: () => records.clear(),
        },
        upload: {
            getBuffer: () => Buffer.from([0, 1, 254, 255]),
            getById: (_ctx, id: string) => ({ id, name: 'file', uploadedAt: new Date(86_400_000) }),
        },
    };
    for (const silent of [
        'activation.appAdded',
        'activation.appUpdated',
        'activation.appRemoved',
        'activation.appStatusChanged',
        'activation.actionsChanged',
        'appDetailChanges.onAppSettingsChange',
        'api.registerApi',
        'api.unregisterApis',
        'command.doesCommandExist',
        'command.registerCommand',
        'command.unregisterCommand',
        'scheduler.registerProcessors',
        'scheduler.cancelAllJobs',
    ]) {
        const [bridge = '', method = ''] = silent.split('.');
        (methods[bridge] ??= {})[method] = () => undefined;
    }

    const bridges: Bridges = {};
    for (const [bridge, table] of Object.entries(methods)) {
        bridges[bridge] = Object.fromEntries(
            Object.entries(table).map(([method, run]) => [
                method,
                async (ctx: CallContext, ...args: never[]) => {
                    calls.push({ name: `${bridge}.${method}`, ctx, args });
                    return run(ctx, ...args);
                },
            ]),
        );
    }
    return { bridges, records, calls };
}
