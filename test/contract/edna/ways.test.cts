/** By which way a reply goes out, and what is done when that way is gone: the channel against the fake, over HTTP. */
import type { ChannelPorts } from '../../../src/channels/channel';
import { ChannelError } from '../../../src/channels/channel';
import { edna } from '../../../src/channels/edna/index';
import type { Connection, Outgoing, ReplyFile } from '../../../src/gateway/model';
import { Cache } from '../../../src/lib/cache';
import { secretOf } from '../../../src/lib/secrets';
import type { NewSubject } from '../../fakes/edna/account.cjs';
import { EDNA_FAULTS, Edna } from '../../fakes/edna/fake.cjs';
import { ManualClock } from '../../fakes/fake.cjs';
import { patientClock } from '../../support/clock.cjs';
import { nodeHttp } from '../../support/http.cjs';

const KEY = 'apik3yEXAMPLE0123456789';
const ANNA = '79005550101';
const SHOP = 5501;
let clock: ManualClock;
let fake: Edna;
let ports: ChannelPorts;

beforeEach(async () => {
    clock = new ManualClock();
    fake = new Edna({ clock });
    await fake.start();
    fake.addAccount({ key: KEY });
    ports = {
        http: nodeHttp,
        lookups: new Cache(100, 600_000, () => clock.now()),
        clock: patientClock(() => clock.now()),
        files: {
            limit: 25_000_000,
            link: (id, name) => Promise.resolve(`https://desk.example/files?t=${id}&n=${encodeURIComponent(name)}`),
            own: () => Promise.reject(new Error('edna has no login here')),
            read: () => Promise.reject(new Error('nothing is read')),
            restricted: () => Promise.resolve(false),
        },
    };
});

afterEach(() => fake.stop());

function subject(more: Partial<NewSubject> = {}): void {
    fake.addSubject(KEY, { subjectId: SHOP, subject: 'shop_wa', ...more });
}

const connected = (plain: Record<string, string> = {}): Connection => ({
    channel: 'edna',
    id: 'main',
    name: 'main',
    account: '',
    state: '',
    owner: '',
    credentials: {
        plain: {
            baseUrl: fake.url,
            imType: 'whatsapp',
            sendPath: '/api/messages/send',
            subjectId: '',
            cascadeId: '',
            addressType: 'PHONE',
            ...plain,
        },
        secret: { apiKey: secretOf(KEY) },
    },
    createdAt: 0,
});

let replies = 0;
const reply = (more: Partial<Outgoing> = {}): Outgoing => ({
    id: `m${(replies += 1)}`,
    round: 0,
    roomId: 'r1',
    author: { id: 'a1', name: 'Agent' },
    at: 0,
    text: `hello ${replies}`,
    files: [],
    ...more,
});
const pdf: ReplyFile = { id: 'f1', name: 'offer.pdf', type: 'application/pdf', size: 10 };

const send = (plain: Record<string, string>, address: string, more: Partial<Outgoing> = {}) =>
    edna.send(connected(plain), address, reply(more), [], ports);

const errorOf = (work: Promise<unknown>): Promise<ChannelError> =>
    work.then(
        () => Promise.reject(new Error('it was sent')),
        (error: unknown) => (error instanceof ChannelError ? error : Promise.reject(error as Error)),
    );

const calls = (): Array<string | undefined> => fake.log.map(({ route }) => route).splice(0);
const via = (id = SHOP) => fake.sent(id).map((one) => [one.via, one.address, one.cascadeId]);

