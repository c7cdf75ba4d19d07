import { SHORT, planOf } from './plan.cjs';
import { run } from './run.cjs';

/** Which story; the processes are real ones, so none is quite the same twice. */
const seed = Number(process.env['CHAOS_SEED'] ?? SHORT.seed);

test('everything at once, on three servers: nothing lost, doubled, out of order or silent', async () => {
    const plan = planOf({ ...SHORT, seed, servers: 3 });
    const report = await run(plan, () => undefined);
    process.stdout.write(`\n${report.text}\n`);
    expect(report.violations.map(({ kind, what }) => `${kind}: ${what} (seed ${String(seed)})`)).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(plan.kills);
    expect(report.answers[200]).toBeGreaterThanOrEqual(plan.events);
}, 300_000);
