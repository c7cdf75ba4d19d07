import type { Client } from '../../host/client.cjs';
import type { NoteView } from '../delivery/workbench.cjs';
import { HOUR, MINUTE, buttonsOf, kept, noteBecomes, press, until } from '../delivery/workbench.cjs';
import type { Chat } from './chats.cjs';
import { PATIENCE_MS, benchWithTemplates, formOf, notesOf, reached, ticks, told } from './chats.cjs';
import type { Bench } from './workbench.cjs';
import { SHOP } from './workbench.cjs';

/** Templates: what agents send to customers who have not written for a day. */

let bench: Bench;
let olga: Client;

beforeAll(async () => {
    bench = await benchWithTemplates();
    ({ olga } = bench);
});

afterEach(() => {
    expect(bench.edna.faults.pending).toEqual([]);
});

afterAll(() => bench.stop());

const notes = (chat: Chat): Promise<NoteView[]> => notesOf(bench, chat);
const words = async (chat: Chat): Promise<string[]> => (await notes(chat)).map(({ msg }) => msg);
const buttons = (note: NoteView | undefined): string[] => buttonsOf(note).map(({ text }) => text.text);

/** A chat with a customer who, as edna knows, has written nothing for more than a day. */
async function quietChat(): Promise<Chat> {
    const chat = await bench.chat();
    bench.edna.lastWrote(SHOP, chat.who.phone, bench.desk.host.clock.now() - 25 * HOUR);
    return chat;
}

test('/edna.templates lists what is approved, with text, language and number of values', async () => {
    const { roomId } = await bench.chat();
    const list = await told(bench, olga, 'edna.templates', roomId);
    expect(list).toContain('*order_ready* (RU), values: 2\n> Заказ {{1}} готов, ждём до {{2}}\n> Магазин');
    expect(list).toContain('*hello* (EN), values: 0');
    expect(list).not.toContain('not_yet');
    expect(await told(bench, olga, 'edna.templates', 'GENERAL')).toContain('open that chat');
});

test('a template goes out word for word, stands in the room as sent by its author, and its receipts come', async () => {
    const chat = await quietChat();
    const answer = await told(bench, olga, 'edna.template order_ready:RU "A-17 b" 18:00', chat.roomId);
    expect(answer).toContain('order_ready:RU is on its way');
    await ticks(bench, 3);
    const [sent, ...others] = bench.edna.reached(SHOP, chat.who.phone);
    expect([sent?.content, others]).toEqual([
        expect.objectContaining({ text: 'Заказ A-17 b готов, ждём до 18:00', footer: { text: 'Магазин' } }),
        [],
    ]);
    const [note, ...more] = await notes(chat);
    expect([note?.msg, more]).toEqual([
        '📋 olga has sent the template order_ready:RU:\nЗаказ A-17 b готов, ждём до 18:00\nМагазин',
        [],
    ]);
    const record = (await kept(bench.desk, 'sent')).find(
        ({ reply }) => (reply as { readonly id: string }).id === note?._id,
    );
    expect(record).toMatchObject({ reply: { author: { id: olga.userId } } });
    expect(Object.values(record?.['receipts'] as object)).toEqual(['read']);
});

test('what does not fit is said, and nothing goes out', async () => {
    const chat = await quietChat();
    const say = (line: string): Promise<string> => told(bench, olga, line, chat.roomId);
    expect(await say('edna.template nothing')).toContain('No approved template is called nothing');
    expect(await say('edna.template not_yet')).toContain('No approved template is called not_yet');
    expect(await say('edna.template order_ready 1 2')).toContain('order_ready:RU, order_ready:EN');
    expect(await say('edna.template order_ready:EN 1')).toContain('takes 2 values, you gave 1');
    expect(await say('edna.template order_ready:EN 1 | 2 | 3')).toContain('you gave 3');
    expect(await say('edna.template order_ready:EN 1 |')).toContain('One of the values is empty');
    expect(await say('edna.template')).toContain('Please give: `/edna.template [name] [values]`');
    expect([await words(chat), bench.accepted(chat.who)]).toEqual([[], []]);
});

test('only who has the chat may send one, whatever form he sends in; administrators may', async () => {
    const chat = await quietChat();
    const other = await bench.desk.admin.createAgent('other');
    await other.setAgentStatus('not-available');
    const form = await olga.openForm('edna.template', undefined, chat.roomId);
    const before = (await other.ephemeral()).length;
    expect((await other.submitForm(form, { template: 'hello:EN' })).status).toBe(200);
    await until('the answer', async () => (await other.ephemeral()).length > before, PATIENCE_MS);
    expect((await other.ephemeral()).slice(before)[0]?.text).toContain('by the agent who has the chat');
    expect(await words(chat)).toEqual([]);
    expect(await told(bench, bench.desk.admin, 'edna.template hello', chat.roomId)).toContain('on its way');
    await ticks(bench, 1);
    expect(reached(bench, chat)).toEqual(['Do you still need help?']);
});

