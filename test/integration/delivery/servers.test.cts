import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from './workbench.cjs';
import { SECOND, chat, customer, furnished, incoming, kept, openRooms, until, webhook } from './workbench.cjs';

/**
 * Three servers, everything at once, nothing broken, and no tick: whoever hears of something sees it through, or it would
 * wait for ever. How soon a message stands is seen by a clock that does not depend on this machine, in
 * `test/unit/gateway/inbox.test.cts`.
 */

const SERVERS = [0, 1, 2];
/** Longer than anything here can take. */
const PATIENCE_MS = 60 * SECOND;

jest.setTimeout(3 * PATIENCE_MS);

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished({
        servers: SERVERS.length,
        balance: 'random',
        seed: 'servers',
        runtimeTimeoutMs: PATIENCE_MS,
    }));
    desk.host.faults.jobsStopped = true;
});

beforeEach(() => {
    // Calls of the servers get into each other's way differently every time.
    desk.host.setHook({ before: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 15)) });
});

afterEach(() => desk.host.setHook({}));

afterAll(() => desk.stop());

interface Delivery {
    readonly who: Customer;
    readonly text: string;
    readonly server: number;
    readonly body: object;
}

let ids = 0;

/** A message for each of the texts, for the servers in turn. */
function messages(who: Customer, texts: readonly string[]): Delivery[] {
    const now = desk.host.clock.now();
    return texts.map((text, index) => {
        ids += 1;
        const body = incoming(who, `SIMULTANEOUS${ids}`, text, now + index * SECOND);
        return { who, text, body, server: index % SERVERS.length };
    });
}

/** Until nobody has anything left to do: events in the inbox, replies in the outbox, claims on either. */
async function allDone(): Promise<void> {
    for (const kind of ['entry', 'out', 'claim']) {
        await until(`no ${kind} is left`, async () => (await kept(desk, kind)).length === 0, PATIENCE_MS);
    }
    await desk.settle();
}

/** Delivers all at once, and checks where each stands and how often; nothing may be left to be done. */
async function deliverAtOnce(
    deliveries: readonly Delivery[],
    expected: readonly Delivery[] = deliveries,
): Promise<void> {
    const statuses = await Promise.all(deliveries.map(({ body, server }) => webhook(desk, body, server)));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    await allDone();
    for (const who of new Set(expected.map((delivery) => delivery.who))) {
        const rooms = await openRooms(desk, who);
        expect(rooms).toHaveLength(1);
        const shown = await desk.admin.messages(rooms[0]?._id ?? '');
        for (const { text } of expected.filter((delivery) => delivery.who === who)) {
            expect(shown.filter(({ msg }) => msg === text)).toHaveLength(1);
        }
    }
}

const texts = (count: number, what: string): string[] => Array.from({ length: count }, (_, n) => `${what} ${n}`);

test.each(Array.from({ length: 5 }, (_, round) => round))(
    'different first messages of a contact, at once on all servers: one room, each once (%i)',
    async () => {
        await deliverAtOnce(messages(customer(), texts(6, 'first')));
    },
);

test.each(Array.from({ length: 3 }, (_, round) => round))(
    'the same first message of a contact, at once on all servers: one room, shown once (%i)',
    async () => {
        const [one] = messages(customer(), ['only once']);
        if (one === undefined) throw new Error('no message');
        await deliverAtOnce(
            SERVERS.map((server) => ({ ...one, server })),
            [one],
        );
    },
);

test('a conversation that is going on: a burst over all servers, each once', async () => {
    const { who } = await chat(desk);
    for (let round = 0; round < 5; round++) {
        await deliverAtOnce(messages(who, texts(9, `burst ${round}`)));
    }
});

test('each of a burst delivered three times, to different servers', async () => {
    const { who } = await chat(desk);
    const burst = messages(who, texts(4, 'thrice'));
    await deliverAtOnce(
        burst.flatMap((delivery) => SERVERS.map((server) => ({ ...delivery, server }))),
        burst,
    );
});

test("many contacts at once do not get into each other's way", async () => {
    const people = Array.from({ length: 8 }, () => customer());
    await deliverAtOnce(people.flatMap((who) => messages(who, texts(4, who.name))));
});

test('one message after the other, each on another server, stands in the order in which they came', async () => {
    const who = customer();
    const words = texts(12, 'in order');
    for (const { body, server } of messages(who, words)) {
        expect(await webhook(desk, body, server)).toBe(200);
    }
    await allDone();
    const [room] = await openRooms(desk, who);
    expect(await desk.transcript(room?._id ?? '')).toEqual(words);
});

test('as GREEN-API delivers, to whichever server the port chooses: all of it, in order', async () => {
    const people = [customer(), customer(), customer()];
    const words = texts(8, 'as it comes');
    for (const text of words) {
        for (const who of people) desk.green.customerWrites(INSTANCE.id, { ...who, text });
    }
    await until('all are brought', () => desk.green.waiting(INSTANCE.id) === 0, PATIENCE_MS);
    await allDone();
    for (const who of people) {
        const [room] = await openRooms(desk, who);
        expect(await desk.transcript(room?._id ?? '')).toEqual(words);
    }
});

test('replies written quickly, each on another server, go out once and in the order of the room', async () => {
    const { who, roomId } = await chat(desk);
    const words = texts(12, 'answer');
    for (const [index, text] of words.entries()) await olga.post(roomId, text, index % SERVERS.length);
    await until('all are sent', () => desk.accepted().length >= words.length, PATIENCE_MS);
    await allDone();
    const sent = desk.green.sent(INSTANCE.id).filter(({ chatId }) => chatId === `${who.phone}@c.us`);
    expect(sent.map(({ message }) => message)).toEqual(words);
});
