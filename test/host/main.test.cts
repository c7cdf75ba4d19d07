import { mkdtemp, rm } from 'fs/promises';
import { createServer, type AddressInfo, type Server } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { Program, gone } from '../integration/program.cjs';
import { APP_ID, ZIP } from '../support/desk.cjs';
import { Client } from './client.cjs';

const TSX = ['--import', pathToFileURL(require.resolve('tsx')).href];
/** Two starts of a program that compiles itself, on a machine that has other things to do. */
const TIMEOUT_MS = 120_000;

let data: string;
let programs: Program[] = [];

beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'host-data-'));
});

afterEach(async () => {
    await Promise.all(programs.map((program) => program.dispose()));
    programs = [];
    await rm(data, { recursive: true, force: true });
});

/** `npm run host` with a folder and the app, as one process that can be killed. */
function run(port: number): Program {
    const options = ['--port', String(port), '--data', data, '--app', ZIP];
    const program = new Program([...TSX, 'test/host/main.cts', ...options]);
    programs.push(program);
    return program;
}

async function started(program: Program): Promise<string> {
    await program.printed(/^Kept in /);
    const [, url = ''] = await program.printed(/^Local Rocket\.Chat: (\S+)/);
    return url;
}

async function told(user: Client, command: string): Promise<string> {
    await user.runCommand(command, 'GENERAL', { forms: false });
    await user.idle();
    return (await user.ephemeral()).map(({ text }) => text).join('\n');
}

const listening = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve(server));
    });

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

async function freePort(): Promise<number> {
    const server = await listening(0);
    const { port } = server.address() as AddressInfo;
    await closed(server);
    return port;
}

async function expectServed(url: string): Promise<void> {
    const visitor = new Client(url);
    expect((await visitor.request('GET', '/api/info')).json).toMatchObject({
        success: true,
        version: expect.stringMatching(/^\d+\.\d+/) as string,
    });
    const health = await visitor.request('GET', `/api/apps/public/${APP_ID}/health`);
    expect([health.status, health.json]).toEqual([200, { status: 'ok' }]);
}

test(
    'serves a workspace with the app on the port that was asked for; an interrupt ends it, and no process is left',
    async () => {
        const port = await freePort();
        const program = run(port);
        expect(await started(program)).toBe(`http://127.0.0.1:${String(port)}`);
        await program.printed(/^Apps: Switchboard \S+ \(\w*enabled\)$/);
        await expectServed(`http://127.0.0.1:${String(port)}`);

        const family = program.family();
        // Itself, the server and the app at least: or it would prove nothing that they are gone.
        expect(family.length).toBeGreaterThanOrEqual(3);
        program.interrupt();
        expect(await program.ended).toEqual({ code: 0, signal: null });
        await gone(family);
        await closed(await listening(port));
        expect(program.stderr).toBe('');
    },
    TIMEOUT_MS,
);

test(
    'killed and started again with the same folder, it has its users and what the app has stored, and no process of before',
    async () => {
        const port = await freePort();
        const first = run(port);
        const url = await started(first);
        const admin = await Client.login(url, 'admin', 'admin');
        expect(await told(admin, 'greenapi.register-workspace')).toContain('✅');
        await admin.createAgent('olga');

        const family = first.family();
        expect(family.length).toBeGreaterThanOrEqual(3);
        first.kill();
        expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });
        await gone(family);

        const second = run(port);
        await expectServed(await started(second));
        const olga = await Client.login(url, 'olga', 'olga');
        // It would be refused in a workspace that is not registered.
        expect(await told(olga, 'greenapi.register-agent')).toContain('✅');
    },
    TIMEOUT_MS,
);

test(
    'a port that is taken is named, and nothing is started',
    async () => {
        const holder = await listening(0);
        try {
            const { port } = holder.address() as AddressInfo;
            const program = run(port);
            expect(await program.ended).toEqual({ code: 1, signal: null });
            expect(program.stderr).toContain(`Port ${String(port)} of 127.0.0.1 is taken`);
            expect(program.stdout).toBe('');
        } finally {
            await closed(holder);
        }
    },
    TIMEOUT_MS,
);
