/**
 * What every channel promises, whatever network it speaks to. A new channel starts by describing its provider's side here
 * and making the suite fail.
 */
import type { Channel, ChannelPorts, WebhookRequest } from '../../src/channels/channel';
import { ChannelError } from '../../src/channels/channel';
import type { Connection, Credentials, Reply } from '../../src/gateway/model';
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
    /** Texts that the provider accepted, in that order. */
    accepted(): readonly string[];
    /** The route that carries a text, by which the fake's faults are set. */
    readonly sendRoute: string;
    fault(fault: Fault): void;
    /** Lets a customer write, and gives the webhook that the provider sends for it, or nothing where none is set. */
    customerWrites(text: string): Promise<WebhookRequest | undefined>;
    /** How many characters go into one message. */
    readonly textLimit: number;
}

const ports: ChannelPorts = {
    http: nodeHttp,
    clock: {
        now: () => 0,
        sleep: () => Promise.resolve(),
        atMost: (_ms, work) => work.then(() => undefined),
        timer: () => () => false,
        random: () => 0,
    },
    files: { link: (fileId, name) => Promise.resolve(`https://desk.example/files?t=${fileId}&n=${name}`) },
};

export function channelContract(channel: Channel, bench: ProviderBench): void {
    describe(`the channel ${channel.name}`, () => {
        let account: Awaited<ReturnType<ProviderBench['start']>>;
        let connection: Connection;

        beforeEach(async () => {
            account = await bench.start();
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

        const reply = (text: string): Reply => ({
            id: 'm1',
            roomId: 'r1',
            author: { id: 'a1', name: 'Agent' },
            at: 0,
            text,
            files: [],
        });
        const send = (text: string, sent: readonly string[] = []) =>
            channel.send(connection, account.address, reply(text), sent, ports);

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

        test('tells a working account from wrong credentials', async () => {
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

        test('a text over the limit goes in several messages, in order', async () => {
            const words = `${'a'.repeat(bench.textLimit - 1)} ${'b'.repeat(10)}`;
            const { ids } = await send(words);
            expect(ids).toHaveLength(2);
            expect(bench.accepted().join(' ')).toBe(words);
        });

        test('after a failure in the middle only the rest is sent', async () => {
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
            ['its gateway fails', { kind: 'status', status: 502, body: '<html></html>' }, 'in-doubt', 0],
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

        test('sets a webhook whose calls carry the secret, and removes it', async () => {
            const secret = newSecret();
            await channel.setWebhook(connection, account.webhookUrl, secret, ports);
            const webhook = await bench.customerWrites('hi');
            expect(webhook && channel.authenticate(webhook)).toContain(secret);
            await channel.removeWebhook(connection, ports);
            expect(await bench.customerWrites('anybody there?')).toBeUndefined();
        });

        test('reads back whether the webhook is in force, where that takes a while', async () => {
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

        test('reads what a customer wrote: the same call gives the same id, another message another', async () => {
            await channel.setWebhook(connection, account.webhookUrl, secretOf('a secret of ours'), ports);
            const [first, second] = [await bench.customerWrites('one'), await bench.customerWrites('two')];
            const ids = [first, first, second].map((webhook) => {
                const parsed = channel.parse(connection, webhook?.body);
                expect(parsed).toMatchObject({ kind: 'events', events: [{ contact: { address: account.address } }] });
                return parsed.kind === 'events' ? parsed.events[0]?.id : undefined;
            });
            expect(ids[0]).toBe(ids[1]);
            expect(ids[0]).not.toBe(ids[2]);
        });

        test.each([undefined, null, '', 'text', 7, [], {}, { type: {} }])(
            'a body of %j is no reason to fail',
            (body) => {
                expect(['ignored', 'unknown', 'undecodable']).toContain(channel.parse(connection, body).kind);
            },
        );
    });
}
