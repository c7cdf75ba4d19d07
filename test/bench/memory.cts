import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import type { Host } from '../host/host.cjs';
import type { Contestant } from './contestants.cjs';
import { loops } from './load.cjs';
import { GOAL_WIDTH } from './plan.cjs';
import { median } from './ratios.cjs';

/** The app's process after so many messages, and, where it was looked at, the reference app's after as many with equal calls. */
export interface MemoryPoint {
    readonly messages: number;
    readonly bytes: number;
    readonly reference?: number;
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

/** The app's process on the first server, once it had nothing to do for so long, bytes: the median of some looks. */
async function memoryOf(host: Host, idleMs: number): Promise<number> {
    const pid = await host.engines[0]?.appPid();
    if (pid === undefined) throw new Error('The app has no process');
    await host.idle();
    await pause(idleMs);
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
        looks.push(residentOf(pid));
        await pause(BETWEEN_LOOKS_MS);
    }
    return median(looks);
}

/**
 * What the processes of apps take after so many messages each, ours and perhaps the reference app; side by side, so that
 * the platform's part is known. After fewer where `ms` are over before.
 */
export async function memoryAfter(
    messages: number,
    [ours, ...others]: readonly [ours: Taker, theirs?: Taker],
    { ms, idleMs }: { readonly ms: number; readonly idleMs: number },
): Promise<MemoryPoint> {
    const all = [ours, ...others].filter((one) => one !== undefined);
    await Promise.all(all.map((one) => one.reach(messages, ms)));
    const [bytes = 0, reference] = await Promise.all(all.map(({ host }) => memoryOf(host, idleMs)));
    return {
        messages: Math.min(...all.map(({ count }) => count)),
        bytes,
        ...(reference !== undefined && { reference }),
    };
}

/** A contestant whose messages are counted, all his life. */
export class Taker implements Contestant {
    private taken = 0;
    readonly name: string;
    readonly host: Host;

    constructor(private readonly contestant: Contestant) {
        ({ name: this.name, host: this.host } = contestant);
    }

    async send(lane: number, text: string): Promise<void> {
        await this.contestant.send(lane, text);
        this.taken += 1;
    }

    get count(): number {
        return this.taken;
    }

    /** As many more messages as are missing, as far as there is time. */
    async reach(count: number, ms: number): Promise<void> {
        const missing = Math.max(0, count - this.taken);
        await loops(Math.min(GOAL_WIDTH, missing), { ms, count: missing }, (lane) => this.send(lane, 'one of many'));
    }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
