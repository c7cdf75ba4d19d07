/** `npm run test:chaos -- --seed 7 --events 1000 --replies 200 --servers 3 --kills 50` */
import type { Plan } from './plan.cjs';
import { LONG, optionsFrom, planOf } from './plan.cjs';
import { run } from './run.cjs';

const NAMES = ['seed', 'events', 'replies', 'servers', 'kills'] as const;

async function main(): Promise<void> {
    const { servers, ...given } = optionsFrom(process.argv.slice(2), NAMES);
    const runs: Plan[] = (servers === undefined ? [1, 3] : [servers]).map((count) =>
        planOf({ ...LONG, ...given, servers: count }),
    );
    for (const plan of runs) {
        const { text, violations } = await run(plan, (line) => console.log(line));
        console.log(`\n${text}\n`);
        if (violations.length > 0) process.exitCode = 1;
    }
}

main().then(
    () => process.exit(),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
