/**
 * Builds the zip that an administrator uploads: `node scripts/package.mjs [--out <folder>] [--if-stale]`.
 * With `--if-stale` only where the zip was made of other sources: the published packager takes its time.
 *
 * The published packager compiles and packs everything that lies in the folder in which it runs. So it runs in a
 * staging folder that holds the app and nothing else. What comes out is packed once more, sorted, uncompressed and
 * without times, so that the same sources give the same bytes on every machine.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import AdmZip from 'adm-zip';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE_MODULES = join(ROOT, 'node_modules');
const CLI = join(NODE_MODULES, '@rocket.chat/apps-cli/bin/run');
const ENGINE = '@rocket.chat/apps-engine';

/** What the zip is made of. */
const SOURCES = ['app.json', 'icon.png', 'i18n', 'src'];

/** What belongs in the zip; the packager adds a package.json that only itself needs. */
const PACKED = /^(app\.json|icon\.png|i18n\/[\w-]+\.json|src\/.+\.js|\.packagedby)$/;

/** The zip format knows no missing time; this is the first that it can hold. */
const NO_TIME = new Date(1980, 0, 1);
const STORED = 0;

/** Runs `work` in a fresh folder with the app's files, which is removed afterwards. */
function inStaging(work) {
    const staging = mkdtempSync(join(tmpdir(), 'switchboard-'));
    try {
        if (/node_modules|\.git/.test(staging)) {
            throw new Error(
                `The packager overlooks everything below a path like ${staging}: set TMPDIR to another one`,
            );
        }
        for (const name of SOURCES) {
            cpSync(join(ROOT, name), join(staging, name), { recursive: true });
        }
        const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
        const needed = { devDependencies: { [ENGINE]: devDependencies[ENGINE] } };
        writeFileSync(join(staging, 'package.json'), JSON.stringify(needed));
        symlinkSync(NODE_MODULES, join(staging, 'node_modules'), 'junction');
        return work(staging);
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}

/** Runs the packager in a folder and returns its zip. Its output is shown when it fails, and only then. */
function runPackager(folder, zipName) {
    try {
        execFileSync(process.execPath, [CLI, 'package'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
        throw new Error(`rc-apps package failed:\n${error.stdout}${error.stderr}`);
    }
    return new AdmZip(join(folder, 'dist', zipName));
}

/** The same entries, sorted, stored as they are, at no time. */
function withoutChance(zip) {
    const fixed = new AdmZip();
    for (const entry of zip.getEntries().sort((a, b) => (a.entryName < b.entryName ? -1 : 1))) {
        if (entry.isDirectory || !PACKED.test(entry.entryName)) {
            continue;
        }
        const added = fixed.addFile(entry.entryName, contentOf(entry));
        added.header.time = NO_TIME;
        added.header.method = STORED;
    }
    return fixed.toBuffer();
}

function contentOf(entry) {
    if (entry.entryName !== '.packagedby') {
        return entry.getData();
    }
    const { when: _when, ...tool } = JSON.parse(entry.getData().toString('utf8'));
    return Buffer.from(JSON.stringify({ ...tool, sources: digestOfSources() }));
}

/** Tells one state of the sources, and of what compiles them, from every other. */
function digestOfSources() {
    const hash = createHash('sha256');
    const packages = ['typescript', '@rocket.chat/apps-cli', '@rocket.chat/apps-compiler', ENGINE];
    for (const name of packages) {
        hash.update(JSON.parse(readFileSync(join(NODE_MODULES, name, 'package.json'), 'utf8')).version);
    }
    const files = SOURCES.flatMap((name) => (/\./.test(name) ? [name] : filesIn(name)));
    for (const file of files.sort()) {
        hash.update(`\n${file}\n`).update(readFileSync(join(ROOT, file)));
    }
    return hash.digest('hex');
}

function filesIn(folder) {
    return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? filesIn(path) : [path];
    });
}

function isFresh(zipPath) {
    const entry = existsSync(zipPath) ? new AdmZip(zipPath).getEntry('.packagedby') : null;
    return entry !== null && JSON.parse(entry.getData().toString('utf8')).sources === digestOfSources();
}

function main(args) {
    const { nameSlug, version } = JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8'));
    const zipName = `${nameSlug}_${version}.zip`;
    const out = args.includes('--out') ? resolve(args[args.indexOf('--out') + 1]) : join(ROOT, 'app');
    const target = join(out, zipName);
    if (args.includes('--if-stale') && isFresh(target)) {
        console.log(`${target} (up to date)`);
        return;
    }
    inStaging((staging) => {
        const packed = withoutChance(runPackager(staging, zipName));
        mkdirSync(out, { recursive: true });
        writeFileSync(target, packed);
        console.log(`${target} (${Math.ceil(packed.length / 1024)} kB)`);
    });
}

try {
    main(process.argv.slice(2));
} catch (error) {
    console.error(error.message);
    process.exitCode = 1;
}
