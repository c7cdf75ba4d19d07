import type { Desk } from '../../support/desk.cjs';
import { LANES, MANY, leaveBehind, left, run, shownIn } from './backlog.cjs';
import { complaints, customer, furnished, openRooms, until } from './workbench.cjs';

/**
 * On the real engine, at whatever speed this machine has: that a run ends by itself, gets on, and lets others through. How
 * long it may take is seen by a clock of the test's own (`test/unit/gateway/backlog.test.cts`), and by this machine's in the
 * long run, which works all of it off (`npm run test:long`).
 */

const FINISHED = 1_500;
/** Longer than anything here can take: no call is to be given up by the platform. */
const PATIENCE_MS = 120_000;

let desk: Desk;

beforeAll(async () => {
    ({ desk } = await furnished({ runtimeTimeoutMs: PATIENCE_MS }));
});

afterAll(() => desk.stop());

test(
    'a run of the tick that meets 50,000 entries ends and has got on; the last one finishes',
    async () => {
        await leaveBehind(desk, MANY);
        await run(desk);
        expect(await left(desk)).toBeLessThan(MANY);

        // Whoever writes meanwhile does not stand in a line with them.
        const newcomer = customer();
        const second = run(desk);
        desk.green.customerWrites('7103990042', { ...newcomer, text: 'me first' });
        await until(
            'the newcomer',
            async () => {
                const [room] = await openRooms(desk, newcomer);
                return room !== undefined && (await desk.transcript(room._id)).includes('me first');
            },
            PATIENCE_MS,
        );
        expect(await left(desk)).toBeGreaterThan(MANY / 2);
        await second;

        // The rest would take minutes: only the last words of every lane are left.
        const { persistence } = desk.host.store;
        for (let n = 0; n < MANY - FINISHED; n++) await persistence.removeOne({ _id: `left${n}` });
        for (let runs = 0; runs < 100 && (await left(desk)) > 0; runs++) {
            await run(desk);
        }
        expect(await left(desk)).toBe(0);
        for (let lane = 0; lane < LANES; lane += 7) {
            const shown = await shownIn(desk, lane);
            expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
            expect(shown.slice(-3)).toEqual([MANY - 1_500 + lane, MANY - 1_000 + lane, MANY - 500 + lane]);
        }
        expect(await complaints(desk)).toEqual([]);
    },
    3 * PATIENCE_MS,
);
