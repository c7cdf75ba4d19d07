import { createHash, createHmac, randomBytes, timingSafeEqual } from 'crypto';

/**
 * A text that must not be shown. The brand keeps it out of `===` with plain texts and out of template strings by habit:
 * whoever needs the characters calls `reveal`, and a reader sees it.
 */
export type Secret = { readonly secret: unique symbol };

/** The SHA-256 digest of a secret, in hexadecimal: what may be stored, used as a key and compared. */
export type Digest = string & { readonly digest: unique symbol };

export function secretOf(text: string): Secret {
    return text as unknown as Secret;
}

/** The characters of a secret. Call it only where they leave for the party that they belong to. */
export function reveal(secret: Secret): string {
    return secret as unknown as string;
}

/** A new random secret of `bytes` bytes, in hexadecimal. */
export function newSecret(bytes = 32): Secret {
    return secretOf(randomBytes(bytes).toString('hex'));
}

export function digestOf(secret: Secret): Digest {
    return createHash('sha256').update(reveal(secret), 'utf8').digest('hex') as Digest;
}

/** The one place where secrets are compared: on digests of equal length, in constant time. */
export function sameDigest(a: Digest, b: Digest): boolean {
    const left = Buffer.from(a, 'hex');
    const right = Buffer.from(b, 'hex');
    return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}

/** Shows no more than the last four characters, and those only of a secret long enough to spare them. */
export function mask(secret: Secret): string {
    const text = reveal(secret);
    return text.length >= 12 ? `…${text.slice(-4)}` : '…';
}

/** Replaces every occurrence of the secrets in a text that is going to be shown or logged. */
export function maskIn(text: string, secrets: readonly Secret[]): string {
    return secrets.reduce((shown, secret) => {
        const characters = reveal(secret);
        return characters === '' ? shown : shown.split(characters).join(mask(secret));
    }, text);
}

/** Keyed hash of a text, as bytes: ids and tokens that nobody without the key can guess. */
export function keyedHash(key: Secret, text: string): Buffer {
    return createHmac('sha256', reveal(key)).update(text, 'utf8').digest();
}
