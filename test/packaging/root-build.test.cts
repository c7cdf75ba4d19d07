import { execFileSync } from 'node:child_process';
import {
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGING_MS, ROOT, readEntries, readManifest } from './built.cjs';
import { ownFiles } from './copy.cjs';

/** What a server takes in one upload is far more; this is what a person should have to wait for. */
const ZIP_LIMIT_BYTES = 2 * 1024 * 1024;

const CLI = join(ROOT, 'node_modules/@rocket.chat/apps-cli/bin/run');

describe('rc-apps package in the repository', () => {
    const copy = mkdtempSync(join(tmpdir(), 'switchboard-copy-'));
    const files = new Map(ownFiles().map((name) => [name, readFileSync(join(ROOT, name))]));
    const { nameSlug, version } = readManifest();
    const zip = join(copy, 'dist', `${nameSlug}_${version}.zip`);

    beforeAll(() => {
        for (const [name, bytes] of files) {
            mkdirSync(dirname(join(copy, name)), { recursive: true });
            writeFileSync(join(copy, name), bytes);
        }
        symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
        execFileSync(process.execPath, [CLI, 'package'], { cwd: copy, stdio: 'pipe' });
    }, PACKAGING_MS);

    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    it('leaves every file as it is and makes nothing but dist, which git ignores', () => {
        const changed = [...files].filter(([name, bytes]) => !readFileSync(join(copy, name)).equals(bytes));
        expect(changed.map(([name]) => name)).toEqual([]);
        const own = new Set([...files.keys()].map((name) => name.split('/')[0]));
        const made = readdirSync(copy).filter((name) => !own.has(name));
        expect(made.sort()).toEqual(['dist', 'node_modules']);
        expect(readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')).toEqual(expect.arrayContaining(['dist/']));
    });

    it('gives an app of a size that can be uploaded', () => {
        expect(statSync(zip).size).toBeLessThan(ZIP_LIMIT_BYTES);
    });

    it('gives the code of the app, and of tests and tools none that is compiled', () => {
        const compiled = [...readEntries(zip).keys()].filter((path) => /^(src|test|scripts)\/.*\.c?js$/.test(path));
        expect(compiled).toContain(readManifest().classFile.replace(/\.ts$/, '.js'));
        expect(compiled.filter((path) => !path.startsWith('src/'))).toEqual([]);
    });
});
