/**
 * What every channel promises, whatever network it speaks to. A new channel starts by describing its provider's side here
 * and making the suite fail.
 */
import { randomBytes } from 'crypto';
import type { Server } from 'http';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import type { Change, Channel, ChannelPorts, OnPart, WebhookRequest } from '../../src/channels/channel';
import { ChannelError } from '../../src/channels/channel';
import type { Connection, Credentials, Outgoing, Thread, ReplyFile } from '../../src/gateway/model';
import type { StoredFile } from '../../src/gateway/ports';
import { Cache } from '../../src/lib/cache';
import type { Secret } from '../../src/lib/secrets';
import { digestOf, newSecret, reveal, secretOf } from '../../src/lib/secrets';
import type { Fault } from '../fakes/fake.cjs';
import { nodeHttp } from '../support/http.cjs';

/** The other side of a channel, for the suite. */
export interface ProviderBench {
    /** Starts the fake provider with one account that works, and somebody who listens at `webhookUrl`. */
    start(): Promise<{
        id: string;
        credentials: Credentials;
        wrongCredentials: Credentials;
        address: string;
        webhookUrl: string;
    }>;
    stop(): Promise<void>;
    /** The thread that everything belongs to, where the channel has any. */
    readonly thread?: Thread;
    /** How often the provider was told that a thread has ended. */
    ended?(): number;
    /** Texts that the provider accepted, in that order. */
    accepted(): readonly string[];
    /** Everything that the provider accepted, in that order; `quotes` is the id of the message that is quoted. */
    taken(): readonly Taken[];
    /** The route that carries a file's bytes. */
    readonly fileRoute: string;
    /** How many characters of a text go under a picture. */
    readonly captionLimit: number;
    /** The largest file that the provider takes, in bytes. */
    readonly fileLimit: number;
    /** Time passes at the provider, until it has fetched files, and its lists show what it has accepted. */
    untilListed(): Promise<void>;
    /** Now, by the provider's clock. */
    now(): number;
    /** The route that carries a text, by which the fake's faults are set. */
    readonly sendRoute: string;
    fault(fault: Fault): void;
    /** Lets a customer write, and gives the webhook that the provider sends for it, or nothing where none is set. */
    customerWrites(text: string): Promise<WebhookRequest | undefined>;
    /** How many characters go into one message. */
    readonly textLimit: number;
    /** Whether the provider fetches files: that one is gone it finds out later. */
    readonly fetchesFiles?: true;
    /** Whether a document has a caption too. */
    readonly captionsDocuments?: true;
    /**
     * What the contact sees now of all that was sent to him, in order, where the provider changes what it has; undefined for
     * a message that was taken back. And the routes by which it does.
     */
    seen?(): ReadonlyArray<string | undefined>;
    /** The routes that carry places and cards, where there are commands for these. */
    readonly pieceRoutes?: { readonly location: string; readonly card: string };
    readonly editRoute?: string;
    readonly removeRoute?: string;
    /** Whether nothing that the provider takes makes it stop calling. */
    readonly callsOn?: true;
}

/** A message as the provider got it. */
export interface Taken {
    readonly text: string;
    readonly file?: { readonly name: string; readonly bytes: Buffer };
    readonly quotes?: string;
}

/** Files that stand in Rocket.Chat, by id. */
const FILES: Readonly<Record<string, { readonly name: string; readonly type: string; readonly bytes: Buffer }>> = {
    photo: { name: 'photo.jpg', type: 'image/jpeg', bytes: randomBytes(70_000) },
    offer: { name: 'Ангебот №4.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF\r\n--\r\n') },
    nameless: { name: 'voice', type: 'audio/ogg; codecs=opus', bytes: Buffer.from([0, 255, 254, 13, 10]) },
};
const fileOf = (id: string, caption?: string): ReplyFile => {
    const { name = id, type = '', bytes } = FILES[id] ?? {};
    return { id, name, type, size: bytes?.length ?? 0, ...(caption === undefined ? {} : { caption }) };
};

