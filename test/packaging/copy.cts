import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './built.cjs';

/** Files that are in git or about to be, by their paths in the repository. */
export function ownFiles(): string[] {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    const names = listed
        .toString('utf8')
        .split('\0')
        .filter((name) => name !== '');
    return names.filter((name) => statSync(join(ROOT, name), { throwIfNoEntry: false })?.isFile());
}

/** The repository as a fresh clone with the packages installed has it, in a folder that is the caller's to remove. */
export function copyOfRepository(): string {
    const copy = mkdtempSync(join(tmpdir(), 'switchboard-copy-'));
    for (const name of ownFiles()) {
        mkdirSync(dirname(join(copy, name)), { recursive: true });
        cpSync(join(ROOT, name), join(copy, name));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
    return copy;
}
