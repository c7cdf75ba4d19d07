import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import type { Host } from '../host/host.cjs';
import type { Contestant } from './contestants.cjs';
import { loops } from './load.cjs';
import { GOAL_WIDTH } from './plan.cjs';
import { median } from './ratios.cjs';

/** The app's process after so many messages. */
export interface MemoryPoint {
    readonly messages: number;
    readonly bytes: number;
}

const LOOKS = 3;
const BETWEEN_LOOKS_MS = 500;
const KILO = 1_024;

/** Memory of a process that lies in RAM, bytes. */
function residentOf(pid: number): number {
    try {
        const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
        return Number(kilobytes) * KILO;
    } catch {
        // No Linux.
        return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * KILO;
    }
}

/** The app's process on the first server, once it had nothing to do for so long: the median of some looks. */
export async function memoryAfter(messages: number, host: Host, idleMs: number): Promise<MemoryPoint> {
    const pid = await host.engines[0]?.appPid();
    if (pid === undefined) throw new Error('The app has no process');
    await host.idle();
    await pause(idleMs);
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
        looks.push(residentOf(pid));
        await pause(BETWEEN_LOOKS_MS);
    }
    return { messages, bytes: median(looks) };
}

/** Counts what a contestant takes in its life, and brings it to a number. */
export class Taken {
    private taken = 0;

    /** The contestant, with its messages counted. */
    counted(contestant: Contestant): Contestant {
        return {
            ...contestant,
            send: async (lane, text) => {
                await contestant.send(lane, text);
                this.taken += 1;
            },
        };
    }

    get count(): number {
        return this.taken;
    }

    /** As many more messages as are missing, as far as there is time. */
    async reach(count: number, contestant: Contestant, ms: number): Promise<void> {
        const missing = Math.max(0, count - this.taken);
        await loops(Math.min(GOAL_WIDTH, missing), { ms, count: missing }, (lane) =>
            contestant.send(lane, 'one of many'),
        );
    }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
