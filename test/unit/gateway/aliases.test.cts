import { eventKeysOf, goesOnAs, keepAlias, laneOf } from '../../../src/gateway/conversations/aliases';
import type { Alias, MessageEvent } from '../../../src/gateway/model';
import { CONNECTION, World, fileEvent, textEvent } from '../../support/world/world.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** Ann, who is told of by a hidden number or by her phone number. */
const PAIR: Alias = { from: 'hidden', to: 'ann' };

/** Longer than a server goes by what it remembers. */
const HALF_A_MINUTE = 31_000;

const lane = (address: string): string => `post:1:${address}`;
const texts = (world: World): string[] => world.rocketchat.messages.map(({ text }) => text);
const openRooms = (world: World): string[] => world.rocketchat.rooms.filter(({ open }) => open).map(({ id }) => id);
const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;
const clean = (world: World) => ({
    entries: left(world, 'entry'),
    claims: left(world, 'claim'),
    outs: left(world, 'out'),
});
const CLEAN = { entries: 0, claims: 0, outs: 0 };

const told = (n: number, address: string, alias?: Alias): MessageEvent => ({
    ...textEvent(n, address, `text ${n}`),
    ...(alias === undefined ? {} : { alias }),
});

async function worldOf(seed: number): Promise<World> {
    const world = new World(seed);
    await world.connect();
    return world;
}

async function after(world: World, server: number, ...events: MessageEvent[]): Promise<void> {
    for (const event of events) {
        world.deliverEvent(server, event);
        await world.scheduler.run();
    }
}

test('without a statement two addresses stay two conversations', async () => {
    const world = await worldOf(0);
    await after(world, 0, told(1, 'ann'), told(2, 'hidden'));
    expect(openRooms(world)).toHaveLength(2);
});

test('what is told with both addresses goes on in the room that is there, whichever address it had', async () => {
    for (const first of ['ann', 'hidden']) {
        const world = await worldOf(0);
        await after(world, 0, told(1, first), told(2, 'hidden', PAIR), told(3, 'ann'), told(4, 'hidden'));
        expect(openRooms(world)).toEqual(['r0']);
        expect(texts(world)).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
        expect(clean(world)).toEqual(CLEAN);
    }
});

test('once they are one conversation, a text costs 7 calls with either address, also on a server that hears of it first', async () => {
    const world = await worldOf(0);
    await after(world, 0, told(1, 'hidden'), told(2, 'hidden', PAIR), told(3, 'hidden'));
    // Twins from the days before are not to be expected any more.
    world.now += 3 * 24 * 60 * 60_000;
    for (const [server, n] of [
        [0, 4],
        [1, 5],
    ] as const) {
        await after(world, server, told(n, 'hidden'));
        const { process } = world.server(server).memory;
        const before = world.scheduler.counts.get(process) ?? 0;
        await after(world, server, told(n + 10, 'hidden'));
        expect((world.scheduler.counts.get(process) ?? 0) - before).toBe(7);
    }
});

