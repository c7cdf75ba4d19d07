import type { Cost, Costs, Happening } from '../../bench/costs.cjs';
import { costsOn, HAPPENINGS } from '../../bench/costs.cjs';
import type { Seats } from '../../bench/seats.cjs';
import { bring, notice, opened, takeSeats, writers } from '../../bench/seats.cjs';
import { linesOf } from '../../support/lines/lines.cjs';

/**
 * What each thing costs on each channel: calls of the app to its host; and where no event runs beside it, how many of them
 * are made one after another, how many of these until it is done (in the room; the call to the provider), and how many
 * until the provider has its answer.
 */
/** Where it depends on the moment. */
interface Limit {
    readonly atMost: number;
}
type Expected =
    | number
    | Limit
    | readonly [calls: number, series: number, toGoal?: number | undefined, toAnswer?: number | undefined];
type Table = Readonly<Partial<Record<Happening, Expected>>>;

/** Messengers that tell of their messages by webhooks. */
const MESSENGER: Table = {
    'text in': [7, 5, 3, 4],
    'text in, once more, same server': [0, 0, undefined, 0],
    'text in, once more, another server': [5, 3, undefined, 2],
    'file in': 24,
    'text out': [7, 5, 3],
    'file out': [9, 7, 5],
    receipt: [3, 3, undefined, 3],
    'room closed': 2,
};

const EXPECTED: Readonly<Record<string, Table>> = {
    // An account is an agent's own: he is looked up.
    // His picture is asked for behind the first message; how many looks that takes depends on what it meets there.
    'green-api': { ...MESSENGER, 'text in, first of a contact': { atMost: 28 } },
    edna: { ...MESSENGER, 'text in, first of a contact': 24 },
    // Tickets: each message looks for its own, each is welcomed, and its end is told.
    rapidpro: {
        'text in': [10, 7, 5, 7],
        'text in, first of a contact': 38,
        'file in': 28,
        'text out': [9, 7, 5],
        'file out': [12, 9, 7],
        'room closed': 26,
    },
};

const isLimit = (expected: Expected | undefined): expected is Limit =>
    typeof expected === 'object' && 'atMost' in expected;

function found({ calls, series, seriesToGoal, seriesToAnswer }: Cost, expected: Expected | undefined): Expected {
    if (typeof expected === 'number') return calls;
    if (isLimit(expected)) return calls <= expected.atMost ? expected : calls;
    const all = [calls, series, seriesToGoal, seriesToAnswer] as const;
    return all.slice(0, expected?.length ?? all.length) as unknown as Expected;
}

/** Of a channel as of all. */
const SETTINGS_LIMIT = 20;
const TEXTS = 30;
/** The app remembers no setting for longer. */
const FORGOTTEN_MS = 60_000;

let seats: Seats;

beforeAll(async () => {
    seats = await takeSeats({ servers: 2 });
}, 120_000);

afterAll(() => seats.stop());

test.each(linesOf().map(([channel]) => channel))(
    'what %s costs, call by call',
    async (channel) => {
        const seat = seats.all.find((one) => one.channel === channel);
        const [writer] = writers({ channel }, 1);
        if (seat === undefined || writer === undefined) throw new Error(`No seat for ${channel}`);
        const costs: Costs = await costsOn(seat, writer);
        const counted = HAPPENINGS.flatMap((name) => {
            const cost = costs[name];
            return cost === undefined ? [] : [[name, found(cost, EXPECTED[channel]?.[name])] as const];
        });
        expect(Object.fromEntries(counted)).toEqual(EXPECTED[channel]);
    },
    120_000,
);

/** They are no calls to Rocket.Chat, but each is a way to the server's process and back. */
test.each(linesOf().map(([channel]) => channel))(
    'however many texts come through %s, settings are read once',
    async (channel) => {
        const seat = seats.all.find((one) => one.channel === channel);
        if (seat === undefined) throw new Error(`No seat for ${channel}`);
        const { host } = seat.desk;
        const [writer] = await opened(seat, 1, 1);
        if (writer === undefined) throw new Error('Nobody writes');
        host.calls.reset();
        for (let n = 0; n < TEXTS; n += 1) await bring(seat, 0, notice(seat, writer, { text: `line ${n}` }));
        await host.idle();
        expect(host.calls.settingReads()).toBeLessThan(SETTINGS_LIMIT);
        // Not that nobody has counted.
        await host.clock.advance(FORGOTTEN_MS);
        await bring(seat, 0, notice(seat, writer, { text: 'the last line' }));
        await host.idle();
        expect(host.calls.settingReads()).toBeGreaterThan(0);
    },
);
