import { pending } from '../../src/gateway/keys';
import { BUCKETS } from '../../src/lib/ids';
import { until } from '../integration/delivery/workbench.cjs';
import type { RecordedCall } from '../host/cluster.cjs';
import type { Host } from '../host/host.cjs';
import { decode } from '../host/store/encode.cjs';
import { APP_ID } from '../support/desk.cjs';
import { roundsOf } from '../support/rounds.cjs';
import type { Writer } from '../support/lines/webhooks.cjs';
import type { Seat } from './seats.cjs';
import { bring, notice, opened, roomOf } from './seats.cjs';

/** What is counted, on each channel. */
export const HAPPENINGS = [
    'text in',
    'text in, first of a contact',
    'text in, once more, same server',
    'text in, once more, another server',
    'file in',
    'text out',
    'file out',
    'receipt',
    'room closed',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** Calls of the app to its host, for one of them. */
export interface Cost {
    readonly calls: number;
    /** The longest chain of calls that were made one after another. */
    readonly series: number;
    /** The same up to the last one that matters, with it: the post into the room, or the call to the provider. */
    readonly seriesToGoal?: number;
    /** The same up to the answer to the provider. */
    readonly seriesToAnswer?: number;
    /** How many there are of each kind, by name. */
    readonly kinds: Readonly<Record<string, number>>;
}

/** A channel has no cost of what does not happen there. */
export type Costs = Readonly<Partial<Record<Happening, Cost>>>;

/** Every call takes this long, so that those made side by side overlap, on a busy machine too. */
const LATENCY_MS = 40;
const PATIENCE_MS = 30_000;
/** Those who write before the one who is counted. */
const BEFORE_FROM = 5_000;

/** Posts into a room, and calls to a provider. */
const INTO_ROOM = /^(livechat\.createMessage|upload\.createUpload)$/;
const TO_PROVIDER = /^http\./;

const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]);

/** Lets each of them happen once on a seat with two servers, in a conversation of its own, and counts. */
export async function costsOn(seat: Seat, writer: Writer): Promise<Costs> {
    const { desk, line, agent, files } = seat;
    const { host } = desk;
    const meter = new Meter(seat);
    const text = (): object => notice(seat, writer, { text: 'how much is it?' });
    const photo = (): object => notice(seat, writer, { text: '', file: 'it.jpg', url: files.url('it.jpg') });
    line.tells(writer.phone, 'nothing');

    // What begins here by the provider's own client goes to the first server too.
    const { pick } = host.cluster;
    Object.assign(host.cluster, { pick: () => 0 });
    // Somebody has written before: the desk, the agent and the account are known.
    await opened(seat, 1, BEFORE_FROM + Number(writer.phone.slice(-3)));
    const first = await meter.count(INTO_ROOM, async () => {
        await line.begin?.(writer);
        await meter.calm(); // what follows from that must not mix with what the message costs
        await bring(seat, 0, text());
    });
    Object.assign(host.cluster, { pick });
    const roomId = await roomOf(seat, writer);
    // The steady state: both servers know whatever they remember; the last answer went out from server 0.
    for (const server of [1, 0]) {
        await bring(seat, server, text());
        await bring(seat, server, photo());
        await agent.post(roomId, 'warm', server);
        await meter.calm();
        if (line.delivered !== undefined) await bring(seat, server, line.delivered(writer.phone, host.clock.now()));
    }
    const steady = await meter.count(INTO_ROOM, () => bring(seat, 0, text()));
    const again = text();
    await bring(seat, 0, again);
    await meter.calm();
    const isMessage = line.namesNothing === true;
    const sameServer = isMessage ? undefined : await meter.count(undefined, () => bring(seat, 0, again));
    const otherServer = isMessage ? undefined : await meter.count(undefined, () => bring(seat, 1, again));
    const fileIn = await meter.count(INTO_ROOM, () => bring(seat, 0, photo()));
    const fileOut = await meter.count(TO_PROVIDER, () => agent.upload(roomId, 'it.jpg', PHOTO, '', 0), 'no answer');
    const textOut = await meter.count(TO_PROVIDER, () => agent.post(roomId, 'so much', 0), 'no answer');
    const receipt =
        line.delivered === undefined
            ? undefined
            : await meter.count(undefined, async () => {
                  await bring(seat, 0, line.delivered?.(writer.phone, host.clock.now()) ?? {});
              });
    const closed = await meter.count(undefined, () => agent.close(roomId, '', 0), 'no answer');
    return {
        'text in': steady,
        'text in, first of a contact': first,
        ...(sameServer && { 'text in, once more, same server': sameServer }),
        ...(otherServer && { 'text in, once more, another server': otherServer }),
        'file in': fileIn,
        'text out': textOut,
        'file out': fileOut,
        ...(receipt && { receipt }),
        'room closed': closed,
    };
}

/** Counts what is done while something happens, and behind it. */
class Meter {
    constructor(private readonly seat: Seat) {}

    async count(goal: RegExp | undefined, happen: () => Promise<unknown>, answer?: 'no answer'): Promise<Cost> {
        const { host } = this.seat.desk;
        await this.calm();
        host.calls.reset();
        host.faults.latencyMs = LATENCY_MS;
        await happen();
        const answered = host.calls.list().length;
        await this.calm();
        host.faults.latencyMs = 0;
        return costOf(host.calls.list(), goal, answer === 'no answer' ? undefined : answered);
    }

    /** Resolves when nothing is under way and nothing is left to do. */
    async calm(): Promise<void> {
        const { desk, line } = this.seat;
        const settle = async (): Promise<void> => {
            await line.drain();
            await desk.host.idle();
        };
        await settle();
        await until('nothing is pending', async () => !(await isWorkLeft(desk.host)), PATIENCE_MS);
        await settle();
    }
}

/** Kinds of records that stand for work which is not done. */
const WORK: readonly unknown[] = ['entry', 'out', 'claim', 'receipt', 'welcome'];
const PENDING = Array.from({ length: BUCKETS }, (_, bucket) => `${APP_ID} misc ${pending(bucket)}`);

/** By the index: there may be a million other records. */
async function isWorkLeft({ store }: Host): Promise<boolean> {
    const found = await store.persistence.find({ keys: { $in: PENDING } });
    return found.some(({ data }) => WORK.includes((decode(data) as { t?: unknown }).t));
}

/** @param answered how many calls had ended when the answer came */
export function costOf(
    calls: ReadonlyArray<Pick<RecordedCall, 'name' | 'began' | 'ended'>>,
    goal: RegExp | undefined,
    answered: number | undefined,
): Cost {
    const byEnd = [...calls].sort((a, b) => a.ended - b.ended);
    const reached = goal === undefined ? -1 : byEnd.map(({ name }) => goal.test(name)).lastIndexOf(true);
    return {
        calls: calls.length,
        series: roundsOf(calls).length,
        ...(reached >= 0 && { seriesToGoal: roundsOf(byEnd.slice(0, reached + 1)).length }),
        ...(answered !== undefined && { seriesToAnswer: roundsOf(byEnd.slice(0, answered)).length }),
        kinds: kindsOf(calls.map(({ name }) => name)),
    };
}

function kindsOf(names: readonly string[]): Record<string, number> {
    const kinds: Record<string, number> = {};
    for (const name of [...names].sort()) kinds[name] = (kinds[name] ?? 0) + 1;
    return kinds;
}
