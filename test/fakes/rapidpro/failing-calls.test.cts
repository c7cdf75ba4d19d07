import { until } from '../receiver.cjs';
import { ADMIN, App, type Reaction, SECOND, SECRET, acme, app, fake, pass, start } from './workbench.cjs';

describe('a call that fails', () => {
    /** Opens a ticket and lets both pauses pass. */
    async function open(): Promise<unknown> {
        const opened = acme.openTicket(acme.addContact());
        await fake.drain();
        await pass(5 * SECOND);
        await pass(10 * SECOND);
        return opened;
    }

    beforeEach(() => start());

    it('arrives whole after a refused connection', async () => {
        fake.faults.add({ route: 'room', kind: 'drop-before' });
        expect(await open()).toMatchObject({ kind: 'opened' });
        expect(acme.calls).toMatchObject([{ attempts: 2 }]);
    });

    it('arrives whole after a real one, too', async () => {
        const { port } = app;
        await app.stop();
        const opened = acme.openTicket(acme.addContact());
        await fake.drain();
        const again = new App();
        await again.start(port);
        await pass(5 * SECOND);
        expect(await opened).toMatchObject({ kind: 'opened' });
        expect(again.bodies('room')).toMatchObject([{ visitor: { token: '10023' } }]);
        await again.stop();
    });

    it.each<[string, Reaction]>([
        ['a 503 with a body', { status: 503, body: '{"error":"later"}' }],
        ['429 with Retry-After', { status: 429, body: '{}', headers: { 'retry-after': '3' } }],
        ['a connection that is cut', { isCut: true }],
    ])('never arrives again after %s, and the reason is lost', async (_, reaction) => {
        app.reactions['room'] = [reaction];
        expect(await open()).toEqual({ kind: 'failed', error: 'http: ContentLength with Body length 0' });
        expect(app.seen).toHaveLength(1);
        expect(acme.calls).toMatchObject([{ attempts: 3 }]);
    });

    it('arrives whole after a 503 without a body', async () => {
        app.reactions['room'] = [{ status: 503 }];
        expect(await open()).toMatchObject({ kind: 'opened' });
        expect(app.bodies('room')).toHaveLength(2);
    });

    it('arrives empty over HTTP/2', async () => {
        acme.attach('http://unused', ADMIN);
        const weni = fake.addWorkspace({ variant: 'weni', http2: true });
        weni.attach(app.baseUrl, ADMIN);
        app.reactions['room'] = [
            { status: 503, body: 'x' },
            { status: 400, body: '{"error":"no body"}' },
        ];
        const opened = weni.openTicket(weni.addContact());
        await fake.drain();
        await pass(5 * SECOND);
        expect(await opened).toEqual({ kind: 'failed', error: 'no body' });
        expect(app.seen.map(({ text }) => text.length > 0)).toEqual([true, false]);
    });

    it('is given up after 15 s without an answer', async () => {
        let letGo = (): void => undefined;
        app.reactions['room'] = [{ until: new Promise<void>((resolve) => (letGo = resolve)) }];
        const opened = acme.openTicket(acme.addContact());
        await until(() => app.seen.length === 1);
        await pass(15 * SECOND);
        await pass(5 * SECOND);
        await pass(10 * SECOND);
        expect(await opened).toMatchObject({ kind: 'failed' });
        letGo();
    });

    it('loses its body by a 302 and keeps it by a 307', async () => {
        const elsewhere = { location: `${app.baseUrl}/elsewhere` };
        app.reactions['room'] = [
            { status: 302, headers: elsewhere },
            { status: 307, headers: elsewhere },
        ];
        await acme.openTicket(acme.addContact());
        await acme.openTicket(acme.addContact());
        const redirected = app.seen.filter(({ path }) => path.endsWith('elsewhere'));
        expect(redirected.map(({ method, text }) => [method, text.length > 0])).toEqual([
            ['GET', false],
            ['GET', true],
        ]);
    });
});

describe('faults of calls', () => {
    beforeEach(() => start());

    it('send a wrong secret, send twice, or lose the answer', async () => {
        const ann = acme.addContact();
        await acme.openTicket(ann);
        fake.faults.add(
            { route: 'visitor-message', kind: 'wrong-token' },
            { route: 'visitor-message', kind: 'duplicate' },
            { route: 'visitor-message', kind: 'drop-after-accept' },
        );
        await acme.contactWrites(ann, { text: 'a' });
        await acme.contactWrites(ann, { text: 'b' });
        expect(await acme.contactWrites(ann, { text: 'c' })).toEqual([{ kind: 'refused', error: 'EOF' }]);
        const calls = app.seen.slice(1);
        expect(calls.map(({ text }) => (JSON.parse(text) as { text: string }).text)).toEqual(['a', 'b', 'b', 'c']);
        expect(calls.map(({ headers }) => headers.authorization === `Token ${SECRET}`)).toEqual([
            false,
            true,
            true,
            true,
        ]);
    });

    it('and the secret can change, for calls too', async () => {
        acme.useSecret('OTHER');
        await acme.openTicket(acme.addContact());
        expect(app.seen[0]?.headers.authorization).toBe('Token OTHER');
    });

    it('leave no secret in the log of calls', async () => {
        await acme.openTicket(acme.addContact());
        expect(JSON.stringify(acme.calls)).not.toContain(SECRET);
    });
});
