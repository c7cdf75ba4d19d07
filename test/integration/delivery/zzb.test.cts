import { encode } from '../../host/store/encode.cjs';
import { keys } from '../../../src/gateway/keys';
import { APP_ID, INSTANCE } from '../../support/desk.cjs';
import { furnished, kept, pass, complaints } from './workbench.cjs';
const N = Number(process.env.N ?? 5000),
    LANES = Number(process.env.LANES ?? 50);
test('x', async () => {
    const { desk } = await furnished({ runtimeTimeoutMs: 30000 });
    try {
        const now = desk.host.clock.now();
        const recs = Array.from({ length: N }, (_, n) => {
            const phone = `1556${String(1000000 + (n % LANES))}`;
            const lane = `green-api:${INSTANCE.id}:${phone}@c.us`;
            const key = `green-api:${INSTANCE.id}:message:${phone}@c.us:M${n}`;
            const data = {
                t: 'entry',
                v: 1,
                key,
                conversation: lane,
                event: {
                    kind: 'message',
                    id: `${phone}@c.us:M${n}`,
                    contact: { address: `${phone}@c.us`, name: phone, phone: '+' + phone },
                    at: now - 3600000 + n,
                    content: [{ kind: 'text', text: `m ${n}` }],
                },
                arrivedAt: now - 3000000,
                process: 'gone',
            };
            const ks = keys.entry(key, lane);
            return {
                _id: `p${n}`,
                appId: APP_ID,
                seq: desk.host.store.nextNumber(),
                data: encode(data),
                keys: ks.map((k) => `${APP_ID} misc ${k}`),
                exact: JSON.stringify([APP_ID, ...ks.map((k) => ['misc', k])]),
            };
        });
        const t0 = performance.now();
        await desk.host.store.persistence.insertMany(recs);
        console.log('planted', performance.now() - t0);
        for (let i = 0; i < 5; i++) {
            const t = performance.now();
            desk.host.calls.reset();
            await desk.host.cluster.engine(0).runJob('sweep_' + APP_ID, {});
            const left = (await kept(desk, 'entry')).length;
            console.log(
                i,
                Math.round(performance.now() - t),
                'left',
                left,
                'calls',
                desk.host.calls.list().length,
                JSON.stringify((await desk.host.store.jobs.find({})).map(({ failReason }) => failReason)),
            );
            if (left === 0) break;
        }
        console.log(await complaints(desk));
    } finally {
        await desk.stop();
    }
}, 900000);
