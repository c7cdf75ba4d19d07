import { API_TOKEN, MINUTE, SECOND, acme, app, clock, fake, pass, start, tell, told } from './workbench.cjs';
import type { NewWorkspace } from './workspace.cjs';

let ticketID: string;
let contact: ReturnType<typeof acme.addContact>;

async function withTicket(workspace: Partial<NewWorkspace> = {}): Promise<void> {
    await start(workspace);
    contact = acme.addContact({ name: 'Ann' });
    const opened = await acme.openTicket(contact);
    ticketID = opened.kind === 'opened' ? opened.ticketId : '';
}

const message = (data?: unknown): object => ({ type: 'agent-message', ticketID, visitor: { token: '1' }, data });
const closing = (): object => ({ type: 'close-room', ticketID, visitor: { token: '1' } });

describe('the callback answers', () => {
    beforeEach(() => withTicket());

    it('200, handled, printed with tabs', async () => {
        const response = await tell(message({ text: 'Hello' }));
        expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
        expect(await response.text()).toBe('{\n\t"status": "handled"\n}');
        expect(acme.replies).toMatchObject([{ ticketId: ticketID, contact, text: 'Hello', files: [], status: 'sent' }]);
    });

    it('404 to a path that it does not have, also the one of the published text', async () => {
        for (const path of ['/mr/tickets/types/zendesk', `/mr/tickets/types/rocketchat/${acme.ticketerId}/event`]) {
            const response = await fetch(`${fake.url}${path}`, { method: 'POST' });
            expect([response.status, await response.json()]).toEqual([404, { error: `not found: ${path}` }]);
        }
    });

    it('405 to another method', async () => {
        const response = await fetch(acme.webhookUrl);
        expect([response.status, await response.json()]).toEqual([405, { error: 'illegal method: GET' }]);
    });

    it('404 without a ticketer, before it looks at the secret', async () => {
        await acme.deleteService();
        expect(await told(message({ text: 'a' }), { authorization: '' })).toEqual([
            404,
            `no such ticketer ${acme.ticketerId}`,
        ]);
    });

    it.each(['', 'Token other', '23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 'token 23456789ABCDEFGHJKLMNPQRSTUVWXYZ'])(
        '401 without an error to the authorization "%s", before it looks at the event',
        async (authorization) => {
            expect(await told('', { authorization })).toEqual([401, { status: 'unauthorized' }]);
        },
    );

    it('400 to what it cannot read', async () => {
        expect(await told('')).toEqual([400, 'unexpected end of JSON input']);
        expect(await told('{"type"')).toEqual([400, expect.any(String)]);
        expect(await told({ ticketID })).toEqual([400, "field 'type' is required"]);
        expect(await told({ type: 'close-room' })).toEqual([400, "field 'ticketID' is required"]);
        expect(await told({ type: 7, ticketID })).toEqual([400, expect.stringContaining('number')]);
    });

    it('404 to a ticket that it does not have, before it looks at the kind', async () => {
        expect(await told({ type: 'x', ticketID: 'y' })).toEqual([404, 'no such ticket y']);
        expect(await told({ type: 'x', ticketID })).toEqual([400, 'invalid event type']);
    });

    it('400 to an agent-message without data or with other data', async () => {
        expect(await told(message())).toEqual([400, 'unexpected end of JSON input']);
        expect(await told(message('Hi'))).toEqual([400, expect.stringContaining('.data')]);
        expect(await told(message({ text: 7 }))).toEqual([400, expect.stringContaining('.text')]);
        expect(await told(message({ attachments: ['http://x'] }))).toEqual([400, expect.stringContaining('string')]);
        expect(acme.replies).toEqual([]);
    });

    it('keys in any case are read', async () => {
        expect((await told({ Type: 'agent-message', ticketId: ticketID, DATA: { Text: 'Hi' } }))[0]).toBe(200);
        expect(acme.replies).toMatchObject([{ text: 'Hi' }]);
    });

    it('404 until the ticket is committed, then 200', async () => {
        const opened = acme.openTicket(acme.addContact(), { commitAfterMs: MINUTE });
        await fake.drain();
        const bodies = app.bodies('room') as { ticketID: string }[];
        const early = { ...closing(), ticketID: bodies.at(-1)?.ticketID };
        expect((await told(early))[0]).toBe(404);
        await pass(MINUTE);
        await opened;
        expect((await told(early))[0]).toBe(200);
    });
});

describe('an agent-message', () => {
    beforeEach(() => withTicket());

    it('twice is two messages, and a closed ticket is no hindrance', async () => {
        await tell(closing());
        await tell(message({ text: 'Hi' }));
        await tell(message({ text: 'Hi' }));
        expect(acme.replies.map(({ text }) => text)).toEqual(['Hi', 'Hi']);
    });

    it('with the same text for the 21st time in five minutes is answered with 200 and not sent', async () => {
        for (let sent = 0; sent < 21; sent += 1) {
            expect((await told(message({ text: 'Hi' })))[0]).toBe(200);
        }
        await pass(5 * MINUTE);
        await tell(message({ text: 'Hi' }));
        const statuses = acme.replies.map(({ status }) => status);
        expect(statuses.filter((status) => status === 'failed')).toHaveLength(1);
        expect(statuses.at(-1)).toBe('sent');
    });

    it('to somebody without a channel is answered with 200, too', async () => {
        const opened = await acme.openTicket(acme.addContact({ isReachable: false }));
        ticketID = opened.kind === 'opened' ? opened.ticketId : '';
        expect((await told(message({ text: 'Hi' })))[0]).toBe(200);
        expect(acme.replies).toMatchObject([{ status: 'failed' }]);
    });
});

describe('a file of an agent', () => {
    const file = (name: string): { type: string; url: string } => ({ type: 'x/y', url: `${app.baseUrl}/${name}` });

    beforeEach(() => withTicket());

    it("is fetched with the administrator's credentials and kept by its type and extension", async () => {
        app.reactions['a.b.png'] = [{ headers: { 'content-type': 'image/png; x=y' }, body: 'PNG' }];
        app.reactions['a.pdf?token=1'] = [{ body: 'PDF' }];
        await tell(message({ text: 'see', attachments: [file('a.b.png'), file('a.pdf?token=1')] }));
        expect(app.seen.at(-1)?.headers).toMatchObject({ 'x-auth-token': 'admin-token', 'x-user-id': 'admin-id' });
        expect(acme.replies[0]?.files).toEqual([
            { url: file('a.b.png').url, contentType: 'image/png', extension: 'png', bytes: Buffer.from('PNG') },
            expect.objectContaining({ contentType: 'application/octet-stream', extension: 'pdf?token=1' }),
        ]);
    });

    it('that cannot be had stops the whole event', async () => {
        app.reactions['gone.png'] = [{ status: 403 }];
        const event = message({ text: 'see', attachments: [file('gone.png')] });
        const expected = `error fetching ticket file '{x/y ${file('gone.png').url}}': `;
        expect(await told(event)).toEqual([400, expect.stringContaining(expected)]);
        app.reactions['gone.png'] = [{ body: Buffer.alloc(10 * 1024 * 1024 + 1) }];
        expect(await told(event)).toEqual([400, expect.stringContaining('exceeds limit')]);
        expect(await told(message({ attachments: [{ type: '', url: '/relative' }] }))).toEqual([
            400,
            expect.stringContaining('unsupported protocol'),
        ]);
        expect(acme.replies).toEqual([]);
    });

    it('of 10 MiB is fetched, and after a 503 once more', async () => {
        app.reactions['big'] = [{ status: 503, body: 'x' }, { body: Buffer.alloc(10 * 1024 * 1024) }];
        const answered = told(message({ attachments: [file('big')] }));
        while (app.seen.length < 2) {
            await fake.drain();
        }
        await pass(5 * SECOND);
        expect((await answered)[0]).toBe(200);
        expect(acme.replies[0]?.files[0]?.extension).toBe('');
    });
});

describe('close-room', () => {
    it('closes once, however often it comes', async () => {
        await withTicket();
        await tell(closing());
        expect((await told(closing()))[0]).toBe(200);
        expect(acme.closedEvents).toEqual([
            { ticketId: ticketID, by: 'app', at: clock.now(), event: expect.anything() as unknown },
        ]);
    });

    it('is a new closing every time with Weni, and carries its data on', async () => {
        await withTicket({ variant: 'weni' });
        await tell({ ...closing(), data: { agent: 'olga' } });
        await tell(closing());
        const event = { type: 'close-room', ticketID };
        expect(acme.closedEvents.map((closed) => closed.event)).toEqual([{ ...event, data: { agent: 'olga' } }, event]);
    });

    it('while RapidPro itself closes is a second closing', async () => {
        await withTicket();
        app.reactions['room.close'] = [{ status: 204, until: (async () => tell(closing()))() }];
        await acme.closeTickets([ticketID]);
        expect(acme.closedEvents.map(({ by }) => by)).toEqual(['app', 'rapidpro']);
    });
});

describe('faults of the callback', () => {
    beforeEach(() => withTicket());

    it('cut before anything is done, and after', async () => {
        fake.faults.add(
            { route: 'event_callback', kind: 'drop-before' },
            { route: 'event_callback', kind: 'drop-after-accept' },
        );
        await expect(tell(message({ text: 'a' }))).rejects.toThrow();
        expect(acme.replies).toEqual([]);
        await expect(tell(message({ text: 'a' }))).rejects.toThrow();
        expect(acme.replies).toHaveLength(1);
    });

    it('can be told by a person', async () => {
        const body = JSON.stringify({ route: 'event_callback', kind: 'status', status: 502 });
        const headers = { 'content-type': 'application/json' };
        await fetch(`${fake.url}/fake/faults`, { method: 'POST', headers, body });
        expect((await tell(message({ text: 'a' }))).status).toBe(502);
    });
});

describe('a person with curl', () => {
    const call = async (path: string, body?: object): Promise<unknown> =>
        (
            await fetch(`${fake.url}/fake/${path}`, {
                ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
                headers: { 'content-type': 'application/json' },
            })
        ).json();

    it('connects, opens, writes, closes, and sees what came of it', async () => {
        await start({ published: true });
        const admin = { userId: 'admin-id', authToken: 'admin-token' };
        expect(await call('connect', { baseUrl: app.baseUrl, ...admin })).toMatchObject({ isConnected: true });
        const { id } = (await call('contact', { name: 'Ann' })) as { id: string };
        const { ticketId } = (await call('open', { contact: id })) as { ticketId: string };
        expect(await call('write', { contact: id, text: 'Hi' })).toEqual({ answers: [{ kind: 'taken', id: 'm1' }] });
        ticketID = ticketId;
        await tell(message({ text: 'Hello' }));
        expect(await call('replies')).toMatchObject([{ text: 'Hello', files: [] }]);
        await call('close', { ticketId });
        expect(await call('closed')).toMatchObject([{ ticketId, by: 'rapidpro' }]);
        expect(await call('open', { contact: '1' })).toEqual({ error: 'contact: no such contact, add one first' });
        expect(JSON.stringify([await call('log'), await call('calls')])).not.toContain(API_TOKEN);
        expect(acme.webhookUrl).toMatch(/\/[0-9a-f-]{36}\/event$/);
    });
});
