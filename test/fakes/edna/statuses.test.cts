import { ANNA, MINUTE, SHOP, clock, desk, fake, pass, seconds, seen, send, start } from './workbench.cjs';

describe('statuses', () => {
    it('come one after the other, in the documented shape', async () => {
        await start();
        const { requestId, messageId } = await send({ comment: 'c1' });
        expect(desk.received).toEqual([]);
        await pass(0);
        await seconds(3);
        expect(seen('status')).toEqual(['SENT', 'DELIVERED', 'READ']);
        expect(desk.received[0]?.payload).toEqual({
            requestId,
            messageId,
            cascadeId: 9001,
            cascadeStageUUID: 'b0000000-0000-4000-8000-000000900100',
            subject: 'shop_wa',
            subjectId: SHOP,
            status: 'SENT',
            statusAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
            error: null,
            comment: 'c1',
        });
        expect(messageId).toBeGreaterThan(2 ** 32);
    });

    it.each([
        ['history', { deliveryStatus: 'SENT' }],
        ['legacy', { dlvStatus: 'sent', dlvStatusAt: expect.stringMatching(/\+0300$/) as unknown, dlvError: null }],
        ['seed', { status: 'sent' }],
        ['array', [{ status: 'SENT' }]],
    ] as const)('come in the spelling "%s"', async (form, expected) => {
        await start();
        fake.habits.statusForm = form;
        await send();
        await pass(0);
        expect(desk.received[0]?.payload).toMatchObject(expected);
    });

    it('come in any order and with any error that a test wants', async () => {
        await start();
        const last = { status: 'UNDELIVERED', error: 'user-blocked' };
        fake.setOutcome(SHOP, ANNA.phone, ['DELIVERED', 'SENT', last]);
        const sent = await send();
        await pass(0);
        await seconds(3);
        expect(seen('status')).toEqual(['DELIVERED', 'SENT', 'UNDELIVERED']);
        expect(seen('error')).toEqual([null, null, 'user-blocked']);
        expect([sent.status, sent.error]).toEqual(['UNDELIVERED', 'user-blocked']);
    });

    it('come before the call that sends has its answer, where that is wanted', async () => {
        await start();
        fake.habits.hurries = true;
        await send();
        expect(seen('status')).toEqual(['SENT']);
    });

    it('say CANCELLED where the client got the same within 20 minutes, and he gets it once', async () => {
        await start();
        const ok = { content: { whatsappContent: { contentType: 'TEXT', text: 'ok' } } };
        const first = await send(ok);
        await pass(20 * MINUTE - 1);
        const second = await send(ok);
        await pass(1);
        const third = await send(ok);
        await pass(0);
        expect([first, second, third].map(({ status }) => status)).toEqual(['READ', 'CANCELLED', 'SENT']);
        expect(fake.reached(SHOP, ANNA.phone)).toEqual([first, third]);
    });

    it('do not say CANCELLED where another client gets the same', async () => {
        await start();
        fake.lastWrote(SHOP, '79005550102', clock.now());
        const content = { whatsappContent: { contentType: 'TEXT', text: 'ok' } };
        await send({ content });
        await send({ content, subscriberFilter: { address: '79005550102', type: 'PHONE' } });
        await pass(0);
        expect(seen('status')).toEqual(['SENT', 'SENT']);
    });
});
