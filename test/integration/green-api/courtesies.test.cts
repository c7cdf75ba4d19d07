/** What an administrator may want of every answer, besides its words. */
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { type Desk, INSTANCE } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { SECOND, chat, furnished, notesIn, pass, until } from '../delivery/workbench.cjs';

let desk: Desk;
let olga: Client;
let who: Customer;
let roomId: string;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

beforeEach(async () => {
    ({ who, roomId } = await chat(desk));
});

afterAll(() => desk.stop());

const sent = () => desk.green.sent(INSTANCE.id).filter(({ chatId }) => chatId === `${who.phone}@c.us`);
const texts = (): string[] => sent().map(({ message }) => message);
const marked = (): unknown[] =>
    desk.green.log
        .filter(({ route, body }) => route === 'readChat' && JSON.stringify(body).includes(who.phone))
        .map(({ body }) => body);

test('by default an answer goes as it was written, and nothing else is done', async () => {
    await desk.agentWrites(olga, roomId, 'good morning');
    expect(sent()).toMatchObject([{ message: 'good morning' }]);
    expect([sent()[0]?.typingTime, marked()]).toEqual([undefined, []]);
});

test("the agent's name stands before every answer, and stays there when it is edited", async () => {
    await desk.saveSettings({ green_signature: '*{agent}, Parcels*' });
    const message = await olga.post(roomId, 'good morning');
    await pass(desk, SECOND);
    await olga.upload(roomId, 'offer.pdf', Buffer.from('%PDF'));
    await pass(desk, SECOND);
    await pass(desk, SECOND);
    await olga.edit(message, 'good evening');
    await pass(desk, 2 * SECOND);
    expect(desk.green.seen(INSTANCE.id, who.phone).map(({ text, file }) => [text, file?.fileName])).toEqual([
        ['*olga, Parcels*\ngood evening', undefined],
        ['*olga, Parcels*', undefined],
        ['', 'offer.pdf'],
    ]);
    await desk.saveSettings({ green_signature: '' });
});

test('an answer of which nobody knows whether it arrived is found in the lists with its first line', async () => {
    await desk.saveSettings({ green_signature: '{agent}:' });
    desk.green.faults.add({ route: 'sendMessage', kind: 'drop-after-accept' });
    await desk.agentWrites(olga, roomId, 'perhaps');
    expect((await notesIn(desk, roomId))[0]?.msg).toContain('It is not known whether this was delivered');
    await pass(desk, 150 * SECOND);
    await pass(desk, 5 * SECOND);
    expect((await notesIn(desk, roomId))[0]?.msg).toContain('Delivered after all');
    expect(texts()).toEqual(['olga:\nperhaps']);
    await desk.saveSettings({ green_signature: '' });
});

test('typing is shown before an answer, by the same call', async () => {
    await desk.saveSettings({ green_typing: true });
    const before = desk.green.log.length;
    await desk.agentWrites(olga, roomId, 'a'.repeat(60));
    const routes = desk.green.log.slice(before).map(({ route }) => route);
    // The picture of a new contact is asked for behind his first message.
    expect([sent()[0]?.typingTime, routes.filter((route) => route !== 'getAvatar')]).toEqual([3_000, ['sendMessage']]);
    await desk.saveSettings({ green_typing: false });
});

test('the chat is marked as read once for each answer; whether that works is no matter of the answer', async () => {
    await desk.saveSettings({ green_mark_read: true });
    await desk.agentWrites(olga, roomId, 'one');
    await until('the mark', () => marked().length > 0);
    expect(marked()).toEqual([{ chatId: `${who.phone}@c.us` }]);
    desk.green.faults.add(GREEN_API_FAULTS.gateway(502, 'readChat'));
    await desk.agentWrites(olga, roomId, 'two');
    await desk.agentWrites(olga, roomId, 'three');
    await until('the marks', () => marked().length > 2);
    await desk.settle();
    expect([texts(), await notesIn(desk, roomId), marked().length]).toEqual([['one', 'two', 'three'], [], 3]);
    await desk.saveSettings({ green_mark_read: false });
});
