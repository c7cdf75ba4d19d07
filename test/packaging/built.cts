import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import AdmZip from 'adm-zip';

export const ROOT = resolve(__dirname, '../..');

/** The packager is slow: it takes a program's worth of time for each source file. */
export const PACKAGING_MS = 300_000;

/** What a zip holds, by path. */
export type Entries = ReadonlyMap<string, Buffer>;

export interface Manifest {
    readonly id: string;
    readonly nameSlug: string;
    readonly version: string;
    readonly requiredApiVersion: string;
    readonly classFile: string;
    readonly iconFile: string;
    readonly implements: readonly string[];
    readonly permissions: readonly { readonly name: string }[];
}

export function readManifest(): Manifest {
    return JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8')) as Manifest;
}

export function readEntries(zip: string | Buffer): Entries {
    const files = new AdmZip(zip).getEntries().filter(({ isDirectory }) => !isDirectory);
    return new Map(files.map((entry) => [entry.entryName, entry.getData()]));
}

/** Builds the zip from the sources as they are, beside the one in `app/`. */
export function build(): Buffer {
    const out = mkdtempSync(join(tmpdir(), 'switchboard-zip-'));
    try {
        execFileSync(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--out', out], { stdio: 'pipe' });
        const [name] = readdirSync(out);
        return readFileSync(join(out, String(name)));
    } finally {
        rmSync(out, { recursive: true, force: true });
    }
}
