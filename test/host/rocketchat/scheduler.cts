import { decode, encode } from '../store/encode.cjs';
import { dueTime, nextTime } from './job-times.cjs';
import type { JobRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** Runs a job on one server: rejects when the processor throws, is unknown there or takes too long. */
export type JobRunner = (processor: string, data: Readonly<Record<string, unknown>>) => Promise<void>;

/** A lock that its holder has not given back by then is void (Agenda's default): a second run may overlap the first. */
const LOCK_LIFETIME_MS = 10 * 60_000;

export interface OnetimeJob {
    readonly id: string;
    readonly when: Date | string;
    readonly data?: Readonly<Record<string, unknown>> | null;
}

export interface RecurringJob {
    readonly id: string;
    readonly interval: string | number;
    readonly skipImmediate?: boolean | null;
    readonly data?: Readonly<Record<string, unknown>> | null;
}

export interface Processor {
    readonly id: string;
    readonly startupSetting?: StartupSetting | null;
}

export interface StartupSetting {
    readonly type: string;
    readonly when?: Date | string;
    readonly interval?: string | number;
    readonly skipImmediate?: boolean | null;
    readonly data?: Readonly<Record<string, unknown>> | null;
}

/** Registers what an app's processors want at the start. Returns the ids of jobs that this has scheduled. */
export async function registerProcessors(
    ws: Workspace,
    appId: string,
    processors: readonly Processor[],
): Promise<string[] | undefined> {
    const ids: string[] = [];
    for (const { id, startupSetting } of processors) {
        const job = startupSetting == null ? undefined : await scheduleAtStart(ws, appId, id, startupSetting);
        if (job !== undefined) ids.push(job);
    }
    return ids.length > 0 ? ids : undefined;
}

async function scheduleAtStart(
    ws: Workspace,
    appId: string,
    id: string,
    setting: StartupSetting,
): Promise<string | undefined> {
    const { type, when, interval, ...rest } = setting;
    if (type === 'onetime' && when !== undefined) {
        // Not a second one beside a job that is there, dead or alive.
        const existing = await ws.store.jobs.findOne({ name: id, type: 'normal' });
        return existing === undefined ? await scheduleOnce(ws, appId, { id, when, ...rest }) : undefined;
    }
    if (type === 'recurring' && interval !== undefined)
        return await scheduleRecurring(ws, appId, { id, interval, ...rest });
    return undefined;
}

/** Returns the job's id; an error is the server's business: the app gets nothing. */
export async function scheduleOnce(ws: Workspace, appId: string, job: OnetimeJob): Promise<string | undefined> {
    try {
        const record = newJob(ws, appId, job.id, job.data);
        await ws.store.jobs.insert({ ...record, type: 'normal', nextRunAt: dueTime(job.when, ws.clock.now()) });
        return record._id;
    } catch {
        return undefined;
    }
}

/** One recurring job per processor: scheduling it again replaces interval and data, not the due time of a first run. */
export async function scheduleRecurring(ws: Workspace, appId: string, job: RecurringJob): Promise<string | undefined> {
    try {
        const now = ws.clock.now();
        const next = nextTime(job.interval, now);
        const existing = await ws.store.jobs.findOne({ name: job.id, type: 'single' });
        const record = newJob(ws, appId, job.id, job.data);
        if (existing === undefined) {
            const nextRunAt = job.skipImmediate === true ? next : now;
            await ws.store.jobs.insert({ ...record, type: 'single', interval: job.interval, nextRunAt });
            return record._id;
        }
        await ws.store.jobs.updateOne(
            { _id: existing._id },
            { interval: job.interval, data: record.data, ...(job.skipImmediate === true && { nextRunAt: next }) },
        );
        return existing._id;
    } catch {
        return undefined;
    }
}

const newJob = (ws: Workspace, appId: string, name: string, data: OnetimeJob['data']): Omit<JobRecord, 'type'> => ({
    _id: ws.ids.objectId(),
    name,
    appId,
    seq: ws.store.nextNumber(),
    data: encode(data ?? {}),
});

/**
 * Cancels by job id or processor id. What stands before the first underscore and looks like an ObjectId (24 hex digits,
 * or any 12 characters) is taken for a job's id: a processor of that name is not cancelled.
 */
export async function cancelJob(ws: Workspace, idOrName: string): Promise<void> {
    const head = idOrName.split('_')[0] ?? '';
    const isObjectId = head.length === 12 || /^[0-9a-f]{24}$/i.test(head);
    await ws.store.jobs.removeMany(isObjectId ? { _id: head } : { name: idOrName });
}

export async function cancelAllJobs(ws: Workspace, appId: string): Promise<void> {
    await ws.store.jobs.removeMany({ appId });
}

/** Runs every job that is due by the host's clock, in the order of due time; at most once each. Returns how many. */
export async function runDueJobs(ws: Workspace, runner: JobRunner): Promise<number> {
    const now = ws.clock.now();
    const due = await ws.store.jobs.find({ nextRunAt: { $lte: now } }, { sort: { nextRunAt: 1, seq: 1 } });
    let ran = 0;
    for (const { _id } of due) {
        const job = await claim(ws, _id, now);
        if (job === undefined) continue;
        ran += 1;
        await run(ws, job, runner);
    }
    return ran;
}

/** Locks the job for one run, and sets a recurring one's next: the runs that it has missed are not caught up. */
async function claim(ws: Workspace, id: string, now: number): Promise<JobRecord | undefined> {
    const job = await ws.store.jobs.get(id);
    if (job?.nextRunAt === undefined || job.nextRunAt > now) return undefined;
    if (job.lockedAt !== undefined && job.lockedAt > now - LOCK_LIFETIME_MS) return undefined;
    const nextRunAt = job.interval === undefined ? undefined : nextTime(job.interval, now);
    const won = await ws.store.jobs.updateOne(
        { _id: id, nextRunAt: job.nextRunAt },
        { lockedAt: now, lastRunAt: now, nextRunAt },
    );
    return won > 0 ? job : undefined;
}

/** A one-time job that succeeds is gone; one that throws or takes too long stays as a dead record and is never retried. */
async function run(ws: Workspace, job: JobRecord, runner: JobRunner): Promise<void> {
    const data = { ...(decode(job.data) as Record<string, unknown>), jobId: job._id };
    try {
        await runner(job.name, data);
        if (job.type === 'normal') await ws.store.jobs.removeOne({ _id: job._id });
        else await ws.store.jobs.updateOne({ _id: job._id }, { lockedAt: undefined, failReason: undefined });
    } catch (error) {
        const failReason = error instanceof Error ? error.message : String(error);
        await ws.store.jobs.updateOne({ _id: job._id }, { lockedAt: undefined, failReason });
    }
}
