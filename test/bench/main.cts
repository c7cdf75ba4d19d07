/** `npm run bench`: measures everything and writes docs/figures.md. `npm run bench -- --quick` only shows the page. */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { format, resolveConfig } from 'prettier';
import { goalsOf } from './goals.cjs';
import { planFrom } from './plan.cjs';
import { pageOf } from './report.cjs';
import { run } from './run.cjs';

/** Of the time that a run has: on a machine that does other things as well it may take longer. */
const FAR_TOO_LONG = 3;
const PAGE = join(__dirname, '../../docs/figures.md');

async function main(): Promise<void> {
    const plan = planFrom(process.argv.slice(2));
    const since = performance.now();
    // The hosts' processes end with this one.
    setTimeout(() => {
        console.error('The run has taken far too long; it is given up.');
        process.exit(1);
    }, plan.endsWithin * FAR_TOO_LONG).unref();
    const figures = await run(plan, (line) => {
        console.log(`${((performance.now() - since) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
    });
    const page = await format(pageOf(figures), { ...(await resolveConfig(PAGE)), filepath: PAGE });
    console.log(`\n${page}`);
    if (plan.name === 'full') writeFileSync(PAGE, page);
    const missed = goalsOf(figures).filter(({ isMet }) => !isMet);
    for (const { name, wanted, found } of missed) console.log(`missed: ${name}: ${wanted}, but ${found}`);
    // A quick run is too short to say more than that everything still measures.
    if (plan.name === 'full' && missed.length > 0) process.exitCode = 1;
}

main().then(
    () => process.exit(),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
