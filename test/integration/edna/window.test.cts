import { MINUTE, noteBecomes, press } from '../delivery/workbench.cjs';
import type { Chat } from './chats.cjs';
import { benchWithTemplates, hours, notesOf, reached, ticks } from './chats.cjs';
import type { Bench } from './workbench.cjs';

/** The 24 hours in which agents may write freely, and the 20 minutes in which nothing may be said twice. */

let bench: Bench;

beforeAll(async () => {
    bench = await benchWithTemplates();
});

afterAll(() => bench.stop());

const words = async (chat: Chat): Promise<string[]> => (await notesOf(bench, chat)).map(({ msg }) => msg);

test('agents are told two hours before the end and at the end, once each, over servers and restarts', async () => {
    const chat = await bench.chat();
    await hours(bench, 21.5);
    expect(await words(chat)).toEqual([]);
    await hours(bench, 1);
    const near: unknown = expect.stringMatching(/^⏳ You can write freely .*`\/edna\.template`/);
    expect(await words(chat)).toEqual([near]);
    for (const engine of bench.desk.host.engines) {
        engine.killApp();
        await engine.appWorks();
    }
    await hours(bench, 1);
    expect(await words(chat)).toEqual([near]);
    await hours(bench, 1);
    const over: unknown = expect.stringMatching(/^🔒 .*`\/edna\.template`/);
    expect(await words(chat)).toEqual([near, over]);
    await hours(bench, 5);
    expect(await words(chat)).toEqual([near, over]);
    await bench.customerWrites(chat.who, 'hello again');
    await hours(bench, 23);
    expect(await words(chat)).toEqual([near, over, near]);
});

test('the same answer twice within 20 minutes: the second waits after Retry, and others do not wait for it', async () => {
    const chat = await bench.chat();
    await bench.agentWrites(chat.roomId, 'ok');
    await bench.agentWrites(chat.roomId, 'ok');
    await ticks(bench, 1);
    const note = await noteBecomes(() => notesOf(bench, chat), '⚠️');
    expect(note?.msg).toContain('20 minutes');
    expect((await press(bench.olga, note, 'retry')).status).toBe(200);
    await noteBecomes(() => notesOf(bench, chat), '⏳');
    await bench.agentWrites(chat.roomId, 'one thing more');
    await ticks(bench, 1);
    expect(reached(bench, chat)).toEqual(['ok', 'one thing more']);
    await bench.pass(19 * MINUTE);
    await ticks(bench, 1);
    expect(reached(bench, chat)).toHaveLength(2);
    await bench.pass(2 * MINUTE);
    await ticks(bench, 2);
    expect(reached(bench, chat)).toEqual(['ok', 'one thing more', 'ok']);
    await noteBecomes(() => notesOf(bench, chat), '✅');
});
