import type { Reply } from '../../src/gateway/model';
import { partsOf } from '../../src/gateway/model';
import { newOut } from '../../src/gateway/records/journal';
import * as kept from '../../src/gateway/records/records';
import { until } from '../integration/delivery/workbench.cjs';
import { decode } from '../host/store/encode.cjs';
import { planted } from '../support/planting.cjs';
import type { Seat } from './seats.cjs';
import { opened, roomOf } from './seats.cjs';

/** How long a reply waits for its turn while another connection's provider takes nothing. */
export interface Fairness {
    /** The channel whose provider takes nothing, and how many replies wait for it. */
    readonly throttled: string;
    readonly waiting: number;
    readonly other: string;
    /**
     * Runs of the tick from the moment on when the other's reply was due, until it was sent; with nothing waiting, and
     * with all.
     */
    readonly ticksAlone: number;
    readonly ticks: number;
    /** How long the longest of these runs took, ms. */
    readonly tickMs: number;
}

const TICK_MS = 5_000;
const PATIENCE_MS = 60_000;
/** Replies of one conversation among those that wait. */
const IN_ONE_LANE = 100;
/** No reply needs so many runs. */
const MOST_TICKS = 50;
const CUSTOMERS_FROM = 800;

/** Lets `count` replies wait for one provider, and sees what that is for the customers of others. */
export async function fairness(throttled: Seat, others: readonly Seat[], count: number): Promise<Fairness[]> {
    const { host } = throttled.desk;
    const rooms = new Map<Seat, string>();
    for (const other of others) {
        const [writer] = await opened(other, 1, CUSTOMERS_FROM);
        if (writer !== undefined) rooms.set(other, await roomOf(other, writer));
    }
    const lanes = await opened(throttled, Math.ceil(count / IN_ONE_LANE), CUSTOMERS_FROM);
    await host.idle();
    host.faults.jobsStopped = false;
    const alone = new Map<Seat, Waited>();
    for (const [other, roomId] of rooms) alone.set(other, await waitFor(other, roomId));
    const [mood] = throttled.line.moods;
    if (mood === undefined) throw new Error(`${throttled.channel} cannot be throttled`);
    throttled.line.fault({ ...mood[1], times: Number.POSITIVE_INFINITY });
    await letWait(throttled, lanes, count);
    const result: Fairness[] = [];
    for (const [other, roomId] of rooms) {
        const { ticks, longestMs } = await waitFor(other, roomId);
        const { ticks: ticksAlone = 0 } = alone.get(other) ?? {};
        const names = { throttled: throttled.channel, other: other.channel };
        result.push({ ...names, waiting: count, ticksAlone, ticks, tickMs: longestMs });
    }
    throttled.line.calm();
    host.faults.jobsStopped = true;
    return result;
}

interface Waited {
    readonly ticks: number;
    readonly longestMs: number;
}

let replies = 0;

/** A reply that the provider has refused once is due again: how often does the tick run until it goes out? */
async function waitFor({ desk, line, agent }: Seat, roomId: string): Promise<Waited> {
    const [mood] = line.moods;
    if (mood === undefined) throw new Error('This provider cannot refuse');
    replies += 1;
    const text = `answer ${replies}, in its turn`;
    line.fault(mood[1]);
    await agent.post(roomId, text, 0);
    let due = 0;
    await until(
        'the reply waits',
        async () => {
            due = (await dueOf(desk.host.store.persistence, text)) ?? 0;
            return due > 0;
        },
        PATIENCE_MS,
    );
    const isSent = (): boolean => line.accepted().some((one) => one.text.includes(text));
    let longestMs = 0;
    for (let ticks = 0; ticks <= MOST_TICKS;) {
        const since = performance.now();
        await desk.host.clock.advance(TICK_MS);
        longestMs = Math.max(longestMs, performance.now() - since);
        if (desk.host.clock.now() >= due) ticks += 1;
        if (isSent()) return { ticks, longestMs };
    }
    return { ticks: MOST_TICKS, longestMs };
}

/** When a reply of these words is to be tried again. */
async function dueOf(store: Seat['desk']['host']['store']['persistence'], text: string): Promise<number | undefined> {
    const records = await store.find({ keys: { $regex: / olane:/ }, _id: { $regex: /^(?!waiting)/ } });
    const outs = kept.only(
        kept.out,
        records.map(({ data }) => decode(data)),
    );
    return outs.find((out) => out.reply.text === text)?.notBefore;
}

/** Puts replies into the store that are due, as they stand there after a first try that was refused. */
async function letWait(
    seat: Seat,
    lanes: ReadonlyArray<{ readonly name: string; readonly phone: string }>,
    count: number,
): Promise<void> {
    const { host } = seat.desk;
    const now = host.clock.now();
    const places: Array<{ lane: string; roomId: string }> = [];
    for (const writer of lanes)
        places.push({ lane: await laneOf(seat, writer.name), roomId: await roomOf(seat, writer) });
    const records = Array.from({ length: count }, (_, n) => {
        const { lane, roomId } = places[n % places.length] ?? { lane: '', roomId: '' };
        const journal = `bench/${n}`;
        const at = now - count + n;
        const reply: Reply = {
            id: `waiting${n}`,
            roomId,
            author: { id: seat.agent.userId, name: 'olga' },
            at,
            text: `waiting ${n}`,
            files: [],
        };
        const out = { ...newOut(lane, reply, { process: 'bench', journal, at }), failures: 1 };
        return planted(
            host,
            journal.replace('bench/', 'waiting'),
            kept.keys.outNamed(out.reply.id, lane, journal),
            out,
        );
    });
    await host.store.persistence.insertMany(records);
}

/** The conversation of a contact, as the app has named it. */
async function laneOf({ desk, channel }: Seat, name: string): Promise<string> {
    const [room] = await desk.host.store.rooms.find({ t: 'l', open: true, fname: name });
    const records = await desk.host.store.persistence.find({ keys: { $regex: / conv:/ } });
    const all = kept.only(
        kept.conversation,
        records.map(({ data }) => decode(data)),
    );
    const found = all.find(({ key, roomId }) => roomId === room?._id && partsOf(key)?.channel === channel);
    if (found === undefined) throw new Error(`No conversation of ${name}`);
    return found.key;
}
