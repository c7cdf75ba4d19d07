import { startEngine } from './engine/engine.cjs';
import type { AppSummary, BridgeCall, CallHook, CallOutcome, Engine } from './engine/contract.cjs';
import { rocketChatBridges, type RocketChatBridges } from './rocketchat/bridges/bridges.cjs';
import { allApps } from './rocketchat/app-storage.cjs';
import { faultsOf } from './rocketchat/faults.cjs';
import { runDueJobs } from './rocketchat/scheduler.cjs';
import type { Workspace } from './rocketchat/workspace.cjs';

export interface ClusterOptions {
    readonly servers: number;
    readonly engineVersion?: string | undefined;
    /** How long the engine waits for an app, in ms. */
    readonly runtimeTimeoutMs?: number | undefined;
    readonly balance: 'round-robin' | 'random';
    readonly clock?: 'machine' | undefined;
    readonly onOutput?: ((server: number, line: string) => void) | undefined;
}

/** One call of an app to its host, as it was made. */
export interface RecordedCall {
    readonly at: number;
    readonly server: number;
    /** `bridge.method` */
    readonly name: string;
    readonly appId: string;
    readonly error?: string;
    /**
     * Places in the order of all beginnings and ends of calls: a call that begins after another one has ended may have
     * waited for it, and one that began before cannot have.
     */
    readonly began: number;
    readonly ended: number;
}

/** Hooks of a test around every call of an app; see the engine's contract. */
export interface TestHook {
    before?(call: BridgeCall): Promise<void> | void;
    after?(call: BridgeCall, outcome: CallOutcome): Promise<void> | void;
}

/** What apps have asked for since the last `reset`. */
export interface Calls {
    list(): readonly RecordedCall[];
    counts(): Readonly<Record<string, number>>;
    /** How often an app has read one of its settings: the engine answers that, so it is none of the calls. */
    settingReads(): number;
    reset(): void;
}

/** The Rocket.Chat servers of the workspace: one engine each, on one store, behind one port. */
export interface Cluster {
    readonly engines: readonly Engine[];
    readonly rocketchat: RocketChatBridges;
    /** The server that the next request goes to. */
    pick(): number;
    engine(server: number): Engine;
    install(zip: Buffer, permissions: readonly unknown[], user: unknown): Promise<AppSummary>;
    update(zip: Buffer, permissions: readonly unknown[], user: unknown): Promise<AppSummary>;
    remove(appId: string, user: unknown): Promise<void>;
    setEnabled(appId: string, enabled: boolean): Promise<AppSummary>;
    apps(): Promise<AppSummary[]>;
    runJobs(): Promise<void>;
    readonly calls: Calls;
    hook: TestHook;
    /** Resolves when no job, call, event or handler is under way anywhere. */
    idle(): Promise<void>;
    stop(): Promise<void>;
}

const KEPT_CALLS = 100_000;

