import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import type { Desk } from '../../support/desk.cjs';
import {
    DAY,
    SECOND,
    answered,
    chat,
    customer,
    furnished,
    incoming,
    kept,
    notesIn,
    openRooms,
    pass,
    receipt,
    ticks,
    webhook,
} from './workbench.cjs';

/** What is finished is forgotten after some days: 30, or as the administrator wants it, but never within a week. */

/** A run of the tick goes over one of the 64 buckets of a day. */
const RUNS_A_DAY = 64;

let desk: Desk;
let olga: Client;

beforeEach(async () => {
    ({ desk, olga } = await furnished());
});

afterEach(() => desk.stop());

const count = async (kind: string): Promise<number> => (await kept(desk, kind)).length;

/** Everything that a day leaves behind: events, replies, dead letters, receipts of nobody's messages. */
async function aDay(): Promise<{ roomId: string }> {
    const { who, roomId } = await chat(desk);
    await desk.agentWrites(olga, roomId, 'an answer');
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());
    await desk.agentWrites(olga, roomId, 'never arrived');
    await webhook(desk, receipt(who, 'TYPEDONTHEPHONE', 'sent', desk.host.clock.now()));
    await desk.settle();
    expect([await count('done'), await count('sent'), await count('dead')]).toEqual([1, 1, 1]);
    return { roomId };
}

test('after 31 days it is gone, what is younger stays, and conversations go on', async () => {
    const { roomId } = await aDay();
    await pass(desk, 30 * DAY);
    await ticks(desk, RUNS_A_DAY);
    expect([await count('done'), await count('sent'), await count('dead')]).toEqual([1, 1, 1]);
    const young = customer();
    await desk.customerWrites('just now', young);
    await pass(desk, DAY);
    // It goes round the last days that are due; a process begins with the youngest of them.
    desk.host.engines[0]?.killApp();
    await desk.host.engines[0]?.appWorks();
    await ticks(desk, RUNS_A_DAY);
    expect([await count('done'), await count('sent'), await count('dead')]).toEqual([1, 0, 0]);
    expect(await count('conversation')).toBe(2);
    expect(await count('connection')).toBe(1);
    expect(await count('receipt')).toBe(0);
    // The room is as it was, and what is forgotten is neither sent again nor shown again.
    const before = desk.accepted();
    await ticks(desk, 3);
    expect(desk.accepted()).toEqual(before);
    expect(await desk.transcript(roomId)).toHaveLength(4);
    expect(await notesIn(desk, roomId)).toHaveLength(1);
    expect((await answered(desk, olga, 'switchboard.failed')).text).toBe('No message is undelivered.');
}, 60_000);

test.each([
    ['30 days as by default', undefined, 7 * DAY - 60 * SECOND],
    ['1 day, which is less than providers take to repeat themselves', 1, 7 * DAY - 60 * SECOND],
])('with %s a message that is delivered again within a week is known', async (_what, days, later) => {
    if (days !== undefined) await desk.saveSettings({ days_kept: days });
    const who = customer();
    const body = incoming(who, 'ONCEONLY', 'hello', desk.host.clock.now());
    expect(await webhook(desk, body)).toBe(200);
    await desk.settle();
    await pass(desk, later);
    // Every bucket of every day that may be forgotten.
    await ticks(desk, RUNS_A_DAY);
    const [room] = await openRooms(desk, who);
    expect(await webhook(desk, body)).toBe(200);
    await desk.settle();
    await ticks(desk, 3);
    expect(await desk.transcript(room?._id ?? '')).toEqual(['hello']);
    expect(await openRooms(desk, who)).toHaveLength(1);
});

test('the setting shortens it: after 9 days, with 8 to be kept, it is gone', async () => {
    await desk.saveSettings({ days_kept: 8 });
    await aDay();
    await pass(desk, 9 * DAY);
    await ticks(desk, RUNS_A_DAY);
    expect([await count('done'), await count('sent'), await count('dead')]).toEqual([0, 0, 0]);
}, 60_000);

test('forgetting costs the tick one call, however much there is', async () => {
    for (let i = 0; i < 20; i++) await desk.customerWrites(`word ${i}`, customer());
    await pass(desk, 31 * DAY);
    desk.host.calls.reset();
    await ticks(desk, 10);
    const removed = desk.host.calls.list().filter(({ name }) => name === 'persistence.removeByAssociations');
    expect(removed).toHaveLength(10);
});
