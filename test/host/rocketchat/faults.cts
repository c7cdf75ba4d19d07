/** What can be made to go wrong at one call of an app to its host. */
export interface CallFault {
    /** Bridge name as in the engine's contract, e.g. `livechat`; `*` for any. */
    readonly bridge: string;
    /** Method name, e.g. `createMessage`; `*` for any. */
    readonly method: string;
    /** `before`: the call is not executed; `after`: it is, but the app does not learn of it. */
    readonly when: 'before' | 'after';
    /** `error`: the app gets an error; `delay`: it waits; `kill`: its process is killed there and then. */
    readonly kind: 'error' | 'delay' | 'kill';
    readonly message?: string;
    readonly delayMs?: number;
    /** How many calls to let pass first. Default 0. */
    readonly skip?: number;
    /** How many calls are hit. Default 1. */
    readonly times?: number;
    /** Only calls of this server. Default: of any. */
    readonly server?: number;
}

/** Switches: each makes the host as bad as some real server is, or takes away something it promises nowhere. */
export interface Faults {
    /** Chosen message ids are honoured (platform sheet, the correction at its head). Off: they are ignored silently. */
    ids: boolean;
    /** `removeByAssociation` deletes one record only and yet returns all (sheet 6.1). */
    removeOne: boolean;
    /** `updateByAssociation` of an existing record succeeds and then throws a TypeError (sheet 6.1). */
    updateThrows: boolean;
    /** A livechat message for a room that is not there: a new room (sheet 3.4), or a refusal (converter of 7.x and 8.x). */
    missingRoom: 'create' | 'refuse';
    /** The role `app` has the permission `view-livechat-rooms`, so that the app's user may react in livechat rooms. */
    appSeesLivechatRooms: boolean;
    /** Whose messages an app may not change or delete: those of visitors, or anybody's. */
    refuseEdits: 'none' | 'visitors' | 'all';
    /** Event name -> how many of them are lost from now on. */
    loseEvents: Record<string, number>;
    /** Event name -> ms of real time that each waits before the app gets it. */
    delayEvents: Record<string, number>;
    /** Recurring and one-time jobs do not run, neither by timer nor by a move of the clock. */
    jobsStopped: boolean;
    /** So many ms of real time are added to every call of an app: the distance of the database. */
    latencyMs: number;
    calls: CallFault[];
}

export const noFaults = (): Faults => ({
    ids: true,
    removeOne: false,
    updateThrows: false,
    missingRoom: 'create',
    appSeesLivechatRooms: false,
    refuseEdits: 'none',
    loseEvents: {},
    delayEvents: {},
    jobsStopped: false,
    latencyMs: 0,
    calls: [],
});

/** The faults that hit this call now; counts `skip` and `times` down in place. */
export function faultsOf(
    faults: Faults,
    when: CallFault['when'],
    call: { readonly bridge: string; readonly method: string; readonly server: number },
): CallFault[] {
    const hit: CallFault[] = [];
    faults.calls = faults.calls.flatMap((fault) => {
        if (fault.when !== when || !matches(fault, call)) return [fault];
        const skip = fault.skip ?? 0;
        if (skip > 0) return [{ ...fault, skip: skip - 1 }];
        hit.push(fault);
        const times = (fault.times ?? 1) - 1;
        return times > 0 ? [{ ...fault, times }] : [];
    });
    return hit;
}

const matches = (fault: CallFault, call: { bridge: string; method: string; server: number }): boolean =>
    (fault.bridge === '*' || fault.bridge === call.bridge) &&
    (fault.method === '*' || fault.method === call.method) &&
    (fault.server === undefined || fault.server === call.server);
