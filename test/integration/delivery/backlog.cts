import { keys } from '../../../src/gateway/records/keys';
import type { Entry } from '../../../src/gateway/records/shapes';
import { APP_ID, INSTANCE, type Desk } from '../../support/desk.cjs';
import { planted } from '../../support/planting.cjs';
import { HOUR } from './workbench.cjs';

/** What is left in the inbox when nothing could be worked off for long. */

/** How many entries a test has to do with. */
export const MANY = 50_000;
/** In so many conversations. */
export const LANES = 500;

const phoneOf = (lane: number): string => `1556${String(1_000_000 + lane)}`;

/** The name under which a customer of the backlog has his room. */
export const nameOf = (lane: number): string => `Customer of lane ${lane}`;

/** Puts `count` entries into the store, as a process has left them that died: the n-th says `word n`. */
export async function leaveBehind(desk: Desk, count: number): Promise<void> {
    const now = desk.host.clock.now();
    const records = Array.from({ length: count }, (_, n) => {
        const address = `${phoneOf(n % LANES)}@c.us`;
        const lane = `green-api:${INSTANCE.id}:${address}`;
        const key = `green-api:${INSTANCE.id}:message:${address}:M${n}`;
        const entry: Entry = {
            t: 'entry',
            v: 1,
            key,
            conversation: lane,
            event: {
                kind: 'message',
                id: `${address}:M${n}`,
                contact: { address, name: nameOf(n % LANES), phone: `+${phoneOf(n % LANES)}` },
                at: now - HOUR + n,
                content: [{ kind: 'text', text: `word ${n}` }],
            },
            arrivedAt: now - HOUR + n,
            process: 'gone',
            journal: `gone/${n}`,
            refused: undefined,
        };
        return planted(desk.host, `left${n}`, keys.entryNamed(key, lane, `gone/${n}`), entry);
    });
    await desk.host.store.persistence.insertMany(records);
}

/** One run of the tick, as the platform starts it. */
export const run = (desk: Desk): Promise<void> => desk.host.cluster.engine(0).runJob(`sweep_${APP_ID}`, {});

/** How many of those that were left behind are there still. */
export const left = (desk: Desk): Promise<number> => desk.host.store.persistence.count({ _id: /^left/ });

/** Numbers of the words that stand in the room of a lane, in the room's order. */
export async function shownIn(desk: Desk, lane: number): Promise<number[]> {
    const rooms = await desk.host.store.rooms.find({ t: 'l', fname: nameOf(lane) });
    expect(rooms.length).toBeLessThanOrEqual(1);
    const [room] = rooms;
    return room === undefined ? [] : (await desk.transcript(room._id)).map((line) => Number(line.replace('word ', '')));
}