let benchNow = (): number => 0;
/** Where providers fetch files. */
let fileServer: Server;
const linkTo = (fileId: string, name: string): string => {
    const { port } = fileServer.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${fileId}?n=${encodeURIComponent(name)}`;
};
const ports: ChannelPorts = {
    lookups: new Cache(100, 600_000, () => benchNow()),
    http: nodeHttp,
    clock: {
        now: () => benchNow(),
        sleep: () => Promise.resolve(),
        atMost: (_ms, work) => work.then(() => undefined),
        timer: () => () => false,
        random: () => 0,
    },
    files: {
        limit: 1_000_000_000,
        link: (fileId, name) => Promise.resolve(linkTo(fileId, name)),
        own: (fileId, name) => Promise.resolve(`https://desk.example/file-upload/${fileId}/${name}`),
        restricted: () => Promise.resolve(false),
        read(fileId, limit) {
            const file = FILES[fileId];
            const found: StoredFile = !file
                ? { kind: 'gone' }
                : file.bytes.length > limit
                  ? { kind: 'too-large' }
                  : { kind: 'bytes', bytes: file.bytes, type: file.type };
            return Promise.resolve(found);
        },
    },
};

/** One that no provider has, and an old one. */
const NO_THREAD: Thread = { id: '00000000-0000-4000-8000-000000000000', openedAt: -1_000_000 };

/** Takes the place of a test that says nothing about the channel at hand. */
const NO_TEST = Object.assign(() => undefined, { each: () => () => undefined }) as unknown as typeof test;

