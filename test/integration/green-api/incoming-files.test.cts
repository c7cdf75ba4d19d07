import type { Client } from '../../host/client.cjs';
import type { MessageView } from '../../host/views.cjs';
import { ANN, Desk, INSTANCE } from '../../support/desk.cjs';

const MINUTE = 60_000;

let desk: Desk;
let olga: Client;
let shown = 0;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    await news();
});

afterAll(() => desk.stop());
afterEach(async () => {
    await desk.admin.setSetting('FileUpload_MaxFileSize', 104_857_600);
    await desk.admin.setSetting('FileUpload_MediaTypeBlackList', '');
});

/** What has come into the room since the last look. */
async function news(): Promise<MessageView[]> {
    const [room] = await desk.admin.rooms({ open: true });
    const all = await desk.admin.messages(room?._id ?? '');
    const fresh = all.slice(shown);
    shown = all.length;
    return fresh;
}

interface Sent {
    readonly kind?: string;
    readonly url: string;
    readonly name?: string;
    readonly type?: string;
    readonly caption?: string;
}

function send({ kind = 'documentMessage', url, name = '', type = '', caption = '' }: Sent): void {
    const fileMessageData = { downloadUrl: url, caption, fileName: name, mimeType: type, isForwarded: false };
    desk.green.customerSends(INSTANCE.id, ANN, { typeMessage: kind, fileMessageData });
}

async function sent(file: Sent): Promise<MessageView[]> {
    send(file);
    await desk.settle();
    return news();
}

const keep = (name: string, bytes: Buffer | number = 100): string =>
    desk.green.files.keep(name, typeof bytes === 'number' ? Buffer.alloc(bytes, 7) : bytes, 'application/octet-stream');

const texts = (messages: readonly MessageView[]): string[] => messages.map(({ msg }) => msg);

test('a file comes whole, under its name, with its caption behind it', async () => {
    const bytes = Buffer.from('%PDF some offer');
    const [file, caption, ...more] = await sent({
        url: keep('a', bytes),
        name: 'offer.pdf',
        type: 'application/pdf',
        caption: 'our *offer*',
    });
    expect(more).toEqual([]);
    expect(file?.file?.name).toMatch(/^offer\.\w{6}\.pdf$/);
    expect(file).toMatchObject({ msg: '', file: { type: 'application/pdf' }, alias: ANN.name });
    expect(caption?.msg).toBe('our *offer*');
    const path = `/file-upload/${file?.file?._id ?? ''}/${file?.file?.name ?? ''}`;
    expect((await desk.admin.request('GET', path)).bytes.equals(bytes)).toBe(true);
});

test.each([
    ['audioMessage', '', 'audio/ogg; codecs=opus', /^audio\.\w{6}\.ogg$/],
    ['imageMessage', '', 'image/jpeg', /^photo\.\w{6}\.jpg$/],
    ['documentMessage', 'отчёт', 'application/msword', /^отчёт\.\w{6}\.doc$/],
    ['documentMessage', '../a/b"c.txt', 'text/plain', /^.*a_b_c\.\w{6}\.txt$/],
    ['documentMessage', 'data', 'application/x-nobody-knows', /^data\.\w{6}\.bin$/],
])('a file of %s called %j of type %s gets a name that says what it is', async (kind, name, type, expected) => {
    const [file] = await sent({ kind, url: keep(`n-${name.length}-${type.length}`), name, type });
    expect(file?.file?.name).toMatch(expected);
});

test('a file above the limit of the workspace is not even fetched: the agent reads why and where it is', async () => {
    await desk.admin.setSetting('FileUpload_MaxFileSize', 1_500_000);
    const url = keep('large', 1_500_001);
    expect(texts(await sent({ url, name: 'film.mp4', type: 'video/mp4', caption: 'my film' }))).toEqual([
        `[The file film.mp4 cannot be shown here: it is larger than this workspace allows (1.5 MB).]\nIt may be found at ${url}\nmy film`,
    ]);
    expect(desk.green.log.filter(({ path }) => path === '/files/large').map(({ headers }) => headers.range)).toEqual([
        'bytes=0-0',
    ]);
});

test('a type that the workspace forbids is told with the reason and the place', async () => {
    await desk.admin.setSetting('FileUpload_MediaTypeBlackList', 'application/zip');
    const url = keep('z');
    const [message, ...more] = await sent({ url, name: 'all.zip', type: 'application/zip', caption: 'all of it' });
    expect(more).toEqual([]);
    expect(message?.msg).toMatch(
        /^\[The file all\.zip cannot be shown here: Rocket\.Chat did not take it \(.+\)\.\]\n/,
    );
    expect(message?.msg).toContain(`It may be found at ${url}\nall of it`);
});

test.each([
    [
        'that is gone',
        () => desk.green.files.url('nothing'),
        /it is not there any more \(status 404\)\.\]\nIt may be found at http/,
    ],
    ['without a place', () => '', /the messenger gave no place to fetch it from\.\]\nsee$/],
    ['in a private network', () => 'http://10.0.0.1/secret', /its address leads into a private network\.\]\nsee$/],
    ['of another scheme', () => 'file:///etc/passwd', /the messenger gave no place to fetch it from\.\]\nsee$/],
])('a file %s is told in words', async (_what, url, expected) => {
    const messages = texts(await sent({ url: url(), name: 'x.jpg', type: 'image/jpeg', caption: 'see' }));
    expect(messages).toEqual([expect.stringMatching(expected)]);
});

test('a file that GREEN-API cannot give right now comes later, and what was written after it stays behind it', async () => {
    desk.green.faults.add({ route: 'file', kind: 'status', status: 503 });
    send({ url: keep('later'), name: 'later.jpg', type: 'image/jpeg' });
    await desk.settle();
    await desk.customerWrites('did you get it?');
    expect(texts(await news()).length).toBeLessThanOrEqual(2);
    await desk.host.clock.advance(MINUTE);
    await desk.settle();
    const all = await desk.admin.messages((await desk.admin.rooms({ open: true }))[0]?._id ?? '');
    const names = all.map(({ file, msg }) => file?.name.replace(/\.\w{6}\./, '.') ?? msg);
    expect(names.indexOf('later.jpg')).toBe(names.indexOf('did you get it?') - 1);
    shown = all.length;
});

test('a file that never comes is given up after ten minutes, in words, and the talk goes on', async () => {
    desk.green.faults.add({ route: 'file', kind: 'status', status: 503, times: 1_000 });
    const url = keep('never');
    send({ url, name: 'never.jpg', type: 'image/jpeg', caption: 'the photo' });
    await desk.settle();
    for (let minutes = 0; minutes < 14; minutes++) {
        await desk.host.clock.advance(MINUTE);
    }
    desk.green.faults.clear();
    await desk.customerWrites('hello?');
    expect(texts(await news())).toEqual([
        `[The file never.jpg cannot be shown here: the messenger did not hand it over in time; please look at it on the phone.]\nIt may be found at ${url}\nthe photo`,
        'hello?',
    ]);
});
