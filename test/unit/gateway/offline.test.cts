import { openThread } from '../../../src/gateway/threads/thread-opening';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

/** Whether a contact is told that nobody is there, by what his chat and the workspace are like. */

const WORDS = 'We are back in the morning.';
const MINUTE_MS = 60_000;

/** A world with this text for such times. */
async function worldWith(unattended: boolean, threads = false): Promise<World> {
    const world = new World(0);
    world.offlineText = WORDS;
    world.unattended = unattended;
    world.threads = threads;
    await world.connect();
    return world;
}

/** Nobody takes the chats for a minute. */
async function nobodyComes(world: World): Promise<void> {
    for (const room of world.rocketchat.rooms) {
        room.served = false;
    }
    for (const _look of [1, 2]) {
        world.now += MINUTE_MS;
        world.tick(0);
        await world.scheduler.run();
    }
}

test.each([
    ['where chats are opened while nobody is there, who is not taken is told so once', true, [WORDS]],
    ['where they are opened only while somebody is, one that waits to be taken is not', false, []],
])('%s', async (_what, unattended, told) => {
    const world = await worldWith(unattended);
    world.deliverEvent(0, textEvent(1));
    await world.scheduler.run();
    await nobodyComes(world);
    expect(world.accepted).toEqual(told);
});

test('a flow that has opened a thread hears answers only', async () => {
    const world = await worldWith(true, true);
    const welcome = { contactRef: '', fields: {}, priority: '', startedAt: '', email: '' };
    const wanted = { id: 'A', contact: { address: 'ann', name: 'Ann' }, welcome };
    await world.alone((gateway) => openThread(gateway, CONNECTION, wanted));
    await nobodyComes(world);
    expect([world.rocketchat.rooms.length, world.accepted]).toEqual([1, []]);
});
