/**
 * Random talks with changes in both directions, over two servers, with everything told twice now and then, against what a
 * small model of the rules says. The same talks every time; others with `CHANGES_SEED=<number>`, and more of them with
 * `CHANGES_RUNS=<number>`. What fails is made as short as it gets, and printed with its seed and what was done.
 */
import fc from 'fast-check';
import { EDIT_MS, REMOVE_MS, play } from './changes-model.cjs';
import type { View } from './changes-model.cjs';
import { Talk, WHAT } from './changes-talk.cjs';
import type { Step } from './changes-talk.cjs';

jest.setTimeout(600_000);

const SEED = Number(process.env['CHANGES_SEED'] ?? 7);
const RUNS = Number(process.env['CHANGES_RUNS'] ?? 300);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const step: fc.Arbitrary<Step> = fc.record({
    what: fc.constantFrom(...WHAT),
    target: fc.nat(30),
    quotes: fc.option(fc.nat(30), { nil: undefined, freq: 2 }),
    emoji: fc.constantFrom('👍', '🎉', ''),
    who: fc.constantFrom('contact', 'eve'),
    back: fc.nat(4).map((n) => n === 0),
    refused: fc.nat(7).map((n) => n === 0),
    server: fc.nat(1),
    twice: fc.option(fc.nat(1), { nil: undefined, freq: 2 }),
    rush: fc.option(fc.nat(25), { nil: undefined, freq: 2 }),
    pause: fc.oneof(
        { weight: 6, arbitrary: fc.constant(SECOND) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 1_200 }).map((n) => n * SECOND) },
        { weight: 2, arbitrary: fc.constantFrom(EDIT_MS - SECOND, EDIT_MS, EDIT_MS + SECOND) },
        { weight: 1, arbitrary: fc.constantFrom(REMOVE_MS - SECOND, REMOVE_MS, REMOVE_MS + SECOND) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 80 }).map((n) => n * 60 * MINUTE) },
    ),
    edge: fc.option(fc.constantFrom(-1, 0, 1), { nil: undefined, freq: 2 }),
});

const sorted = (view: View): View => ({
    ...view,
    about: [...view.about].sort((a, b) => (`${a.quotes} ${a.text}` < `${b.quotes} ${b.text}` ? -1 : 1)),
    told: [...view.told].sort(),
});

test('whatever both sides write, quote, change, take back and react to, both see in the end what the rules say', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.nat(),
            fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
            async (seed, steps) => {
                const talk = new Talk(seed);
                await talk.begin();
                for (const one of steps) {
                    await talk.take(one);
                }
                const view = sorted(await talk.end());
                expect({ acts: talk.acts, view, rest: talk.rest }).toEqual({
                    acts: talk.acts,
                    view: sorted(play(talk.acts)),
                    rest: { problems: [], twice: [], left: [] },
                });
            },
        ),
        { seed: SEED, numRuns: RUNS },
    );
});
