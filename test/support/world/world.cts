import type { Asked, Change, ChangeRule, Channel, Template } from '../../../src/channels/channel';
import { ChannelError } from '../../../src/channels/channel';
import { storeConnection } from '../../../src/gateway/connections/connections';
import { takeChange } from '../../../src/gateway/outbox/changes';
import { adopt } from '../../../src/gateway/conversations/opening';
import { receiveFromAccount } from '../../../src/gateway/inbox/echoes';
import type { Gateway } from '../../../src/gateway/gateway';
import { newMemory } from '../../../src/gateway/gateway';
import { receive } from '../../../src/gateway/inbox/inbox';
import type { ChangeKind, Connection, MessageEvent, Outgoing, ReplyFile, ReplyQuote } from '../../../src/gateway/model';
import { deliver } from '../../../src/gateway/outbox/outbox';
import type { Room } from '../../../src/gateway/ports';
import { sweep } from '../../../src/gateway/tick/sweep';
import { roomClosed } from '../../../src/gateway/tick/rooms';
import { Cache } from '../../../src/lib/cache';
import { secretOf } from '../../../src/lib/secrets';
import { RocketChat } from './rocketchat.cjs';
import type { StoredMessage } from './rocketchat.cjs';
import { Scheduler, seeded } from './scheduler.cjs';

export const CONNECTION: Connection = {
    channel: 'post',
    id: '1',
    name: 'one',
    account: '',
    state: 'ready',
    owner: 'agent',
    credentials: { plain: {}, secret: {} },
    createdAt: 0,
};

/** What the provider does with the next replies; `accept` when nothing is told. */
export type ProviderMood = 'accept' | 'retry' | 'reject' | 'doubt-accepted' | 'doubt-not-accepted';

const NOTHING: Asked = { ids: [], isLast: true };

/** Several servers of one workspace and one provider, in memory, with every call under the scheduler's control. */
export class World {
    readonly rocketchat = new RocketChat();
    readonly scheduler: Scheduler;
    /** What the provider accepted, in order. */
    readonly accepted: string[] = [];
    /** To which addresses, in the same order. */
    readonly addresses: string[] = [];
    readonly moods: ProviderMood[] = [];
    /** Which addresses another one has taken the place of, as the provider tells; undefined where it is not to be asked. */
    former: ((address: string) => readonly string[]) | undefined;
    /** Whether the channel has threads, and which ends of them the provider heard of, in order. */
    threads = false;
    readonly ended: string[] = [];
    private readonly known = new Set<string>();
    readonly problems: string[] = [];
    /** Which processes were told of a room: they opened it, found it or a message in it, or got an event of it. */
    private readonly told = new Map<string, Set<string>>();
    /** Rooms that a record has named. */
    private readonly written = new Set<string>();
    now = 1_000_000_000_000;
    /**
     * How long a call takes, from and up to so many ms, and what is slept. Without, no time passes by itself and calls come
     * in any order.
     */
    latencyMs: readonly [number, number] | undefined = undefined;
    /** The command by which agents register, where they have to. */
    registration: string | undefined;
    /** How long the provider takes to accept a reply, where calls take time; as long as other calls, if left out. */
    sendMs: number | undefined;
    offlineText = '';
    /** Whether rooms are opened while nobody is there. */
    unattended = false;
    /** What the provider answers when it is asked about a reply; undefined where it cannot be asked. */
    asked: (() => Asked) | undefined;
    /** Whether the provider knows a reply again that it gets twice. */
    idempotent = false;
    /** For how long after a contact's last message agents may write freely, ms; undefined for a channel without such a rule. */
    windowMs: number | undefined;
    /** The templates that are approved; undefined for a channel that knows none. */
    templates: readonly Template[] | undefined;
    /** The provider's id of the message that an event told of. */
    messageIdOf: (eventId: string) => string = (eventId) => `in ${eventId}`;
    /** For how long the provider changes and takes back what it has, ms; undefined for a channel that cannot. */
    changes: { readonly editMs: number; readonly removeMs: number } | undefined;
    /** What the contact sees now of every message that was accepted, in order; undefined for one that was taken back. */
    readonly seen: Array<string | undefined> = [];
    /** What each of them quotes, as the provider's id, in the same order. */
    readonly quoted: Array<string | undefined> = [];
    /** Texts longer than this go as two messages. */
    textLimit = 1_000;
    /** The picture of every contact; undefined for a channel that knows none. */
    picture: Uint8Array | undefined;
    private lives = 0;
    private readonly alive = new Map<number, Gateway>();

