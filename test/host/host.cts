import { readFile } from 'fs/promises';
import { startCluster, type Calls, type Cluster, type TestHook } from './cluster.cjs';
import type { AppSummary, Engine } from './engine/contract.cjs';
import { installFromZip } from './http/apps.cjs';
import { listen, type HttpServer } from './http/server.cjs';
import { createClock, type HostClock } from './rocketchat/clock.cjs';
import { createEvents } from './rocketchat/events.cjs';
import { noFaults, type Faults } from './rocketchat/faults.cjs';
import { createIds } from './rocketchat/ids.cjs';
import type { UserRecord } from './rocketchat/records.cjs';
import { createRoom } from './rocketchat/rooms.cjs';
import { openSettings } from './rocketchat/settings.cjs';
import { createUserInterfaces } from './rocketchat/ui.cjs';
import { createUser, findByUsername } from './rocketchat/users.cjs';
import type { Workspace } from './rocketchat/workspace.cjs';
import { openStore, type Store } from './store/store.cjs';

export interface HostOptions {
    /** 0 or nothing: any free port of 127.0.0.1. */
    readonly port?: number;
    /** A folder that keeps the workspace over restarts and kills; nothing: in memory. */
    readonly data?: string;
    /** How many Rocket.Chat servers share the store. Default 1. */
    readonly servers?: number;
    /** An app to install if the workspace has none of its id: path of the zip or its bytes. */
    readonly app?: string | Buffer;
    /** Version of the Apps-Engine; default the newest that is installed. */
    readonly engineVersion?: string;
    /** Default `admin`. */
    readonly adminPassword?: string;
    /** How long the engine waits for the app (`APPS_ENGINE_RUNTIME_TIMEOUT`), ms. Default 2000; Rocket.Chat has 30000. */
    readonly runtimeTimeoutMs?: number;
    /** Makes ids and the choice of servers the same in every run. */
    readonly seed?: string;
    /** How requests are spread over the servers. Default `round-robin`. */
    readonly balance?: 'round-robin' | 'random';
    /** `machine`: nobody moves it, and an app's look at it costs nothing. Default: it can be moved. */
    readonly clock?: 'machine';
    /** Runs due jobs by themselves, about every second. Default true; without, they run when the clock is moved only. */
    readonly timer?: boolean;
    /** Gets each line that servers and apps write. Default: dropped. */
    readonly onOutput?: (server: number, line: string) => void;
}

/** A running local Rocket.Chat. */
export interface Host {
    readonly url: string;
    readonly port: number;
    readonly store: Store;
    readonly clock: HostClock;
    readonly faults: Faults;
    readonly engines: readonly Engine[];
    /** The model behind the bridges: for tests that look where no REST does. */
    readonly workspace: Workspace;
    readonly cluster: Cluster;
    /** Calls of apps to their host. */
    readonly calls: Calls;
    /** Looks into every call of an app from now on; see the engine's contract. */
    setHook(hook: TestHook): void;
    /** Installs a zip as an administrator does, with the permissions that it asks for or with these. */
    install(zip: Buffer, permissions?: readonly unknown[]): Promise<AppSummary>;
    /** Resolves when no request, job, event or handler is under way. */
    idle(): Promise<void>;
    stop(): Promise<void>;
}

const TIMER_MS = 1_000;

/** Starts a local Rocket.Chat. Rejects, with nothing left running, when it cannot: for example for a taken port. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
    const http = await listen(options.port ?? 0);
    try {
        return await startBehind(http, options);
    } catch (error) {
        await http.close();
        throw error;
    }
}

async function startBehind(http: HttpServer, options: HostOptions): Promise<Host> {
    const url = `http://127.0.0.1:${String(http.port)}`;
    const ws = await openWorkspace(options, url);
    const admin = await furnish(ws, options.adminPassword ?? 'admin');
    const cluster = await startCluster(ws, {
        servers: options.servers ?? 1,
        engineVersion: options.engineVersion,
        runtimeTimeoutMs: options.runtimeTimeoutMs,
        balance: options.balance ?? 'round-robin',
        clock: options.clock,
        onOutput: options.onOutput,
    });
    ws.clock.onAdvance(() => runUntilDone(ws, cluster));
    const timer = setInterval(() => {
        // Whatever becomes of a run stands in its job's record.
        if (options.timer !== false) cluster.runJobs().catch(() => undefined);
    }, TIMER_MS);
    const stop = async (): Promise<void> => {
        clearInterval(timer);
        await http.close();
        await cluster.stop();
    };
    const install = (zip: Buffer, permissions?: readonly unknown[]): Promise<AppSummary> =>
        installFromZip(cluster, admin, zip, permissions);
    try {
        if (options.app !== undefined && (await cluster.apps()).length === 0) {
            await install(Buffer.isBuffer(options.app) ? options.app : await readFile(options.app));
        }
    } catch (error) {
        await stop();
        throw error;
    }
    http.open({ ws, cluster });
    return {
        url,
        port: http.port,
        store: ws.store,
        clock: ws.clock,
        faults: ws.faults,
        engines: cluster.engines,
        workspace: ws,
        cluster,
        calls: cluster.calls,
        setHook: (hook) => {
            cluster.hook = hook;
        },
        install,
        idle: async () => {
            do await cluster.idle();
            while (http.inFlight() > 0);
        },
        stop,
    };
}

async function openWorkspace(options: HostOptions, url: string): Promise<Workspace> {
    const store = await openStore(options.data);
    const clock = createClock();
    const faults = noFaults();
    const settings = await openSettings(store);
    await settings.set('Site_Url', url);
    return {
        store,
        clock,
        faults,
        settings,
        ids: createIds(options.seed, store.generation),
        events: createEvents(clock, faults),
        ui: createUserInterfaces(clock),
    };
}

/** What every new workspace has: its first administrator, and the channel that everybody is in. */
async function furnish(ws: Workspace, password: string): Promise<UserRecord> {
    const existing = await findByUsername(ws, 'admin');
    if (existing !== undefined) return existing;
    const admin = await createUser(ws, {
        username: 'admin',
        name: 'Administrator',
        password,
        email: 'admin@localhost.localdomain',
        roles: ['user', 'admin'],
    });
    await createRoom(ws, { id: 'GENERAL', type: 'c', name: 'general', creator: admin, members: [] });
    return admin;
}

/** How often a move of the clock runs jobs that its own jobs have made due: enough for chains, an end for circles. */
const ROUNDS = 10;

/** A move of the clock: what became due runs, also what that makes due at once; then whatever follows from it. */
async function runUntilDone(ws: Workspace, cluster: Cluster): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
        await cluster.runJobs();
        await cluster.idle();
        const due = { nextRunAt: { $lte: ws.clock.now() }, lockedAt: { $exists: false } };
        if (ws.faults.jobsStopped || (await ws.store.jobs.count(due)) === 0) return;
    }
}