export async function startCluster(ws: Workspace, options: ClusterOptions): Promise<Cluster> {
    const engines: Engine[] = [];
    const background = new Set<Promise<unknown>>();
    const track = <T,>(work: Promise<T>): Promise<T> => {
        background.add(work);
        void work.catch(() => undefined).finally(() => background.delete(work));
        return work;
    };
    const engine = (server: number): Engine => {
        const found = engines[server];
        if (found === undefined) throw new Error(`There is no server ${String(server)}`);
        return found;
    };
    const others = (server: number): Engine[] => engines.filter((one) => one.server !== server);

    const rocketchat = rocketChatBridges(ws, {
        settingChanged: (server, appId, setting) => {
            for (const other of others(server)) void track(other.syncSetting(appId, setting)).catch(() => undefined);
        },
    });
    const calls: RecordedCall[] = [];
    let settingReads = 0;
    const cluster: Pick<Cluster, 'hook'> = { hook: {} };
    const onCall = callHook(ws, calls, () => cluster.hook, engine);
    for (let server = 0; server < options.servers; server += 1) {
        const started = await startEngine({
            server,
            bridges: rocketchat.bridges,
            onCall,
            onSettingRead: () => {
                settingReads += 1;
            },
            clockOffsetMs: options.clock === 'machine' ? 'machine' : ws.clock.offsetMs(),
            ...(options.engineVersion !== undefined && { engineVersion: options.engineVersion }),
            ...(options.runtimeTimeoutMs !== undefined && {
                env: { APPS_ENGINE_RUNTIME_TIMEOUT: String(options.runtimeTimeoutMs) },
            }),
            onOutput: (line) => options.onOutput?.(server, line),
        });
        engines.push(started);
        await started.load();
    }
    ws.events.connect((server, name, payload) => engine(server).executeListener(name, payload));
    ws.clock.onAdvance(() => {
        for (const one of engines) one.setClockOffset(ws.clock.offsetMs());
    });

    let turn = 0;
    const pick = (): number => {
        if (options.balance === 'random') return ws.ids.below(engines.length);
        turn += 1;
        return (turn - 1) % engines.length;
    };
    /** Jobs go round the servers too, but on their own: the same servers whatever requests come in between. */
    let jobTurn = 0;
    const runJobs = async (): Promise<void> => {
        if (ws.faults.jobsStopped) return;
        await track(
            runDueJobs(ws, async (processor, data) => {
                jobTurn += 1;
                await engine((jobTurn - 1) % engines.length).runJob(processor, data);
            }),
        );
    };
    const isQuiet = (): boolean => background.size === 0 && ws.events.inFlight() === 0 && rocketchat.inFlight() === 0;

    return Object.assign(cluster, {
        engines,
        rocketchat,
        pick,
        engine,
        install: async (zip: Buffer, permissions: readonly unknown[], user: unknown) => {
            const app = await engine(0).install(zip, permissions, user);
            for (const other of others(0)) await other.syncInstalled(app.id);
            return app;
        },
        update: async (zip: Buffer, permissions: readonly unknown[], user: unknown) => {
            const app = await engine(0).update(zip, permissions, user);
            for (const other of others(0)) await other.syncUpdated(app.id);
            return app;
        },
        remove: async (appId: string, user: unknown) => {
            await engine(0).remove(appId, user);
            // They are told, and whatever comes of it is their own: see the engine's contract.
            for (const other of others(0)) await other.syncRemoved(appId).catch(() => undefined);
        },
        setEnabled: async (appId: string, enabled: boolean) => {
            const app = await (enabled ? engine(0).enable(appId) : engine(0).disable(appId));
            for (const other of others(0)) await other.syncStatus(appId, app.status);
            return app;
        },
        apps: () => engine(0).apps(),
        runJobs,
        calls: {
            list: () => calls,
            counts: () => countBy(calls.map(({ name }) => name)),
            settingReads: () => settingReads,
            reset: () => {
                calls.length = 0;
                settingReads = 0;
            },
        },
        idle: async () => {
            // One round may start the next: an event's handler writes, a job schedules. Twice quiet is quiet.
            for (let quiet = 0; quiet < 2;) {
                await Promise.allSettled([...background]);
                await Promise.allSettled(engines.map((one) => one.idle()));
                await new Promise((resolve) => setTimeout(resolve, isQuiet() ? 0 : 2));
                quiet = isQuiet() ? quiet + 1 : 0;
            }
        },
        stop: async () => {
            await Promise.all(engines.map((one) => one.stop()));
            for (const { server } of engines) rocketchat.registry.forget(server);
        },
    });
}

const countBy = (names: readonly string[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
};

/** Records every call, applies the switched faults, and lets a test's own hook look in. */
function callHook(
    ws: Workspace,
    calls: RecordedCall[],
    hook: () => TestHook,
    engine: (server: number) => Engine,
): CallHook {
    const apply = async (call: BridgeCall, when: 'before' | 'after'): Promise<void> => {
        for (const fault of faultsOf(ws.faults, when, call)) {
            if (fault.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 0));
            if (fault.kind === 'kill') engine(call.server).killApp(call.appId);
            if (fault.kind === 'error') throw new Error(fault.message ?? `Fault at ${call.bridge}.${call.method}`);
        }
    };
    let moments = 0;
    const beginnings = new WeakMap<BridgeCall, number>();
    const note = (call: BridgeCall, error?: string): void => {
        if (calls.length >= KEPT_CALLS) calls.splice(0, KEPT_CALLS / 2);
        const { server, bridge, method, appId } = call;
        const ended = ++moments;
        calls.push({
            at: ws.clock.now(),
            server,
            name: `${bridge}.${method}`,
            appId,
            began: beginnings.get(call) ?? ended,
            ended,
            ...(error !== undefined && { error }),
        });
    };
    return {
        before: async (call) => {
            beginnings.set(call, ++moments);
            try {
                await hook().before?.(call);
                const { latencyMs } = ws.faults;
                if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
                await apply(call, 'before');
            } catch (error) {
                note(call, String(error));
                throw error;
            }
        },
        after: async (call, outcome) => {
            note(call, outcome.error?.message);
            await apply(call, 'after');
            await hook().after?.(call, outcome);
        },
    };
}

/** The storage id of an app, which is the secret part of its private endpoints' address. */
export async function privateHashOf(ws: Workspace, appId: string): Promise<string | undefined> {
    return (await allApps(ws)).find(({ id }) => id === appId)?._id;
}
