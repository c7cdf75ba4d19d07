import {
    ADMIN,
    ANN,
    APP_ID,
    MINUTE,
    type Reaction,
    SECRET,
    acme,
    app,
    clock,
    fake,
    pass,
    start,
} from './workbench.cjs';

const UUID = /^[0-9a-f-]{36}$/;

describe('the connect page', () => {
    beforeEach(() => start());

    it('cuts what is pasted after the app id, and puts the address of the callback', async () => {
        expect(await acme.connect(`${app.baseUrl}/secret.check`, ADMIN)).toEqual({ isConnected: true, status: 204 });
        expect(app.seen).toMatchObject([
            {
                method: 'PUT',
                path: `/api/apps/public/${APP_ID}/settings`,
                headers: { authorization: `Token ${SECRET}`, 'content-type': 'application/json' },
                text: JSON.stringify({ webhook: { url: acme.webhookUrl } }),
            },
        ]);
        expect(acme.webhookUrl).toMatch(/\/mr\/tickets\/types\/rocketchat\/event_callback\/[0-9a-f-]{36}$/);
    });

    it.each([200, 201, 202, 403])('takes %s for a failure: only 204 connects', async (status) => {
        app.reactions['settings'] = [{ status, body: '{}' }];
        expect(await acme.connect(app.baseUrl, ADMIN)).toEqual({ isConnected: false, status });
    });

    it.each(['127.0.0.1', `http://host/path${APP_ID}`, 'http://host/app'])('refuses the address %s', async (pasted) => {
        expect(await acme.connect(pasted, ADMIN)).toEqual({ isConnected: false });
        expect(app.seen).toEqual([]);
    });
});

describe('opening a ticket', () => {
    it('is a GET with a body, without what the contact does not have', async () => {
        await start();
        const opened = await acme.openTicket(acme.addContact());
        expect(opened).toEqual({ kind: 'opened', roomId: 'r1', ticketId: expect.stringMatching(UUID) as string });
        expect(app.seen).toMatchObject([{ method: 'GET', path: `/api/apps/public/${APP_ID}/room` }]);
        expect(app.bodies('room')).toEqual([
            {
                visitor: { token: '10023', contactUUID: expect.stringMatching(UUID) as string },
                ticketID: opened.kind === 'opened' && opened.ticketId,
            },
        ]);
    });

    it('tells department, custom fields and session only with Weni', async () => {
        const options = { department: 'Sales', customFields: { b: '2', a: '1' } };
        await start({ variant: 'weni' });
        await acme.openTicket(acme.addContact(ANN), { ...options, sessionStartedAt: Date.UTC(2026, 0, 15, 9) });
        const other = fake.addWorkspace({ variant: 'upstream' });
        other.attach(app.baseUrl, ADMIN);
        await other.openTicket(other.addContact(ANN), options);
        expect(app.seen[0]?.text).toContain('"customFields":{"a":"1","b":"2"}');
        expect(app.bodies('room')).toMatchObject([
            { visitor: { ...ANN, department: 'Sales' }, sessionStart: '2026-01-15T05:59:00-03:00' },
            { visitor: { token: '10024', ...ANN } },
        ]);
        expect(app.seen[1]?.text).not.toMatch(/department|customFields|sessionStart/);
    });

    it.each<[string, Reaction, object]>([
        ['201 with an id', { status: 201, body: '{"id":"x"}' }, { kind: 'opened', roomId: 'x' }],
        ['200 without one', { body: '{}' }, { kind: 'opened', roomId: '' }],
        ['an id that is null', { body: '{"id":null}' }, { kind: 'opened', roomId: '' }],
        ['an id that is a number', { body: '{"id":7}' }, { kind: 'failed' }],
        ['204', { status: 204 }, { kind: 'failed', error: 'unexpected end of JSON input' }],
        ['a list', { body: '[]' }, { kind: 'failed' }],
        ['the reason', { status: 400, body: '{"error":"no agents"}' }, { kind: 'failed', error: 'no agents' }],
        ['an error without reason', { status: 400, body: '{}' }, { kind: 'failed', error: '' }],
        ['an error that is no JSON', { status: 404, body: 'Not Found' }, { kind: 'failed' }],
        ['500, which is final', { status: 500, body: '{"error":"e"}' }, { kind: 'failed', error: 'e' }],
    ])('takes for an answer: %s', async (_, reaction, expected) => {
        await start();
        app.reactions['room'] = [reaction];
        expect(await acme.openTicket(acme.addContact())).toMatchObject(expected);
        expect(acme.calls).toMatchObject([{ call: 'room', attempts: 1 }]);
        expect(acme.tickets).toHaveLength('roomId' in expected ? 1 : 0);
    });

    it('is skipped by mailroom 8.2 while the contact has an open ticket, and by no other', async () => {
        await start();
        const ann = acme.addContact(ANN);
        await acme.openTicket(ann);
        expect(await acme.openTicket(ann)).toEqual({ kind: 'skipped' });
        const old = fake.addWorkspace({ variant: 'upstream-8.1' });
        old.attach(app.baseUrl, ADMIN);
        const bob = old.addContact();
        await old.openTicket(bob);
        expect(await old.openTicket(bob)).toMatchObject({ kind: 'opened' });
        expect(app.bodies('room')).toHaveLength(3);
    });
});

