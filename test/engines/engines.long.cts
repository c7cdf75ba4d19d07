/**
 * The zip on every engine that the app says it runs on, at both ends of the Denos that there are as npm packages. Needs the
 * npm registry when it first runs; what it gets stays in the cache.
 */
import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { mkdtemp, readFile, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import AdmZip from 'adm-zip';
import { deno } from '../host/engine/deno.cjs';
import { prepareEngine } from '../host/engine/prepare.cjs';
import { Client } from '../host/client.cjs';
import { APP_ID, Desk, INSTANCE, ZIP } from '../support/desk.cjs';
import { VERSIONS, type Version } from './versions.cjs';

/** A first run fetches an engine with its dependencies and a Deno. */
const FETCH_MS = 600_000;
/** Engine 1.46 waits 10 s for an app that was killed, whatever it is told. */
const KILL_MS = 120_000;
const MINUTE_MS = 60_000;

describe.each(VERSIONS)('Apps-Engine $engine on Deno $deno', (version: Version) => {
    let data: string;
    let desk: Desk | undefined;
    let olga: Client;
    /** What the commands that set everything up were answered. */
    const answers: Record<string, string> = {};

    const running = (): Desk => {
        if (!desk) throw new Error('The local Rocket.Chat does not run');
        return desk;
    };
    const appStatus = async (): Promise<string | undefined> =>
        (await running().host.cluster.apps()).find(({ id }) => id === APP_ID)?.status;
    const health = () => running().admin.webhook(APP_ID, 'health', undefined, undefined, { method: 'GET' });
    const roomsOf = async (name: string) => (await running().admin.rooms()).filter(({ fname }) => fname === name);
    const inRoomOf = async (name: string): Promise<string[]> => {
        const [room, ...others] = await roomsOf(name);
        expect(others).toEqual([]);
        return running().transcript(room?._id ?? '');
    };
    /** A provider that has not been answered comes again: lets minutes pass until it has. */
    const untilDelivered = async (): Promise<void> => {
        for (let minutes = 0; minutes < 5 && running().green.waiting(INSTANCE.id) > 0; minutes += 1) {
            await running().host.clock.advance(MINUTE_MS);
            await running().settle();
        }
    };
    /** An administrator changes a setting of the app, as after an installation. */
    const configure = (days: number) => running().admin.saveAppSettings(APP_ID, { days_kept: days });
    const configured = async () => (await running().admin.appSettings(APP_ID))['days_kept']?.value;
    /** ... and enables the app, if it does not run. */
    const enable = async (): Promise<void> => {
        if (!(await appStatus())?.endsWith('_enabled')) await running().admin.setAppStatus(APP_ID, 'manually_enabled');
        expect(await appStatus()).toMatch(/_enabled$/);
    };

    beforeAll(async () => {
        process.env['HOST_DENO_VERSION'] = version.deno;
        data = await mkdtemp(join(tmpdir(), 'switchboard-engines-'));
        // No job runs by itself. A job, or a request, that comes while an app restarts makes engines since 1.53 remember for
        // five minutes that the app's status is unknown; since 1.59 they refuse the app's commands that long.
        desk = await Desk.start({ engineVersion: version.engine, data, timer: false });
        olga = await desk.admin.createAgent('olga');
        await olga.setAgentStatus('available');
        desk.green.addInstance(INSTANCE);
        answers['register-workspace'] = await desk.fillIn(desk.admin, 'greenapi.register-workspace');
        answers['register-agent'] = await desk.fillIn(olga, 'greenapi.register-agent');
        answers['create-instance'] = await desk.fillIn(olga, 'greenapi.create-instance', {
            id: INSTANCE.id,
            token: INSTANCE.token,
        });
    }, FETCH_MS);

    afterAll(async () => {
        await desk?.stop();
        delete process.env['HOST_DENO_VERSION'];
        await rm(data, { recursive: true, force: true });
    });

    test('is what runs here', () => {
        const { folder } = prepareEngine(version.engine);
        expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
            version: version.engine,
        });
        expect(execFileSync(deno().binary, ['--version']).toString()).toContain(`deno ${version.deno} `);
    });

    test('installs and enables the zip, which says that it is healthy', async () => {
        expect(await appStatus()).toBe('manually_enabled');
        const { status, json } = await health();
        expect([status, json]).toEqual([200, { status: 'ok' }]);
    });

    test.each(['register-workspace', 'register-agent', 'create-instance'])('%s succeeds', (command) => {
        expect(answers[command]).toMatch(/^✅/);
    });

    test("a customer's text opens a room, and the agent's answer goes out", async () => {
        const ann = { name: 'Ann', phone: '15550100201' };
        await running().customerWrites('Is my parcel ready?', ann);
        const [room] = await roomsOf('Ann');
        expect(room).toMatchObject({ open: true, servedBy: { username: 'olga' } });
        await running().agentWrites(olga, room?._id ?? '', 'Yes, it is.');
        expect(await inRoomOf('Ann')).toEqual(['Is my parcel ready?', 'Yes, it is.']);
        expect(running().green.sent(INSTANCE.id)).toMatchObject([
            { chatId: `${ann.phone}@c.us`, message: 'Yes, it is.' },
        ]);
    });

    test('a message that comes twice is shown once', async () => {
        running().green.faults.add({ route: 'webhook', kind: 'duplicate' });
        await running().customerWrites('once', { name: 'Bob', phone: '15550100202' });
        const statuses = running()
            .green.deliveries(INSTANCE.id)
            .slice(-2)
            .map(({ status }) => status);
        expect(statuses).toEqual([200, 200]);
        expect(await inRoomOf('Bob')).toEqual(['once']);
    });

    test('after the room was closed the next message opens a new one', async () => {
        const cid = { name: 'Cid', phone: '15550100203' };
        await running().customerWrites('before', cid);
        const [first] = await roomsOf('Cid');
        await olga.close(first?._id ?? '', 'done');
        await running().host.idle();
        await running().customerWrites('after', cid);
        const [open, ...others] = (await roomsOf('Cid')).filter((room) => room.open);
        expect(others).toEqual([]);
        expect(open?._id).not.toBe(first?._id);
        expect(await running().transcript(open?._id ?? '')).toEqual(['after']);
        expect(await running().transcript(first?._id ?? '')).toEqual(['before']);
    });

    test('what could not be stored is refused, comes again, and is shown once', async () => {
        let failures = 0;
        running().host.setHook({
            before({ bridge, method }) {
                if (`${bridge}.${method}` !== 'persistence.createWithAssociations' || failures > 0) return;
                failures += 1;
                throw new Error('the store is down');
            },
        });
        await running().customerWrites('kept', { name: 'Dan', phone: '15550100204' });
        running().host.setHook({});
        expect(running().green.deliveries(INSTANCE.id).at(-1)?.status).toBe(503);
        await untilDelivered();
        expect(await inRoomOf('Dan')).toEqual(['kept']);
        const { text } = await running().admin.request('GET', `/api/apps/${APP_ID}/logs`);
        expect(text).toContain(`could not be kept: ${version.failure}`);
    });

    test('it goes on after its process was killed', async () => {
        const eve = { name: 'Eve', phone: '15550100205' };
        await running().customerWrites('before', eve);
        const [room] = await roomsOf('Eve');
        const [engine] = running().host.engines;
        const pid = await engine?.appPid();
        engine?.killApp();
        await engine?.appWorks();
        expect(await engine?.appPid()).not.toBe(pid);
        expect(await appStatus()).toBe(version.restarted);
        await running().customerWrites('after', eve);
        await running().agentWrites(olga, room?._id ?? '', 'still here');
        expect(await inRoomOf('Eve')).toEqual(['before', 'after', 'still here']);
        expect(running().accepted().at(-1)).toBe('still here');
        expect(await running().command(running().admin, 'greenapi.list-instances')).toContain(INSTANCE.id);
    });

    test(
        'what comes while its process is dead is shown once',
        async () => {
            const finn = { name: 'Finn', phone: '15550100206' };
            await running().customerWrites('before', finn);
            const [engine] = running().host.engines;
            engine?.killApp();
            await running().customerWrites('while it is down', finn);
            await engine?.appWorks();
            await untilDelivered();
            expect(await inRoomOf('Finn')).toEqual(['before', 'while it is down']);
        },
        KILL_MS,
    );

    test('a start of Rocket.Chat keeps what was there', async () => {
        const gil = { name: 'Gil', phone: '15550100207' };
        await running().customerWrites('before', gil);
        const headers = running().green.deliveries(INSTANCE.id).at(-1)?.headers;
        const before = running().host.clock.now();
        const greenPort = Number(new URL(running().green.url).port);
        await configure(20);
        await running().stop();
        desk = undefined;
        desk = await Desk.start({ engineVersion: version.engine, data, timer: false, greenPort });
        desk.green.addInstance(INSTANCE);
        olga = await Client.login(desk.host.url, 'olga', 'olga');
        // It begins with the machine's time, which we were ahead of.
        await desk.host.clock.advance(Math.max(0, before - desk.host.clock.now()) + MINUTE_MS);
        expect(await appStatus()).toBe(version.startedAnew);
        await enable();
        expect((await health()).status).toBe(200);
        expect(await configured()).toBe(20);
        const message = {
            typeWebhook: 'incomingMessageReceived',
            instanceData: { idInstance: Number(INSTANCE.id) },
            timestamp: Math.floor(desk.host.clock.now() / 1_000),
            idMessage: 'AFTER',
            senderData: { chatId: `${gil.phone}@c.us`, senderName: gil.name },
            messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'after' } },
        };
        const { status } = await desk.webhook(message, { authorization: headers?.['authorization'] ?? '' });
        expect(status).toBe(200);
        expect(await inRoomOf('Gil')).toEqual(['before', 'after']);
    });

    test('an update keeps what was there', async () => {
        await configure(10);
        const { version: next } = await running().admin.updateApp(APP_ID, await nextVersion());
        expect(next).toBe(NEXT_VERSION);
        expect(await appStatus()).toBe(version.updated);
        await enable();
        expect((await health()).status).toBe(200);
        expect(await configured()).toBe(10);
        const [room] = await roomsOf('Gil');
        expect(await inRoomOf('Gil')).toEqual(['before', 'after']);
        expect(await running().command(running().admin, 'greenapi.list-instances')).toContain(INSTANCE.id);
        await running().agentWrites(olga, room?._id ?? '', 'after the update');
        expect(running().accepted().at(-1)).toBe('after the update');
    });
});

const NEXT_VERSION = '99.0.0';

/** The zip as a later version would be. */
async function nextVersion(): Promise<Buffer> {
    const zip = new AdmZip(await readFile(ZIP));
    const manifest = JSON.parse(zip.readAsText('app.json')) as object;
    zip.updateFile('app.json', Buffer.from(JSON.stringify({ ...manifest, version: NEXT_VERSION })));
    return zip.toBuffer();
}
