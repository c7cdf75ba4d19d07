import { until } from '../receiver.cjs';
import { ANNA, HOUR, KEY, SHOP, WEBHOOK_KEY, clock, desk, fake, hook, pass, seen, start } from './workbench.cjs';

const HI = { ...ANNA, text: 'Hi' };

describe('what a client writes', () => {
    it('is told at once, in the documented shape', async () => {
        await start();
        const id = fake.customerWrites(SHOP, HI);
        await fake.drain();
        expect(desk.received[0]?.payload).toEqual({
            id: Number(id),
            subject: 'shop_wa',
            subjectId: SHOP,
            subscriber: { id: 71001, identifier: ANNA.phone },
            userInfo: { userName: 'Anna', firstName: null, lastName: null, avatarUrl: null },
            messageContent: {
                type: 'TEXT',
                text: 'Hi',
                attachment: null,
                location: null,
                caption: null,
                payload: null,
            },
            receivedAt: new Date(clock.now()).toISOString().replace('.000', ''),
            replyOutMessageId: null,
            replyOutMessageExternalRequestId: null,
            replyInMessageId: null,
        });
    });

    it.each([
        ['array', (id: string) => [expect.objectContaining({ id: Number(id), subjectId: SHOP }) as unknown]],
        [
            'legacy',
            (id: string) => ({
                id: Number(id),
                imSubject: 'shop_wa',
                address: ANNA.phone,
                userName: 'Anna',
                firstName: null,
                lastName: null,
                avatarUrl: null,
                imType: 'whatsapp',
                contentType: 'text',
                text: 'Hi',
                attachmentUrl: null,
                attachmentName: null,
                caption: null,
            }),
        ],
        ['seed', (id: string) => ({ id, imType: 'whatsapp', subject: ANNA.phone, text: 'Hi', fromClient: true })],
    ] as const)('is told in the shape "%s"', async (form, expected) => {
        await start();
        const id = fake.customerWrites(SHOP, HI, form);
        await fake.drain();
        expect(desk.received[0]?.payload).toEqual(expected(id));
    });

    it('can be anything, and quote what we wrote', async () => {
        await start();
        const content = { type: 'IMAGE', caption: 'this', attachment: { url: 'https://x.example/1.jpg', name: null } };
        fake.customerSends(SHOP, ANNA, content, { more: { replyOutMessageExternalRequestId: 'r1' } });
        await fake.drain();
        expect(desk.received[0]?.payload).toMatchObject({
            messageContent: { ...content, text: null },
            replyOutMessageExternalRequestId: 'r1',
        });
    });

    it('is lost where no address is set', async () => {
        await start();
        fake.addSubject(KEY, { subjectId: 5502, subject: 'other' });
        fake.customerWrites(5502, HI);
        await fake.drain();
        expect([desk.received, fake.waiting(5502)]).toEqual([[], 0]);
    });
});

