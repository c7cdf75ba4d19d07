import fc from 'fast-check';
import { Pacer } from '../../../src/lib/pacer';

test('calls leave at the rate, whenever they are asked for', () => {
    fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 50 }), (gaps) => {
            const pacer = new Pacer(10);
            let now = 0;
            const leaves = gaps.map((gap) => {
                now += gap;
                return now + pacer.reserve(now);
            });
            for (let i = 1; i < leaves.length; i++) {
                expect((leaves[i] ?? 0) - (leaves[i - 1] ?? 0)).toBeGreaterThanOrEqual(100 - 1e-6);
            }
        }),
    );
});

test('a free pacer lets a call go at once, and asking takes no place', () => {
    const pacer = new Pacer(2);
    expect([pacer.wait(0), pacer.wait(0), pacer.reserve(0), pacer.wait(0), pacer.wait(600)]).toEqual([0, 0, 0, 500, 0]);
});
