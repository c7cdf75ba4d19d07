/** What every channel promises of changing what was sent, and of taking it back. */
import type { Change } from '../../src/channels/channel';
import type { Outgoing } from '../../src/gateway/model';
import { fileOf } from './stage.cjs';
import type { Stage } from './stage.cjs';

export function changesWhatWasSent(stage: Stage): void {
    const { channel, bench, ports, editTest, removeTest, reply, send, sendReply, errorOf } = stage;
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
        connection: stage.connection,
        address: stage.account.address,
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
}