describe('by a cascade', () => {
    test('one that is set is used without a question', async () => {
        subject({ cascadeId: 9001 });
        await send({ subjectId: '5501', cascadeId: '9001' }, `5501:${ANNA}`);
        await send({ subjectId: '5501', cascadeId: '9001' }, ANNA);
        expect([via(), calls()]).toEqual([
            [
                ['cascade', ANNA, 9001],
                ['cascade', ANNA, 9001],
            ],
            ['schedule', 'schedule'],
        ]);
    });

    test('one that is not set is looked up, once for many answers', async () => {
        subject({ cascadeId: 9001 });
        await send({}, `5501:${ANNA}`);
        await send({}, `5501:${ANNA}`);
        await send({}, ANNA);
        expect([via().length, calls()]).toEqual([3, ['get-all', 'schedule', 'schedule', 'schedule']]);
        clock.advance(600_001);
        await send({}, `5501:${ANNA}`);
        expect(calls().slice(-2)).toEqual(['get-all', 'schedule']);
    });

    test('a reply goes through the channel that was written to, whatever is set', async () => {
        subject({ cascadeId: 9001 });
        subject({ subjectId: 5502, subject: 'shop_viber', type: 'VIBER', cascadeId: 9002 });
        await send({ subjectId: '5501', cascadeId: '9001' }, `5502:${ANNA}`);
        expect([via(SHOP), via(5502)]).toEqual([[], [['cascade', ANNA, 9002]]]);
        expect(Object.keys(fake.log.at(-1)?.body as object)).toContain('content');
        expect((fake.log.at(-1)?.body as { content: object }).content).toHaveProperty('viberContent');
    });

    test.each([
        ['disabled', () => fake.addCascade({ id: 9002, status: 'DISABLED', subjectIds: [SHOP] })],
        ['of several stages', () => fake.addCascade({ id: 9002, subjectIds: [SHOP, SHOP] })],
        ['of another channel', () => subject({ subjectId: 5502, subject: 'other', cascadeId: 9002 })],
    ])('a cascade that is %s is none', async (_what, add) => {
        subject({ cascadeId: 9001 });
        add();
        await send({}, `5501:${ANNA}`);
        expect(via()).toEqual([['cascade', ANNA, 9001]]);
    });

    test('among several the administrator has to choose, and his choice is taken', async () => {
        subject({ cascadeId: 9001 });
        fake.addCascade({ id: 9002, subjectIds: [SHOP] });
        expect(await errorOf(send({}, `5501:${ANNA}`))).toMatchObject({ kind: 'rejected', code: 'no-cascade' });
        await send({ cascadeId: '9002' }, `5501:${ANNA}`);
        expect(via()).toEqual([['cascade', ANNA, 9002]]);
    });

    test('one that edna does not know any more is looked up anew, once', async () => {
        subject({ cascadeId: 9001 });
        await send({}, `5501:${ANNA}`);
        fake.removeCascade(9001);
        fake.addCascade({ id: 9005, subjectIds: [SHOP] });
        await send({}, `5501:${ANNA}`);
        await send({ subjectId: '5501', cascadeId: '9001' }, `5501:${ANNA}`);
        expect(via().map(([, , id]) => id)).toEqual([9001, 9005, 9005]);
        fake.removeCascade(9005);
        expect(await errorOf(send({}, `5501:${ANNA}`))).toMatchObject({ kind: 'rejected', code: 'cascade-not-found' });
    });

    test.each([
        ['a network that is down', () => ({ route: 'get-all', kind: 'drop-before' }) as const],
        ['a gateway that fails', () => EDNA_FAULTS.gateway(503, 'get-all')],
        ['a rate', () => EDNA_FAULTS.tooManyRequests(7, 'get-all')],
        ['an answer that is none', () => ({ route: 'get-all', kind: 'malformed' }) as const],
    ])('a question that fails by %s is asked again, and nothing is sent another way', async (_what, fault) => {
        subject({ cascadeId: 9001 });
        fake.habits.seedPath = true;
        fake.faults.add(fault());
        const error = await errorOf(send({}, ANNA));
        expect([error.kind, fake.sent(SHOP)]).toEqual(['retry', []]);
        await send({}, ANNA);
        expect(via()).toEqual([['cascade', ANNA, 9001]]);
    });

    test('a wrong key is no reason for another way either', async () => {
        subject();
        fake.replaceKey(KEY, 'apik3yNEW0123456789');
        expect((await errorOf(send({}, ANNA))).kind).toBe('unauthorized');
    });

    test('the file is fetched from its link, and a long name is cut in front of its extension', async () => {
        subject();
        const name = `${'я'.repeat(90)}.pdf`;
        await send({}, `5501:${ANNA}`, { text: 'see', files: [{ ...pdf, name }] });
        expect(fake.sent(SHOP)[0]?.content).toEqual({
            contentType: 'DOCUMENT',
            caption: 'see',
            attachment: {
                url: `https://desk.example/files?t=f1&n=${encodeURIComponent(`${'я'.repeat(66)}.pdf`)}`,
                name: `${'я'.repeat(66)}.pdf`,
            },
        });
    });

    test('without an address for the file it waits for one', async () => {
        subject();
        const files = { ...ports.files, link: () => Promise.reject(new Error('the workspace has no public address')) };
        const work = edna.send(connected(), `5501:${ANNA}`, reply({ files: [pdf] }), [], { ...ports, files });
        expect((await errorOf(work)).kind).toBe('retry');
    });

    test('an SMS takes no file, and is told so before anything is sent', async () => {
        subject({ type: 'SMS', subject: 'shop_sms' });
        expect(await errorOf(send({}, `5501:${ANNA}`, { files: [pdf] }))).toMatchObject({ kind: 'rejected' });
        await send({}, `5501:${ANNA}`);
        expect(fake.sent(SHOP)).toHaveLength(1);
    });

    test('a template goes as it was approved, to the character', async () => {
        const keyboard = {
            rows: [
                {
                    buttons: [
                        { text: 'Да', buttonType: 'QUICK_REPLY', payload: 'y' },
                        { text: 'Нет', buttonType: 'QUICK_REPLY', payload: 'n' },
                    ],
                },
                { buttons: [{ text: 'Сайт', buttonType: 'URL', url: 'https://shop.example' }] },
            ],
        };
        subject({
            templates: [
                { id: 1, name: 'ready', text: '*Заказ* {{1}} готов', header: 'Магазин', footer: 'Ждём', keyboard },
                { id: 2, name: 'paused', text: 'x', status: 'PAUSED' },
                { id: 3, name: 'locked', text: 'y', locked: true },
            ],
        });
        const templates = (await edna.templates?.(connected(), `5501:${ANNA}`, ports)) ?? [];
        expect(templates.map(({ name }) => name)).toEqual(['ready']);
        const [ready] = templates;
        const template = { ...ready?.content, id: '1', text: '*Заказ* A-17 готов' };
        await send({}, `5501:${ANNA}`, { text: 'whatever', template });
        expect(fake.sent(SHOP)[0]?.content).toMatchObject({
            contentType: 'TEXT',
            text: '*Заказ* A-17 готов',
            header: { text: 'Магазин' },
            footer: { text: 'Ждём' },
            keyboard,
        });
    });

    test('whoever hides his number is written to by the type that is set', async () => {
        subject();
        fake.habits.otherType = 'BSUID';
        await send({ addressType: 'BSUID' }, '5501:RU.a1B2c3');
        expect(fake.log.at(-1)?.body).toMatchObject({ subscriberFilter: { address: 'RU.a1B2c3', type: 'BSUID' } });
    });
});

