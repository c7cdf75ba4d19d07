import { execFileSync, spawn, type ChildProcess } from 'child_process';
import { resolve } from 'path';

const ROOT = resolve(__dirname, '../..');

/** Between two looks at something that tells nobody of its changes. */
const LOOK_MS = 20;
/** What has not happened after this long will not happen. */
const PATIENCE_MS = 60_000;

/** How a program ended; `code` is null when a signal has ended it. */
export interface End {
    readonly code: number | null;
    readonly signal: string | null;
}

/**
 * A program of this repository, run by Node.js as a terminal would: in the repository's folder, in a process group of its
 * own, and without what jest puts in the environment. Every program must be disposed of.
 */
export class Program {
    readonly ended: Promise<End>;
    private readonly child: ChildProcess;
    private readonly written = { stdout: '', stderr: '' };
    private readonly waiting = new Set<() => void>();
    private end: End | undefined;

    /** @param args of `node`, for example a loader, a script and its arguments */
    constructor(args: readonly string[]) {
        const { NODE_ENV: _ofJest, JEST_WORKER_ID: _too, ...env } = process.env;
        this.child = spawn(process.execPath, args, {
            cwd: ROOT,
            env,
            detached: true,
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        for (const name of ['stdout', 'stderr'] as const) {
            this.child[name]?.on('data', (data: Buffer) => {
                this.written[name] += data.toString();
                this.wake();
            });
        }
        this.ended = new Promise((ended) => {
            this.child.once('close', (code, signal) => {
                ended((this.end = { code, signal }));
                this.wake();
            });
        });
    }

    get stdout(): string {
        return this.written.stdout;
    }

    get stderr(): string {
        return this.written.stderr;
    }

    /** Resolves when a whole line of the output matches. Rejects, with all that was written, if the program ends before. */
    async printed(line: RegExp): Promise<RegExpExecArray> {
        for (;;) {
            const lines = this.stdout.split('\n').slice(0, -1);
            const found = lines.map((printed) => line.exec(printed)).find((match) => match !== null);
            if (found) return found;
            if (this.end) throw new Error(`Ended before it printed ${String(line)}:\n${this.stdout}${this.stderr}`);
            await new Promise<void>((wake) => this.waiting.add(wake));
        }
    }

    /** What Ctrl-C does in a terminal: every process of the group is interrupted. */
    interrupt(): void {
        process.kill(-this.pid, 'SIGINT');
    }

    /** Ends this one process without a chance to clean up; those that it has started learn of it by themselves. */
    kill(): void {
        process.kill(this.pid, 'SIGKILL');
    }

    /** Process ids: its own, and those of all that it has started, and that these have started. */
    family(): number[] {
        const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=']).toString().trim().split('\n');
        const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
        const pids = [this.pid];
        // Grows while it is gone through: children of children.
        for (const pid of pids) pids.push(...pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : [])));
        return pids;
    }

    /** Ends whatever of it still runs. */
    async dispose(): Promise<void> {
        try {
            process.kill(-this.pid, 'SIGKILL');
        } catch {
            // Nothing of the group is left.
        }
        await this.ended;
    }

    private get pid(): number {
        if (this.child.pid === undefined) throw new Error('Could not be started');
        return this.child.pid;
    }

    private wake(): void {
        for (const wake of this.waiting) wake();
        this.waiting.clear();
    }
}

/** Resolves when none of these processes runs any more. Rejects if one still does after a minute. */
export async function gone(pids: readonly number[]): Promise<void> {
    await eventually(() => Promise.resolve(!pids.some(runs) || undefined));
}

/** Looks until there is something to see. Rejects if there is nothing after a minute. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
        const found = await look();
        if (found !== undefined) return found;
        if (Date.now() > end) throw new Error('It has not come within a minute');
        await new Promise((again) => setTimeout(again, LOOK_MS));
    }
}

/** Whether the process runs; one that has ended and that nobody has asked about yet does not. */
function runs(pid: number): boolean {
    try {
        return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
            .toString()
            .trim()
            .startsWith('Z');
    } catch {
        return false;
    }
}