describe('the key of a callback', () => {
    it('goes with it as Authorization: Token', async () => {
        await start();
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        expect(desk.received[0]?.headers.authorization).toBe(`Token ${WEBHOOK_KEY}`);
    });

    it.each([
        ['Bearer', 'authorization', 'Bearer k'],
        ['bare', 'authorization', 'k'],
        ['x-api-key', 'x-api-key', 'k'],
    ] as const)('goes with it in the form "%s"', async (keyForm, header, expected) => {
        await start();
        fake.addAccount({ key: 'k2', webhookKey: 'k', keyForm });
        fake.addSubject('k2', { subjectId: 5504, subject: 'theirs' });
        fake.setSlots(5504, { inMessageCallbackUrl: hook });
        fake.customerWrites(5504, HI);
        await fake.drain();
        expect(desk.received[0]?.headers[header]).toBe(expected);
    });

    it('stands in the address where authentication is off, and is a wrong one where a fault says so', async () => {
        await start();
        fake.addAccount({ key: 'k2' });
        fake.addSubject('k2', { subjectId: 5504, subject: 'theirs' });
        fake.setSlots(5504, { inMessageCallbackUrl: `${hook}?token=right` });
        fake.faults.add({ route: 'in-message', kind: 'wrong-token' });
        fake.customerWrites(5504, HI);
        fake.customerWrites(5504, HI);
        fake.faults.add({ route: 'webhook', kind: 'wrong-token' });
        await fake.drain();
        expect(fake.deliveries(5504).map(({ url }) => url.replace(hook, ''))).toEqual([
            '?token=not-the-configured-key',
            '?token=not-the-configured-key',
        ]);
        expect(desk.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    });
});

describe('a callback that is not answered with 200', () => {
    it.each([201, 204, 302, 401, 404, 503])('(but with %i) comes again after 4, 128 and 2048 s', async (status) => {
        await start();
        desk.answers.push(status, status, status);
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        const counts = [];
        for (const ms of [3_999, 1, 127_999, 1, 2_047_999, 1]) {
            await pass(ms);
            counts.push(desk.received.length);
        }
        expect([counts, fake.waiting(SHOP)]).toEqual([[1, 2, 2, 3, 3, 4], 0]);
        expect(new Set(seen('id')).size).toBe(1);
    });

    it('is given up after the third repeat', async () => {
        await start();
        desk.answers.push(500, 500, 500, 500);
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        await pass(HOUR);
        await pass(HOUR);
        await pass(HOUR);
        expect([desk.received.length, fake.waiting(SHOP), fake.givenUp(SHOP).length]).toEqual([4, 0, 1]);
    });

    it('is overtaken by the next one', async () => {
        await start();
        desk.answers.push(500);
        const first = Number(fake.customerWrites(SHOP, HI));
        const second = Number(fake.customerWrites(SHOP, HI));
        await fake.drain();
        await pass(4_000);
        expect(seen('id')).toEqual([first, second, first]);
    });

    it('comes again where nothing was answered at all', async () => {
        await start();
        desk.answers.push('silent');
        fake.customerWrites(SHOP, HI);
        await until(() => desk.received.length === 1);
        clock.advance(30_000);
        fake.tick();
        await fake.drain();
        await pass(4_000);
        expect(fake.deliveries(SHOP).map(({ status, repeat }) => [status, repeat])).toEqual([
            [undefined, 0],
            [200, 1],
        ]);
    });
});

describe('an additional address', () => {
    it('gets a copy of everything a second later', async () => {
        await start();
        fake.setSlots(SHOP, { additionalUrl: `${hook}?copy` });
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        expect(desk.received).toHaveLength(1);
        await pass(1_000);
        expect(new Set(seen('id')).size).toBe(1);
        expect(fake.deliveries(SHOP).map(({ url }) => url)).toEqual([hook, `${hook}?copy`]);
    });
});

describe('faults of callbacks', () => {
    it.each([
        ['duplicate', 2, 1],
        ['drop-before', 0, 1],
        ['drop-after-accept', 1, 2],
    ] as const)('%s: %i at once, then %i more or as many', async (kind, atOnce, inAll) => {
        await start();
        fake.faults.add({ route: 'in-message', kind });
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        expect(desk.received).toHaveLength(atOnce);
        await pass(4_000);
        expect(desk.received).toHaveLength(Math.max(atOnce, inAll));
    });

    it('slow: told later by the clock', async () => {
        await start();
        fake.faults.add({ route: 'webhook', kind: 'slow', delayMs: 9_000 });
        fake.customerWrites(SHOP, HI);
        await fake.drain();
        await pass(8_999);
        expect(desk.received).toEqual([]);
        await pass(1);
        expect(desk.received).toHaveLength(1);
    });

    it('any payload can be told', async () => {
        await start();
        fake.pushCallback(SHOP, [{ id: 314, status: 'APPROVED' }], 'status');
        await fake.drain();
        expect(desk.received[0]?.payload).toEqual([{ id: 314, status: 'APPROVED' }]);
    });
});
