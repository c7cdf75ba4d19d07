import type { Desk } from '../../support/desk.cjs';
import { LANES, MANY, leaveBehind, left, run, shownIn } from './backlog.cjs';
import { complaints, furnished } from './workbench.cjs';

/** The platform gives a run 30 s. */
const RUN_LIMIT_MS = 20_000;

let desk: Desk;

beforeAll(async () => {
    ({ desk } = await furnished({ runtimeTimeoutMs: 30_000 }));
});

afterAll(() => desk.stop());

test('50,000 entries are worked off in runs of less than 20 s, each once and in order', async () => {
    await leaveBehind(desk, MANY);
    const runs: number[] = [];
    while ((await left(desk)) > 0) {
        const since = performance.now();
        await run(desk);
        runs.push(performance.now() - since);
        expect(runs.slice(-1)[0]).toBeLessThan(RUN_LIMIT_MS);
    }
    const perRun = Math.round(MANY / runs.length);
    console.log(`${runs.length} runs of ${perRun} entries each, the longest ${Math.round(Math.max(...runs))} ms`);
    for (let lane = 0; lane < LANES; lane++) {
        const expected = Array.from({ length: MANY / LANES }, (_, turn) => lane + turn * LANES);
        expect(await shownIn(desk, lane)).toEqual(expected);
    }
    expect(await complaints(desk)).toEqual([]);
}, 1_800_000);
