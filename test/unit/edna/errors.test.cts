import { errorOf, errorOfFailure, refusalIn } from '../../../src/channels/edna/errors';
import { HttpFailure } from '../../../src/gateway/ports';
import type { HttpResponse } from '../../../src/gateway/ports';
import { secretOf } from '../../../src/lib/secrets';

const KEY = 'apik3yEXAMPLE0123456789';
const answer = (status: number, json: unknown, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    text: '',
    json,
});
const error = (status: number, json: unknown = {}, headers = {}) =>
    errorOf(answer(status, json, headers), '/api/x', [secretOf(KEY)]);

test.each([
    ['title', { title: 'cascade-not-found', status: 400, detail: 'No cascade' }],
    ['detail', { title: 'Bad Request', status: 400, detail: 'cascade-not-found' }],
    ['code', { code: 'cascade-not-found' }],
])('the code is found in %s', (_where, body) => {
    expect(error(400, body)).toMatchObject({ kind: 'rejected', code: 'cascade-not-found' });
    expect(error(400, body).words.name).toBe('ednaCascadeGone');
});

test.each([
    [400, { title: 'text-not-specified' }, 'rejected', 'ednaMissing'],
    [400, { title: 'attachmentName-is-too-long' }, 'rejected', 'ednaNameTooLong'],
    [400, { title: "request-doesn't-contain-content-for-all-cascade-stages" }, 'rejected', 'ednaStages'],
    [400, { title: 'cascade-scheduling-request-not-valid' }, 'rejected', 'ednaContentKind'],
    [400, { title: 'cascade-scheduling-request-is-not-valid' }, 'rejected', 'ednaContentKind'],
    [400, { detail: 'matched-template-not-found' }, 'rejected', 'ednaTemplate'],
    [400, { code: 'default.subject.not_found' }, 'rejected', 'ednaSubject'],
    [400, { title: 'Bad Request', detail: 'something new' }, 'rejected', 'ednaRefused'],
    [401, {}, 'unauthorized', 'ednaKey'],
    [403, { title: 'cascade-not-found' }, 'unauthorized', 'ednaForbidden'],
    [404, {}, 'rejected', 'ednaNotThere'],
    [404, { code: 'cascade-not-found' }, 'rejected', 'ednaCascadeGone'],
    [408, {}, 'in-doubt', 'ednaStatus'],
    [429, {}, 'retry', 'ednaTooFast'],
    [500, { code: 'error-system' }, 'in-doubt', 'ednaStatus'],
    [503, undefined, 'in-doubt', 'ednaStatus'],
    [302, undefined, 'in-doubt', 'ednaStatus'],
] as const)('%i with %j is %s', (status, body, kind, text) => {
    expect([error(status, body).kind, error(status, body).words.name]).toEqual([kind, text]);
});

test('edna is asked again when it says so, and at the usual pace where it says nothing that can be read', () => {
    const after = (header?: string) =>
        error(429, {}, header === undefined ? {} : { 'retry-after': header }).retryAfterMs;
    expect([after('7'), after(), after('soon'), after('99999999')]).toEqual([7_000, undefined, undefined, undefined]);
});

test('a refusal in an answer with status 200 is one', () => {
    expect(['ok', 'OK', '', 'error-system'].map((code) => refusalIn(answer(200, { code })))).toEqual([
        undefined,
        undefined,
        undefined,
        'error-system',
    ]);
    expect(refusalIn(answer(200, { title: 'error-subject-unknown', status: 400 }))).toBe('error-subject-unknown');
    expect(refusalIn(answer(200, { title: 'A channel', detail: 'x' }))).toBeUndefined();
    expect(error(200, { code: 'error-callback-url-not-available' }).words.name).toBe('ednaUrlSilent');
});

test("edna's own words are told where nothing better is known, without the key", () => {
    const told = error(400, { title: 'Bad Request', detail: `the key ${KEY} is odd` });
    expect([told.message.includes('is odd'), told.message.includes(KEY)]).toEqual([true, false]);
});

test('what never left was not accepted; what may have arrived is in doubt', () => {
    expect(errorOfFailure(new HttpFailure('x', 'no')).kind).toBe('retry');
    expect(errorOfFailure(new HttpFailure('x', 'maybe')).kind).toBe('in-doubt');
    expect(errorOfFailure(new Error('x')).kind).toBe('in-doubt');
});
