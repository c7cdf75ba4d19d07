import { PROBE_ID } from '../engine/probe.cjs';
import { roundsOf } from '../../support/rounds.cjs';
import { startWorld, type Json, type World } from './world.cjs';

describe('faults', () => {
    let world: World;
    beforeAll(async () => {
        world = await startWorld();
        await world.admin.createAgent('anna');
    });
    afterEach(() => world.admin.setFaults({ reset: true }));
    afterAll(() => world.stop());

    const count = (): Promise<number> => world.host.store.persistence.count({ appId: PROBE_ID });
    const create = (): Promise<unknown> => world.probe(`return persis.create({ n: 1 })`);
    const fault = (more: Json): Promise<void> =>
        world.admin.setFaults({ calls: [{ bridge: 'persistence', method: 'create', ...more }] });

    test('a call can fail before it is executed, or after', async () => {
        const before = await count();
        await fault({ when: 'before', kind: 'error', message: 'store is down' });
        await expect(create()).rejects.toThrow('store is down');
        expect(await count()).toBe(before);
        await fault({ when: 'after', kind: 'error', message: 'answer is lost' });
        await expect(create()).rejects.toThrow('answer is lost');
        expect(await count()).toBe(before + 1);
        await expect(create()).resolves.toHaveLength(24);
    });

    test('every call can be given a latency; calls made side by side overlap', async () => {
        const { calls } = world.host;
        await world.admin.setFaults({ latencyMs: 30 });
        calls.reset();
        await world.probe(
            `await Promise.all([persis.create({ n: 1 }), persis.create({ n: 2 })]); await persis.create({ n: 3 })`,
        );
        expect(roundsOf(calls.list()).map((round) => round.length)).toEqual([2, 1]);
    });

    test('a fault waits for its turn and strikes as often as told', async () => {
        await fault({ when: 'before', kind: 'error', skip: 1, times: 2 });
        const outcomes = [];
        for (let turn = 0; turn < 4; turn += 1)
            outcomes.push(
                await create().then(
                    () => 'fine',
                    () => 'failed',
                ),
            );
        expect(outcomes).toEqual(['fine', 'failed', 'failed', 'fine']);
    });

    test('a kill after a call leaves its effect, and the app starts again without memory', async () => {
        const before = await count();
        await world.probe(`lib.mark = true`);
        await fault({ when: 'after', kind: 'kill' });
        await expect(create()).rejects.toThrow(/500/);
        await world.host.engines[0]?.appWorks();
        expect(await count()).toBe(before + 1);
        expect(await world.probe(`return lib.mark || false`)).toBe(false);
    });

    test('events can be lost, and are listed as such', async () => {
        const room = await world.probe<Json & { id: string }>(`return open(await visit('lost'))`);
        await world.host.idle();
        const before = (await world.events('executePostMessageSent')).length;
        await world.admin.setFaults({ loseEvents: { IPostMessageSent: 1 } });
        await world.admin.post(room.id, 'unheard');
        await world.admin.post(room.id, 'heard');
        const told = await world.events('executePostMessageSent');
        expect(told.slice(before).map((event) => event['text'])).toEqual(['heard']);
        const { events } = (await world.admin.get('/host/events')) as unknown as { events: Json[] };
        expect(events.filter((event) => event['outcome'] === 'lost')).toHaveLength(1);
    });

    test('a switch that is not there is refused', async () => {
        await expect(world.admin.setFaults({ gravity: false })).rejects.toThrow('There is no fault gravity');
    });

    test('calls are counted by name and can be forgotten', async () => {
        world.host.calls.reset();
        await world.probe(`await persis.create({}); await persis.create({}); await read.getUserReader().getAppUser()`);
        expect(world.host.calls.counts()).toEqual({ 'persistence.create': 2, 'user.getAppUser': 1 });
        const { counts } = (await world.admin.get('/host/calls')) as unknown as { counts: Json };
        expect(counts).toEqual({ 'persistence.create': 2, 'user.getAppUser': 1 });
        expect(world.host.calls.list().map(({ name }) => name)).toEqual([
            'persistence.create',
            'persistence.create',
            'user.getAppUser',
        ]);
        await world.admin.request('DELETE', '/host/calls');
        expect(world.host.calls.counts()).toEqual({});
    });

    test('a test can look into each call', async () => {
        const seen: string[] = [];
        world.host.setHook({
            after: ({ bridge, method }, { result }) => void seen.push(`${bridge}.${method} ${typeof result}`),
        });
        await create();
        world.host.setHook({});
        expect(seen).toEqual(['persistence.create string']);
    });
});
