export type Fields = Record<string, unknown>;

/** Where a field of the target comes from: a field's name, or what a function makes of the rest (it may delete from it). */
export type FieldMap = Readonly<Record<string, string | ((rest: Fields) => unknown)>>;

/**
 * Turns a stored record into what an app sees. Fields without a place in the map go to `_unmappedProperties_`;
 * fields without a value are left out. The record stays as it is; the store has made it for its reader alone, so what is
 * in its fields may be shared with what an app sees.
 */
export async function mapFields(record: object, map: FieldMap): Promise<Fields> {
    const rest: Fields = { ...record };
    const mapped: Fields = {};
    for (const [to, from] of Object.entries(map)) {
        const value = typeof from === 'string' ? rest[from] : await from(rest);
        if (typeof from === 'string') delete rest[from];
        if (value !== undefined) mapped[to] = value;
    }
    return { ...mapped, _unmappedProperties_: rest };
}
