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
    return `${fileId}.${moment}.${signatureOf(key, `link ${fileId} ${moment} ${name}`)}`;
}

/** The grant of a token that was made with this key for this name and has not run out; nothing for any other text. */
export function verifyToken(key: Secret, token: string, name: string, now: number): FileGrant | undefined {
    const [, fileId, moment] = TOKEN.exec(token) ?? [];
    if (fileId === undefined || moment === undefined) {
        return undefined;
    }
    const grant: FileGrant = { fileId, name, expiresAt: parseInt(moment, 36) };
    return isSame(makeToken(key, grant), token) && now < grant.expiresAt ? grant : undefined;
}

/** What a login token opens: the login of one account, until a moment (ms since 1970). */
export interface LoginGrant {
    readonly channel: string;
    readonly connectionId: string;
    readonly expiresAt: number;
}

/** Names of channels have letters and dashes, ids of accounts no dot. */
const LOGIN_TOKEN = /^([a-z-]{1,40})\.([^.\s]{1,64})\.([0-9a-z]{1,11})\.[\w-]{43}$/;

/** A token for the login of one account. Says what it opens and until when, and nothing else of the account. */
export function makeLoginToken(key: Secret, { channel, connectionId, expiresAt }: LoginGrant): string {
    const moment = expiresAt.toString(36);
    return `${channel}.${connectionId}.${moment}.${signatureOf(key, `login ${channel} ${connectionId} ${moment}`)}`;
}

/** The grant of a token that was made with this key, whether or not it has run out; nothing for any other text. */
export function verifyLoginToken(key: Secret, token: string): LoginGrant | undefined {
    const [, channel, connectionId, moment] = LOGIN_TOKEN.exec(token) ?? [];
    if (channel === undefined || connectionId === undefined || moment === undefined) {
        return undefined;
    }
    const grant: LoginGrant = { channel, connectionId, expiresAt: parseInt(moment, 36) };
    return isSame(makeLoginToken(key, grant), token) ? grant : undefined;
}

/** A token is made once more and compared whole, so that there is only one spelling of each; in constant time. */
function isSame(own: string, presented: string): boolean {
    return sameDigest(digestOf(secretOf(own)), digestOf(secretOf(presented)));
}

/** 43 characters that may stand in an address. What is signed begins with the word for its kind, so that none opens another. */
function signatureOf(key: Secret, text: string): string {
    const base64 = keyedHash(key, text).toString('base64');
    return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
