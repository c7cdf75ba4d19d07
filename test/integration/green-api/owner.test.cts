import type { Client } from '../../host/client.cjs';
import type { Desk } from '../../support/desk.cjs';
import { customer, furnished, openRooms } from '../delivery/workbench.cjs';

/** To whom a new chat goes: the app names the agent who has connected the instance, and Rocket.Chat decides. */

let desk: Desk;
let olga: Client;
let anna: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
    anna = await desk.admin.createAgent('anna');
});

beforeEach(async () => {
    await olga.setAgentStatus('available');
    await anna.setAgentStatus('available');
});

afterAll(() => desk.stop());

async function newChat() {
    const who = customer();
    await desk.customerWrites('hello', who);
    const [room] = await openRooms(desk, who);
    const inquiry = (await desk.admin.inquiries()).find(({ rid }) => rid === room?._id);
    return { servedBy: room?.servedBy?.username, inquiry: inquiry?.status };
}

test('to the owner, also where another agent has less to do', async () => {
    for (let chats = 0; chats < 3; chats++) expect((await newChat()).servedBy).toBe('olga');
});

test('to the next agent whom routing gives, where the owner is not available', async () => {
    await olga.setAgentStatus('not-available');
    expect((await newChat()).servedBy).toBe('anna');
});

test('into the queue, where nobody is available and the workspace takes chats all the same', async () => {
    await desk.admin.setSetting('Livechat_accept_chats_with_no_agents', true);
    await olga.setAgentStatus('not-available');
    await anna.setAgentStatus('not-available');
    expect(await newChat()).toEqual({ servedBy: undefined, inquiry: 'queued' });
});

test('to an agent whom routing gives, where the owner is no agent any more', async () => {
    await desk.admin.request('DELETE', `/api/v1/livechat/users/agent/${olga.userId}`);
    expect((await newChat()).servedBy).toBe('anna');
});
