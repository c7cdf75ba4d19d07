import { median, ratioOf } from '../../bench/ratios.cjs';
import { varied } from '../../bench/contestants.cjs';

test.each([
    [[3], 3],
    [[9, 1, 4], 4],
    [[4, 1], 2.5],
])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
});

test('nothing has no median', () => {
    expect(() => median([])).toThrow('nothing');
});

test('one slow round does not change a ratio, and what slows a round for both changes nothing', () => {
    const rounds = [
        { ours: 8, theirs: 10 },
        { ours: 1, theirs: 10 },
        { ours: 80, theirs: 100 },
    ];
    expect(ratioOf(rounds, (value) => value)).toBe(0.8);
});

test('names vary without becoming longer', () => {
    expect([varied('green-api:1:message:x', 12), varied('abc', 1234)]).toEqual(['green-api:1:messag~12', '~1234']);
});
