import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../../host/client.cjs';
import { decode } from '../../host/store/encode.cjs';
import { ANN, APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';

let desk: Desk;
let olga: Client;
/** The token that the app gave to GREEN-API, as GREEN-API sends it. */
let authorization: string;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('first');
    authorization = desk.green.deliveries(INSTANCE.id)[0]?.headers['authorization'] ?? '';
});

afterAll(() => desk.stop());

const message = (id: string, messageData: unknown, more: object = {}) => ({
    typeWebhook: 'incomingMessageReceived',
    instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' },
    timestamp: 1_760_000_100,
    idMessage: id,
    senderData: { chatId: `${ANN.phone}@c.us`, senderName: ANN.name },
    messageData,
    ...more,
});
const text = (words: string) => ({ typeMessage: 'textMessage', textMessageData: { textMessage: words } });

const transcript = async (): Promise<string[]> => {
    await desk.host.idle();
    const [room] = await desk.admin.rooms({ open: true });
    return desk.transcript(room?._id ?? '');
};

/** What the app keeps of one kind. */
const kept = async (kind: string): Promise<Array<Record<string, unknown>>> => {
    const all = await desk.host.store.persistence.find({});
    return all.map(({ data }) => decode(data) as Record<string, unknown>).filter(({ t }) => t === kind);
};

test('GREEN-API was given a token of ours, behind the scheme that it adds', () => {
    expect(authorization).toMatch(/^Bearer [0-9a-f]{64}$/);
});

test.each([
    ['no token', {}],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another token', { authorization: `Bearer ${'0'.repeat(64)}` }],
    ["GREEN-API's own token", { authorization: `Bearer ${INSTANCE.token}` }],
])('with %s the answer is 401, and nothing is kept or shown', async (_what, headers) => {
    const before = await transcript();
    const answer = await desk.webhook(message('FORGED', text('let me in')), headers);
    expect([answer.status, answer.json]).toEqual([401, { error: 'The webhook token is missing or wrong.' }]);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(await transcript()).toEqual(before);
    expect(await kept('entry')).toEqual([]);
});

test.each(['bare', 'Bearer', 'bearer', 'Basic', 'Bearer Bearer'])(
    'the token is taken in the form %s',
    async (scheme) => {
        const token = authorization.replace('Bearer ', '');
        const words = `with ${scheme}`;
        const header = scheme === 'bare' ? token : `${scheme} ${token}`;
        const answer = await desk.webhook(message(`FORM ${scheme}`, text(words)), { authorization: header });
        expect(answer.status).toBe(200);
        expect(await transcript()).toContain(words);
    },
);

test('an unknown kind of message is shown as a line that names it', async () => {
    const answer = await desk.webhook(message('KIND', { typeMessage: 'hologramMessage' }), { authorization });
    expect(answer.status).toBe(200);
    expect((await transcript()).slice(-1)).toEqual([
        '[This message cannot be shown here: hologramMessage. Please look at it on the phone.]',
    ]);
});

test('the line speaks the language of the workspace, and a caption is kept', async () => {
    await desk.admin.setSetting('Language', 'ru');
    const file = {
        typeMessage: 'hologramMessage',
        fileMessageData: { caption: 'the front' },
    };
    await desk.webhook(message('RU', file), { authorization });
    await desk.admin.setSetting('Language', 'en');
    expect((await transcript()).slice(-1)[0]).toMatch(
        /^\[Это сообщение нельзя показать здесь: hologramMessage\..*\]\nthe front$/,
    );
});

test('an unknown kind of webhook is answered 200 and counted', async () => {
    const body = { typeWebhook: 'moonPhaseChanged', instanceData: { idInstance: Number(INSTANCE.id) } };
    for (let i = 0; i < 2; i++) {
        expect((await desk.webhook(body, { authorization })).status).toBe(200);
    }
    expect(await kept('oddity')).toMatchObject([{ what: 'moonPhaseChanged', count: 2 }]);
});

