import { startOutside, startWorld, type Json, type Outside, type World } from './world.cjs';

describe('outgoing HTTP', () => {
    let world: World;
    let outside: Outside;
    beforeAll(async () => {
        world = await startWorld({ runtimeTimeoutMs: 10_000 });
        outside = await startOutside(({ url }) => {
            if (url.startsWith('/slow')) return { hang: true };
            if (url.startsWith('/teapot')) return { status: 418, body: '{"error":"short and stout"}' };
            if (url.startsWith('/text')) return { type: 'text/plain', body: '{"looks":"like JSON"}' };
            if (url.startsWith('/broken')) return { body: '{"not":' };
            if (url.startsWith('/bytes')) return { type: 'image/png', body: Buffer.from([0, 255, 254]) };
            return {};
        });
    });
    beforeEach(() => {
        outside.requests.length = 0;
    });
    afterAll(async () => {
        await outside.stop();
        await world.stop();
    });

    const call = (method: string, path: string, options: Json = {}): Promise<Json> =>
        world.probe(`return http[args.method](args.url, args.options)`, { method, url: outside.url + path, options });

    test('an answer of 4xx is no error, and JSON is parsed', async () => {
        expect(await call('get', '/teapot')).toMatchObject({
            statusCode: 418,
            method: 'get',
            content: '{"error":"short and stout"}',
            data: { error: 'short and stout' },
            headers: { 'content-type': 'application/json' },
        });
    });

    test('data is there for JSON types only, and null when that is broken', async () => {
        expect((await call('get', '/text'))['data']).toBeNull();
        expect((await call('get', '/broken'))['data']).toBeNull();
    });

    test('encoding null gives the bytes', async () => {
        const hex = await world.probe(
            `return (await http.get(args, { encoding: null })).content.toString('hex')`,
            `${outside.url}/bytes`,
        );
        expect(hex).toBe('00fffe');
    });

    test('data is sent as JSON, content as it is, bytes too; GET has no body', async () => {
        await call('post', '/', { data: { a: 1 } });
        await call('post', '/', { content: 'plain', data: { ignored: true } });
        await world.probe(`return http.put(args, { content: Buffer.from([0, 255]) })`, `${outside.url}/`);
        await call('get', '/', { data: { ignored: true } });
        expect(outside.requests.map(({ body }) => body)).toEqual([
            '{"a":1}',
            'plain',
            Buffer.from([0, 255]).toString(),
            '',
        ]);
        expect(outside.requests[0]?.headers['content-type']).toBe('application/json');
    });

    test('params go into the query of a GET or beside a body, else into a form', async () => {
        await call('get', '/q', { params: { a: '1', empty: '' } });
        await call('post', '/q', { params: { b: '2' }, data: {} });
        await call('post', '/q', { params: { c: '3 4' } });
        expect(outside.requests.map(({ url }) => url)).toEqual(['/q?a=1', '/q?b=2', '/q']);
        expect(outside.requests[2]).toMatchObject({
            body: 'c=3+4',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
    });

    test('auth becomes a Basic header, and needs a colon', async () => {
        await call('get', '/', { auth: 'user:pass' });
        expect(outside.requests[0]?.headers['authorization']).toBe('Basic dXNlcjpwYXNz');
        await expect(call('get', '/', { auth: 'token' })).rejects.toThrow('username:password');
    });

    test('a time-out and a refused connection are errors', async () => {
        await expect(call('get', '/slow', { timeout: 50 })).rejects.toThrow('network timeout');
        await expect(world.probe(`return http.get('http://127.0.0.1:1/')`)).rejects.toThrow(/failed/);
    });

    test('this host reaches no other machine', async () => {
        await expect(world.probe(`return http.get('http://192.0.2.1/')`)).rejects.toThrow('outside the machine');
    });
});
