import type { BridgeCall } from '../host/engine/contract.cjs';
import type { Host } from '../host/host.cjs';
import { APP_ID } from '../support/desk.cjs';

/** Groups into which the app's open rooms and its unfinished work are divided; see the keys of its records. */
const BUCKETS = 64;
/** How often the tick comes. */
const TICK_MS = 5_000;
/** Two looks at every room: what the first one leads to is seen by the second. */
const LOOKS = 2;
/** A tick looks at one group at least, each server on its own: more than this are never wanted of three servers. */
const MOST_TICKS = 600;
/** What is pending after so many ticks more is pending for ever. */
const MORE_TICKS = 60;

/** Sees which groups of open rooms the ticks look through. To be told of every call of the app. */
export class Ticks {
    private looks = new Map<string, number>();
    private isOver = false;

    note({ bridge, method, args }: BridgeCall): void {
        if (bridge !== 'persistence' || method !== 'readByAssociations') return;
        const [associations] = args as [readonly { readonly id?: string }[]];
        const [key, ...more] = associations.map(({ id = '' }) => id);
        if (key?.startsWith('rooms:') === true && more.length === 0) {
            this.looks.set(key, (this.looks.get(key) ?? 0) + 1);
        }
    }

    /**
     * Lets ticks come until every open room was looked at twice and nothing is pending, with an end where something is
     * pending for ever: the oracle tells what.
     */
    async untilCalm(host: Host): Promise<void> {
        this.looks = new Map();
        for (let ticks = 0, more = 0; ticks < MOST_TICKS && more < MORE_TICKS && !this.isOver; ticks++) {
            if (this.haveLooked()) {
                if ((await pending(host)) === 0) return;
                more += 1;
            }
            await host.clock.advance(TICK_MS);
        }
    }

    /** No tick comes any more, also where somebody still waits for calm. */
    end(): void {
        this.isOver = true;
    }

    private haveLooked(): boolean {
        return this.looks.size === BUCKETS && [...this.looks.values()].every((times) => times >= LOOKS);
    }
}

/** Records that stand for work which is not done. */
async function pending(host: Host): Promise<number> {
    return host.store.persistence.count({ keys: { $in: bucketsOf('pend') } });
}

/**
 * Takes every open room off the list of those that the tick looks through: for a test that begins with new ones and has
 * seen the end of these.
 */
export async function unlistRooms(host: Host): Promise<void> {
    await host.store.persistence.removeMany({ keys: { $in: bucketsOf('rooms') } });
}

const bucketsOf = (kind: string): string[] =>
    Array.from({ length: BUCKETS }, (_, n) => `${APP_ID} misc ${kind}:${String(n)}`);
