import { PICTURE } from './people.cjs';
import { CHAT, CUSTOMER, ID, clock, desk, fake, pass, post, reason, start } from './workbench.cjs';

const GROUP = '120363000000000042@g.us';
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();

test('nobody has a picture until he is given one, which lies where the answer says', async () => {
    await start();
    expect(await json(post('getAvatar', { chatId: CHAT }))).toEqual({ urlAvatar: '', available: false });
    fake.setProfile(ID, CHAT, { picture: fake.files.keep('ann', PICTURE, 'image/png') });
    const { urlAvatar } = (await json(post('getAvatar', { chatId: CHAT }))) as { urlAvatar: string };
    expect(Buffer.from(await (await fetch(urlAvatar)).arrayBuffer()).equals(PICTURE)).toBe(true);
});

test('ten pictures a second, and one look at a group', async () => {
    await start({}, { rates: true });
    const statuses = async (method: string, body: object): Promise<number[]> => {
        const answers = await Promise.all(Array.from({ length: 11 }, () => post(method, body)));
        return answers.map(({ status }) => status).sort();
    };
    expect(await statuses('getAvatar', { chatId: CHAT })).toEqual([...Array<number>(10).fill(200), 429]);
    expect((await statuses('getGroupData', { groupId: GROUP })).filter((status) => status === 200)).toHaveLength(1);
    clock.advance(1_000);
    expect((await post('getAvatar', { chatId: CHAT })).status).toBe(200);
});

test('a group is told of where the account knows it, and else in a text; both want an id', async () => {
    await start();
    expect(await json(post('getGroupData', { groupId: GROUP }))).toBe('Error: item-not-found');
    fake.setProfile(ID, GROUP, { title: 'Club', participants: [CHAT] });
    expect(await json(post('getGroupData', { groupId: GROUP }))).toMatchObject({
        groupId: GROUP,
        subject: 'Club',
        participants: [{ id: CHAT }],
    });
    expect(await reason(await post('getGroupData', {}))).toContain("'groupId' is required");
    expect(await reason(await post('getAvatar', { chatId: '15550100123' }))).toContain("'chatId' must be");
});

test('a message in a group names the group as chat and the person as sender', async () => {
    await start({ incomingWebhook: 'yes' });
    fake.customerWrites(ID, { ...CUSTOMER, group: { id: GROUP, title: 'Club' } });
    await pass(0);
    expect(desk.received[0]?.payload['senderData']).toEqual({
        chatId: GROUP,
        sender: CHAT,
        chatName: 'Club',
        senderName: CUSTOMER.name,
        senderContactName: '',
    });
});

test('a person with curl gives pictures, and lets people write in groups', async () => {
    await start({ incomingWebhook: 'yes' });
    const act = (path: string, body: object): Promise<Response> =>
        fetch(`${fake.url}/fake/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });
    expect((await act('picture', {})).status).toBe(400);
    const { picture } = (await json(act('picture', { chatId: CHAT }))) as { picture: string };
    expect(await json(post('getAvatar', { chatId: CHAT }))).toEqual({ urlAvatar: picture, available: true });
    await act('customer', { ...CUSTOMER, groupId: GROUP, title: 'Club' });
    await pass(0);
    expect(desk.received[0]?.payload['senderData']).toMatchObject({ chatId: GROUP, chatName: 'Club' });
});
