/** The endpoint that edna calls, in the packaged app: who may call, what is answered, and what comes into the rooms. */
import { readFileSync, readdirSync } from 'fs';
import type { Server } from 'http';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { EARLY_FOR_MS } from '../../../src/gateway/outbox/receipts';
import type { MessageView } from '../../host/views.cjs';
import { APP_ID } from '../../support/desk.cjs';
import { TICK_MS, complaints, kept, logged, until } from '../delivery/workbench.cjs';
import type { Bench } from './workbench.cjs';
import { KEY, WEBHOOK_KEY, customer, ednaBench } from './workbench.cjs';

const FOLDER = join(__dirname, '../../fixtures/edna');
const OK = { code: 'ok' };

interface Fixture {
    readonly about: string;
    readonly body: unknown;
    readonly parsed: { readonly kind: string };
}

/** The engine's own transport does not hand over a member of this name; no app can see it. */
const NOT_HANDED_OVER = 'prototype-names.json';

const fixtures = readdirSync(FOLDER)
    .filter((file) => file !== NOT_HANDED_OVER)
    .sort()
    .map((file) => ({
        name: file.replace('.json', ''),
        ...(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Fixture),
    }));

let bench: Bench;

beforeAll(async () => {
    bench = await ednaBench();
});

afterAll(() => bench.stop());

const TOKEN = { authorization: `Token ${WEBHOOK_KEY}` };

const call = (body: unknown, headers: Record<string, string> = TOKEN, query = '', method = 'POST') =>
    bench.desk.admin.webhook(APP_ID, `webhooks/edna${query}`, body, headers, { method });

let ids = 0;
const simple = (text = 'x', more: object = {}): object => ({
    id: `s${(ids += 1)}`,
    imType: 'whatsapp',
    subject: customer().phone,
    text,
    fromClient: true,
    ...more,
});

test.each(['GET', 'HEAD'])('%s is answered to anybody: edna looks whether the address is there', async (method) => {
    const { status } = await call(undefined, {}, '', method);
    expect(status).toBe(200);
});

test.each(['PUT', 'DELETE', 'PATCH'])('%s is not', async (method) => {
    expect((await call({}, TOKEN, '', method)).status).toBe(405);
});

test.each([
    ['Authorization: Token', { authorization: `Token ${WEBHOOK_KEY}` }, ''],
    ['Authorization: Bearer', { authorization: `Bearer ${WEBHOOK_KEY}` }, ''],
    ['Authorization alone', { authorization: WEBHOOK_KEY }, ''],
    ['X-API-KEY', { 'x-api-key': WEBHOOK_KEY }, ''],
    ['the address', {}, `?token=${WEBHOOK_KEY}`],
])('the key is taken from %s', async (_where, headers, query) => {
    const { status, json } = await call(simple(), headers, query);
    expect([status, json]).toEqual([200, OK]);
});

test.each([
    ['no key', {}, ''],
    ['a wrong key', { authorization: 'Token wrong' }, ''],
    ['a wrong one in the address', {}, '?token=wrong'],
    ['the API key', { 'x-api-key': KEY }, ''],
    ['half of the key', { authorization: `Token ${WEBHOOK_KEY.slice(0, -1)}` }, ''],
])('with %s nothing is taken', async (_what, headers, query) => {
    const body = simple('from nobody');
    expect((await call(body, headers, query)).status).toBe(401);
    await bench.settle();
    expect((await kept(bench.desk)).some((one) => JSON.stringify(one).includes('from nobody'))).toBe(false);
});

test('what the store does not take is told as 503 and comes again, once', async () => {
    const who = customer();
    const body = simple('kept in the end', { subject: who.phone });
    bench.desk.host.setHook({
        before: ({ method }) =>
            method === 'createWithAssociations' ? Promise.reject(new Error('disk full')) : Promise.resolve(),
    });
    expect((await call(body)).status).toBe(503);
    bench.desk.host.setHook({});
    expect((await call(body)).status).toBe(200);
    expect((await call(body)).status).toBe(200);
    await bench.settle();
    expect(await textsOf(who.phone)).toEqual(['kept in the end']);
});

async function messagesOf(phone: string): Promise<MessageView[]> {
    // Whoever gives no name is called by his number.
    const rooms = (await bench.desk.admin.rooms()).filter(({ fname = '' }) => fname.includes(phone));
    return (await Promise.all(rooms.map(({ _id }) => bench.desk.admin.messages(_id)))).flat();
}

const textsOf = async (phone: string): Promise<string[]> => (await messagesOf(phone)).map(({ msg }) => msg);

test('several in a list come in their order', async () => {
    const who = customer();
    const list = ['one', 'two', 'three', 'four'].map((text) => simple(text, { subject: who.phone }));
    expect((await call(list)).json).toEqual(OK);
    await bench.settle();
    expect(await textsOf(who.phone)).toEqual(['one', 'two', 'three', 'four']);
});

