import { createHash, randomBytes } from 'crypto';

/** Ids as Rocket.Chat makes them. */
export interface Ids {
    /** 17 characters without look-alikes: users, rooms, messages, uploads. */
    meteorId(): string;
    /** 24 hexadecimal digits: what MongoDB's driver makes, for jobs, app records and persistence. */
    objectId(): string;
    /** 43 characters of a login token. */
    token(): string;
    /** A number from 0 to below `end`, for choices between servers. */
    below(end: number): number;
}

const UNMISTAKABLE = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * @param seed makes the same ids and choices in every run; without it they are random.
 * @param generation of the store, so that a seeded host that is started again does not repeat its ids.
 */
export function createIds(seed: string | undefined, generation: number): Ids {
    let drawn = 0;
    const bytes = (count: number): Buffer => {
        if (seed === undefined) return randomBytes(count);
        drawn += 1;
        return createHash('sha512')
            .update(`${seed}/${String(generation)}/${String(drawn)}`)
            .digest()
            .subarray(0, count);
    };
    return {
        meteorId: () => Array.from(bytes(17), (byte) => UNMISTAKABLE.charAt(byte % UNMISTAKABLE.length)).join(''),
        objectId: () => bytes(12).toString('hex'),
        // A token is a secret: it is never derived from a seed that stands in a test.
        token: () => randomBytes(32).toString('base64url'),
        below: (end) => bytes(4).readUInt32BE() % end,
    };
}
