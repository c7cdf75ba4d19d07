import type { Secret } from './secrets';
import { digestOf, keyedHash, sameDigest, secretOf } from './secrets';

/** What a token opens: one file, under one name, until a moment (ms since 1970). */
export interface FileGrant {
    readonly fileId: string;
    readonly name: string;
    readonly expiresAt: number;
}

/** Ids of files are letters and digits; the moment is written in base 36, the signature is 32 bytes in base64url. */
const TOKEN = /^([\w-]{1,64})\.([0-9a-z]{1,11})\.[\w-]{43}$/;

/**
 * A token that says what it opens and until when, signed with the key. The name is signed as well but not in the token:
 * it is presented beside it. At most 120 characters, all of which may stand in an address as they are.
 */
export function makeToken(key: Secret, { fileId, name, expiresAt }: FileGrant): string {
    const moment = expiresAt.toString(36);
    const signature = base64url(keyedHash(key, `link ${fileId} ${moment} ${name}`));
    return `${fileId}.${moment}.${signature}`;
}

/** The grant of a token that was made with this key for this name and has not run out; nothing for any other text. */
export function verifyToken(key: Secret, token: string, name: string, now: number): FileGrant | undefined {
    const [, fileId, moment] = TOKEN.exec(token) ?? [];
    if (fileId === undefined || moment === undefined) {
        return undefined;
    }
    const grant: FileGrant = { fileId, name, expiresAt: parseInt(moment, 36) };
    // Made once more and compared whole, so that there is only one spelling of each token.
    const own = digestOf(secretOf(makeToken(key, grant)));
    return sameDigest(own, digestOf(secretOf(token))) && now < grant.expiresAt ? grant : undefined;
}

function base64url(bytes: Buffer): string {
    return bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
