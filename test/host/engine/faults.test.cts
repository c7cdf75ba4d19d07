import { startEngine } from './engine.cjs';
import type { BridgeCall, CallHook, CallOutcome, Engine } from './contract.cjs';
import { memoryBridges, type MemoryBridges } from './memory-bridges.cjs';
import { PROBE_ID, PROBE_PERMISSIONS, probeEvents, probeZip, runInProbe } from './probe.cjs';

const ADMIN = { id: 'admin', username: 'admin' };
const DAY_MS = 86_400_000;

let host: MemoryBridges;
let engine: Engine;
/** What the hook does in the running test. */
let hook: CallHook;

beforeEach(async () => {
    host = memoryBridges();
    hook = {};
    engine = await startEngine({
        server: 1,
        bridges: host.bridges,
        onCall: { before: (call) => hook.before?.(call), after: (call, outcome) => hook.after?.(call, outcome) },
    });
    await engine.load();
    await engine.install(probeZip(), PROBE_PERMISSIONS, ADMIN);
});
afterEach(() => engine.stop());

const create = (): Promise<unknown> => runInProbe(engine, 'return persis.create({ a: 1 })');

describe('the hook on calls', () => {
    test('sees what the app asks for, before and after, and not the engine itself', async () => {
        const seen: [string, BridgeCall, CallOutcome?][] = [];
        hook = {
            before: (call) => void seen.push(['before', call]),
            after: (call, outcome) => void seen.push(['after', call, outcome]),
        };
        const id = await create();
        const call = {
            server: 1,
            kind: 'app',
            bridge: 'persistence',
            method: 'create',
            appId: PROBE_ID,
            args: [{ a: 1 }, PROBE_ID],
        };
        expect(seen).toEqual([
            ['before', call],
            ['after', call, { result: id }],
        ]);
    });

    test('can refuse a call, which then is not executed', async () => {
        hook = {
            before: () => {
                throw new Error('store is down');
            },
        };
        await expect(create()).rejects.toThrow('store is down');
        expect(host.records.size).toBe(0);
    });

    test('can lose the answer of a call that was executed', async () => {
        hook = {
            after: () => {
                throw new Error('answer lost');
            },
        };
        await expect(create()).rejects.toThrow('answer lost');
        expect(host.records.size).toBe(1);
    });

    test('can delay a call', async () => {
        let release = (): void => undefined;
        const released = new Promise<void>((resolve) => (release = resolve));
        let reached = (): void => undefined;
        const atHook = new Promise<void>((resolve) => (reached = resolve));
        hook = {
            before: () => {
                reached();
                return released;
            },
        };
        const creating = create();
        await atHook;
        expect(host.records.size).toBe(0);
        release();
        await creating;
        expect(host.records.size).toBe(1);
    });

    test('can kill the app before a call is executed', async () => {
        hook = {
            before: () => {
                engine.killApp();
                throw new Error('killed');
            },
        };
        await expect(create()).rejects.toThrow('timed out');
        expect(host.records.size).toBe(0);
    });

    test('can kill the app after a call was executed, before it learns of it', async () => {
        hook = { after: () => engine.killApp() };
        await expect(create()).rejects.toThrow('timed out');
        expect(host.records.size).toBe(1);
    });
});

describe('an app that is killed', () => {
    test('is started again by the engine, as a new process without memory, and works', async () => {
        const before = await engine.appPid();
        await runInProbe(engine, 'lib.events.push({ name: "remembered" })');
        expect((await probeEvents(engine)).map(({ name }) => name)).toContain('remembered');

        engine.killApp();
        expect(await engine.appPid()).toBeUndefined();
        await engine.appWorks();

        expect(await engine.appPid()).not.toBe(before);
        expect(await create()).toEqual(expect.any(String));
        expect((await probeEvents(engine)).map(({ name }) => name)).toEqual(['onEnable']);
        expect(await engine.apps()).toMatchObject([{ enabled: true }]);
    });

    test('survives being killed again and again', async () => {
        for (let round = 0; round < 3; round += 1) {
            engine.killApp(PROBE_ID);
            await engine.appWorks(PROBE_ID);
            expect(await runInProbe(engine, 'return 1')).toBe(1);
        }
    });
});

describe('the clock of the app', () => {
    const now = async (): Promise<number> => Number(await runInProbe(engine, 'return Date.now()'));

    test('shows a moved time at the next look, every time', async () => {
        for (const offset of [DAY_MS, 400 * DAY_MS, -DAY_MS, 0]) {
            engine.setClockOffset(offset);
            const before = Date.now();
            const seen = await now();
            expect(seen).toBeGreaterThanOrEqual(before + offset);
            expect(seen).toBeLessThanOrEqual(Date.now() + offset);
        }
    });

    test('is moved in the middle of a handler', async () => {
        hook = { before: () => engine.setClockOffset(DAY_MS) };
        const passed = await runInProbe(
            engine,
            'const start = Date.now(); await persis.create({}); return Date.now() - start',
        );
        expect(passed).toBeGreaterThanOrEqual(DAY_MS);
    });

    test('is the same for every way to ask, and dates stay dates', async () => {
        engine.setClockOffset(DAY_MS);
        const code = `
            class Own extends Date {}
            const given = new Date(2020, 0, 31, 12, 30);
            return {
                ways: [Date.now(), new Date().getTime(), Date.parse(Date() ), new Own().getTime()],
                isDate: [new Date(), new Date(0), new Own(), given].map((date) => date instanceof Date),
                own: new Own() instanceof Own,
                fixed: new Date(5).getTime(),
                copied: new Date(new Date(6)).getTime(),
                text: new Date('1970-01-01T00:00:00.007Z').getTime(),
                parts: [given.getFullYear(), given.getMonth(), given.getDate(), given.getHours(), given.getMinutes()],
                utc: Date.UTC(1970, 0, 1, 0, 0, 0, 8),
                name: Date.name,
                constructor: new Date().constructor === Date,
            };`;
        const expected = Date.now() + DAY_MS;
        const seen = (await runInProbe(engine, code)) as { ways: number[] };
        for (const way of seen.ways) expect(Math.abs(way - expected)).toBeLessThan(5000);
        expect(seen).toMatchObject({
            isDate: [true, true, true, true],
            own: true,
            fixed: 5,
            copied: 6,
            text: 7,
            parts: [2020, 0, 31, 12, 30],
            utc: 8,
            name: 'Date',
            constructor: true,
        });
    });

    test('stays moved after the app was killed', async () => {
        engine.setClockOffset(DAY_MS);
        engine.killApp();
        await engine.appWorks();
        expect(await now()).toBeGreaterThan(Date.now() + DAY_MS - 5000);
    });

    test('starts where the options say', async () => {
        const early = await startEngine({ server: 2, bridges: host.bridges, clockOffsetMs: -DAY_MS });
        try {
            await early.load();
            expect(Number(await runInProbe(early, 'return Date.now()'))).toBeLessThan(Date.now() - DAY_MS + 5000);
            // The other server's app has its own.
            expect(await now()).toBeGreaterThan(Date.now() - 5000);
        } finally {
            await early.stop();
        }
    });
});
