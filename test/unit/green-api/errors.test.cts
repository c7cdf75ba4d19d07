import { errorOf, errorOfFailure } from '../../../src/channels/green-api/errors';
import { HttpFailure } from '../../../src/gateway/ports';
import { secretOf } from '../../../src/lib/secrets';

const TOKEN = 'tok3nEXAMPLE0123';
const answer = (status: number, json?: unknown, headers: Record<string, string> = {}) =>
    errorOf({ status, headers, text: '', json }, [secretOf(TOKEN)]);

test.each([
    [400, { message: 'instance in starting process try later' }, 'retry'],
    [400, { message: 'instance is starting or not authorized' }, 'retry'],
    [400, { message: 'instance account not authorized' }, 'unauthorized'],
    [400, { message: 'Instance account is expired at 2026-01-01' }, 'unauthorized'],
    [400, { message: "Validation failed. Details: 'chatId' is required" }, 'rejected'],
    [401, undefined, 'unauthorized'],
    [403, undefined, 'unauthorized'],
    [404, undefined, 'unauthorized'],
    [429, undefined, 'retry'],
    [466, { correspondentsStatus: { status: 'CORRESPONDENTS_QUOTE_EXCEEDED' } }, 'rejected'],
    [469, undefined, 'rejected'],
    [499, undefined, 'in-doubt'],
    [500, { message: 'request entity too large' }, 'rejected'],
    [500, undefined, 'in-doubt'],
    [502, undefined, 'in-doubt'],
])('status %i with %j is %s', (status, json, kind) => {
    const error = answer(status, json);
    expect([error.kind, error.code]).toEqual([kind, String(status)]);
});

test('the path in an error body, which holds the token, goes nowhere', () => {
    const error = answer(400, {
        statusCode: 400,
        path: '/waInstance7103990042/sendMessage/tok3nEXAMPLE',
        message: 'Validation failed.',
    });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('tok3nEXAMPLE');
    expect(error.message).toContain('Validation failed.');
});

test('a request that never arrived may be made again; one that may have arrived is in doubt', () => {
    expect(errorOfFailure(new HttpFailure('no answer', 'no')).kind).toBe('retry');
    expect(errorOfFailure(new HttpFailure('no answer', 'maybe')).kind).toBe('in-doubt');
    expect(
        errorOfFailure(new Error('https://7103.api.greenapi.com/waInstance1/sendMessage/tok3n')).message,
    ).not.toContain('tok3n');
});

test('the token is masked where GREEN-API repeats it in its own words', () => {
    const { message } = answer(400, { message: `bad request to /waInstance1/sendMessage/${TOKEN}` });
    expect(message).toBe('GREEN-API refused the request: bad request to /waInstance1/sendMessage/…0123');
});

test('a gateway that says when to come again is heard', () => {
    expect(answer(429, undefined, { 'retry-after': '7' }).retryAfterMs).toBe(7_000);
    expect(answer(429, undefined, { 'retry-after': 'soon' }).retryAfterMs).toBe(1_000);
});
