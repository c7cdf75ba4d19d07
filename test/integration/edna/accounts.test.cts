/** Connecting channels of edna by commands, in the packaged app. */
import { EDNA_FAULTS } from '../../fakes/edna/fake.cjs';
import { APP_ID } from '../../support/desk.cjs';
import { complaints, kept, logged, notesIn } from '../delivery/workbench.cjs';
import type { Bench } from './workbench.cjs';
import { CASCADE, KEY, SHOP, WEBHOOK_KEY, customer, ednaBench } from './workbench.cjs';

const OTHER_KEY = 'apik3yOTHER0123456789';
const OTHER = 6601;
let bench: Bench;

beforeAll(async () => {
    bench = await ednaBench();
    bench.edna.addAccount({ key: OTHER_KEY });
    bench.edna.addSubject(OTHER_KEY, { subjectId: OTHER, subject: 'other_wa', phone: '79005550200', cascadeId: 9101 });
});

afterAll(() => bench.stop());

const command = (line: string) => bench.desk.command(bench.desk.admin, line);
const connect = (values: Record<string, string>) => bench.desk.fillIn(bench.desk.admin, 'edna.connect', values);

test('the form names what is wrong with a value', async () => {
    expect(await connect({ name: 'other', apiKey: 'short' })).toContain('8 to 200');
    expect(await connect({ name: 'other', apiKey: OTHER_KEY, subjectId: 'abc' })).toContain('number');
});

test('a key that edna does not take connects nothing', async () => {
    expect(await connect({ name: 'other', apiKey: 'wrongkeyEXAMPLE' })).toContain('does not accept the API key');
    expect(await command('edna.list')).not.toContain('other');
});

test('a channel is connected: the answer tells the address, and what comes there is answered through that channel', async () => {
    const told = await connect({ name: 'other', apiKey: OTHER_KEY });
    expect(told).toContain('other_wa (6601, WHATSAPP), cascade 9101');
    const [url = ''] = /http\S+\?token=[0-9a-f]+/.exec(told) ?? [];
    expect(url.startsWith(`${bench.hook}?token=`)).toBe(true);
    expect(bench.edna.slots(OTHER)).toEqual({}); // nothing is set at edna
    bench.edna.setSlots(OTHER, { inMessageCallbackUrl: url, statusCallbackUrl: url });

    const who = customer();
    bench.edna.customerWrites(OTHER, { ...who, text: 'at the other one' });
    await bench.settle();
    const room = (await bench.desk.admin.rooms({ open: true })).find(({ fname }) => fname === who.name);
    await bench.agentWrites(room?._id ?? '', 'from the other one');
    expect(bench.edna.sent(OTHER).map(({ text, cascadeId }) => [text, cascadeId])).toEqual([
        ['from the other one', 9101],
    ]);
    expect(bench.edna.sent(SHOP)).toEqual([]);
});

test('a time-out there is no doubt: the same request goes again, and is taken once', async () => {
    const who = customer();
    bench.edna.customerWrites(OTHER, { ...who, text: 'again' });
    await bench.settle();
    const room = (await bench.desk.admin.rooms({ open: true })).find(({ fname }) => fname === who.name);
    bench.edna.faults.add({ route: 'schedule', kind: 'drop-after-accept' });
    await bench.agentWrites(room?._id ?? '', 'only once');
    for (let i = 0; i < 4; i++) await bench.pass(15_000);
    const tries = bench.edna.log.filter(({ body }) => JSON.stringify(body ?? '').includes('only once'));
    expect([tries.length, new Set(tries.map(({ body }) => JSON.stringify(body))).size]).toEqual([2, 1]);
    expect(bench.edna.sent(OTHER).filter(({ text }) => text === 'only once')).toHaveLength(1);
    expect(await kept(bench.desk, 'out')).toEqual([]);
    expect(await kept(bench.desk, 'dead')).toEqual([]);
    expect((await notesIn(bench.desk, room?._id ?? '')).every(({ msg }) => !msg.startsWith('❓'))).toBe(true);
});

test('where edna lists several channels the administrator chooses', async () => {
    const key = 'apik3yMANY0123456789';
    bench.edna.addAccount({ key });
    bench.edna.addSubject(key, { subjectId: 7701, subject: 'first_wa' });
    bench.edna.addSubject(key, { subjectId: 7702, subject: 'second_wa' });
    const told = await connect({ name: 'many', apiKey: key });
    expect(told).toContain('7701 (first_wa, WHATSAPP), 7702 (second_wa, WHATSAPP)');
    expect(await connect({ name: 'many', apiKey: key, subjectId: '7702' })).toContain('second_wa (7702');
});

test('the webhook key of an account is taken for its connection, and for one only', async () => {
    const key = 'apik3yWITHKEY0123456789';
    bench.edna.addAccount({ key, webhookKey: 'theirs0123456789' });
    bench.edna.addSubject(key, { subjectId: 8801, subject: 'keyed_wa' });
    const values = { apiKey: key, secret: 'theirs0123456789' };
    expect(await connect({ name: 'keyed', ...values })).toContain('✅');
    bench.edna.setSlots(8801, { inMessageCallbackUrl: bench.hook, statusCallbackUrl: bench.hook });
    const who = customer();
    bench.edna.customerWrites(8801, { ...who, text: 'with a key' });
    await bench.settle();
    expect(bench.edna.deliveries(8801).map(({ status }) => status)).toEqual([200]);
    expect(await connect({ name: 'second', ...values })).toContain('belongs to the connection keyed');
    expect(await connect({ name: 'second', apiKey: key, secret: WEBHOOK_KEY })).toContain(
        'belongs to the connection main',
    );
});