test('a form offers the templates and sends once, also when it comes back twice', async () => {
    const chat = await quietChat();
    const form = await olga.openForm('edna.template', undefined, chat.roomId);
    const select = form.blocks.find(({ element }) => element?.actionId === 'template')?.element;
    expect(select?.type).toBe('static_select');
    expect(select?.options?.map(({ value }) => value)).toEqual(['order_ready:RU', 'order_ready:EN', 'hello:EN']);
    expect(select?.options?.[1]?.text.text).toBe('order_ready (EN): Order {{1}} is ready until {{2}} Shop');
    const values = { template: 'order_ready:EN', values: '"A 17" noon' };
    const answers = await Promise.all([0, 1].map((server) => olga.submitForm(form, values, server)));
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
        [200, { success: true }],
        [200, { success: true }],
    ]);
    await until('the note', async () => (await words(chat)).length > 0, PATIENCE_MS);
    await bench.settle();
    await ticks(bench, 2);
    expect(reached(bench, chat)).toEqual(['Order A 17 is ready until noon']);
    expect(await words(chat)).toHaveLength(1);
});

test('where edna does not name its templates the form has a field for the name', async () => {
    const chat = await quietChat();
    bench.edna.faults.add({ route: 'get-by-request', kind: 'status', status: 503 });
    const form = await olga.openForm('edna.template', undefined, chat.roomId);
    expect(form.blocks.flatMap(({ element }) => element?.type ?? [])).toEqual(['plain_text_input', 'plain_text_input']);
    await olga.submitForm(form, { template: 'hello' });
    await until('the note', async () => (await words(chat)).length > 0, PATIENCE_MS);
    await bench.settle();
    await ticks(bench, 1);
    expect(reached(bench, chat)).toEqual(['Do you still need help?']);
});

test('outside a chat no form opens, and what to do is said', async () => {
    const before = [(await olga.modals()).length, (await olga.ephemeral()).length] as const;
    await olga.runCommand('edna.template');
    await until('the answer', async () => (await olga.ephemeral()).length > before[1], PATIENCE_MS);
    expect((await olga.ephemeral()).slice(before[1])[0]?.text).toContain('open that chat');
    expect(await olga.modals()).toHaveLength(before[0]);
});

test('a free text outside the window is refused: its note has a button, whose form sends a template', async () => {
    const chat = await quietChat();
    await bench.agentWrites(chat.roomId, 'are you there?');
    await ticks(bench, 1);
    const refused = await noteBecomes(() => notes(chat), '⚠️');
    expect(buttons(refused)).toEqual(['Use a template', 'Retry', 'Dismiss']);
    await olga.submitForm(await formOf(olga, refused), { template: 'hello:EN' });
    await until('the template', async () => (await words(chat)).length === 2, PATIENCE_MS);
    await bench.settle();
    await ticks(bench, 1);
    expect(reached(bench, chat)).toEqual(['Do you still need help?']);
    // The one that was refused is still for people to decide.
    const [first] = await notes(chat);
    expect(buttons(first)).toHaveLength(3);
    await press(olga, first, 'dismiss');
    await until('dismissed', async () => (await words(chat))[0]?.startsWith('☑️') === true, PATIENCE_MS);
});

test('within the window a refusal that has nothing to do with it has no such button', async () => {
    const chat = await bench.chat();
    bench.edna.setOutcome(SHOP, chat.who.phone, [{ status: 'UNDELIVERED', error: 'user-blocked' }]);
    await bench.agentWrites(chat.roomId, 'hello?');
    await ticks(bench, 1);
    expect(buttons(await noteBecomes(() => notes(chat), '⚠️'))).toEqual(['Retry', 'Dismiss']);
});

test('it keeps its place among the answers of the chat', async () => {
    const chat = await bench.chat();
    await olga.post(chat.roomId, 'first', 0);
    await olga.runCommand('edna.template hello', chat.roomId, { server: 1, forms: false });
    await olga.post(chat.roomId, 'last', 0);
    await bench.settle();
    await ticks(bench, 2);
    expect(bench.accepted(chat.who).map(({ text }) => text)).toEqual(['first', 'Do you still need help?', 'last']);
});

test('one that edna cancels as a repeated one waits for its Retry, which others pass', async () => {
    const chat = await quietChat();
    for (const _time of [1, 2]) {
        await told(bench, olga, 'edna.template hello', chat.roomId);
        await ticks(bench, 1);
    }
    const note = await noteBecomes(() => notes(chat), '⚠️');
    expect(note?.msg).toContain('20 minutes');
    expect(buttons(note)).toEqual(['Retry', 'Dismiss']);
    await press(olga, note, 'retry');
    expect((await noteBecomes(() => notes(chat), '⏳'))?.msg).toContain('The next try is at');
    await told(bench, olga, 'edna.template order_ready:EN 1 2', chat.roomId);
    await ticks(bench, 1);
    const [again, other] = ['Do you still need help?', 'Order 1 is ready until 2'];
    expect(reached(bench, chat)).toEqual([again, other]);
    await bench.pass(21 * MINUTE);
    await ticks(bench, 2);
    expect(reached(bench, chat)).toEqual([again, other, again]);
    expect((await words(chat)).some((one) => one.startsWith('✅ Delivered after all'))).toBe(true);
});
