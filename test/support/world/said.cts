import type { MessageEvent } from '../../../src/gateway/model';
import { World, textEvent } from './world.cjs';

/** A connected world in which Ann has written the texts with these numbers; `before` makes it ready. */
export async function worldThatSaid(numbers: readonly number[], before?: (world: World) => void): Promise<World> {
    const world = new World(0);
    before?.(world);
    await world.connect();
    await bring(world, ...numbers.map((n) => textEvent(n)));
    return world;
}

/** Events come to the first server, each when the one before has been worked off. */
export async function bring(world: World, ...events: readonly MessageEvent[]): Promise<void> {
    for (const event of events) {
        world.deliverEvent(0, event);
        await world.scheduler.run();
    }
}
