import type { Settings } from './instance.cjs';
import {
    CHAT,
    CUSTOMER,
    HOUR,
    ID,
    MINUTE,
    PHONE,
    TOKEN,
    clock,
    desk,
    fake,
    get,
    pass,
    post,
    reason,
    seen,
    send,
    start,
    url,
} from './workbench.cjs';

describe('who may call', () => {
    beforeEach(() => start());

    it('refuses a wrong token with 401 and no body', async () => {
        const response = await fetch(url('getSettings', { token: 'other' }));
        expect([response.status, await response.text()]).toEqual([401, '']);
    });

    it('refuses an unknown instance with 403', async () => {
        expect((await fetch(url('getSettings', { id: '7103990043' }))).status).toBe(403);
    });

    it.each([
        ['an unknown method', 'GET', 'getSetting'],
        ['the wrong case', 'GET', 'GetSettings'],
        ['the wrong verb', 'GET', 'sendMessage'],
    ])('answers %s with a 404 in HTML', async (_, method, name) => {
        const response = await fetch(url(name), { method });
        expect(response.status).toBe(404);
        expect(await response.text()).toMatch(/^<html>/);
    });
});

describe('the rates', () => {
    it('are kept where that is asked for: 429 above them, a second later not any more', async () => {
        await start({}, { rates: true });
        const statuses = [(await fetch(url('getSettings'))).status, (await fetch(url('getSettings'))).status];
        clock.advance(1_000);
        expect([...statuses, (await fetch(url('getSettings'))).status]).toEqual([200, 429, 200]);
    });

    it('are not, where it is not', async () => {
        await start();
        const statuses = [(await fetch(url('getSettings'))).status, (await fetch(url('getSettings'))).status];
        expect(statuses).toEqual([200, 200]);
    });
});

