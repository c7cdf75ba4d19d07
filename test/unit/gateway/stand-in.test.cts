import { World, fileEvent, textEvent } from '../../support/world/world.cjs';

/** A text that Rocket.Chat never takes, and the conversation behind it. */

const LINE = '[This message cannot be shown here: Rocket.Chat does not take it. Please look at it on the phone.]';

/** A conversation that is going on, in which `poison` is refused from now on. */
async function worldWithPoison(): Promise<World> {
    const world = new World(7);
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    world.rocketchat.refuses = (text) => text === 'poison';
    world.deliverEvent(0, textEvent(1, 'ann', 'poison'));
    await world.scheduler.run();
    world.deliverEvent(0, textEvent(2));
    await world.scheduler.run();
    return world;
}

async function minutes(world: World, count: number, each: () => void = () => undefined): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
        world.now += 60_000;
        each();
        world.tick(0);
        await world.scheduler.run();
    }
}

const texts = (world: World): string[] => world.rocketchat.messages.map(({ text }) => text);
const left = (world: World): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === 'entry').length;

test('waits for more than ten minutes; then a line with its first words stands in its place, and the rest follows', async () => {
    const world = await worldWithPoison();
    await minutes(world, 10);
    expect(texts(world)).toEqual(['text 0']);
    await minutes(world, 10);
    expect(texts(world)).toEqual(['text 0', `${LINE}\nIt begins: “poison”`, 'text 2']);
    expect(left(world)).toBe(0);
    // The provider comes again with it: nothing more.
    world.now += 20 * 60_000;
    world.deliverEvent(0, textEvent(1, 'ann', 'poison'));
    await world.scheduler.run();
    expect(texts(world)).toHaveLength(3);
    expect(left(world)).toBe(0);
});

test('a restart in between neither counts nor forgets', async () => {
    const world = await worldWithPoison();
    await minutes(world, 10, () => world.kill(0));
    expect(texts(world)).toEqual(['text 0']);
    await minutes(world, 10, () => world.kill(0));
    expect(texts(world)).toEqual(['text 0', `${LINE}\nIt begins: “poison”`, 'text 2']);
});

test('where its first words are refused too the line goes without them', async () => {
    const world = await worldWithPoison();
    world.rocketchat.refuses = (text) => text.includes('poison');
    await minutes(world, 20);
    expect(texts(world)).toEqual(['text 0', LINE, 'text 2']);
});

test('a caption that is refused does not take its file away', async () => {
    const world = await worldWithPoison();
    world.rocketchat.refuses = (text) => text === 'caption 1';
    await minutes(world, 1);
    world.deliverEvent(0, fileEvent(1, 'bob'));
    world.deliverEvent(0, textEvent(2, 'bob', 'behind it'));
    await minutes(world, 20);
    const [, bobs] = world.rocketchat.rooms;
    const shown = world.rocketchat.messages.filter(({ roomId }) => roomId === bobs?.id);
    expect(shown.map(({ text, fileName }) => fileName?.replace(/-.*\./, '.') ?? text)).toEqual([
        expect.stringMatching(/^photo 1.*\.jpg$/),
        `${LINE}\nIt begins: “photo 1.jpg caption 1”`,
        'behind it',
    ]);
});

test('while nothing at all is taken it is not the fault of the text: it waits, and stands itself in the end', async () => {
    const world = await worldWithPoison();
    world.rocketchat.refuses = () => true;
    await minutes(world, 60);
    expect([texts(world), left(world)]).toEqual([['text 0'], 2]);
    world.rocketchat.refuses = () => false;
    await minutes(world, 1);
    expect([texts(world), left(world)]).toEqual([['text 0', 'poison', 'text 2'], 0]);
});

test.each([
    ['does not answer what stands there', { message: () => Promise.reject(new Error('no answer')) }],
    ['says nothing to a post, as with a permission missing', { post: () => Promise.resolve(undefined) }],
])('an hour in which Rocket.Chat %s does not count', async (_what, trouble) => {
    const world = await worldWithPoison();
    const { desk } = world.server(0);
    const { message, post } = desk;
    Object.assign(desk, trouble);
    await minutes(world, 60);
    Object.assign(desk, { message, post });
    await minutes(world, 5);
    expect([texts(world), left(world)]).toEqual([['text 0'], 2]);
});

test('a long text is told by its first 80 characters, whole ones', async () => {
    const world = await worldWithPoison();
    const long = `${'😀'.repeat(90)}`;
    world.rocketchat.refuses = (text) => text === 'poison' || text === long;
    world.deliverEvent(0, textEvent(3, 'ann', long));
    await minutes(world, 40);
    expect(texts(world).slice(-1)).toEqual([`${LINE}\nIt begins: “${'😀'.repeat(80)}…”`]);
});
