import { types } from 'util';

/**
 * A copy of the value made of what can cross a process border and of nothing else: functions and symbols are left out,
 * class instances become plain objects, typed arrays become Buffers, errors `{ name, message }`. `undefined`, Date, Map,
 * Set, cycles and shared parts survive.
 *
 * Both sides copy. The sender, because structured clone throws on a function. The receiver, because what IPC decodes
 * belongs to Node's own realm, and inside jest `instanceof Date` and `toStrictEqual` would not know it.
 */
export function plain(value: unknown): unknown {
    return copyOf(value, new Map());
}

function copyOf(value: unknown, seen: Map<object, unknown>): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (types.isAnyArrayBuffer(value)) return Buffer.from(value);
    if (types.isDate(value)) return new Date(value.getTime());
    if (types.isNativeError(value)) return { name: value.name, message: value.message };
    if (Array.isArray(value)) {
        const copy: unknown[] = [];
        seen.set(value, copy);
        for (const item of value) copy.push(copyOf(item, seen));
        return copy;
    }
    if (types.isMap(value)) {
        const copy = new Map<unknown, unknown>();
        seen.set(value, copy);
        for (const [key, item] of value) copy.set(copyOf(key, seen), copyOf(item, seen));
        return copy;
    }
    if (types.isSet(value)) {
        const copy = new Set<unknown>();
        seen.set(value, copy);
        for (const item of value) copy.add(copyOf(item, seen));
        return copy;
    }
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    for (const [key, item] of Object.entries(value)) {
        if (typeof item === 'function' || typeof item === 'symbol') continue;
        // A body from outside may have a key of this name, and assigning it would change the copy's prototype instead.
        if (key === '__proto__') {
            Object.defineProperty(copy, key, { value: copyOf(item, seen), enumerable: true, configurable: true });
        } else copy[key] = copyOf(item, seen);
    }
    return copy;
}
