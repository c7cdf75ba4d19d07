import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
    ANNA,
    CASCADE,
    HOUR,
    KEY,
    SHOP,
    clock,
    code,
    fake,
    message,
    pass,
    post,
    seen,
    send,
    start,
    textContent,
} from './workbench.cjs';

const whatsapp = (content: object): object => ({ content: { whatsappContent: content } });

describe('a message', () => {
    it('is accepted with its own id and kept with everything that was said', async () => {
        await start();
        const sent = await send({ comment: 'c1' });
        expect(sent).toMatchObject({
            via: 'cascade',
            cascadeId: CASCADE,
            address: ANNA.phone,
            contentType: 'TEXT',
            text: expect.stringMatching(/^Hello/) as unknown,
            dropped: [],
            comment: 'c1',
            at: clock.now(),
            status: 'ACCEPTED',
        });
    });

    it('is refused where its id was accepted before, and is not sent again', async () => {
        await start();
        const body = message();
        expect((await post('cascade/schedule', body)).status).toBe(200);
        expect(await code(await post('cascade/schedule', body))).toBe('requestId-is-not-unique');
        expect(fake.sent(SHOP)).toHaveLength(1);
    });

    it('that was refused may come again with its id', async () => {
        await start();
        const body = message();
        expect(await code(await post('cascade/schedule', { ...body, cascadeId: 1 }))).toBe('cascade-not-found');
        expect((await post('cascade/schedule', body)).status).toBe(200);
    });

    const DOCUMENT = { contentType: 'DOCUMENT', attachment: { url: 'https://x.example/a.pdf', name: 'a.pdf' } };

    it.each([
        ['cascade-scheduling-request-not-valid', { requestId: '' }],
        ['cascade-scheduling-request-not-valid', { subscriberFilter: { address: '79005550101' } }],
        ['cascade-scheduling-request-not-valid', { subscriberFilter: { address: '79005550101', type: 'phone' } }],
        ['cascade-not-found', { cascadeId: 9 }],
        ['content-not-specified', { content: {} }],
        ['content-not-specified', { content: undefined }],
        ['cascade-scheduling-request-not-valid', { content: { smsContent: { contentType: 'TEXT', text: 'x' } } }],
        ['cascade-scheduling-request-not-valid', { content: { ...textContent('x'), smsContent: {} } }],
        ['contentType-not-specified', whatsapp({ text: 'x' })],
        ['cascade-scheduling-request-not-valid', whatsapp({ contentType: 'text', text: 'x' })],
        ['text-not-specified', whatsapp({ contentType: 'TEXT', text: '' })],
        ['text-is-too-long', whatsapp({ contentType: 'TEXT', text: 'x'.repeat(4_097) })],
        ['attachment-not-specified', whatsapp({ contentType: 'IMAGE', caption: 'x' })],
        ['caption-is-too-long', whatsapp({ ...DOCUMENT, caption: 'x'.repeat(1_025) })],
        ['attachmentName-not-specified', whatsapp({ ...DOCUMENT, attachment: { url: 'https://x.example/a.pdf' } })],
        [
            'attachmentName-is-too-long',
            whatsapp({ ...DOCUMENT, attachment: { url: 'https://x.example/a.pdf', name: 'x'.repeat(71) } }),
        ],
        ['latitude-not-specified', whatsapp({ contentType: 'LOCATION', location: { longitude: 1 } })],
        ['longitude-not-specified', whatsapp({ contentType: 'LOCATION', location: { latitude: 1 } })],
    ])('is refused with %s: %j', async (expected, more) => {
        await start();
        expect(await code(await post('cascade/schedule', message(more)))).toBe(expected);
        expect(fake.sent(SHOP)).toEqual([]);
    });

    it('needs content for each stage of its cascade', async () => {
        await start();
        fake.addSubject(KEY, { subjectId: 5503, subject: 'shop_sms', type: 'SMS' });
        fake.addCascade({ id: 9100, subjectIds: [SHOP, 5503] });
        const refused = await post('cascade/schedule', message({ cascadeId: 9100 }));
        expect(await code(refused)).toBe("request-doesn't-contain-content-for-all-cascade-stages");
    });

    it('finds no cascade that is disabled or gone', async () => {
        await start();
        fake.addCascade({ id: 9100, status: 'DISABLED', subjectIds: [SHOP] });
        expect(await code(await post('cascade/schedule', message({ cascadeId: 9100 })))).toBe('cascade-not-found');
        fake.removeCascade(CASCADE);
        expect(await code(await post('cascade/schedule', message()))).toBe('cascade-not-found');
    });

    it('waits for its time where it has one', async () => {
        await start();
        await send({ startTime: new Date(clock.now() + HOUR).toISOString() });
        await pass(HOUR - 1);
        expect(seen('status')).toEqual([]);
        await pass(1);
        expect(seen('status')).toEqual(['SENT']);
    });

    it.each([
        ['+79005550101', 'PHONE', 'SENT', null],
        ['RU.a1B2c3', 'PHONE', 'FAILED', 'error-address-format'],
        ['RU.a1B2c3', 'EXT_USER_ID', 'FAILED', 'error-address-format'],
        ['RU.a1B2c3', 'BSUID', 'SENT', null],
    ])('to %s as %s is %s', async (address, type, status, error) => {
        await start();
        fake.habits.otherType = 'BSUID';
        fake.lastWrote(SHOP, address, clock.now());
        await send({ subscriberFilter: { address, type } });
        await pass(0);
        expect([seen('status'), seen('error')]).toEqual([[status], [error]]);
    });
});

