/** Replies in doubt, where the provider can be asked what became of them. */
import { askAbout } from '../../../src/gateway/outbox/asking';
import { youngLetters } from '../../../src/gateway/outbox/burial';
import { earlyReceipt, only } from '../../../src/gateway/records/records';
import { awaitedIn, receiveReceipt, retryEarly } from '../../../src/gateway/outbox/receipts';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

const ROOM = 'r0';
const MINUTE_MS = 60_000;
/** The tick runs every 5 s, and whatever waits for a turn of its own has one in so many runs. */
const TICK_MINUTES = 5 / 60;
const RUNS = 12;

async function worldWithRoom(seed: number): Promise<World> {
    const world = new World(seed);
    world.asked = () => ({ ids: [], isLast: true });
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const records = (world: World, kind: string): unknown[] =>
    world.rocketchat.records.map(({ data }) => data).filter((data) => (data as { t: string }).t === kind);
const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);

/** An agent writes, and the provider says nothing to it. */
async function inDoubt(world: World, mood: 'doubt-accepted' | 'doubt-not-accepted', text = 'reply'): Promise<void> {
    world.moods.push(mood);
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, text, world.now++));
    await world.scheduler.run();
}

async function pass(world: World, minutes: number, ...servers: readonly number[]): Promise<void> {
    world.now += minutes * MINUTE_MS;
    for (const server of servers) {
        world.tick(server);
    }
    await world.scheduler.run();
}

test('the note says that the provider will be asked; it is not asked before its lists can tell', async () => {
    const world = await worldWithRoom(1);
    let asked = 0;
    world.asked = () => ({ ids: [`${++asked}`], isLast: true });
    await inDoubt(world, 'doubt-accepted');
    expect(notes(world)).toEqual([expect.stringContaining('The messenger will be asked')]);
    await pass(world, 1, 0);
    expect(asked).toBe(0);
});

test('found, it counts as sent: one record, no dead letter, and the note says so, however many servers ask', async () => {
    for (let seed = 0; seed < 100; seed++) {
        const world = await worldWithRoom(seed);
        await inDoubt(world, 'doubt-accepted');
        world.asked = () => ({ ids: ['x1'], isLast: true });
        await pass(world, 3, 0, 1);
        await pass(world, 3, 0);
        expect({ seed, problems: world.problems, accepted: world.accepted }).toEqual({
            seed,
            problems: [],
            accepted: ['reply'],
        });
        expect([records(world, 'sent'), records(world, 'dead'), records(world, 'out')]).toEqual([
            [expect.objectContaining({ providerIds: ['x1'] })],
            [],
            [],
        ]);
        expect(notes(world)).toEqual([expect.stringContaining('✅ Delivered after all')]);
    }
});

test('found late, and failed as its provider has told long before: that is what the note says', async () => {
    const world = await worldWithRoom(5);
    await inDoubt(world, 'doubt-accepted');
    const { now } = world;
    await world.alone((gateway) =>
        receiveReceipt(gateway, CONNECTION, { kind: 'receipt', id: 'e1', messageId: 'x1', status: 'failed', at: now }),
    );
    await pass(world, 3, 0);
    await pass(world, 3, 0);
    world.asked = () => ({ ids: ['x1'], isLast: true });
    await pass(world, 45, 0); // nothing ran for a while
    expect(notes(world)).toEqual([expect.stringContaining('✅')]);
    for (let run = 0; run < 12; run++) {
        await pass(world, 0.1, 0);
    }
    expect(records(world, 'dead')).toMatchObject([{ inDoubt: false }]);
    expect(records(world, 'receipt')).toEqual([]);
    expect(notes(world)).toEqual([expect.stringContaining('Not delivered')]);
});

test('found at the same moment as its provider tells that it failed: that it failed stands in the end', async () => {
    for (let seed = 0; seed < 100; seed++) {
        const world = await worldWithRoom(seed);
        await inDoubt(world, 'doubt-accepted');
        const event = { kind: 'receipt', id: 'e1', messageId: 'x1', status: 'failed', at: world.now } as const;
        world.asked = () => {
            void receiveReceipt(world.server(1), CONNECTION, event).then(() => world.tick(1));
            return { ids: ['x1'], isLast: true };
        };
        await pass(world, 3, 0);
        // A receipt that came before the record waits for a run that looks at it.
        await pass(world, TICK_MINUTES, 0);
        for (let run = 1; run < RUNS && records(world, 'receipt').length > 0; run++) {
            await pass(world, TICK_MINUTES, 0);
        }
        expect({ seed, waiting: records(world, 'receipt') }).toEqual({ seed, waiting: [] });
        // Two servers may both keep the letter: people see one.
        const letters = new Set(records(world, 'dead').map((dead) => (dead as { inDoubt: boolean }).inDoubt));
        expect({ seed, letters, notes: notes(world) }).toEqual({
            seed,
            letters: new Set([false]),
            notes: [expect.stringContaining('Not delivered')],
        });
    }
});

