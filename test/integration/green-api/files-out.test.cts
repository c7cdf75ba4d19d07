/** What an agent attaches and quotes, as it comes out at GREEN-API. */
import { randomBytes } from 'crypto';
import type { Client } from '../../host/client.cjs';
import { ANN, Desk, INSTANCE } from '../../support/desk.cjs';

const BOB = { phone: '15550100124', name: 'Bob' } as const;

jest.setTimeout(120_000); // a large file takes its time

let desk: Desk;
let olga: Client;
let room: string;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('which one?');
    room = (await desk.admin.rooms())[0]?._id ?? '';
});

afterAll(() => desk.stop());

/** Carries out something and gives what GREEN-API got of it. */
async function got(work: () => Promise<unknown>) {
    const before = desk.green.sent(INSTANCE.id).length;
    await work();
    await desk.settle();
    return desk.green.sent(INSTANCE.id).slice(before);
}

const link = (roomId: string, messageId: string): string => `[ ](${desk.host.url}/live/${roomId}?msg=${messageId})`;
const idOf = async (roomId: string, text: string): Promise<string> =>
    (await desk.admin.messages(roomId)).find(({ msg }) => msg === text)?._id ?? '';
const notes = async (): Promise<string[]> =>
    (await desk.admin.messages(room)).filter(({ u }) => u.username === 'switchboard.bot').map(({ msg }) => msg);

test('a protected picture goes out byte for byte, once, with what was said of it; no address of the workspace leaves', async () => {
    expect(await desk.admin.setting('FileUpload_ProtectFiles')).toBe(true);
    const bytes = randomBytes(2_000_000);
    const sent = await got(() => olga.upload(room, 'front & №1.jpg', bytes, 'the front'));
    expect(sent.map(({ message, file }) => [message, file?.fileName, file?.mimeType])).toEqual([
        ['the front', 'front & №1.jpg', 'image/jpeg'],
    ]);
    expect(sent[0]?.file?.bytes.equals(bytes)).toBe(true);
    const [request] = desk.green.log.filter(({ route }) => route === 'sendFileByUpload').slice(-1);
    const form = request?.raw.toString('latin1') ?? '';
    expect([form.includes(desk.host.url), form.includes('rc_token')]).toEqual([false, false]);
});

test('what is said of a document goes before it, as a text', async () => {
    const sent = await got(() => olga.upload(room, 'offer.pdf', Buffer.from('%PDF'), 'our offer'));
    expect(sent.map(({ message, file }) => [message, file?.fileName])).toEqual([
        ['our offer', undefined],
        ['', 'offer.pdf'],
    ]);
});

test('files and texts arrive in the order of the room', async () => {
    const sent = await got(async () => {
        await olga.post(room, 'one');
        await olga.upload(room, 'two.png', Buffer.from('png'));
        await olga.post(room, 'three');
    });
    expect(sent.map(({ message, file }) => file?.fileName ?? message)).toEqual(['one', 'two.png', 'three']);
});

test('a file whose event was lost goes out before the next answer', async () => {
    desk.host.faults.loseEvents['IPostMessageSent'] = 1;
    const sent = await got(async () => {
        await olga.upload(room, 'lost.png', Buffer.from('png'), 'look');
        await desk.settle();
        await olga.post(room, 'next');
    });
    expect(sent.map(({ message, file }) => [message, file?.fileName])).toEqual([
        ['look', 'lost.png'],
        ['next', undefined],
    ]);
});

test('a file that is too large to pass is refused before anything is called, and the agent is told the limit', async () => {
    const calls = () => desk.green.log.filter(({ route = '' }) => route !== 'getAvatar').length;
    const before = calls();
    const sent = await got(() => olga.upload(room, 'film.mp4', Buffer.alloc(26_000_000), 'see'));
    expect([sent, calls() - before]).toEqual([[], 0]);
    expect((await notes()).slice(-1)[0]).toMatch(/Not delivered.*film\.mp4.*at most 25 MB.*\n> film\.mp4$/);
});

test('slowed down between a text and its file, only the file goes again', async () => {
    const sent = await got(async () => {
        desk.green.faults.add({ route: 'sendFileByUpload', kind: 'status', status: 429 });
        await olga.upload(room, 'price.pdf', Buffer.from('%PDF'), 'the price');
        await desk.settle();
        await desk.host.clock.advance(7_000);
    });
    expect(sent.map(({ message, file }) => [message, file?.fileName])).toEqual([
        ['the price', undefined],
        ['', 'price.pdf'],
    ]);
});

test("the contact's message that an agent quotes is quoted in WhatsApp, and so is an agent's", async () => {
    const theirs = await idOf(room, 'which one?');
    const [ours] = await got(() => olga.post(room, `${link(room, theirs)}\nthe blue one (see ${'https://x.example'})`));
    expect(ours).toMatchObject({
        message: 'the blue one (see https://x.example)',
        status: expect.not.stringMatching('vanished') as unknown,
    });
    expect(ours?.quotedMessageId).toMatch(/^3EB0/);
    const mine = (await desk.admin.messages(room)).slice(-1)[0]?._id ?? '';
    const [second] = await got(() => olga.post(room, `${link(room, mine)} or the red one`));
    expect(second).toMatchObject({ message: 'or the red one', quotedMessageId: ours?.idMessage });
});

test('a message of another conversation, or one that never went out, is quoted as text: nothing vanishes', async () => {
    await desk.customerWrites('my number is 7', BOB);
    const other = (await desk.admin.rooms()).find(({ _id }) => _id !== room)?._id ?? '';
    const foreign = await idOf(other, 'my number is 7');
    const sent = await got(async () => {
        await olga.post(room, `${link(other, foreign)} like him`);
        await olga.post(room, `${link(room, 'nothingOfTheKind')} who?`);
        await olga.post(room, link(room, await idOf(room, 'which one?')));
    });
    expect(sent.map(({ message, quotedMessageId }) => [message, quotedMessageId])).toEqual([
        ['> my number is 7\nlike him', undefined],
        ['who?', undefined],
        ['> which one?', undefined],
    ]);
    expect(sent.every(({ status }) => status !== 'vanished')).toBe(true);
});

test("a manager's and a bot's words go out, what the app and the server say does not", async () => {
    const mia = await desk.admin.createUser('mia');
    await desk.admin.makeManager('mia');
    const bot = await desk.admin.createUser('helper', { roles: ['user', 'bot'] });
    await desk.admin.makeManager('helper'); // so that it may write here
    const sent = await got(async () => {
        await mia.post(room, 'from the manager');
        await bot.post(room, 'from the bot');
        await desk.settle(); // before the fault, which is for the next one
        desk.green.faults.add({ route: 'sendMessage', kind: 'status', status: 403 });
        await olga.post(room, 'refused'); // the app says so in the room
        await desk.customerWrites('thanks', ANN);
        await olga.close(room, 'bye'); // and the server that the room was closed
    });
    expect(sent.map(({ message }) => message)).toEqual(['from the manager', 'from the bot']);
});
