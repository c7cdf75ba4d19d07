import { ANNA, HOUR, KEY, SHOP, code, fake, pass, post, seen, start } from './workbench.cjs';

describe('the path of the first middleware', () => {
    const body = { imType: 'whatsapp', subject: ANNA.phone, text: 'Hi' };

    it('is not there unless it is switched on', async () => {
        await start();
        expect((await post('messages/send', body)).status).toBe(404);
    });

    it('takes a text for a client and tells of it by the id that it answers', async () => {
        await start();
        Object.assign(fake.habits, { seedPath: true, statusForm: 'seed' });
        const answer = (await (await post('messages/send', body)).json()) as { id: string };
        await pass(0);
        expect(fake.sent(SHOP)).toMatchObject([{ via: 'seed', address: ANNA.phone, text: 'Hi' }]);
        expect(seen('id')).toEqual([answer.id]);
    });

    it('refuses channels that are not there and messages without anything', async () => {
        await start();
        fake.habits.seedPath = true;
        expect(await code(await post('messages/send', { ...body, imType: 'viber' }))).toBe('error-subject-unknown');
        expect(await code(await post('messages/send', { ...body, text: undefined }))).toBe('text-not-specified');
    });
});

describe('imOutMessage', () => {
    const body = { id: 'r-1', subject: 'shop_wa', address: ANNA.phone, contentType: 'text', text: 'Hi' };

    it('accepts in a 200, and tells with the old names', async () => {
        await start();
        fake.habits.statusForm = 'legacy';
        expect(await (await post('imOutMessage', body)).json()).toEqual({ id: 'r-1', code: 'ok' });
        await pass(0);
        expect(fake.sent(SHOP)).toMatchObject([{ via: 'legacy', contentType: 'TEXT', text: 'Hi' }]);
        expect(seen('imOutMessageId')).toEqual(['r-1']);
    });

    it.each([
        ['error-subject-unknown', { subject: 'other' }],
        ['error-content-incorrect', { contentType: 'TEXT' }],
        ['error-content-incorrect', { contentType: 'document', attachmentUrl: 'https://x.example/a' }],
        ['error-id-incorrect', { id: 'x'.repeat(37) }],
    ])('refuses in a 200 with %s', async (expected, more) => {
        await start();
        const answer = await post('imOutMessage', { ...body, ...more });
        expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ code: expected })]);
        expect(fake.sent(SHOP)).toEqual([]);
    });

    it('refuses an id that it knows', async () => {
        await start();
        await post('imOutMessage', body);
        expect(await (await post('imOutMessage', body)).json()).toMatchObject({ code: 'error-duplicate-id' });
        expect(fake.sent(SHOP)).toHaveLength(1);
    });
});

describe('MAX', () => {
    beforeEach(async () => {
        await start();
        fake.addSubject(KEY, { subjectId: 5502, subject: 'shop_bot', type: 'MAX_BOT' });
        fake.addSubject(KEY, { subjectId: 5505, subject: 'shop_max', type: 'MAX' });
    });
    const text = { type: 'TEXT', text: 'Hi' };

    it('takes messages of a bot', async () => {
        const answer = await post('v1/out-messages/max-bot', { sender: 'shop_bot', maxId: '4400', content: text });
        const [sent] = fake.sent(5502);
        expect(await answer.json()).toEqual({ outMessageId: sent?.messageId, maxId: '4400' });
        expect(sent).toMatchObject({ via: 'max-bot', address: '4400', contentType: 'TEXT', text: 'Hi' });
    });

    it('shows the caption of a file', async () => {
        const content = { type: 'DOCUMENT', url: 'http://127.0.0.1:1/a.pdf', name: 'a.pdf', caption: 'bill' };
        await post('v1/out-messages/max-bot', { sender: 'shop_bot', maxId: '4400', content });
        expect(fake.sent(5502)).toMatchObject([{ text: 'bill', dropped: [], content }]);
    });

    it('takes messages of an account at the other path', async () => {
        const body = { from: 'shop_max', to: { value: '4400', type: 'MAX_ID' }, content: text };
        expect((await post('v1/out-messages/max', body)).status).toBe(200);
        expect(fake.sent(5505)).toMatchObject([{ via: 'max', address: '4400', text: 'Hi' }]);
    });

    it.each([
        ['default.subject.not_found', 'max-bot', { sender: 'shop_max', maxId: '4400', content: text }],
        ['default.subject.not_found', 'max', { from: 'shop_bot', to: { value: '1', type: 'MAX_ID' }, content: text }],
        ['default.content.not_valid', 'max-bot', { sender: 'shop_bot', maxId: '4400', content: { type: 'TEXT' } }],
        [
            'default.content.text_too_long',
            'max-bot',
            { sender: 'shop_bot', maxId: '4400', content: { type: 'TEXT', text: 'x'.repeat(4_001) } },
        ],
    ])('refuses with %s at %s', async (expected, path, body) => {
        expect(await code(await post(`v1/out-messages/${path}`, body))).toBe(expected);
        expect([...fake.sent(5502), ...fake.sent(5505)]).toEqual([]);
    });
});

describe('a template by its id', () => {
    const TEMPLATE = { id: 314, name: 'order_ready', text: 'Order {{1}} is ready' };
    const body = { sender: 'shop_wa', phone: ANNA.phone, templateId: 314, textVariables: ['A-17'], messageId: 'tpl-1' };

    it('goes out whenever the client has written last', async () => {
        await start({ templates: [TEMPLATE] });
        await pass(48 * HOUR);
        expect((await post('v1/out-messages/whatsapp/template', body)).status).toBe(200);
        await pass(0);
        expect(fake.reached(SHOP, ANNA.phone)).toMatchObject([{ via: 'template', text: 'Order A-17 is ready' }]);
        expect(seen('requestId')).toEqual(['tpl-1']);
    });

    it.each([
        ['default.template.not_found', { templateId: 1 }],
        ['default.textVariables.not_valid', { textVariables: [] }],
        ['default.subject.not_found', { sender: 'other' }],
    ])('is refused with %s', async (expected, more) => {
        await start({ templates: [TEMPLATE] });
        expect(await code(await post('v1/out-messages/whatsapp/template', { ...body, ...more }))).toBe(expected);
    });

    it('is refused where its id was accepted before', async () => {
        await start({ templates: [TEMPLATE] });
        await post('v1/out-messages/whatsapp/template', body);
        const again = await post('v1/out-messages/whatsapp/template', body);
        expect(await again.text()).toContain('Duplicate messageId');
        expect(fake.sent(SHOP)).toHaveLength(1);
    });
});
