import { request } from 'http';
import { RapidPro } from '../../fakes/rapidpro/fake.cjs';
import type { Workspace } from '../../fakes/rapidpro/fake.cjs';
import type { Contact, Variant } from '../../fakes/rapidpro/records.cjs';
import type { Client, MessageView } from '../../host/client.cjs';
import type { HostOptions } from '../../host/host.cjs';
import { APP_ID, Desk } from '../../support/desk.cjs';
import { kept, until } from '../delivery/workbench.cjs';

/** A local Rocket.Chat with the app, one agent, and a RapidPro that is connected to it. */
export interface Bench {
    readonly desk: Desk;
    readonly rapidpro: RapidPro;
    readonly acme: Workspace;
    readonly olga: Client;
    readonly baseUrl: string;
    /** Calls an endpoint of the app as somebody with curl does, with the right secret unless other headers are given. */
    call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
    /** A new contact with an open ticket. */
    opened(
        contact?: Parameters<Workspace['addContact']>[0],
    ): Promise<{ ann: Contact; ticketId: string; roomId: string }>;
    settle(): Promise<void>;
    stop(): Promise<void>;
}

export async function connectedBench(options: HostOptions & { readonly variant?: Variant } = {}): Promise<Bench> {
    const { variant = 'weni', ...hostOptions } = options;
    // RapidPro waits longer for an answer than other providers, and so does the platform.
    const desk = await Desk.start({ runtimeTimeoutMs: 20_000, ...hostOptions });
    const rapidpro = new RapidPro({ clock: desk.host.clock });
    try {
        await rapidpro.start();
        desk.host.clock.onAdvance(() => rapidpro.tick());
        return await connected(desk, rapidpro, variant);
    } catch (error) {
        // Nobody else can stop them, and the tests would never end.
        await rapidpro.stop();
        await desk.stop();
        throw error;
    }
}

async function connected(desk: Desk, rapidpro: RapidPro, variant: Variant): Promise<Bench> {
    const acme = rapidpro.addWorkspace({ variant });
    const baseUrl = `${desk.host.url}/api/apps/public/${APP_ID}`;
    await desk.saveSettings({ rapidpro_app_secret: acme.secret });
    const olga = await desk.admin.createAgent('olga');
    await olga.setAgentStatus('available');
    const { userId, authToken } = desk.admin.login ?? { userId: '', authToken: '' };
    const { isConnected } = await acme.connect(`${baseUrl}/`, { userId, authToken });
    if (!isConnected) throw new Error('RapidPro could not be connected');
    const settle = async (): Promise<void> => {
        await rapidpro.drain();
        await desk.host.idle();
        // What goes on behind an answer has pauses in which nothing is under way.
        await until('what is due is done', async () => !(await isAnythingDue(desk)), 20_000);
        await rapidpro.drain();
        await desk.host.idle();
    };
    return {
        desk,
        rapidpro,
        acme,
        olga,
        baseUrl,
        settle,
        call: (method, path, body, headers = authorized(acme.secret)) =>
            curl(method, `${baseUrl}/${path}`, body, headers),
        async opened(contact = { name: 'Ann' }) {
            const ann = acme.addContact(contact);
            const result = await acme.openTicket(ann);
            if (result.kind !== 'opened') throw new Error(JSON.stringify(result));
            await settle();
            return { ann, ticketId: result.ticketId, roomId: result.roomId };
        },
        async stop() {
            await rapidpro.stop();
            await desk.stop();
        },
    };
}

interface Waiting {
    readonly conversation: string;
    readonly reply: { readonly at: number };
    readonly notBefore: number;
    readonly attempt: boolean;
    readonly failures: number;
}

/** Whether something is to be done at this moment that nobody has tried yet. */
async function isAnythingDue(desk: Desk): Promise<boolean> {
    const now = desk.host.clock.now();
    const replies = (await kept(desk, 'out')) as unknown as Waiting[];
    // What waits keeps the rest of its conversation waiting.
    const isFirst = (one: Waiting): boolean =>
        !replies.some(({ conversation, reply }) => conversation === one.conversation && reply.at < one.reply.at);
    return (
        (await kept(desk, 'welcome')).some(({ tries }) => tries === 0) ||
        replies.some((one) => isFirst(one) && one.notBefore <= now && (one.attempt || one.failures === 0))
    );
}

export interface Answered {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly text: string;
    readonly json: unknown;
}

/** A request with any method and body, as `curl -X` sends it: Node's own `fetch` refuses a GET with a body. */
export function curl(method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answered> {
    const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const length = bytes === '' ? {} : { 'content-length': String(Buffer.byteLength(bytes)) };
    return new Promise((resolve, reject) => {
        const call = request(url, { method, headers: { ...headers, ...length }, agent: false }, (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('end', () => {
                const text = Buffer.concat(parts).toString('utf8');
                const { statusCode: status = 0, headers: given } = answer;
                resolve({ status, headers: given, text, json: parsed(text) });
            });
        });
        call.on('error', reject);
        call.end(bytes);
    });
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

export const authorized = (secret: string): Record<string, string> => ({
    authorization: `Token ${secret}`,
    'content-type': 'application/json',
});

/** What people said in a room, and the app's notes with a mark. */
export async function talk({ desk }: Bench, roomId: string): Promise<string[]> {
    return (await desk.admin.messages(roomId)).map(lineOf);
}

const lineOf = ({ u, msg }: MessageView): string => (u.username === 'switchboard.bot' ? `[app] ${msg}` : msg);
