import { kept, until } from '../delivery/workbench.cjs';
import type { Answered, Bench } from './workbench.cjs';
import { authorized, connectedBench } from './workbench.cjs';

/** Three servers, everything at once, and no tick: one room for each contact, and nothing twice. */

const SERVERS = [0, 1, 2];
const ROUNDS = [0, 1, 2];
/** Longer than anything here can take. */
const PATIENCE_MS = 60_000;

jest.setTimeout(3 * PATIENCE_MS);

let bench: Bench;
let numbers = 0;

beforeAll(async () => {
    bench = await connectedBench({
        servers: SERVERS.length,
        balance: 'random',
        seed: 'tickets',
        runtimeTimeoutMs: PATIENCE_MS,
    });
    bench.desk.host.faults.jobsStopped = true;
});

beforeEach(() => {
    // Calls of the servers get into each other's way differently every time.
    bench.desk.host.setHook({ before: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 15)) });
});

afterEach(() => bench.desk.host.setHook({}));

afterAll(() => bench.stop());

/** A ticket that RapidPro knows, of a contact whom nobody else talks about. */
function ticketOf(token: string): { ticketID: string; visitor: object } {
    numbers += 1;
    const ticketID = `00000000-0000-4000-8000-${String(numbers).padStart(12, '0')}`;
    bench.acme.addTicket({ ...bench.acme.addContact(), id: token }, ticketID, '');
    return { ticketID, visitor: { token, name: token } };
}

const call = (server: number, path: string, body: object): Promise<Answered> =>
    bench.call('POST', path, body, { ...authorized(bench.acme.secret), 'x-host-server': String(server) });

/** Until nobody has anything left to do. */
async function allDone(): Promise<void> {
    for (const kind of ['entry', 'out', 'claim', 'welcome']) {
        await until(`no ${kind} is left`, async () => (await kept(bench.desk, kind)).length === 0, PATIENCE_MS);
    }
    await bench.settle();
}

const roomsOf = async (token: string, open?: boolean): Promise<string[]> =>
    (await bench.desk.admin.rooms(open === undefined ? {} : { open }))
        .filter(({ fname }) => fname === token)
        .map(({ _id }) => _id);

const closings = (ticketID: string): string[] =>
    bench.acme.closedEvents.filter(({ ticketId }) => ticketId === ticketID).map(({ by }) => by);

test.each(ROUNDS)('the same ticket at once on all servers is one room (%i)', async (round) => {
    const body = ticketOf(`same ${round}`);
    const answers = await Promise.all(SERVERS.map((server) => call(server, 'room', body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await allDone();
    const [room] = await roomsOf(`same ${round}`);
    expect(answers.map(({ json }) => json)).toEqual(SERVERS.map(() => ({ id: room })));
    expect(await roomsOf(`same ${round}`)).toHaveLength(1);
    expect(closings(body.ticketID)).toEqual([]);
});

test.each(ROUNDS)('three tickets of a contact at once share a room, and all but one end, once (%i)', async (round) => {
    const token = `three ${round}`;
    const bodies = SERVERS.map(() => ticketOf(token));
    const answers = await Promise.all(bodies.map((body, server) => call(server, 'room', body)));
    await allDone();
    const rooms = await roomsOf(token);
    expect(rooms).toHaveLength(1);
    expect(answers.map(({ json }) => json)).toEqual(SERVERS.map(() => ({ id: rooms[0] })));
    expect(bodies.flatMap(({ ticketID }) => closings(ticketID))).toEqual(['app', 'app']);
    expect(bodies.filter(({ ticketID }) => closings(ticketID).length === 0)).toHaveLength(1);
});

test.each(ROUNDS)('messages that come while RapidPro closes the ticket stand once each (%i)', async (round) => {
    const token = `closing ${round}`;
    const body = ticketOf(token);
    await call(0, 'room', body);
    const texts = ['one', 'two', 'three'].map((word) => `${word} of ${token}`);
    const [closed, ...said] = await Promise.all([
        call(0, 'room.close', { visitor: { token } }),
        ...texts.map((text, index) => call(index % SERVERS.length, 'visitor-message', { visitor: { token }, text })),
    ]);
    expect([closed.status, ...said.map(({ status }) => status)]).toEqual([204, 201, 201, 201]);
    await allDone();
    const shown = await Promise.all((await roomsOf(token)).map((room) => bench.desk.transcript(room)));
    expect(
        shown
            .flat()
            .filter((text) => texts.includes(text))
            .sort(),
    ).toEqual([...texts].sort());
    expect(closings(body.ticketID)).toEqual([]);
});