describe('both have an open room', () => {
    test.each([
        ['ann', 'hidden'],
        ['hidden', 'ann'],
    ])('the one of %s is older and goes on, the other is closed', async (older, younger) => {
        const world = await worldOf(0);
        await after(world, 0, told(1, older), told(2, younger));
        await after(world, 1, told(3, 'hidden', PAIR), told(4, 'ann'));
        expect(openRooms(world)).toEqual(['r0']);
        expect(world.rocketchat.messages.filter(({ roomId }) => roomId === 'r0').map(({ text }) => text)).toEqual([
            'text 1',
            'text 3',
            'text 4',
        ]);
        expect(world.problems).toEqual([]);
    });

    test('an answer in the one that goes on goes out once, whenever the tick looks at it meanwhile', async () => {
        for (const seed of SEEDS) {
            const world = await worldOf(seed);
            await after(world, 0, told(1, 'hidden'), told(2, 'ann'), told(3, 'hidden', PAIR));
            expect(openRooms(world)).toEqual(['r0']);
            [world.latencyMs, world.sendMs] = [[1, 5], 5_000];
            world.deliverReply(0, world.rocketchat.agentWrites('r0', 'once', world.now));
            for (let steps = seed % 20; steps > 0; steps--) await world.scheduler.step();
            world.tick(seed % 2);
            await world.scheduler.run();
            expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: ['once'] });
        }
    });

    test('where the other may not be closed, agents are told so in it once, with the link, and nothing is tried again', async () => {
        const world = await worldOf(0);
        await after(world, 0, told(1, 'ann'), told(2, 'hidden'));
        world.rocketchat.refusesClosing = true;
        await after(world, 1, told(3, 'hidden', PAIR));
        await world.calm();
        expect([...world.rocketchat.notes.values()]).toEqual([
            {
                place: 'r1',
                text: expect.stringMatching(/goes on in another room: \S+\/live\/r0 .* close it by hand/) as unknown,
                buttons: [],
            },
        ]);
        expect(world.scheduler.trace.filter((line) => line.includes(' close r'))).toHaveLength(1);
        await after(world, 0, told(4, 'ann'));
        expect(world.rocketchat.messages.at(-1)).toMatchObject({ roomId: 'r0', text: 'text 4' });
        // What an agent writes there all the same still goes out.
        world.rocketchat.agentWrites('r1', 'too late', world.now);
        await world.calm();
        expect([world.accepted, openRooms(world), world.problems]).toEqual([['too late'], ['r0', 'r1'], []]);
        world.rocketchat.close('r1'); // by hand
        await world.calm();
        expect([openRooms(world), world.rocketchat.notes.size]).toEqual([['r0'], 1]);
    });

    test('what an agent wrote in the one that is closed goes out, and where she wrote from last', async () => {
        const world = await worldOf(0);
        await after(world, 0, told(1, 'ann'), told(2, 'hidden'));
        const unheard = world.rocketchat.agentWrites('r1', 'no event told of this', world.now);
        await after(world, 1, told(3, 'hidden', PAIR));
        expect(openRooms(world)).toEqual(['r0']);
        world.deliverReply(0, unheard); // and then one does
        world.now += HALF_A_MINUTE;
        world.deliverReply(0, world.rocketchat.agentWrites('r0', 'to the hidden number', world.now));
        await world.scheduler.run();
        await after(world, 0, told(4, 'ann'));
        world.now += HALF_A_MINUTE;
        world.deliverReply(1, world.rocketchat.agentWrites('r0', 'to the phone number', world.now));
        await world.scheduler.run();
        expect([world.accepted, world.addresses]).toEqual([
            ['no event told of this', 'to the hidden number', 'to the phone number'],
            // The room was being closed before her message was shown.
            ['ann', 'hidden', 'ann'],
        ]);
        expect(clean(world)).toEqual(CLEAN);
    });

    test('a process that dies at any moment leaves it to the tick', async () => {
        for (const seed of SEEDS) {
            const world = await worldOf(seed);
            await after(world, 0, told(1, 'hidden'), told(2, 'ann'));
            world.deliverEvent(0, told(3, 'hidden', PAIR));
            for (let steps = seed % 25; steps > 0; steps--) await world.scheduler.step();
            world.kill(0);
            await world.scheduler.run();
            // The provider was not answered, and comes again.
            world.deliverEvent(1, told(3, 'hidden', PAIR));
            await world.calm();
            expect({ seed, texts: texts(world).sort(), rooms: openRooms(world), ...clean(world) }).toEqual({
                seed,
                texts: ['text 1', 'text 2', 'text 3'],
                rooms: ['r0'],
                ...CLEAN,
            });
        }
    });
});

test('a server that does not know of it yet opens no second room, and shows everything in order', async () => {
    for (const seed of SEEDS) {
        const world = await worldOf(seed);
        await after(world, 0, told(1, 'hidden'));
        await after(world, 1, told(2, 'hidden')); // server 1 remembers the conversation
        await after(world, 0, told(3, 'hidden', PAIR));
        for (const [server, n] of [
            [1, 4],
            [0, 5],
            [1, 6],
        ] as const) {
            const delivery = world.deliverEvent(server, told(n, n === 5 ? 'ann' : 'hidden'));
            while (!delivery.safe) await world.scheduler.step();
        }
        await world.scheduler.run();
        expect({ seed, texts: texts(world), rooms: openRooms(world) }).toEqual({
            seed,
            texts: [1, 2, 3, 4, 5, 6].map((n) => `text ${n}`),
            rooms: ['r0'],
        });
        await world.calm();
        expect({ seed, ...clean(world), problems: world.problems }).toEqual({ seed, ...CLEAN, problems: [] });
    }
});

