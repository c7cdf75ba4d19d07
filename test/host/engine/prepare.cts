/**
 * Makes a copy of the published Apps-Engine that the npm package `deno` can run. Deno refuses TypeScript below
 * `node_modules` and the engine's runtime imports from JSR, so the copy stands in `.cache/` with an import map of its own;
 * its npm dependencies resolve upwards to this repository's `node_modules`.
 */
import { execFileSync } from 'child_process';
import { createHash, randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { deno, type Deno } from './deno.cjs';
import { LAUNCHER_FOLDER, NPM_PACKAGES, RECIPES, type Recipe } from './recipes.cjs';

/** The version that is installed. `HOST_ENGINE_VERSION` in the environment makes another one the default of a test run. */
export const INSTALLED_ENGINE_VERSION = '1.62.0';
const DEFAULT_ENGINE_VERSION = process.env['HOST_ENGINE_VERSION'] ?? INSTALLED_ENGINE_VERSION;

export interface PreparedEngine {
    readonly version: string;
    /** The copy of the package; the engine's modules are `<folder>/server/...`. */
    readonly folder: string;
    /** Folder with the executable `deno`, to stand first on PATH. */
    readonly denoBinFolder: string;
    /** Where Deno keeps what it has compiled. */
    readonly denoDir: string;
    /** Where compiled programs of this folder may be kept. */
    readonly programs: string;
}

const REPOSITORY = path.resolve(__dirname, '../../..');
const ENGINES = path.join(REPOSITORY, '.cache', 'engines');
const MARKER = 'prepared.json';
/** What the npm package has; the rest of it is types and documentation. */
const COPIED = ['definition', 'server', 'lib', 'deno-runtime', 'package.json'];
const COMMONJS = JSON.stringify({ type: 'commonjs' });

/**
 * Returns the copy of that engine version that runs on the present Deno (see `deno()`), making it if it is missing or was
 * made by an older recipe. Safe when several processes ask at once: each builds a sibling of its own and the first to
 * rename it into place wins. Throws if the version is not installed or has no recipe. `engines` is where the copies are
 * kept.
 */
export function prepareEngine(version: string = DEFAULT_ENGINE_VERSION, engines: string = ENGINES): PreparedEngine {
    const recipe = RECIPES[version];
    if (!recipe) throw new Error(`No recipe for Apps-Engine ${version}; there are ${Object.keys(RECIPES).join(', ')}`);
    const on = deno();
    // Nothing of what one Deno has compiled or is configured by serves another.
    const suffix = on.installed ? '' : `-deno-${on.version}`;
    const folder = path.join(engines, `${version}${suffix}`, 'apps-engine');
    const marker = createHash('sha256')
        .update(JSON.stringify([version, recipe, denoConfig(recipe, on), on.binary, COPIED]))
        .digest('hex');
    if (readMarker(folder) !== marker) build(version, recipe, on, folder, marker);
    return {
        version,
        folder,
        denoBinFolder: recipe.launchers.length > 0 ? path.join(folder, LAUNCHER_FOLDER) : path.dirname(on.binary),
        denoDir: path.join(REPOSITORY, '.cache', on.installed ? 'deno' : `deno-${on.version}`),
        programs: path.join(engines, 'programs'),
    };
}

function readMarker(folder: string): string | undefined {
    try {
        return fs.readFileSync(path.join(folder, MARKER), 'utf8');
    } catch {
        return undefined;
    }
}

function build(version: string, recipe: Recipe, on: Deno, folder: string, marker: string): void {
    // Each gets its own parent, because the engine wants its last folder to be called apps-engine.
    const workshop = path.join(folder, '..', `building-${randomUUID()}`);
    const copy = path.join(workshop, 'apps-engine');
    fs.mkdirSync(copy, { recursive: true });
    try {
        const [from, dependencies] = installedPackage(version) ?? fetchPackage(version, path.join(workshop, 'fetched'));
        copyPackage(from, dependencies, copy);
        writeRecipe(recipe, on, copy);
        for (const launcher of recipe.launchers) writeLauncher(path.join(copy, launcher), on, folder);
        fs.writeFileSync(path.join(copy, MARKER), marker);
        if (readMarker(folder) === marker) return;
        if (fs.existsSync(folder)) fs.renameSync(folder, path.join(workshop, 'outdated'));
        fs.renameSync(copy, folder);
    } catch (error) {
        // Someone else may have been first. Then theirs is as good.
        if (readMarker(folder) !== marker) throw error;
    } finally {
        fs.rmSync(workshop, { recursive: true, force: true });
    }
}

/** The folders of a package, and of the dependencies that npm has put apart from this repository's own. */
type PackageFolders = readonly [folder: string, dependencies: string];

function installedPackage(version: string): PackageFolders | undefined {
    const folder = path.join(REPOSITORY, 'node_modules', '@rocket.chat', 'apps-engine');
    const info = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
    return info.version === version ? [folder, path.join(folder, 'node_modules')] : undefined;
}

/**
 * Gets a version that is not installed, with its dependencies, from the registry. Nothing of it is run: one of the
 * dependencies of old versions would download an executable.
 */
function fetchPackage(version: string, into: string): PackageFolders {
    fs.mkdirSync(into);
    const options = [
        '--no-save',
        '--no-package-lock',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--omit=optional',
    ];
    const name = `@rocket.chat/apps-engine@${version}`;
    execFileSync('npm', ['install', '--prefix', into, '--legacy-peer-deps', ...options, name], { stdio: 'pipe' });
    const dependencies = path.join(into, 'node_modules');
    return [path.join(dependencies, '@rocket.chat', 'apps-engine'), dependencies];
}

function copyPackage(from: string, dependencies: string, to: string): void {
    for (const name of COPIED) {
        fs.cpSync(path.join(from, name), path.join(to, name), { recursive: true, filter: isCopied });
    }
    // What npm has nested, because this repository has other versions of it. It goes below `server`, where only the engine
    // looks: next to its runtime, Deno would take it for all that there is.
    if (fs.existsSync(dependencies)) {
        fs.cpSync(dependencies, path.join(to, 'server', 'node_modules'), { recursive: true, filter: isCopied });
    }
    for (const name of ['definition', 'server', 'lib']) {
        fs.writeFileSync(path.join(to, name, 'package.json'), COMMONJS);
    }
}

/**
 * No links (the app's packager walks the repository and stumbles over linked files), no source maps, no types. Of fetched
 * dependencies not the engine itself, and not what must be, or may as well be, this repository's own.
 */
function isCopied(file: string): boolean {
    return (
        !fs.lstatSync(file).isSymbolicLink() &&
        !/\.(map|d\.ts|md)$/.test(file) &&
        !/[\\/](tests|node_modules[\\/](@rocket\.chat|esbuild|@esbuild|deno-bin))$/.test(file)
    );
}

/** How each generation of Deno is told to take npm packages from `node_modules`, and which of them are CommonJS. */
const NODE_MODULES = {
    1: { unstable: ['byonm'] },
    2: { nodeModulesDir: 'manual', unstable: ['detect-cjs'] },
} as const;

function denoConfig({ imports }: Recipe, { version }: Deno): object {
    const npm: [string, string][] = Object.entries(NPM_PACKAGES).map(([name, wanted]) => [
        name,
        `npm:${name}@${wanted}`,
    ]);
    return {
        ...NODE_MODULES[version.startsWith('1.') ? 1 : 2],
        imports: { ...Object.fromEntries<string>(npm), '@rocket.chat/apps-engine/': './../src/', ...imports },
        lock: false,
    };
}

function writeRecipe(recipe: Recipe, on: Deno, copy: string): void {
    const config = JSON.stringify(denoConfig(recipe, on), undefined, 2);
    fs.writeFileSync(path.join(copy, 'deno-runtime', 'deno.jsonc'), config);
    fs.rmSync(path.join(copy, 'deno-runtime', 'deno.lock'), { force: true });
    for (const [name, text] of Object.entries(recipe.files)) {
        const file = path.join(copy, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
    }
}

/** A script that adds the copy's configuration to `deno run`, and becomes Deno: its process id must be Deno's. */
function writeLauncher(at: string, on: Deno, folder: string): void {
    const config = path.join(folder, 'deno-runtime', 'deno.jsonc');
    fs.mkdirSync(at, { recursive: true });
    const script = `#!/bin/sh\nshift\nexec '${on.binary}' run --config '${config}' "$@"\n`;
    fs.writeFileSync(path.join(at, 'deno'), script, { mode: 0o755 });
}
