/** What of looking after connections is due, among the records that the tick reads anyway. */
import { newestGuard } from '../connections/guard-records';
import { lookAfter } from '../connections/guards';
import { tellRoomAgain } from '../connections/telling';
import type { Gateway } from '../gateway';
import { workDrain } from '../inbox/drains';
import { fillGap } from '../inbox/gaps';
import * as kept from '../records/records';

/** So many connections are asked how they stand in one run at most: some do not answer for long. */
const LOOKS = 8;

/** What calls for a connection that nobody looks after is for one that was taken off meanwhile. */
const ORPHAN_MS = 60 * 60_000;

/** What holds for one run of the tick. */
export interface Round {
    /** Connections that somebody looks after, by name. */
    readonly guarded: Set<string>;
    looks: number;
}

export function newRound(): Round {
    return { guarded: new Set(), looks: 0 };
}

interface Due {
    readonly connection: string;
    readonly work: (isOver: () => boolean) => Promise<unknown>;
}

/** The pieces of work that are due now. All records of one connection are among those of one bucket. */
export function upkeepAmong(gateway: Gateway, records: readonly unknown[], round: Round): Due[] {
    const now = gateway.clock.now();
    const isDue = ({ nextAt }: { readonly nextAt: number }): boolean => nextAt <= now;
    return [
        ...looksAmong(gateway, records, round),
        ...kept
            .only(kept.gap, records)
            .filter(isDue)
            .map((gap) => ({
                connection: nameOf(gap),
                work: (isOver: () => boolean) => fillGap(gateway, gap, isOver),
            })),
        ...kept
            .only(kept.drain, records)
            .filter(isDue)
            .map((drain) => ({
                connection: nameOf(drain),
                work: (isOver: () => boolean) => workDrain(gateway, drain, isOver),
            })),
        ...kept
            .only(kept.untold, records)
            .filter(isDue)
            .map((untold) => ({
                connection: nameOf(untold),
                work: () => tellRoomAgain(gateway, { channel: untold.channel, id: untold.connectionId }),
            })),
    ];
}

function looksAmong(gateway: Gateway, records: readonly unknown[], round: Round): Due[] {
    const now = gateway.clock.now();
    const guards = kept.only(kept.guard, records);
    const nudges = kept.only(kept.nudge, records);
    const orphans = nudges.filter(
        (one) => one.at < now - ORPHAN_MS && !guards.some((of) => nameOf(of) === nameOf(one)),
    );
    // Whoever has just set a connection up is told how it stands by the watch.
    const watched = new Set(guards.length === 0 ? [] : kept.only(kept.watch, records).map(nameOf));
    const looks = [...new Set(guards.map(nameOf))].flatMap((connection) => {
        round.guarded.add(connection);
        const guard = newestGuard(guards.filter((one) => nameOf(one) === connection));
        const calling = nudges.filter((one) => nameOf(one) === connection);
        const isDue = guard !== undefined && (guard.nextAt <= now || calling.length > 0);
        if (!isDue || watched.has(connection) || round.looks >= LOOKS) {
            return [];
        }
        round.looks += 1;
        return [{ connection, work: () => lookAfter(gateway, guard, calling) }];
    });
    return [
        ...looks,
        ...orphans.map((one) => ({ connection: '', work: () => gateway.records.remove(...kept.keys.nudge(one)) })),
    ];
}

const nameOf = ({ channel, connectionId }: { readonly channel: string; readonly connectionId: string }): string =>
    `${channel}:${connectionId}`;
