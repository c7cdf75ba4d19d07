import type { Channel, Readiness } from '../../../src/channels/channel';
import { forgetConnection } from '../../../src/gateway/connections/connections';
import type { Gateway } from '../../../src/gateway/gateway';
import { sweep } from '../../../src/gateway/tick/sweep';
import { watch } from '../../../src/gateway/connections/watches';
import { digestOf, secretOf } from '../../../src/lib/secrets';
import { CONNECTION, World } from '../../support/world/world.cjs';

/** Watching a connection, with several servers and deaths between any two calls. */

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
const READY: Readiness = { missing: [], state: 'ready', ready: true, address: '+1' };
const MINUTE_MS = 60_000;
const TELLER = { userId: 'olga', language: 'en', hears: 'both' } as const;

let answers: Readiness;

/** A server whose channel can be asked. */
function asking(world: World, index: number): Gateway {
    const gateway = world.server(index);
    const { scheduler } = world;
    const channels = gateway.channels.map((channel): Channel => ({
        ...channel,
        readiness: () => scheduler.call(gateway.memory.process, 'readiness', () => answers),
    }));
    return { ...gateway, channels };
}

async function watched(seed: number, teller: Parameters<typeof watch>[4] = TELLER): Promise<World> {
    const world = new World(seed);
    await world.connect();
    const begun = watch(
        asking(world, 0),
        CONNECTION,
        'https://desk.example',
        digestOf(secretOf('hook secret')),
        teller,
    );
    await world.scheduler.run();
    await begun;
    return world;
}

/** Some runs of the tick on all servers at once. */
async function run(world: World, minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
        world.now += MINUTE_MS;
        for (const server of [0, 1]) void sweep(asking(world, server)).catch(() => undefined);
        await world.scheduler.run();
    }
}

const told = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const left = (world: World): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === 'watch').length;

test('whoever set it up is told once, although several servers look at the same moment and one dies', async () => {
    answers = READY;
    for (const seed of SEEDS) {
        const world = await watched(seed);
        world.now += MINUTE_MS;
        for (const server of [0, 1]) void sweep(asking(world, server)).catch(() => undefined);
        for (let steps = 0; steps < 20 + 2 * seed; steps++) await world.scheduler.step();
        world.kill(seed % 2);
        await run(world, 8);
        expect({ seed, told: told(world), left: left(world) }).toEqual({
            seed,
            told: ['✅ Instance 1 (+1) is ready: its messages arrive here.'],
            left: 0,
        });
    }
});

test('what does not come into force is told after five minutes, and not before', async () => {
    answers = { ...READY, missing: ['webhookUrl'] };
    const world = await watched(1);
    await run(world, 4);
    expect(told(world)).toEqual([]);
    await run(world, 3);
    expect(told(world)).toEqual([expect.stringContaining('webhookUrl')]);
    expect(left(world)).toBe(0);
});

test('whoever hears of problems only hears nothing where there are none', async () => {
    answers = READY;
    const world = await watched(1, { ...TELLER, hears: 'problems' });
    await run(world, 3);
    expect([told(world), left(world)]).toEqual([[], 0]);
});

test('a connection that is gone is not watched any more', async () => {
    answers = { ...READY, ready: false };
    const world = await watched(1);
    await world.alone((gateway) => forgetConnection(gateway, CONNECTION, 'dropped'));
    await run(world, 7);
    expect([told(world), left(world)]).toEqual([[], 0]);
});
