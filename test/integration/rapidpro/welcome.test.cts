import type { Fault } from '../../fakes/fake.cjs';
import { RAPIDPRO_FAULTS } from '../../fakes/rapidpro/fake.cjs';
import type { Contact } from '../../fakes/rapidpro/records.cjs';
import type { OpenOptions } from '../../fakes/rapidpro/bodies.cjs';
import type { MessageView, RoomView } from '../../host/client.cjs';
import type { Bench } from './workbench.cjs';
import { connectedBench } from './workbench.cjs';

/** How a room begins: where it goes, what is known of the contact, and what was said before. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Bench;
let support: string;

beforeAll(async () => {
    bench = await connectedBench();
    const { admin } = bench.desk;
    support = await admin.createDepartment('Support', [bench.olga.userId]);
    const save = (field: string, more: object): Promise<unknown> =>
        admin.send('/api/v1/livechat/custom-fields.save', { customFieldData: { field, label: field, ...more } });
    await save('city', { scope: 'visitor' });
    await save('plan', { scope: 'room' });
    await save('age', { scope: 'visitor', regexp: '^[0-9]+$' });
    await bench.desk.saveSettings({ rapidpro_api_token: bench.acme.apiToken });
});

afterEach(() => bench.rapidpro.faults.clear());

afterAll(() => bench.stop());

const room = async (id: string): Promise<RoomView | undefined> =>
    (await bench.desk.admin.rooms()).find(({ _id }) => _id === id);

/** Opens a ticket as the flow does, and waits for what follows. Gives the room's id. */
async function open(contact: Contact, options: OpenOptions = {}): Promise<string> {
    const opened = await bench.acme.openTicket(contact, options);
    await bench.settle();
    if (opened.kind !== 'opened') {
        throw new Error(JSON.stringify(opened));
    }
    return opened.roomId;
}

/** Opens a ticket with a body of the test's own. */
async function openWith(body: object): Promise<string> {
    const answer = await bench.call('GET', 'room', body);
    await bench.settle();
    return (answer.json as { id: string }).id;
}

/** The app's own messages in a room. */
async function notes(roomId: string): Promise<MessageView[]> {
    return (await bench.desk.admin.messages(roomId)).filter(({ token }) => token === undefined);
}

/** The folded text of the history, if there is one. */
async function history(roomId: string): Promise<string | undefined> {
    const folded = (await notes(roomId)).flatMap(({ attachments = [] }) => attachments);
    expect(folded.length).toBeLessThan(2);
    expect(folded.every(({ collapsed }) => collapsed === true)).toBe(true);
    return folded[0] === undefined ? undefined : String(folded[0]['text']);
}

describe('the department', () => {
    test('is found by its name', async () => {
        const roomId = await open(bench.acme.addContact(), { department: 'Support' });
        expect((await room(roomId))?.departmentId).toBe(support);
    });

    test('that does not exist is told to the flow, and there is no room', async () => {
        const before = (await bench.desk.admin.rooms()).length;
        const opened = await bench.acme.openTicket(bench.acme.addContact(), { department: 'Nowhere' });
        expect(opened).toEqual({ kind: 'failed', error: expect.stringContaining('Nowhere') as string });
        expect(await bench.desk.admin.rooms()).toHaveLength(before);
    });

    test('of an earlier ticket does not stay with the contact', async () => {
        const ann = bench.acme.addContact({ name: 'Ann' });
        const first = await open(ann, { department: 'Support' });
        await bench.desk.admin.close(first, 'done');
        await bench.settle();
        const second = await open(ann);
        expect(second).not.toBe(first);
        expect((await room(second))?.departmentId).toBeUndefined();
    });
});

test('custom fields that the workspace knows are set, the others are read in the first note', async () => {
    const customFields = { city: 'Riga', plan: 'gold', age: 'old', pet: 'cat' };
    const roomId = await open(bench.acme.addContact({ name: 'Ann' }), { customFields });
    const { store } = bench.desk.host;
    const opened = await store.rooms.findOne({ _id: roomId });
    const visitor = await store.visitors.findOne({ token: (await room(roomId))?.v?.token });
    expect([visitor, opened]).toMatchObject([{ livechatData: { city: 'Riga' } }, { livechatData: { plan: 'gold' } }]);
    const [note] = await notes(roomId);
    expect(note?.msg).toMatch(/age: old\n.*pet: cat/s);
    expect(note?.msg).not.toMatch(/Riga|gold/);
});

test.each(['2020-07-17T10:28:00-03:00', '2020-07-17T10:28-03:00', '2020-07-17 10:28', 'this morning'])(
    'priority and the session start "%s" are read in the first note',
    async (sessionStart) => {
        const visitor = { token: `session ${sessionStart}`, name: 'Ann' };
        const ticketID = `ticket ${sessionStart}`;
        const roomId = await openWith({ ticketId: ticketID, priority: 'high', sessionStart, visitor });
        const [note] = await notes(roomId);
        expect(note?.msg).toContain('high');
        expect(note?.msg).toContain(sessionStart);
    },
);

