/** How large a run is and what happens in it. Rates are parts of 1. */
export interface Plan {
    readonly seed: number;
    readonly events: number;
    readonly replies: number;
    readonly servers: number;
    /** How often an app is killed. */
    readonly kills: number;
    readonly contacts: number;
    /** How many rooms agents close. */
    readonly closings: number;
    /** So many events come in between two jumps of the clock. */
    readonly eventsARound: number;
}

export type Size = Pick<Plan, 'seed' | 'events' | 'replies' | 'servers' | 'kills'>;

export const LONG: Omit<Size, 'servers'> = { seed: 1, events: 100_000, replies: 20_000, kills: 300 };
export const SHORT: Omit<Size, 'servers'> = { seed: 1, events: 300, replies: 60, kills: 30 };

/** The rest of a plan by its size. */
export function planOf(size: Size): Plan {
    const { events } = size;
    return {
        ...size,
        contacts: Math.max(12, Math.ceil(events / 50)),
        closings: Math.ceil(events / 40),
        eventsARound: Math.max(50, Math.min(1_000, Math.ceil(events / 10))),
    };
}

export const RATES = {
    /** Of events: how many are files. */
    files: 0.01,
    /** Of events: the same text as the one before of the same contact. */
    sameText: 0.3,
    /** Of events: delivered more than once, even if the first delivery was answered. */
    repeated: 0.35,
    /** Of deliveries: two at the same time. */
    atOnce: 0.3,
    /** Of a call to the store: it fails, before or after it was carried out. */
    storeError: 0.001,
    /** Of any call: it takes some time. */
    slowCall: 0.002,
    /** Of replies: the provider is in a mood. */
    moody: 0.15,
    /** Of rounds: nobody is online; a server is away; a server stands still while the clock goes on. */
    offline: 0.15,
    serverAway: 0.15,
    standstill: 0.3,
    /** Of rounds: removing takes one record of several; changing one says that it failed although it did not. */
    removesOne: 0.3,
    updateThrows: 0.15,
} as const;

/** Of events of Rocket.Chat to the app: lost. */
export const LOST_EVENTS: Readonly<Record<string, number>> = {
    IPostMessageSent: 0.03,
    IPostLivechatRoomStarted: 0.1,
    IPostLivechatRoomClosed: 0.1,
    IPostLivechatAgentAssigned: 0.05,
};

/** Reads `--events 300 --seed 7` and the like. @throws for a name that is not known or a value that is no number */
export function optionsFrom(args: readonly string[], names: readonly string[]): Readonly<Record<string, number>> {
    const given: Record<string, number> = {};
    for (let i = 0; i < args.length; i += 2) {
        const name = (args[i] ?? '').replace(/^--/, '');
        const value = Number(args[i + 1]);
        if (!names.includes(name) || !Number.isInteger(value) || value < 0) {
            throw new Error(
                `What is ${String(args[i])} ${String(args[i + 1])}? Known: ${names.map((one) => `--${one} <n>`).join(' ')}`,
            );
        }
        given[name] = value;
    }
    return given;
}
