import {
    ANNA,
    CASCADE,
    KEY,
    SHOP,
    WEBHOOK_KEY,
    clock,
    code,
    desk,
    fake,
    get,
    hook,
    message,
    pass,
    post,
    send,
    start,
} from './workbench.cjs';

describe('who may call', () => {
    beforeEach(() => start());

    it.each([
        ['title', { title: 'error-unauthorized', status: 401 }],
        ['detail', { title: 'Unauthorized', status: 401, detail: 'error-unauthorized' }],
        ['code', { code: 'error-unauthorized' }],
    ] as const)('a wrong key is refused with 401, the code in "%s"', async (form, body) => {
        fake.habits.errorForm = form;
        const response = await get('channel-profile', 'other');
        expect([response.status, await response.json()]).toEqual([401, expect.objectContaining(body)]);
    });

    it('a key that was replaced is a wrong one at once', async () => {
        fake.replaceKey(KEY, 'new');
        expect([(await get('channel-profile')).status, (await get('channel-profile', 'new')).status]).toEqual([
            401, 200,
        ]);
    });

    it('a key with an end is a wrong one from then on', async () => {
        fake.addKey(KEY, 'short', { expiresAt: clock.now() + 1_000 });
        expect((await get('channel-profile', 'short')).status).toBe(200);
        clock.advance(1_000);
        expect((await get('channel-profile', 'short')).status).toBe(401);
    });

    it('a key without rights to the method or the channel is refused with 403', async () => {
        fake.addKey(KEY, 'reads', { methods: ['channel-profile'] });
        fake.addKey(KEY, 'other channel', { subjectIds: [1] });
        expect(await code(await post('cascade/schedule', message(), 'reads'), 403)).toBe('error-access-denied');
        expect(await code(await post('cascade/schedule', message(), 'other channel'), 403)).toBe('error-access-denied');
        expect(await (await get('channel-profile', 'other channel')).json()).toEqual([]);
        expect(fake.sent(SHOP)).toEqual([]);
    });

    it('another account sees nothing of this one', async () => {
        fake.addAccount({ key: 'theirs' });
        expect(await (await get('channel-profile', 'theirs')).json()).toEqual([]);
        expect(await code(await post('cascade/schedule', message(), 'theirs'))).toBe('cascade-not-found');
    });

    it('no key is shown to people', async () => {
        await send();
        await post('callback/set', { subjectId: SHOP, inMessageCallbackUrl: `${hook}?token=s3cretEXAMPLE` });
        const log = await (await fetch(`${fake.url}/fake/log`)).text();
        expect(log).toContain('cascade/schedule');
        expect([KEY, WEBHOOK_KEY, 's3cretEXAMPLE'].filter((secret) => log.includes(secret))).toEqual([]);
    });
});

describe('channels and cascades', () => {
    it('a channel is listed by its number, and by its kind', async () => {
        await start();
        fake.addSubject(KEY, { subjectId: 5502, subject: 'shop_max', type: 'MAX_BOT' });
        const all = (await (await get('channel-profile')).json()) as Record<string, unknown>[];
        expect(all[0]).toMatchObject({
            id: 71,
            subjectId: SHOP,
            subject: 'shop_wa',
            channelAttribute: '79005550100',
            active: true,
            registrationStatus: 'DONE_FINISH_REGISTER',
            type: 'WHATSAPP',
        });
        const only = (await (await get('channel-profile?types=MAX_BOT')).json()) as Record<string, unknown>[];
        expect([all.length, only.map(({ subjectId }) => subjectId)]).toEqual([2, [5502]]);
    });

    it('a channel that is not registered has no number yet', async () => {
        await start({ registrationStatus: 'NEED_VERIFY' });
        expect(await (await get('channel-profile')).json()).toEqual([expect.not.objectContaining({ subjectId: SHOP })]);
    });

    it.each(['cascade/get-all', 'cascade/get-all/'])('%s lists them with their stages', async (path) => {
        await start();
        fake.addSubject(KEY, { subjectId: 5503, subject: 'shop_sms', type: 'SMS', cascadeId: 'none' });
        fake.addCascade({ id: 9100, status: 'DISABLED', subjectIds: [SHOP, 5503] });
        const [first, second] = (await (await post(path, {})).json()) as Record<string, unknown>[];
        expect(first).toMatchObject({
            id: CASCADE,
            status: 'ACTIVE',
            stagesCount: 1,
            stages: [{ order: 0, decision: null, subject: { id: SHOP, type: 'WHATSAPP', locked: false } }],
        });
        expect(second).toMatchObject({ id: 9100, status: 'DISABLED', stagesCount: 2 });
    });

    it('templates are listed whatever their state', async () => {
        const template = { id: 314, name: 'order_ready', text: 'Order {{1}} is ready', footer: 'The shop' };
        await start({ templates: [template, { ...template, id: 315, status: 'PAUSED', type: 'USER' }] });
        const ask = async (matcherTypes: string[]): Promise<unknown> =>
            (await post('message-matchers/get-by-request', { subjectId: SHOP, matcherTypes })).json();
        expect(await ask(['OPERATOR', 'USER'])).toMatchObject([
            {
                id: 314,
                status: 'APPROVED',
                locked: false,
                content: { text: 'Order {{1}} is ready', footer: { text: 'The shop' } },
            },
            { id: 315, status: 'PAUSED' },
        ]);
        expect(await ask(['OPERATOR'])).toHaveLength(1);
    });
});

