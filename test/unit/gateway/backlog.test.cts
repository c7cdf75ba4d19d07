import { keys } from '../../../src/gateway/records/keys';
import type { Entry } from '../../../src/gateway/records/records';
import { World, textEvent } from '../../support/world/world.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

/** What the tick does with thousands of entries, by a clock that goes with the calls and not with this machine. */

const ENTRIES = 1_500;
const LANES = 100;
const HOUR = 60 * 60_000;
/** The platform gives a run 30 s. */
const RUN_LIMIT_MS = 20_000;

const contact = (lane: number): string => `contact ${lane}`;

function leaveBehind(world: World, count = ENTRIES, lanes = LANES): void {
    for (let n = 0; n < count; n++) {
        const event = { ...textEvent(n, contact(n % lanes)), at: world.now - HOUR + n };
        const entry: Entry = {
            t: 'entry',
            v: 1,
            key: `post:1:message:${event.id}`,
            conversation: `post:1:${event.contact.address}`,
            event,
            arrivedAt: event.at,
            process: 'gone',
            journal: `gone/${n}`,
            refused: undefined,
        };
        world.rocketchat.create(keys.entryNamed(entry.key, entry.conversation, `gone/${n}`), entry);
    }
}

const textsOf = (world: World, lane: number): string[] => {
    const rooms = world.rocketchat.rooms.filter(({ conversation }) => conversation === `post:1:${contact(lane)}`);
    const ids = rooms.map(({ id }) => id);
    return world.rocketchat.messages.filter(({ roomId }) => ids.includes(roomId)).map(({ text }) => text);
};

const left = (world: World): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === 'entry').length;

/** One run of the tick. Gives how long it took. */
async function run(world: World): Promise<number> {
    const since = world.now;
    world.tick(0);
    await world.scheduler.run(Number.POSITIVE_INFINITY);
    return world.now - since;
}

test.each([10, 300])(
    'with %i ms for each call every run ends within 20 s and gets on, and the last one finishes',
    async (callMs) => {
        const world = new World(3);
        await world.connect();
        leaveBehind(world);
        world.latencyMs = [callMs, callMs];
        const runs: number[] = [];
        for (let before = ENTRIES; before > 0;) {
            runs.push(await run(world));
            const after = left(world);
            expect(after).toBeLessThan(before);
            before = after;
        }
        expect(Math.max(...runs)).toBeLessThan(RUN_LIMIT_MS);
        expect(world.problems).toEqual([]);
        for (let lane = 0; lane < LANES; lane++) {
            const room = world.rocketchat.rooms.filter(
                ({ conversation }) => conversation === `post:1:${contact(lane)}`,
            );
            expect(room).toHaveLength(1);
            const shown = world.rocketchat.messages.filter(({ roomId }) => roomId === room[0]?.id);
            expect(shown.map(({ text }) => text)).toEqual(
                Array.from({ length: ENTRIES / LANES }, (_, turn) => `text ${lane + turn * LANES}`),
            );
        }
    },
);

test('nobody waits until others are worked off: in a few runs every conversation has got on', async () => {
    const world = new World(4);
    await world.connect();
    leaveBehind(world);
    world.latencyMs = [100, 100];
    for (let runs = 0; runs < 3; runs++) await run(world);
    const lanes = Array.from({ length: LANES }, (_, lane) => lane);
    expect(lanes.filter((lane) => textsOf(world, lane).length === 0)).toEqual([]);
});

test('however much is pending, a run takes it in by some 2,000 records at a time', async () => {
    const world = new World(5);
    await world.connect();
    leaveBehind(world, 12_000, 64);
    world.latencyMs = [500, 500];
    const atOnce = new Map<number, number>();
    const { rocketchat } = world;
    const read = rocketchat.read.bind(rocketchat);
    rocketchat.read = (keys) => {
        const found = read(keys);
        if (keys[0]?.startsWith('pend:') === true) {
            atOnce.set(world.now, (atOnce.get(world.now) ?? 0) + found.length);
        }
        return found;
    };
    const before = left(world);
    expect(await run(world)).toBeLessThan(RUN_LIMIT_MS);
    expect(left(world)).toBeLessThan(before);
    expect(Math.max(...atOnce.values())).toBeLessThan(3_000);
});

test('while every run has more to do than it has time for, what no event told of is found all the same', async () => {
    const world = new World(6);
    await world.connect();
    world.deliverEvent(0, textEvent(0, 'somebody'));
    await world.scheduler.run();
    leaveBehind(world, 4_000, 64);
    world.latencyMs = [300, 300];
    world.rocketchat.agentWrites('r0', 'never told of', world.now);
    // 64 rooms come into being meanwhile, of which a run looks at some 25.
    for (let runs = 0; runs < 5 && world.accepted.length === 0; runs++) await run(world);
    expect(world.accepted).toEqual(['never told of']);
    expect(left(world)).toBeGreaterThan(0);
});
