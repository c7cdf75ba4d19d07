import { until } from '../receiver.cjs';
import { GREEN_API_FAULTS } from './fake.cjs';
import {
    CHAT,
    CUSTOMER,
    ID,
    MINUTE,
    TOKEN,
    desk,
    fake,
    get,
    pass,
    post,
    seen,
    send,
    start,
    url,
} from './workbench.cjs';

describe('faults', () => {
    const ON = { incomingWebhook: 'yes' };
    const hello = { chatId: CHAT, message: 'x' };

    it.each([
        [GREEN_API_FAULTS.tooManyRequests(), 429],
        [GREEN_API_FAULTS.quotaExceeded(), 466],
        [GREEN_API_FAULTS.gateway(502), 502],
    ])('%j answers without sending, once', async (fault, status) => {
        await start();
        fake.faults.add(fault);
        expect((await post('sendMessage', hello)).status).toBe(status);
        expect(fake.sent(ID)).toEqual([]);
        expect((await post('sendMessage', hello)).status).toBe(200);
    });

    it('466 says which chats are left', async () => {
        await start();
        fake.faults.add(GREEN_API_FAULTS.quotaExceeded());
        expect(await (await post('sendMessage', hello)).json()).toMatchObject({
            correspondentsStatus: { status: 'CORRESPONDENTS_QUOTE_EXCEEDED', used: 3 },
        });
    });

    it('settings can seem to be saved and not be', async () => {
        await start({}, { restartMs: 0 });
        fake.faults.add(GREEN_API_FAULTS.settingsNotKept());
        expect(await (await post('setSettings', ON)).json()).toEqual({ saveSettings: true });
        expect(await get('getSettings')).toMatchObject({ incomingWebhook: 'no' });
    });

    it('a slow answer comes when the clock says so, the message is accepted before', async () => {
        await start();
        fake.faults.add({ route: 'sendMessage', kind: 'slow', delayMs: 9_000 });
        const answer = post('sendMessage', hello);
        await until(() => fake.sent(ID).length === 1);
        await pass(8_999);
        expect(fake.log[0]?.status).toBeUndefined();
        await pass(1);
        expect((await answer).status).toBe(200);
    });

    it('a connection can be cut before or after the message was accepted', async () => {
        await start();
        fake.faults.add(
            { route: 'sendMessage', kind: 'drop-before' },
            { route: 'sendMessage', kind: 'drop-after-accept' },
        );
        await expect(post('sendMessage', hello)).rejects.toThrow();
        expect(fake.sent(ID)).toHaveLength(0);
        await expect(post('sendMessage', hello)).rejects.toThrow();
        expect(fake.sent(ID)).toHaveLength(1);
    });

    it('an answer can be cut short', async () => {
        await start();
        fake.faults.add({ route: 'sendMessage', kind: 'malformed' });
        await expect((await post('sendMessage', hello)).json()).rejects.toThrow();
        expect(fake.sent(ID)).toHaveLength(1);
    });

    it('happen as often as asked, on any request with *', async () => {
        await start();
        fake.faults.add({ route: '*', kind: 'status', status: 503, times: 2 });
        const statuses = [(await fetch(url('getSettings'))).status, (await post('sendMessage', hello)).status];
        expect([...statuses, (await fetch(url('getSettings'))).status]).toEqual([503, 503, 200]);
        expect(fake.faults.pending).toEqual([]);
    });

    it.each([
        { route: 'sendMesage', kind: 'slow' } as const,
        { route: 'sendMessage', kind: 'duplicate' } as const,
        { route: 'webhook', kind: 'malformed' } as const,
    ])('that could never happen are refused: %j', async (fault) => {
        await start();
        expect(() => fake.faults.add(fault)).toThrow();
    });

    it('a webhook can come twice', async () => {
        await start(ON);
        fake.faults.add({ route: 'webhook', kind: 'duplicate' });
        const first = fake.customerWrites(ID, CUSTOMER);
        const second = fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect(seen('idMessage')).toEqual([first, first, second]);
    });

    it('a webhook can come with a wrong token, and with the right one when it comes again', async () => {
        await start({ ...ON, webhookUrlToken: 'right' });
        fake.faults.add({ route: 'webhook', kind: 'wrong-token' });
        desk.answers.push(401);
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        await pass(MINUTE);
        const [wrong, right] = desk.received.map(({ headers }) => headers.authorization);
        expect(wrong).not.toContain('right');
        expect(right).toBe('Bearer right');
    });

    it('our answer to a webhook can be lost, and the webhook comes again', async () => {
        await start(ON);
        fake.faults.add({ route: 'webhook', kind: 'drop-after-accept' });
        const id = fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        await pass(MINUTE);
        expect(seen('idMessage')).toEqual([id, id]);
    });

    it('a webhook can fail before it is sent, or be late', async () => {
        await start(ON);
        fake.faults.add({ route: 'webhook', kind: 'drop-before' }, { route: 'webhook', kind: 'slow', delayMs: 5_000 });
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        await pass(MINUTE);
        expect(desk.received).toHaveLength(0);
        await pass(5_000);
        expect(desk.received).toHaveLength(1);
    });
});

describe('a person with curl', () => {
    const control = (path: string, body: object): Promise<Response> =>
        fetch(`${fake.url}/fake/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });

    it('lets a customer write, sees what was sent and changes the state', async () => {
        await start({ incomingWebhook: 'yes' });
        const { idMessage } = (await (await control('customer', CUSTOMER)).json()) as { idMessage: string };
        await fake.drain();
        expect(seen('idMessage')).toEqual([idMessage]);
        await send('Hello Ann');
        expect(await (await fetch(`${fake.url}/fake/sent`)).json()).toMatchObject([{ message: 'Hello Ann' }]);
        await control('state', { instanceId: ID, state: 'blocked' });
        expect(await get('getStateInstance')).toEqual({ stateInstance: 'blocked' });
    });

    it('switches faults on, and is told when he misspells one', async () => {
        await start();
        expect((await control('faults', { route: 'nothing', kind: 'status' })).status).toBe(400);
        expect((await control('faults', { route: 'sendMessage', kind: 'status', status: 502 })).status).toBe(200);
        expect((await post('sendMessage', {})).status).toBe(502);
    });

    it('reads the log without secrets in it', async () => {
        await start({}, { restartMs: 0 });
        await post('setSettings', { webhookUrlToken: 'hush-hush-hush' });
        const log = await (await fetch(`${fake.url}/fake/log`)).text();
        expect(JSON.parse(log)).toMatchObject([{ route: 'setSettings', status: 200 }]);
        expect(log).not.toContain(TOKEN);
        expect(log).not.toContain('hush-hush-hush');
    });
});
