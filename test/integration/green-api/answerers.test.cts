import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import { chat, furnished, kept, notesIn, ticks, until } from '../delivery/workbench.cjs';

/** Whose answers go out. */

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

afterAll(() => desk.stop());

/** Somebody who may read and write in all chats, with these roles besides. */
async function somebody(username: string, ...roles: string[]): Promise<Client> {
    const client = await desk.admin.createUser(username, { roles });
    return client;
}

async function chatOf(user: Client): Promise<{ roomId: string; sent: () => string[] }> {
    const { who, roomId } = await chat(desk);
    if (user !== olga) {
        await user.setAgentStatus('available');
        await olga.forward(roomId, { userId: user.userId });
        await desk.settle();
    }
    const sent = (): string[] =>
        desk.green
            .sent(INSTANCE.id)
            .filter(({ chatId }) => chatId === `${who.phone}@c.us`)
            .map(({ message }) => message);
    return { roomId, sent };
}

test('an agent who is not registered is told how to register, and the customer gets nothing until he has', async () => {
    const pavel = await desk.admin.createAgent('pavel');
    const { roomId, sent } = await chatOf(pavel);
    await desk.agentWrites(pavel, roomId, 'too early');
    await until('the note', async () => (await notesIn(desk, roomId)).length === 1);
    const [note] = await notesIn(desk, roomId);
    expect(note?.msg).toMatch(/^⚠️ \*Not delivered:\* .*WhatsApp.*`\/greenapi\.register-agent`.*\n> too early$/);
    expect(note?.blocks ?? []).toEqual([]);
    expect(sent()).toEqual([]);
    // It is no loss: nothing to be seen to, nothing to be sent again.
    expect(await desk.command(desk.admin, 'switchboard.failed')).toBe('No message is undelivered.');
    const [own] = (await desk.admin.messages(roomId)).filter(({ msg }) => msg === 'too early');
    expect(await desk.command(pavel, `switchboard.message ${own?._id ?? ''}`)).toContain('not registered');
    await desk.fillIn(pavel, 'greenapi.register-agent');
    await desk.agentWrites(pavel, roomId, 'now');
    await ticks(desk, 4);
    expect(sent()).toEqual(['now']);
    expect(await notesIn(desk, roomId)).toHaveLength(1);
});

test('nor does it go out where the app was not told of it and finds it later', async () => {
    const late = await desk.admin.createAgent('late');
    const { roomId, sent } = await chatOf(late);
    const { events } = desk.host.workspace;
    const { emit } = events;
    events.emit = (server, name, about, payload) => {
        if (name !== 'IPostMessageSent') emit(server, name, about, payload);
    };
    await late.post(roomId, 'unheard');
    events.emit = emit;
    await desk.settle();
    expect(await kept(desk, 'refused')).toHaveLength(1); // that of the test before
    await ticks(desk, 20); // as often as it takes to come round to every room
    await until('the note', async () => (await notesIn(desk, roomId)).length === 1);
    expect(sent()).toEqual([]);
    expect((await kept(desk, 'refused')).map(({ noted }) => noted)).toEqual(['room', 'room']);
});

test.each([
    ['a manager', 'livechat-manager'],
    ['an administrator', 'admin'],
    ['a bot', 'bot'],
])('%s needs no registration', async (_who, role) => {
    const free = await somebody(`free-${role}`, role, 'livechat-agent');
    const { roomId, sent } = await chatOf(free);
    await desk.agentWrites(free, roomId, 'from above');
    expect(sent()).toEqual(['from above']);
});

test('with the setting every Livechat agent may answer', async () => {
    const anna = await desk.admin.createAgent('anna');
    const { roomId, sent } = await chatOf(anna);
    const set = (value: string): Promise<void> => desk.saveSettings({ who_may_answer: value });
    await set('agents');
    await desk.agentWrites(anna, roomId, 'by the setting');
    expect(sent()).toEqual(['by the setting']);
    await set('registered');
    await desk.agentWrites(anna, roomId, 'not any more');
    await until('the note', async () => (await notesIn(desk, roomId)).length === 1);
    expect(sent()).toEqual(['by the setting']);
});
