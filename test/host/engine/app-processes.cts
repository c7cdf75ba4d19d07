/** The Deno processes of one engine's apps, as the engine's process reports them. */
export interface AppProcesses {
    readonly started: (appId: string, pid: number) => void;
    /** `wanted`: the engine itself has stopped it, and will not restart it. */
    readonly ended: (appId: string, pid: number, wanted: boolean) => void;
    /** The engine has started the app, or restarted it. */
    readonly works: (appId: string) => void;
    /** Of one app, or of all. */
    readonly pids: (appId?: string) => number[];
    /** SIGKILL, to one app's process or to all. */
    readonly kill: (appId?: string) => void;
    /** Resolves when no process of that app, or of any, waits for its restart. */
    readonly untilWorks: (appId?: string) => Promise<void>;
    /** Rejects everyone who waits. */
    readonly close: (reason: Error) => void;
}

interface Waiting {
    readonly appId: string | undefined;
    resolve(): void;
    reject(reason: Error): void;
}

export function appProcesses(): AppProcesses {
    const running = new Map<number, string>();
    const down = new Set<string>();
    let waiting: Waiting[] = [];
    let closed: Error | undefined;

    const isUp = (appId: string | undefined): boolean => (appId === undefined ? down.size === 0 : !down.has(appId));
    const pids = (appId?: string): number[] =>
        [...running].filter(([, id]) => appId === undefined || id === appId).map(([pid]) => pid);
    const up = (appId: string): void => {
        down.delete(appId);
        const done = waiting.filter((one) => isUp(one.appId));
        waiting = waiting.filter((one) => !isUp(one.appId));
        for (const one of done) one.resolve();
    };
    return {
        started: (appId, pid) => void running.set(pid, appId),
        ended(appId, pid, wanted) {
            running.delete(pid);
            if (wanted) up(appId);
            else down.add(appId);
        },
        works: up,
        pids,
        kill(appId) {
            for (const pid of pids(appId)) {
                down.add(running.get(pid) ?? '');
                running.delete(pid);
                try {
                    process.kill(pid, 'SIGKILL');
                } catch {
                    // It has ended already.
                }
            }
        },
        untilWorks: (appId) =>
            new Promise((resolve, reject) => {
                if (closed) reject(closed);
                else if (isUp(appId)) resolve();
                else waiting.push({ appId, resolve, reject });
            }),
        close(reason) {
            closed = reason;
            for (const one of waiting) one.reject(reason);
            waiting = [];
        },
    };
}
