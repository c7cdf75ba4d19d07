import type { Bench } from './workbench.cjs';
import { connectedBench, talk } from './workbench.cjs';
import type { MessageView } from '../../host/client.cjs';
import { APP_ID } from '../../support/desk.cjs';
import { RAPIDPRO_FAULTS } from '../../fakes/rapidpro/fake.cjs';

/** What comes with a ticket: its department, custom fields, what was said before. */

const MINUTE = 60_000;

let bench: Bench;

beforeAll(async () => {
    bench = await connectedBench();
    const { desk, acme } = bench;
    await desk.admin.saveAppSettings(APP_ID, { rapidpro_api_token: acme.apiToken });
    for (const field of [
        { field: 'plan', label: 'Plan', scope: 'visitor' },
        { field: 'order', label: 'Order', scope: 'room' },
        { field: 'age', label: 'Age', scope: 'visitor', regexp: '^[0-9]+$' },
    ]) {
        await desk.admin.send('/api/v1/livechat/custom-fields.save', { customFieldData: field });
    }
});

afterEach(() => bench.rapidpro.faults.clear());

afterAll(() => bench.stop());

async function ticket(
    options: Parameters<Bench['acme']['openTicket']>[1] = {},
    before: (ann: ReturnType<Bench['acme']['addContact']>) => unknown = () => undefined,
): Promise<{ roomId: string; ticketId: string; notes: MessageView[] }> {
    const ann = bench.acme.addContact({ name: 'Ann', email: 'ann@example.com' });
    await before(ann);
    const opened = await bench.acme.openTicket(ann, options);
    if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened));
    await bench.settle();
    const notes = await bench.desk.admin.messages(opened.roomId);
    return { ...opened, notes };
}

/** The history as it stands folded up in a note. */
function history(notes: readonly MessageView[]): string | undefined {
    const folded = notes
        .flatMap(({ attachments }) => attachments ?? [])
        .find(({ title }) => title === 'Chatbot history');
    expect(folded === undefined || folded['collapsed'] === true).toBe(true);
    return folded?.text as string | undefined;
}

test('a ticket for a department is its agents’', async () => {
    const { desk } = bench;
    const bob = await desk.admin.createAgent('bob');
    await bob.setAgentStatus('available');
    const sales = await desk.admin.createDepartment('Sales', [bob.userId]);
    const { roomId } = await ticket({ department: 'Sales' });
    const room = (await desk.admin.rooms()).find(({ _id }) => _id === roomId);
    expect(room).toMatchObject({ departmentId: sales, servedBy: { username: 'bob' } });
    await bob.setAgentStatus('not-available');
    const nobody = await bench.acme.openTicket(bench.acme.addContact(), { department: 'Sales' });
    expect(nobody).toEqual({ kind: 'failed', error: 'No agent is online.' });
});

test('custom fields that the workspace knows are set, the others stand in the first note', async () => {
    const { desk } = bench;
    const fields = { plan: 'gold', order: 'A-17', age: 'old', shoe: '44' };
    const { roomId, notes } = await ticket({ customFields: fields });
    const note = notes[0]?.msg ?? '';
    expect(note).toContain('shoe: 44');
    expect(note).toContain('age: old');
    expect(note).not.toMatch(/gold|A-17/);
    const room = (await desk.admin.rooms()).find(({ _id }) => _id === roomId);
    expect(room).toMatchObject({ livechatData: { order: 'A-17' } });
});

test('priority and session start are shown in whatever form they come', async () => {
    const { call } = bench;
    for (const [n, [priority, sessionStart]] of [
        ['high', '2020-07-17 10:28'],
        [5, '2020-07-17T10:28-03:00'],
        ['urgent', 'yesterday'],
    ].entries()) {
        const body = { ticketId: `P-${n}`, priority, sessionStart, visitor: { token: `p${n}`, contactUuid: 'x' } };
        const { id } = (await call('POST', 'room', body)).json as { id: string };
        await bench.settle();
        expect((await talk(bench, id))[0]).toMatch(
            new RegExp(`Priority: ${String(priority)}[\\s\\S]*Session started: ${String(sessionStart)}`),
        );
    }
});

