import { readFileSync } from 'fs';
import { linesOf } from '../support/lines/lines.cjs';
import { LoadClient } from './load.cjs';
import { ours, reference } from './contestants.cjs';
import { planOf } from './shape.cjs';
import { bring, notice, takeSeats, writers } from './seats.cjs';
import { slot } from './slot.cjs';

const cpu = (pid: number | undefined) => {
    const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(f[11]) + Number(f[12])) * 10;
};
async function main() {
    const which = process.argv[2] ?? 'green-api';
    const client = new LoadClient();
    const seats = await takeSeats(
        {
            servers: 1,
            onOutput: (_s: number, l: string) => {
                if (l.startsWith('TALLY')) console.log('ours', l);
            },
        },
        linesOf().filter(([c]) => c === which),
    );
    const [seat] = seats.all;
    if (!seat) throw new Error();
    const customers = writers(seat, 64);
    for (const w of customers) {
        await seat.line.begin?.(w);
        await bring(seat, 0, notice(seat, w, { text: 'hi' }));
    }
    const plan = await planOf(seat, customers[0]!);
    const ref = await reference(client, {
        servers: 1,
        lanes: 64,
        plan,
        sample: notice(seat, customers[0]!, { text: 'message #1#' }),
    });
    const us = ours(client, seat, customers);
    for (const width of [1, 32])
        for (let r = 0; r < 3; r++) {
            for (const c of [us, ref.equal, ref.empty]) {
                const pids = [process.pid, c.host.engines[0]!.pid, await c.host.engines[0]!.appPid()];
                const before = pids.map(cpu);
                const s = await slot(c, width, { ms: 4000, count: 600 });
                const after = pids.map(cpu);
                console.log(
                    width,
                    c.name.padEnd(26),
                    s.count,
                    s.perSecond.toFixed(0).padStart(5),
                    'cpu ms/msg host,engine,deno',
                    after.map((a, i) => ((a - before[i]!) / s.count).toFixed(2)).join(' '),
                    JSON.stringify(s.room),
                );
            }
        }
    if (process.argv[3]) {
        console.log('PID', await us.host.engines[0]!.appPid());
    }
    await ref.stop();
    await seats.stop();
    client.stop();
}
main().then(
    () => process.exit(),
    (e) => {
        console.error(e);
        process.exit(1);
    },
);
