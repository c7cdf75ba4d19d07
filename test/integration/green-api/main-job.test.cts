import type { Client } from '../../host/client.cjs';
import { ANN, APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
});

afterAll(() => desk.stop());

const roomsOf = async (name: string) => (await desk.admin.rooms()).filter(({ fname }) => fname === name);

/** A customer of his own for each test. */
const customer = (name: string, last: string) => ({ name, phone: `155501002${last}` });

test('a WhatsApp message opens a room for the agent, and his answer reaches GREEN-API', async () => {
    await desk.customerWrites('Hello, is my parcel ready?');
    const [room] = await roomsOf(ANN.name);
    expect(room).toMatchObject({
        open: true,
        servedBy: { username: 'olga' },
        source: { type: 'app', id: APP_ID, label: 'WhatsApp', destination: INSTANCE.phone },
    });
    expect(await desk.transcript(room?._id ?? '')).toEqual(['Hello, is my parcel ready?']);

    await desk.agentWrites(olga, room?._id ?? '', 'Yes, it is at the desk.');
    expect(desk.green.sent(INSTANCE.id)).toMatchObject([
        { chatId: `${ANN.phone}@c.us`, message: 'Yes, it is at the desk.' },
    ]);
    expect(desk.green.deliveries(INSTANCE.id).map(({ status }) => status)).toEqual([200]);
});

test('the next message of the same customer lands in the same room, another customer gets another', async () => {
    const bob = customer('Bob', '01');
    await desk.customerWrites('one', bob);
    await desk.customerWrites('two', bob);
    await desk.customerWrites('three', customer('Eve', '02'));
    const [room, ...others] = await roomsOf('Bob');
    expect(others).toEqual([]);
    expect(await desk.transcript(room?._id ?? '')).toEqual(['one', 'two']);
    expect(await roomsOf('Eve')).toHaveLength(1);
});

test('after the room was closed the next message opens a new one', async () => {
    const cid = customer('Cid', '03');
    await desk.customerWrites('before', cid);
    const [first] = await roomsOf('Cid');
    await olga.close(first?._id ?? '', 'done');
    await desk.host.idle();
    await desk.customerWrites('after', cid);
    const open = (await roomsOf('Cid')).filter((room) => room.open);
    expect(open).toHaveLength(1);
    expect(open[0]?._id).not.toBe(first?._id);
    expect(await desk.transcript(open[0]?._id ?? '')).toEqual(['after']);
    expect(await desk.transcript(first?._id ?? '')).toEqual(['before']);
});

test('a message that GREEN-API delivers twice is shown once', async () => {
    const dan = customer('Dan', '04');
    desk.green.faults.add({ route: 'webhook', kind: 'duplicate' });
    await desk.customerWrites('only once', dan);
    const statuses = desk.green
        .deliveries(INSTANCE.id)
        .slice(-2)
        .map(({ status }) => status);
    expect(statuses).toEqual([200, 200]);
    const [room] = await roomsOf('Dan');
    expect(await desk.transcript(room?._id ?? '')).toEqual(['only once']);
});

test('a message whose answer GREEN-API never saw comes again after a minute and is shown once', async () => {
    const finn = customer('Finn', '05');
    desk.green.faults.add({ route: 'webhook', kind: 'drop-after-accept' });
    await desk.customerWrites('heard?', finn);
    await desk.host.clock.advance(60_000);
    await desk.settle();
    expect(desk.green.waiting(INSTANCE.id)).toBe(0);
    const [room] = await roomsOf('Finn');
    expect(await desk.transcript(room?._id ?? '')).toEqual(['heard?']);
});

test('a delivery with a wrong token is refused, and shown when it comes again with the right one', async () => {
    const jan = customer('Jan', '09');
    desk.green.faults.add({ route: 'webhook', kind: 'wrong-token' });
    await desk.customerWrites('me again', jan);
    expect(desk.green.deliveries(INSTANCE.id).slice(-1)).toMatchObject([{ status: 401 }]);
    expect(await roomsOf('Jan')).toEqual([]);
    await desk.host.clock.advance(60_000);
    await desk.settle();
    const [room] = await roomsOf('Jan');
    expect(await desk.transcript(room?._id ?? '')).toEqual(['me again']);
});

test('what the contact, the app, the system and other rooms say does not go to WhatsApp', async () => {
    const gil = customer('Gil', '06');
    const before = desk.accepted().length;
    await desk.customerWrites('me', gil);
    const [room] = await roomsOf('Gil');
    await desk.agentWrites(desk.admin, 'GENERAL', 'to everybody here');
    await olga.close(room?._id ?? '', 'closing words');
    await desk.settle();
    expect(desk.accepted().slice(before)).toEqual([]);
});

test('a second agent with a second instance works the same, and the two do not mix', async () => {
    const pavel = await desk.registeredAgent('pavel');
    const second = { id: '710399004299', token: 'tok3nSECOND0123456789', phone: '15550100888' };
    await desk.connect(pavel, second);
    const hal = customer('Hal', '07');
    await desk.customerWrites('to the first', hal);
    await desk.customerWrites('to the second', hal, second.id);
    const rooms = await roomsOf('Hal');
    expect(rooms.map(({ source, servedBy }) => [source?.['destination'], servedBy?.username]).sort()).toEqual([
        [second.phone, 'pavel'],
        [INSTANCE.phone, 'olga'],
    ]);
    for (const room of rooms) {
        await desk.agentWrites(
            room.servedBy?.username === 'pavel' ? pavel : olga,
            room._id,
            `from ${String(room.servedBy?.username)}`,
        );
    }
    expect(desk.accepted(second.id)).toEqual(['from pavel']);
    expect(desk.accepted().slice(-1)).toEqual(['from olga']);
});

test('it goes on after the app was killed and after Rocket.Chat restarted it', async () => {
    const ida = customer('Ida', '08');
    await desk.customerWrites('before', ida);
    desk.host.engines[0]?.killApp();
    await desk.customerWrites('while it is down', ida);
    // GREEN-API had no 200 and comes again; by then the engine has started the app anew.
    for (let minutes = 0; minutes < 5 && desk.green.waiting(INSTANCE.id) > 0; minutes++) {
        await desk.host.clock.advance(60_000);
        await desk.settle();
    }
    const [room] = await roomsOf('Ida');
    expect(await desk.transcript(room?._id ?? '')).toEqual(['before', 'while it is down']);
    await desk.agentWrites(olga, room?._id ?? '', 'still here');
    expect(desk.accepted().slice(-1)).toEqual(['still here']);
});
