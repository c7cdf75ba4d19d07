/** What every channel promises of replies that it sends. */
import { newSecret } from '../../src/lib/secrets';
import { FILES, fileOf } from './stage.cjs';
import type { Stage } from './stage.cjs';

export function sends(stage: Stage): void {
    const { channel, bench, ports, messengerTest, reply, send, sendReply, errorOf } = stage;
    const shown = () => bench.taken().map(({ text, file }) => [text, file?.name]);

    /** The messages that carry a document and what is said of it. */
    const document = (caption: string): Array<[string, string | undefined]> =>
        bench.captionsDocuments
            ? [[caption, 'Ангебот №4.pdf']]
            : [
                  [caption, undefined],
                  ['', 'Ангебот №4.pdf'],
              ];

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
        if (channel.idempotent(stage.connection)) {
            expect(repeated).toEqual(first);
        }
        await again(1);
        expect(bench.accepted()).toHaveLength(channel.idempotent(stage.connection) ? 2 : 3);
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

    messengerTest('a file goes with its bytes as they are, its name, and an extension where it had none', async () => {
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
    });

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
            const sent = [['both', undefined], ['the front', 'photo.jpg'], ...document('the price'), ['', 'photo.jpg']];
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
            expect((await errorOf(sendReply({ text: 'x', files: [fileOf('offer'), large] }))).kind).toBe('rejected');
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
        await channel.setWebhook(stage.connection, stage.account.webhookUrl, newSecret(), ports);
        const theirs = channel.parse(stage.connection, (await bench.customerWrites('theirs'))?.body, bench.now());
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
}
