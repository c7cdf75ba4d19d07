import type { Client } from '../client.cjs';
import { PROBE_ID, probeZip } from '../engine/probe.cjs';
import { startWorld, type Json, type World } from './world.cjs';

describe('two servers on one store', () => {
    let world: World;
    let anna: Client;
    beforeAll(async () => {
        world = await startWorld({ servers: 2 });
        anna = await world.admin.createAgent('anna');
    });
    afterEach(() => world.admin.setFaults({ reset: true }));
    afterAll(() => world.stop());

    const countOn = async (server: number, name: string): Promise<number> => (await world.events(name, server)).length;

    test('requests go round the servers, and each has its own process of the app', async () => {
        const memory = `lib.mine = lib.mine || Math.random(); return lib.mine`;
        const seen = [];
        for (let turn = 0; turn < 4; turn += 1) seen.push(await world.probe<number>(memory));
        expect(new Set(seen).size).toBe(2);
        expect(seen[0]).toBe(seen[2]);
        expect(await world.probe(memory, {}, 1)).toBe(await world.probe(memory, {}, 1));
    });

    test('what one server stores the other reads', async () => {
        await world.probe(`return persis.createWithAssociation({ n: 1 }, lib.record('shared'))`, {}, 0);
        expect(
            await world.probe(`return read.getPersistenceReader().readByAssociation(lib.record('shared'))`, {}, 1),
        ).toEqual([{ n: 1 }]);
    });

    test('an event fires on the server that handled the action, and on no other', async () => {
        const { room } = await world.probe<{ room: Json & { id: string } }>(
            `const visitor = await visit('cluster'); return { room: await open(visitor) }`,
            {},
            1,
        );
        const before = [await countOn(0, 'executePostMessageSent'), await countOn(1, 'executePostMessageSent')];
        await anna.post(room.id, 'to one', 1);
        expect([await countOn(0, 'executePostMessageSent'), await countOn(1, 'executePostMessageSent')]).toEqual([
            before[0],
            (before[1] ?? 0) + 1,
        ]);
    });

    test('a saved setting runs the hooks on both servers, and onInstall ran on one', async () => {
        await world.admin.saveAppSettings(PROBE_ID, { text: 'both' }, 0);
        await world.host.idle();
        expect([await countOn(0, 'onSettingUpdated'), await countOn(1, 'onSettingUpdated')]).toEqual([1, 1]);
        expect([await countOn(0, 'onInstall'), await countOn(1, 'onInstall')]).toEqual([1, 0]);
        expect(await world.probe(`return read.getEnvironmentReader().getSettings().getValueById('text')`, {}, 1)).toBe(
            'both',
        );
    });

    test('a recurring job runs on one server at a time, in turn', async () => {
        await world.probe(
            `return modify.getScheduler().scheduleRecurring({ id: 'beat', interval: '10 seconds', skipImmediate: true })`,
        );
        for (let turn = 0; turn < 4; turn += 1) await world.admin.advance(10_500);
        expect([await countOn(0, 'beat'), await countOn(1, 'beat')]).toEqual([2, 2]);
        await world.probe(`return modify.getScheduler().cancelAllJobs()`);
    });

    test('the clock is the same on all servers', async () => {
        await world.admin.advance(3_600_000);
        const times = [
            await world.probe<number>(`return Date.now()`, {}, 0),
            await world.probe<number>(`return Date.now()`, {}, 1),
        ];
        for (const time of times) expect(Math.abs(time - world.host.clock.now())).toBeLessThan(5_000);
    });

    test('a killed process takes nothing of the other server along, and comes back', async () => {
        await world.probe(`lib.mark = true`, {}, 0);
        await world.admin.send('/host/kill', { server: 0 });
        expect(await world.probe(`return lib.mark || false`, {}, 0)).toBe(false);
        expect(await world.probe(`return 1`, {}, 1)).toBe(1);
    });

    test('an update reaches both servers, and after a removal neither answers', async () => {
        await world.admin.updateApp(PROBE_ID, probeZip({ version: '2.0.0' }));
        for (const server of [0, 1]) {
            expect(await world.probe(`return app.getVersion()`, {}, server)).toBe('2.0.0');
        }
        await world.admin.removeApp(PROBE_ID);
        for (const server of [0, 1]) {
            const answer = await world.admin.webhook(PROBE_ID, 'run', {}, undefined, { server });
            expect(answer.status).toBe(404);
        }
    });
});

test('with a seed the choice of servers is the same in every run', async () => {
    const choices = async (): Promise<number[]> => {
        const world = await startWorld({ servers: 2, balance: 'random', seed: 'dice' });
        try {
            return Array.from({ length: 20 }, () => world.host.cluster.pick());
        } finally {
            await world.stop();
        }
    };
    const [first, second] = [await choices(), await choices()];
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(2);
});
