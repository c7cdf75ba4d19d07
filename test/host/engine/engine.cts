import { fork, type ChildProcess } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { createInterface } from 'readline';
import type { BridgeCall, BridgeMethod, CallOutcome, Engine, EngineOptions } from './contract.cjs';
import { appClock, type AppClock } from './app-clock.cjs';
import { appProcesses, type AppProcesses } from './app-processes.cjs';
import { compiledProgram } from './compiled.cjs';
import { CLOCK_FILE, runningFolder } from './layout.cjs';
import { createPeer, type Peer } from './peer.cjs';
import { prepareEngine } from './prepare.cjs';
import type { EngineEnvironment } from './process.cjs';

/** How long the host of an app waits for it, unless the options say otherwise; the engine's own default is 30 s. */
const RUNTIME_TIMEOUT_MS = 2000;
/** How many of a child's last lines the error of a failed start shows. */
const REPORTED_LINES = 20;
/** A child that has not ended by itself after this long is killed. */
const STOP_GRACE_MS = 3000;

/**
 * Starts one Rocket.Chat server: forks a process with the real Apps-Engine in it, whose bridges call `options.bridges`.
 * Resolves when the engine can be asked; call `load()` first. Rejects if the process ends before that.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
    const prepared = prepareEngine(options.engineVersion);
    const ours: EngineEnvironment = { HOST_ENGINE_FOLDER: prepared.folder };
    const child = fork(compiledProgram('process.cts', prepared.programs), {
        execArgv: ['--enable-source-maps'],
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
            ...process.env,
            NODE_OPTIONS: '',
            APPS_ENGINE_RUNTIME_TIMEOUT: String(RUNTIME_TIMEOUT_MS),
            ...options.env,
            ...ours,
            // Not to be had otherwise: under jest it would be `test`, in which the engine checks no permission.
            NODE_ENV: 'production',
            DENO_DIR: prepared.denoDir,
            PATH: [prepared.denoBinFolder, process.env['PATH']].join(path.delimiter),
        },
    });
    const lastLines: string[] = [];
    readLines(child, (line) => {
        if (lastLines.push(line) > REPORTED_LINES) lastLines.shift();
        options.onOutput?.(line);
    });
    const temp = runningFolder(prepared.folder, child.pid ?? 0);
    // In time: no app is started before we ask for it.
    const clock = appClock(path.join(temp, CLOCK_FILE), options.clockOffsetMs ?? 0);

    const apps = appProcesses();
    let becomeReady: () => void;
    const ready = new Promise<void>((resolve) => (becomeReady = resolve));
    const notes: Readonly<Record<string, (...args: never[]) => void>> = {
        ready: () => becomeReady(),
        appStarted: apps.started,
        appEnded: apps.ended,
        appWorks: apps.works,
        settingRead: () => options.onSettingRead?.(),
    };
    const peer = createPeer(child, {
        request: (_name, [call]) => answerCall(options, { ...(call as BridgeCall), server: options.server }),
        note: (name, args) => notes[name]?.(...(args as never[])),
    });
    const ended = new Promise<void>((resolve) => {
        child.once('exit', (code, signal) => {
            const reason = new Error(`Rocket.Chat server ${options.server} has ended (${signal ?? code})`);
            peer.close(reason);
            // It ends them itself, unless it was killed.
            apps.kill();
            apps.close(reason);
            clock.close();
            fs.rmSync(temp, { recursive: true, force: true });
            resolve();
        });
    });
    await Promise.race([
        ready,
        ended.then(() => {
            throw new Error([`Rocket.Chat server ${options.server} did not start`, ...lastLines].join('\n'));
        }),
    ]);
    return engineOn({ options, child, peer, temp, clock, apps, ended });
}

interface Running {
    readonly options: EngineOptions;
    readonly child: ChildProcess;
    readonly peer: Peer;
    readonly temp: string;
    readonly clock: AppClock;
    readonly apps: AppProcesses;
    readonly ended: Promise<void>;
}

function engineOn({ options, child, peer, temp, clock, apps, ended }: Running): Engine {
    const ask =
        (name: string) =>
        (...args: unknown[]): Promise<never> =>
            peer.request(name, ...args) as Promise<never>;
    return {
        server: options.server,
        pid: child.pid ?? 0,
        tempFolder: temp,
        load: ask('load'),
        install: ask('install'),
        update: ask('update'),
        remove: ask('remove'),
        enable: ask('enable'),
        disable: ask('disable'),
        apps: ask('apps'),
        apis: ask('apis'),
        executeApi: ask('executeApi'),
        executeListener: ask('executeListener'),
        executeCommand: ask('executeCommand'),
        runJob: ask('runJob'),
        updateSetting: ask('updateSetting'),
        syncInstalled: ask('syncInstalled'),
        syncUpdated: ask('syncUpdated'),
        syncRemoved: ask('syncRemoved'),
        syncStatus: ask('syncStatus'),
        syncSetting: ask('syncSetting'),
        idle: ask('idle'),
        killApp: apps.kill,
        appPid: (appId) => Promise.resolve(apps.pids(appId)[0]),
        appWorks: apps.untilWorks,
        setClockOffset: clock.set,
        async stop() {
            if (child.connected) child.disconnect();
            const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
            await ended;
            clearTimeout(impatience);
        },
    };
}

/** Lets the Rocket.Chat side execute one call, between the two halves of the hook. */
async function answerCall({ bridges, onCall }: EngineOptions, call: BridgeCall): Promise<unknown> {
    const hook = call.kind === 'app' || onCall?.seesEngineCalls ? onCall : undefined;
    await hook?.before?.(call);
    const outcome = await execute(bridges[call.bridge]?.[call.method], call);
    await hook?.after?.(call, outcome);
    if (outcome.error) throw outcome.error;
    return outcome.result;
}

async function execute(method: BridgeMethod | undefined, call: BridgeCall): Promise<CallOutcome> {
    try {
        if (!method) throw new Error(`Not implemented: ${call.bridge}.${call.method}`);
        return { result: await method({ server: call.server, appId: call.appId }, ...(call.args as never[])) };
    } catch (error) {
        return { error: error instanceof Error ? error : new Error(String(error)) };
    }
}

function readLines(child: ChildProcess, onOutput: (line: string) => void): void {
    for (const stream of [child.stdout, child.stderr]) {
        if (stream) createInterface({ input: stream }).on('line', onOutput);
    }
}
