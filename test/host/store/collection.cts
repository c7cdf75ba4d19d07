import Datastore from '@seald-io/nedb';

/** Every stored record has a string id that is unique in its collection. */
export interface Stored {
    readonly _id: string;
}

/**
 * A query: fields by dotted path, with equal values or the operators of MongoDB that the embedded database knows
 * (`$in`, `$lt`, `$exists`, `$ne` ...). An array field matches when one of its members does.
 */
export type Query = Readonly<Record<string, unknown>>;

export interface FindOptions {
    /** Field -> 1 (ascending) or -1 (descending), in order of weight. */
    readonly sort?: Readonly<Record<string, 1 | -1>>;
    readonly skip?: number;
    readonly limit?: number;
}

/** Refused because a unique field's value is taken; the message is MongoDB's. */
export class DuplicateKeyError extends Error {
    override readonly name = 'MongoServerError';
    readonly code = 11000;

    constructor(collection: string, id: string) {
        super(`E11000 duplicate key error collection: ${collection} index: _id_ dup key: { _id: "${id}" }`);
    }
}

/** One collection of records. All methods copy: changing what they return changes nothing in the store. */
export interface Collection<T extends Stored> {
    /** Rejects with `DuplicateKeyError` when the id exists. */
    insert(record: T): Promise<T>;
    /** Inserts many at once; all or none. */
    insertMany(records: readonly T[]): Promise<void>;
    get(id: string): Promise<T | undefined>;
    find(query: Query, options?: FindOptions): Promise<T[]>;
    findOne(query: Query, options?: FindOptions): Promise<T | undefined>;
    count(query: Query): Promise<number>;
    /** Sets fields of one matching record; `undefined` removes a field. Returns the number of records that matched (0 or 1). */
    updateOne(query: Query, fields: Partial<T>): Promise<number>;
    updateMany(query: Query, fields: Partial<T>): Promise<number>;
    /** Adds to a number field of one record and returns the record. */
    increment(id: string, field: keyof T & string, by: number): Promise<T | undefined>;
    removeOne(query: Query): Promise<number>;
    removeMany(query: Query): Promise<number>;
}

const hasErrorType = (error: unknown): error is Error & { errorType: string } =>
    error instanceof Error && 'errorType' in error;

/**
 * Opens a collection.
 * @param name names the collection in errors and, with a folder, its file.
 * @param indexes indexed fields by dotted path; an array field is indexed by member.
 * @param folder keeps the records in an append-only file there, written before a call resolves, so that they survive a
 *   SIGKILL; without it they live in memory.
 */
export async function openCollection<T extends Stored>(
    name: string,
    indexes: readonly string[],
    folder?: string,
): Promise<Collection<T>> {
    const database = new Datastore<T>(
        folder === undefined ? { inMemoryOnly: true } : { filename: `${folder}/${name}.db` },
    );
    for (const fieldName of indexes) await database.ensureIndexAsync({ fieldName });
    await database.loadDatabaseAsync();

    const insert = async (record: T): Promise<T> => {
        try {
            return await database.insertAsync(record as never);
        } catch (error) {
            if (hasErrorType(error) && error.errorType === 'uniqueViolated')
                throw new DuplicateKeyError(name, record._id);
            throw error;
        }
    };
    const find = async (query: Query, options: FindOptions = {}): Promise<T[]> => {
        let cursor = database.findAsync(query);
        if (options.sort !== undefined) cursor = cursor.sort(options.sort);
        if (options.skip !== undefined && options.skip > 0) cursor = cursor.skip(options.skip);
        if (options.limit !== undefined && options.limit > 0) cursor = cursor.limit(options.limit);
        return await cursor;
    };
    const update = async (query: Query, fields: Partial<T>, multi: boolean): Promise<number> => {
        const change = updateOf(fields);
        const { numAffected } = await database.updateAsync(query, change, { multi });
        return numAffected;
    };
    const findOne = async (query: Query, options: FindOptions = {}): Promise<T | undefined> =>
        (await find(query, { ...options, limit: 1 }))[0];

    return {
        insert,
        insertMany: async (records) => {
            if (records.length > 0) await database.insertAsync([...records] as never);
        },
        get: (id) => findOne({ _id: id }),
        find,
        findOne,
        count: async (query) => await database.countAsync(query),
        updateOne: (query, fields) => update(query, fields, false),
        updateMany: (query, fields) => update(query, fields, true),
        increment: async (id, field, by) => {
            await database.updateAsync({ _id: id }, { $inc: { [field]: by } }, {});
            return await findOne({ _id: id });
        },
        removeOne: (query) => database.removeAsync(query, {}),
        removeMany: (query) => database.removeAsync(query, { multi: true }),
    };
}

/** MongoDB's own driver turns `undefined` into a removal only by `$unset`; callers here just say `undefined`. */
function updateOf(fields: object): object {
    const entries = Object.entries(fields);
    const set = entries.filter(([, value]) => value !== undefined);
    const unset = entries.filter(([, value]) => value === undefined);
    return {
        ...(set.length > 0 && { $set: Object.fromEntries(set) }),
        ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(([key]) => [key, true])) }),
    };
}
