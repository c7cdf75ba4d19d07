import { endByProvider } from '../../../src/gateway/threads/thread-ending';
import type { Opened } from '../../../src/gateway/threads/thread-opening';
import { openThread } from '../../../src/gateway/threads/thread-opening';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

/** Tickets on several servers, with other orders of everything, and with servers that die. */
const SEEDS = Array.from({ length: 36 }, (_, seed) => seed);
const LANE = 'post:1:ann';

async function threaded(seed: number): Promise<World> {
    const world = new World(seed);
    world.threads = true;
    await world.connect();
    return world;
}

/** Asks a server to open a thread, as the provider does; what it answers stands in `answer`, if it lives to do so. */
function open(world: World, server: number, id: string): { answer?: Opened } {
    const asked: { answer?: Opened } = {};
    const welcome = { contactRef: '', fields: {}, priority: '', startedAt: '', email: '' };
    const wanted = { id, contact: { address: 'ann', name: 'Ann' }, welcome };
    openThread(world.server(server), CONNECTION, wanted).then(
        (answer) => {
            asked.answer = answer;
        },
        (error: unknown) => world.problems.push(String(error)),
    );
    return asked;
}

const openRooms = (world: World): string[] => world.rocketchat.rooms.filter((room) => room.open).map(({ id }) => id);
const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;
const close = (world: World, roomId: string, servers: readonly number[]): void => {
    world.rocketchat.close(roomId);
    const room = world.rocketchat.room(roomId);
    servers.forEach((server) => room && world.deliverClosed(server, room));
};

test('one thread, opened by two servers at once and again: one room, and all are told that one', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        const asked = [open(world, 0, 'A'), open(world, 1, 'A'), open(world, 0, 'A')];
        await world.scheduler.run();
        const again = open(world, 1, 'A');
        await world.scheduler.run();
        const [roomId = ''] = openRooms(world);
        expect({
            seed,
            rooms: world.rocketchat.rooms.length,
            answers: [...asked, again].map(({ answer }) => answer),
        }).toEqual({ seed, rooms: 1, answers: Array(4).fill({ roomId }) });
        expect({
            seed,
            threads: left(world, 'thread'),
            claims: left(world, 'claim'),
            problems: world.problems,
        }).toEqual({ seed, threads: 1, claims: 0, problems: [] });
    }
});

test('a server that dies anywhere while it opens a thread: asked again, there is one room, and it is told when it closes', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        open(world, 0, 'A');
        for (let steps = seed % 25; steps > 0; steps--) {
            await world.scheduler.step();
        }
        world.kill(0);
        await world.scheduler.run();
        world.now += 100_000; // its claim is over
        const asked = open(world, 1, 'A');
        await world.calm();
        const [roomId = ''] = openRooms(world);
        expect({ seed, rooms: openRooms(world).length, answer: asked.answer }).toEqual({
            seed,
            rooms: 1,
            answer: { roomId },
        });
        close(world, roomId, [1]);
        await world.calm();
        expect({ seed, ended: world.ended, left: left(world, 'out') + left(world, 'welcome') }).toEqual({
            seed,
            ended: ['A'],
            left: 0,
        });
    }
});

test('a closed room ends its thread once, whoever hears of it, also if it is found by the tick alone', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        open(world, 0, 'A');
        await world.scheduler.run();
        close(world, 'r0', [[], [0], [0, 1], [0, 1, 1]][seed % 4] ?? []);
        world.tick(seed % 2);
        await world.scheduler.run();
        await world.calm();
        expect({ seed, ended: world.ended, problems: world.problems }).toEqual({ seed, ended: ['A'], problems: [] });
    }
});

test('a server that dies anywhere while it tells the end: it is told once, or once more where nobody can know', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        open(world, 0, 'A');
        await world.scheduler.run();
        close(world, 'r0', [0]);
        for (let steps = seed % 30; steps > 0; steps--) {
            await world.scheduler.step();
        }
        world.kill(0);
        await world.calm();
        expect({ seed, ended: new Set(world.ended), times: world.ended.length <= 2, left: left(world, 'out') }).toEqual(
            {
                seed,
                ended: new Set(['A']),
                times: true,
                left: 0,
            },
        );
    }
});

test('what the provider ends is no news to him, whenever the event of it comes', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        open(world, 0, 'A');
        await world.scheduler.run();
        let result: unknown;
        void endByProvider(world.server(seed % 2), LANE).then((ended) => {
            result = ended;
        });
        while (openRooms(world).length > 0) {
            await world.scheduler.step();
        }
        close(world, 'r0', [0, 1]);
        world.tick(0);
        await world.scheduler.run();
        await world.calm();
        expect({ seed, result, ended: world.ended }).toEqual({ seed, result: 'ended', ended: [] });
    }
});

test('a second thread takes the open room and the first one ends; answers belong to the second', async () => {
    for (const seed of SEEDS) {
        const world = await threaded(seed);
        open(world, 0, 'A');
        await world.scheduler.run();
        world.now += 1_000;
        const asked = [open(world, 0, 'B'), open(world, 1, 'B')];
        world.deliverEvent(1, textEvent(1));
        await world.scheduler.run();
        await world.calm();
        expect({ seed, answers: asked.map(({ answer }) => answer), ended: world.ended }).toEqual({
            seed,
            answers: [{ roomId: 'r0' }, { roomId: 'r0' }],
            ended: ['A'],
        });
        close(world, 'r0', [0, 1]);
        await world.calm();
        expect({ seed, ended: world.ended }).toEqual({ seed, ended: ['A', 'B'] });
    }
});

test('a refusal leaves nothing behind', async () => {
    const world = await threaded(0);
    world.rocketchat.closed = true;
    const asked = open(world, 0, 'A');
    await world.scheduler.run();
    expect(asked.answer).toEqual({ refused: 'No agent is online.' });
    expect([left(world, 'thread'), left(world, 'welcome'), left(world, 'claim'), left(world, 'conversation')]).toEqual([
        0, 0, 0, 0,
    ]);
});
