/** How much is measured, and for how long. Times in ms. */
export interface Plan {
    readonly name: 'full' | 'quick';
    /** The whole run takes no longer. */
    readonly endsWithin: number;
    readonly rounds: number;
    /** Conversations side by side. */
    readonly widths: readonly number[];
    readonly servers: readonly number[];
    /** Added to every call to the host. */
    readonly latencies: readonly number[];
    /** Of one contestant in one round: at the width of the goals, at others, and of those that make no calls. */
    readonly slot: { readonly goal: number; readonly other: number; readonly empty: number };
    /** For how long each takes messages before it is measured for the first time. */
    readonly warmUp: number;
    /** Added to every call where calls are counted: the longer, the surer those side by side are seen to be. */
    readonly counting: number;
    /** Records of history, from few to many. */
    readonly histories: readonly number[];
    /** Connections, from few to many. */
    readonly connections: readonly number[];
    /** Messages after which the memory is looked at: of both apps, and then, for there is no time for more, of ours. */
    readonly messages: readonly number[];
    readonly messagesOfOurs: number;
    /** For how long nothing happens before, ms. */
    readonly idle: number;
    /** How often the app's process is started. */
    readonly starts: number;
    /** Replies that wait for a provider that takes none. */
    readonly waiting: number;
}

/** The width for which there are goals. */
export const GOAL_WIDTH = 32;

const MINUTE = 60_000;

export const FULL: Plan = {
    name: 'full',
    endsWithin: 15 * MINUTE,
    rounds: 5,
    widths: [1, 8, GOAL_WIDTH, 64],
    servers: [1, 2],
    latencies: [0, 1, 5],
    slot: { goal: 1_400, other: 450, empty: 300 },
    warmUp: 3_000,
    counting: 40,
    histories: [0, 10_000, 100_000, 1_000_000],
    connections: [1, 100, 10_000],
    messages: [1, 10_000, 30_000],
    messagesOfOurs: 100_000,
    idle: 5_000,
    starts: 3,
    waiting: 5_000,
};

/** To see that everything still measures. Its figures are rough, and are not written down. */
export const QUICK: Plan = {
    name: 'quick',
    endsWithin: MINUTE,
    rounds: 1,
    widths: [1, GOAL_WIDTH],
    servers: [1],
    latencies: [0],
    slot: { goal: 600, other: 300, empty: 150 },
    warmUp: 300,
    counting: 20,
    histories: [10_000],
    connections: [100],
    messages: [1, 200],
    messagesOfOurs: 300,
    idle: 500,
    starts: 1,
    waiting: 500,
};

/** Reads what stands behind `npm run bench --`. @throws for what is not known */
export function planFrom(args: readonly string[]): Plan {
    const [first, ...rest] = args;
    if (first === undefined) return FULL;
    if (first === '--quick' && rest.length === 0) return QUICK;
    throw new Error(`What is ${args.join(' ')}? Known: --quick`);
}

/** How much of the time is left, ms; `kept` is for what comes after. */
export type TimeLeft = (kept: number) => number;

export function timeLeft({ endsWithin }: Plan, now = (): number => performance.now()): TimeLeft {
    const end = now() + endsWithin;
    return (kept) => Math.max(0, end - kept - now());
}
