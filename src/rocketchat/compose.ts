import type { IHttp, ILogger, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import { channels } from '../channels/registry';
import { linkFor } from '../gateway/file-links';
import type { Gateway, Memory } from '../gateway/gateway';
import { newMemory } from '../gateway/gateway';
import type { Clock, Log } from '../gateway/ports';
import * as kept from '../gateway/records';
import { Cache } from '../lib/cache';
import type { Secret } from '../lib/secrets';
import { newSecret, reveal } from '../lib/secrets';
import { LARGEST_FILE_BYTES, deskOn } from './desk';
import { httpOn } from './http';
import { isRestricted, ownAddress } from './own-files';
import { recordsOn } from './records';
import { siteOn } from './site';
import type { Us } from './us';

/** What the platform hands to every handler. */
export interface Accessors {
    readonly read: IRead;
    readonly modify: IModify;
    readonly http: IHttp;
    readonly persistence: IPersistence;
}

/** What stays for the life of the process. */
export interface Process {
    readonly us: Us;
    readonly memory: Memory;
    /** The app's own secret, once it was read; it never changes. */
    secret: Secret | undefined;
    /** Names of commands that belong to another app. */
    readonly foreignCommands: string[];
    /** Settings that messages ask for, for some seconds. */
    readonly settings: Cache<unknown>;
}

export function newProcess(us: Us): Process {
    return {
        us,
        memory: newMemory(reveal(newSecret(8)), () => clock.now()),
        secret: undefined,
        foreignCommands: [],
        settings: new Cache(50, 30_000, () => clock.now()),
    };
}

const clock: Clock = {
    now: () => new Date().getTime(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async atMost(ms, work) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const end = new Promise<void>((resolve) => {
            timer = setTimeout(resolve, ms);
        });
        await Promise.race([work, end]);
        clearTimeout(timer);
    },
    timer(ms) {
        // Not `now`: an hour that is set by hand must not end a run, nor make it endless.
        const since = performance.now();
        return () => performance.now() - since > ms;
    },
    random: () => Math.random(),
};

/** The app, as far as its handlers need it. The logger belongs to the call at hand: asked for late, its entries would go elsewhere. */
export interface Host {
    readonly process: Process;
    getLogger(): ILogger;
}

/** The one place where the ports are wired to the core: one gateway for one call of a handler. */
export function gatewayFor(host: Host, { read, modify, http, persistence }: Accessors): Gateway {
    const process = host.process;
    const logger = host.getLogger();
    const log = logOn(logger, process.memory);
    const store = recordsOn(persistence, read.getPersistenceReader());
    const records = kept.watched(store, process.memory.unreadable, log);
    const site = siteOn(read.getEnvironmentReader(), records, process);
    const desk = deskOn(read, modify, process.us);
    return {
        records,
        desk,
        http: httpOn(http),
        clock,
        log,
        site,
        files: {
            limit: LARGEST_FILE_BYTES,
            read: (fileId, limit) => desk.readFile(fileId, limit),
            link: (fileId, name, type) => linkFor({ site, clock }, fileId, name, type),
            own: (fileId, name, type) => ownAddress(read.getEnvironmentReader(), fileId, name, type),
            restricted: () => isRestricted(read.getEnvironmentReader()),
        },
        lookups: process.memory.lookups,
        channels,
        memory: process.memory,
    };
}

/** How many late lines are kept for the tick. */
const LATE_LINES = 100;

/** The platform stores what a call has logged together with its answer; what is logged later would be lost. */
function logOn(logger: ILogger, { late }: Pick<Memory, 'late'>): Log {
    let isAnswered = false;
    const line = (write: (message: string) => void) => (message: string) => {
        write(message);
        if (isAnswered && late.length < LATE_LINES) {
            late.push(message);
        }
    };
    return {
        answered: () => {
            isAnswered = true;
        },
        info: line((message) => logger.info(message)),
        warn: line((message) => logger.warn(message)),
        error: line((message) => logger.error(message)),
    };
}

/** Makes the app's own secret. At installation only: that is the one moment which runs on one server, once. */
export async function makeOwnSecret(read: IRead, persistence: IPersistence): Promise<void> {
    const records = recordsOn(persistence, read.getPersistenceReader());
    const found = await kept.readOnly(records, kept.ownSecret, ...kept.keys.ownSecret);
    if (found.length === 0) {
        await records.create(kept.keys.ownSecret, { t: 'secret', v: 1, value: reveal(newSecret(32)) });
    }
}
