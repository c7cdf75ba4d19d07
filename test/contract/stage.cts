/** What the promises of a channel are tried on: an account at its provider, connected, and a Rocket.Chat with some files. */
import { randomBytes } from 'crypto';
import type { Server } from 'http';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import type { Channel, ChannelPorts, OnPart } from '../../src/channels/channel';
import { ChannelError } from '../../src/channels/channel';
import type { Connection, Outgoing, ReplyFile } from '../../src/gateway/model';
import type { StoredFile } from '../../src/gateway/ports';
import { Cache } from '../../src/lib/cache';
import { reveal } from '../../src/lib/secrets';
import { patientClock } from '../support/clock.cjs';
import { nodeHttp } from '../support/http.cjs';
import type { ProviderBench } from './provider-bench.cjs';

/** Files that stand in Rocket.Chat, by id. */
export const FILES: Readonly<Record<string, { readonly name: string; readonly type: string; readonly bytes: Buffer }>> =
    {
        photo: { name: 'photo.jpg', type: 'image/jpeg', bytes: randomBytes(70_000) },
        offer: { name: 'Ангебот №4.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF\r\n--\r\n') },
        nameless: { name: 'voice', type: 'audio/ogg; codecs=opus', bytes: Buffer.from([0, 255, 254, 13, 10]) },
    };
export const fileOf = (id: string, caption?: string): ReplyFile => {
    const { name = id, type = '', bytes } = FILES[id] ?? {};
    return { id, name, type, size: bytes?.length ?? 0, ...(caption === undefined ? {} : { caption }) };
};

/** Whence providers fetch files. */
const newFileServer = (): Server =>
    createServer(({ url = '' }, answer) => {
        const file = FILES[/^\/(\w+)/.exec(url)?.[1] ?? ''];
        answer.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' });
        answer.end(file?.bytes);
    });

function portsOf(bench: ProviderBench, fileServer: Server): ChannelPorts {
    const now = (): number => bench.now();
    const linkTo = (fileId: string, name: string): string => {
        const { port } = fileServer.address() as AddressInfo;
        return `http://127.0.0.1:${port}/${fileId}?n=${encodeURIComponent(name)}`;
    };
    return {
        lookups: new Cache(100, 600_000, now),
        http: nodeHttp,
        clock: patientClock(now),
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
}

/** Takes the place of a test that says nothing about the channel at hand. */
const NO_TEST = Object.assign(() => undefined, { each: () => () => undefined }) as unknown as typeof test;

type Account = Awaited<ReturnType<ProviderBench['start']>>;

export interface Stage {
    readonly channel: Channel;
    readonly bench: ProviderBench;
    readonly ports: ChannelPorts;
    /** Of the test that runs. */
    readonly account: Account;
    readonly connection: Connection;
    /** Promises of channels whose account is connected from here, and who get webhooks and bytes. */
    readonly messengerTest: typeof test;
    /** Promises of channels with threads. */
    readonly threadTest: typeof test;
    /** Promises of channels that change what was sent, or take it back. */
    readonly editTest: typeof test;
    readonly removeTest: typeof test;
    /** A reply of its own. */
    reply(text: string): Outgoing;
    sendReply(more: Partial<Outgoing>, sent?: readonly string[], onPart?: OnPart): ReturnType<Channel['send']>;
    send(text: string, sent?: readonly string[]): ReturnType<Channel['send']>;
    /** The error that it ends with, which says no secret. */
    errorOf(work: Promise<unknown>): Promise<ChannelError>;
}

/** To be called in a `describe`: sets up the account before each test. */
export function setStage(channel: Channel, bench: ProviderBench): Stage {
    const fileServer = newFileServer();
    const ports = portsOf(bench, fileServer);
    let account: Account;
    let connection: Connection;

    beforeAll(() => new Promise<void>((resolve) => fileServer.listen(0, '127.0.0.1', resolve)));

    afterAll(() => new Promise((resolve) => fileServer.close(resolve)));

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

    return {
        channel,
        bench,
        ports,
        get account() {
            return account;
        },
        get connection() {
            return connection;
        },
        messengerTest: channel.close === undefined ? test : NO_TEST,
        threadTest: channel.close === undefined ? NO_TEST : test,
        editTest: channel.edit === undefined ? NO_TEST : test,
        removeTest: channel.remove === undefined ? NO_TEST : test,
        reply,
        sendReply,
        send,
        async errorOf(work) {
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
        },
    };
}
