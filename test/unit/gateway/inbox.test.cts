import { receive } from '../../../src/gateway/inbox/inbox';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

/** The world of each test, many times over with other orders of everything. */
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

async function worldWithRoom(seed: number): Promise<World> {
    const world = new World(seed);
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const texts = (world: World): string[] => world.rocketchat.messages.map(({ text }) => text);
const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;

test('a first message opens a room for its connection and stands in it', async () => {
    const world = await worldWithRoom(0);
    expect(texts(world)).toEqual(['text 0']);
    expect(world.rocketchat.rooms).toMatchObject([{ open: true, conversation: 'post:1:ann' }]);
    expect([left(world, 'entry'), left(world, 'claim'), left(world, 'done')]).toEqual([0, 0, 1]);
});

test('what a text costs, in a conversation that is going on: 7 calls; a duplicate: none', async () => {
    const world = await worldWithRoom(0);
    const process = world.server(0).memory.process;
    const before = world.scheduler.counts.get(process) ?? 0;
    world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    expect((world.scheduler.counts.get(process) ?? 0) - before).toBe(7);
    world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    expect((world.scheduler.counts.get(process) ?? 0) - before).toBe(7);
});

test('one that comes as soon as the one before was accepted costs no more, and is shown behind it', async () => {
    for (const seed of SEEDS.slice(0, 50)) {
        const world = await worldWithRoom(seed);
        const gateway = world.server(0);
        const { process } = gateway.memory;
        const before = world.scheduler.counts.get(process) ?? 0;
        const bring = (n: number): Promise<void> =>
            receive(gateway, CONNECTION, textEvent(n)).then(({ settled }) => settled);
        void bring(1)
            .then(() => bring(2))
            .then(() => bring(3));
        await world.scheduler.run();
        expect(texts(world)).toEqual(['text 0', 'text 1', 'text 2', 'text 3']);
        expect((world.scheduler.counts.get(process) ?? 0) - before).toBe(3 * 7);
        expect([left(world, 'entry'), gateway.memory.tidying.size]).toEqual([0, 0]);
    }
});

test('two servers, one conversation, everything at once: each text once, one room, nothing left', async () => {
    for (const seed of SEEDS) {
        const world = new World(seed);
        await world.connect();
        for (const n of [1, 2, 3]) {
            world.deliverEvent(n % 2, textEvent(n));
            world.deliverEvent((n + 1) % 2, textEvent(n));
        }
        await world.scheduler.run();
        expect({ seed, texts: texts(world).sort() }).toEqual({ seed, texts: ['text 1', 'text 2', 'text 3'] });
        expect({ seed, rooms: world.rocketchat.rooms.filter(({ open }) => open).length }).toEqual({ seed, rooms: 1 });
        expect({ seed, entries: left(world, 'entry'), claims: left(world, 'claim'), problems: world.problems }).toEqual(
            {
                seed,
                entries: 0,
                claims: 0,
                problems: [],
            },
        );
    }
});

test.each([
    ['different first messages of a contact', 1, 6, 1],
    ['the same first message, on each of the servers', 1, 1, 3],
    ['first messages of many contacts, each to two of the servers', 8, 4, 2],
])('three servers, simultaneously %s: each stands once, and within 3 s', async (_what, contacts, count, times) => {
    for (const seed of SEEDS.slice(0, 30)) {
        const world = new World(seed);
        await world.connect();
        // What a call takes on a server that has something to do.
        world.latencyMs = [5, 40];
        const since = world.now;
        const expected: string[] = [];
        for (let contact = 0; contact < contacts; contact++) {
            for (let n = 0; n < count; n++) {
                const event = textEvent(n, `contact ${contact}`, `${contact}/${n}`);
                expected.push(`${contact}/${n}`);
                for (let time = 0; time < times; time++) {
                    world.deliverEvent((n + time) % 3, event);
                }
            }
        }
        await world.scheduler.run();
        const latest = Math.max(...world.rocketchat.messages.map(({ at }) => at)) - since;
        expect({ seed, texts: texts(world).sort(), inTime: latest < 3_000 || latest }).toEqual({
            seed,
            texts: expected.sort(),
            inTime: true,
        });
        expect({ seed, entries: left(world, 'entry'), claims: left(world, 'claim') }).toEqual({
            seed,
            entries: 0,
            claims: 0,
        });
    }
});

test('three servers, a burst in a conversation that is going on: each stands within 3 s, whatever the seed', async () => {
    for (const seed of SEEDS.slice(0, 30)) {
        const world = await worldWithRoom(seed);
        world.latencyMs = [5, 40];
        const since = world.now;
        for (let n = 1; n <= 9; n++) {
            world.deliverEvent(n % 3, textEvent(n));
            world.deliverEvent((n + 1) % 3, textEvent(n));
        }
        await world.scheduler.run();
        expect({ seed, texts: texts(world).length, left: left(world, 'entry') }).toEqual({ seed, texts: 10, left: 0 });
        const latest = Math.max(...world.rocketchat.messages.map(({ at }) => at)) - since;
        expect({ seed, inTime: latest < 3_000 || latest }).toEqual({ seed, inTime: true });
    }
});

test('what was journalled in order is shown in order, whichever server works it off', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        // The provider waits for its answer before it brings the next one.
        for (const n of [1, 2, 3]) {
            const delivery = world.deliverEvent(n % 2, textEvent(n));
            while (!delivery.safe) {
                await world.scheduler.step();
            }
        }
        await world.scheduler.run();
        expect({ seed, texts: texts(world) }).toEqual({ seed, texts: ['text 0', 'text 1', 'text 2', 'text 3'] });
    }
});

