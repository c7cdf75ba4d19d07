/** What every channel promises of messages of which nobody knows whether the provider has them. */
import { fileOf } from './stage.cjs';
import type { Stage } from './stage.cjs';

export function tellsWhatItHas(stage: Stage): void {
    const { channel, bench, ports, reply, send, sendReply, errorOf } = stage;
    test.each([
        ['a text', { text: 'perhaps' }, 'sendRoute'],
        ['a file', { text: 'see', files: [fileOf('photo')] }, 'fileRoute'],
    ] as const)('asked about %s of which nobody knows, the provider names it', async (_what, more, route) => {
        const { ask } = channel;
        if (ask === undefined) {
            return;
        }
        const question = (sent: readonly string[]) => ({
            connection: stage.connection,
            address: stage.account.address,
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
        expect((await ask({ ...asked, address: `1${stage.account.address}` }, ports)).ids).toEqual([]);
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
                connection: stage.connection,
                address: stage.account.address,
                reply: { ...reply('words'), ...piece },
                sent: [],
            };
            const asked = await ask?.({ ...question, since: since + 120_000 }, ports);
            expect([asked?.ids.length, asked?.isLast]).toEqual(ask === undefined ? [undefined, undefined] : [1, true]);
        },
    );
}
