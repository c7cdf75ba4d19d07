import { FLOWS, Scene, enumerate, leftovers, tableOf } from './kill-points.cjs';
async function main() {
    const scene = await Scene.start();
    const only = process.argv[2];
    for (const flow of FLOWS.filter((f) => only === undefined || f.name.includes(only))) {
        const t = Date.now();
        const rows = await enumerate(scene, flow);
        console.log(tableOf(rows));
        console.log('left', await leftovers(scene), Date.now() - t, 'ms', rows.length);
    }
    await scene.stop();
}
main().then(
    () => process.exit(0),
    (e) => {
        console.error(e);
        process.exit(1);
    },
);