test('the statement comes in the middle of everything, on three servers: each text and file once, one room', async () => {
    for (const seed of SEEDS) {
        const world = await worldOf(seed);
        const deliver = (server: number, event: MessageEvent) => ({
            event,
            delivery: world.deliverEvent(server, event),
        });
        const all = [1, 2, 3, 4].flatMap((n) => {
            const address = n % 2 === 0 ? 'ann' : 'hidden';
            return [
                deliver(n % 3, told(n, address)),
                deliver((n + 1) % 3, told(n, address, n === 3 ? PAIR : undefined)),
            ];
        });
        all.push(deliver(2, fileEvent(5, 'hidden')));
        for (let steps = 20 + (seed % 30); steps > 0; steps--) await world.scheduler.step();
        if (seed % 2 === 0) world.kill(seed % 3);
        await world.scheduler.run();
        // What was not answered comes again.
        for (const { event } of all.filter(({ delivery }) => !delivery.safe)) world.deliverEvent(1, event);
        world.deliverEvent(1, told(6, 'hidden', PAIR));
        await world.calm();
        const shown = world.rocketchat.messages.map(({ text, fileName }) => fileName?.replace(/\..*/, '') ?? text);
        const file = shown.filter((one) => one === 'photo 5');
        expect({ seed, rooms: openRooms(world).length, ...clean(world) }).toEqual({ seed, rooms: 1, ...CLEAN });
        for (const n of [1, 2, 3, 4, 6]) {
            expect({ seed, n, times: shown.filter((one) => one === `text ${n}`).length }).toEqual({
                seed,
                n,
                times: 1,
            });
        }
        expect({ seed, file }).toEqual({ seed, file: ['photo 5'] });
    }
});

