/**
 * The seam between the engine side (this folder) and the model of Rocket.Chat.
 *
 * The host is one Node process: HTTP server, model of Rocket.Chat, store. Every Rocket.Chat server of the cluster is a
 * child process with one `AppManager` (a singleton per process) and one Deno process per app. The bridges in a child only
 * forward, so this file is all that the two sides know of each other.
 */

/** Which Rocket.Chat server a call came from, and for which app (empty where the engine's method names none). */
export interface CallContext {
    readonly server: number;
    readonly appId: string;
}

/**
 * One call of a bridge method, as the engine's bridge classes define it.
 *
 * `bridge` is the getter's name on the engine's `AppBridges` without "get" and "Bridge", lower camel case (table
 * `BRIDGE_NAMES`), or one of `metadataStorage`, `logStorage`, `sourceStorage`. `method` is the name of the bridge's
 * protected method (or the storage's public one). `args` are untouched, `appId` stays at its native position in them.
 */
export interface BridgeCall extends CallContext {
    readonly bridge: string;
    readonly method: string;
    readonly args: unknown[];
    /**
     * 'app': the app asked for it, over its JSON-RPC border. 'engine': the engine itself did, while it installs, starts,
     * updates or removes an app (storages, registrations, the app's user, log entries, federation keys).
     */
    readonly kind: 'app' | 'engine';
}

/**
 * The Rocket.Chat side: per bridge name one async function per bridge method, called with the context and then the
 * method's own arguments. A missing one rejects with `Not implemented: bridge.method`. Errors cross as name and message.
 * `undefined` crosses as it is here: that it becomes `null` for the app is done by the engine's own border.
 *
 * What cannot cross stays in the child, and the Rocket.Chat side gets plain data in its place:
 * - `command.registerCommand`, `restoreCommand`, `modifyCommand` ...: the command without its functions;
 * - `api.registerApi(api, appId)`: an `ApiSummary` in the API's place;
 * - `activation.appAdded`, `appUpdated`, `appRemoved`, `appStatusChanged(app, status)`: `{ id, status, info }` of the app's
 *   record in the app's place;
 * - `scheduler.registerProcessors(processors, appId)`: `{ id, startupSetting? }[]`, `id` being `<processorId>_<appId>`.
 *   It may answer with startup job ids as the engine expects (`void | string[]`);
 * - `metadataStorage.updatePartialAndReturnDocument` gets the whole record from engines before 1.59, which call it `update`
 *   and have no `updateStatus` and `updateSetting`;
 * - any other function inside an argument is left out, a class instance becomes a plain object.
 */
export type Bridges = Record<string, BridgeMethods>;
export type BridgeMethods = Record<string, BridgeMethod>;
export type BridgeMethod = (this: void, ctx: CallContext, ...args: never[]) => Promise<unknown>;

/** Bridge names, by the engine's getter. Those an older engine has not are never called by it. */
export const BRIDGE_NAMES = {
    getCommandBridge: 'command',
    getApiBridge: 'api',
    getAppDetailChangesBridge: 'appDetailChanges',
    getEnvironmentalVariableBridge: 'environmentalVariable',
    getHttpBridge: 'http',
    getLivechatBridge: 'livechat',
    getMessageBridge: 'message',
    getPersistenceBridge: 'persistence',
    getAppActivationBridge: 'activation',
    getRoomBridge: 'room',
    getInternalBridge: 'internal',
    getInternalFederationBridge: 'internalFederation',
    getServerSettingBridge: 'serverSetting',
    getUploadBridge: 'upload',
    getEmailBridge: 'email',
    getUserBridge: 'user',
    getUiInteractionBridge: 'uiInteraction',
    getSchedulerBridge: 'scheduler',
    getCloudWorkspaceBridge: 'cloudWorkspace',
    getVideoConferenceBridge: 'videoConference',
    getOAuthAppsBridge: 'oauthApps',
    getModerationBridge: 'moderation',
    getThreadBridge: 'thread',
    getRoleBridge: 'role',
    getOutboundMessageBridge: 'outboundMessage',
    getExperimentalBridge: 'experimental',
    getContactBridge: 'contact',
} as const;

/**
 * Sees every call of kind 'app' (see `BridgeCall.kind`); with `seesEngineCalls` the engine's own ones too.
 * `before` runs before the Rocket.Chat side is asked: it may delay, kill the app, or throw: the call then fails with that
 * error and is not executed. `after` runs when the Rocket.Chat side has executed the call and before the answer goes back:
 * it may delay, kill, or throw, which replaces the answer by that error although the effect stands.
 */
export interface CallHook {
    readonly seesEngineCalls?: boolean;
    before?(call: BridgeCall): Promise<void> | void;
    after?(call: BridgeCall, outcome: CallOutcome): Promise<void> | void;
}

export interface CallOutcome {
    readonly result?: unknown;
    readonly error?: Error;
}

export interface EngineOptions {
    /** Number of this Rocket.Chat server in the cluster; comes back in every call's context. */
    readonly server: number;
    readonly bridges: Bridges;
    /**
     * Version of `@rocket.chat/apps-engine`, one of those in `recipes.cts`. Default is `HOST_ENGINE_VERSION` of the
     * environment, else the installed one. Others are fetched from the npm registry at first use. So is a Deno other than
     * the installed one, which `HOST_DENO_VERSION` of the environment asks for.
     */
    readonly engineVersion?: string;
    readonly onCall?: CallHook;
    /** An app has read one of its settings. The engine answers that itself: it is no call to the Rocket.Chat side. */
    readonly onSettingRead?: () => void;
    /** Added to the child's environment. `APPS_ENGINE_RUNTIME_TIMEOUT` (ms) is 2000 unless given here. */
    readonly env?: Readonly<Record<string, string>>;
    /**
     * The app's clock is the machine's plus this many milliseconds, until it is moved. Default 0. `machine`: it is the
     * machine's own for good, and a look at it costs nothing.
     */
    readonly clockOffsetMs?: number | 'machine';
    /** Gets each line that the child and the app's process write to stdout and stderr. Default: dropped. */
    readonly onOutput?: (line: string) => void;
}

