import { PROBE_ID } from '../engine/probe.cjs';
import { dueTime, nextTime } from '../rocketchat/job-times.cjs';
import { startWorld, type Json, type World } from './world.cjs';

describe('scheduler', () => {
    let world: World;
    beforeAll(async () => {
        world = await startWorld();
    });
    beforeEach(async () => {
        await world.probe(`await modify.getScheduler().cancelAllJobs(); lib.events.length = 0; lib.on('beat', '')`);
    });
    afterEach(() => world.admin.setFaults({ reset: true }));
    afterAll(() => world.stop());

    const schedule = (call: 'scheduleOnce' | 'scheduleRecurring', job: Json): Promise<unknown> =>
        world.probe(`return modify.getScheduler()[args.call](args.job)`, { call, job });
    const beats = (): Promise<Json[]> => world.events('beat');
    const jobs = async (): Promise<number> => world.host.store.jobs.count({ appId: PROBE_ID });

    test('a one-time job runs once, when the clock has come to it, with its data and id', async () => {
        const id = await schedule('scheduleOnce', { id: 'beat', when: 'in 5 minutes', data: { n: 1 } });
        expect(id).toMatch(/^[0-9a-f]{24}$/);
        await world.admin.advance(4 * 60_000);
        expect(await beats()).toEqual([]);
        await world.admin.advance(61_000);
        expect(await beats()).toEqual([{ n: 1, jobId: id }]);
        await world.admin.advance(3_600_000);
        expect(await beats()).toHaveLength(1);
        expect(await jobs()).toBe(0);
    });

    test('the app sees the moved clock when its job runs', async () => {
        await schedule('scheduleOnce', { id: 'beat', when: '10 seconds' });
        await world.probe(`lib.on('beat', 'lib.seen = Date.now()')`);
        await world.admin.advance(86_400_000);
        const seen = await world.probe<number>(`return lib.seen`);
        expect(Math.abs(seen - world.host.clock.now())).toBeLessThan(5_000);
    });

    test('a one-time job that throws is dead: no retry, and its record stays', async () => {
        await world.probe(`lib.on('beat', 'throw new Error("broken")')`);
        await schedule('scheduleOnce', { id: 'beat', when: '1 second' });
        await world.admin.advance(2_000);
        await world.admin.advance(3_600_000);
        expect(await beats()).toHaveLength(1);
        expect(await jobs()).toBe(1);
    });

    test('a recurring job runs at once and then by its interval, also after it has thrown', async () => {
        await world.probe(`lib.on('beat', 'throw new Error("broken")')`);
        await schedule('scheduleRecurring', { id: 'beat', interval: '30 seconds' });
        await world.admin.advance(0);
        expect(await beats()).toHaveLength(1);
        await world.admin.advance(20_000);
        expect(await beats()).toHaveLength(1);
        await world.admin.advance(10_500);
        expect(await beats()).toHaveLength(2);
    });

    test('runs that were missed are not caught up', async () => {
        await schedule('scheduleRecurring', { id: 'beat', interval: '5 seconds', skipImmediate: true });
        await world.admin.advance(60_000);
        expect(await beats()).toHaveLength(1);
    });

    test('there is one recurring job per processor: a second schedule replaces interval and data', async () => {
        await schedule('scheduleRecurring', { id: 'beat', interval: '1 hour', skipImmediate: true, data: { n: 1 } });
        await schedule('scheduleRecurring', {
            id: 'beat',
            interval: '10 seconds',
            skipImmediate: true,
            data: { n: 2 },
        });
        expect(await jobs()).toBe(1);
        await world.admin.advance(11_000);
        expect(await beats()).toMatchObject([{ n: 2 }]);
    });

    test('a job is cancelled by its id, by its processor, or with all others', async () => {
        const id = await schedule('scheduleOnce', { id: 'beat', when: '10 seconds' });
        await world.probe(`return modify.getScheduler().cancelJob(args)`, id);
        expect(await jobs()).toBe(0);
        await schedule('scheduleOnce', { id: 'beat', when: '10 seconds' });
        await world.probe(`return modify.getScheduler().cancelJob('beat')`);
        expect(await jobs()).toBe(0);
        // Twelve characters are taken for an ObjectId: nothing of that name is cancelled.
        await schedule('scheduleOnce', { id: 'twelve-chars', when: '10 seconds' });
        await world.probe(`return modify.getScheduler().cancelJob('twelve-chars')`);
        expect(await jobs()).toBe(1);
        await world.probe(`return modify.getScheduler().cancelAllJobs()`);
        expect(await jobs()).toBe(0);
    });

    test('a job whose server died while it ran is locked for ten minutes', async () => {
        await schedule('scheduleRecurring', { id: 'beat', interval: '10 seconds', skipImmediate: true });
        await world.host.store.jobs.updateMany({}, { lockedAt: world.host.clock.now() });
        await world.admin.advance(5 * 60_000);
        expect(await beats()).toEqual([]);
        await world.admin.advance(5 * 60_000 + 1_000);
        expect(await beats()).toHaveLength(1);
    });

    test('what a job makes due at once runs in the same move of the clock', async () => {
        await world.probe(
            `lib.on('beat', 'if (data.left > 0) await modify.getScheduler().scheduleOnce({ id: "beat", when: "0 seconds", data: { left: data.left - 1 } })')`,
        );
        await schedule('scheduleOnce', { id: 'beat', when: '1 second', data: { left: 2 } });
        await world.admin.advance(2_000);
        expect((await beats()).map(({ left }) => left)).toEqual([2, 1, 0]);
    });

    test('a time that means nothing gives no job and no error', async () => {
        expect(await schedule('scheduleOnce', { id: 'beat', when: 'some day' })).toBeNull();
    });

    test('times are given as dates, phrases, milliseconds or cron lines', () => {
        const noon = Date.UTC(2026, 0, 1, 12, 0, 30);
        expect(dueTime(new Date(5), noon)).toBe(5);
        expect(dueTime('in 5 minutes', noon)).toBe(noon + 300_000);
        expect(dueTime('10 seconds', noon)).toBe(noon + 10_000);
        expect(nextTime('30 seconds', noon)).toBe(noon + 30_000);
        expect(nextTime(1500, noon)).toBe(noon + 1500);
        expect(nextTime('*/5 * * * *', noon)).toBe(Date.UTC(2026, 0, 1, 12, 5));
        expect(nextTime('0 3 * * *', noon)).toBe(Date.UTC(2026, 0, 2, 3, 0));
        expect(nextTime('15,45 12-13 * * 1-5', noon)).toBe(Date.UTC(2026, 0, 1, 12, 15));
        expect(() => nextTime('now and then', noon)).toThrow('no interval');
    });
});

test('jobs run by themselves when their time has come', async () => {
    const world = await startWorld({ timer: true });
    try {
        let ran: () => void;
        const running = new Promise<void>((resolve) => (ran = resolve));
        world.host.setHook({ before: () => ran() });
        await world.probe(`lib.on('beat', 'await read.getUserReader().getAppUser()')`);
        world.host.setHook({
            before: ({ bridge, method }) => (`${bridge}.${method}` === 'user.getAppUser' ? ran() : undefined),
        });
        await world.probe(`return modify.getScheduler().scheduleRecurring({ id: 'beat', interval: '1 hour' })`);
        await running;
        expect(await world.events('beat')).toHaveLength(1);
    } finally {
        await world.stop();
    }
});
