import { PICTURE } from '../../fakes/green-api/people.cjs';
import type { MessageView } from '../../host/views.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { BOT, MINUTE, SECOND, customer, furnished, openRooms, pass, until } from '../delivery/workbench.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Client } from '../../host/client.cjs';

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

afterEach(async () => {
    desk.green.faults.clear();
    await desk.admin.setSetting('FileUpload_Enabled', true);
});

afterAll(() => desk.stop());

/** A customer who shows this picture, and has not written yet. */
function pictured(bytes: Buffer = PICTURE): Customer {
    const who = customer();
    const picture = desk.green.files.keep(`picture of ${who.phone}`, bytes, 'application/octet-stream');
    desk.green.setProfile(INSTANCE.id, `${who.phone}@c.us`, { picture });
    return who;
}

/** What stands in all rooms of a customer, oldest first. */
async function said(who: Customer): Promise<MessageView[]> {
    const rooms = (await desk.admin.rooms()).filter(({ fname }) => fname === who.name);
    return (await Promise.all(rooms.map(({ _id }) => desk.admin.messages(_id)))).flat();
}

const picturesOf = async (who: Customer): Promise<MessageView[]> =>
    (await said(who)).filter(({ file, u }) => file !== undefined && u.username === BOT);

const asked = (method: string): number => desk.green.log.filter(({ route }) => route === method).length;

test('the picture of a new contact stands behind his first message, in the first note, and never again', async () => {
    const who = pictured();
    const before = asked('getAvatar');
    await desk.customerWrites('hello', who);
    await until('the picture', async () => (await picturesOf(who))[0]?.msg !== '' && (await said(who)).length === 2);
    await desk.settle();
    const [hello, note, ...more] = await said(who);
    expect(more).toEqual([]);
    expect(hello).toMatchObject({ msg: 'hello', alias: who.name });
    expect(note).toMatchObject({
        u: { username: BOT },
        msg: `👤 New contact: ${who.name}, +${who.phone}`,
        attachments: [{ image_type: 'image/png' }],
    });
    expect(note?.file?.name).toMatch(new RegExp(`^${who.name}\\.\\w{6}\\.png$`));
    const path = `/file-upload/${note?.file?._id ?? ''}/${note?.file?.name ?? ''}`;
    expect((await olga.request('GET', path)).bytes.equals(PICTURE)).toBe(true);
    await desk.customerWrites('are you there?', who);
    const [room] = await openRooms(desk, who);
    await olga.close(room?._id ?? '', 'done');
    await desk.settle();
    await desk.customerWrites('one more thing', who);
    await pass(desk, 5 * MINUTE);
    expect(await picturesOf(who)).toHaveLength(1);
    expect(asked('getAvatar')).toBe(before + 1);
    expect(desk.green.sent(INSTANCE.id)).toEqual([]);
});

test('a contact without a picture is asked about once, and nothing is said of it', async () => {
    const who = customer();
    const before = asked('getAvatar');
    await desk.customerWrites('hello', who);
    await until('the question', () => asked('getAvatar') === before + 1);
    await pass(desk, 10 * MINUTE);
    expect((await said(who)).map(({ msg }) => msg)).toEqual(['hello']);
    expect(asked('getAvatar')).toBe(before + 1);
});

test.each([
    ['what is no picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['what is too large', Buffer.concat([PICTURE, Buffer.alloc(5_000_000)])],
])('%s is not shown', async (_what, bytes) => {
    const who = pictured(bytes);
    const before = asked('getAvatar');
    await desk.customerWrites('hello', who);
    await until('the question', () => asked('getAvatar') === before + 1);
    await pass(desk, 10 * MINUTE);
    expect((await said(who)).map(({ msg }) => msg)).toEqual(['hello']);
});

test('an address inside a private network is not fetched', async () => {
    const who = customer();
    desk.green.setProfile(INSTANCE.id, `${who.phone}@c.us`, { picture: 'http://10.0.0.1/secret.png' });
    await desk.customerWrites('hello', who);
    await pass(desk, 10 * MINUTE);
    expect(await picturesOf(who)).toEqual([]);
});

test('where GREEN-API asks to be slower, the message stands at once and the picture comes with the tick', async () => {
    const who = pictured();
    desk.green.faults.add({ route: 'getAvatar', kind: 'status', status: 429 });
    await desk.customerWrites('hello', who);
    await until('the message', async () => (await said(who)).length === 1);
    await desk.customerWrites('and more', who);
    await pass(desk, 3 * MINUTE);
    await until('the picture', async () => (await picturesOf(who)).length === 1);
    expect((await said(who)).map(({ msg }) => msg).slice(0, 2)).toEqual(['hello', 'and more']);
});

test('what GREEN-API or Rocket.Chat refuses is given up after a few tries', async () => {
    const who = pictured();
    desk.green.faults.add({ route: 'getAvatar', kind: 'status', status: 503, times: 100 });
    const before = asked('getAvatar');
    await desk.customerWrites('hello', who);
    for (let i = 0; i < 6; i++) await pass(desk, 3 * MINUTE);
    expect(asked('getAvatar')).toBe(before + 3);
    desk.green.faults.clear();
    const other = pictured();
    await desk.admin.setSetting('FileUpload_Enabled', false);
    await desk.customerWrites('hello', other);
    for (let i = 0; i < 6; i++) await pass(desk, 3 * MINUTE);
    await desk.admin.setSetting('FileUpload_Enabled', true);
    await pass(desk, 3 * MINUTE);
    expect([await picturesOf(who), await picturesOf(other)]).toEqual([[], []]);
});

test('a picture that is slow to come keeps no message waiting', async () => {
    const who = pictured();
    desk.green.faults.add({ route: 'getAvatar', kind: 'slow', delayMs: SECOND });
    for (const text of ['first', 'second']) {
        desk.green.customerWrites(INSTANCE.id, { ...who, text });
        await desk.green.drain(); // both are answered while GREEN-API says nothing
    }
    expect((await said(who)).map(({ msg }) => msg)).toEqual(['first', 'second']);
    await pass(desk, 2 * SECOND);
    await until('the picture', async () => (await picturesOf(who)).length === 1);
});

test('when a process dies over it, the tick shows the picture, once', async () => {
    const who = pictured();
    const [engine] = desk.host.engines;
    let died = false;
    desk.host.setHook({
        after({ method }) {
            if (method === 'createUpload' && !died) {
                died = true;
                engine?.killApp();
            }
        },
    });
    await desk.customerWrites('hello', who);
    await until('the end of the process', () => died);
    await engine?.appWorks();
    desk.host.setHook({});
    expect((await picturesOf(who)).map(({ msg }) => msg)).toEqual(['']);
    await pass(desk, 5 * MINUTE);
    await until('the picture with its words', async () => (await picturesOf(who))[0]?.msg !== '');
    expect(died).toBe(true);
    expect(await picturesOf(who)).toHaveLength(1);
});

test('switched off, nobody is asked', async () => {
    await desk.saveSettings({ green_avatars: false });
    await pass(desk, 2 * MINUTE);
    const before = asked('getAvatar');
    const who = pictured();
    await desk.customerWrites('hello', who);
    await pass(desk, 10 * MINUTE);
    expect(await picturesOf(who)).toEqual([]);
    expect(asked('getAvatar')).toBe(before);
});
