import type { Cost, Costs, Happening } from '../../bench/costs.cjs';
import { costsOn, HAPPENINGS } from '../../bench/costs.cjs';
import type { Seats } from '../../bench/seats.cjs';
import { takeSeats, writers } from '../../bench/seats.cjs';
import { linesOf } from '../../support/lines/lines.cjs';

/**
 * What each thing costs on each channel: calls of the app to its host, how many of them are made one after another, how
 * many of these until it is done (in the room; the call to the provider), and how many until the provider has its answer.
 */
type Expected = readonly [calls: number, series: number, toGoal?: number | undefined, toAnswer?: number];

/** Messengers that tell of their messages by webhooks. */
const MESSENGER: Readonly<Partial<Record<Happening, Expected>>> = {
    'text in': [7, 5, 3, 4],
    'text in, first of a contact': [23, 18, 15, 16],
    'text in, once more, same server': [0, 0, undefined, 0],
    'text in, once more, another server': [5, 3, undefined, 2],
    'file in': [24, 21, 15, 19],
    'text out': [7, 5, 3],
    'file out': [9, 7, 5],
    receipt: [3, 3, undefined, 3],
    'room closed': [2, 1],
};

const EXPECTED: Readonly<Record<string, Readonly<Partial<Record<Happening, Expected>>>>> = {
    'green-api': MESSENGER,
    edna: MESSENGER,
    // Tickets: each message looks for its own, each is welcomed, and its end is told.
    rapidpro: {
        'text in': [10, 7, 5, 7],
        'text in, first of a contact': [38, 30, 28, 30],
        'file in': [28, 24, 18, 23],
        'text out': [9, 7, 5],
        'file out': [12, 9, 7],
        'room closed': [26, 24],
    },
};

const inShort = ({ calls, series, seriesToGoal, seriesToAnswer }: Cost): Expected =>
    seriesToAnswer !== undefined
        ? [calls, series, seriesToGoal, seriesToAnswer]
        : seriesToGoal !== undefined
          ? [calls, series, seriesToGoal]
          : [calls, series];

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
            return cost === undefined ? [] : [[name, inShort(cost)] as const];
        });
        expect(Object.fromEntries(counted)).toEqual(EXPECTED[channel]);
    },
    120_000,
);
