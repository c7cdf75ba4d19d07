import { randomBytes } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { LINK_MS, linkFor } from '../../src/gateway/outbox/file-links';
import { secretOf } from '../../src/lib/secrets';
import type { Answer, Client } from '../host/client.cjs';
import { Client as HostClient } from '../host/client.cjs';
import { decode } from '../host/store/encode.cjs';
import { APP_ID, Desk, ZIP } from '../support/desk.cjs';

const MANIFEST = join(__dirname, '../../app.json');
const MINUTE = 60_000;
const NOT_FOUND = [404, { error: 'not found' }];

let desk: Desk;
let olga: Client;
let room: string;

beforeAll(async () => {
    desk = await Desk.start({ runtimeTimeoutMs: 30_000 });
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    room = (await desk.admin.rooms())[0]?._id ?? '';
});

afterAll(() => desk.stop());

/** The app's own secret, as it stands in its store. */
async function ownSecret(): Promise<string> {
    const all = await desk.host.store.persistence.find({});
    const records = all.map(({ data }) => decode(data) as { t?: string; value?: string });
    return records.find(({ t }) => t === 'secret')?.value ?? '';
}

/** A link as the app makes it for a channel. */
async function link(fileId: string, name: string, type = ''): Promise<string> {
    const secret = secretOf(await ownSecret());
    const address = `${desk.host.url}/api/apps/public/${APP_ID}`;
    const site = { secret: () => Promise.resolve(secret), address: () => Promise.resolve(address) };
    return linkFor({ site, clock: desk.host.clock }, fileId, name, type);
}

/** Uploads as the agent into the conversation; gives the file's id. */
async function uploaded(name: string, bytes: Buffer): Promise<string> {
    const message = await olga.upload(room, name, bytes);
    await desk.settle();
    return message.file?._id ?? '';
}

/** As somebody who has nothing but the address. */
function ask(address: string, method = 'GET'): Promise<Answer> {
    const { pathname, search } = new URL(address);
    return new HostClient(desk.host.url).request(method, pathname + search);
}

const verdict = ({ status, json }: Answer): unknown => [status, json];

function changed(address: string, change: (query: URLSearchParams) => void): string {
    const url = new URL(address);
    change(url.searchParams);
    return url.href;
}

test("an agent's file is handed out by its link, byte for byte, without a login", async () => {
    const bytes = randomBytes(3_000_000);
    const answer = await ask(await link(await uploaded('фото 1.jpg', bytes), 'фото 1.jpg'));
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
        'content-type': 'image/jpeg',
        'content-length': '3000000',
        'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('фото 1.jpg')}`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
    });
});

test('the same file cannot be had from Rocket.Chat itself without a login', async () => {
    const fileId = await uploaded('photo.jpg', Buffer.from('jpeg'));
    expect((await ask(`${desk.host.url}/file-upload/${fileId}/photo.jpg`)).status).toBe(403);
});

test('HEAD tells what GET would, and reads no file for it', async () => {
    const address = await link(await uploaded('voice.ogg', Buffer.alloc(70_000, 7)), 'voice.ogg');
    desk.host.calls.reset();
    const head = await ask(address, 'HEAD');
    expect(Object.keys(desk.host.calls.counts())).not.toContain('upload.getBuffer');
    const { headers } = await ask(address);
    expect(Object.keys(desk.host.calls.counts())).toContain('upload.getBuffer');
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    for (const name of ['content-type', 'content-length', 'content-disposition', 'x-content-type-options']) {
        expect([name, head.headers[name]]).toEqual([name, headers[name]]);
    }
    expect(headers['content-length']).toBe('70000');
});

test('a link holds for an hour, and a new one opens the file again', async () => {
    const fileId = await uploaded('photo.png', Buffer.from('png'));
    const address = await link(fileId, 'photo.png');
    await desk.host.clock.advance(LINK_MS - MINUTE);
    expect((await ask(address)).status).toBe(200);
    await desk.host.clock.advance(2 * MINUTE);
    expect(verdict(await ask(address))).toEqual(NOT_FOUND);
    expect((await ask(address, 'HEAD')).status).toBe(404);
    expect((await ask(await link(fileId, 'photo.png'))).status).toBe(200);
});

