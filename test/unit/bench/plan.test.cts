import { FULL, planFrom, QUICK, timeLeft } from '../../bench/plan.cjs';
import { linesOf } from '../../support/lines/lines.cjs';

test('what stands behind the command chooses the plan', () => {
    expect([planFrom([]), planFrom(['--quick'])]).toEqual([FULL, QUICK]);
    expect(() => planFrom(['--fast'])).toThrow('--quick');
});

test('what is left of the time is what is not kept for later', () => {
    let now = 1_000;
    const left = timeLeft({ ...QUICK, endsWithin: 500 }, () => now);
    expect([left(0), left(100)]).toEqual([500, 400]);
    now = 1_450;
    expect([left(0), left(100)]).toEqual([50, 0]);
});

test('a channel without a line is an error that says where one is missing', () => {
    expect(() => linesOf(['pigeon-post'])).toThrow(/"pigeon-post".*test\/support\/lines\/lines\.cts/);
});