describe('without a cascade the path of the settings chooses the form', () => {
    const bare = (more: Partial<NewSubject> = {}) => subject({ cascadeId: 'none', ...more });

    test('the simplified one: for what came without a channel, or by the one that is set', async () => {
        bare();
        fake.habits.seedPath = true;
        const { ids } = await send({}, ANNA);
        await send({ subjectId: '5501' }, `5501:${ANNA}`, { text: 'see', files: [pdf] });
        expect(via()).toEqual([
            ['seed', ANNA, undefined],
            ['seed', ANNA, undefined],
        ]);
        expect(ids).toEqual([String(fake.sent(SHOP)[0]?.messageId)]);
        const [first, second] = fake.log.filter(({ route }) => route === 'seed-send').map(({ body }) => body);
        expect(first).toEqual({ imType: 'whatsapp', subject: ANNA, text: expect.stringMatching(/^hello/) as string });
        expect(second).toMatchObject({
            text: 'see',
            attachment: { name: 'offer.pdf', mimeType: 'application/pdf', size: 10 },
        });
    });

    test('the simplified one names no sender: through another channel than the one that is set nothing goes', async () => {
        bare();
        fake.habits.seedPath = true;
        for (const plain of [{}, { subjectId: '5502' }]) {
            expect(await errorOf(send(plain, `5501:${ANNA}`))).toMatchObject({ kind: 'rejected', code: 'no-cascade' });
        }
        expect(fake.sent(SHOP)).toEqual([]);
    });

    test('a path that edna does not have says what to set', async () => {
        bare();
        const error = await errorOf(send({}, ANNA));
        expect([error.kind, error.words.name]).toEqual(['rejected', 'ednaNotThere']);
    });

    test('imOutMessage, with the sender of the channel that was written to', async () => {
        bare();
        const { ids } = await send({ sendPath: '/api/imOutMessage' }, `5501:${ANNA}`);
        await send({ sendPath: 'api/imOutMessage/' }, `5501:${ANNA}`, { text: 'see', files: [pdf] });
        expect(fake.sent(SHOP).map((one) => [one.via, one.contentType, one.text])).toEqual([
            ['legacy', 'TEXT', expect.stringMatching(/^hello/)],
            ['legacy', 'DOCUMENT', 'see'],
        ]);
        expect(ids).toEqual([fake.sent(SHOP)[0]?.requestId]);
        expect(await errorOf(send({ sendPath: '/api/imOutMessage' }, `5999:${ANNA}`))).toMatchObject({
            kind: 'rejected',
            code: 'no-sender',
        });
    });

    test.each([
        ['MAX_BOT', '/api/v1/out-messages/max-bot', 'max-bot'],
        ['MAX_BOT', '/api/v1/out-messages/max', 'max-bot'],
        ['MAX', '/api/v1/out-messages/max-bot', 'max'],
        ['MAX', '/api/v1/out-messages/max', 'max'],
        ['MAX', '/api/messages/send', 'max'],
        ['MAX_BOT', '/api/messages/send', 'max-bot'],
    ])('%s with %s goes by %s, since the kind of channel decides', async (type, sendPath, by) => {
        subject({ type, subject: 'shop_max', cascadeId: 9003 });
        const { ids } = await send({ sendPath }, '5501:440055501');
        await send({ sendPath }, '5501:440055501', { text: 'see', files: [pdf] });
        expect(fake.sent(SHOP).map((one) => [one.via, one.contentType, one.text, one.address])).toEqual([
            [by, 'TEXT', expect.stringMatching(/^hello/), '440055501'],
            [by, 'DOCUMENT', 'see', '440055501'],
        ]);
        expect(ids).toEqual([String(fake.sent(SHOP)[0]?.messageId)]);
    });

    test.each(['/api/imOutMessage', '/api/v1/out-messages/max', '/api/messages/send'])(
        'a template does not go by %s',
        async (sendPath) => {
            bare();
            fake.habits.seedPath = true;
            const template = { id: '1', text: 'Ready' };
            expect((await errorOf(send({ sendPath }, ANNA, { template }))).kind).toBe('rejected');
            expect(fake.sent(SHOP)).toEqual([]);
        },
    );
});

