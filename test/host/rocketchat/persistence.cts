import { decode, encode } from '../store/encode.cjs';
import type { PersistenceRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** One association of a record: a label, not a foreign key. */
export interface Association {
    readonly model: string;
    readonly id: string;
}

const keyOf = (appId: string, { model, id }: Association): string => `${appId} ${model} ${id}`;

const exactOf = (appId: string, associations: readonly Association[]): string =>
    JSON.stringify([appId, ...associations.map(({ model, id }) => [model, id])]);

/** What MongoDB makes of a document's `undefined`. */
function withoutUndefined(value: unknown): unknown {
    if (value === undefined) return null;
    if (Array.isArray(value)) return value.map(withoutUndefined);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutUndefined(member)]));
}

function requireObject(data: unknown): void {
    if (typeof data !== 'object') throw new Error('Attempted to store an invalid data type, it must be an object.');
}

/** Inserts a record. There is no unique index: the same associations may stand any number of times. Returns its id. */
export async function createRecord(
    ws: Workspace,
    appId: string,
    data: unknown,
    associations?: readonly Association[],
): Promise<string> {
    requireObject(data);
    const _id = ws.ids.objectId();
    await ws.store.persistence.insert({
        _id,
        appId,
        seq: ws.store.nextNumber(),
        data: encode(withoutUndefined(data)),
        keys: [...new Set((associations ?? []).map((association) => keyOf(appId, association)))],
        ...(associations !== undefined && { exact: exactOf(appId, associations) }),
    });
    return _id;
}

/**
 * Records that carry ALL of the associations. The platform promises no order; here the newest come first, so that
 * whoever takes the first for the oldest is wrong.
 */
async function findAll(
    ws: Workspace,
    appId: string,
    associations: readonly Association[],
): Promise<PersistenceRecord[]> {
    if (associations.length === 0) return [];
    const conditions = associations.map((association) => ({ keys: keyOf(appId, association) }));
    const query = conditions.length === 1 ? conditions[0] : { ...conditions[0], $and: conditions.slice(1) };
    return await ws.store.persistence.find(query ?? {}, { sort: { seq: -1 } });
}

/** The data of those records: no ids, no paging, no partial match. */
export async function readRecords(
    ws: Workspace,
    appId: string,
    associations: readonly Association[],
): Promise<unknown[]> {
    return (await findAll(ws, appId, associations)).map((record) => decode(record.data));
}

/** The data, or an empty object. */
export async function readRecord(ws: Workspace, appId: string, id: string): Promise<unknown> {
    const record = await ws.store.persistence.findOne({ _id: id, appId });
    return record === undefined ? {} : decode(record.data);
}

/**
 * Replaces the data of ONE record whose association array is exactly this one: same members, same order. With `upsert`
 * inserts when there is none; look and insert are two steps, so that two at once may both insert.
 * @returns the id of an inserted record, else null.
 */
export async function updateRecord(
    ws: Workspace,
    appId: string,
    associations: readonly Association[],
    data: unknown,
    upsert: boolean,
): Promise<string | null> {
    requireObject(data);
    const changed = await ws.store.persistence.updateOne(
        { exact: exactOf(appId, associations) },
        { data: encode(withoutUndefined(data)) },
    );
    if (changed > 0 && ws.faults.updateThrows) {
        throw new TypeError("Cannot read properties of null (reading 'toString')");
    }
    return changed === 0 && upsert ? await createRecord(ws, appId, data, associations) : null;
}

export async function removeRecord(ws: Workspace, appId: string, id: string): Promise<unknown> {
    const record = await ws.store.persistence.findOne({ _id: id, appId });
    if (record === undefined) return undefined;
    await ws.store.persistence.removeOne({ _id: id, appId });
    return decode(record.data);
}

/** Removes the records that carry all of the associations and returns their data. */
export async function removeRecords(
    ws: Workspace,
    appId: string,
    associations: readonly Association[],
): Promise<unknown[]> {
    const records = await findAll(ws, appId, associations);
    const gone = ws.faults.removeOne ? records.slice(0, 1) : records;
    for (const { _id } of gone) await ws.store.persistence.removeOne({ _id });
    return records.map((record) => decode(record.data));
}

/** All of an app's records, at its removal. */
export async function purgeRecords(ws: Workspace, appId: string): Promise<void> {
    await ws.store.persistence.removeMany({ appId });
}
