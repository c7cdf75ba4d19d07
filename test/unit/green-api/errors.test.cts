import type { Access } from '../../../src/channels/green-api/client';
import { getState, mediaUrlOf, sendFile, sendMessage } from '../../../src/channels/green-api/client';
import { errorOf, errorOfFailure } from '../../../src/channels/green-api/errors';
import type { ChannelPorts } from '../../../src/channels/channel';
import { ChannelError } from '../../../src/channels/channel';
import type { HttpRequest, HttpResponse } from '../../../src/gateway/ports';
import { HttpFailure } from '../../../src/gateway/ports';
import { secretOf } from '../../../src/lib/secrets';

const TOKEN = 'tok3nEXAMPLE0123';
const HTML = '<html><head><title>404 Not Found</title></head></html>';
const response = (status: number, json?: unknown, text = '', headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    text,
    json,
});
const answer = (status: number, json?: unknown, text = '', headers: Record<string, string> = {}) =>
    errorOf(response(status, json, text, headers), [secretOf(TOKEN)]);
const used = (count: unknown, word: string) => ({
    invokeStatus: { method: 'sendMessage', used: 0, total: 0, status: 'QUOTE_ALLOWED' },
    correspondentsStatus: { method: 'correspondents', used: count, total: count, status: word },
});

test.each([
    [400, { message: 'instance in starting process try later' }, 'retry', /is starting/],
    [400, { message: 'instance is starting or not authorized' }, 'retry', /is starting/],
    [400, { message: 'instance account not authorized' }, 'retry', /no WhatsApp account linked/],
    [400, { message: 'Instance account is expired at 2026-01-01' }, 'unauthorized', /expired or deleted/],
    [400, { message: 'Instance is deleted' }, 'unauthorized', /expired or deleted/],
    [400, { message: "Validation failed. Details: 'chatId' is required" }, 'rejected', /'chatId' is required/],
    [400, { message: 'bad request data' }, 'rejected', /bad request data/],
    [400, { message: 'Unexpected token } in JSON at position 7' }, 'rejected', /Unexpected token/],
    [400, { status: false, reason: 'no such message' }, 'rejected', /no such message/],
    [400, { message: 'bad phone number, valid 11 or 12 digits' }, 'rejected', /phone number: bad phone/],
    [400, { message: "Wrong format. 'phoneNumber' must contain only digits" }, 'rejected', /this phone number/],
    [400, { message: 'check phone number timeout limit exceeded' }, 'retry', /more slowly/],
    [400, undefined, 'rejected', /refused the request\.$/],
    [401, undefined, 'unauthorized', /does not accept the token/],
    [403, undefined, 'unauthorized', /id or host is wrong/],
    [403, { message: 'Your account is suspended' }, 'unauthorized', /suspended/],
    [404, undefined, 'unauthorized', /does not know this instance/],
    [413, undefined, 'rejected', /too large/],
    [429, undefined, 'retry', /more slowly/],
    [466, used(3, 'CORRESPONDENTS_QUOTE_EXCEEDED'), 'rejected', /quota .* is used up \(3\/3\)\./],
    [466, used('3', 'CORRESPONDENTS_QUOTA_EXCEEDED'), 'rejected', /quota .* is used up \(3\/3\)\./],
    [466, undefined, 'rejected', /quota .* is used up\. /],
    [469, undefined, 'rejected', /number checks/],
    [499, undefined, 'in-doubt', /may have been carried out/],
    [500, { message: 'request entity too large' }, 'rejected', /too large for GREEN-API: request entity/],
    [500, { message: 'file size 104857601 exceeds the limit of 100 MB' }, 'rejected', /exceeds the limit/],
    [500, undefined, 'in-doubt', /status 500/],
    [502, undefined, 'in-doubt', /status 502/],
    [503, undefined, 'in-doubt', /status 503/],
    [504, undefined, 'in-doubt', /status 504/],
] as const)('status %i with %j is %s', (status, json, kind, words) => {
    const error = answer(status, json);
    expect([error.kind, error.code]).toEqual([kind, String(status)]);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('{');
    expect(error.inLanguage('ru')).toMatch(/[а-я]{4}/);
    expect(error.inLanguage('ru')).not.toContain('{');
});

test('the path in an error body, which holds the token, goes nowhere', () => {
    const path = `/waInstance7103990042/sendMessage/${TOKEN}`;
    const error = answer(400, { statusCode: 400, path, message: 'Validation failed.' });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(TOKEN);
    expect(error.message).toContain('Validation failed.');
});

