import type { Client } from '../host/client.cjs';
import type { HostOptions } from '../host/host.cjs';
import { Desk } from '../support/desk.cjs';
import type { Line, OpenLine } from '../support/lines/line.cjs';
import { linesOf } from '../support/lines/lines.cjs';
import type { Words, Writer } from '../support/lines/webhooks.cjs';
import { deliver, Files } from '../support/lines/webhooks.cjs';

/** A channel at a desk: customers write through it, and one agent answers. */
export interface Seat {
    readonly channel: string;
    readonly desk: Desk;
    readonly agent: Client;
    readonly line: Line;
    /** Where the provider keeps what customers have sent. */
    readonly files: Files;
}

/** A desk with the packaged app, and seats for the channels asked for. */
export interface Seats {
    readonly desk: Desk;
    readonly all: readonly Seat[];
    stop(): Promise<void>;
}

/** How long the platform waits for the app: as long as Rocket.Chat does. */
const RUNTIME_TIMEOUT_MS = 30_000;

/** Starts a desk. `channels`: of the registry all, unless some are named. Nothing runs there by itself: no job, no timer. */
export async function takeSeats(
    options: HostOptions = {},
    lines: ReadonlyArray<readonly [string, OpenLine]> = linesOf(),
): Promise<Seats> {
    const desk = await Desk.start({ runtimeTimeoutMs: RUNTIME_TIMEOUT_MS, ...options });
    const files = new Files();
    const all: Seat[] = [];
    const stop = async (): Promise<void> => {
        await files.stop();
        await Promise.all(all.map(({ line }) => line.stop()));
        await desk.stop();
    };
    await files.start();
    try {
        const agent = await desk.registeredAgent('olga');
        for (const [channel, open] of lines) {
            all.push({ channel, desk, agent, files, line: await open(desk, agent) });
        }
    } catch (error) {
        // Nobody else can stop them, and the process would never end.
        await stop();
        throw error;
    }
    // What the fakes would call by themselves, nobody has asked for.
    desk.host.faults.jobsStopped = true;
    return { desk, all, stop };
}

let messages = 0;

/** A notification of its own that says these words. */
export function notice({ line, desk }: Seat, writer: Writer, words: Words): object {
    messages += 1;
    return line.notification(writer, `BENCH${messages}`, desk.host.clock.now(), words);
}

/** Delivers a notification; whatever is not taken is an error. */
export async function bring({ line, desk }: Seat, server: number, payload: object): Promise<void> {
    const status = await deliver(desk.admin, line.hook, server, payload);
    if (status < 200 || status > 299) throw new Error(`${line.hook.path} answered ${status}`);
}

/** The room in which this customer's conversation goes on. */
export async function roomOf({ desk }: Seat, { name }: Writer): Promise<string> {
    const [room] = await desk.host.store.rooms.find({ t: 'l', open: true, fname: name });
    if (room === undefined) throw new Error(`No open room of ${name}`);
    return room._id;
}

/** Customers of its own for a seat: as many as asked for, the same ones every time. */
export function writers({ channel }: Pick<Seat, 'channel'>, count: number, from = 0): Writer[] {
    return Array.from({ length: count }, (_, n) => ({
        phone: `1555${String(3_000_000 + from + n)}`,
        name: `${channel} ${from + n}`,
    }));
}

/** How many conversations are opened side by side. */
const OPENED_AT_ONCE = 8;

/** Customers whose conversations go on: each has written, and has a room. */
export async function opened(seat: Seat, count: number, from = 0): Promise<Writer[]> {
    const all = writers(seat, count, from);
    const rest = [...all];
    const worker = async (): Promise<void> => {
        for (let writer = rest.shift(); writer !== undefined; writer = rest.shift()) {
            seat.line.tells(writer.phone, 'nothing');
            await seat.line.begin?.(writer);
            await bring(seat, 0, notice(seat, writer, { text: 'hello' }));
        }
    };
    await Promise.all(Array.from({ length: OPENED_AT_ONCE }, worker));
    await quiet(seat);
    return all;
}

/** Longer than anything waits for its turn between two calls, and shorter than a run has time for. */
const QUIET_MS = 500;
const NEVER_QUIET_MS = 30_000;

/** Until nothing comes behind the messages any more: the pictures of new contacts are asked for at a provider's rate. */
async function quiet({ desk: { host } }: Seat): Promise<void> {
    const since = performance.now();
    const made = (): number => Object.values(host.calls.counts()).reduce((sum, count) => sum + count, 0);
    let before: number;
    do {
        if (performance.now() - since > NEVER_QUIET_MS) throw new Error('The app goes on calling the host');
        await host.idle();
        before = made();
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    } while (made() > before);
}