describe('where callbacks go', () => {
    it('is set, after the address has answered GET and HEAD, and replaces what was set', async () => {
        await start();
        const url = `${hook}?v=2`;
        const answer = await post('callback/set', { subjectId: SHOP, statusCallbackUrl: url });
        expect([answer.status, await answer.json()]).toEqual([200, { code: 'ok' }]);
        expect(desk.probes).toEqual(['GET', 'HEAD']);
        expect(fake.slots(SHOP)).toEqual({ inMessageCallbackUrl: hook, statusCallbackUrl: url });
    });

    it('is set for every channel where none is named', async () => {
        await start();
        fake.addSubject(KEY, { subjectId: 5502, subject: 'shop_max', type: 'MAX_BOT' });
        await post('callback/set', { inMessageCallbackUrl: hook });
        expect(fake.slots(5502)).toEqual({ inMessageCallbackUrl: hook });
    });

    it.each([
        ['error-callback-url-not-https', { inMessageCallbackUrl: 'http://chat.example.test/hook' }],
        ['error-callback-url-max-length', { inMessageCallbackUrl: `https://chat.example.test/${'x'.repeat(500)}` }],
        ['error-callback-url-not-available', { inMessageCallbackUrl: 'http://127.0.0.1:1/hook' }],
        ['error-subject-unknown', { subjectId: 1, inMessageCallbackUrl: 'https://chat.example.test/hook' }],
        ['url-not-specified', {}],
    ])('is refused with %s in a 200, and stays as it was', async (expected, body) => {
        await start();
        const answer = await post('callback/set', { subjectId: SHOP, ...body });
        expect([answer.status, await answer.json()]).toEqual([200, { code: expected }]);
        expect(fake.slots(SHOP).inMessageCallbackUrl).toBe(hook);
    });

    it.each(['GET', 'HEAD'])('is refused where %s is not answered with 200', async (method) => {
        await start();
        desk.refusedProbes.push(method);
        const answer = await post('callback/set', { subjectId: SHOP, inMessageCallbackUrl: `${hook}?v=2` });
        expect(await answer.json()).toEqual({ code: 'error-callback-url-not-available' });
    });
});

describe('the history', () => {
    const ask = async (body: object): Promise<{ content: Record<string, unknown>[]; hasNext: boolean }> =>
        (await (await post('messages/history', { offset: 0, limit: 50, ...body })).json()) as never;

    it('has what was sent and received, with comments and without our ids', async () => {
        await start();
        fake.customerWrites(SHOP, { ...ANNA, text: 'Hi' });
        const { messageId, requestId } = await send({ comment: 'mark' });
        await pass(0);
        const { content, hasNext } = await ask({ subscriberFilter: { address: ANNA.phone, type: 'PHONE' } });
        expect(content).toMatchObject([
            { direction: 'IN', content: { text: 'Hi' } },
            {
                direction: 'OUT',
                messageId,
                comment: 'mark',
                address: ANNA.phone,
                deliveryStatus: 'SENT',
                subjectId: SHOP,
            },
        ]);
        expect([JSON.stringify(content).includes(String(requestId)), hasNext]).toEqual([false, false]);
    });

    it('comes in pages, by direction, client and order', async () => {
        await start();
        const ids = [(await send()).messageId, (await send()).messageId, (await send()).messageId];
        const newest = { sort: [{ property: 'messageId', direction: 'DESC' }], direction: 'OUT', limit: 2 };
        const first = await ask(newest);
        expect([first.content.map(({ messageId }) => messageId), first.hasNext]).toEqual([[ids[2], ids[1]], true]);
        const second = await ask({ ...newest, offset: 2 });
        expect([second.content.map(({ messageId }) => messageId), second.hasNext]).toEqual([[ids[0]], false]);
        expect((await ask({ direction: 'IN' })).content).toEqual([]);
        expect((await ask({ subscriberFilter: { address: '79005550199' } })).content).toEqual([]);
    });
});