    constructor(seed: number) {
        this.scheduler = new Scheduler(seeded(seed));
    }

    /** The server's app process as it lives now; a new one after it was killed. */
    server(index: number): Gateway {
        const known = this.alive.get(index);
        if (known !== undefined) {
            return known;
        }
        const gateway = this.life(`s${index}.${this.lives++}`);
        this.alive.set(index, gateway);
        return gateway;
    }

    kill(index: number): void {
        const gateway = this.alive.get(index);
        if (gateway !== undefined) {
            this.scheduler.kill(gateway.memory.process);
            this.alive.delete(index);
        }
    }

    /**
     * Whether a room was closed before the app could keep that there is one: each process that was told of it died before
     * any record named it. An app is given the open rooms of a visitor only, so that nobody can find this one any more.
     */
    diedWithItsServers(roomId: string): boolean {
        const living = new Set([...this.alive.values()].map(({ memory }) => memory.process));
        return (
            this.rocketchat.room(roomId)?.open === false &&
            !this.written.has(roomId) &&
            ![...(this.told.get(roomId) ?? [])].some((process) => living.has(process))
        );
    }

    /** A server that is told of a room now. */
    private serverTold(index: number, roomId: string): Gateway {
        const gateway = this.server(index);
        this.tell(gateway.memory.process, roomId);
        return gateway;
    }

    private tell(process: string, roomId: string): void {
        this.told.set(roomId, new Set([...(this.told.get(roomId) ?? []), process]));
    }

    private write(data: unknown): void {
        const record = JSON.stringify(data);
        for (const { id } of this.rocketchat.rooms) {
            if (record.includes(`"${id}"`)) {
                this.written.add(id);
            }
        }
    }

    /** Runs something to the end with nothing between. */
    async alone(work: (gateway: Gateway) => Promise<unknown>): Promise<void> {
        const done = work(this.server(0));
        await this.scheduler.run();
        await done;
    }

    async connect(): Promise<void> {
        await this.alone((gateway) => storeConnection(gateway, CONNECTION, secretOf('hook secret')));
    }

    /** The provider brings an event to a server. Gives when it was told that the event is safe; `undefined` if never. */
    deliverEvent(server: number, event: MessageEvent): { safe: boolean } {
        const delivery = { safe: false };
        const take = event.from === undefined ? receive : receiveFromAccount;
        void take(this.server(server), CONNECTION, event).then(
            ({ settled }) => {
                delivery.safe = true;
                return settled;
            },
            (error: unknown) => this.problems.push(String(error)),
        );
        return delivery;
    }

    /** Rocket.Chat tells a server of an agent's message. */
    deliverReply(server: number, message: StoredMessage, quotes?: readonly ReplyQuote[]): void {
        const room = this.rocketchat.room(message.roomId);
        if (room !== undefined) {
            const { id, roomId, author, at, text } = message;
            const files: ReplyFile[] = [];
            const reply = { id, roomId, author, at, text, files, ...(quotes && { quotes }) };
            void deliver(this.serverTold(server, roomId), reply, room).catch((error: unknown) =>
                this.problems.push(String(error)),
            );
        }
    }

    /** Rocket.Chat tells a server that an agent's message was changed just now; `message` as it is, or was. */
    deliverChange(server: number, kind: ChangeKind, message: StoredMessage, quotes?: readonly ReplyQuote[]): void {
        const room = this.rocketchat.room(message.roomId);
        if (room !== undefined) {
            const { id, roomId, author, at, text } = message;
            const reply = { id, roomId, author, at, text, files: [], ...(quotes && { quotes }) };
            void takeChange(this.serverTold(server, roomId), { kind, at: this.now }, reply, room).catch(
                (error: unknown) => this.problems.push(String(error)),
            );
        }
    }

