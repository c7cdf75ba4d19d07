import { linesOf } from '../support/lines/lines.cjs';
import { LoadClient } from './load.cjs';
import { ours, reference } from './contestants.cjs';
import { planOf } from './shape.cjs';
import { bring, notice, takeSeats, writers } from './seats.cjs';
import { slot } from './slot.cjs';
import { spawn } from 'child_process';
async function main() {
    const client = new LoadClient();
    const seats = await takeSeats({ servers: 1 }, linesOf().slice(0, 1));
    const [seat] = seats.all;
    if (!seat) throw new Error();
    const customers = writers(seat, 64);
    for (const w of customers) {
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
    for (const [c, port] of [
        [us, 9333],
        [ref.equal, 9334],
    ] as const) {
        await slot(c, 32, { ms: 4000, count: 1000 });
        const p = spawn(
            process.execPath,
            ['--experimental-websocket', '/tmp/benchtmp/prof.cjs', String(port), '12', `/tmp/benchtmp/p${port}.json`],
            { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        let out = '';
        p.stdout.on('data', (d) => (out += d));
        const done = new Promise((r) => p.on('exit', r));
        const s = await slot(c, 32, { ms: 14000, count: 1500 });
        await done;
        console.log('=====', c.name, s.count, s.perSecond);
        console.log(out);
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