test('an altered, moved or missing token, another name and an unknown file are all told the same: not found', async () => {
    const fileId = await uploaded('photo.png', Buffer.from('png'));
    const other = await uploaded('secret.png', Buffer.from('other'));
    const address = await link(fileId, 'photo.png');
    const token = new URL(address).searchParams.get('t') ?? '';
    const [, moment = '', signature = ''] = token.split('.');
    const later = (parseInt(moment, 36) + 60_000).toString(36);
    const last = token.endsWith('A') ? 'B' : 'A';
    const wrong = [
        ['the last character changed', changed(address, (query) => query.set('t', token.slice(0, -1) + last))],
        ['another file', changed(address, (query) => query.set('t', `${other}.${moment}.${signature}`))],
        ['a later time', changed(address, (query) => query.set('t', `${fileId}.${later}.${signature}`))],
        ['no signature', changed(address, (query) => query.set('t', `${fileId}.${moment}.`))],
        ['an empty token', changed(address, (query) => query.set('t', ''))],
        ['no token', changed(address, (query) => query.delete('t'))],
        ["another file's name", changed(address, (query) => query.set('n', 'secret.png'))],
        ['no name', changed(address, (query) => query.delete('n'))],
        ['two tokens', `${address}&t=${token}`],
        ['a token as a list', address.replace('?t=', '?t[]=')],
        ['a file that is not there', await link('nothing', 'photo.png')],
    ] as const;
    const answers = await Promise.all(wrong.map(async ([what, query]) => [what, await ask(query)] as const));
    expect(answers.map(([what, answer]) => [what, answer.status, answer.text])).toEqual(
        wrong.map(([what]) => [what, 404, '{"error":"not found"}']),
    );
    expect((await ask(address)).status).toBe(200);
});

test('a file of 25 MB has a link, and a larger one is refused before it is read', async () => {
    const largest = await uploaded('largest.zip', Buffer.alloc(25_000_000, 1));
    const tooLarge = await uploaded('large.zip', Buffer.alloc(26_000_000, 1));
    const head = await ask(await link(largest, 'largest.zip'), 'HEAD');
    expect([head.status, head.headers['content-length']]).toEqual([200, '25000000']);
    desk.host.calls.reset();
    expect(verdict(await ask(await link(tooLarge, 'large.zip')))).toEqual(NOT_FOUND);
    expect((await ask(await link(tooLarge, 'large.zip'), 'HEAD')).status).toBe(404);
    expect(Object.keys(desk.host.calls.counts())).not.toContain('upload.getBuffer');
});

test.each([
    ['page.html', '<script>alert(1)</script>'],
    ['code.js', 'alert(1)'],
    ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
])('%s is handed out to be saved, and never as something that a browser runs', async (name, content) => {
    await desk.admin.setSetting('FileUpload_MediaTypeBlackList', '');
    const answer = await ask(await link(await uploaded(name, Buffer.from(content)), name));
    expect([answer.status, answer.text]).toEqual([200, content]);
    expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${name}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
    });
});

test('what a visitor asks for in the name is not shown as a page either', async () => {
    const answer = await ask(`${desk.host.url}/api/apps/public/${APP_ID}/files?t=x&n=<script>alert(1)</script>`);
    expect([answer.status, answer.text]).toEqual([404, '{"error":"not found"}']);
    expect(answer.headers['content-type']).toContain('application/json');
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused, also with a good link', async (method) => {
    const answer = await ask(await link(await uploaded('photo.png', Buffer.from('png')), 'photo.png'), method);
    expect([answer.status, answer.json, answer.headers['allow']]).toEqual([
        405,
        { error: `${method} is not answered here` },
        'GET, HEAD',
    ]);
});

test('without the permission to read files no file is there, and the log says which permission is missing', async () => {
    const { permissions } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { permissions: Array<{ name: string }> };
    const granted = permissions.filter(({ name }) => name !== 'upload.read');
    const fileId = await uploaded('photo.png', Buffer.from('png'));
    await desk.admin.updateApp(APP_ID, readFileSync(ZIP), granted);
    expect(verdict(await ask(await link(fileId, 'photo.png')))).toEqual(NOT_FOUND);
    const { logs } = await desk.admin.get(`/api/apps/${APP_ID}/logs`);
    expect(JSON.stringify(logs)).toContain('is \\"upload.read\\" not given?');
});
