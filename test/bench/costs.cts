import { pending } from '../../src/gateway/records/keys';
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

/** Every call takes so long, so that those made side by side overlap, on a busy machine too. */
const LATENCY_MS = 40;
const PATIENCE_MS = 30_000;
/** Those who write before the one who is counted. */
const BEFORE_FROM = 5_000;
/** The app remembers nothing for longer that it could read again. */
const REMEMBERED_MS = 601_000;

/** Posts into a room, and calls to a provider. */
const INTO_ROOM = /^(livechat\.createMessage|upload\.createUpload)$/;
const TO_PROVIDER = /^http\./;

const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]);

/**
 * Lets each of them happen once on a seat with two servers, in a conversation of its own, and counts; every call takes
 * `latencyMs`.
 */
export async function costsOn(seat: Seat, writer: Writer, latencyMs = LATENCY_MS): Promise<Costs> {
    const { desk, line, agent, files } = seat;
    const meter = new Meter(seat, latencyMs);
    line.tells(writer.phone, 'nothing');
    const first = await firstCost(seat, meter, writer);
    const roomId = await roomOf(seat, writer);

    const text = (): object => notice(seat, writer, { text: 'how much is it?' });
    const photo = (): object => notice(seat, writer, { text: '', file: 'it.jpg', url: files.url('it.jpg') });
    const write = (server = 0): Promise<void> => bring(seat, server, text());
    const answer = (server = 0): Promise<unknown> => agent.post(roomId, 'so much', server);
    /** The servers know what they remember, and what they remember is fresh; the last answer went out from server 0. */
    const renew = async (...servers: readonly number[]): Promise<void> => {
        await desk.host.clock.advance(REMEMBERED_MS);
        for (const server of servers) {
            await write(server);
            await answer(server);
            await meter.calm();
        }
    };
    /** What it costs once it has happened just before. */
    const steady = async (goal: RegExp, happen: () => Promise<unknown>, answered: Answered): Promise<Cost> => {
        await renew(0);
        await happen();
        return meter.count(goal, happen, answered);
    };

    const textIn = await steady(INTO_ROOM, write, 'answered');
    const fileIn = await steady(INTO_ROOM, () => bring(seat, 0, photo()), 'answered');
    const textOut = await steady(TO_PROVIDER, answer, 'not answered');
    const upload = (): Promise<unknown> => agent.upload(roomId, 'it.jpg', PHOTO, '', 0);
    const fileOut = await steady(TO_PROVIDER, upload, 'not answered');
    const costs: Costs = {
        'text in': textIn,
        'text in, first of a contact': first,
        'file in': fileIn,
        'text out': textOut,
        'file out': fileOut,
        ...(line.namesNothing ? {} : await repeatedCosts(seat, meter, text(), () => renew(1, 0))),
        ...(await receiptCost(seat, meter, writer, () => renew(0))),
    };
    await renew(0);
    const closed = await meter.count(undefined, () => agent.close(roomId, '', 0), 'not answered');
    return { ...costs, 'room closed': closed };
}

/** The desk, the agent and the account are known: somebody else has written just before. */
async function firstCost(seat: Seat, meter: Meter, writer: Writer): Promise<Cost> {
    const { host } = seat.desk;
    // What begins here by the provider's own client goes to the first server too.
    const { pick } = host.cluster;
    Object.assign(host.cluster, { pick: () => 0 });
    await host.clock.advance(REMEMBERED_MS);
    await opened(seat, 1, BEFORE_FROM + Number(writer.phone.slice(-3)));
    const begin = async (): Promise<void> => {
        await seat.line.begin?.(writer);
        await meter.calm(); // what follows from that must not mix with what the message costs
        await bring(seat, 0, notice(seat, writer, { text: 'hello' }));
    };
    const cost = await meter.count(INTO_ROOM, begin, 'answered');
    Object.assign(host.cluster, { pick });
    return cost;
}

/** The same notification once more, where it was taken a moment ago, and elsewhere. */
async function repeatedCosts(
    seat: Seat,
    meter: Meter,
    payload: object,
    renew: () => Promise<void>,
): Promise<Partial<Record<Happening, Cost>>> {
    await renew();
    await bring(seat, 0, payload);
    return {
        'text in, once more, same server': await meter.count(undefined, () => bring(seat, 0, payload), 'answered'),
        'text in, once more, another server': await meter.count(undefined, () => bring(seat, 1, payload), 'answered'),
    };
}

/** That the last answer was delivered. Before that it was told of another one: then it is known what can be shown. */
async function receiptCost(
    seat: Seat,
    meter: Meter,
    { phone }: Writer,
    renew: () => Promise<void>,
): Promise<Partial<Record<Happening, Cost>>> {
    const { line, desk } = seat;
    if (line.delivered === undefined) return {};
    const tell = (): Promise<void> => bring(seat, 0, line.delivered?.(phone, desk.host.clock.now()) ?? {});
    await renew();
    await tell();
    await renew();
    return { receipt: await meter.count(undefined, tell, 'answered') };
}

/** Whether somebody waits for an answer of the app. */
type Answered = 'answered' | 'not answered';

/** Counts what is done while something happens, and behind it. */
class Meter {
    constructor(
        private readonly seat: Seat,
        private readonly latencyMs: number,
    ) {}

    async count(goal: RegExp | undefined, happen: () => Promise<unknown>, answer: Answered): Promise<Cost> {
        const { host } = this.seat.desk;
        await this.calm();
        host.calls.reset();
        host.faults.latencyMs = this.latencyMs;
        await happen();
        const answered = host.calls.list().length;
        await this.calm();
        host.faults.latencyMs = 0;
        return costOf(host.calls.list(), goal, answer === 'answered' ? answered : undefined);
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
