import { addApp, allApps, changeApp, getApp, removeApp, type AppItem } from '../app-storage.cjs';
import type { Workspace } from '../workspace.cjs';
import type { ApiSummary, BridgeMethods, CallContext } from '../../engine/contract.cjs';

/** A slash command that some server's engine has registered. */
export interface RegisteredCommand {
    readonly command: string;
    readonly appId: string;
    readonly permission?: string | undefined;
    readonly enabled: boolean;
}

/** What the engines have registered with their servers: endpoints and commands, by server. */
export interface Registry {
    /** Endpoints of an app on a server: only what is registered can be called from outside. */
    endpoints(server: number, appId: string): readonly ApiSummary[];
    command(server: number, name: string): RegisteredCommand | undefined;
    commands(server: number): readonly RegisteredCommand[];
    /** Forgets what a server had registered, when it stops. */
    forget(server: number): void;
}

type Wire = { readonly registry: Registry; readonly api: BridgeMethods; readonly command: BridgeMethods };

interface AppCommand {
    readonly command: string;
    readonly permission?: string | null;
}

export function createRegistry(): Wire {
    const apis = new Map<string, ApiSummary[]>();
    const commands = new Map<string, RegisteredCommand>();
    const key = (server: number, id: string): string => `${String(server)} ${id.toLowerCase()}`;
    const set = (ctx: CallContext, name: string, change: Partial<RegisteredCommand>): Promise<void> => {
        const command = commands.get(key(ctx.server, name));
        if (command !== undefined) commands.set(key(ctx.server, name), { ...command, ...change });
        return Promise.resolve();
    };
    return {
        registry: {
            endpoints: (server, appId) => apis.get(key(server, appId)) ?? [],
            command: (server, name) => {
                const command = commands.get(key(server, name));
                return command?.enabled === true ? command : undefined;
            },
            commands: (server) =>
                [...commands].flatMap(([id, command]) => (id.startsWith(`${String(server)} `) ? [command] : [])),
            forget: (server) => {
                for (const map of [apis, commands]) {
                    for (const id of [...map.keys()]) if (id.startsWith(`${String(server)} `)) map.delete(id);
                }
            },
        },
        api: {
            registerApi: (ctx, api: ApiSummary, appId: string) => {
                const others = (apis.get(key(ctx.server, appId)) ?? []).filter(({ path }) => path !== api.path);
                apis.set(key(ctx.server, appId), [...others, api]);
                return Promise.resolve();
            },
            unregisterApis: (ctx, appId: string) => {
                apis.delete(key(ctx.server, appId));
                return Promise.resolve();
            },
        },
        command: {
            doesCommandExist: (ctx, name: string) => Promise.resolve(commands.has(key(ctx.server, name))),
            registerCommand: (ctx, { command, permission }: AppCommand, appId: string) => {
                const name = command.toLowerCase();
                const entry = { command: name, appId, permission: permission ?? undefined, enabled: true };
                commands.set(key(ctx.server, name), entry);
                return Promise.resolve();
            },
            unregisterCommand: (ctx, name: string) => {
                commands.delete(key(ctx.server, name));
                return Promise.resolve();
            },
            enableCommand: (ctx, name: string) => set(ctx, name, { enabled: true }),
            disableCommand: (ctx, name: string) => set(ctx, name, { enabled: false }),
            modifyCommand: (ctx, { command, permission }: AppCommand) =>
                set(ctx, command, { permission: permission ?? undefined }),
        },
    };
}

interface LogEntry {
    readonly appId: string;
    readonly method: string;
}

const KEPT_LOG_ENTRIES = 2_000;

/** The engine's own storages: app records, packages, logs. */
export function storageBridges(
    ws: Workspace,
): Record<'metadataStorage' | 'sourceStorage' | 'logStorage', BridgeMethods> {
    let logs: LogEntry[] = [];
    const asMap = async (): Promise<Map<string, AppItem>> =>
        new Map((await allApps(ws)).map((item) => [item.id, item]));
    const changed = async (id: string, change: Parameters<typeof changeApp>[2]): Promise<boolean> => {
        await changeApp(ws, id, change);
        return true;
    };
    const keep = (item: AppItem, zip: Uint8Array): Promise<string> =>
        ws.store.blobs.put(`app-${item.id}`, Buffer.from(zip)).then(() => item.id);
    return {
        metadataStorage: {
            create: (_ctx, item: AppItem) => addApp(ws, item),
            retrieveOne: async (_ctx, id: string) => (await getApp(ws, id)) ?? null,
            retrieveAll: asMap,
            retrieveAllPrivate: asMap,
            remove: async (_ctx, id: string) => ({ success: await removeApp(ws, id) }),
            updatePartialAndReturnDocument: (
                _ctx,
                item: AppItem,
                options?: { readonly unsetPermissionsGranted?: boolean },
            ) =>
                changeApp(ws, item._id ?? item.id, () => ({
                    ...item,
                    ...(options?.unsetPermissionsGranted === true && { permissionsGranted: undefined }),
                })),
            updateStatus: (_ctx, id: string, status: string) => changed(id, () => ({ status })),
            updateSetting: (_ctx, id: string, setting: { readonly id: string }) =>
                changed(id, (item) => ({ settings: { ...item.settings, [setting.id]: setting } })),
            updateAppInfo: (_ctx, id: string, info: unknown) => changed(id, () => ({ info })),
            updateMarketplaceInfo: (_ctx, id: string, marketplaceInfo: unknown) =>
                changed(id, () => ({ marketplaceInfo })),
        },
        sourceStorage: {
            store: (_ctx, item: AppItem, zip: Uint8Array) => keep(item, zip),
            update: (_ctx, item: AppItem, zip: Uint8Array) => keep(item, zip),
            fetch: async (_ctx, item: AppItem) => {
                const zip = await ws.store.blobs.get(`app-${item.id}`);
                if (zip === undefined) throw new Error(`The package of app ${item.id} is gone`);
                return zip;
            },
            remove: (_ctx, item: AppItem) => ws.store.blobs.remove(`app-${item.id}`),
        },
        logStorage: {
            storeEntries: (_ctx, entry: LogEntry) => {
                logs.push(entry);
                if (logs.length > KEPT_LOG_ENTRIES) logs = logs.slice(-KEPT_LOG_ENTRIES / 2);
                return Promise.resolve(entry);
            },
            getEntriesFor: (_ctx, appId: string) => Promise.resolve(logs.filter((entry) => entry.appId === appId)),
            findPaginated: (_ctx, query: { readonly appId?: string }) => {
                const found = logs.filter((entry) => query.appId === undefined || entry.appId === query.appId);
                return Promise.resolve({ logs: found, total: found.length });
            },
            removeEntriesFor: (_ctx, appId: string) => {
                logs = logs.filter((entry) => entry.appId !== appId);
                return Promise.resolve();
            },
        },
    };
}
