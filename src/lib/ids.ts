import { createHash } from 'crypto';
import type { Secret } from './secrets';
import { keyedHash } from './secrets';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** How many groups the keys of growing kinds of records are spread over; one group is one bounded read. */
export const BUCKETS = 64;

/** Letters and digits of a hash, `length` of them. Slightly uneven per character, which does not matter for ids. */
export function base62(bytes: Uint8Array, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) {
        text += BASE62[(bytes[i % bytes.length] ?? 0) % 62] ?? '';
    }
    return text;
}

/**
 * The id of the Rocket.Chat message for one part of an event: the same on every server and every try, unguessable
 * without the app's own secret. 20 characters of base 62 after the prefix are 119 bits.
 */
export function messageIdFor(secret: Secret, eventKey: string, part: number | string): string {
    return `sw${base62(keyedHash(secret, `message ${eventKey} ${part}`), 20)}`;
}

/** A number from 0 to 63 for a key, the same everywhere. */
export function bucketOf(key: string): number {
    return (createHash('sha256').update(key, 'utf8').digest()[0] ?? 0) % BUCKETS;
}

/** The day of a moment (ms since 1970) in UTC, as `2026-11-20`. */
export function dayOf(at: number): string {
    return new Date(at).toISOString().slice(0, 10);
}
