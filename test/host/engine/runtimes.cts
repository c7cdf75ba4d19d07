import type { ChildProcess } from 'child_process';
import { asApp, type LoadEngine } from './forwarding.cjs';

/** The parts of the engine's runtime controller that are watched here; TypeScript knows most of them as private. */
interface Runtime {
    deno?: ChildProcess;
    readonly options: { timeout: number };
    state: 'uninitialized' | 'ready' | 'invalid' | 'restarting' | 'unknown' | 'stopped';
    getAppId(): string;
    spawnProcess(): void;
    setupApp(): Promise<void>;
    waitUntilReady(): Promise<void>;
    restartApp(): Promise<void>;
    sendRequest(...args: unknown[]): Promise<unknown>;
    handleAccessorMessage(message: RpcRequest): Promise<unknown>;
    handleBridgeMessage(message: RpcRequest): Promise<unknown>;
}
interface RpcRequest {
    readonly payload: { readonly method: string };
}

/** How long an app's process may take to start: Rocket.Chat's own time-out for everything. */
const START_TIMEOUT_MS = 30_000;

/** Asks an app's process whether it is there; its runtime answers that by itself. */
const PING = { method: 'ping', params: [] };
/** How long an app is waited for that does not say that it is there: it hangs, or has just ended. */
const PING_TIMEOUT_MS = 1_000;

/** The apps' Deno processes that run, and how to ask whether one is there. */
const running = new Map<ChildProcess, () => Promise<unknown>>();
let ending = false;

/** Requests under way between the engine and its apps, either way. */
let underWay = 0;
/** Requests that there were. */
let begun = 0;
let onIdle: (() => void)[] = [];

async function counted<T>(work: () => Promise<T>): Promise<T> {
    underWay += 1;
    begun += 1;
    try {
        return await work();
    } finally {
        underWay -= 1;
        tellIdle();
    }
}

/** What one request leads to is sent in the same turn: the event of a message is a check and then the handler. */
function tellIdle(): void {
    setImmediate(() => {
        if (underWay > 0) return;
        const done = onIdle;
        onIdle = [];
        for (const resolve of done) resolve();
    });
}

/** Resolves when nothing is under way between the engine and its apps, and no app is about to ask for something. */
export async function untilIdle(): Promise<void> {
    for (let before = NaN; before !== begun;) {
        await new Promise<void>((resolve) => {
            onIdle.push(resolve);
            tellIdle();
        });
        before = begun;
        await reached();
    }
}

/**
 * Resolves when each app has come to whatever it was sent before: an app that works on between two of its requests, on a
 * busy machine for long, looks from here as if it had ended. Whatever it asks for then comes before its answer. Twice,
 * because the first one may be read in one go with what it is about.
 */
async function reached(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
        await Promise.allSettled([...running.values()].map((ping) => ping()));
    }
}

/** Ends the apps' processes, and the engine's attempts to restart them. Resolves when they have ended. */
export async function killRuntimes(): Promise<void> {
    ending = true;
    const ended = [...running.keys()].map((deno) => new Promise((resolve) => deno.once('exit', resolve)));
    for (const deno of running.keys()) deno.kill('SIGKILL');
    await Promise.all(ended);
}

/**
 * Tells the host of each app process (`appStarted`, `appEnded`, `appWorks`: see `AppProcesses`) and of each look of an app
 * at its settings (`settingRead`), marks what the engine does on an app's behalf, and counts what is under way. To be called
 * before the first app is loaded.
 */
export function watchRuntimes(load: LoadEngine, note: (name: string, ...args: unknown[]) => void): void {
    const { DenoRuntimeSubprocessController } = load('server/runtime/deno/AppsEngineDenoRuntime');
    const runtime = (DenoRuntimeSubprocessController as { prototype: Runtime }).prototype;
    const {
        spawnProcess,
        setupApp,
        waitUntilReady,
        restartApp,
        sendRequest,
        handleAccessorMessage,
        handleBridgeMessage,
    } = runtime;

    runtime.spawnProcess = function (): void {
        if (ending) return;
        spawnProcess.call(this);
        const { deno } = this;
        if (deno?.pid === undefined) return;
        const { pid } = deno;
        const exited = new Promise((resolve) => deno.once('exit', resolve));
        // Not counted: it is no work.
        const ask = (): Promise<unknown> => sendRequest.call(this, PING, { timeout: PING_TIMEOUT_MS });
        running.set(deno, () => (this.state === 'ready' ? Promise.race([ask(), exited]) : Promise.resolve()));
        note('appStarted', this.getAppId(), pid);
        deno.once('exit', () => {
            running.delete(deno);
            note('appEnded', this.getAppId(), pid, this.state === 'stopped');
        });
        // An answer to an app that has just been killed: EPIPE, which is an event that nobody else listens to.
        deno.stdin?.on('error', (error) => console.error(`Could not write to the app's process: ${error.message}`));
    };
    runtime.setupApp = async function () {
        const isRestart = this.state === 'restarting';
        await setupApp.call(this);
        if (!isRestart) note('appWorks', this.getAppId());
    };
    runtime.waitUntilReady = function () {
        // Tests shorten the time-out to see calls fail, not to have a busy machine fail to start an app.
        const { timeout } = this.options;
        this.options.timeout = Math.max(timeout, START_TIMEOUT_MS);
        try {
            // Async or not, it looks at the time-out at once.
            return waitUntilReady.call(this);
        } finally {
            this.options.timeout = timeout;
        }
    };
    runtime.restartApp = async function () {
        await restartApp.call(this);
        note('appWorks', this.getAppId());
    };
    runtime.sendRequest = function (...args) {
        return counted(() => sendRequest.apply(this, args));
    };
    runtime.handleAccessorMessage = function (message) {
        const handle = (): Promise<unknown> => handleAccessorMessage.call(this, message);
        // What an app provides while it starts is registration, and not work of its own.
        if (message.payload.method.startsWith('accessor:getConfigurationExtend')) return handle();
        if (message.payload.method.endsWith(':getSettings:getValueById')) note('settingRead');
        return counted(() => asApp(this.getAppId(), handle));
    };
    runtime.handleBridgeMessage = function (message) {
        return counted(() => asApp(this.getAppId(), () => handleBridgeMessage.call(this, message)));
    };
}
