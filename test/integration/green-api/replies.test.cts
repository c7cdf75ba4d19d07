import type { Client } from '../../host/client.cjs';
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import { Desk, INSTANCE } from '../../support/desk.cjs';

let desk: Desk;
let olga: Client;
let room: string;

beforeEach(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    room = (await desk.admin.rooms())[0]?._id ?? '';
});

afterEach(() => desk.stop());

/** What the app itself says in the room. */
const told = async (): Promise<string> =>
    (await desk.admin.messages(room))
        .filter(({ u }) => u.username === 'switchboard.bot')
        .map(({ msg }) => msg)
        .join('\n');

test('quick answers arrive in the order in which they stand in the room', async () => {
    const words = ['one', 'two', 'three', 'four', 'five'];
    for (const text of words) {
        await olga.post(room, text);
    }
    await desk.settle();
    expect(desk.accepted()).toEqual(words);
});

test('an answer over the quota is told to the agent who wrote it, and the next one goes out', async () => {
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());
    await desk.agentWrites(olga, room, 'over the quota');
    expect(await told()).toMatch(/^⚠️ \*Not delivered:\* .*quota.*\n> over the quota$/);
    await desk.agentWrites(olga, room, 'next');
    expect(desk.accepted()).toEqual(['next']);
});

test('asked to send more slowly, the answer goes out by itself some seconds later, before the next one', async () => {
    desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
    await desk.agentWrites(olga, room, 'one');
    expect([await told(), desk.accepted()]).toEqual(['', []]); // too short a wait to bother anybody
    await desk.host.clock.advance(7_000);
    await desk.agentWrites(olga, room, 'two');
    expect(desk.accepted()).toEqual(['one', 'two']);
});

test.each([502, 503] as const)(
    'after a %i of the gateway nobody knows: the agent is told, nothing is sent again by itself',
    async (status) => {
        desk.green.faults.add(GREEN_API_FAULTS.gateway(status));
        await desk.agentWrites(olga, room, 'perhaps');
        expect(await told()).toContain('It is not known whether this was delivered');
        await desk.agentWrites(olga, room, 'next');
        expect(desk.accepted()).toEqual(['next']);
    },
);

test('a connection that is lost after GREEN-API accepted is in doubt too, and the message goes out once', async () => {
    desk.green.faults.add({ route: 'sendMessage', kind: 'drop-after-accept' });
    await desk.agentWrites(olga, room, 'once');
    expect(await told()).toContain('It is not known whether this was delivered');
    await desk.agentWrites(olga, room, 'next');
    expect(desk.accepted()).toEqual(['once', 'next']);
});

test('a wrong token at GREEN-API is told as such', async () => {
    desk.green.faults.add({ route: 'sendMessage', kind: 'status', status: 401 });
    await desk.agentWrites(olga, room, 'x');
    expect(await told()).toContain('does not accept the token');
});

test('an answer whose event was lost goes out before the next one', async () => {
    desk.host.faults.loseEvents['IPostMessageSent'] = 1;
    await desk.agentWrites(olga, room, 'lost');
    expect(desk.accepted()).toEqual([]);
    await desk.agentWrites(olga, room, 'next');
    expect(desk.accepted()).toEqual(['lost', 'next']);
});

test('an answer in a room that Rocket.Chat opened by itself reaches its contact', async () => {
    // The room is closed between the look at it and the post: Rocket.Chat opens another one silently.
    let closed = false;
    desk.host.setHook({
        async before({ bridge, method }) {
            if (bridge === 'livechat' && method === 'createMessage' && !closed) {
                closed = true;
                await olga.close(room, 'bye');
            }
        },
    });
    await desk.customerWrites('wait!');
    const open = (await desk.admin.rooms({ open: true }))[0]?._id ?? '';
    expect(open).not.toBe(room);
    expect(await desk.transcript(open)).toEqual(['wait!']);
    await desk.agentWrites(olga, open, 'I am here');
    expect(desk.green.sent(INSTANCE.id)).toMatchObject([{ chatId: '15550100123@c.us', message: 'I am here' }]);
    await desk.customerWrites('good');
    expect(await desk.transcript(open)).toEqual(['wait!', 'I am here', 'good']);
});

test('what a text in and a text out cost: 7 calls; 6 and the one to GREEN-API', async () => {
    await desk.customerWrites('warm');
    await desk.agentWrites(olga, room, 'warm');
    const names = () =>
        desk.host.calls
            .list()
            .map(({ name }) => name)
            .sort();
    desk.host.calls.reset();
    await desk.customerWrites('in');
    expect(names()).toEqual([
        'livechat.createMessage',
        'persistence.createWithAssociations',
        'persistence.createWithAssociations',
        'persistence.readByAssociations',
        'persistence.readByAssociations',
        'persistence.removeByAssociations',
        'room.getById',
    ]);
    desk.host.calls.reset();
    await desk.agentWrites(olga, room, 'out');
    expect(names()).toEqual([
        'http.call',
        'persistence.createWithAssociations',
        'persistence.createWithAssociations',
        'persistence.readByAssociations',
        'persistence.readByAssociations',
        'persistence.removeByAssociations',
        'room.getMessages',
    ]);
});
