/** What every channel promises of the provider's calls. */
import type { Secret } from '../../src/lib/secrets';
import { digestOf, newSecret, secretOf } from '../../src/lib/secrets';
import type { Stage } from './stage.cjs';

export function readsWebhooks(stage: Stage): void {
    const { channel, bench, ports, messengerTest } = stage;
    messengerTest('sets a webhook whose calls carry the secret, and removes it', async () => {
        const secret = newSecret();
        await channel.setWebhook(stage.connection, stage.account.webhookUrl, secret, ports);
        const webhook = await bench.customerWrites('hi');
        expect(webhook && channel.authenticate(webhook)).toContain(secret);
        await channel.removeWebhook(stage.connection, ports);
        expect((await bench.customerWrites('anybody there?')) === undefined).toBe(!bench.callsOn);
    });

    messengerTest('reads back whether the webhook is in force, where that takes a while', async () => {
        const [secret, other] = [newSecret(), newSecret()];
        const missing = async (given: Secret): Promise<number | undefined> =>
            (await channel.readiness?.(stage.connection, stage.account.webhookUrl, digestOf(given), ports))?.missing
                .length;
        await channel.setWebhook(stage.connection, stage.account.webhookUrl, secret, ports);
        expect([0, undefined]).toContain(await missing(secret));
        expect(await missing(other)).not.toBe(0);
        await channel.removeWebhook(stage.connection, ports);
        expect(await missing(secret)).not.toBe(0);
    });

    test('a call without credentials presents none', () => {
        expect(channel.authenticate({ headers: {}, query: {}, body: {} })).toEqual([]);
    });

    messengerTest('reads what a customer wrote: the same call gives the same id, another message another', async () => {
        await channel.setWebhook(stage.connection, stage.account.webhookUrl, secretOf('a secret of ours'), ports);
        const [first, second] = [await bench.customerWrites('one'), await bench.customerWrites('two')];
        const ids = [first, first, second].map((webhook) => {
            const parsed = channel.parse(stage.connection, webhook?.body, bench.now());
            expect(parsed).toMatchObject({
                kind: 'events',
                events: [{ contact: { address: stage.account.address } }],
            });
            return parsed.kind === 'events' ? parsed.events[0]?.id : undefined;
        });
        expect(ids[0]).toBe(ids[1]);
        expect(ids[0]).not.toBe(ids[2]);
    });

    test.each([undefined, null, '', 'text', 7, [], {}, { type: {} }])('a body of %j is no reason to fail', (body) => {
        expect(['ignored', 'unknown', 'undecodable']).toContain(
            channel.parse(stage.connection, body, bench.now()).kind,
        );
    });
}
