import type { IHttp, ILogger, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import { channels } from '../channels/registry';
import { linkFor } from '../gateway/outbox/file-links';
import type { Gateway, Memory } from '../gateway/gateway';
import type { Log } from '../gateway/ports';
import * as kept from '../gateway/records/records';
import { LARGEST_FILE_BYTES, deskOn } from './desk';
import { httpOn } from './http';
import { isRestricted, ownAddress } from './own-files';
import type { Process } from './process';
import { clock } from './process';
import { recordsOn } from './records';
import { siteOn } from './site';

/** What the platform hands to every handler. */
export interface Accessors {
    readonly read: IRead;
    readonly modify: IModify;
    readonly http: IHttp;
    readonly persistence: IPersistence;
}

/**
 * The app, as far as its handlers need it. The logger belongs to the call at hand: asked for late, its entries would go
 * elsewhere.
 */
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
