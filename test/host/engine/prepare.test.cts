import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { promisify } from 'util';
import { INSTALLED_ENGINE_VERSION, prepareEngine, type PreparedEngine } from './prepare.cjs';

let engines: string;
beforeEach(() => {
    engines = fs.mkdtempSync(path.join(os.tmpdir(), 'engines-'));
});
afterEach(() => fs.rmSync(engines, { recursive: true, force: true }));

/** Every path below the folder. */
function everything(folder: string): string[] {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const file = path.join(folder, entry.name);
        return entry.isDirectory() ? [file, ...everything(file)] : [file];
    });
}

test('the copy is whole, and has no links, which the packager of apps stumbles over', () => {
    const { folder, denoBinFolder } = prepareEngine(INSTALLED_ENGINE_VERSION, engines);
    for (const file of ['server/AppManager.js', 'definition/App.js', 'deno-runtime/main.ts', 'package.json']) {
        expect(fs.existsSync(path.join(folder, file))).toBe(true);
    }
    expect(fs.existsSync(path.join(folder, 'deno-runtime/deno.lock'))).toBe(false);
    expect(everything(engines).filter((file) => fs.lstatSync(file).isSymbolicLink())).toEqual([]);
    expect(fs.statSync(path.join(denoBinFolder, 'deno')).mode & 0o111).not.toBe(0);
});

test('a copy that is there stays as it is', () => {
    const { folder } = prepareEngine(INSTALLED_ENGINE_VERSION, engines);
    const { ino } = fs.statSync(folder);
    expect(prepareEngine(INSTALLED_ENGINE_VERSION, engines).folder).toBe(folder);
    expect(fs.statSync(folder).ino).toBe(ino);
});

test('a copy by another recipe is made anew', () => {
    const { folder } = prepareEngine(INSTALLED_ENGINE_VERSION, engines);
    const marker = path.join(folder, 'prepared.json');
    const ours = fs.readFileSync(marker, 'utf8');
    fs.writeFileSync(marker, 'of an older recipe');
    fs.rmSync(path.join(folder, 'server'), { recursive: true });
    prepareEngine(INSTALLED_ENGINE_VERSION, engines);
    expect(fs.readFileSync(marker, 'utf8')).toBe(ours);
    expect(fs.existsSync(path.join(folder, 'server/AppManager.js'))).toBe(true);
});

test('processes that ask at once all get the same whole copy, and leave nothing else', async () => {
    const loader = pathToFileURL(require.resolve('tsx')).href;
    const code = `const { prepareEngine } = require(${JSON.stringify(path.join(__dirname, 'prepare.cts'))});
        console.log(JSON.stringify(prepareEngine('${INSTALLED_ENGINE_VERSION}', ${JSON.stringify(engines)})));`;
    const run = async (): Promise<PreparedEngine> => {
        const { stdout } = await promisify(execFile)(process.execPath, ['--import', loader, '--eval', code]);
        return JSON.parse(stdout) as PreparedEngine;
    };
    const prepared = await Promise.all([run(), run(), run()]);
    for (const one of prepared) expect(one).toEqual(prepared[0]);
    expect(fs.readdirSync(path.join(engines, INSTALLED_ENGINE_VERSION))).toEqual(['apps-engine']);
    expect(everything(prepared[0]?.folder ?? '').length).toBeGreaterThan(500);
});

test('a version without a recipe is refused', () => {
    expect(() => prepareEngine('0.0.1', engines)).toThrow('No recipe for Apps-Engine 0.0.1');
});
