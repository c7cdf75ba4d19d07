import type { Desk } from '../../support/desk.cjs';
import { LANES, MANY, RUN_LIMIT_MS, leaveBehind, left, run, shownIn } from './backlog.cjs';
import { complaints, customer, furnished, openRooms, until } from './workbench.cjs';

/** The long run (`npm run test:long`) works all of it off. */

const FINISHED = 1_500;

let desk: Desk;

beforeAll(async () => {
    ({ desk } = await furnished({ runtimeTimeoutMs: 30_000 }));
});

afterAll(() => desk.stop());

test('a run of the tick that meets 50,000 entries ends within 20 s and has got on; the last one finishes', async () => {
    await leaveBehind(desk, MANY);
    expect(await run(desk)).toBeLessThan(RUN_LIMIT_MS);
    expect(await left(desk)).toBeLessThan(MANY);

    // Whoever writes meanwhile does not stand in a line with them.
    const newcomer = customer();
    const second = run(desk);
    desk.green.customerWrites('7103990042', { ...newcomer, text: 'me first' });
    const took = await until(
        'the newcomer',
        async () => {
            const [room] = await openRooms(desk, newcomer);
            return room !== undefined && (await desk.transcript(room._id)).includes('me first');
        },
        10_000,
    );
    expect(took).toBeLessThan(5_000);
    expect(await second).toBeLessThan(RUN_LIMIT_MS);

    // The rest would take minutes: only the last words of every lane are left.
    const { persistence } = desk.host.store;
    for (let n = 0; n < MANY - FINISHED; n++) await persistence.removeOne({ _id: `left${n}` });
    for (let runs = 0; runs < 10 && (await left(desk)) > 0; runs++) {
        expect(await run(desk)).toBeLessThan(RUN_LIMIT_MS);
    }
    expect(await left(desk)).toBe(0);
    for (let lane = 0; lane < LANES; lane += 7) {
        const shown = await shownIn(desk, lane);
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
        expect(shown.slice(-3)).toEqual([MANY - 1_500 + lane, MANY - 1_000 + lane, MANY - 500 + lane]);
    }
    expect(await complaints(desk)).toEqual([]);
}, 240_000);