test('what was said since the session began stands folded up in one note, which goes to nobody', async () => {
    const { acme, desk } = bench;
    const now = desk.host.clock.now();
    const { notes, ticketId } = await ticket({ sessionStartedAt: now - 10 * MINUTE }, async (ann) => {
        await acme.contactWrites(ann, { text: 'too early', at: now - 60 * MINUTE });
        await acme.contactWrites(ann, { text: 'I need help', at: now - 5 * MINUTE });
        acme.botSays(ann, { text: 'One moment', at: now - 4 * MINUTE });
        acme.botSays(ann, { text: 'never arrived', at: now - 3 * MINUTE, status: 'failed' });
        await acme.contactWrites(ann, {
            attachments: [{ type: 'image/png', url: 'https://media.example.com/a.png' }],
            at: now - 2 * MINUTE,
        });
    });
    const lines = (history(notes) ?? '').split('\n');
    expect(lines).toHaveLength(3);
    const time = new Date(now - 5 * MINUTE).toISOString().slice(0, 16).replace('T', ' ');
    expect(lines[0]).toBe(`👤 ${time}  I need help`);
    expect(lines[1]).toMatch(/^🤖 .* {2}One moment$/);
    expect(lines[2]).toMatch(/^👤 .*https:\/\/media\.example\.com\/a\.png$/);
    expect(acme.replies.filter((reply) => reply.ticketId === ticketId)).toEqual([]);
});

test('a long history is read page by page and its newest part is shown', async () => {
    const { acme, desk } = bench;
    const now = desk.host.clock.now();
    const { notes } = await ticket({ sessionStartedAt: now - 60 * MINUTE }, (ann) => {
        for (let n = 0; n < 250; n++) {
            acme.botSays(ann, { text: `line ${n} ${'x'.repeat(40)}`, at: now - 50 * MINUTE + n * 1_000 });
        }
    });
    const shown = history(notes) ?? '';
    expect(shown.split('\n').slice(-1)[0]).toContain('line 249 ');
    expect(shown.split('\n')[0]).toContain('what is older is not shown');
    expect(shown).toContain('line 100 ');
    expect(shown.length).toBeLessThan(13_000);
});

test.each([
    ['the token is wrong', { rapidpro_api_token: 'wrong' }],
    ['there is no token', { rapidpro_api_token: '' }],
    ['it is switched off', { rapidpro_history: false }],
])('no history, and a room all the same, when %s', async (_when, settings) => {
    const { acme, desk } = bench;
    await desk.admin.saveAppSettings(APP_ID, settings);
    const { notes } = await ticket({}, (ann) => acme.botSays(ann, { text: 'hello' }));
    expect(history(notes)).toBeUndefined();
    await desk.admin.saveAppSettings(APP_ID, { rapidpro_api_token: acme.apiToken, rapidpro_history: true });
});

test('a history that RapidPro does not give at once comes some seconds later, once', async () => {
    const { acme, desk, rapidpro, settle } = bench;
    rapidpro.faults.add(RAPIDPRO_FAULTS.tooManyRequests());
    const { notes, roomId } = await ticket({}, (ann) => acme.botSays(ann, { text: 'hello' }));
    expect(history(notes)).toBeUndefined();
    for (let runs = 0; runs < 3; runs++) {
        await desk.host.clock.advance(60_000);
        await settle();
    }
    const after = await desk.admin.messages(roomId);
    expect(history(after)).toContain('hello');
    expect(after.filter(({ msg }) => msg.includes('New ticket'))).toHaveLength(1);
});

test('without a session start the set number of hours counts', async () => {
    const { acme, call, desk, settle } = bench;
    const now = desk.host.clock.now();
    const ann = acme.addContact();
    acme.botSays(ann, { text: 'seven hours ago', at: now - 7 * 60 * MINUTE });
    acme.botSays(ann, { text: 'five hours ago', at: now - 5 * 60 * MINUTE });
    const body = { ticketID: 'H-1', visitor: { token: ann.id, contactUUID: ann.uuid } };
    const { id } = (await call('GET', 'room', body)).json as { id: string };
    await settle();
    const shown = history(await desk.admin.messages(id)) ?? '';
    expect([shown.includes('five'), shown.includes('seven')]).toEqual([true, false]);
});