describe('where every reply goes by a cascade a repeated request is harmless', () => {
    test('with both ids, or the path of cascades; never where another way may be taken', () => {
        const isSafe = (plain: Record<string, string>) => edna.idempotent(connected(plain));
        expect(isSafe({ subjectId: '5501', cascadeId: '9001' })).toBe(true);
        expect(isSafe({ sendPath: '/api/cascade/schedule' })).toBe(true);
        expect([isSafe({}), isSafe({ cascadeId: '9001' }), isSafe({ subjectId: '5501' })]).toEqual([
            false,
            false,
            false,
        ]);
    });

    test('then no other way is taken, not even to another channel of the account', async () => {
        subject({ cascadeId: 'none' });
        subject({ subjectId: 5502, subject: 'shop_max', type: 'MAX', cascadeId: 'none' });
        const plain = { subjectId: '5501', cascadeId: '9001' };
        expect(await errorOf(send(plain, '5502:440055501'))).toMatchObject({ code: 'no-cascade' });
        expect(await errorOf(send({ sendPath: '/api/cascade/schedule' }, ANNA))).toMatchObject({ code: 'no-cascade' });
        expect(fake.sent(5502)).toEqual([]);
    });
});

describe('what a key is good for', () => {
    const check = (plain: Record<string, string> = {}) => edna.check('shop', connected(plain).credentials, ports);

    test('the only channel of the kind and its only cascade are found', async () => {
        subject({ cascadeId: 9001, phone: '79005550100' });
        subject({ subjectId: 5502, subject: 'shop_viber', type: 'VIBER', cascadeId: 9002 });
        const { address, ready, credentials } = await check();
        expect([address, ready, credentials.plain]).toMatchObject([
            '79005550100',
            true,
            { subjectId: '5501', cascadeId: '9001', sender: 'shop_wa', type: 'whatsapp' },
        ]);
        expect((await check({ subjectId: '5502' })).credentials.plain).toMatchObject({
            cascadeId: '9002',
            type: 'viber',
        });
        expect(calls().every((route) => route === 'channel-profile' || route === 'get-all')).toBe(true);
    });

    test('where there are several, or none, they are named', async () => {
        subject({ cascadeId: 9001 });
        subject({ subjectId: 5502, subject: 'second_wa', cascadeId: 'none' });
        const many = await errorOf(check());
        expect([many.words.name, many.message.includes('5502 (second_wa, WHATSAPP)')]).toEqual([
            'ednaManyChannels',
            true,
        ]);
        expect((await errorOf(check({ subjectId: '7' }))).words.name).toBe('ednaNotAmongChannels');
        expect((await errorOf(check({ subjectId: '5502' }))).words.name).toBe('ednaNoCascade');
        fake.addCascade({ id: 9005, name: 'Night', subjectIds: [SHOP] });
        const cascades = await errorOf(check({ subjectId: '5501' }));
        expect([cascades.words.name, cascades.message.includes('9005 (Night)')]).toEqual(['ednaManyCascades', true]);
        expect((await check({ subjectId: '5501', cascadeId: '9005' })).credentials.plain).toMatchObject({
            cascadeId: '9005',
        });
        fake.change(5502, { active: false });
        expect((await errorOf(check({ subjectId: '5502' }))).words.name).toBe('ednaNotAmongChannels');
    });

    test('MAX needs no cascade', async () => {
        subject({ type: 'MAX_BOT', subject: 'shop_max', cascadeId: 9003 });
        expect((await check({ subjectId: '5501' })).credentials.plain).toMatchObject({
            cascadeId: '',
            type: 'max_bot',
        });
    });

    test('an account without channels says so', async () => {
        expect((await errorOf(check())).words.name).toBe('ednaNoChannels');
    });
});