test('what fits no form is answered as taken, counted by the names of its members, and not told of further', async () => {
    expect(await call({ note: 'my card is 4111', other: 1 })).toMatchObject({ status: 200, json: OK });
    expect(await call([])).toMatchObject({ status: 200, json: OK });
    await bench.settle();
    const odd = await kept(bench.desk, 'oddity');
    expect(odd.map(({ what, count }) => [what, count])).toContainEqual(['keys note, other', 1]);
    expect(JSON.stringify([await kept(bench.desk), await logged(bench.desk)])).not.toContain('4111');
});

test('names that every object has are names like others', async () => {
    const body = { constructor: 'x', hasOwnProperty: 1, toString: null };
    expect(await call(body)).toMatchObject({ status: 200, json: OK });
});

test('a status of a message that nobody here has sent is taken, and forgotten', async () => {
    expect(await call({ requestId: 'not-ours', messageId: 1, status: 'READ' })).toMatchObject({
        status: 200,
        json: OK,
    });
    await bench.settle();
    expect(await kept(bench.desk, 'receipt')).toMatchObject([{ messageId: 'not-ours' }]);
    await bench.pass(EARLY_FOR_MS + TICK_MS);
    await bench.pass(TICK_MS);
    await until('it is forgotten', async () => (await kept(bench.desk, 'receipt')).length === 0, 20_000);
    expect((await kept(bench.desk, 'oddity')).map(({ what }) => what)).toContain('status of an unknown message');
});

/** What an agent sees of each kind, where that is more than a text. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
    text: ['Есть в наличии?'],
    'image-named': ['📎 shoe.png'],
    document: ['📎 счёт _ 17.pdf', 'счёт'],
    audio: ['📎 0f3a0000-0000-4000-8000-000000000008.mp3'],
    'legacy-document': ['📎 bill.pdf'],
    'seed-attachment': ['📎 shoe.jpg', 'this'],
    button: ['☑️ Chosen: Да'],
    'list-picker-several': ['☑️ Chosen: Red, Blue'],
    location: ['📍 Location: 55.7558, 37.6173\nhttps://maps.google.com/?q=55.7558,37.6173'],
    contact: ['👤 Contact: Boris, +79005550110, +79005550111'],
    reaction: ['Reaction: 👍'],
    'flow-in-array': ['flow_token: EXAMPLE\nname: Anna\nsize: M'],
    'text-in-array': ['One'],
    'texts-in-array': ['First', 'Second'],
    'legacy-text': ['Hi'],
    'seed-text': ['Hi'],
    'seed-echo': [],
    'unknown-kind': ['[This message cannot be shown here: HOLOGRAM. Please look at it on the phone.]\nbeam me'],
    'quoted-own': ['As I said'],
};

/** Where the samples' files lie, in place of the host that they name. */
let storage: Server;

beforeAll(async () => {
    storage = createServer((_request, answer) => answer.end('bytes'));
    await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => storage.close(resolve)));

test('every sample is answered with 200 and shown as what it says', async () => {
    const { port } = storage.address() as AddressInfo;
    const seen = new Set((await allMessages()).map(({ _id }) => _id));
    const shown: Record<string, string[]> = {};
    for (const { name, body } of fixtures) {
        const sent = JSON.stringify(body).replace(/https:\/\/files\.example\.test/g, `http://127.0.0.1:${port}`);
        expect([name, (await call(JSON.parse(sent))).json]).toEqual([name, OK]);
        await bench.settle();
        const fresh = (await allMessages()).filter(({ _id }) => !seen.has(_id));
        fresh.forEach(({ _id }) => seen.add(_id));
        shown[name] = fresh.map(lineOf);
    }
    expect(shown).toMatchObject(SHOWN);
    const silent = fixtures.filter(
        ({ name, parsed }) => shown[name]?.length === 0 && JSON.stringify(parsed).includes('"kind":"message"'),
    );
    // The same message under another about: known by its id.
    expect(silent.map(({ name }) => name)).toEqual([]);
    expect(await kept(bench.desk, 'entry')).toEqual([]);
    expect((await complaints(bench.desk)).filter((line) => line.includes('failed'))).toEqual([]);
});

/** A file by its name, without the mark that is ours. */
const lineOf = ({ msg, file }: MessageView): string =>
    file === undefined ? msg.replace(/^(?:\[ \]\(\S+\)|> [^\n]*)\n?/, '') : `📎 ${file.name.replace(/\.\w{6}\./, '.')}`;

async function allMessages(): Promise<MessageView[]> {
    const rooms = await bench.desk.admin.rooms();
    const all = (await Promise.all(rooms.map(({ _id }) => bench.desk.admin.messages(_id)))).flat();
    return all.filter(({ token }) => token !== undefined);
}