test.each([true, false])(
    'texts of the same second of the provider keep their order, although the clocks of the servers are apart; somebody is there: %s',
    async (isOpen) => {
        for (const seed of SEEDS) {
            const world = isOpen ? await worldWithRoom(seed) : new World(seed);
            await world.connect();
            world.rocketchat.closed = !isOpen;
            const { now } = world;
            // The provider brings one after the other; where nobody is there they wait for each other.
            for (const [n, ahead] of [5_000, 0, 2_500, 5_000, 0].entries()) {
                world.now = now + ahead;
                const delivery = world.deliverEvent((n + seed) % 3, { ...textEvent(n), at: 1_000 });
                // It is told when the event stands in its room, or after a while.
                for (let steps = 0; !delivery.safe || (isOpen && steps < 30); steps++) {
                    await world.scheduler.step();
                }
            }
            await world.scheduler.run();
            world.rocketchat.closed = false;
            await world.calm();
            expect({ seed, texts: texts(world) }).toEqual({ seed, texts: [0, 1, 2, 3, 4].map((n) => `text ${n}`) });
        }
    },
);

test('after a kill the next delivery shows everything that was journalled, once and in order', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        world.deliverEvent(1, textEvent(1));
        const steps = seed % 12;
        for (let i = 0; i < steps; i++) {
            await world.scheduler.step();
        }
        world.kill(1);
        await world.scheduler.run();
        world.deliverEvent(0, textEvent(1)); // the provider had no answer and comes again
        await world.scheduler.run();
        world.deliverEvent(0, textEvent(2));
        await world.scheduler.run();
        expect({ seed, texts: texts(world) }).toEqual({ seed, texts: ['text 0', 'text 1', 'text 2'] });
        expect({ seed, entries: left(world, 'entry') }).toEqual({ seed, entries: 0 });
    }
});

test('the next message after a room was closed opens a new one, also when it is closed in the same moment', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        world.deliverEvent(0, textEvent(1));
        for (let i = 0; i < seed % 8; i++) {
            await world.scheduler.step();
        }
        world.rocketchat.close('r0');
        await world.scheduler.run();
        world.deliverEvent(1, textEvent(2));
        await world.scheduler.run();
        expect({ seed, texts: texts(world).sort() }).toEqual({ seed, texts: ['text 0', 'text 1', 'text 2'] });
        expect({ seed, open: world.rocketchat.rooms.filter(({ open }) => open).length }).toEqual({ seed, open: 1 });
    }
});

test('while nobody is online an event is kept, and shown before the next one when somebody is', async () => {
    const world = new World(1);
    await world.connect();
    world.rocketchat.closed = true;
    const delivery = world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    expect([delivery.safe, texts(world), left(world, 'entry')]).toEqual([true, [], 1]);
    world.rocketchat.closed = false;
    world.deliverEvent(0, textEvent(2));
    await world.scheduler.run();
    expect(texts(world)).toEqual(['text 1', 'text 2']);
});

test('while nobody is online he is told so once, although two servers hear of different words of his at once', async () => {
    for (const seed of SEEDS.slice(0, 60)) {
        const world = new World(seed);
        await world.connect();
        world.rocketchat.closed = true;
        world.offlineText = 'away';
        for (const n of [1, 2, 3]) {
            world.deliverEvent(n % 3, textEvent(n));
        }
        await world.scheduler.run();
        await world.calm();
        expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: ['away'] });
    }
});

test('where chosen ids are not taken, or removing takes one of several, nothing is doubled without a fault', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        world.rocketchat.idsHonoured = seed % 2 === 0;
        world.rocketchat.removesOne = true;
        world.deliverEvent(0, textEvent(1));
        await world.scheduler.run();
        world.deliverEvent(0, textEvent(2));
        world.deliverEvent(0, textEvent(2));
        await world.scheduler.run();
        expect({ seed, texts: texts(world) }).toEqual({ seed, texts: ['text 0', 'text 1', 'text 2'] });
    }
});
