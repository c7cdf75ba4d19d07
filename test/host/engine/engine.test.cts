import { startEngine } from './engine.cjs';
import type { ApiRequest, Engine } from './contract.cjs';
import { memoryBridges, type MemoryBridges } from './memory-bridges.cjs';
import { PROBE_ID, PROBE_PERMISSIONS, probeEvents, probeZip, runInProbe } from './probe.cjs';

const ADMIN = { id: 'admin', username: 'admin' };
const GET: ApiRequest = { method: 'get', headers: {}, query: {}, params: {} };

/** The probe, installed on a server of its own. */
async function withProbe(host: MemoryBridges = memoryBridges()): Promise<{ engine: Engine; host: MemoryBridges }> {
    const engine = await startEngine({ server: 1, bridges: host.bridges });
    await engine.load();
    await engine.install(probeZip(), PROBE_PERMISSIONS, ADMIN);
    return { engine, host };
}

describe('an app on a server', () => {
    let engine: Engine;
    let host: MemoryBridges;

    beforeAll(async () => {
        ({ engine, host } = await withProbe());
    });
    afterAll(() => engine.stop());

    test('is enabled after its installation, with its settings and texts', async () => {
        const [app] = await engine.apps();
        expect(app).toMatchObject({
            id: PROBE_ID,
            name: 'Probe',
            nameSlug: 'probe',
            version: '1.0.0',
            status: 'manually_enabled',
            enabled: true,
            permissionsGranted: PROBE_PERMISSIONS,
            languages: { en: { text: 'A text' } },
        });
        expect(app?.settings['text']).toMatchObject({ packageValue: 'initial' });
    });

    test('was given an app user, an installation and an enabling', async () => {
        expect(host.calls.map(({ name }) => name)).toContain('user.create');
        const names = (await probeEvents(engine)).map(({ name }) => name);
        expect(names.slice(0, 2)).toEqual(['onInstall', 'onEnable']);
    });

    test('shows its endpoints with their addresses and who may call them', async () => {
        const apis = await engine.apis(PROBE_ID);
        expect(apis).toContainEqual({
            path: 'run',
            computedPath: `/api/apps/public/${PROBE_ID}/run`,
            methods: ['post'],
            visibility: 'public',
            authRequired: false,
        });
        expect(apis.find(({ path }) => path === 'members')).toMatchObject({ authRequired: true });
        const secret = apis.find(({ path }) => path === 'secret');
        expect(secret?.visibility).toBe('private');
        expect(secret?.computedPath).toMatch(new RegExp(`^/api/apps/private/${PROBE_ID}/[^/]+/secret$`));
    });

    test('sees the whole request of an endpoint', async () => {
        const response = await engine.executeApi(PROBE_ID, 'echo', {
            method: 'put',
            headers: { 'x-token': 'abc' },
            query: { a: '1' },
            params: {},
            content: { deep: [{ n: 1 }] },
        });
        expect(response).toEqual({
            status: 200,
            content: {
                request: {
                    method: 'put',
                    headers: { 'x-token': 'abc' },
                    query: { a: '1' },
                    params: {},
                    content: { deep: [{ n: 1 }] },
                },
                info: {
                    basePath: `/api/apps/public/${PROBE_ID}`,
                    fullPath: `/api/apps/public/${PROBE_ID}/echo`,
                    appId: PROBE_ID,
                    hash: null,
                },
            },
        });
    });

    test('that throws in an endpoint fails the call with its message', async () => {
        const call = engine.executeApi(PROBE_ID, 'reply', {
            ...GET,
            content: { code: 'throw new Error("no luck")' },
        });
        await expect(call).rejects.toThrow('no luck');
    });

    test('does not know a path that it has not provided', async () => {
        await expect(engine.executeApi(PROBE_ID, 'nowhere', GET)).resolves.toEqual({ status: 404 });
    });

    test('gets Buffers and Dates as such, and undefined as null', async () => {
        const value = await runInProbe(
            engine,
            `const upload = await read.getUploadReader().getById('u1');
             const bytes = await read.getUploadReader().getBuffer(upload);
             return {
                 isBuffer: Buffer.isBuffer(bytes), bytes, isDate: upload.uploadedAt instanceof Date,
                 at: upload.uploadedAt, missing: undefined, list: [undefined, 1], given: args,
             };`,
            { buffer: Buffer.from([7, 0, 255]), date: new Date(5), nothing: undefined },
        );
        expect(value).toStrictEqual({
            isBuffer: true,
            bytes: Buffer.from([0, 1, 254, 255]),
            isDate: true,
            at: new Date(86_400_000),
            missing: null,
            list: [null, 1],
            given: { buffer: Buffer.from([7, 0, 255]), date: new Date(5), nothing: null },
        });
    });

    test('hands Buffers and Dates to Rocket.Chat as such, and undefined as null', async () => {
        const id = (await runInProbe(
            engine,
            `return persis.create({
                buffer: Buffer.from([1, 2]), bytes: new Uint8Array([3]), date: new Date(9), gone: undefined, fn() {},
            });`,
        )) as string;
        const record = host.records.get(id) as Record<string, unknown>;
        expect(record['buffer']).toEqual(Buffer.from([1, 2]));
        expect(Buffer.isBuffer(record['bytes'])).toBe(true);
        expect(record['bytes']).toEqual(Buffer.from([3]));
        expect(record['date']).toEqual(new Date(9));
        expect(record['date']).toBeInstanceOf(Date);
        expect(record['gone']).toBeNull();
        // Two borders: the app's drops functions into undefined, which the second keeps.
        expect(record['fn']).toBeUndefined();
    });

    test('has the globals of the sandbox only', async () => {
        const code = 'return [typeof Deno, typeof globalThis, typeof require, typeof fetch]';
        await expect(runInProbe(engine, code)).resolves.toEqual(['undefined', 'undefined', 'function', 'function']);
        await expect(runInProbe(engine, 'require("child_process")')).rejects.toThrow('is not allowed');
    });

    test('gets the error of a bridge', async () => {
        const call = runInProbe(engine, 'return read.getRoomReader().getById("r1")');
        await expect(call).rejects.toThrow('Not implemented: room.getById');
    });

    test('runs its slash command, its job and its events', async () => {
        const room = { id: 'r1', type: 'c', slugifiedName: 'r1' };
        await engine.executeCommand('probe', { sender: ADMIN, room, params: ['a', 'b'], triggerId: 't1' });
        await engine.runJob(`beat_${PROBE_ID}`, { jobId: 'j1', n: 1 });
        await engine.executeListener('IPostMessageSent', {
            id: 'm1',
            text: 'hello',
            room,
            sender: ADMIN,
            createdAt: new Date(3),
        });
        await engine.executeListener('IPostLivechatRoomClosed', { id: 'l1', type: 'l' });
        await engine.idle();
        const seen = (await probeEvents(engine)).slice(2);
        expect(seen).toMatchObject([
            { name: 'command', data: { sender: ADMIN, params: ['a', 'b'], triggerId: 't1', room: { id: 'r1' } } },
            { name: 'beat', data: { jobId: 'j1', n: 1 } },
            expect.anything(),
            expect.anything(),
        ]);
        expect(seen.slice(2)).toEqual(
            expect.arrayContaining([
                expect.objectContaining({
                    name: 'executePostMessageSent',
                    data: expect.objectContaining({ id: 'm1', text: 'hello', createdAt: new Date(3) }) as unknown,
                }),
                expect.objectContaining({ name: 'executePostLivechatRoomClosed', data: { id: 'l1', type: 'l' } }),
            ]),
        );
    });

    test('is not idle while it thinks between two calls, behind an answer', async () => {
        const thinks = `
            void read.getUserReader().getById('first').then(() => {
                for (const end = Date.now() + 300; Date.now() < end;);
                return read.getUserReader().getById('second');
            });
            return 'answered'`;
        const before = host.calls.length;
        await expect(runInProbe(engine, thinks)).resolves.toBe('answered');
        await engine.idle();
        const asked = host.calls.slice(before).filter(({ name }) => name === 'user.getById');
        expect(asked.map(({ args }) => args[0])).toEqual(['first', 'second']);
    });

    test('answers an interaction', async () => {
        await runInProbe(engine, `lib.on('executeBlockActionHandler', 'return { got: data.value }')`);
        const answer = await engine.executeListener('IUIKitInteractionHandler', {
            appId: PROBE_ID,
            type: 'blockAction',
            actionId: 'press',
            triggerId: 't2',
            user: ADMIN,
            container: { type: 'view', id: 'v1' },
            payload: { value: 'seven', blockId: 'b1' },
        });
        expect(answer).toEqual({ got: 'seven' });
    });

    test('refuses a job that nobody has registered', async () => {
        await expect(engine.runJob('nobody', {})).rejects.toThrow('Processor nobody is not registered');
    });

    test('runs its hooks when a setting is saved, and reads the new value', async () => {
        const setting = (await engine.apps())[0]?.settings['text'];
        await engine.updateSetting(PROBE_ID, { ...setting, value: 'changed' });
        const code = `return read.getEnvironmentReader().getSettings().getValueById('text')`;
        await expect(runInProbe(engine, code)).resolves.toBe('changed');
        const names = (await probeEvents(engine)).map(({ name }) => name);
        expect(names.slice(-2)).toEqual(['onPreSettingUpdate', 'onSettingUpdated']);
    });
});

