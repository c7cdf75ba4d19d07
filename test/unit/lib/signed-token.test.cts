import fc from 'fast-check';
import { secretOf } from '../../../src/lib/secrets';
import type { FileGrant, LoginGrant } from '../../../src/lib/signed-token';
import { makeLoginToken, makeToken, verifyLoginToken, verifyToken } from '../../../src/lib/signed-token';

const KEY = secretOf('the app’s own secret');
const NOW = 1_790_000_000_000;

const grants: fc.Arbitrary<FileGrant> = fc.record({
    fileId: fc.stringMatching(/^[\w-]{1,64}$/),
    name: fc.string({ unit: 'grapheme', maxLength: 120 }),
    expiresAt: fc.integer({ min: NOW + 1, max: NOW + 60 * 60_000 }),
});

test('a token opens its file under its name until its time', () => {
    fc.assert(
        fc.property(grants, (grant) => {
            const token = makeToken(KEY, grant);
            expect(verifyToken(KEY, token, grant.name, grant.expiresAt - 1)).toEqual(grant);
            expect(verifyToken(KEY, token, grant.name, grant.expiresAt)).toBeUndefined();
        }),
    );
});

test('a token is short and may stand in an address as it is', () => {
    fc.assert(
        fc.property(grants, (grant) => {
            expect(makeToken(KEY, grant)).toMatch(/^[\w.-]{1,120}$/);
        }),
    );
});

test('a token with any character changed, left out or added opens nothing', () => {
    const change = fc.record({
        at: fc.nat(),
        removed: fc.integer({ min: 0, max: 3 }),
        added: fc.oneof(fc.stringMatching(/^[\w.=+/-]{0,3}$/), fc.string({ maxLength: 3 })),
    });
    fc.assert(
        fc.property(grants, change, (grant, { at, removed, added }) => {
            const token = makeToken(KEY, grant);
            const place = at % (token.length + 1);
            const altered = token.slice(0, place) + added + token.slice(place + removed);
            fc.pre(altered !== token);
            expect(verifyToken(KEY, altered, grant.name, NOW)).toBeUndefined();
        }),
        { numRuns: 2_000 },
    );
});

test('each character of a token counts, the last one with all its bits', () => {
    const grant = { fileId: 'f4K2x', name: 'a.png', expiresAt: NOW + 1 };
    const token = makeToken(KEY, grant);
    for (let i = 0; i < token.length; i++) {
        for (const other of 'AaBbYyZz0189-_.') {
            const altered = token.slice(0, i) + other + token.slice(i + 1);
            expect(verifyToken(KEY, altered, grant.name, NOW) !== undefined).toBe(altered === token);
        }
    }
});

test('a token opens nothing under another name', () => {
    fc.assert(
        fc.property(grants, fc.string({ maxLength: 120 }), (grant, name) => {
            fc.pre(name !== grant.name);
            expect(verifyToken(KEY, makeToken(KEY, grant), name, NOW)).toBeUndefined();
        }),
    );
});

test('nobody makes a token longer, or moves it to another file, without the key', () => {
    fc.assert(
        fc.property(grants, grants, (one, other) => {
            fc.pre(one.fileId !== other.fileId || one.expiresAt !== other.expiresAt);
            const [, , signature = ''] = makeToken(KEY, one).split('.');
            const moved = `${other.fileId}.${other.expiresAt.toString(36)}.${signature}`;
            expect(verifyToken(KEY, moved, one.name, NOW)).toBeUndefined();
        }),
    );
});

test('a token of another installation opens nothing', () => {
    const grant = { fileId: 'f4K2x', name: 'a.png', expiresAt: NOW + 1 };
    expect(verifyToken(KEY, makeToken(secretOf('another'), grant), grant.name, NOW)).toBeUndefined();
});

test('what is no token at all opens nothing, whatever it is', () => {
    fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
            expect(verifyToken(KEY, text, 'a.png', NOW)).toBeUndefined();
        }),
    );
    expect(verifyToken(KEY, 'A'.repeat(1_000_000), 'a.png', NOW)).toBeUndefined();
});

const logins: fc.Arbitrary<LoginGrant> = fc.record({
    channel: fc.stringMatching(/^[a-z-]{1,40}$/),
    connectionId: fc.stringMatching(/^[\w:-]{1,64}$/),
    expiresAt: fc.integer({ min: 1, max: NOW * 2 }),
});

test('a login token names its account and its time, also when that is over', () => {
    fc.assert(
        fc.property(logins, (grant) => {
            expect(verifyLoginToken(KEY, makeLoginToken(KEY, grant))).toEqual(grant);
            expect(verifyLoginToken(secretOf('another'), makeLoginToken(KEY, grant))).toBeUndefined();
        }),
    );
});

test('a login token with any character changed, left out or added opens nothing', () => {
    fc.assert(
        fc.property(logins, fc.nat(), fc.integer({ min: 0, max: 3 }), fc.string({ maxLength: 3 }), (...args) => {
            const [grant, at, removed, added] = args;
            const token = makeLoginToken(KEY, grant);
            const place = at % (token.length + 1);
            const altered = token.slice(0, place) + added + token.slice(place + removed);
            fc.pre(altered !== token);
            expect(verifyLoginToken(KEY, altered)).toBeUndefined();
        }),
        { numRuns: 2_000 },
    );
});

test('the two kinds of tokens do not open each other', () => {
    const file = makeToken(KEY, { fileId: 'f1', name: 'a.png', expiresAt: NOW + 1 });
    const login = makeLoginToken(KEY, { channel: 'green-api', connectionId: '7103990042', expiresAt: NOW + 1 });
    expect(verifyLoginToken(KEY, file)).toBeUndefined();
    expect(verifyToken(KEY, login, 'a.png', NOW)).toBeUndefined();
    // Even where the text of one is signed as the other's.
    expect(verifyLoginToken(KEY, `green-api.${file}`)).toBeUndefined();
});
