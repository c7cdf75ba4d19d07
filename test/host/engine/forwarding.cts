import { AsyncLocalStorage } from 'async_hooks';
import { BRIDGE_NAMES, type BridgeCall } from './contract.cjs';

/** Sends one bridge call to the Rocket.Chat side and gives its answer. */
export type Forward = (call: Omit<BridgeCall, 'server'>) => Promise<unknown>;

type Class = new (...args: never[]) => object;
/** Loads a module of the engine by its path below the package. */
export type LoadEngine = (module: string) => Record<string, unknown>;

/** Set while the engine serves a request that the app sent across its border. */
const border = new AsyncLocalStorage<{ readonly appId: string }>();

/** Runs that part of the engine as caused by the app: bridge calls in it are of kind 'app'. */
export function asApp<T>(appId: string, run: () => T): T {
    return border.run({ appId }, run);
}

/** Bridges and storages that only the engine itself uses, even where an app's request is what made it do so. */
const ENGINES_OWN = new Set([
    'metadataStorage',
    'logStorage',
    'sourceStorage',
    'activation',
    'appDetailChanges',
    'internalFederation',
]);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The app that an engine's own call is about, as far as its arguments tell. */
function appIdIn(args: readonly unknown[]): string {
    for (const arg of args) {
        if (typeof arg === 'string' && UUID.test(arg)) return arg;
        if (typeof arg !== 'object' || arg === null) continue;
        const { appId, id } = arg as { appId?: unknown; id?: unknown };
        if (typeof appId === 'string') return appId;
        if (typeof id === 'string' && UUID.test(id)) return id;
    }
    return '';
}

/** What goes over in the place of arguments that hold functions or half the engine. Other calls go over as they are. */
type Translate = (args: readonly unknown[]) => unknown[];

interface Processor {
    readonly id: string;
    readonly processor: (data: unknown) => Promise<unknown>;
    readonly startupSetting?: unknown;
}

/** Job processors that apps have registered, by `<processorId>_<appId>`. They are functions, so they stay here. */
export const processors = new Map<string, Processor['processor']>();

interface RegisteredApi {
    readonly computedPath: string;
    readonly implementedMethods: readonly string[];
    readonly api: { readonly visibility: number };
    readonly endpoint: { readonly path: string; readonly authRequired?: boolean };
}

/** An endpoint as `Engine.apis` and `api.registerApi` show it. */
export function apiSummary(registered: unknown): Record<string, unknown> {
    const { computedPath, implementedMethods, api, endpoint } = registered as RegisteredApi;
    return {
        path: endpoint.path,
        computedPath,
        methods: implementedMethods,
        visibility: api.visibility === 0 ? 'public' : 'private',
        authRequired: endpoint.authRequired === true,
    };
}

interface AppLike {
    getStorageItem(): { readonly id: string; readonly status: string; readonly info: Record<string, unknown> };
}

/** A `ProxiedApp` holds the whole engine; what the notices about apps are for is its record. */
const appRecord: Translate = ([app, ...rest]) => {
    const { id, status, info } = (app as AppLike).getStorageItem();
    return [{ id, status, info }, ...rest];
};

const TRANSLATED: Readonly<Record<string, Translate>> = {
    'api.registerApi': ([api, ...rest]) => [apiSummary(api), ...rest],
    'scheduler.registerProcessors': ([list, ...rest]) => [
        (list as Processor[]).map(({ id, processor, startupSetting }) => {
            processors.set(id, processor);
            return { id, ...(startupSetting ? { startupSetting } : {}) };
        }),
        ...rest,
    ],
    'activation.appAdded': appRecord,
    'activation.appUpdated': appRecord,
    'activation.appRemoved': appRecord,
    'activation.appStatusChanged': appRecord,
};

/** What engines before 1.59 call otherwise than later ones do, for the Rocket.Chat side to know one name only. */
const RENAMED: Readonly<Record<string, string>> = {
    'metadataStorage.update': 'updatePartialAndReturnDocument',
};

/** What the engine gets in the place of an answer. */
const RECEIVED: Readonly<Record<string, (args: readonly unknown[], result: unknown) => unknown>> = {
    // Rocket.Chat completes and returns the very object, in which engines before 1.59 keep the app's status in memory.
    'metadataStorage.create': ([item], created) => Object.assign(item as object, created),
};

/**
 * An instance of the engine's class in which every method that the class itself lacks forwards. A bridge's class has the
 * permission checks (`doCreate` ...) and leaves to Rocket.Chat the abstract methods (`create` ...), of which nothing
 * remains at run time: so whatever is asked for and is not there is one of those, in every version of the engine.
 */
function forwarding(bridge: string, base: Class, forward: Forward): object {
    const forwarders = new Map<string, (...args: unknown[]) => Promise<unknown>>();
    const forwarder = (asked: string) => {
        const method = RENAMED[`${bridge}.${asked}`] ?? asked;
        const translate = TRANSLATED[`${bridge}.${method}`];
        const receive = RECEIVED[`${bridge}.${method}`] ?? ((_args, result) => result);
        return async (...args: unknown[]): Promise<unknown> => {
            const app = ENGINES_OWN.has(bridge) ? undefined : border.getStore();
            const result = await forward({
                bridge,
                method,
                args: translate ? translate(args) : args,
                appId: app?.appId ?? appIdIn(args),
                kind: app ? 'app' : 'engine',
            });
            return receive(args, result);
        };
    };
    return new Proxy(new base(), {
        get(target, property, receiver) {
            // `then`: a bridge that an async function returns must not look like a promise.
            if (property in target || typeof property === 'symbol' || property === 'then') {
                return Reflect.get(target, property, receiver) as unknown;
            }
            const known = forwarders.get(property) ?? forwarder(property);
            forwarders.set(property, known);
            return known;
        },
    });
}

/** Loads a class, wherever this version of the engine keeps it; undefined where it has none. */
function bridgeClass(load: LoadEngine, name: string): Class | undefined {
    for (const module of ['server/bridges', `server/bridges/${name}`]) {
        try {
            const found = load(module)[name];
            if (typeof found === 'function') return found as Class;
        } catch {
            // Not a file of this version; the next place may have it.
        }
    }
    return undefined;
}

/** All bridges of the engine's `AppBridges`, forwarding. */
export function forwardingBridges(load: LoadEngine, forward: Forward): object {
    const AppBridges = bridgeClass(load, 'AppBridges');
    if (!AppBridges) throw new Error('This engine has no AppBridges');
    const bridges = new AppBridges();
    for (const [getter, bridge] of Object.entries(BRIDGE_NAMES)) {
        // Interfaces (internal federation) and what an older engine lacks have no class: everything in them forwards.
        const base = bridgeClass(load, getter.slice('get'.length)) ?? Object;
        const instance = forwarding(bridge, base, forward);
        Object.defineProperty(bridges, getter, { value: () => instance });
    }
    return bridges;
}

/** The three storages that `AppManager` asks for, forwarding. */
export function forwardingStorages(
    load: LoadEngine,
    forward: Forward,
): Record<'metadataStorage' | 'logStorage' | 'sourceStorage', object> {
    const { AppMetadataStorage, AppLogStorage } = load('server/storage');
    const { AppSourceStorage } = load('server/storage/AppSourceStorage');
    return {
        metadataStorage: forwarding('metadataStorage', AppMetadataStorage as Class, forward),
        logStorage: forwarding('logStorage', AppLogStorage as Class, forward),
        sourceStorage: forwarding('sourceStorage', AppSourceStorage as Class, forward),
    };
}
