import { keepAgent } from '../../../src/gateway/conversations/people';
import { World, textEvent } from '../../support/world/world.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const ROOM = 'r0';

async function worldWithRoom(seed: number): Promise<World> {
    const world = new World(seed);
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;
const write = (world: World, n: number) => world.rocketchat.agentWrites(ROOM, `reply ${n}`, world.now + n);
const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const replies = (...numbers: number[]): string[] => numbers.map((n) => `reply ${n}`);

test('what a reply costs, in a conversation that is going on: 6 calls and the one to the provider', async () => {
    const world = await worldWithRoom(0);
    world.deliverReply(0, write(world, 1));
    await world.scheduler.run();
    const process = world.server(0).memory.process;
    const before = world.scheduler.counts.get(process) ?? 0;
    world.deliverReply(0, write(world, 2));
    await world.scheduler.run();
    expect((world.scheduler.counts.get(process) ?? 0) - before).toBe(7);
    expect(world.accepted).toEqual(replies(1, 2));
    expect([left(world, 'out'), left(world, 'sent')]).toEqual([0, 2]);
});

test('names of emoji reach every channel as emoji', async () => {
    const world = await worldWithRoom(0);
    const text = 'done :thumbsup_tone2:, see `:smile:`, :our_logo:';
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, text, world.now + 1));
    await world.scheduler.run();
    expect(world.accepted).toEqual(['done 👍🏼, see `:smile:`, :our_logo:']);
});

test('quick replies go out once each and in the order of the room, whichever server hears of which when', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        const messages = [1, 2, 3].map((n) => write(world, n));
        for (const [i, message] of [...messages].reverse().entries()) {
            world.deliverReply((i + seed) % 2, message);
        }
        await world.scheduler.run();
        // Whoever finds another server at it for too long leaves the rest to the next reply.
        world.deliverReply(0, write(world, 4));
        await world.scheduler.run();
        expect({ seed, accepted: world.accepted, problems: world.problems }).toEqual({
            seed,
            accepted: replies(1, 2, 3, 4),
            problems: [],
        });
        expect({ seed, out: left(world, 'out'), claims: left(world, 'claim') }).toEqual({ seed, out: 0, claims: 0 });
    }
});

test('a reply that another server has found in the room and sent goes out once, however late its own event comes', async () => {
    for (const seed of SEEDS.slice(0, 50)) {
        const world = await worldWithRoom(seed);
        const [first, second] = [write(world, 1), write(world, 2)];
        world.deliverReply(0, second);
        for (let steps = seed; steps > 0; steps--) {
            await world.scheduler.step();
        }
        world.deliverReply(1, first);
        await world.scheduler.run();
        expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: replies(1, 2) });
    }
});

test('a reply whose event was lost goes out before the next one', async () => {
    for (const seed of SEEDS.slice(0, 50)) {
        const world = await worldWithRoom(seed);
        write(world, 1);
        world.deliverReply(seed % 2, write(world, 2));
        await world.scheduler.run();
        expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: replies(1, 2) });
    }
});

test.each([30, 150])(
    'a reply whose event was lost goes out, after %i more messages of the customer too',
    async (more) => {
        const world = await worldWithRoom(0);
        write(world, 1);
        for (let n = 1; n <= more; n++) {
            world.deliverEvent(n % 2, textEvent(n));
            await world.scheduler.run();
        }
        expect(world.accepted).toEqual([]);
        await world.calm();
        expect(world.accepted).toEqual(replies(1));
    },
);

test('a reply whose event was lost, with that of the closing, goes out before those in the next room', async () => {
    for (const seed of SEEDS.slice(0, 50)) {
        const world = await worldWithRoom(seed);
        const { rocketchat } = world;
        write(world, 1);
        rocketchat.close(ROOM);
        world.deliverEvent(seed % 2, textEvent(1));
        await world.scheduler.run();
        world.deliverReply(seed % 2, rocketchat.agentWrites('r1', 'reply 2', world.now + 2));
        await world.scheduler.run();
        expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: replies(1, 2) });
    }
});

test('a closed room is looked through once, and not before every answer in the next one', async () => {
    const world = await worldWithRoom(0);
    world.rocketchat.close(ROOM);
    world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    const calls: number[] = [];
    for (const n of [1, 2]) {
        const before = world.scheduler.trace.length;
        world.deliverReply(0, world.rocketchat.agentWrites('r1', `reply ${n}`, world.now + n));
        await world.scheduler.run();
        calls.push(world.scheduler.trace.slice(before).filter((call) => call.endsWith(`newest ${ROOM}`)).length);
    }
    expect(calls).toEqual([1, 0]);
});

test('the answer of one who may not answer hides none of another whose event was lost', async () => {
    const world = new World(0);
    world.registration = 'post.register';
    await world.connect();
    await world.alone((gateway) => keepAgent(gateway, { userId: 'agent', username: 'agent' }, undefined, undefined));
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    write(world, 1);
    const stranger = { ...write(world, 2), author: { id: 'stranger', name: 'Stranger' } };
    world.rocketchat.messages.splice(-1, 1, stranger);
    world.deliverReply(0, stranger);
    await world.scheduler.run();
    expect([world.accepted, notes(world).length]).toEqual([replies(1), 1]);
});

