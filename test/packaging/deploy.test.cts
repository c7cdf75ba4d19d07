import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '../host/client.cjs';
import { type Host, startHost } from '../host/host.cjs';
import { PACKAGING_MS, readManifest } from './built.cjs';
import { copyOfRepository } from './copy.cjs';

/** A zip that a person uploads by hand should be up in no time; a server would take far more. */
const ZIP_LIMIT_BYTES = 2 * 1024 * 1024;
const PASSWORD = 'correct horse battery staple';

const { id, nameSlug, version, permissions } = readManifest();

async function healthOf(server: Host): Promise<unknown> {
    const response = await fetch(`${server.url}/api/apps/public/${id}/health`);
    return [response.status, await response.json()];
}

async function told(user: Client, command: string): Promise<string> {
    await user.runCommand(command, 'GENERAL', { forms: false });
    await user.idle();
    return (await user.ephemeral()).map(({ text }) => text).join('\n');
}

describe('rc-apps deploy in the repository', () => {
    const copy = copyOfRepository();
    let host: Host;
    let admin: Client;

    const deploy = async (...more: string[]): Promise<void> => {
        const args = ['rc-apps', 'deploy', '--url', host.url, '-u', 'admin', '-p', PASSWORD, ...more];
        await promisify(execFile)('npx', args, { cwd: copy });
    };

    beforeAll(async () => {
        host = await startHost({ timer: false, adminPassword: PASSWORD });
        admin = await Client.login(host.url, 'admin', PASSWORD);
        await deploy();
    }, PACKAGING_MS);

    afterAll(async () => {
        await host.stop();
        await rm(copy, { recursive: true, force: true });
    });

    it('installs the app with its permissions, and it answers', async () => {
        expect(await admin.get(`/api/apps/${id}`)).toMatchObject({
            app: { version, status: expect.stringMatching(/enabled$/) as string, permissionsGranted: permissions },
        });
        expect(await healthOf(host)).toEqual([200, { status: 'ok' }]);
    });

    it(
        'with --update puts the app in the place of the one that is there, which loses nothing',
        async () => {
            await told(admin, 'greenapi.register-workspace');
            await deploy('--update');
            expect(((await admin.get('/api/apps'))['apps'] as unknown[]).length).toBe(1);
            expect(await healthOf(host)).toEqual([200, { status: 'ok' }]);
            // It would be refused in a workspace that is not registered.
            expect(await told(await admin.createAgent('olga'), 'greenapi.register-agent')).toContain('✅');
        },
        PACKAGING_MS,
    );

    // `rc-apps package` makes it by the same two calls of the compiler, and as slowly: once is enough.
    it('leaves a zip in dist that an administrator can upload elsewhere: small, and it works', async () => {
        const zip = await readFile(join(copy, 'dist', `${nameSlug}_${version}.zip`));
        expect(zip.length).toBeLessThan(ZIP_LIMIT_BYTES);
        const elsewhere = await startHost({ timer: false });
        try {
            const owner = await Client.login(elsewhere.url, 'admin', 'admin');
            expect((await owner.installApp(zip))['status']).toMatch(/enabled$/);
            expect(await healthOf(elsewhere)).toEqual([200, { status: 'ok' }]);
            expect(await told(owner, 'greenapi.register-workspace')).toContain('✅');
        } finally {
            await elsewhere.stop();
        }
    });
});