describe('settings', () => {
    it('start with every toggle off', async () => {
        await start({ webhookUrl: '' });
        const settings = (await get('getSettings')) as Settings;
        expect(settings).toMatchObject({ wid: `${PHONE}@c.us`, typeInstance: 'whatsapp', webhookUrl: '' });
        const toggles = Object.entries(settings).filter(([name]) => name.endsWith('Webhook'));
        expect(new Set(toggles.map(([, value]) => value))).toEqual(new Set(['no']));
    });

    it.each([
        [{}, "'value' must have at least 1 key"],
        [{ incomingWebhook: true }, "'incomingWebhook' must be one of"],
        [{ delaySendMessagesMilliseconds: 100 }, "'delaySendMessagesMilliseconds' must be an integer"],
        [{ wid: 'me' }, "'wid' is not allowed"],
        [[], 'bad request data'],
        ['{"a"', 'Unexpected token'],
    ])('refuse %j', async (body, message) => {
        await start();
        expect(await reason(await post('setSettings', body))).toContain(message);
    });

    it('hold after the restart only, and leave the others alone', async () => {
        await start({ stateWebhook: 'yes' });
        const response = await post('setSettings', { incomingWebhook: 'yes' });
        expect(await response.json()).toEqual({ saveSettings: true });
        expect(await get('getStateInstance')).toEqual({ stateInstance: 'starting' });
        expect(await get('getSettings')).toMatchObject({ incomingWebhook: 'no' });
        await pass(MINUTE - 1);
        expect(await get('getStateInstance')).toEqual({ stateInstance: 'starting' });
        await pass(1);
        expect(await get('getStateInstance')).toEqual({ stateInstance: 'authorized' });
        expect(await get('getSettings')).toMatchObject({ incomingWebhook: 'yes', stateWebhook: 'yes' });
    });

    it('hold at once where no restart is wanted', async () => {
        await start({}, { restartMs: 0 });
        await post('setSettings', { incomingWebhook: 'yes' });
        expect(await get('getSettings')).toMatchObject({ incomingWebhook: 'yes' });
        expect(await get('getStateInstance')).toEqual({ stateInstance: 'authorized' });
    });

    it('make an instance refuse to send and to be set again while it restarts', async () => {
        await start();
        await post('setSettings', { incomingWebhook: 'yes' });
        expect(await reason(await post('sendMessage', { chatId: CHAT, message: 'x' }))).toContain('starting');
        expect(await reason(await post('setSettings', { stateWebhook: 'yes' }))).toContain('starting');
    });

    it('leave webhooks at the old address and secret until they hold', async () => {
        await start({ incomingWebhook: 'yes', webhookUrlToken: 'old' });
        await post('setSettings', { webhookUrlToken: 'new' });
        fake.customerWrites(ID, CUSTOMER);
        await pass(0);
        await pass(MINUTE);
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect(desk.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    });
});

describe('the account', () => {
    beforeEach(() => start({ stateWebhook: 'yes' }));

    it('is known while authorized', async () => {
        expect(await get('getWaSettings')).toMatchObject({ phone: PHONE, stateInstance: 'authorized' });
    });

    it('is unknown while not, and a webhook tells of the change', async () => {
        fake.setState(ID, 'notAuthorized');
        await fake.drain();
        expect(await get('getWaSettings')).toMatchObject({ phone: '', deviceId: '', stateInstance: 'notAuthorized' });
        expect(desk.received[0]?.payload).toMatchObject({
            typeWebhook: 'stateInstanceChanged',
            stateInstance: 'notAuthorized',
            instanceData: { idInstance: 7103990042, wid: '' },
        });
    });
});

describe('sendMessage', () => {
    const TOLD = { outgoingWebhook: 'yes' };

    it.each([
        [{ message: 'x' }, "'chatId' is required"],
        [{ chatId: CHAT }, "'message' is required"],
        [{ chatId: CHAT, message: '' }, "'message' is not allowed to be empty"],
        [{ chatId: '+15550100123', message: 'x' }, "'chatId' must be one of"],
        [{ chatId: '15550100123@s.whatsapp.net', message: 'x' }, "'chatId' must be one of"],
        [{ chatId: CHAT, message: 'x'.repeat(20_001) }, "'message' length must be less than or equal to 20000"],
        [{ chatId: CHAT, message: 'x', typingTime: 500 }, "'typingTime' must be an integer"],
    ])(
        'refuses a bad request (%#) and lets the token stand in the answer, as the real one does',
        async (body, text) => {
            await start();
            const response = await post('sendMessage', body);
            const answer = (await response.clone().json()) as { path: string };
            expect(await reason(response)).toContain(`Validation failed. Details: ${text}`);
            expect(answer.path).toBe(`/waInstance${ID}/sendMessage/${TOKEN}`);
            expect(fake.sent(ID)).toEqual([]);
        },
    );

    it.each([CHAT, '204800000000042@lid', '120363000000000042@g.us', '15550100123-1580000000@g.us'])(
        'takes %s',
        async (chatId) => {
            await start();
            expect((await post('sendMessage', { chatId, message: 'x'.repeat(20_000) })).status).toBe(200);
        },
    );

    it('refuses bodies above 100 KB with 500', async () => {
        await start();
        const response = await post('sendMessage', { chatId: CHAT, message: 'x', filler: 'x'.repeat(102_400) });
        expect(response.status).toBe(500);
        expect(await response.text()).toContain('request entity too large');
    });

    it('answers at once, then tells sent, delivered and read by the clock', async () => {
        await start(TOLD);
        const idMessage = await send();
        expect([desk.received.length, fake.sent(ID)[0]]).toMatchObject([0, { idMessage, status: 'queued' }]);
        await pass(0);
        expect(seen('status')).toEqual(['sent']);
        await pass(2_000);
        expect(seen('status')).toEqual(['sent', 'delivered', 'read']);
        expect(desk.received[0]?.payload).toMatchObject({ chatId: CHAT, idMessage, sendByApi: true });
        expect(fake.sent(ID)[0]?.status).toBe('read');
    });

    it('tells only of failures while the toggle is off', async () => {
        await start();
        await send('one');
        await pass(HOUR);
        expect(desk.received).toEqual([]);
        fake.setOutcome(ID, CUSTOMER.phone, ['noAccount']);
        await send('two');
        await pass(HOUR);
        expect(seen('status')).toEqual(['noAccount']);
    });

    it('tells of our own messages where that is switched on', async () => {
        await start({ outgoingAPIMessageWebhook: 'yes' });
        const idMessage = await send('mine');
        await pass(0);
        expect(desk.received[0]?.payload).toMatchObject({
            typeWebhook: 'outgoingAPIMessageReceived',
            idMessage,
            senderData: { chatId: CHAT, sender: `${PHONE}@c.us` },
            messageData: { typeMessage: 'extendedTextMessage', extendedTextMessageData: { text: 'mine' } },
        });
    });

    it('keeps the order and the spacing', async () => {
        await start({ ...TOLD, delaySendMessagesMilliseconds: 5_000 });
        const ids = [await send('one'), await send('two'), await send('three')];
        await pass(0);
        await pass(4_999);
        expect(fake.sent(ID).map(({ status }) => status)).toEqual(['read', 'queued', 'queued']);
        await pass(5_001);
        const sent = desk.received.filter(({ payload }) => payload['status'] === 'sent');
        expect(sent.map(({ payload }) => payload['idMessage'])).toEqual(ids);
    });

    it('holds messages while unauthorized, and for a day only', async () => {
        await start(TOLD);
        fake.setState(ID, 'notAuthorized');
        await send('too old');
        await pass(23 * HOUR);
        await send('kept');
        await pass(HOUR);
        expect(desk.received).toEqual([]);
        fake.setState(ID, 'authorized');
        await pass(0);
        expect(fake.sent(ID).map(({ message, status }) => [message, status])).toEqual([
            ['too old', 'queued'],
            ['kept', 'sent'],
        ]);
    });

    it('says yellowCard of messages while sending is restricted', async () => {
        await start(TOLD);
        fake.setState(ID, 'suspended');
        await send();
        await pass(HOUR);
        expect(seen('status')).toEqual(['yellowCard']);
    });

    it('lets a message vanish that quotes one of another chat', async () => {
        await start(TOLD);
        const quotable = fake.customerWrites(ID, CUSTOMER);
        const foreign = fake.customerWrites(ID, { ...CUSTOMER, phone: '15550100124' });
        await send('good', { quotedMessageId: quotable });
        await send('lost', { quotedMessageId: foreign });
        await pass(HOUR);
        expect(fake.sent(ID).map(({ status }) => status)).toEqual(['read', 'vanished']);
    });
});