export function channelContract(channel: Channel, bench: ProviderBench): void {
    describe(`the channel ${channel.name}`, () => {
        let account: Awaited<ReturnType<ProviderBench['start']>>;
        let connection: Connection;

        beforeAll(async () => {
            fileServer = createServer(({ url = '' }, answer) => {
                const file = FILES[/^\/(\w+)/.exec(url)?.[1] ?? ''];
                answer.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' });
                answer.end(file?.bytes);
            });
            await new Promise<void>((resolve) => fileServer.listen(0, '127.0.0.1', resolve));
        });

        afterAll(() => new Promise((resolve) => fileServer.close(resolve)));

        beforeEach(async () => {
            account = await bench.start();
            benchNow = () => bench.now();
            const { id, credentials } = account;
            const found = await channel.check(id, credentials, ports);
            connection = {
                channel: channel.name,
                id,
                name: found.name,
                account: found.address,
                state: found.state,
                owner: 'agent',
                credentials: found.credentials,
                createdAt: 0,
            };
        });

        afterEach(() => bench.stop());

        /** Promises of channels whose account is connected from here, and who get webhooks and bytes. */
        const messengerTest: typeof test = channel.close === undefined ? test : NO_TEST;
        /** Promises of channels with threads. */
        const threadTest: typeof test = channel.close === undefined ? NO_TEST : test;

        /** Promises of channels that change what was sent, or take it back. */
        const editTest: typeof test = channel.edit === undefined ? NO_TEST : test;
        const removeTest: typeof test = channel.remove === undefined ? NO_TEST : test;

        let replies = 0;
        const reply = (text: string): Outgoing => ({
            id: `m${(replies += 1)}`,
            round: 0,
            roomId: 'r1',
            author: { id: 'a1', name: 'Agent' },
            at: 0,
            text,
            files: [],
        });
        const threaded = bench.thread === undefined ? {} : { thread: bench.thread };
        const sendReply = (more: Partial<Outgoing>, sent: readonly string[] = [], onPart?: OnPart) =>
            channel.send(connection, account.address, { ...reply(''), ...threaded, ...more }, sent, ports, onPart);
        const send = (text: string, sent: readonly string[] = []) => sendReply({ text }, sent);
        const shown = () => bench.taken().map(({ text, file }) => [text, file?.name]);

        /** The messages that carry a document and what is said of it. */
        const document = (caption: string): Array<[string, string | undefined]> =>
            bench.captionsDocuments
                ? [[caption, 'Ангебот №4.pdf']]
                : [
                      [caption, undefined],
                      ['', 'Ангебот №4.pdf'],
                  ];

        const errorOf = async (work: Promise<unknown>): Promise<ChannelError> => {
            const thrown: unknown = await work.then(
                () => undefined,
                (error: unknown) => error,
            );
            expect(thrown).toBeInstanceOf(ChannelError);
            const error = thrown as ChannelError;
            expect(error.channel).toBe(channel.name);
            for (const secret of Object.values(account.credentials.secret)) {
                expect(`${error.message} ${error.stack ?? ''}`).not.toContain(reveal(secret));
            }
            return error;
        };

        test('has a name that fits into keys and addresses, and a form', () => {
            expect(channel.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
            expect(channel.form.length).toBeGreaterThan(0);
            expect(channel.title.network).not.toBe('');
        });

        messengerTest('tells a working account from wrong credentials', async () => {
            const { ready, state } = await channel.check(account.id, account.credentials, ports);
            expect([ready, state === '']).toEqual([true, false]);
            expect((await errorOf(channel.check(account.id, account.wrongCredentials, ports))).kind).toBe(
                'unauthorized',
            );
        });

        test('sends a text once and gives the id of the message', async () => {
            const { ids } = await send('hello');
            expect(ids).toHaveLength(1);
            expect(bench.accepted()).toEqual(['hello']);
        });

        test('the same round once more is harmless where the channel says so; another round is another message', async () => {
            const once = reply('hello');
            const again = (round: number) => sendReply({ ...once, round });
            const first = await again(0);
            const repeated = await again(0);
            if (channel.idempotent(connection)) {
                expect(repeated).toEqual(first);
            }
            await again(1);
            expect(bench.accepted()).toHaveLength(channel.idempotent(connection) ? 2 : 3);
        });

        test('who has templates names the commands for them, and who has a window has templates', () => {
            expect(channel.templateCommands === undefined).toBe(channel.templates === undefined);
            expect(channel.window === undefined || channel.templates !== undefined).toBe(true);
        });

        messengerTest('a text over the limit goes in several messages, in order', async () => {
            const words = `${'a'.repeat(bench.textLimit - 1)} ${'b'.repeat(10)}`;
            const { ids } = await send(words);
            expect(ids).toHaveLength(2);
            expect(bench.accepted().join(' ')).toBe(words);
        });

        messengerTest('after a failure in the middle only the rest is sent', async () => {
            const words = `${'a'.repeat(bench.textLimit - 1)} ${'b'.repeat(10)}`;
            const first = await send(words.slice(0, bench.textLimit - 1));
            bench.fault({ route: bench.sendRoute, kind: 'status', status: 429 });
            const error = await errorOf(send(words, first.ids));
            expect(error.sent).toEqual(first.ids);
            expect((await send(words, error.sent)).ids).toHaveLength(2);
            expect(bench.accepted()).toEqual(['a'.repeat(bench.textLimit - 1), 'b'.repeat(10)]);
        });

        test.each([
            ['asked to slow down', { kind: 'status', status: 429 }, 'retry', 0],
            ['its gateway fails', { kind: 'status', status: 504, body: '<html></html>' }, 'in-doubt', 0],
            ['the connection is lost after it accepted', { kind: 'drop-after-accept' }, 'in-doubt', 1],
            ['no answer comes in time', { kind: 'slow', delayMs: 60_000 }, 'in-doubt', 1],
            ['the answer is cut', { kind: 'malformed' }, 'in-doubt', 1],
        ] as const)('when %s the error says what is known', async (_when, fault, kind, accepted) => {
            bench.fault({ route: bench.sendRoute, ...fault });
            expect((await errorOf(send('hello'))).kind).toBe(kind);
            expect(bench.accepted()).toHaveLength(accepted);
        });

        test('a provider that is not there has accepted nothing', async () => {
            await bench.stop();
            expect((await errorOf(send('hello'))).kind).toBe('retry');
            await bench.start();
        });

        messengerTest(
            'a file goes with its bytes as they are, its name, and an extension where it had none',
            async () => {
                await sendReply({ files: [fileOf('photo')] });
                await sendReply({ files: [fileOf('offer')] });
                await sendReply({ files: [fileOf('nameless')] });
                expect(shown()).toEqual([
                    ['', 'photo.jpg'],
                    ['', 'Ангебот №4.pdf'],
                    ['', 'voice.ogg'],
                ]);
                await bench.untilListed();
                const bytes = bench.taken().map(({ file }) => file?.bytes.toString('base64'));
                expect(bytes).toEqual(['photo', 'offer', 'nameless'].map((id) => FILES[id]?.bytes.toString('base64')));
            },
        );

        messengerTest(
            'a text goes under its picture; one that is too long, or belongs to no picture, goes before',
            async () => {
                const long = 'a'.repeat(bench.captionLimit + 1);
                await sendReply({ text: 'look', files: [fileOf('photo')] });
                await sendReply({ text: long, files: [fileOf('photo')] });
                await sendReply({ text: 'read', files: [fileOf('offer')] });
                await sendReply({ text: 'hear', files: [fileOf('nameless')] });
                expect(shown()).toEqual([
                    ['look', 'photo.jpg'],
                    [long, undefined],
                    ['', 'photo.jpg'],
                    ...document('read'),
                    ['hear', undefined],
                    ['', 'voice.ogg'],
                ]);
            },
        );

        messengerTest(
            'every file of a message goes, in order, with what is said of each, and what is said twice once',
            async () => {
                const files = [fileOf('photo', 'the front'), fileOf('offer', 'the price'), fileOf('photo')];
                const { ids } = await sendReply({ text: 'both', files });
                const sent = [
                    ['both', undefined],
                    ['the front', 'photo.jpg'],
                    ...document('the price'),
                    ['', 'photo.jpg'],
                ];
                expect([shown(), ids.length]).toEqual([sent, sent.length]);
                await sendReply({ text: 'the front', files: [fileOf('photo', 'the front')] });
                expect(shown()).toEqual([...sent, ['the front', 'photo.jpg']]);
            },
        );

        messengerTest('what was accepted before a failure is told while it goes on, and not sent again', async () => {
            const files = [fileOf('photo', 'one'), fileOf('offer'), fileOf('photo', 'three')];
            const told: Array<readonly string[]> = [];
            const onPart = (sent: readonly string[]) => Promise.resolve(void told.push(sent));
            const first = await sendReply({ files: files.slice(0, 1) }, [], onPart);
            expect(told).toEqual([]); // nothing follows
            bench.fault({ route: bench.fileRoute, kind: 'status', status: 429 });
            const error = await errorOf(sendReply({ files }, first.ids, onPart));
            expect([error.kind, error.sent]).toEqual(['retry', first.ids]);
            const { ids } = await sendReply({ files }, error.sent, onPart);
            expect(told).toEqual([ids.slice(0, 2)]);
            expect(shown()).toEqual([
                ['one', 'photo.jpg'],
                ['', 'Ангебот №4.pdf'],
                ['three', 'photo.jpg'],
            ]);
        });

        messengerTest(
            'a file that is too large or not there any more is refused; too large ones before anything is sent',
            async () => {
                const large = { ...fileOf('photo'), size: bench.fileLimit + 1 };
                expect((await errorOf(sendReply({ text: 'x', files: [fileOf('offer'), large] }))).kind).toBe(
                    'rejected',
                );
                expect(bench.taken()).toEqual([]);
                if (!bench.fetchesFiles) {
                    expect((await errorOf(sendReply({ files: [fileOf('nothing')] }))).kind).toBe('rejected');
                }
            },
        );

        test('what is quoted is quoted at the provider, by the first message of several', async () => {
            if (channel.quotedId === undefined) {
                return;
            }
            const [quotedId] = (await send('ours')).ids;
            await channel.setWebhook(connection, account.webhookUrl, newSecret(), ports);
            const theirs = channel.parse(connection, (await bench.customerWrites('theirs'))?.body, bench.now());
            const [event] = theirs.kind === 'events' ? theirs.events : [];
            await sendReply({ text: 'yes', quotedId: quotedId ?? '' });
            await sendReply({ text: 'no', files: [fileOf('offer')], quotedId: channel.quotedId(event?.id ?? '') });
            expect(bench.taken().map(({ text, quotes }) => [text, quotes !== undefined])).toEqual([
                ['ours', false],
                ['yes', true],
                ['no', true],
                ['', false],
            ]);
        });

        test.each([
            ['a text', { text: 'perhaps' }, 'sendRoute'],
            ['a file', { text: 'see', files: [fileOf('photo')] }, 'fileRoute'],
        ] as const)('asked about %s of which nobody knows, the provider names it', async (_what, more, route) => {
            const { ask } = channel;
            if (ask === undefined) {
                return;
            }
            const question = (sent: readonly string[]) => ({
                connection,
                address: account.address,
                reply: { ...reply(''), ...more },
                sent,
                since: bench.now(),
            });
            const asked = question([]);
            expect(await ask(asked, ports)).toEqual({ ids: [], isLast: true });
            bench.fault({ route: bench[route], kind: 'drop-after-accept' });
            await errorOf(sendReply(more));
            await send('something else');
            await bench.untilListed();
            const { ids, isLast } = await ask(asked, ports);
            expect([ids.length, isLast]).toEqual([1, true]);
            expect((await ask({ ...asked, address: `1${account.address}` }, ports)).ids).toEqual([]);
            expect((await ask({ ...asked, since: bench.now() + 3_600_000 }, ports)).ids).toEqual([]);
        });

        test.each([
            ['location', { location: { latitude: 52.5200066, longitude: -13.404954, name: 'Shop' } }],
            ['card', { card: { phone: '15550100456', name: 'Bob' } }],
        ] as const)(
            'a %s is one message, without its words for people, and found where it is asked for',
            async (kind, piece) => {
                const { ask, pieceCommands } = channel;
                expect(bench.pieceRoutes === undefined).toBe(pieceCommands === undefined);
                if (pieceCommands === undefined || bench.pieceRoutes === undefined) {
                    return;
                }
                expect((await sendReply({ text: 'words', ...piece })).ids).toHaveLength(1);
                expect(bench.taken()).toEqual([{ text: '' }]);
                const since = bench.now();
                await bench.untilListed();
                bench.fault({ route: bench.pieceRoutes[kind], kind: 'drop-after-accept' });
                await errorOf(sendReply({ text: 'words', ...piece }));
                await send('words');
                await bench.untilListed();
                const question = {
                    connection,
                    address: account.address,
                    reply: { ...reply('words'), ...piece },
                    sent: [],
                };
                const asked = await ask?.({ ...question, since: since + 120_000 }, ports);
                expect([asked?.ids.length, asked?.isLast]).toEqual(
                    ask === undefined ? [undefined, undefined] : [1, true],
                );
            },
        );

        test('who changes what was sent says for how long, and lets the suite see what came of it', () => {
            for (const rule of [channel.edit, channel.remove]) {
                expect(rule === undefined || (rule.withinMs > 0 && rule.perSecond > 0)).toBe(true);
                expect(rule === undefined || bench.seen !== undefined).toBe(true);
            }
        });

        const seen = async (): Promise<ReadonlyArray<string | undefined>> => {
            await bench.untilListed();
            return bench.seen?.() ?? [];
        };
        const changeOf = (
            ids: readonly string[],
            before: Partial<Outgoing>,
            after: Partial<Outgoing> = before,
        ): Change => ({
            connection,
            address: account.address,
            ids,
            before: { ...reply(''), ...before },
            after: { ...reply(''), ...after },
        });

        editTest('an edit changes the text that the contact sees; a second time is harmless', async () => {
            const { ids } = await send('one');
            const change = changeOf(ids, { text: 'one' }, { text: 'two' });
            await channel.edit?.run(change, ports);
            expect(await seen()).toEqual(['two']);
            await channel.edit?.run(change, ports);
            expect(await seen()).toEqual(['two']);
            await channel.edit?.run(changeOf(ids, { text: 'two' }, { text: 'one' }), ports);
            expect([await seen(), bench.accepted()]).toEqual([['one'], ['one']]);
        });

        editTest('the text before a document is changed, the document stays', async () => {
            const files = [fileOf('offer')];
            const { ids } = await sendReply({ text: 'read', files });
            await channel.edit?.run(changeOf(ids, { text: 'read', files }, { text: 'read this', files }), ports);
            expect(await seen()).toEqual(['read this', '']);
        });

        editTest('what stands under a picture, or went as several messages, is refused and stays', async () => {
            const files = [fileOf('photo')];
            const words = `${'a'.repeat(bench.textLimit - 1)} ${'b'.repeat(10)}`;
            const under = await sendReply({ text: 'look', files });
            const several = await send(words);
            for (const change of [
                changeOf(under.ids, { text: 'look', files }, { text: 'see', files }),
                changeOf(under.ids, { text: 'look', files }, { text: '', files }),
                changeOf(several.ids, { text: words }, { text: `${words}!` }),
                changeOf(several.ids, { text: words }, { text: 'short' }),
            ]) {
                expect((await errorOf(channel.edit?.run(change, ports) ?? Promise.resolve())).kind).toBe('rejected');
            }
            expect((await seen()).slice(0, 2)).toEqual(['look', words.slice(0, bench.textLimit - 1)]);
        });

        removeTest('a deletion takes back every message of a reply; a second time is harmless', async () => {
            await send('stays');
            const files = [fileOf('offer'), fileOf('photo', 'the front')];
            const { ids } = await sendReply({ text: 'both', files });
            for (const _time of [1, 2]) {
                await channel.remove?.run(changeOf(ids, { text: 'both', files }), ports);
                expect(await seen()).toEqual(['stays', ...ids.map(() => undefined)]);
            }
        });

        test.each([
            ['asked to slow down', { kind: 'status', status: 429 }, 'retry', false],
            ['its gateway fails', { kind: 'status', status: 504, body: '<html></html>' }, 'in-doubt', false],
            ['the connection is lost after it accepted', { kind: 'drop-after-accept' }, 'in-doubt', true],
            ['it does not take it', { kind: 'status', status: 400, body: {} }, 'rejected', false],
        ] as const)('when %s of a change the error says what is known', async (_when, fault, kind, isMade) => {
            const { ids } = await send('one');
            const change = changeOf(ids, { text: 'one' }, { text: 'two' });
            const { editRoute, removeRoute } = bench;
            if (channel.edit !== undefined && editRoute !== undefined) {
                bench.fault({ route: editRoute, ...fault });
                expect((await errorOf(channel.edit.run(change, ports))).kind).toBe(kind);
                expect(await seen()).toEqual([isMade ? 'two' : 'one']);
            }
            if (channel.remove !== undefined && removeRoute !== undefined) {
                bench.fault({ route: removeRoute, ...fault });
                expect((await errorOf(channel.remove.run(change, ports))).kind).toBe(kind);
                expect((await seen())[0] === undefined).toBe(isMade);
            }
        });

        test('a state that nobody knows is no reason not to try', () => {
            expect(channel.obstacle?.('a state of the future')).toBeUndefined();
            expect(channel.obstacle?.('toString')).toBeUndefined();
        });

        threadTest('ends a thread; what it does not know of a call is said as such', async () => {
            const end = async () => channel.close?.(connection, account.address, bench.thread ?? NO_THREAD, ports);
            bench.fault({ route: bench.sendRoute, kind: 'drop-after-accept' });
            expect((await errorOf(end())).kind).toBe('in-doubt');
            await end();
            expect(bench.ended?.()).toBe(2);
        });

        threadTest('a thread that is long gone at the provider has ended', async () => {
            await channel.close?.(connection, account.address, NO_THREAD, ports);
            expect(bench.ended?.()).toBe(0);
            expect((await errorOf(sendReply({ text: 'x', thread: NO_THREAD }))).kind).toBe('rejected');
        });

        messengerTest('sets a webhook whose calls carry the secret, and removes it', async () => {
            const secret = newSecret();
            await channel.setWebhook(connection, account.webhookUrl, secret, ports);
            const webhook = await bench.customerWrites('hi');
            expect(webhook && channel.authenticate(webhook)).toContain(secret);
            await channel.removeWebhook(connection, ports);
            expect((await bench.customerWrites('anybody there?')) === undefined).toBe(!bench.callsOn);
        });

        messengerTest('reads back whether the webhook is in force, where that takes a while', async () => {
            const [secret, other] = [newSecret(), newSecret()];
            const missing = async (given: Secret): Promise<number | undefined> =>
                (await channel.readiness?.(connection, account.webhookUrl, digestOf(given), ports))?.missing.length;
            await channel.setWebhook(connection, account.webhookUrl, secret, ports);
            expect([0, undefined]).toContain(await missing(secret));
            expect(await missing(other)).not.toBe(0);
            await channel.removeWebhook(connection, ports);
            expect(await missing(secret)).not.toBe(0);
        });

        test('a call without credentials presents none', () => {
            expect(channel.authenticate({ headers: {}, query: {}, body: {} })).toEqual([]);
        });

        messengerTest(
            'reads what a customer wrote: the same call gives the same id, another message another',
            async () => {
                await channel.setWebhook(connection, account.webhookUrl, secretOf('a secret of ours'), ports);
                const [first, second] = [await bench.customerWrites('one'), await bench.customerWrites('two')];
                const ids = [first, first, second].map((webhook) => {
                    const parsed = channel.parse(connection, webhook?.body, bench.now());
                    expect(parsed).toMatchObject({
                        kind: 'events',
                        events: [{ contact: { address: account.address } }],
                    });
                    return parsed.kind === 'events' ? parsed.events[0]?.id : undefined;
                });
                expect(ids[0]).toBe(ids[1]);
                expect(ids[0]).not.toBe(ids[2]);
            },
        );

        test.each([undefined, null, '', 'text', 7, [], {}, { type: {} }])(
            'a body of %j is no reason to fail',
            (body) => {
                expect(['ignored', 'unknown', 'undecodable']).toContain(
                    channel.parse(connection, body, bench.now()).kind,
                );
            },
        );
    });
}
