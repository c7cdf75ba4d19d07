import fc from 'fast-check';
import { RETRY_DELAYS_MS, retryDelay } from '../../../src/lib/schedule';

test('the delays are 5 s, 30 s, 2, 10 and 30 minutes, 2, 6, 12 and 24 hours', () => {
    const middle = RETRY_DELAYS_MS.map((_, i) => (retryDelay(i + 1, 0.5) ?? 0) / 1_000);
    expect(middle).toEqual([5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400]);
});

test('each is shifted by chance, by a fifth at most', () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 1, max: 9 }),
            fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
            (failures, random) => {
                const middle = RETRY_DELAYS_MS[failures - 1] ?? 0;
                const delay = retryDelay(failures, random) ?? 0;
                expect(Math.abs(delay - middle)).toBeLessThanOrEqual(middle / 5);
            },
        ),
    );
});

test('never before the provider wants it', () => {
    expect(retryDelay(1, 0.5, 60_000)).toBe(60_000);
    expect(retryDelay(3, 0.5, 60_000)).toBe(120_000);
});

test('after the last one there is none', () => {
    expect(retryDelay(10, 0.5)).toBeUndefined();
});