test('what waits under the old address while nobody is there comes before what is told with the new one', async () => {
    const world = await worldOf(0);
    world.rocketchat.closed = true;
    await after(world, 0, told(1, 'hidden'), told(2, 'hidden'));
    await after(world, 1, told(3, 'ann', PAIR));
    world.rocketchat.closed = false;
    await world.calm();
    expect(texts(world)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(openRooms(world)).toEqual(['r0']);
    expect(clean(world)).toEqual(CLEAN);
});

test('a message that is told with both addresses, one after the other, stands once', async () => {
    for (const seed of SEEDS) {
        const world = await worldOf(seed);
        // Before the statement it is nobody's business which two are the same.
        await after(world, 0, told(1, 'hidden'), told(2, 'hidden', PAIR));
        await after(world, 1, told(1, 'ann'), told(2, 'ann'));
        // The provider goes on as soon as one is safe.
        for (const [server, address] of ['hidden', 'ann'].entries()) {
            const delivery = world.deliverEvent((seed + server) % 3, told(3, address));
            while (!delivery.safe) await world.scheduler.step();
        }
        await world.scheduler.run();
        await after(world, 1, told(3, 'hidden'), told(3, 'ann'));
        expect({ seed, texts: texts(world), ...clean(world) }).toEqual({
            seed,
            texts: ['text 1', 'text 2', 'text 3'],
            ...CLEAN,
        });
    }
});

describe('statements', () => {
    test('a chain ends where the last one leads, and so does everything that led into it', async () => {
        const world = await worldOf(0);
        await world.alone(async (gateway) => {
            for (let n = 0; n < 20; n++) await keepAlias(gateway, CONNECTION, { from: `a${n}`, to: `a${n + 1}` });
        });
        for (const start of ['a0', 'a7', 'a19', 'a20']) {
            await world.alone(async (gateway) => expect(await goesOnAs(gateway, lane(start))).toBe(lane('a20')));
            world.kill(0);
        }
    });

    test('one that leads back says nothing new', async () => {
        const world = await worldOf(0);
        await world.alone(async (gateway) => {
            await keepAlias(gateway, CONNECTION, { from: 'a', to: 'b' });
            await keepAlias(gateway, CONNECTION, { from: 'b', to: 'c' });
            expect(await keepAlias(gateway, CONNECTION, { from: 'c', to: 'a' })).toBeUndefined();
            expect(await keepAlias(gateway, CONNECTION, { from: 'c', to: 'c' })).toBeUndefined();
            expect(await laneOf(gateway, lane('a'))).toBe(lane('c'));
        });
    });

    test('a ring that two servers have made at the same moment ends at the same place for everybody, and loses nothing', async () => {
        for (const seed of SEEDS) {
            const world = await worldOf(seed);
            world.deliverEvent(0, told(1, 'a', { from: 'a', to: 'b' }));
            world.deliverEvent(1, told(2, 'b', { from: 'b', to: 'a' }));
            await world.scheduler.run();
            await world.calm();
            const ends = new Set<string>();
            for (const start of ['a', 'b']) {
                await world.alone(async (gateway) => void ends.add(await goesOnAs(gateway, lane(start))));
            }
            world.deliverEvent(2, told(3, 'a'));
            world.deliverEvent(2, told(4, 'b'));
            await world.calm();
            expect({ seed, ends: ends.size, rooms: openRooms(world).length, texts: texts(world).sort() }).toEqual({
                seed,
                ends: 1,
                rooms: 1,
                texts: ['text 1', 'text 2', 'text 3', 'text 4'],
            });
            expect({ seed, ...clean(world) }).toEqual({ seed, ...CLEAN });
        }
    });

    test('the newest about an address holds: whoever has another number now is not taken for who has the old one', async () => {
        const world = await worldOf(0);
        await after(world, 0, told(1, 'ann'), told(2, 'hidden', PAIR));
        await after(world, 1, told(3, 'hidden', { from: 'hidden', to: 'new number' }), told(4, 'ann'));
        expect(world.rocketchat.rooms.map(({ conversation }) => conversation)).toEqual([
            lane('ann'),
            lane('new number'),
        ]);
        expect(world.rocketchat.messages.map(({ roomId }) => roomId)).toEqual(['r0', 'r0', 'r1', 'r0']);
        // She wrote last from the hidden number that is somebody else's now.
        for (const server of [0, 1]) {
            world.deliverReply(server, world.rocketchat.agentWrites('r0', 'to ann', world.now));
            world.deliverReply(server, world.rocketchat.agentWrites('r1', 'to the other', world.now));
            await world.scheduler.run();
        }
        const to = world.accepted.map((text, n) => `${text}: ${String(world.addresses[n])}`);
        expect([...new Set(to)].sort()).toEqual(['to ann: ann', 'to the other: hidden']);
    });

    test('an event is found under every address that it may have been told with, the one as told first', async () => {
        const world = await worldOf(0);
        await after(world, 0, told(1, 'hidden', PAIR));
        await world.alone(async (gateway) => {
            const keys = await eventKeysOf(gateway, lane('ann'), { id: 'hidden:7', address: 'hidden' });
            expect(keys).toEqual(['post:1:message:hidden:7', 'post:1:message:ann:7']);
        });
    });
});

describe('an address that has taken the place of another one', () => {
    test('is asked for when a room is to be opened: the open one is found by it, and answers go to the new address', async () => {
        const world = await worldOf(0);
        world.former = (address) => (address === 'new' ? ['old'] : []);
        await after(world, 0, told(1, 'old'), told(2, 'new'));
        expect(openRooms(world)).toEqual(['r0']);
        expect(texts(world)).toEqual(['text 1', 'text 2']);
        world.deliverReply(1, world.rocketchat.agentWrites('r0', 'hello', world.now));
        await world.scheduler.run();
        expect(world.addresses).toEqual(['new']);
        expect(clean(world)).toEqual(CLEAN);
    });

    test('joins the number that the old one belonged to', async () => {
        const world = await worldOf(0);
        world.former = (address) => (address === 'new' ? ['hidden'] : []);
        await after(world, 0, told(1, 'ann'), told(2, 'hidden', PAIR), told(3, 'new'), told(4, 'ann'));
        expect(openRooms(world)).toEqual(['r0']);
        expect(texts(world)).toHaveLength(4);
        await world.alone(async (gateway) => expect(await laneOf(gateway, lane('new'))).toBe(lane('ann')));
    });

    test('a provider that does not answer keeps nobody from his room', async () => {
        const world = await worldOf(0);
        world.former = () => {
            throw new Error('no answer');
        };
        await after(world, 0, told(1, 'new'));
        expect(texts(world)).toEqual(['text 1']);
    });
});