describe('the history', () => {
    test('stands folded in the new room, both directions with their times, and nothing of it goes out', async () => {
        const { acme, desk } = bench;
        const ann = acme.addContact({ name: 'Ann' });
        const now = desk.host.clock.now();
        await acme.contactWrites(ann, { text: 'too long ago', at: now - HOUR });
        await acme.contactWrites(ann, { text: 'hello', at: now - 20 * MINUTE });
        acme.botSays(ann, { text: 'what is it about?', at: now - 10 * MINUTE });
        acme.botSays(ann, { text: 'never sent', at: now - 10 * MINUTE, status: 'errored' });
        const image = { type: 'image/png', url: 'https://media.example.com/a.png' };
        await acme.contactWrites(ann, { text: 'this', attachments: [image], at: now - MINUTE });
        const sent = acme.replies.length;
        const told = await history(await open(ann, { sessionStartedAt: now - 30 * MINUTE }));
        const time = (at: number): string => new Date(at).toISOString().slice(11, 16);
        expect(told?.split('\n')).toEqual([
            expect.stringMatching(new RegExp(`${time(now - 20 * MINUTE)}.*hello$`)),
            expect.stringMatching(new RegExp(`${time(now - 10 * MINUTE)}.*what is it about\\?$`)),
            expect.stringMatching(new RegExp(`${time(now - MINUTE)}.*this$`)),
            expect.stringContaining(image.url),
        ]);
        const [hello = '', what = ''] = told?.split('\n') ?? [];
        expect([...hello][0]).not.toBe([...what][0]);
        expect(acme.replies).toHaveLength(sent);
    });

    test('is read over several pages, and is no longer than anybody reads', async () => {
        const { acme, desk, rapidpro } = bench;
        const ann = acme.addContact();
        const now = desk.host.clock.now();
        for (let index = 0; index < 150; index += 1) {
            acme.botSays(ann, { text: `line ${index}.`, at: now - HOUR + index });
        }
        const told = (await history(await open(ann, { sessionStartedAt: now - HOUR })))?.split('\n');
        expect([told?.length, told?.at(0), told?.at(-1)]).toEqual([
            150,
            expect.stringContaining('line 0.'),
            expect.stringContaining('line 149.'),
        ]);
        const pages = rapidpro.log.filter(({ query }) => query.get('contact') === ann.uuid);
        expect(pages.map(({ query }) => query.has('cursor'))).toEqual([false, true]);

        const long = acme.addContact();
        for (let index = 0; index < 150; index += 1) {
            acme.botSays(long, { text: `${index}: ${'x'.repeat(600)}`, at: now - HOUR + index });
        }
        const cut = await history(await open(long, { sessionStartedAt: now - HOUR }));
        expect(cut?.length).toBeLessThan(20_000);
        expect(cut?.split('\n').at(0)).not.toContain('xxx');
        expect(cut?.split('\n').at(-1)).toContain(' 149: ');
    });

    test('begins by the setting where RapidPro does not tell, or in words that nobody reads', async () => {
        const { acme, desk } = bench;
        await bench.desk.saveSettings({ rapidpro_history_hours: 2 });
        const now = desk.host.clock.now();
        for (const sessionStart of [undefined, 'this morning']) {
            const ann = acme.addContact();
            acme.botSays(ann, { text: 'old', at: now - 3 * HOUR });
            acme.botSays(ann, { text: 'new', at: now - HOUR });
            const visitor = { token: ann.id, contactUUID: ann.uuid };
            const told = await history(await openWith({ ticketID: ann.uuid, visitor, sessionStart }));
            expect(told?.split('\n')).toEqual([expect.stringMatching(/new$/)]);
        }
        await bench.desk.saveSettings({ rapidpro_history_hours: 6 });
    });

    test.each([{ rapidpro_history: false }, { rapidpro_api_token: '' }])('is not asked for with %j', async (off) => {
        const { acme, rapidpro } = bench;
        await bench.desk.saveSettings(off);
        const ann = acme.addContact();
        acme.botSays(ann, { text: 'before' });
        expect(await history(await open(ann))).toBeUndefined();
        expect(rapidpro.log.filter(({ query }) => query.get('contact') === ann.uuid)).toEqual([]);
        await bench.desk.saveSettings({ rapidpro_history: true, rapidpro_api_token: acme.apiToken });
    });

    test.each<[string, Omit<Fault, 'route'>]>([
        ['a wrong token', { kind: 'status', status: 403, body: { detail: 'Invalid token' } }],
        ['too many requests', RAPIDPRO_FAULTS.tooManyRequests()],
        ['a proxy', RAPIDPRO_FAULTS.gateway(502, 1, 'messages')],
        ['a connection that is cut', { kind: 'drop-before' }],
        ['half an answer', { kind: 'malformed' }],
    ])('that cannot be had (%s) keeps no room from opening and no message from going', async (_, fault) => {
        const { acme, desk, olga, rapidpro } = bench;
        rapidpro.faults.add({ times: 100, ...fault, route: 'messages' });
        const ann = acme.addContact();
        acme.botSays(ann, { text: 'before' });
        const roomId = await open(ann);
        await desk.agentWrites(olga, roomId, 'hello');
        await bench.settle();
        expect(acme.replies.at(-1)).toMatchObject({ contact: ann, text: 'hello' });
        expect(await history(roomId)).toBeUndefined();
    });

    test('comes later where RapidPro answers again, once', async () => {
        const { acme, desk, rapidpro } = bench;
        rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(503, 1, 'messages'));
        const ann = acme.addContact();
        acme.botSays(ann, { text: 'before' });
        const roomId = await open(ann);
        expect(await history(roomId)).toBeUndefined();
        await desk.host.clock.advance(5 * MINUTE);
        await bench.settle();
        expect(await history(roomId)).toContain('before');
        await desk.host.clock.advance(5 * MINUTE);
        await bench.settle();
        expect(await history(roomId)).toContain('before');
    });
});
