import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import { PICTURE } from '../../fakes/green-api/people.cjs';
import type { Client } from '../../host/client.cjs';
import type { RecordedCall } from '../../host/cluster.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import { roundsOf } from '../../support/rounds.cjs';
import type { Customer } from './workbench.cjs';
import { chat, customer, furnished, incoming, kept, openRooms, receipt, until, webhook } from './workbench.cjs';

/**
 * What each thing costs: calls of the app to its host, and how many of them wait for one another. They are counted, not
 * timed; every call is given a latency, so that those that are made side by side overlap.
 */

const LATENCY_MS = 40;

let desk: Desk;
let olga: Client;
let who: Customer;
let roomId: string;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
    // The steady state: both servers know the connection, the conversation and the app's secret.
    ({ who, roomId } = await chat(desk));
    for (const server of [1, 0]) {
        await webhook(desk, incoming(who, `WARM${server}`, 'warm', desk.host.clock.now()), server);
        await olga.post(roomId, 'warm', server);
        await desk.settle();
    }
    const sent = desk.green.sent(INSTANCE.id).slice(-1)[0]?.idMessage ?? '';
    for (const server of [0, 1]) {
        await webhook(desk, receipt(who, sent, server === 0 ? 'sent' : 'delivered', desk.host.clock.now()), server);
    }
    await desk.settle();
});

beforeEach(() => {
    desk.host.calls.reset();
    desk.host.faults.latencyMs = LATENCY_MS;
});

afterEach(() => {
    desk.host.faults.latencyMs = 0;
});

afterAll(() => desk.stop());

const SHORT: Readonly<Record<string, string>> = {
    'persistence.createWithAssociations': 'create',
    'persistence.readByAssociations': 'read',
    'persistence.updateByAssociations': 'update',
    'persistence.removeByAssociations': 'remove',
};
const nameOf = ({ name }: RecordedCall): string => SHORT[name] ?? name;

/** The calls in rounds, by name. */
const rounds = (): string[][] => roundsOf(desk.host.calls.list()).map((round) => round.map(nameOf).sort());

let texts = 0;
function body(): object {
    texts += 1;
    return incoming(who, `TEXT${texts}`, `text ${texts}`, desk.host.clock.now());
}

test('a text in: 7 calls; in the room after 3 in series, answered after 4', async () => {
    expect(await webhook(desk, body(), 0)).toBe(200);
    // When the answer came, what remains to be cleaned up was still under way.
    expect(desk.host.calls.list().map(nameOf)).not.toContain('remove');
    await desk.settle();
    expect(rounds()).toEqual([
        ['create'],
        ['read', 'read', 'room.getById'],
        ['livechat.createMessage'],
        ['create'],
        ['remove'],
    ]);
    expect(desk.host.calls.list()).toHaveLength(7);
});

test('a duplicate: no call where it was shown, 5 elsewhere, 3 in series', async () => {
    const once = body();
    await webhook(desk, once, 0);
    await desk.settle();
    desk.host.calls.reset();
    expect(await webhook(desk, once, 0)).toBe(200);
    await desk.settle();
    expect(rounds()).toEqual([]);
    expect(await webhook(desk, once, 1)).toBe(200);
    await desk.settle();
    expect(rounds()).toEqual([['create'], ['read', 'read', 'room.getById'], ['remove']]);
});

test('a text out: 2 in series before GREEN-API is called; 6 calls and that one', async () => {
    await olga.post(roomId, 'an answer', 0);
    await desk.settle();
    expect(rounds()).toEqual([['create'], ['read', 'read', 'room.getMessages'], ['http.call'], ['create'], ['remove']]);
});

test('a text out after one that another server has sent: one look more', async () => {
    await olga.post(roomId, 'from the other one', 1);
    await desk.settle();
    desk.host.calls.reset();
    await olga.post(roomId, 'an answer', 0);
    await desk.settle();
    expect(rounds()).toEqual([
        ['create'],
        ['read', 'read', 'room.getMessages'],
        ['read'],
        ['http.call'],
        ['create'],
        ['remove'],
    ]);
});

test('a receipt: 3 calls, one after the other; a late or repeated one: 1', async () => {
    desk.green.setOutcome(INSTANCE.id, who.phone, []);
    await olga.post(roomId, 'to be read', 0);
    await desk.settle();
    const { idMessage } = desk.green.sent(INSTANCE.id).slice(-1)[0] ?? { idMessage: '' };
    const tell = async (status: string): Promise<string[][]> => {
        desk.host.calls.reset();
        expect(await webhook(desk, receipt(who, idMessage, status, desk.host.clock.now()), 0)).toBe(200);
        await desk.settle();
        return rounds();
    };
    // Another server may have written a later one at the same time: that is what the second look is for.
    expect(await tell('delivered')).toEqual([['read'], ['update'], ['read']]);
    expect(await tell('delivered')).toEqual([['read']]);
    expect(await tell('sent')).toEqual([['read']]);
    expect(await tell('read')).toEqual([['read'], ['update'], ['read']]);
});

test('what other people and other apps write in the workspace: none', async () => {
    await desk.admin.post('GENERAL', 'to everybody', 0);
    await desk.settle();
    expect(rounds()).toEqual([]);
});

test("the customer's own words and the notes of the app come back as events and cost nothing", async () => {
    await webhook(desk, body(), 0);
    await desk.settle();
    expect(desk.host.calls.list()).toHaveLength(7);
    desk.host.faults.latencyMs = 0;
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());
    await olga.post(roomId, 'refused', 0);
    await until('the note', async () => (await desk.transcript(roomId)).some((line) => line.startsWith('⚠️')));
    await desk.settle();
    desk.host.calls.reset();
    await desk.settle();
    expect(rounds()).toEqual([]);
});

test('a webhook without the right token: one look at the store, whatever is in it', async () => {
    const answer = await desk.webhook(body(), { authorization: `Bearer ${'0'.repeat(64)}` });
    expect(answer.status).toBe(401);
    await desk.settle();
    expect(rounds()).toEqual([['read']]);
});

/** What the first message of somebody costs: rounds of calls before it stands in its room, and all calls. */
async function firstMessage(first: Customer): Promise<{ before: number; all: number }> {
    desk.host.calls.reset();
    expect(await webhook(desk, incoming(first, `FIRST${first.phone}`, 'hello', desk.host.clock.now()), 0)).toBe(200);
    await until('the end of what is due for a new contact', async () => (await kept(desk, 'newcomer')).length === 0);
    await desk.settle();
    const before = rounds().findIndex((names) => names.includes('livechat.createMessage'));
    return { before, all: desk.host.calls.list().length };
}

test('a new contact: nothing waits for his picture; 3 calls ask for it, and 16 more show it', async () => {
    await firstMessage(customer()); // what is the same for all of them is known now
    const plain = await firstMessage(customer());
    const first = customer();
    const picture = desk.green.files.keep('picture', PICTURE, 'image/png');
    desk.green.setProfile(INSTANCE.id, `${first.phone}@c.us`, { picture });
    const pictured = await firstMessage(first);
    expect([plain, pictured]).toEqual([
        { before: 15, all: 28 },
        { before: 15, all: 44 },
    ]);
});

test('the first message of a contact is answered within 2 s although a room has to be opened', async () => {
    const first = customer();
    const since = performance.now();
    expect(await webhook(desk, incoming(first, 'FIRST', 'hello', desk.host.clock.now()), 0)).toBe(200);
    expect(performance.now() - since).toBeLessThan(2_000);
    await desk.settle();
    expect(await openRooms(desk, first)).toHaveLength(1);
});