test('a request that never arrived may be made again; one that may have arrived is in doubt', () => {
    expect(errorOfFailure(new HttpFailure('no answer', 'no')).kind).toBe('retry');
    expect(errorOfFailure(new HttpFailure('no answer', 'maybe')).kind).toBe('in-doubt');
    expect(errorOfFailure(new HttpFailure('', 'no', 'networkingMissing')).message).toContain('networking');
    expect(
        errorOfFailure(new Error(`https://7103.api.greenapi.com/waInstance1/sendMessage/${TOKEN}`)).message,
    ).not.toContain(TOKEN);
});

test('the token is masked where GREEN-API repeats it in its own words', () => {
    const { message } = answer(400, { message: `bad request to /waInstance1/sendMessage/${TOKEN}` });
    expect(message).toBe('GREEN-API refused the request. bad request to /waInstance1/sendMessage/…0123');
});

test('a gateway that says when to come again is heard', () => {
    expect(answer(429, undefined, '', { 'retry-after': '7' }).retryAfterMs).toBe(7_000);
    expect(answer(429, undefined, '', { 'retry-after': 'soon' }).retryAfterMs).toBe(1_000);
});

const ACCESS: Access = { id: '7103990042', apiUrl: 'https://7103.api.greenapi.com', token: secretOf(TOKEN) };

/** A GREEN-API that gives these answers, one after another; and what it was asked. */
function answering(...answers: readonly HttpResponse[]): { ports: ChannelPorts; asked: HttpRequest[] } {
    const asked: HttpRequest[] = [];
    const request = (one: HttpRequest): Promise<HttpResponse> => {
        asked.push(one);
        return Promise.resolve(answers[asked.length - 1] ?? response(500));
    };
    return { ports: { http: { request } } as unknown as ChannelPorts, asked };
}
const failing = async (work: Promise<unknown>): Promise<ChannelError> =>
    work.then(
        () => Promise.reject(new Error('it did not fail')),
        (error: unknown) => error as ChannelError,
    );
const MESSAGE = { chatId: '15550100123@c.us', message: 'hello' };

test.each([
    [{ code: 401, description: 'Unauthorized' }, 'unauthorized', '401'],
    [used(3, 'CORRESPONDENTS_QUOTE_EXCEEDED'), 'rejected', '466'],
    [used('3', 'CORRESPONDENTS_QUOTA_EXCEEDED'), 'rejected', '466'],
    [{ something: 'else' }, 'in-doubt', '200'],
    [undefined, 'in-doubt', '200'],
] as const)('a 200 with %j is no success but %s', async (json, kind, code) => {
    const error = await failing(sendMessage(ACCESS, answering(response(200, json)).ports, MESSAGE));
    expect([error.kind, error.code]).toEqual([kind, code]);
});

test('a message that got its id was accepted, whatever else the answer says of quotas', async () => {
    const { ports } = answering(response(200, { idMessage: 'A1', ...used(3, 'CORRESPONDENTS_QUOTE_EXCEEDED') }));
    expect(await sendMessage(ACCESS, ports, MESSAGE)).toEqual({ idMessage: 'A1' });
});

test('where the host of the instance knows nothing of it, the host of all instances is asked, once', async () => {
    const { ports, asked } = answering(response(404, undefined, HTML), response(200, { idMessage: 'A1' }));
    expect(await sendMessage(ACCESS, ports, MESSAGE)).toEqual({ idMessage: 'A1' });
    expect(asked.map(({ url }) => url)).toEqual([
        `https://7103.api.greenapi.com/waInstance7103990042/sendMessage/${TOKEN}`,
        `https://api.greenapi.com/waInstance7103990042/sendMessage/${TOKEN}`,
    ]);
    const twice = answering(response(404, undefined, HTML), response(404, undefined, HTML));
    expect((await failing(getState(ACCESS, twice.ports))).code).toBe('404');
    expect(twice.asked).toHaveLength(2);
});

test('an address that an administrator has named is the only one that is asked', async () => {
    const { ports, asked } = answering(response(404, undefined, HTML));
    const own = { ...ACCESS, apiUrl: 'https://green.example' };
    expect((await failing(sendMessage(own, ports, MESSAGE))).kind).toBe('unauthorized');
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(['green.example']);
});

test('files go to the media host that belongs to the host', async () => {
    expect(
        ['https://7103.api.greenapi.com', 'https://api.green-api.com', 'https://green.example'].map(mediaUrlOf),
    ).toEqual(['https://7103.media.greenapi.com', 'https://media.green-api.com', 'https://green.example']);
    const { ports, asked } = answering(response(404, undefined, HTML), response(200, { idMessage: 'A1' }));
    const message = { chatId: '15550100123@c.us', fileName: 'a.pdf' };
    await sendFile(ACCESS, ports, message, { type: 'application/pdf', bytes: Buffer.from('x') });
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(['7103.media.greenapi.com', 'media.greenapi.com']);
});