describe('the life of an app', () => {
    let engine: Engine;
    let host: MemoryBridges;

    beforeEach(async () => {
        ({ engine, host } = await withProbe());
    });
    afterEach(() => engine.stop());

    test('keeps its id, settings and records over an update, and learns of its old version', async () => {
        const setting = (await engine.apps())[0]?.settings['text'];
        await engine.updateSetting(PROBE_ID, { ...setting, value: 'kept' });
        await runInProbe(engine, 'return persis.create({ kept: true })');
        const before = await engine.appPid();

        const updated = await engine.update(probeZip({ version: '1.1.0' }), PROBE_PERMISSIONS, ADMIN);

        expect(updated).toMatchObject({ id: PROBE_ID, version: '1.1.0', enabled: true });
        expect(updated.settings['text']).toMatchObject({ value: 'kept' });
        expect(host.records.size).toBe(1);
        expect(await engine.appPid()).not.toBe(before);
        const events = await probeEvents(engine);
        expect(events.map(({ name }) => name)).toEqual(['onEnable', 'onUpdate']);
        expect(events[1]?.data).toMatchObject({ oldAppVersion: '1.0.0' });
        await engine.appWorks();
    });

    test('answers nothing while it is disabled', async () => {
        await expect(engine.disable(PROBE_ID)).resolves.toMatchObject({ status: 'manually_disabled', enabled: false });
        await expect(engine.apis(PROBE_ID)).resolves.toEqual([]);
        await expect(engine.enable(PROBE_ID)).resolves.toMatchObject({ status: 'manually_enabled', enabled: true });
        await expect(runInProbe(engine, 'return 1')).resolves.toBe(1);
    });

    test('ends with its removal, its records and its process too', async () => {
        await runInProbe(engine, 'return persis.create({})');
        await engine.remove(PROBE_ID, ADMIN);
        expect(await engine.apps()).toEqual([]);
        expect(host.records.size).toBe(0);
        expect(await engine.appPid()).toBeUndefined();
        await engine.appWorks();
    });
});

describe('what an installation depends on', () => {
    let engine: Engine;

    beforeEach(async () => {
        engine = await startEngine({ server: 1, bridges: memoryBridges().bridges });
        await engine.load();
    });
    afterEach(() => engine.stop());

    test('a call without its permission gives null and does not reach Rocket.Chat', async () => {
        const permissions = [{ name: 'api' }];
        await engine.install(probeZip({ permissions }), permissions, ADMIN);
        await expect(runInProbe(engine, 'return read.getUserReader().getById("u")')).resolves.toBeNull();
        await expect(runInProbe(engine, 'return persis.create({})')).resolves.toBeNull();
    });

    test('an app that does not want to be enabled stays disabled', async () => {
        const app = await engine.install(probeZip({ enables: false }), PROBE_PERMISSIONS, ADMIN);
        expect(app).toMatchObject({ status: 'disabled', enabled: false });
    });

    test('a zip that is no app is refused', async () => {
        await expect(engine.install(Buffer.from('no zip'), [], ADMIN)).rejects.toThrow();
        const broken = probeZip({ prelude: 'this is no JavaScript' });
        await expect(engine.install(broken, [], ADMIN)).rejects.toThrow();
        expect(await engine.apps()).toEqual([]);
    });
});
