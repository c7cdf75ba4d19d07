/**
 * What every channel promises, whatever network it speaks to. A new channel starts by describing its provider's side here
 * and making the suite fail.
 */
import type { Channel } from '../../src/channels/channel';
import type { Thread } from '../../src/gateway/model';
import { tellsWhatItHas } from './asking.cjs';
import { changesWhatWasSent } from './changing.cjs';
import type { ProviderBench } from './provider-bench.cjs';
import { sends } from './sending.cjs';
import { setStage } from './stage.cjs';
import { readsWebhooks } from './webhooks.cjs';

/** One that no provider has, and an old one. */
const NO_THREAD: Thread = { id: '00000000-0000-4000-8000-000000000000', openedAt: -1_000_000 };

export function channelContract(channel: Channel, bench: ProviderBench): void {
    describe(`the channel ${channel.name}`, () => {
        const stage = setStage(channel, bench);
        const { ports, messengerTest, threadTest, sendReply, errorOf } = stage;

        test('has a name that fits into keys and addresses, and a form', () => {
            expect(channel.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
            expect(channel.form.length).toBeGreaterThan(0);
            expect(channel.title.network).not.toBe('');
        });

        messengerTest('tells a working account from wrong credentials', async () => {
            const { ready, state } = await channel.check(stage.account.id, stage.account.credentials, ports);
            expect([ready, state === '']).toEqual([true, false]);
            expect((await errorOf(channel.check(stage.account.id, stage.account.wrongCredentials, ports))).kind).toBe(
                'unauthorized',
            );
        });

        test('who has templates names the commands for them, and who has a window has templates', () => {
            expect(channel.templateCommands === undefined).toBe(channel.templates === undefined);
            expect(channel.window === undefined || channel.templates !== undefined).toBe(true);
        });

        test('a state that nobody knows is no reason not to try', () => {
            expect(channel.obstacle?.('a state of the future')).toBeUndefined();
            expect(channel.obstacle?.('toString')).toBeUndefined();
        });

        threadTest('ends a thread; what it does not know of a call is said as such', async () => {
            const end = async () =>
                channel.close?.(stage.connection, stage.account.address, bench.thread ?? NO_THREAD, ports);
            bench.fault({ route: bench.sendRoute, kind: 'drop-after-accept' });
            expect((await errorOf(end())).kind).toBe('in-doubt');
            await end();
            expect(bench.ended?.()).toBe(2);
        });

        threadTest('a thread that is long gone at the provider has ended', async () => {
            await channel.close?.(stage.connection, stage.account.address, NO_THREAD, ports);
            expect(bench.ended?.()).toBe(0);
            expect((await errorOf(sendReply({ text: 'x', thread: NO_THREAD }))).kind).toBe('rejected');
        });

        sends(stage);
        tellsWhatItHas(stage);
        changesWhatWasSent(stage);
        readsWebhooks(stage);
    });
}