test.each([
    ['without its message', message('BROKEN', undefined)],
    ['of another instance', message('OTHER', text('x'), { instanceData: { idInstance: 7_103_990_043 } })],
    ['that is a list', []],
    ['that is empty', {}],
])('a body %s is answered 200 and kept as a dead letter, without its content', async (_what, body) => {
    const before = (await kept('undecoded')).length;
    expect((await desk.webhook(body, { authorization })).status).toBe(200);
    const letters = await kept('undecoded');
    expect(letters).toHaveLength(before + 1);
    expect(letters.every(({ reason }) => typeof reason === 'string' && reason !== '')).toBe(true);
});

test('no more than the newest hundred dead letters are kept', async () => {
    for (let i = 0; i < 103; i++) {
        await desk.webhook(message(`BULK${i}`, undefined), { authorization });
    }
    const letters = await kept('undecoded');
    expect(letters).toHaveLength(100);
    expect(letters.map(({ key }) => key)).toContain('BULK102');
    expect(letters.map(({ key }) => key)).not.toContain('BROKEN');
});

test('while the store fails the answer is 503, and what GREEN-API brings again is shown', async () => {
    desk.host.faults.calls.push({
        bridge: 'persistence',
        method: 'createWithAssociations',
        when: 'before',
        kind: 'error',
        message: 'no primary',
    });
    await desk.customerWrites('hold on');
    expect(desk.green.deliveries(INSTANCE.id).slice(-1)).toMatchObject([{ status: 503 }]);
    expect(await transcript()).not.toContain('hold on');
    await desk.host.clock.advance(60_000);
    await desk.settle();
    expect((await transcript()).filter((words) => words === 'hold on')).toHaveLength(1);
});

test('behind a file that takes its time a text is answered at once, and shown after it', async () => {
    const waiting: Array<() => void> = [];
    const slow = createServer((_request, response) => waiting.push(() => response.end('bytes')));
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const downloadUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/photo.png`;
    const fileMessageData = { downloadUrl, fileName: 'photo.png', mimeType: 'image/png', caption: 'look' };
    const file = message('SLOW FILE', { typeMessage: 'imageMessage', fileMessageData });
    // Both are answered while the file is still on its way.
    expect((await desk.webhook(file, { authorization })).status).toBe(200);
    expect((await desk.webhook(message('BEHIND', text('behind it')), { authorization })).status).toBe(200);
    expect(waiting).toHaveLength(1);
    for (const answer of waiting) answer();
    slow.close();
    while ((await kept('entry')).length > 0) await desk.host.idle();
    expect((await transcript()).slice(-2)).toEqual(['look', 'behind it']);
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused in our own words', async (method) => {
    const answer = await desk.webhook(undefined, {}, method);
    expect([answer.status, answer.json, answer.headers['allow']]).toEqual([
        405,
        { error: `${method} is not answered here` },
        'POST',
    ]);
});

test('health says that the app is there, and nothing else', async () => {
    const health = await desk.admin.webhook(APP_ID, 'health', undefined, {}, { method: 'GET' });
    expect([health.status, health.json]).toEqual([200, { status: 'ok' }]);
    expect((await desk.admin.webhook(APP_ID, 'health', undefined, {}, { method: 'HEAD' })).status).toBe(200);
    expect((await desk.admin.webhook(APP_ID, 'health', {})).json).toEqual({ error: 'POST is not answered here' });
});

test('a connection that was made on one server is known on another at once', async () => {
    const two = await Desk.start({ servers: 2, balance: 'random', seed: 'two' });
    try {
        const agent = await two.registeredAgent('olga');
        await two.connect(agent);
        for (let i = 0; i < 6; i++) {
            await two.customerWrites(`text ${i}`);
        }
        expect(two.green.deliveries(INSTANCE.id).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
        const [room, ...others] = await two.admin.rooms();
        expect(others).toEqual([]);
        expect(await two.transcript(room?._id ?? '')).toEqual([
            'text 0',
            'text 1',
            'text 2',
            'text 3',
            'text 4',
            'text 5',
        ]);
    } finally {
        await two.stop();
    }
});
