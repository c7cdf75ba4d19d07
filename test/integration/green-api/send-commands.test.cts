/** Places and cards that agents send by commands in the customer's chat. */
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { type Desk, INSTANCE } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import {
    SECOND,
    buttonsOf,
    chat,
    furnished,
    noteBecomes,
    notesIn,
    pass,
    press,
    until,
} from '../delivery/workbench.cjs';

/** Longest wait for what the app does behind an answer, on a machine that has much to do. */
const PATIENCE_MS = 20 * SECOND;

let desk: Desk;
let olga: Client;
let who: Customer;
let roomId: string;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

beforeEach(async () => {
    ({ who, roomId } = await chat(desk));
});

afterAll(() => desk.stop());

/** Types a command in a room and gives what the user is told. */
async function told(user: Client, line: string, room = roomId): Promise<string> {
    const before = (await user.ephemeral()).length;
    await user.runCommand(line, room);
    await until(`an answer to /${line}`, async () => (await user.ephemeral()).length > before, PATIENCE_MS);
    await pass(desk, SECOND);
    return (await user.ephemeral())
        .slice(before)
        .map(({ text }) => text)
        .join('\n');
}

/** Until so many messages have come to the customer: what a command sends goes on behind its answer. */
async function arrived(count: number): Promise<void> {
    const seen = async (): Promise<boolean> => {
        await pass(desk, SECOND);
        return desk.green.seen(INSTANCE.id, who.phone).length >= count;
    };
    await until(`${count} messages`, seen, PATIENCE_MS);
}

const pieces = () => desk.green.seen(INSTANCE.id, who.phone).map(({ piece }) => piece);
const notes = async (): Promise<string[]> => (await notesIn(desk, roomId)).map(({ msg }) => msg);

test('a place reaches the customer as a place, and stands in the room with its author and a map', async () => {
    expect(await told(olga, 'greenapi.send-location 52.52 13.405 Our shop')).toContain('✅');
    await arrived(1);
    expect(pieces()).toEqual([{ latitude: 52.52, longitude: 13.405, nameLocation: 'Our shop' }]);
    expect(await notes()).toEqual([
        '📍 olga has sent a location:\n📍 Our shop, 52.52, 13.405\nhttps://maps.google.com/?q=52.52,13.405',
    ]);
});

test('a card reaches the customer as a card, in its place among the answers', async () => {
    await olga.post(roomId, 'ask him:');
    await pass(desk, SECOND);
    expect(await told(olga, 'greenapi.send-contact +1 555 0100456 "Bob Fixit"')).toContain('✅');
    await olga.post(roomId, 'he knows');
    await arrived(3);
    expect(desk.green.seen(INSTANCE.id, who.phone).map(({ text, piece }) => piece ?? text)).toEqual([
        'ask him:',
        { contact: { phoneContact: 15550100456, firstName: 'Bob Fixit' } },
        'he knows',
    ]);
    expect(await notes()).toEqual(['👤 olga has sent a contact:\n👤 Bob Fixit, +15550100456']);
});

test('what does not fit is said with an example, and nothing is sent', async () => {
    expect(await told(olga, 'greenapi.send-location')).toContain(
        'Please give: `/greenapi.send-location [lat] [long] [name]`',
    );
    expect(await told(olga, 'greenapi.send-location 152 13')).toContain('`/greenapi.send-location 52.5200 13.4050');
    expect(await told(olga, 'greenapi.send-location Berlin')).toContain('latitude (-90 to 90)');
    expect(await told(olga, 'greenapi.send-contact Bob')).toContain('with its country code');
    expect(await told(olga, 'greenapi.send-contact 12345 Bob', 'GENERAL')).toContain('open that chat');
    expect([await notes(), desk.green.seen(INSTANCE.id, who.phone)]).toEqual([[], []]);
});

test('an agent has to be registered, administrators need not; nothing is sent into a closed chat', async () => {
    const pavel = await desk.admin.createAgent('pavel');
    await pavel.setAgentStatus('available');
    await olga.forward(roomId, { userId: pavel.userId });
    await pavel.setAgentStatus('not-available');
    expect(await told(pavel, 'greenapi.send-location 1 2')).toContain('/greenapi.register-agent');
    expect(await told(desk.admin, 'greenapi.send-location 1 2')).toContain('✅');
    await arrived(1);
    await pavel.close(roomId, 'bye');
    expect(await told(desk.admin, 'greenapi.send-location 3 4')).toContain('closed');
    expect(pieces()).toEqual([{ latitude: 1, longitude: 2 }]);
});

test('one that is refused has a note, and goes again as what it was; one in doubt is found in the lists', async () => {
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded('sendContact'));
    await told(olga, 'greenapi.send-contact 15550100456 Bob');
    const refused = await noteBecomes(() => notesIn(desk, roomId), '⚠️');
    await desk.settle(); // the note stands a moment before the try has come to its end
    expect(refused?.msg).toMatch(/^⚠️[^]*> 👤 Bob, \+15550100456$/);
    expect(buttonsOf(refused).map(({ text }) => text.text)).toEqual(['Retry', 'Dismiss']);
    await press(olga, refused, 'retry');
    await noteBecomes(() => notesIn(desk, roomId), '✅');
    await pass(desk, SECOND);
    desk.green.faults.add({ route: 'sendLocation', kind: 'drop-after-accept' });
    await told(olga, 'greenapi.send-location 52.52 13.405');
    await noteBecomes(() => notesIn(desk, roomId), '❓');
    await pass(desk, 150 * SECOND);
    await pass(desk, 5 * SECOND);
    await noteBecomes(() => notesIn(desk, roomId), '✅ Delivered after all');
    await arrived(2);
    expect(pieces()).toEqual([
        { contact: { phoneContact: 15550100456, firstName: 'Bob' } },
        { latitude: 52.52, longitude: 13.405 },
    ]);
});