describe('words beside a file', () => {
    const url = 'http://127.0.0.1:1/gone.png';

    it.each([
        [{ contentType: 'IMAGE', text: 'lost', caption: 'seen' }, 'seen', ['text']],
        [{ contentType: 'IMAGE', text: 'lost' }, '', ['text']],
        [{ contentType: 'AUDIO', caption: 'lost' }, '', ['caption']],
    ])('are dropped by edna unless they are its caption: %j', async (content, text, dropped) => {
        await start();
        expect(await send(whatsapp({ ...content, attachment: { url } }))).toMatchObject({ text, dropped });
    });
});

describe('a file', () => {
    const server = createServer((request, response) => {
        const isThere = request.url !== '/gone.png';
        response.writeHead(isThere ? 200 : 404, {
            'content-type': request.url?.endsWith('webp') ? 'image/webp' : 'image/png',
        });
        response.end('bytes');
    });
    let base: string;
    beforeAll(async () => {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    });
    afterAll(() => server.close());

    const picture = (url: string): object => whatsapp({ contentType: 'IMAGE', attachment: { url, name: 'a.png' } });

    it('is fetched from its address before the message goes out', async () => {
        await start();
        const sent = await send(picture(`${base}/a.png`));
        expect(sent.file).toBeUndefined();
        await pass(0);
        expect(sent.file).toEqual({
            url: `${base}/a.png`,
            name: 'a.png',
            status: 200,
            contentType: 'image/png',
            bytes: Buffer.from('bytes'),
        });
        expect(sent.status).toBe('SENT');
    });

    it.each([
        ['that is not there', '/gone.png', 'error-content-attachment'],
        ['of a type that WhatsApp does not show', '/a.webp', 'error-content-attachment-type'],
    ])('%s fails the message', async (_, path, error) => {
        await start();
        const sent = await send(picture(`${base}${path}`));
        await pass(0);
        expect([sent.status, sent.error]).toEqual(['FAILED', error]);
    });

    it('is not asked for over plain http outside of this machine', async () => {
        await start();
        const sent = await send(picture('http://chat.example.test/a.png'));
        await pass(0);
        expect([sent.status, sent.file?.status]).toEqual(['FAILED', 0]);
    });
});

describe('24 hours after what a client wrote', () => {
    const TEMPLATE = { id: 314, name: 'order_ready', text: 'Order {{1}} is ready. (Pay {{2}}?)', footer: 'The shop' };
    const FITTING = { contentType: 'TEXT', text: 'Order A-17 is ready. (Pay 5 $?)', footer: { text: 'The shop' } };

    it('a free text is accepted and not delivered', async () => {
        await start();
        await pass(24 * HOUR - 1);
        await send();
        await pass(1);
        await send();
        await pass(0);
        expect(seen('status').filter((status) => status !== 'DELIVERED' && status !== 'READ')).toEqual([
            'SENT',
            'UNDELIVERED',
        ]);
        expect(seen('error').at(-1)).toBe('not-template-match');
    });

    it('one is delivered again once he writes', async () => {
        await start();
        await pass(48 * HOUR);
        fake.customerWrites(SHOP, { ...ANNA, text: 'Hi' });
        await send();
        await pass(0);
        expect(fake.reached(SHOP, ANNA.phone)).toHaveLength(1);
    });

    it.each([
        ['an approved template', FITTING, {}, 'SENT'],
        ['one letter off', { ...FITTING, text: 'Order A-17 is ready! (Pay 5 $?)' }, {}, 'UNDELIVERED'],
        ['with nothing in a placeholder', { ...FITTING, text: 'Order  is ready. (Pay 5 $?)' }, {}, 'UNDELIVERED'],
        ['without its footer', { contentType: 'TEXT', text: FITTING.text }, {}, 'UNDELIVERED'],
        ['one that waits for approval', FITTING, { status: 'PENDING' }, 'UNDELIVERED'],
        ['one that is locked', FITTING, { locked: true }, 'UNDELIVERED'],
    ])('%s: %j %j is %s', async (_, content, more, status) => {
        await start({ templates: [{ ...TEMPLATE, ...more }] });
        await pass(24 * HOUR);
        await send(whatsapp(content));
        await pass(0);
        expect(seen('status')).toEqual([status]);
    });

    it('other channels than WhatsApp go on', async () => {
        await start({ type: 'SMS' });
        await pass(24 * HOUR);
        await send({ content: { smsContent: { contentType: 'TEXT', text: 'x' } } });
        await pass(0);
        expect(seen('status')).toEqual(['SENT']);
    });
});
