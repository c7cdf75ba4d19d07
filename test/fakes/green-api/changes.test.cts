import { CHAT, CUSTOMER, HOUR, ID, MINUTE, clock, fake, pass, post, reason, send, start } from './workbench.cjs';

const edit = (idMessage: string, message = 'new', chatId = CHAT) => post('editMessage', { chatId, idMessage, message });
const remove = (idMessage: string, more: object = {}) => post('deleteMessage', { chatId: CHAT, idMessage, ...more });
const seen = () => fake.seen(ID, CUSTOMER.phone).map(({ text, deleted }) => (deleted ? undefined : text));

test('an edit changes what the customer sees, and names the message', async () => {
    await start();
    const id = await send('old');
    await pass(1_000);
    const answer = await edit(id);
    expect([answer.status, await answer.json(), seen()]).toEqual([200, { idMessage: id }, ['new']]);
});

test('after 15 minutes an edit is answered as before, and nothing happens', async () => {
    await start();
    const id = await send('old');
    await pass(15 * MINUTE);
    expect([(await edit(id, 'in time')).status, seen()]).toEqual([200, ['in time']]);
    await pass(1);
    expect([(await edit(id, 'too late')).status, seen()]).toEqual([200, ['in time']]);
});

test('a deletion is answered without a word, also twice; after 72 hours the customer keeps the message', async () => {
    await start();
    const [first, second] = [await send('one'), await send('two')];
    await pass(1_000);
    for (const _time of [1, 2]) {
        const answer = await remove(first);
        expect([answer.status, await answer.text(), seen().length]).toEqual([
            200,
            '',
            fake.seen(ID, CUSTOMER.phone).length,
        ]);
    }
    await pass(72 * HOUR);
    expect((await remove(second)).status).toBe(200);
    expect(seen()).toEqual([undefined, 'two']);
});

test('a message of another chat, or none, is refused', async () => {
    await start();
    const id = await send('old');
    expect(await reason(await edit(id, 'new', '15550100777@c.us'))).toBe('bad request data');
    expect(await reason(await remove('3EB0NONE'))).toBe('bad request data');
    expect(await reason(await edit(id, 'x'.repeat(20_001)))).toContain('20000');
});

test('places and cards are sent as such; a number must be one', async () => {
    await start();
    expect((await post('sendLocation', { chatId: CHAT, latitude: 52.52, longitude: 13.405 })).status).toBe(200);
    expect((await post('sendContact', { chatId: CHAT, contact: { phoneContact: 15550100456 } })).status).toBe(200);
    expect(
        await reason(await post('sendContact', { chatId: CHAT, contact: { phoneContact: '15550100456' } })),
    ).toContain('phoneContact');
    expect(await reason(await post('sendLocation', { chatId: CHAT, latitude: 91, longitude: 0 }))).toContain(
        'latitude',
    );
    await pass(1_000);
    await pass(1_000);
    expect(fake.seen(ID, CUSTOMER.phone).map(({ piece }) => piece)).toEqual([
        { latitude: 52.52, longitude: 13.405 },
        { contact: { phoneContact: 15550100456 } },
    ]);
});

test('whoever is shown to type keeps what is behind waiting as long', async () => {
    await start();
    await send('one', { typingTime: 5_000 });
    await send('two');
    await pass(0);
    await pass(5_000);
    expect(seen()).toEqual(['one']);
    await pass(1_000);
    expect([seen(), clock.now() > 0]).toEqual([['one', 'two'], true]);
    expect((await post('sendTyping', { chatId: CHAT, typingTime: 500 })).status).toBe(400);
    expect((await post('sendTyping', { chatId: CHAT, typingTime: 1_000 })).status).toBe(200);
});

test('a chat is marked as read where incoming messages are told', async () => {
    await start({ incomingWebhook: 'yes' });
    expect(await (await post('readChat', { chatId: CHAT })).json()).toEqual({ setRead: true });
    expect(await reason(await post('readChat', {}))).toContain('chatId');
});
