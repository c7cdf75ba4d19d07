import { execFile } from 'child_process';
import { mkdtemp, rm, symlink, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { Client } from '../client.cjs';
import { startHost, type Host } from '../host.cjs';

const ROOT = join(__dirname, '../../..');
const APP_ID = 'deadbeef-0000-4000-8000-000000000009';

const FILES: Readonly<Record<string, string>> = {
    'app.json': JSON.stringify({
        id: APP_ID,
        version: '0.0.1',
        requiredApiVersion: '^1.46.0',
        iconFile: 'icon.png',
        author: { name: 'Tests', homepage: 'https://example.invalid', support: 'https://example.invalid' },
        name: 'Sample',
        nameSlug: 'sample',
        classFile: 'SampleApp.ts',
        description: 'Sample',
        implements: [],
        permissions: [{ name: 'api' }, { name: 'persistence' }],
    }),
    'SampleApp.ts': `import { App } from '@rocket.chat/apps-engine/definition/App';\nexport class SampleApp extends App {}\n`,
    'icon.png': 'icon',
    'package.json': JSON.stringify({ name: 'sample', devDependencies: { '@rocket.chat/apps-engine': '^1.46.0' } }),
};

/** The published command line tool against the host: what a developer does with a real server. */
describe('rc-apps deploy', () => {
    let folder: string;
    let host: Host;
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'deploy-'));
        for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
        await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
        host = await startHost({ timer: false });
    });
    afterAll(async () => {
        await host.stop();
        await rm(folder, { recursive: true, force: true });
    });

    const deploy = async (password: string): Promise<string> => {
        const cli = join(ROOT, 'node_modules/@rocket.chat/apps-cli/bin/run');
        const args = [cli, 'deploy', '--url', host.url, '-u', 'admin', '-p', password];
        const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
        return stdout + stderr;
    };

    test('installs with the permissions of the package, updates the second time, and is told of a wrong password', async () => {
        await deploy('admin');
        const admin = await Client.login(host.url, 'admin', 'admin');
        expect(await admin.get(`/api/apps/${APP_ID}`)).toMatchObject({
            app: {
                name: 'Sample',
                status: expect.stringContaining('enabled') as unknown,
                permissionsGranted: [{ name: 'api' }, { name: 'persistence' }],
            },
        });
        expect(await deploy('admin')).toContain('already exists');
        await expect(deploy('wrong')).rejects.toThrow('Invalid username and password');
    }, 120_000);
});