export interface AppSummary {
    readonly id: string;
    readonly name: string;
    readonly nameSlug: string;
    readonly version: string;
    /** The engine's `AppStatus`, e.g. `auto_enabled`, `manually_enabled`, `disabled`, `invalid_installation_disabled`. */
    readonly status: string;
    readonly enabled: boolean;
    /** The app's `app.json` as the engine parsed it. */
    readonly info: Readonly<Record<string, unknown>>;
    readonly permissionsGranted: readonly unknown[];
    /** The app's settings with their values, by setting id. */
    readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Language (lower case) -> key -> text. */
    readonly languages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An endpoint of an app. `computedPath` is the path below the server's address: `/api/apps/public/<appId>/<path>`. */
export interface ApiSummary {
    readonly path: string;
    readonly computedPath: string;
    readonly methods: readonly string[];
    readonly visibility: 'public' | 'private';
    readonly authRequired: boolean;
}

/** What Rocket.Chat hands to an endpoint: lower-case method and header names, `content` is the parsed body. */
export interface ApiRequest {
    readonly method: string;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly query: Readonly<Record<string, unknown>>;
    readonly params: Readonly<Record<string, unknown>>;
    readonly content?: unknown;
    readonly privateHash?: string;
    readonly user?: unknown;
}

export interface ApiResponse {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>> | null;
    readonly content?: unknown;
}

export interface CommandContext {
    readonly sender: unknown;
    readonly room: unknown;
    readonly params: readonly string[];
    readonly threadId?: string;
    readonly triggerId?: string;
}

/** One running Rocket.Chat server, seen from the host. Every promise rejects when the child process has died. */
export interface Engine {
    readonly server: number;
    /** Process id of the child itself. */
    readonly pid: number;
    /** A folder that the app may read: where an uploaded file must lie for `IPreFileUpload` (`{ file, path }`). */
    readonly tempFolder: string;
    /** `AppManager.load()`: starts the apps that the metadata storage already knows. Call it once, before anything else. */
    load(): Promise<void>;
    /** Adds and enables. Rejects if the engine refuses the zip; an app that refuses to start comes back disabled. */
    install(zip: Buffer, grantedPermissions: readonly unknown[], user: unknown): Promise<AppSummary>;
    update(zip: Buffer, grantedPermissions: readonly unknown[], user: unknown): Promise<AppSummary>;
    remove(appId: string, user: unknown): Promise<void>;
    enable(appId: string): Promise<AppSummary>;
    disable(appId: string): Promise<AppSummary>;
    apps(): Promise<AppSummary[]>;
    apis(appId: string): Promise<ApiSummary[]>;
    /** Rejects as the engine does (unknown path, the app threw, time-out); the HTTP status is the caller's business. */
    executeApi(appId: string, path: string, request: ApiRequest): Promise<ApiResponse>;
    /** `name` is the engine's interface name, e.g. `IPostMessageSent`; `payload` has the Apps-Engine's shape. */
    executeListener(name: string, payload: unknown): Promise<unknown>;
    executeCommand(name: string, context: CommandContext): Promise<void>;
    /** `processorId` as registered: `<id>_<appId>`. Rejects if the processor throws or is unknown here. */
    runJob(processorId: string, data: unknown): Promise<void>;
    /** Runs the app's setting hooks and stores; `setting` is the whole setting with its new `value`. */
    updateSetting(appId: string, setting: unknown): Promise<void>;
    /**
     * What a server does when another member of the cluster says that it has installed or updated an app. It reads the
     * storage; what it has already, or what is not stored any more, it leaves alone.
     */
    syncInstalled(appId: string): Promise<void>;
    syncUpdated(appId: string): Promise<void>;
    /**
     * ... has removed one. As on real servers, this rejects if the app was enabled here: `removeLocal` of the engine
     * disables it, then reads its record, which the other server has deleted. The app stays: disabled, without endpoints,
     * its process running.
     */
    syncRemoved(appId: string): Promise<void>;
    /** ... enabled or disabled it (`status` as in `activation.appStatusChanged`), or saved one of its settings. */
    syncStatus(appId: string, status: string): Promise<void>;
    syncSetting(appId: string, setting: unknown): Promise<void>;
    /** SIGKILL to the app's own process at once; the engine notices and restarts it by itself. No app id: every app. */
    killApp(appId?: string): void;
    /** The process id of the app's Deno process; undefined while there is none. No app id: the first app. */
    appPid(appId?: string): Promise<number | undefined>;
    /**
     * Resolves when the app has been restarted after its process was seen to end, or was killed by `killApp`; at once if
     * there is none to wait for. Until then its calls hang or fail, as on a real server. No app id: every app of this server.
     */
    appWorks(appId?: string): Promise<void>;
    /**
     * Resolves when nothing is under way between this engine and its apps in either direction: also the events that the
     * engine itself does not await, and what they led to. Not seen is what an app does without awaiting it.
     */
    idle(): Promise<void>;
    /** The next `new Date()` or `Date.now()` in the app sees it. Timers of the app are not moved. */
    setClockOffset(ms: number): void;
    /** Ends the child and the apps' processes, removes the temp folder. Never rejects; more than once is fine. */
    stop(): Promise<void>;
}
