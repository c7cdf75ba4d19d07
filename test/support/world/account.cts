import type { Channel, WebhookQueue } from '../../../src/channels/channel';
import { ChannelError } from '../../../src/channels/channel';
import { storeConnection } from '../../../src/gateway/connections/connections';
import type { Gateway } from '../../../src/gateway/gateway';
import type { Connection, MessageEvent } from '../../../src/gateway/model';
import { receiveState } from '../../../src/gateway/connections/standing';
import { sweep } from '../../../src/gateway/tick/sweep';
import { secretOf } from '../../../src/lib/secrets';
import { CONNECTION, World } from './world.cjs';

export const MINUTE = 60_000;
/** Where its webhooks lead when all is well. */
export const HOOK = 'https://desk.example/app/webhooks/post';

/** The account of a connection, at a provider that tells how it stands, keeps a history and lets its queue be fetched. */
export class Account {
    state = 'ready';
    /** That it does not answer at all. */
    silent = false;
    /** Where its webhooks go. */
    url = HOOK;
    /** What waits to be delivered, oldest first. */
    waiting: MessageEvent[] = [];
    /** That what is taken off the queue stays there all the same, and the provider says nothing of it. */
    keeps = false;
    history: MessageEvent[] = [];
    /** How often it was asked what. */
    readonly asked: string[] = [];

    constructor(
        readonly world: World,
        readonly connection: Connection = CONNECTION,
    ) {}

    /** A server whose channel has this account. */
    on(index: number): Gateway {
        const gateway = this.world.server(index);
        const [channel] = gateway.channels;
        return channel === undefined ? gateway : { ...gateway, channels: [this.channel(channel, gateway)] };
    }

    async connect(): Promise<void> {
        const stored = storeConnection(this.on(0), this.connection, secretOf('hook secret'));
        await this.world.scheduler.run();
        await stored;
    }

    /** Lets time pass, with runs of the tick on these servers at once; never so long between them that any is missed. */
    async pass(ms: number, ...servers: number[]): Promise<void> {
        const end = this.world.now + ms;
        while (this.world.now < end) {
            this.world.now = Math.min(end, this.world.now + 2 * MINUTE);
            this.tick(...(servers.length === 0 ? [0] : servers));
            await this.world.scheduler.run();
        }
    }

    tick(...servers: number[]): void {
        for (const server of servers) void sweep(this.on(server)).catch((error: unknown) => this.note(error));
    }

    /** The provider tells a server of a state by itself. */
    async tells(server: number, state: string): Promise<void> {
        const event = { kind: 'state', id: state, state, ready: state === 'ready', at: this.world.now } as const;
        const told = receiveState(this.on(server), this.connection, event);
        await this.world.scheduler.run();
        await (
            await told
        ).settled;
    }

    /** What the app has said, with the place where: `@owner` or `#log`. */
    get told(): string[] {
        return [...this.world.rocketchat.notes.values()].map(({ place, text }) => `${place} ${text}`);
    }

    /** How many records of a kind there are. */
    left(kind: string): number {
        return this.world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;
    }

    private note(error: unknown): void {
        this.world.problems.push(String(error));
    }

    private channel(base: Channel, { memory }: Gateway): Channel {
        const call = <T,>(what: string, execute: () => T): Promise<T> =>
            this.world.scheduler.call(memory.process, what, () => {
                this.asked.push(what);
                if (this.silent) throw new ChannelError('post', 'in-doubt', { name: 'reasonUnknown' });
                return execute();
            });
        const fetched = <T,>(what: string, execute: () => T): Promise<T> =>
            call(what, () => {
                if (this.url !== '') throw new ChannelError('post', 'retry', { name: 'reasonUnknown' });
                return execute();
            });
        const queue: WebhookQueue = {
            wanted: ({ credentials }) => credentials.plain['unstick'] !== 'false',
            address: () => call('address', () => this.url),
            point: (_connection, url) => call(`point ${url}`, () => void (this.url = url)),
            first: () =>
                fetched('first', () => {
                    const [first] = this.waiting;
                    return first && { receipt: first.id, body: first };
                }),
            drop: (_connection, receipt) =>
                fetched(`drop ${receipt}`, () => {
                    this.waiting = this.waiting.filter(({ id }) => this.keeps || id !== receipt);
                }),
        };
        return {
            ...base,
            queue,
            check: () => Promise.reject(new ChannelError('post', 'retry', { name: 'reasonUnknown' })),
            standing: () =>
                call('standing', () => ({
                    state: this.state,
                    ready: this.state === 'ready',
                    waiting: this.waiting.length,
                })),
            trouble: (state) =>
                state === 'down'
                    ? { words: { name: 'troubleSleep' }, afterMs: 0 }
                    : state === 'starting'
                      ? { words: { name: 'troubleStarting' }, afterMs: 5 * MINUTE }
                      : undefined,
            missed: (_connection, since) =>
                call('missed', () =>
                    this.history.filter(({ at }) => at >= since).map((event) => ({ kind: 'events', events: [event] })),
                ),
            parse: (_connection, body) => ({ kind: 'events', events: [body as MessageEvent] }),
        };
    }
}
