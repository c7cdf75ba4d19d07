/** Keeping the rates that providers allow. */
import { Pacer } from '../../lib/pacer';
import type { Gateway } from '../gateway';

/**
 * Waits for the next turn among the calls of this name, of which so many a second leave this process. Gives 0 when it has
 * come, or at once the ms that it would have taken where that is more than `patienceMs`: then no turn was taken.
 */
export async function awaitTurn(
    { clock, memory }: Gateway,
    name: string,
    perSecond: number,
    patienceMs: number,
): Promise<number> {
    const pacer = memory.pacers.get(name) ?? new Pacer(perSecond);
    memory.pacers.set(name, pacer);
    const wait = pacer.wait(clock.now());
    if (wait > patienceMs) {
        return wait;
    }
    const pause = pacer.reserve(clock.now());
    if (pause >= 1) {
        await clock.sleep(pause);
    }
    return 0;
}