    /** Rocket.Chat tells a server of a room that it opened by itself. */
    deliverStarted(server: number, room: Room): void {
        void adopt(this.serverTold(server, room.id), room).catch((error: unknown) => this.problems.push(String(error)));
    }

    /** Rocket.Chat tells a server that a room was closed. */
    deliverClosed(server: number, room: Room): void {
        void roomClosed(this.serverTold(server, room.id), room).catch((error: unknown) =>
            this.problems.push(String(error)),
        );
    }

    /** Starts a run of the tick on a server. */
    tick(server: number): void {
        void sweep(this.server(server)).catch((error: unknown) => this.problems.push(String(error)));
    }

    /** Faults are over: time passes and the tick runs until nothing changes any more. */
    async calm(): Promise<void> {
        await this.scheduler.run();
        for (let rounds = 0; rounds < 12; rounds++) {
            this.now += 120_000;
            this.tick(0);
            await this.scheduler.run(60_000);
        }
    }

    private life(process: string): Gateway {
        const { scheduler, rocketchat } = this;
        const on = <T,>(label: string, execute: () => T, slept?: number): Promise<T> => {
            if (this.latencyMs === undefined) {
                return scheduler.call(process, label, execute);
            }
            const [from, to] = this.latencyMs;
            const due = this.now + (slept ?? from + scheduler.chance() * (to - from));
            const inTime = (): T => {
                this.now = Math.max(this.now, due);
                return execute();
            };
            return scheduler.call(process, label, inTime, due);
        };
        /** What a call found, by which its process is told of these rooms. */
        const naming = <T,>(found: T, ...roomIds: readonly string[]): T => {
            roomIds.forEach((roomId) => this.tell(process, roomId));
            return found;
        };
        const clock = {
            now: () => this.now,
            sleep: (ms: number) => on(`sleep ${ms}`, () => undefined, ms),
            atMost: (_ms: number, work: Promise<unknown>) => work.then(() => undefined),
            timer: (ms: number) => {
                const since = this.now;
                return () => this.now - since > ms;
            },
            random: () => scheduler.chance(),
        };
        return {
            records: {
                create: (keys, data) =>
                    on(`create ${keys.join(' ')}`, () => {
                        rocketchat.create(keys, data);
                        this.write(data);
                    }),
                read: (...keys) => on(`read ${keys.join(' ')}`, () => rocketchat.read(keys)),
                replace: (keys, data) =>
                    on(`replace ${keys.join(' ')}`, () => {
                        rocketchat.replace(keys, data);
                        this.write(data);
                    }),
                remove: (...keys) => on(`remove ${keys.join(' ')}`, () => rocketchat.remove(keys)),
            },
            desk: {
                room: (id) => on(`room ${id}`, () => rocketchat.room(id)),
                visitor: (wanted) => on('visitor', () => rocketchat.visitor(wanted)),
                nameByPhone: () => Promise.resolve(undefined),
                openRooms: (visitor) =>
                    on('openRooms', () => {
                        const rooms = rocketchat.openRooms(visitor);
                        return naming(rooms, ...rooms.map(({ id }) => id));
                    }),
                openRoom: (visitor, order) =>
                    on('openRoom', () => {
                        const room = rocketchat.openRoom(visitor, order);
                        return naming(room, room.id);
                    }),
                post: (room, text, id) =>
                    on(`post ${text} in ${room.id}`, () => rocketchat.post(room.id, text, id, this.now)),
                message: (id) =>
                    on(`message ${id}`, () => {
                        const standing = rocketchat.message(id);
                        return naming(standing, ...(standing === undefined ? [] : [standing.roomId]));
                    }),
                editMessage: (id, text) => on(`edit ${id}: ${text}`, () => rocketchat.editMessage(id, text)),
                removeMessage: (id) => on(`delete ${id}`, () => rocketchat.removeMessage(id)),
                newest: (room, limit, skip = 0) =>
                    on(`newest ${room.id}`, () => rocketchat.newest(room.id, limit, skip)),
                upload: (room, file) =>
                    on(`upload ${file.name} in ${room.id}`, () => rocketchat.upload(room.id, file, this.now)),
                uploadNote: (room, file) =>
                    on(`upload ${file.name} as a note in ${room.id}`, () =>
                        rocketchat.uploadNote(room.id, file, this.now),
                    ),
                describe: (id, words) => on(`describe ${id}`, () => rocketchat.describe(id, words)),
                renameRoom: () => Promise.resolve(),
                readFile: () => Promise.resolve({ kind: 'gone' }),
                fileLimit: () => Promise.resolve(1_000_000),
                answersAnywhere: () => Promise.resolve(false),
                somebodyOnline: () => on('online', () => !rocketchat.closed),
                opensUnattended: () => Promise.resolve(this.unattended),
                note: (roomId, id, note) => on(`note ${note.text}`, () => rocketchat.note(roomId, id, note)),
                sayAs: (_userId, roomId, id, text) =>
                    on(`say ${text}`, () => rocketchat.sayAs(roomId, id, text, this.now)),
                editNote: (id, note) => on(`edit note ${note.text}`, () => rocketchat.editNote(id, note)),
                directNote: (userId, id, note) =>
                    on(`direct note ${note.text}`, () => rocketchat.note(`@${userId}`, id, note)),
                react: () => Promise.reject(new Error('not-authorized')),
                close: (room) =>
                    on(`close ${room.id}`, () => {
                        if (rocketchat.refusesClosing) {
                            return { refused: 'error-tags-must-be-assigned-before-closing-chat' };
                        }
                        rocketchat.close(room.id);
                        return 'closed' as const;
                    }),
                department: () => Promise.resolve(undefined),
                setField: () => Promise.resolve('unknown'),
                linkTo: (roomId) => Promise.resolve(`https://desk.example/live/${roomId}`),
                messageLink: (roomId, messageId) =>
                    Promise.resolve(`https://desk.example/live/${roomId}?msg=${messageId}`),
                language: () => Promise.resolve('en'),
                languageOf: () => Promise.resolve('en'),
                roomNamed: (name) => Promise.resolve(name === 'log' ? '#log' : undefined),
            },
            http: {
                request: ({ url }) =>
                    on(`fetch ${url}`, () => ({
                        status: 200,
                        headers: {},
                        text: '',
                        json: undefined,
                        bytes: Buffer.from(url),
                    })),
            },
            clock,
            log: {
                answered: () => undefined,
                info: () => undefined,
                warn: () => undefined,
                error: (message) => void this.problems.push(message),
            },
            site: {
                secret: () => Promise.resolve(secretOf('own secret')),
                offlineText: () => Promise.resolve(this.offlineText),
                showsReceipts: () => Promise.resolve(false),
                whoMayAnswer: () => Promise.resolve('registered' as const),
                daysKept: () => Promise.resolve(30),
                channelSettings: () => Promise.resolve(undefined),
                address: () => Promise.resolve('https://desk.example/app'),
            },
            files: {
                limit: 1_000_000,
                read: () => Promise.reject(new Error('not used here')),
                link: () => Promise.reject(new Error('not used here')),
                own: () => Promise.reject(new Error('not used here')),
                restricted: () => Promise.resolve(false),
            },
            lookups: new Cache(100, 600_000, clock.now),
            channels: [this.channel(on)],
            memory: newMemory(process, clock.now),
        };
    }

