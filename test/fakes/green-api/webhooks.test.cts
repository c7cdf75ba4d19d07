import { until } from '../receiver.cjs';
import {
    CHAT,
    CUSTOMER,
    HOUR,
    ID,
    MINUTE,
    PHONE,
    clock,
    desk,
    fake,
    hook,
    pass,
    post,
    seen,
    start,
} from './workbench.cjs';

describe('webhooks', () => {
    const ON = { incomingWebhook: 'yes' };

    it('tell of a customer at once, in the documented shape', async () => {
        await start(ON);
        const idMessage = fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect(desk.received[0]?.payload).toEqual({
            typeWebhook: 'incomingMessageReceived',
            instanceData: { idInstance: 7103990042, wid: `${PHONE}@c.us`, typeInstance: 'whatsapp' },
            timestamp: Math.floor(clock.now() / 1000),
            idMessage,
            senderData: { chatId: CHAT, sender: CHAT, chatName: 'Ann', senderName: 'Ann', senderContactName: '' },
            messageData: {
                typeMessage: 'textMessage',
                textMessageData: { textMessage: 'Hi', isTemplateMessage: false },
            },
        });
    });

    it('carry a text with a link as extendedTextMessage', async () => {
        await start(ON);
        fake.customerWrites(ID, { ...CUSTOMER, text: 'see https://x.example' });
        await fake.drain();
        expect(desk.received[0]?.payload).toMatchObject({ messageData: { typeMessage: 'extendedTextMessage' } });
    });

    it('do not come while the toggle is off', async () => {
        await start();
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect(desk.received).toEqual([]);
    });

    it.each([
        ['', undefined],
        ['abc', 'Bearer abc'],
        ['Bearer abc', 'Bearer abc'],
        ['Basic YTpi', 'Basic YTpi'],
    ])('with the stored token "%s" carry the Authorization header %s', async (webhookUrlToken, expected) => {
        await start({ ...ON, webhookUrlToken });
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect(desk.received[0]?.headers.authorization).toBe(expected);
    });

    it.each([201, 204, 301, 401, 404, 500])(
        'come again after 60 s where %i was answered, and block the rest',
        async (status) => {
            await start(ON);
            desk.answers.push(status);
            const first = fake.customerWrites(ID, CUSTOMER);
            const second = fake.customerWrites(ID, CUSTOMER);
            await fake.drain();
            expect(seen('idMessage')).toEqual([first]);
            await pass(MINUTE - 1);
            expect(seen('idMessage')).toEqual([first]);
            await pass(1);
            expect(seen('idMessage')).toEqual([first, first, second]);
            expect(fake.waiting(ID)).toBe(0);
        },
    );

    it('come again where nothing was answered for 180 s', async () => {
        await start(ON);
        desk.answers.push('silent');
        fake.customerWrites(ID, CUSTOMER);
        await until(() => desk.received.length === 1);
        clock.advance(180_000);
        fake.tick();
        await fake.drain();
        expect(fake.deliveries(ID).map(({ status }) => status)).toEqual([undefined]);
        await pass(MINUTE);
        expect(fake.deliveries(ID).map(({ status }) => status)).toEqual([undefined, 200]);
    });

    it('are given up after 24 hours, and the rest goes on', async () => {
        await start(ON);
        desk.answers.push(...Array<number>(3).fill(500));
        const lost = fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        await pass(12 * HOUR);
        await pass(11 * HOUR);
        const next = fake.customerWrites(ID, CUSTOMER);
        await pass(HOUR);
        expect(seen('idMessage')).toEqual([lost, lost, lost, next]);
    });

    it('wait where no address is set, and go there once it is', async () => {
        await start({ ...ON, webhookUrl: '' }, { restartMs: 0 });
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        expect([desk.received.length, fake.waiting(ID)]).toEqual([0, 1]);
        await post('setSettings', { webhookUrl: hook });
        await fake.drain();
        expect([desk.received.length, fake.waiting(ID)]).toEqual([1, 0]);
    });

    it('of one instance do not wait for those of another', async () => {
        await start(ON);
        fake.addInstance({ id: '7103990043', token: 't', phone: '15550100998', settings: { ...ON, webhookUrl: hook } });
        desk.answers.push(500);
        fake.customerWrites(ID, CUSTOMER);
        await fake.drain();
        fake.customerWrites('7103990043', CUSTOMER);
        await fake.drain();
        expect([fake.waiting(ID), fake.waiting('7103990043')]).toEqual([1, 0]);
    });

    it('can be anything', async () => {
        await start();
        fake.pushWebhook(ID, { typeWebhook: 'quotaExceeded' });
        await fake.drain();
        expect(seen('typeWebhook')).toEqual(['quotaExceeded']);
    });
});
