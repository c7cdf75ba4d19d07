import type { Bench } from './workbench.cjs';
import { authorized, connectedBench } from './workbench.cjs';

/** What the endpoints refuse, in which words, and that nothing stays behind. */

let bench: Bench;

beforeAll(async () => {
    bench = await connectedBench({ variant: 'upstream' });
});

afterAll(() => bench.stop());

const TICKET = { ticketID: 't-1', visitor: { token: '77', contactUUID: 'c-1' } };
const rooms = async (): Promise<number> => (await bench.desk.admin.rooms()).length;
const error = (answer: { json: unknown }): string => (answer.json as { error: string }).error;

test.each([
    ['GET', 'secret.check'],
    ['GET', 'settings'],
    ['PUT', 'settings'],
    ['POST', 'settings'],
    ['GET', 'room'],
    ['POST', 'room'],
    ['GET', 'room.close'],
    ['POST', 'room.close'],
    ['POST', 'visitor-message'],
])('%s %s wants the secret', async (method, path) => {
    const headers = authorized(bench.acme.secret);
    for (const authorization of ['', bench.acme.secret, 'Token', 'Token WRONG', `Bearer ${bench.acme.secret}`]) {
        const answer = await bench.call(method, path, TICKET, { ...headers, authorization });
        expect([answer.status, answer.json]).toEqual([403, { error: expect.stringContaining('App Secret') as string }]);
        expect(answer.headers['retry-after']).toBeUndefined();
    }
});

test('without a secret in the settings every call is refused, also one with an empty secret', async () => {
    const { desk, acme, call } = bench;
    const save = (secret: string) => desk.saveSettings({ rapidpro_app_secret: secret });
    await save('');
    for (const authorization of [`Token ${acme.secret}`, 'Token ', 'Token']) {
        expect((await call('GET', 'secret.check', undefined, { authorization })).status).toBe(403);
    }
    await save(acme.secret);
    expect((await call('GET', 'secret.check', undefined, { authorization: `Token ${acme.secret}` })).status).toBe(204);
});

test.each(['GET room', 'POST room', 'GET room.close', 'POST visitor-message', 'PUT settings'])(
    '%s wants JSON, and says so when the body was lost',
    async (line) => {
        const [method = '', path = ''] = line.split(' ');
        const { call, acme } = bench;
        const headers = authorized(acme.secret);
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
            const answer = await call(method, path, '{"visitor":{"token":"77"}}', { ...headers, 'content-type': type });
            expect([answer.status, error(answer)]).toEqual([400, expect.stringContaining('application/json')]);
        }
        const empty = await call(method, path);
        expect([empty.status, error(empty)]).toEqual([400, expect.stringContaining('body is empty')]);
        const charset = { ...headers, 'content-type': 'application/json; charset=UTF-8' };
        expect(error(await call(method, path, '{"x":1}', charset))).not.toContain('content type');
    },
);

test.each([
    [{ visitor: { token: '77' } }, 'ticketID'],
    [{ ticketID: 't' }, 'visitor'],
    [{ ticketID: 't', visitor: [] }, 'visitor'],
    [{ ticketID: 't', visitor: {} }, 'visitor.token'],
    [{ ticketID: 't', visitor: { token: {} } }, 'visitor.token'],
    [{ ticketID: 't', visitor: { token: 'x'.repeat(500) } }, 'visitor.token'],
    [{ ticketID: 7.5, visitor: { token: '1' } }, 'ticketID'],
    [{ ticketID: 't', visitor: { token: '1', name: ['Ann'] } }, 'visitor.name'],
    [{ ticketID: 't', visitor: { token: '1', customFields: 'a' } }, 'visitor.customFields'],
    [{ ticketID: 't', visitor: { token: '1', customFields: { a: {} } } }, 'visitor.customFields.a'],
    [{ ticketID: 't', sessionStart: {}, visitor: { token: '1' } }, 'sessionStart'],
])('a room of %j is refused with the place of the mistake', async (body, place) => {
    const before = await rooms();
    const answer = await bench.call('GET', 'room', body);
    expect([answer.status, error(answer).split(':')[0]]).toEqual([400, place]);
    expect(await rooms()).toBe(before);
});

test.each([
    [{ visitor: { token: '1' }, text: 7 }, 'text'],
    [{ visitor: { token: '1' }, attachments: {} }, 'attachments'],
    [{ visitor: { token: '1' }, attachments: [{ type: 1, url: 'x' }] }, 'attachments[0].type'],
    [{ visitor: 'x', text: 'a' }, 'visitor'],
])('a message of %j is refused with the place of the mistake', async (body, place) => {
    const answer = await bench.call('POST', 'visitor-message', body);
    expect([answer.status, error(answer).split(':')[0]]).toEqual([400, place]);
});

test.each([[{}], [{ webhook: {} }], [{ webhook: { url: 7 } }], [{ webhook: { url: 'ftp://x' } }]])(
    'settings of %j are refused, and the address stays',
    async (body) => {
        expect((await bench.call('PUT', 'settings', body)).status).toBe(400);
        expect((await bench.call('GET', 'settings')).json).toEqual({ webhook: { url: bench.acme.webhookUrl } });
    },
);

test('a token that nobody knows: no message, and nothing to close', async () => {
    const { call } = bench;
    const said = await call('POST', 'visitor-message', { visitor: { token: '404' }, text: 'hello?' });
    expect([said.status, error(said)]).toEqual([404, 'Could not find a room for visitor token: 404']);
    const closed = await call('GET', 'room.close', { visitor: { token: '404' } });
    expect([closed.status, closed.text]).toEqual([204, '']);
});

test('other methods are not answered', async () => {
    for (const [method, path] of [
        ['DELETE', 'room'],
        ['GET', 'visitor-message'],
        ['PUT', 'secret.check'],
    ] as const) {
        const answer = await bench.call(method, path, TICKET);
        expect([answer.status, typeof error(answer)]).toEqual([405, 'string']);
    }
});

test('cut JSON is answered by Rocket.Chat itself', async () => {
    const answer = await bench.call('GET', 'room', '{"ticketID":"t","visitor":{"tok');
    expect([answer.status, answer.headers['content-type']]).toEqual([400, expect.stringContaining('text/html')]);
});

test('nobody online, Omnichannel off, a department that is not there: refused, and no room', async () => {
    const { desk, olga, acme } = bench;
    const before = await rooms();
    const refused = async (more: object = {}): Promise<string> => {
        const answer = await bench.call('GET', 'room', { ...TICKET, visitor: { ...TICKET.visitor, ...more } });
        expect(answer.status).toBe(400);
        return error(answer);
    };
    await olga.setAgentStatus('not-available');
    expect(await refused()).toBe('No agent is online.');
    expect(await acme.openTicket(acme.addContact())).toEqual({ kind: 'failed', error: 'No agent is online.' });
    await desk.admin.setSetting('Livechat_enabled', false);
    expect(await refused()).toMatch(/No agent is online|Omnichannel is switched off/);
    await desk.admin.setSetting('Livechat_enabled', true);
    await olga.setAgentStatus('available');
    expect(await refused({ department: 'Nowhere' })).toBe('Could not find a department with name: Nowhere');
    expect(await rooms()).toBe(before);
    // Nothing was kept: the same ticket opens as if it were new.
    expect((await bench.call('GET', 'room', TICKET)).status).toBe(200);
});
