import { execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { startEngine } from './engine.cjs';
import type { Engine } from './contract.cjs';
import { memoryBridges } from './memory-bridges.cjs';
import { PROBE_PERMISSIONS, probeZip, runInProbe } from './probe.cjs';

const ADMIN = { id: 'admin', username: 'admin' };
/** A host that starts an engine with the probe, says which processes it has, and does nothing more. */
const ABANDONED_HOST = path.join(__dirname, 'abandoned-host.cts');

/** Whether the process runs; one that has ended and that nobody has asked about yet does not. */
function runs(pid: number): boolean {
    try {
        return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
            .toString()
            .trim()
            .startsWith('Z');
    } catch {
        return false;
    }
}

async function ended(pids: readonly number[]): Promise<void> {
    while (pids.some(runs)) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function startProbe(): Promise<{ engine: Engine; pids: number[] }> {
    const engine = await startEngine({ server: 1, bridges: memoryBridges().bridges });
    await engine.load();
    await engine.install(probeZip(), PROBE_PERMISSIONS, ADMIN);
    // Something that would keep the app's process alive after its input has ended.
    await runInProbe(engine, 'setInterval(() => undefined, 1000)');
    return { engine, pids: [engine.pid, (await engine.appPid()) ?? 0] };
}

test('a stopped engine leaves no process and no folder', async () => {
    const { engine, pids } = await startProbe();
    expect(pids.map(runs)).toEqual([true, true]);
    expect(fs.existsSync(engine.tempFolder)).toBe(true);
    await engine.stop();
    expect(pids.map(runs)).toEqual([false, false]);
    expect(fs.existsSync(engine.tempFolder)).toBe(false);
});

test('a stopped engine can be stopped again, and refuses the rest', async () => {
    const { engine } = await startProbe();
    await Promise.all([engine.stop(), engine.stop()]);
    await engine.stop();
    engine.killApp();
    engine.setClockOffset(1);
    await expect(engine.apps()).rejects.toThrow('Rocket.Chat server 1 has ended');
    await expect(engine.appPid()).resolves.toBeUndefined();
});

test('what was asked of an engine that is stopped meanwhile is refused, also where nobody listens any more', async () => {
    const { engine } = await startProbe();
    const asked = runInProbe(engine, 'await new Promise((resolve) => setTimeout(resolve, 60_000))');
    const told = asked.then(
        () => 'done',
        (error: unknown) => String(error),
    );
    const forgotten = [engine.idle(), engine.runJob('nobody waits for this', {})];
    await engine.stop();
    expect(await told).toContain('Rocket.Chat server 1 has ended');
    // By now a refusal that nobody has heard would have ended this process.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(forgotten[0]).rejects.toThrow('has ended');
});

test('an engine that is killed leaves no process of an app', async () => {
    const { engine, pids } = await startProbe();
    const [own = 0] = pids;
    process.kill(own, 'SIGKILL');
    await ended(pids);
    await engine.stop();
    expect(fs.existsSync(engine.tempFolder)).toBe(false);
});

test('an engine leaves it to its host what to do when both are interrupted', async () => {
    const { engine, pids } = await startProbe();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(engine.pid, signal);
    await expect(runInProbe(engine, 'return 1')).resolves.toBe(1);
    await engine.stop();
    expect(pids.map(runs)).toEqual([false, false]);
    expect(fs.existsSync(engine.tempFolder)).toBe(false);
});

test('a host that is killed leaves no process', async () => {
    const loader = pathToFileURL(require.resolve('tsx')).href;
    const abandoned = spawn(process.execPath, ['--import', loader, ABANDONED_HOST], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => abandoned.stdout.once('data', (data) => resolve(String(data))));
    const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
    expect(pids.map(runs)).toEqual([true, true]);
    abandoned.kill('SIGKILL');
    await ended(pids);
    expect(fs.existsSync(folder)).toBe(false);
});
