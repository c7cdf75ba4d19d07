import type { Row } from './kill-points.cjs';
import { Scene } from './conversation.cjs';
import { FLOWS } from './flows.cjs';
import { enumerate, leftovers, tableOf } from './kill-points.cjs';

let scene: Scene;
const table: Row[] = [];

beforeAll(async () => {
    scene = await Scene.start();
});

afterAll(async () => {
    await scene.stop();
    process.stdout.write(`\nkill point -> outcome\n${tableOf(table)}\n`);
});

test.each(FLOWS)(
    'wherever the app dies, nothing is lost, doubled or out of order, and no answer goes silently: $name',
    async (flow) => {
        const rows = await enumerate(scene, flow);
        table.push(...rows);
        expect(rows.filter(({ problem }) => problem !== undefined)).toEqual([]);
        expect(rows.length).toBeGreaterThan(2 * 5);
        expect(await leftovers(scene)).toEqual([]);
    },
    300_000,
);
