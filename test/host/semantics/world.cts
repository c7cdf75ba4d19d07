import { createServer, type IncomingMessage, type Server } from 'http';
import type { AddressInfo } from 'net';
import { Client } from '../client.cjs';
import { PROBE_ID, probeZip, type ProbeOptions } from '../engine/probe.cjs';
import { startHost, type Host, type HostOptions } from '../host.cjs';

export type Json = Readonly<Record<string, unknown>>;

/** A local Rocket.Chat with the probe app in it, reached over HTTP as everybody would. */
export interface World {
    readonly host: Host;
    readonly admin: Client;
    /** Runs code in the app and gives what it returns. Rejects with the message of what it throws. */
    probe<T = Json>(code: string, args?: unknown, server?: number): Promise<T>;
    /** What the app has been told of one kind since its start, oldest first; when nothing is under way any more. */
    events(name: string, server?: number): Promise<Json[]>;
    stop(): Promise<void>;
}

export async function startWorld(options: HostOptions = {}, probe: ProbeOptions = {}): Promise<World> {
    const host = await startHost({ timer: false, ...options });
    const admin = await Client.login(host.url, 'admin', 'admin');
    await admin.installApp(probeZip(probe));
    const run = async <T,>(code: string, args?: unknown, server?: number): Promise<T> => {
        const more = server === undefined ? {} : { server };
        const answer = await admin.webhook(
            PROBE_ID,
            'run',
            { code: `${LIVECHAT}\n${code}`, args: args ?? {} },
            undefined,
            more,
        );
        if (answer.status !== 200) throw new Error(`${String(answer.status)} ${answer.text}`);
        const { value, error } = answer.json as { value?: T; error?: string };
        if (error !== undefined) throw new Error(error);
        return value as T;
    };
    return {
        host,
        admin,
        probe: run,
        events: async (name, server) => {
            await host.idle();
            const more = { method: 'GET', ...(server !== undefined && { server }) };
            const answer = await admin.webhook(PROBE_ID, 'events', undefined, undefined, more);
            const { events } = answer.json as { events: { name: string; data: Json }[] };
            return events.filter((event) => event.name === name).map(({ data }) => data);
        },
        stop: () => host.stop(),
    };
}

/** What the code of a test in the app has at hand beside the probe's own names. */
const LIVECHAT = `
const creator = modify.getCreator();
const livechat = creator.getLivechatCreator();
const reader = read.getLivechatReader();
const SOURCE = { type: 'app', label: 'Label', sidebarIcon: 'side', defaultIcon: 'default' };
const visit = (token, more) => livechat.createAndReturnVisitor({ token, name: 'Bob', username: token, ...more });
const open = (visitor, more, agent) => livechat.createRoom(visitor, agent, { source: SOURCE, ...more });
const say = (room, visitor, text, id) => creator.finish(
    creator.startLivechatMessage(id ? { _unmappedProperties_: { _id: id } } : undefined).setRoom(room).setVisitor(visitor).setText(text),
);
const failure = async (promise) => { try { await promise; } catch (error) { return error.message; } };
`;

/** A provider's end: a server on this machine that answers as told and remembers what came. */
export interface Outside {
    readonly url: string;
    readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
    stop(): Promise<void>;
}

export async function startOutside(
    answer: (request: { url: string; body: string }) => {
        status?: number;
        type?: string;
        body?: string | Buffer;
        hang?: boolean;
    },
): Promise<Outside> {
    const requests: Outside['requests'] = [];
    const server: Server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
            const body = Buffer.concat(parts).toString();
            const { method = '', url = '', headers } = request;
            requests.push({ method, url, headers, body });
            const {
                status = 200,
                type = 'application/json',
                body: content = '{"ok":true}',
                hang,
            } = answer({ url, body });
            if (hang === true) return;
            response.writeHead(status, { 'content-type': type }).end(content);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${String(port)}`,
        requests,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                (server as unknown as { closeAllConnections(): void }).closeAllConnections();
            }),
    };
}