test('found while another server is about to forget that it failed: that it failed stands in the end', async () => {
    const world = await worldWithRoom(6);
    await inDoubt(world, 'doubt-accepted');
    const event = { kind: 'receipt', id: 'e1', messageId: 'x1', status: 'failed', at: world.now } as const;
    await world.alone((gateway) => receiveReceipt(gateway, CONNECTION, event));
    world.asked = () => ({ ids: ['x1'], isLast: true });
    world.now += 45 * MINUTE_MS; // nothing ran for a while
    const [early] = only(earlyReceipt, records(world, 'receipt'));
    const other = world.server(1);
    await world.alone(async (gateway) => {
        const { dead } = await youngLetters(gateway);
        await retryEarly(other, early!, async (connection) => {
            await askAbout(gateway, dead, () => false);
            return awaitedIn(other)(connection);
        });
    });
    expect(records(world, 'dead')).toMatchObject([{ inDoubt: false }]);
    expect(records(world, 'receipt')).toEqual([]);
    expect(notes(world)).toEqual([expect.stringContaining('Not delivered')]);
});

test('told as failed while it was sent, and nothing ran from then on for a while: that it failed stands in the end', async () => {
    for (let seed = 0; seed < 20; seed++) {
        const world = await worldWithRoom(seed);
        world.asked = () => ({ ids: ['p1'], isLast: true });
        world.deliverReply(0, world.rocketchat.agentWrites(ROOM, 'reply', world.now++));
        while (world.accepted.length === 0) {
            await world.scheduler.step();
        }
        world.kill(0);
        const event = { kind: 'receipt', id: 'e1', messageId: 'p1', status: 'failed', at: world.now } as const;
        await world.alone((gateway) => receiveReceipt(gateway, CONNECTION, event));
        world.kill(0);
        for (const minutes of [45, 3, TICK_MINUTES, TICK_MINUTES]) {
            await pass(world, minutes, 0);
        }
        const letters = records(world, 'dead').map((dead) => (dead as { inDoubt: boolean }).inDoubt);
        expect({ seed, letters, notes: notes(world) }).toEqual({
            seed,
            letters: [false],
            notes: [expect.stringContaining('Not delivered')],
        });
    }
});

test('a listed message that is known to be another reply proves nothing', async () => {
    const world = await worldWithRoom(2);
    await inDoubt(world, 'doubt-not-accepted', 'ok');
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, 'ok', world.now++));
    await world.scheduler.run();
    expect(records(world, 'sent')).toMatchObject([{ providerIds: ['p1'] }]);
    world.asked = () => ({ ids: ['p1'], isLast: true });
    await pass(world, 3, 0);
    expect([records(world, 'sent').length, records(world, 'dead').length]).toEqual([1, 1]);
});

test('not found within ten minutes, the decision is left to people, and nothing is sent again by itself', async () => {
    const world = await worldWithRoom(3);
    let asked = 0;
    world.asked = () => {
        asked += 1;
        return { ids: [], isLast: true };
    };
    await inDoubt(world, 'doubt-not-accepted');
    for (let minutes = 0; minutes < 20; minutes++) {
        await pass(world, 1, 0);
    }
    expect([asked, world.accepted]).toEqual([3, []]);
    expect(notes(world)).toEqual([expect.stringContaining('Please ask the customer')]);
    expect(records(world, 'dead')).toMatchObject([{ inDoubt: true, asking: null }]);
});

test('a person who did not wait is not overruled', async () => {
    const world = await worldWithRoom(4);
    await inDoubt(world, 'doubt-accepted');
    world.rocketchat.records = world.rocketchat.records.filter(({ data }) => (data as { t: string }).t !== 'dead');
    world.asked = () => ({ ids: ['x1'], isLast: true });
    await pass(world, 3, 0);
    expect(records(world, 'sent')).toEqual([]);
});

test('what comes after the part that was found goes out, as a new round', async () => {
    const world = await worldWithRoom(5);
    await inDoubt(world, 'doubt-not-accepted');
    world.asked = () => ({ ids: ['x1'], isLast: false });
    await pass(world, 3, 0);
    expect(world.accepted).toEqual(['reply']);
    expect(records(world, 'sent')).toMatchObject([{ round: 1 }]);
    expect(records(world, 'dead')).toEqual([]);
});
