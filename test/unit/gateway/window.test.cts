/** The time in which agents may write freely: agents are told of its end, once. */
import { World, textEvent } from '../../support/world/world.cjs';

const ROOM = 'r0';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

async function worldWithRoom(seed = 0, windowMs = DAY_MS): Promise<World> {
    const world = new World(seed);
    world.windowMs = windowMs === 0 ? undefined : windowMs;
    world.templates = [];
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);

/** Time passes, and the tick looks at every room on one server, or on several at the same time. */
async function pass(world: World, hours: number, ...servers: readonly number[]): Promise<void> {
    world.now += hours * HOUR_MS;
    for (const server of servers.length === 0 ? [0] : servers) {
        world.tick(server);
    }
    await world.scheduler.run();
}

async function says(world: World, text: string): Promise<void> {
    world.now += 1_000;
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, text, world.now));
    await world.scheduler.run();
}

test('a note two hours before the end and one after it, which name the command; and no more of them', async () => {
    const world = await worldWithRoom();
    const end = new Date(world.now + 24 * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ');
    await pass(world, 21.9);
    expect(notes(world)).toEqual([]);
    await pass(world, 0.2);
    expect(notes(world)).toEqual([expect.stringContaining(`until ${end} (UTC)`)]);
    expect(notes(world)[0]).toContain('`/post.template`');
    await pass(world, 1);
    await pass(world, 1);
    expect(notes(world).slice(1)).toEqual([expect.stringContaining('🔒')]);
    expect(notes(world)[1]).toContain('`/post.template`');
    await pass(world, 50);
    expect([notes(world).length, world.problems]).toEqual([2, []]);
});

test('each note stands once, over servers and restarts', async () => {
    for (let seed = 0; seed < 30; seed++) {
        const world = await worldWithRoom(seed);
        await pass(world, 22.5, 0, 1, 2);
        world.kill(1);
        await pass(world, 0.5, 1, 2);
        await pass(world, 2, 0, 1, 2);
        world.kill(0);
        await pass(world, 2, 0, 1);
        expect({ seed, told: notes(world).map((note) => note.split(' ')[0]) }).toEqual({ seed, told: ['⏳', '🔒'] });
    }
});

test('whoever looks late tells of the end only', async () => {
    const world = await worldWithRoom();
    await pass(world, 30);
    expect(notes(world)).toEqual([expect.stringContaining('🔒')]);
});

test('a newer message of the contact opens a new window with notes of its own', async () => {
    const world = await worldWithRoom();
    await pass(world, 23);
    await pass(world, 2);
    world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    await pass(world, 21);
    expect(notes(world)).toHaveLength(2);
    await pass(world, 2);
    await pass(world, 2);
    expect(notes(world).map((note) => note.split(' ')[0])).toEqual(['⏳', '🔒', '⏳', '🔒']);
});

test('what the contact wrote is found behind much that agents wrote since; read once, and not at every look', async () => {
    const world = await worldWithRoom();
    for (let n = 0; n < 40; n++) {
        await says(world, `reply ${n}`);
    }
    await pass(world, 23);
    expect(notes(world)).toHaveLength(1);
    const reads = async (): Promise<number> => {
        const before = world.scheduler.trace.length;
        await pass(world, 0.01);
        return world.scheduler.trace.slice(before).filter((call) => call.includes('newest')).length;
    };
    expect(await reads()).toBe(1);
    expect(await reads()).toBe(1);
});

test('a contact who never wrote in the room has no window', async () => {
    const world = await worldWithRoom();
    world.rocketchat.messages.splice(0);
    await says(world, 'hello?');
    await pass(world, 30);
    expect(notes(world)).toEqual([]);
});

test('nothing stands in a room that is closed', async () => {
    const world = await worldWithRoom();
    world.rocketchat.close(ROOM);
    await pass(world, 30);
    expect(notes(world)).toEqual([]);
});

test('a window that ends in the far future costs no call more than none', async () => {
    const look = async (windowMs: number): Promise<string[]> => {
        const world = await worldWithRoom(0, windowMs);
        await pass(world, 0.01);
        const before = world.scheduler.trace.length;
        await pass(world, 0.01);
        return world.scheduler.trace.slice(before).sort();
    };
    expect(await look(DAY_MS)).toEqual(await look(0));
});

describe('a reply that was refused', () => {
    const buttons = (world: World): string[] =>
        [...world.rocketchat.notes.values()].flatMap((note) => note.buttons.map(({ action }) => action));

    test('has the button for templates once the window has ended, and not before', async () => {
        const world = await worldWithRoom();
        world.moods.push('reject', 'reject');
        await says(world, 'early');
        expect(buttons(world)).toEqual(['retry', 'dismiss']);
        world.now += 24 * HOUR_MS;
        await says(world, 'late');
        expect(buttons(world)).toEqual(['retry', 'dismiss', 'template', 'retry', 'dismiss']);
    });

    test('has none where the channel knows no templates', async () => {
        const world = new World(0);
        await world.connect();
        world.deliverEvent(0, textEvent(0));
        await world.scheduler.run();
        world.now += 24 * HOUR_MS;
        world.moods.push('reject');
        await says(world, 'late');
        expect(buttons(world)).toEqual(['retry', 'dismiss']);
    });
});
