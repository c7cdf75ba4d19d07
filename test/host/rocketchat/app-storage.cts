import { decode, encode } from '../store/encode.cjs';
import type { Workspace } from './workspace.cjs';

/** The engine's record of an app (`IAppStorageItem`), as far as the host looks into it. */
export interface AppItem {
    readonly _id?: string;
    readonly id: string;
    readonly status: string;
    readonly info: { readonly name: string; readonly nameSlug: string; readonly version: string; readonly id: string };
    readonly implemented?: Readonly<Record<string, boolean>>;
    readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly permissionsGranted?: readonly unknown[];
    readonly updatedAt?: Date;
    readonly createdAt?: Date;
}

/** Adds an app's record and returns a copy with its storage id. Throws when the app is there already. */
export async function addApp(ws: Workspace, item: AppItem): Promise<AppItem> {
    if ((await ws.store.apps.findOne({ id: item.id })) !== undefined) throw new Error('App already exists.');
    const now = ws.clock.date();
    const stored = { ...item, _id: ws.ids.objectId(), createdAt: now, updatedAt: now };
    await ws.store.apps.insert({ _id: stored._id, id: item.id, item: encode(stored) });
    return stored;
}

/** Every read is a fresh copy: the engine changes what it gets. By the app's id or the storage's. */
export async function getApp(ws: Workspace, id: string): Promise<AppItem | undefined> {
    const record = (await ws.store.apps.findOne({ id })) ?? (await ws.store.apps.get(id));
    return record && (decode(record.item) as AppItem);
}

export async function allApps(ws: Workspace): Promise<AppItem[]> {
    return (await ws.store.apps.find({})).map((record) => decode(record.item) as AppItem);
}

export async function removeApp(ws: Workspace, id: string): Promise<boolean> {
    const byApp = await ws.store.apps.removeMany({ id });
    return byApp > 0 || (await ws.store.apps.removeMany({ _id: id })) > 0;
}

type Change = (item: AppItem) => Readonly<Record<string, unknown>>;

/** The last change under way in a store: changes of single fields are atomic in MongoDB, so here they queue up. */
const changing = new WeakMap<Workspace['store'], Promise<unknown>>();

/** Changes fields of an app's record and returns it. Throws when there is none. */
export async function changeApp(ws: Workspace, id: string, change: Change): Promise<AppItem> {
    const before = changing.get(ws.store) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => applyChange(ws, id, change));
    changing.set(ws.store, mine);
    return await mine;
}

async function applyChange(ws: Workspace, id: string, change: Change): Promise<AppItem> {
    const item = await getApp(ws, id);
    if (item?._id === undefined) throw new Error(`No app record ${id}`);
    const changed = { ...item, ...change(item), updatedAt: ws.clock.date() };
    await ws.store.apps.updateOne({ _id: item._id }, { item: encode(changed) });
    return changed;
}