describe('messages of the contact', () => {
    it('go to the app while a ticket is open, with what there is', async () => {
        await start();
        const ann = acme.addContact(ANN);
        await acme.contactWrites(ann, { text: 'before' });
        const opened = await acme.openTicket(ann);
        const geo = { type: 'geo', url: '1.5,2.5' };
        await acme.contactWrites(ann, { text: 'Hi' });
        await acme.contactWrites(ann, { attachments: [geo] });
        expect(await acme.contactWrites(ann, {})).toEqual([{ kind: 'taken', id: 'm1' }]);
        await acme.closeTickets([opened.kind === 'opened' ? opened.ticketId : '']);
        await acme.contactWrites(ann, { text: 'after' });
        const visitor = { token: ann.id };
        expect(app.bodies('visitor-message')).toEqual([
            { visitor, text: 'Hi' },
            { visitor, attachments: [geo] },
            { visitor },
        ]);
    });

    it('are sent once only, whatever comes of it', async () => {
        await start();
        const ann = acme.addContact();
        await acme.openTicket(ann);
        app.reactions['visitor-message'] = [{ status: 503, body: 'x' }, { isCut: true }, { status: 204 }];
        for (const text of ['a', 'b', 'c']) {
            expect(await acme.contactWrites(ann, { text })).toMatchObject([{ kind: 'refused' }]);
        }
        expect(app.bodies('visitor-message')).toHaveLength(3);
    });

    it('go once per open ticket with Weni', async () => {
        await start({ variant: 'weni' });
        const ann = acme.addContact();
        await acme.openTicket(ann);
        await acme.openTicket(ann);
        await acme.contactWrites(ann, { text: 'Hi' });
        expect(app.bodies('visitor-message')).toHaveLength(2);
    });

    it('wait until the flow that opens the ticket is committed', async () => {
        await start();
        const ann = acme.addContact();
        const opened = acme.openTicket(ann, { commitAfterMs: MINUTE });
        const written = acme.contactWrites(ann, { text: 'Hi' });
        await fake.drain();
        expect([acme.tickets.length, app.bodies('visitor-message').length]).toEqual([0, 0]);
        await pass(MINUTE);
        await Promise.all([opened, written]);
        expect([acme.tickets.length, app.bodies('visitor-message').length]).toEqual([1, 1]);
    });
});

describe('files of contacts', () => {
    it('lie where anybody can read them', async () => {
        await start();
        const url = fake.addMedia('a b.png', 'image/png', Buffer.from('PNG'));
        const response = await fetch(url);
        expect([response.headers.get('content-type'), await response.text()]).toEqual(['image/png', 'PNG']);
        expect((await fetch(`${fake.url}/media/other`)).status).toBe(404);
    });
});

describe('closing in RapidPro', () => {
    async function open(count: number): Promise<string[]> {
        const ids: string[] = [];
        for (let left = count; left > 0; left -= 1) {
            const opened = await acme.openTicket(acme.addContact());
            ids.push(opened.kind === 'opened' ? opened.ticketId : '');
        }
        return ids;
    }

    it('asks the app with the token alone, and closes when that succeeds', async () => {
        await start();
        expect(await acme.closeTickets(await open(1))).toBeUndefined();
        expect(app.seen.at(-1)).toMatchObject({ method: 'GET', text: '{"visitor":{"token":"10023"}}' });
        expect(acme.closedEvents).toMatchObject([{ by: 'rapidpro' }]);
        expect(acme.closedEvents[0]?.at).toBe(clock.now());
    });

    it('closes nothing when one of several fails', async () => {
        await start();
        const ids = await open(3);
        app.reactions['room.close'] = [{ status: 204 }, { status: 404, body: '{"error":"no room"}' }];
        expect(await acme.closeTickets(ids)).toBe('no room');
        expect(app.bodies('room.close')).toHaveLength(2);
        expect([acme.tickets.map(({ status }) => status), acme.closedEvents]).toEqual([['open', 'open', 'open'], []]);
    });

    it('of the whole service closes all tickets, whatever the app says', async () => {
        await start();
        await open(2);
        app.reactions['room.close'] = [{ status: 500, body: 'x' }];
        await acme.deleteService();
        expect(acme.closedEvents).toHaveLength(2);
        expect(acme.ticketer).toBeUndefined();
    });
});
