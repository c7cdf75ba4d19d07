/**
 * One Rocket.Chat server: a process with one `AppManager`, whose bridges and storages only forward to the host that forked
 * it. The environment says what to run: see `EngineEnvironment`.
 */
import type { AppManager } from '@rocket.chat/apps-engine/server/AppManager';
import type { AppSourceStorage } from '@rocket.chat/apps-engine/server/storage';
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { forwardingBridges, forwardingStorages, type LoadEngine } from './forwarding.cjs';
import { runningFolder } from './layout.cjs';
import { operations, type Operations } from './operations.cjs';
import { createPeer } from './peer.cjs';
import { killRuntimes, untilIdle, watchRuntimes } from './runtimes.cjs';

export interface EngineEnvironment {
    /** Folder of the engine's copy. */
    readonly HOST_ENGINE_FOLDER: string;
}

const { HOST_ENGINE_FOLDER: folder = '' } = process.env;
const requireEngine = createRequire(path.join(folder, 'package.json'));
const load: LoadEngine = (module) => requireEngine(`./${module}`) as Record<string, unknown>;

/** Ends the apps' processes, this process's own folder and this process. */
async function end(): Promise<never> {
    await killRuntimes();
    fs.rmSync(runningFolder(folder, process.pid), { recursive: true, force: true });
    process.exit();
}

function main(): void {
    // The host has gone, or wants us to.
    process.once('disconnect', () => void end());
    // A terminal interrupts the whole process group. It is the host that decides; if it ends, so does the channel.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
    // Rocket.Chat survives them too: an event that nobody awaited, a write to an app that died.
    process.on('unhandledRejection', (reason) => console.error('Unhandled rejection', reason));
    process.on('uncaughtException', (error) => console.error('Uncaught exception', error));

    let perform: (name: string, args: unknown[]) => Promise<unknown> = () => Promise.reject(new Error('Not started'));
    const host = createPeer(process, { request: (name, args) => perform(name, args), note: () => undefined });
    const forward = (call: unknown): Promise<unknown> => host.request('call', call);

    const { AppManager: Manager } = load('server/AppManager') as { AppManager: new (options: unknown) => AppManager };
    watchRuntimes(load, host.note);
    const storages = forwardingStorages(load, forward);
    const manager = new Manager({
        ...storages,
        bridges: forwardingBridges(load, forward),
        // The engine links its runtime into this folder, unless something of that name is there: here, the runtime itself.
        // A folder per process would be a new path to Deno, for which it compiles and caches everything again.
        tempFilePath: folder,
    });
    const table: Operations = {
        ...operations(manager, storages.sourceStorage as AppSourceStorage, load),
        idle: untilIdle,
    };
    perform = async (name, args) => {
        const operation = table[name];
        if (!operation) throw new Error(`Unknown operation ${name}`);
        return operation(...(args as never[]));
    };
    host.note('ready');
}

main();
