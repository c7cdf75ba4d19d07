import type { Clock } from '../../src/gateway/ports';

/** A clock for a channel without a core around it: nothing is waited for, nothing takes too long, chance is always 0. */
export const patientClock = (now: () => number): Clock => ({
    now,
    sleep: () => Promise.resolve(),
    atMost: (_ms, work) => work.then(() => undefined),
    timer: () => () => false,
    random: () => 0,
});
