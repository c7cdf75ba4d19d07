import { startEngine } from './engine.cjs';
import type { Engine } from './contract.cjs';
import { memoryBridges, type MemoryBridges } from './memory-bridges.cjs';
import { PROBE_ID, PROBE_PERMISSIONS, probeEvents, probeZip, runInProbe } from './probe.cjs';

const ADMIN = { id: 'admin', username: 'admin' };

describe('two servers on one store', () => {
    let host: MemoryBridges;
    let engines: [Engine, Engine];

    beforeEach(async () => {
        host = memoryBridges();
        engines = await Promise.all([
            startEngine({ server: 1, bridges: host.bridges }),
            startEngine({ server: 2, bridges: host.bridges }),
        ]);
        await Promise.all(engines.map((engine) => engine.load()));
        await engines[0].install(probeZip(), PROBE_PERMISSIONS, ADMIN);
        await engines[1].syncInstalled(PROBE_ID);
    });
    afterEach(() => Promise.all(engines.map((engine) => engine.stop())));

    test('each run the app, in processes of their own', async () => {
        const pids = await Promise.all(engines.map((engine) => engine.appPid()));
        expect(new Set(pids).size).toBe(2);
        const ids = await Promise.all(engines.map((engine) => runInProbe(engine, 'return persis.create({})')));
        expect([...host.records.keys()].sort()).toEqual([...ids].sort());
    });

    test('are told apart in the calls', async () => {
        host.calls.length = 0;
        await runInProbe(engines[1], 'return persis.create({})');
        await runInProbe(engines[0], 'return persis.create({})');
        const creations = host.calls.filter(({ name }) => name === 'persistence.create');
        expect(creations.map(({ ctx }) => ctx)).toEqual([
            { server: 2, appId: PROBE_ID },
            { server: 1, appId: PROBE_ID },
        ]);
    });

    test('install on one of them only', async () => {
        const names = async (engine: Engine): Promise<string[]> => (await probeEvents(engine)).map(({ name }) => name);
        expect(await names(engines[0])).toEqual(['onInstall', 'onEnable']);
        expect(await names(engines[1])).toEqual(['onEnable']);
    });

    test('both run the new version after an update, of which one of them tells the app', async () => {
        await engines[0].update(probeZip({ version: '2.0.0' }), PROBE_PERMISSIONS, ADMIN);
        await engines[1].syncUpdated(PROBE_ID);
        for (const engine of engines) {
            expect(await engine.apps()).toMatchObject([{ version: '2.0.0', enabled: true }]);
        }
        expect((await probeEvents(engines[1])).map(({ name }) => name)).toEqual(['onEnable']);
    });

    test('pass on a changed setting, once', async () => {
        const setting = { ...(await engines[0].apps())[0]?.settings['text'], value: 'new' };
        await engines[0].updateSetting(PROBE_ID, setting);
        await engines[0].syncSetting(PROBE_ID, setting);
        await engines[1].syncSetting(PROBE_ID, setting);
        for (const engine of engines) {
            const code = `return read.getEnvironmentReader().getSettings().getValueById('text')`;
            expect(await runInProbe(engine, code)).toBe('new');
            const hooks = (await probeEvents(engine)).filter(({ name }) => name === 'onSettingUpdated');
            expect(hooks).toHaveLength(1);
        }
    });

    test('pass on that the app was disabled', async () => {
        await engines[0].disable(PROBE_ID);
        await engines[1].syncStatus(PROBE_ID, 'manually_disabled');
        for (const engine of engines) expect(await engine.apps()).toMatchObject([{ enabled: false }]);
        await engines[0].enable(PROBE_ID);
        await engines[1].syncStatus(PROBE_ID, 'manually_enabled');
        for (const engine of engines) expect(await engine.apps()).toMatchObject([{ enabled: true }]);
    });

    test('are left with a disabled app after its removal on the other one, as real servers are', async () => {
        await engines[0].remove(PROBE_ID, ADMIN);
        expect(await engines[0].apps()).toEqual([]);
        expect(await engines[0].appPid()).toBeUndefined();

        await expect(engines[1].syncRemoved(PROBE_ID)).rejects.toThrow('marketplaceInfo');
        expect(await engines[1].apps()).toMatchObject([{ status: 'disabled' }]);
        expect(await engines[1].apis(PROBE_ID)).toEqual([]);
    });

    test('pass on the removal of a disabled app', async () => {
        await engines[0].disable(PROBE_ID);
        await engines[1].syncStatus(PROBE_ID, 'manually_disabled');
        await engines[0].remove(PROBE_ID, ADMIN);
        await engines[1].syncRemoved(PROBE_ID);
        expect(await engines[1].apps()).toEqual([]);
        expect(await engines[1].appPid()).toBeUndefined();
    });

    test('go on when the other one is killed', async () => {
        process.kill(engines[0].pid, 'SIGKILL');
        await expect(engines[0].idle()).rejects.toThrow('Rocket.Chat server 1 has ended');
        expect(await runInProbe(engines[1], 'return 1')).toBe(1);
    });

    test('start what is stored when they start again', async () => {
        await engines[1].stop();
        engines[1] = await startEngine({ server: 2, bridges: host.bridges });
        await engines[1].load();
        expect(await engines[1].apps()).toMatchObject([{ id: PROBE_ID, enabled: true }]);
        expect(await runInProbe(engines[1], 'return 1')).toBe(1);
    });
});