test('a name is taken once, and main is the settings', async () => {
    expect(await connect({ name: 'other', apiKey: OTHER_KEY })).toContain('already');
    expect(await connect({ name: 'main', apiKey: OTHER_KEY })).toContain('EDNA_API_KEY');
    expect(await command('edna.remove main')).toContain('EDNA_API_KEY');
});

test('main is checked without a change at edna', async () => {
    const before = bench.edna.log.length;
    expect(await command('edna.check')).toContain(
        `shop_wa (${SHOP}, WHATSAPP), state DONE_FINISH_REGISTER; cascade ${CASCADE}`,
    );
    const routes = bench.edna.log.slice(before).map(({ route }) => route);
    expect(routes).toEqual(['channel-profile', 'get-all']);
    expect(await command('edna.check nobody')).toContain('No edna connection');
});

describe('the address at edna', () => {
    const foreign = 'https://crm.example/hook';

    beforeEach(() => {
        bench.edna.setSlots(SHOP, { inMessageCallbackUrl: foreign, statusCallbackUrl: foreign });
    });

    test('is replaced only after it was confirmed', async () => {
        const told = await command('edna.callback');
        expect(told).toContain(`channel ${SHOP} of main`);
        expect(told).toContain('/edna.callback main confirm');
        expect(bench.edna.slots(SHOP).inMessageCallbackUrl).toBe(foreign);
        expect(await command('edna.callback main confirm')).toContain('✅');
        const url = `${bench.hook}?token=${WEBHOOK_KEY}`;
        expect(bench.edna.slots(SHOP)).toEqual({ inMessageCallbackUrl: url, statusCallbackUrl: url });
        const [set] = bench.edna.log.filter(({ route }) => route === 'callback-set').slice(-1);
        expect(set?.body).toMatchObject({ subjectId: SHOP });
        const { who, roomId } = await bench.chat();
        expect([who.name, roomId === '']).toEqual([who.name, false]);
    });

    test('a connection made by command gets a new secret, and what edna refuses leaves no secret behind', async () => {
        const hooks = async () => (await kept(bench.desk, 'hook')).length;
        const before = await hooks();
        bench.edna.faults.add(EDNA_FAULTS.refused('error-callback-url-not-available', 200, 'callback-set'));
        expect(await command('edna.callback other confirm')).toContain('could not reach');
        expect(await hooks()).toBe(before);
        expect(await command('edna.callback other confirm')).toContain('✅');
        expect(await hooks()).toBe(before + 1);
        const who = customer();
        bench.edna.customerWrites(OTHER, { ...who, text: 'after the change' });
        await bench.settle();
        expect(bench.edna.deliveries(OTHER).slice(-1)[0]?.status).toBe(200);
    });
});

test('the list and the status show how each stands; no key stands anywhere', async () => {
    const list = await command('edna.list');
    expect(list).toMatch(/\*main\*: channel found at edna/);
    expect(list).toMatch(/\*other\*: channel other_wa \(6601, WHATSAPP\), cascade 9101; last call in \d+ (s|min) ago/);
    expect(await command('switchboard.status')).toContain('*other* (edna)');
    const shown = JSON.stringify([list, await logged(bench.desk), await complaints(bench.desk)]);
    expect([KEY, OTHER_KEY].some((key) => shown.includes(key))).toBe(false);
});

test('removed, its chats are told, and what still comes is dropped', async () => {
    const who = customer();
    bench.edna.customerWrites(OTHER, { ...who, text: 'before the end' });
    await bench.settle();
    const room = (await bench.desk.admin.rooms({ open: true })).find(({ fname }) => fname === who.name);
    expect(await command('edna.remove other')).toContain('take the address out');
    expect((await notesIn(bench.desk, room?._id ?? '')).map(({ msg }) => msg)).toEqual([
        expect.stringContaining('was disconnected'),
    ]);
    bench.edna.customerWrites(OTHER, { ...who, text: 'after the end' });
    await bench.settle();
    expect(bench.edna.deliveries(OTHER).slice(-1)[0]?.status).toBe(200);
    expect((await bench.desk.admin.messages(room?._id ?? '')).map(({ msg }) => msg)).not.toContain('after the end');
    expect(await command('edna.remove other')).toContain('No edna connection');
});

test('the commands are for administrators', async () => {
    for (const line of ['edna.list', 'edna.remove x', 'edna.check', 'edna.callback', `edna.connect x ${KEY}`]) {
        expect(await bench.desk.command(bench.olga, line)).toContain('administrators');
    }
});

test('without a webhook key every call is refused, and no address is set', async () => {
    await bench.desk.saveSettings({ edna_webhook_key: '' });
    const answer = await bench.desk.admin.webhook(
        APP_ID,
        'webhooks/edna',
        {},
        { authorization: `Token ${WEBHOOK_KEY}` },
    );
    expect(answer.status).toBe(401);
    expect(await command('edna.check')).toContain('No webhook key');
    expect(await command('edna.callback main confirm')).toContain('webhook key');
    await bench.desk.saveSettings({ edna_webhook_key: WEBHOOK_KEY, edna_api_key: '' });
    const gone = await bench.desk.admin.webhook(APP_ID, 'webhooks/edna', {}, { authorization: `Token ${WEBHOOK_KEY}` });
    expect(gone.status).toBe(401);
});
