import { spawn, type ChildProcess } from 'child_process';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInterface } from 'readline';
import { Client } from '../client.cjs';
import { PROBE_ID, probeZip } from '../engine/probe.cjs';

const ROOT = join(__dirname, '../../..');

interface Running {
    readonly child: ChildProcess;
    readonly lines: string[];
    readonly url: string;
}

describe('the host as a program', () => {
    let folder: string;
    const running: ChildProcess[] = [];
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'rocketchat-'));
        await writeFile(join(folder, 'probe.zip'), probeZip());
    });
    afterAll(async () => {
        for (const child of running) child.kill('SIGKILL');
        await rm(folder, { recursive: true, force: true });
    });

    /** Resolves when it says where it listens; rejects with what it said when it ends before. */
    const start = (...options: string[]): Promise<Running> =>
        new Promise((resolve, reject) => {
            const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
            const child = spawn(process.execPath, [tsx, join(ROOT, 'test/host/main.cts'), ...options], {
                cwd: ROOT,
                detached: true,
            });
            running.push(child);
            const lines: string[] = [];
            for (const stream of [child.stdout, child.stderr]) {
                createInterface({ input: stream }).on('line', (line) => {
                    lines.push(line);
                    const [, url] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
                    if (url !== undefined) resolve({ child, lines, url });
                });
            }
            child.once('exit', (code) => reject(new Error(`ended with ${String(code)}: ${lines.join(' | ')}`)));
        });
    const kill = async ({ child }: Running): Promise<void> => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        process.kill(-(child.pid ?? 0), 'SIGKILL');
        await ended;
    };
    const probe = async (client: Client, code: string): Promise<unknown> => {
        const answer = await client.webhook(PROBE_ID, 'run', { code });
        return (answer.json as { value: unknown }).value;
    };

    test('with a folder everything survives a SIGKILL: app, settings, users, records, files', async () => {
        const options = ['--port', '0', '--data', join(folder, 'data'), '--app', join(folder, 'probe.zip')];
        const first = await start(...options);
        const admin = await Client.login(first.url, 'admin', 'admin');
        await admin.createUser('carl');
        await admin.saveAppSettings(PROBE_ID, { text: 'kept' });
        const message = await admin.upload('GENERAL', 'a.txt', Buffer.from('content'));
        expect(
            await probe(admin, `return persis.createWithAssociation({ when: new Date(5), 'a.b': 1 }, lib.record('k'))`),
        ).toHaveLength(24);
        await kill(first);

        const second = await start(...options);
        const again = await Client.login(second.url, 'carl', 'carl');
        expect(
            await probe(
                again,
                `return (await read.getPersistenceReader().readByAssociation(lib.record('k'))).map((data) => [data.when.getTime(), data['a.b']])`,
            ),
        ).toEqual([[5, 1]]);
        expect(await probe(again, `return read.getEnvironmentReader().getSettings().getValueById('text')`)).toBe(
            'kept',
        );
        expect((await again.request('GET', `/file-upload/${message.file?._id ?? ''}/a.txt`)).text).toBe('content');
        await kill(second);
    }, 60_000);

    test('a taken port is named, and the program ends with 1', async () => {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as { port: number };
        await expect(start('--port', String(port))).rejects.toThrow(
            `ended with 1: Port ${String(port)} of 127.0.0.1 is taken`,
        );
        await new Promise((resolve) => server.close(resolve));
    }, 30_000);

    test('an option that it does not know is named', async () => {
        await expect(start('--speed', 'high')).rejects.toThrow('Unknown option --speed');
    });
});