    private channel(on: <T>(label: string, execute: () => T, slept?: number) => Promise<T>): Channel {
        return {
            name: 'post',
            sendsPerSecond: 1_000_000,
            idempotent: () => this.idempotent,
            title: { network: 'Post', provider: 'Post' },
            ...(this.registration === undefined ? {} : { registration: this.registration }),
            form: [],
            check: () => Promise.reject(new Error('not used here')),
            setWebhook: () => Promise.resolve(),
            removeWebhook: () => Promise.resolve(),
            authenticate: () => [],
            parse: () => ({ kind: 'ignored', why: '' }),
            ...(this.asked === undefined ? {} : { ask: () => on('ask', this.asked ?? (() => NOTHING)) }),
            quotedId: (eventId) => this.messageIdOf(eventId),
            eventIdAt: (eventId, from, to) =>
                eventId.startsWith(`${from}:`) ? `${to}${eventId.slice(from.length)}` : undefined,
            formerAddresses: (_connection, address) =>
                this.former === undefined
                    ? Promise.resolve([])
                    : on(`former ${address}`, () => this.former?.(address) ?? []),
            send: (_connection, address, reply) =>
                on(`send ${reply.text}`, () => this.provider(reply, address), this.sendMs),
            ...(this.windowMs === undefined ? {} : { window: () => this.windowMs }),
            ...(this.templates && {
                templates: () => on('templates', () => this.templates ?? []),
                templateCommands: { send: 'post.template', list: 'post.templates' },
            }),
            ...(this.changes && {
                edit: this.ruleOf(
                    this.changes.editMs,
                    ({ ids, after }) => {
                        if (ids.length > 1) {
                            throw new ChannelError('post', 'rejected', { name: 'changePartly' });
                        }
                        this.see(ids[0], after.text);
                    },
                    on,
                    'edit',
                ),
                remove: this.ruleOf(
                    this.changes.removeMs,
                    ({ ids }) => ids.forEach((id) => this.see(id, undefined)),
                    on,
                    'remove',
                ),
            }),
            ...(this.picture && {
                pictures: {
                    perSecond: 1_000_000,
                    wanted: () => true,
                    of: () => on('picture', () => (this.picture === undefined ? [] : [{ bytes: this.picture }])),
                },
            }),
            ...(this.threads && {
                close: (_connection, _address, { id }) =>
                    on(`end ${id}`, () => {
                        this.ended.push(id);
                    }),
            }),
        };
    }

