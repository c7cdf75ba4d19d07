import { execFileSync } from 'child_process';
import { randomUUID } from 'crypto';
import * as fs from 'fs';
import { createRequire } from 'module';
import * as os from 'os';
import * as path from 'path';

/** A Deno that can run the engine's copy. */
export interface Deno {
    readonly version: string;
    /** The platform's executable itself: the package's `bin` is a JavaScript parent process, which a kill would hit instead. */
    readonly binary: string;
    /** Whether it is the one that is installed here. */
    readonly installed: boolean;
}

const REPOSITORY = path.resolve(__dirname, '../../..');
const FETCHED = path.join(REPOSITORY, '.cache', 'denos');
/** For some hundred megabytes. */
const FETCH_TIMEOUT_MS = 300_000;

const EXECUTABLE = os.platform() === 'win32' ? 'deno.exe' : 'deno';
const PLATFORM_PACKAGE = `@deno/${os.platform()}-${os.arch()}${os.platform() === 'linux' ? '-glibc' : ''}`;

/**
 * The Deno that is installed, or the version that `HOST_DENO_VERSION` in the environment names, fetched from the npm
 * registry at first use. The environment is asked each time. Throws if it cannot be had.
 */
export function deno(): Deno {
    const fromDeno = createRequire(path.join(REPOSITORY, 'node_modules', 'deno', 'package.json'));
    const manifest = fromDeno.resolve(`${PLATFORM_PACKAGE}/package.json`);
    const { version: installed } = fromDeno(manifest) as { version: string };
    const version = process.env['HOST_DENO_VERSION'] ?? installed;
    return version === installed
        ? { version, binary: path.join(path.dirname(manifest), EXECUTABLE), installed: true }
        : { version, binary: fetched(version), installed: false };
}

/** Of several processes that ask at once each fetches it, and the first to rename it into place wins. */
function fetched(version: string): string {
    const binary = path.join(FETCHED, version, EXECUTABLE);
    if (fs.existsSync(binary)) return binary;
    const workshop = path.join(FETCHED, `fetching-${randomUUID()}`);
    fs.mkdirSync(workshop, { recursive: true });
    try {
        const options = { cwd: workshop, stdio: 'pipe', timeout: FETCH_TIMEOUT_MS } as const;
        const tarball = execFileSync('npm', ['pack', '--silent', `${PLATFORM_PACKAGE}@${version}`], options);
        execFileSync('tar', ['-xzf', tarball.toString().trim()], options);
        const folder = path.join(workshop, 'package');
        // What npm would do when it installs it.
        fs.chmodSync(path.join(folder, EXECUTABLE), 0o755);
        fs.renameSync(folder, path.dirname(binary));
    } catch (error) {
        // Someone else may have been first. Then theirs is as good.
        if (!fs.existsSync(binary)) throw error;
    } finally {
        fs.rmSync(workshop, { recursive: true, force: true });
    }
    return binary;
}
