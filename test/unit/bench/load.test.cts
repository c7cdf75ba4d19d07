import { loops } from '../../bench/load.cjs';

test('loops end when everything is done, and no sooner', async () => {
    const lanes: number[] = [];
    const { count } = await loops(3, { ms: 60_000, count: 10 }, (lane) => {
        lanes.push(lane);
        return Promise.resolve();
    });
    expect([count, new Set(lanes).size]).toEqual([10, 3]);
});

test('loops end when their time is over', async () => {
    const { count } = await loops(2, { ms: 0, count: 1_000 }, () => Promise.resolve());
    expect(count).toBe(0);
});

test('a failure ends all loops and is told', async () => {
    let begun = 0;
    const work = loops(2, { ms: 60_000, count: 1_000 }, async () => {
        begun += 1;
        await Promise.resolve();
        if (begun >= 5) throw new Error('no answer');
    });
    await expect(work).rejects.toThrow('no answer');
    expect(begun).toBeLessThan(10);
});