test('in a room whose opener died before he had listed it, one answer that is told of is enough to find the next', async () => {
    const world = await worldWithRoom(0);
    const { rocketchat } = world;
    const listing = new Set(['room', 'conversation']);
    rocketchat.records = rocketchat.records.filter(({ data }) => !listing.has((data as { t: string }).t));
    world.kill(0);
    world.deliverReply(1, write(world, 1));
    await world.scheduler.run();
    world.kill(1);
    write(world, 2);
    rocketchat.close(ROOM);
    await world.calm();
    expect(world.accepted).toEqual(replies(1, 2));
});

test('a long talk in which nobody has answered is read to its beginning once, and not at every look', async () => {
    const world = await worldWithRoom(0);
    for (let n = 1; n <= 150; n++) {
        world.deliverEvent(0, textEvent(n));
        await world.scheduler.run();
    }
    const looks: number[] = [];
    for (const _tick of [1, 2]) {
        world.now += 120_000;
        const before = world.scheduler.trace.length;
        world.tick(0);
        await world.scheduler.run();
        const calls = world.scheduler.trace.slice(before);
        looks.push(calls.filter((call) => call.endsWith(`newest ${ROOM}`)).length);
    }
    expect(looks).toEqual([3, 1]);
});

test('a refused reply is told to its author and kept with its reason; the next one goes out', async () => {
    const world = await worldWithRoom(0);
    world.moods.push('reject');
    world.deliverReply(0, write(world, 1));
    await world.scheduler.run();
    expect(notes(world)).toEqual(['⚠️ *Not delivered:* The messenger gave no reason.\n> reply 1']);
    world.deliverReply(1, write(world, 2));
    await world.scheduler.run();
    expect([world.accepted, left(world, 'dead'), left(world, 'out')]).toEqual([replies(2), 1, 0]);
});

test('a dead letter is told, also when the process died over it before it had said so', async () => {
    for (const seed of SEEDS.slice(0, 200)) {
        const world = await worldWithRoom(seed);
        world.moods.push('reject');
        world.deliverReply(0, write(world, 1));
        for (let i = 0; i < seed % 12; i++) {
            await world.scheduler.step();
        }
        world.kill(0);
        await world.calm();
        const isTold = notes(world).some((note) => note.endsWith('> reply 1'));
        expect({ seed, settled: isTold || world.accepted.length === 1 }).toEqual({ seed, settled: true });
    }
});

test('a dead letter that could not be told before midnight is told after it', async () => {
    const world = await worldWithRoom(0);
    world.now = Date.UTC(2026, 0, 1, 23, 59, 59);
    world.moods.push('reject');
    const { note } = world.rocketchat;
    world.rocketchat.note = () => {
        throw new Error('busy');
    };
    world.deliverReply(0, write(world, 1));
    await world.scheduler.run();
    world.rocketchat.note = note;
    expect(notes(world)).toEqual([]);
    await world.calm();
    expect(notes(world)).toHaveLength(1);
});

test('a reply that was not accepted waits and keeps the order', async () => {
    for (const seed of SEEDS.slice(0, 50)) {
        const world = await worldWithRoom(seed);
        world.moods.push('retry');
        world.deliverReply(0, write(world, 1));
        await world.scheduler.run();
        expect({ seed, out: left(world, 'out'), accepted: world.accepted }).toEqual({ seed, out: 1, accepted: [] });
        world.now += 6_000;
        world.deliverReply(seed % 2, write(world, 2));
        await world.scheduler.run();
        expect({ seed, accepted: world.accepted }).toEqual({ seed, accepted: replies(1, 2) });
    }
});

test.each(['doubt-accepted', 'doubt-not-accepted'] as const)(
    'a reply in doubt (%s) is told and never repeated by itself',
    async (mood) => {
        const world = await worldWithRoom(0);
        world.moods.push(mood);
        world.deliverReply(0, write(world, 1));
        await world.scheduler.run();
        expect(notes(world)).toEqual([expect.stringContaining('It is not known') as string]);
        const before = [...world.accepted];
        world.deliverReply(1, write(world, 2));
        await world.scheduler.run();
        expect(world.accepted).toEqual([...before, 'reply 2']);
    },
);

test('a kill at any moment sends nothing twice', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        const first = write(world, 1);
        world.deliverReply(1, first);
        for (let i = 0; i < seed % 10; i++) {
            await world.scheduler.step();
        }
        world.kill(1);
        await world.scheduler.run();
        world.deliverReply(0, write(world, 2));
        await world.scheduler.run();
        expect({ seed, times: world.accepted.filter((text) => text === 'reply 1').length <= 1 }).toEqual({
            seed,
            times: true,
        });
        expect({ seed, order: [...world.accepted].sort() }).toEqual({ seed, order: world.accepted });
    }
});
