/** A host for `leftovers.test.cts`: it will be killed without a chance to clean up. */
import { startEngine } from './engine.cjs';
import { memoryBridges } from './memory-bridges.cjs';
import { PROBE_PERMISSIONS, probeZip, runInProbe } from './probe.cjs';

async function main(): Promise<void> {
    const engine = await startEngine({ server: 1, bridges: memoryBridges().bridges });
    await engine.load();
    await engine.install(probeZip(), PROBE_PERMISSIONS, { id: 'admin' });
    await runInProbe(engine, 'setInterval(() => undefined, 1000)');
    console.log(JSON.stringify({ pids: [engine.pid, await engine.appPid()], folder: engine.tempFolder }));
}

void main();
