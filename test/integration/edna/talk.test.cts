/** A conversation through edna, in the packaged app: what the customer sends, what agents answer, what becomes of it. */
import { randomBytes } from 'crypto';
import { EDNA_FAULTS } from '../../fakes/edna/fake.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { SECOND, kept, noteBecomes, notesIn, press, until, weed } from '../delivery/workbench.cjs';
import type { Bench } from './workbench.cjs';
import { CASCADE, SHOP, customer, ednaBench } from './workbench.cjs';

let bench: Bench;

beforeAll(async () => {
    bench = await ednaBench();
});

afterAll(() => bench.stop());

afterEach(async () => {
    expect(bench.edna.faults.pending).toEqual([]);
    await weed(bench.desk, 'dead');
});

const notes = (roomId: string) => notesIn(bench.desk, roomId);
const said = async (roomId: string): Promise<string[]> =>
    (await bench.desk.admin.messages(roomId)).filter(({ u }) => u.username !== 'switchboard.bot').map(({ msg }) => msg);
const texts = (who: Customer): string[] => bench.accepted(who).map(({ text }) => text);

test('the settings connect an account: a customer writes, the agent answers, and the state of it is known', async () => {
    const { who, roomId } = await bench.chat();
    await bench.agentWrites(roomId, '**Good** day');
    const [sent] = bench.accepted(who);
    expect([sent?.via, sent?.cascadeId, sent?.text]).toEqual(['cascade', CASCADE, '*Good* day']);
    expect(sent?.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    await bench.pass(SECOND);
    await bench.pass(SECOND);
    await bench.pass(SECOND);
    const record = (await kept(bench.desk, 'sent')).slice(-1)[0];
    expect(Object.values(record?.['receipts'] as object)).toEqual(['read']);
    await bench.customerWrites(who, 'thank you');
    expect(await said(roomId)).toEqual(['hello', '**Good** day', 'thank you']);
    expect(await notes(roomId)).toEqual([]);
    const visitors = await bench.desk.host.store.visitors.find({});
    expect(visitors.flatMap(({ phone }) => phone ?? [])).toContainEqual({ phoneNumber: `+${who.phone}` });
    expect(bench.deliveries().every(({ status, body }) => status === 200 && body === '{"code":"ok"}')).toBe(true);
});

test('the same words twice within 20 minutes: the agent is told why, and nothing is altered', async () => {
    const { who, roomId } = await bench.chat();
    await bench.agentWrites(roomId, 'ok');
    await bench.agentWrites(roomId, 'ok');
    await bench.pass(SECOND);
    const note = await noteBecomes(() => notes(roomId), '⚠️');
    expect(note?.msg).toContain('within the last 20 minutes');
    expect(texts(who)).toEqual(['ok', 'ok']);
    expect(bench.accepted(who).map(({ status }) => status === 'CANCELLED')).toEqual([false, true]);
    expect(await kept(bench.desk, 'dead')).toHaveLength(1);
});

test.each([
    ['not-whatsapp-user', 'no account in this messenger'],
    ['user-blocked', 'has blocked'],
    ['error-of-tomorrow', 'error-of-tomorrow'],
])('undelivered with %s: a note that says so, with Retry', async (error, words) => {
    const { who, roomId } = await bench.chat();
    bench.edna.setOutcome(SHOP, who.phone, [{ status: 'UNDELIVERED', error }]);
    await bench.agentWrites(roomId, 'to be heard of');
    await bench.pass(SECOND);
    const note = await noteBecomes(() => notes(roomId), '⚠️');
    expect(note?.msg).toContain(words);
    bench.edna.setOutcome(SHOP, who.phone, ['SENT']);
    await bench.pass(21 * 60 * SECOND);
    await press(bench.olga, note, 'retry');
    await noteBecomes(() => notes(roomId), '✅');
    const [first, second] = bench.accepted(who);
    expect([first?.requestId === second?.requestId, texts(who)]).toEqual([false, ['to be heard of', 'to be heard of']]);
});

test('a status that comes before the answer to the sending finds its message', async () => {
    const { roomId } = await bench.chat();
    bench.edna.habits.hurries = true;
    await bench.agentWrites(roomId, 'fast');
    bench.edna.habits.hurries = false;
    await bench.pass(5 * SECOND);
    const record = (await kept(bench.desk, 'sent')).slice(-1)[0];
    expect(Object.values(record?.['receipts'] as object)).not.toEqual(['queued']);
    expect(Object.keys(record?.['receipts'] as object)).toHaveLength(1);
});

test('files go as links that edna fetches, with what is said of them; nothing that edna would drop', async () => {
    const { who, roomId } = await bench.chat();
    const picture = randomBytes(50_000);
    await bench.olga.upload(roomId, 'front.jpg', picture, 'the front');
    await bench.settle();
    await bench.olga.upload(roomId, 'offer.pdf', Buffer.from('%PDF'), 'the price');
    await bench.settle();
    await bench.olga.upload(roomId, 'voice.ogg', Buffer.from('OggS'), 'listen');
    await bench.settle();
    await bench.pass(SECOND);
    await until('the files are fetched', () => bench.accepted(who).every(({ status }) => status !== 'ACCEPTED'));
    await bench.settle();
    const got = bench.accepted(who);
    expect(
        got.map(({ contentType, text, dropped, status }) => [contentType, text, dropped, status === 'FAILED']),
    ).toEqual([
        ['IMAGE', 'the front', [], false],
        ['DOCUMENT', 'the price', [], false],
        ['TEXT', 'listen', [], false],
        ['AUDIO', '', [], false],
    ]);
    expect(got[0]?.file?.bytes.equals(picture)).toBe(true);
    expect(await notes(roomId)).toEqual([]);
});

test('edna asks to wait: the answer waits and goes out once', async () => {
    const { who, roomId } = await bench.chat();
    bench.edna.faults.add(EDNA_FAULTS.tooManyRequests(30));
    await bench.agentWrites(roomId, 'patience');
    expect(texts(who)).toEqual([]);
    expect((await notes(roomId)).map(({ msg }) => msg)).toEqual([expect.stringContaining('⏳')]);
    await bench.pass(40 * SECOND);
    await until('it is sent', () => texts(who).length === 1);
});

test('where the way may change nobody knows after a lost answer: the agent is asked', async () => {
    const { who, roomId } = await bench.chat();
    bench.edna.faults.add({ route: 'schedule', kind: 'drop-after-accept' });
    await bench.agentWrites(roomId, 'perhaps');
    expect((await noteBecomes(() => notes(roomId), '❓'))?.msg).toContain('not known');
    expect(texts(who)).toEqual(['perhaps']);
});

test('what came without a channel is answered without one, in the form that was written in', async () => {
    const who = customer();
    for (const form of ['legacy', 'seed'] as const) {
        bench.edna.customerWrites(SHOP, { ...who, text: `by ${form}` }, form);
        await bench.settle();
    }
    const [room] = (await bench.desk.admin.rooms({ open: true })).filter(({ fname }) => fname === who.name);
    expect(await said(room?._id ?? '')).toEqual(['by legacy', 'by seed']);
    await bench.agentWrites(room?._id ?? '', 'to both');
    expect(texts(who)).toEqual(['to both']);
});

test('an answer to a message of ours is shown as one', async () => {
    const { who, roomId } = await bench.chat();
    await bench.agentWrites(roomId, 'which one?');
    const { requestId } = bench.accepted(who)[0] ?? {};
    bench.edna.customerSends(
        SHOP,
        who,
        { type: 'TEXT', text: 'this' },
        {
            more: { replyOutMessageExternalRequestId: requestId },
        },
    );
    await bench.settle();
    const [last] = (await bench.desk.admin.messages(roomId)).slice(-1);
    expect(last?.attachments?.map((one) => one['text'])).toEqual(['which one?']);
});

test('a text in costs 7 calls of the host, a text out 6 and the one to edna, as with every messenger', async () => {
    const { who, roomId } = await bench.chat();
    await bench.agentWrites(roomId, 'warm');
    const calls = async (work: () => Promise<unknown>): Promise<string[]> => {
        bench.desk.host.calls.reset();
        await work();
        await bench.settle();
        return bench.desk.host.calls
            .list()
            .map(({ name }) => name.replace(/^persistence\.(\w+)ByAssoc.*/, '$1'))
            .sort();
    };
    const into = await calls(() => bench.customerWrites(who, 'steady'));
    const out = await calls(() => bench.olga.post(roomId, 'steady answer'));
    expect(into).toEqual([
        'livechat.createMessage',
        'persistence.createWithAssociations',
        'persistence.createWithAssociations',
        'read',
        'read',
        'remove',
        'room.getById',
    ]);
    expect(out).toEqual([
        'http.call',
        'persistence.createWithAssociations',
        'persistence.createWithAssociations',
        'read',
        'read',
        'remove',
        'room.getMessages',
    ]);
});