    private ruleOf(
        withinMs: number,
        change: (change: Change) => void,
        on: <T>(label: string, execute: () => T) => Promise<T>,
        label: string,
    ): ChangeRule {
        const run = (given: Change): readonly string[] => {
            const mood = this.moods.shift() ?? 'accept';
            if (mood === 'accept' || mood === 'doubt-accepted') {
                change(given);
            }
            this.complain(mood);
            return [];
        };
        return {
            withinMs,
            perSecond: 1_000_000,
            run: (given) => on(`${label} ${given.after.text}`, () => run(given)),
        };
    }

    /** A message of which the provider gave the id `p<number>`. */
    private see(id: string | undefined, text: string | undefined): void {
        this.seen[Number(id?.slice(1)) - 1] = text;
    }

    private provider({ id, text, quotedId }: Outgoing, address: string): { ids: string[] } {
        const mood = this.moods.shift() ?? 'accept';
        const known = this.idempotent && this.known.has(id);
        const texts =
            text.length > this.textLimit ? [text.slice(0, this.textLimit), text.slice(this.textLimit)] : [text];
        if ((mood === 'accept' || mood === 'doubt-accepted') && !known) {
            this.accepted.push(...texts);
            this.addresses.push(...texts.map(() => address));
            this.seen.push(...texts);
            this.quoted.push(...texts.map(() => quotedId));
            this.known.add(id);
        }
        this.complain(mood);
        return { ids: texts.map((_, index) => `p${this.accepted.length - texts.length + index + 1}`) };
    }

    private complain(mood: ProviderMood): void {
        switch (mood) {
            case 'accept':
                return;
            case 'retry':
                throw new ChannelError('post', 'retry', { name: 'reasonUnknown' });
            case 'reject':
                throw new ChannelError('post', 'rejected', { name: 'reasonUnknown' });
            case 'doubt-accepted':
            case 'doubt-not-accepted':
                throw new ChannelError('post', 'in-doubt', { name: 'reasonUnknown' });
        }
    }
}

export function textEvent(n: number, address = 'ann', text = `text ${n}`): MessageEvent {
    return {
        kind: 'message',
        id: `${address}:${n}`,
        contact: { address, name: address },
        at: 1_000 * n,
        content: [{ kind: 'text', text }],
    };
}

export function fileEvent(n: number, address = 'ann'): MessageEvent {
    const file = {
        kind: 'file',
        url: `https://files.example/${n}`,
        name: `photo ${n}.jpg`,
        type: 'image/jpeg',
        caption: `caption ${n}`,
    } as const;
    return {
        kind: 'message',
        id: `${address}:${n}`,
        contact: { address, name: address },
        at: 1_000 * n,
        content: [file],
    };
}
