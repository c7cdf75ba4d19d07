import { PICTURE } from '../../fakes/green-api/people.cjs';
import { bring } from '../../support/world/said.cjs';
import { World, textEvent } from '../../support/world/world.cjs';

const RUNS = 40;
const TEXTS = [1, 2, 3];

/** A new contact writes three times to two servers, which may die over it. Gives what stands in his rooms, in order. */
async function newContact(seed: number, dies: (chance: number) => boolean): Promise<string[]> {
    const world = new World(seed);
    const { chance } = world.scheduler;
    const server = (): number => Math.floor(chance() * 2);
    world.picture = PICTURE;
    await world.connect();
    for (const n of TEXTS) {
        // The provider brings a message until it is told that it is safe, and only then the next one.
        for (let isSafe = false; !isSafe;) {
            const at = server();
            const delivery = world.deliverEvent(at, textEvent(n));
            const life = Math.floor(chance() * 60);
            for (let steps = 0; !delivery.safe && !(steps === life && dies(chance())); steps++) {
                await world.scheduler.step();
            }
            isSafe = delivery.safe;
            if (!isSafe) world.kill(at);
        }
        for (let steps = Math.floor(chance() * 40); steps > 0 && !world.scheduler.idle; steps--) {
            await world.scheduler.step();
        }
        if (dies(chance())) world.kill(server());
    }
    await world.calm();
    expect(world.problems).toEqual([]);
    expect(world.accepted).toEqual([]);
    return world.rocketchat.messages.map(({ fileName, text }) => fileName?.replace(/\.\w{6}\./, '.') ?? text);
}

const texts = TEXTS.map((n) => `text ${n}`);
const isPicture = (line: string): boolean => line === 'ann.png';

test('whichever servers hear of a new contact, his texts stand in order and his picture once behind the first', async () => {
    for (let seed = 0; seed < RUNS; seed++) {
        const lines = await newContact(seed, () => false);
        expect(lines.filter((line) => !isPicture(line))).toEqual(texts);
        expect(lines.filter(isPicture)).toHaveLength(1);
        expect(lines[0]).toBe('text 1');
    }
});

test('where servers die over it, no text is lost or waits for the picture, and it never stands twice', async () => {
    let shown = 0;
    for (let seed = 0; seed < RUNS; seed++) {
        const lines = await newContact(seed, (chance) => chance < 0.4);
        expect(lines.filter((line) => !isPicture(line))).toEqual(texts);
        const pictures = lines.filter(isPicture).length;
        expect(pictures).toBeLessThanOrEqual(1);
        shown += pictures;
    }
    expect(shown).toBeGreaterThan(RUNS / 2);
});

test('who comes back with another address of his is no new contact', async () => {
    const world = new World(0);
    world.picture = PICTURE;
    await world.connect();
    const pictures = (): number => world.rocketchat.messages.filter(({ fileName }) => fileName !== undefined).length;
    await bring(world, textEvent(1, 'hidden'));
    await world.calm();
    expect(pictures()).toBe(1);
    world.rocketchat.close('r0');
    await bring(world, { ...textEvent(2, 'ann'), alias: { from: 'hidden', to: 'ann' } });
    await world.calm();
    expect([world.rocketchat.rooms.length, pictures()]).toEqual([2, 1]);
});
