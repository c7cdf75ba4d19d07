import { Client, type Answer } from '../client.cjs';
import { PROBE_ID } from '../engine/probe.cjs';
import { startWorld, type Json, type World } from './world.cjs';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('endpoints of apps', () => {
    let world: World;
    beforeAll(async () => {
        world = await startWorld();
    });
    afterAll(() => world.stop());

    const post = (path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer> =>
        world.admin.webhook(PROBE_ID, path, body, headers);
    const echoed = async (body: unknown, type: string): Promise<unknown> => {
        const answer = await post('echo', body, { 'content-type': type });
        return (answer.json as { request: Json }).request['content'];
    };
    const reply = (code: string, method = 'POST'): Promise<Answer> =>
        world.admin.webhook(PROBE_ID, 'reply', { code }, JSON_TYPE, { method });

    test('JSON and flat forms arrive parsed', async () => {
        expect(await echoed('{"a":[1]}', 'application/json')).toEqual({ a: [1] });
        expect(await echoed('a=1&b%5Bc%5D=2', 'application/x-www-form-urlencoded')).toEqual({ a: '1', 'b[c]': '2' });
    });

    test('of any other kind of content nothing arrives', async () => {
        for (const type of [
            'text/plain',
            'application/xml',
            'application/vnd.api+json',
            'multipart/form-data; boundary=x',
        ]) {
            expect(await echoed('{"a":1}', type)).toEqual({});
        }
    });

    test('a body over 100 kB is refused in HTML before the app sees it', async () => {
        const answer = await post('echo', JSON.stringify({ big: 'x'.repeat(102_400) }), JSON_TYPE);
        expect(answer.status).toBe(413);
        expect(answer.headers['content-type']).toContain('text/html');
        expect((await post('echo', JSON.stringify({ big: 'x'.repeat(100_000) }), JSON_TYPE)).status).toBe(200);
    });

    test('truncated JSON, and JSON that is no object, are refused in HTML', async () => {
        for (const body of ['{"a":', '"text"', '5']) {
            const answer = await post('echo', body, JSON_TYPE);
            expect(answer.status).toBe(400);
            expect(answer.headers['content-type']).toContain('text/html');
        }
    });

    test('the app gets method, headers in lower case and the query, and no raw body', async () => {
        const answer = await new Client(world.host.url).request('PUT', `/api/apps/public/${PROBE_ID}/echo?a=1`, {
            body: '{}',
            headers: { ...JSON_TYPE, 'X-Secret': 'S' },
        });
        const { request } = answer.json as { request: Json };
        expect(request).toMatchObject({ method: 'put', query: { a: '1' }, content: {}, user: null, privateHash: null });
        expect(request['headers']).toMatchObject({ 'x-secret': 'S' });
        expect(Object.keys(request).sort()).toEqual([
            'content',
            'headers',
            'method',
            'params',
            'privateHash',
            'query',
            'user',
        ]);
    });

    test('a text is sent as HTML, an object as JSON, bytes as bytes', async () => {
        const text = await reply(`return { status: 201, content: 'hello' }`);
        expect([text.status, text.text, text.headers['content-type']]).toEqual([
            201,
            'hello',
            'text/html; charset=utf-8',
        ]);
        const object = await reply(`return { status: 200, content: { a: 1 } }`);
        expect([object.json, object.headers['content-type']]).toEqual([{ a: 1 }, 'application/json; charset=utf-8']);
        const bytes = await reply(
            `return { status: 200, headers: { 'content-type': 'image/svg+xml' }, content: Buffer.from([1, 255]) }`,
        );
        expect([bytes.bytes, bytes.headers['content-type']]).toEqual([Buffer.from([1, 255]), 'image/svg+xml']);
    });

    test('what the app throws is the body of a 500', async () => {
        const answer = await reply(`throw new Error('deliberate')`);
        expect([answer.status, answer.text]).toEqual([500, 'deliberate']);
        expect((await reply(`return undefined`)).status).toBe(500);
    });

    test('a method that the endpoint lacks is a 500 in HTML, not a 405', async () => {
        const answer = await world.admin.webhook(PROBE_ID, 'events', {}, JSON_TYPE);
        expect(answer.status).toBe(500);
        expect(answer.text).toMatch(/not exist/i);
        expect(answer.headers['content-type']).toContain('text/html');
    });

    test('an app or path that is not there is a 404', async () => {
        expect((await world.admin.webhook(PROBE_ID, 'nothing', {})).status).toBe(404);
        expect((await world.admin.webhook('00000000-0000-4000-8000-000000000000', 'run', {})).status).toBe(404);
    });

    test('a private endpoint wants the hash of this installation in its address', async () => {
        const { _id: hash } = (await world.host.store.apps.findOne({ id: PROBE_ID })) ?? { _id: '' };
        const call = (given: string): Promise<Answer> =>
            new Client(world.host.url).request('POST', `/api/apps/private/${PROBE_ID}/${given}/secret`, {
                body: { code: 'return request.privateHash' },
            });
        expect((await call(hash)).json).toEqual({ value: hash });
        expect((await call('0123456789abcdef01234567')).status).toBe(404);
        expect((await world.admin.webhook(PROBE_ID, 'secret', {})).status).toBe(404);
    });

    test('an endpoint for members wants a login, and tells the app who it is', async () => {
        const path = `/api/apps/public/${PROBE_ID}/members`;
        expect((await new Client(world.host.url).request('GET', path)).status).toBe(401);
        const answer = await world.admin.request('GET', path);
        expect((answer.json as { user: Json }).user).toMatchObject({ username: 'admin', roles: ['user', 'admin'] });
    });

    test('HEAD is the endpoint method of that name', async () => {
        expect((await world.admin.webhook(PROBE_ID, 'echo', undefined, undefined, { method: 'HEAD' })).status).toBe(
            200,
        );
    });

    test('a disabled app has no endpoints', async () => {
        await world.admin.setAppStatus(PROBE_ID, 'manually_disabled');
        expect((await world.admin.webhook(PROBE_ID, 'echo', {})).status).toBe(404);
        await world.admin.setAppStatus(PROBE_ID, 'manually_enabled');
        expect((await world.admin.webhook(PROBE_ID, 'echo', {})).status).toBe(200);
    });
});
