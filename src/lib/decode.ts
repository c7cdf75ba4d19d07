/**
 * Decoders for everything that comes from outside: a provider's payload, a record of an older version.
 * A decoder takes an unknown value and gives it back typed, or throws a `DecodeError` that names the place.
 * `null` and missing are the same thing: the platform turns one into the other.
 */
export type Decoder<T> = (value: unknown, path: string) => T;

export type Decoded<D> = D extends Decoder<infer T> ? T : never;

/** Says where the value did not fit and what was expected there; never what stood there, which may be private. */
export class DecodeError extends Error {
    constructor(
        public readonly path: string,
        public readonly expected: string,
    ) {
        super(`${path === '' ? 'the value' : path}: expected ${expected}`);
        this.name = 'DecodeError';
    }
}

/** Runs a decoder on a whole value. @throws DecodeError */
export function decode<T>(decoder: Decoder<T>, value: unknown): T {
    return decoder(value, '');
}

/** Like `decode`, but gives `undefined` where the value does not fit. */
export function tryDecode<T>(decoder: Decoder<T>, value: unknown): T | undefined {
    try {
        return decoder(value, '');
    } catch (error) {
        if (error instanceof DecodeError) {
            return undefined;
        }
        throw error;
    }
}

export const string: Decoder<string> = (value, path) => {
    if (typeof value !== 'string') {
        throw new DecodeError(path, 'a text');
    }
    return value;
};

export const number: Decoder<number> = (value, path) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
        throw new DecodeError(path, 'a number');
    }
    return value;
};

export const boolean: Decoder<boolean> = (value, path) => {
    if (typeof value !== 'boolean') {
        throw new DecodeError(path, 'true or false');
    }
    return value;
};

/** Providers write ids as numbers or texts; inside they are texts, since numbers above 2^53 exist. */
export const id: Decoder<string> = (value, path) => {
    if (typeof value === 'string' && value !== '') {
        return value;
    }
    if (typeof value === 'number' && Number.isSafeInteger(value)) {
        return String(value);
    }
    throw new DecodeError(path, 'an id');
};

/** Any value, for parts that are decoded later or not at all. */
export const unknown: Decoder<unknown> = (value) => value;

/** A record of unknown members. */
export const record: Decoder<Record<string, unknown>> = (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new DecodeError(path, 'an object');
    }
    return value as Record<string, unknown>;
};

export function optional<T>(decoder: Decoder<T>): Decoder<T | undefined> {
    return (value, path) => (value === null || value === undefined ? undefined : decoder(value, path));
}

export function array<T>(decoder: Decoder<T>): Decoder<T[]> {
    return (value, path) => {
        if (!Array.isArray(value)) {
            throw new DecodeError(path, 'a list');
        }
        return value.map((item, index) => decoder(item, `${path}[${index}]`));
    };
}

/** An object whose members are all of one kind. */
export function mapOf<T>(decoder: Decoder<T>): Decoder<Record<string, T>> {
    return (value, path) => {
        const result: Record<string, T> = {};
        for (const [name, member] of Object.entries(record(value, path))) {
            result[name] = decoder(member, path === '' ? name : `${path}.${name}`);
        }
        return result;
    };
}

/** One of the given texts or numbers, exactly. */
export function literal<const T extends string | number | boolean>(...allowed: readonly T[]): Decoder<T> {
    return (value, path) => {
        const found = allowed.find((candidate) => candidate === value);
        if (found === undefined) {
            throw new DecodeError(path, `one of ${allowed.join(', ')}`);
        }
        return found;
    };
}

/** An object with the given members; what it has besides is left out. */
export function object<S extends Record<string, Decoder<unknown>>>(
    shape: S,
): Decoder<{ [K in keyof S]: Decoded<S[K]> }> {
    return (value, path) => {
        const source = record(value, path);
        const result: Record<string, unknown> = {};
        for (const key of Object.keys(shape)) {
            const member = (shape[key] as Decoder<unknown>)(source[key], path === '' ? key : `${path}.${key}`);
            if (member !== undefined) {
                result[key] = member;
            }
        }
        return result as { [K in keyof S]: Decoded<S[K]> };
    };
}

/** The first decoder that fits. */
export function oneOf<T>(...decoders: ReadonlyArray<Decoder<T>>): Decoder<T> {
    return (value, path) => {
        for (const decoder of decoders) {
            try {
                return decoder(value, path);
            } catch (error) {
                if (!(error instanceof DecodeError)) {
                    throw error;
                }
            }
        }
        throw new DecodeError(path, 'another shape');
    };
}
