/** Places and cards that agents send by commands in the customer's chat. */
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { type Desk, INSTANCE } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { SECOND, buttonsOf, chat, furnished, notesIn, pass, press, until } from '../delivery/workbench.cjs';

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
    await until(`an answer to /${line}`, async () => (await user.ephemeral()).length > before, 20 * SECOND);
    await pass(desk, SECOND);
    return (await user.ephemeral())
        .slice(before)
        .map(({ text }) => text)
        .join('\n');
}

const pieces = () => desk.green.seen(INSTANCE.id, who.phone).map(({ piece }) => piece);
const notes = async (): Promise<string[]> => (await notesIn(desk, roomId)).map(({ msg }) => msg);

test('a place reaches the customer as a place, and stands in the room with its author and a map', async () => {
    expect(await told(olga, 'greenapi.send-location 52.52 13.405 Our shop')).toContain('✅');
    expect(pieces()).toEqual([{ latitude: 52.52, longitude: 13.405, nameLocation: 'Our shop' }]);
    expect(await notes()).toEqual([
        '📍 olga has sent a location:\n📍 Our shop, 52.52, 13.405\nhttps://maps.google.com/?q=52.52,13.405',
    ]);
});

test('a card reaches the customer as a card, in its place among the answers', async () => {
    await olga.post(roomId, 'ask him:');
    expect(await told(olga, 'greenapi.send-contact +1 555 0100456 "Bob Fixit"')).toContain('✅');
    await olga.post(roomId, 'he knows');
    await pass(desk, SECOND);
    await pass(desk, SECOND);
    expect(desk.green.seen(INSTANCE.id, who.phone).map(({ text, piece }) => piece ?? text)).toEqual([
        'ask him:',
        { contact: { phoneContact: 15550100456, firstName: 'Bob Fixit' } },
        'he knows',
    ]);
    expect(await notes()).toEqual(['👤 olga has sent a contact:\n👤 Bob Fixit, +15550100456']);
});

test('what does not fit is said with an example, and nothing is sent', async () => {
    const before = desk.green.log.length;
    expect(await told(olga, 'greenapi.send-location')).toContain(
        'Please give: `/greenapi.send-location [lat] [long] [name]`',
    );
    expect(await told(olga, 'greenapi.send-location 152 13')).toContain('`/greenapi.send-location 52.5200 13.4050');
    expect(await told(olga, 'greenapi.send-location Berlin')).toContain('latitude (-90 to 90)');
    expect(await told(olga, 'greenapi.send-contact Bob')).toContain('with its country code');
    expect(await told(olga, 'greenapi.send-contact 12345 Bob', 'GENERAL')).toContain('open that chat');
    expect([await notes(), desk.green.log.length]).toEqual([[], before]);
});

test('only who has the chat may send one, and administrators; nothing is sent into a closed chat', async () => {
    const other = await desk.admin.createAgent(`other-${who.phone}`);
    await other.setAgentStatus('not-available');
    expect(await told(other, 'greenapi.send-location 1 2')).toContain('by the agent who has the chat');
    expect(await told(desk.admin, 'greenapi.send-location 1 2')).toContain('✅');
    await olga.close(roomId, 'bye');
    expect(await told(desk.admin, 'greenapi.send-location 3 4')).toContain('closed');
    expect(pieces()).toEqual([{ latitude: 1, longitude: 2 }]);
});

test('one that is refused has a note, and goes again as what it was; one in doubt is found in the lists', async () => {
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded('sendContact'));
    await told(olga, 'greenapi.send-contact 15550100456 Bob');
    const [, refused] = await notesIn(desk, roomId);
    expect(refused?.msg).toMatch(/^⚠️[^]*> 👤 Bob, \+15550100456$/);
    expect(buttonsOf(refused).map(({ text }) => text.text)).toEqual(['Retry', 'Dismiss']);
    await press(olga, refused, 'retry');
    await pass(desk, SECOND);
    desk.green.faults.add({ route: 'sendLocation', kind: 'drop-after-accept' });
    await told(olga, 'greenapi.send-location 52.52 13.405');
    expect((await notes())[3]).toContain('It is not known');
    await pass(desk, 150 * SECOND);
    await pass(desk, 5 * SECOND);
    expect((await notes())[3]).toContain('Delivered after all');
    expect(pieces()).toEqual([
        { contact: { phoneContact: 15550100456, firstName: 'Bob' } },
        { latitude: 52.52, longitude: 13.405 },
    ]);
});
