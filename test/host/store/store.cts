import { mkdir } from 'fs/promises';
import { join } from 'path';
import type {
    AppRecord,
    CustomFieldRecord,
    DepartmentAgentRecord,
    DepartmentRecord,
    InquiryRecord,
    JobRecord,
    MessageRecord,
    MetaRecord,
    PersistenceRecord,
    RoomRecord,
    SettingRecord,
    SubscriptionRecord,
    TokenRecord,
    UploadRecord,
    UserRecord,
    VisitorRecord,
} from '../rocketchat/records.cjs';
import { openBlobs, type Blobs } from './blobs.cjs';
import { openCollection, type Collection } from './collection.cjs';

/** Everything that the model of Rocket.Chat keeps: what MongoDB and GridFS are to the real server. */
export interface Store {
    readonly users: Collection<UserRecord>;
    readonly tokens: Collection<TokenRecord>;
    readonly visitors: Collection<VisitorRecord>;
    readonly rooms: Collection<RoomRecord>;
    readonly subscriptions: Collection<SubscriptionRecord>;
    readonly messages: Collection<MessageRecord>;
    readonly inquiries: Collection<InquiryRecord>;
    readonly departments: Collection<DepartmentRecord>;
    readonly departmentAgents: Collection<DepartmentAgentRecord>;
    readonly customFields: Collection<CustomFieldRecord>;
    readonly uploads: Collection<UploadRecord>;
    readonly settings: Collection<SettingRecord>;
    readonly persistence: Collection<PersistenceRecord>;
    readonly jobs: Collection<JobRecord>;
    readonly apps: Collection<AppRecord>;
    readonly meta: Collection<MetaRecord>;
    readonly blobs: Blobs;
    /** How often this store has been opened, this time included; 1 for a fresh one. */
    readonly generation: number;
    /** The next number of a sequence that never repeats, also not after a restart. */
    nextNumber(): number;
}

/** How many numbers one opening of a store may use up. */
const NUMBERS_PER_GENERATION = 2 ** 40;

/**
 * Opens the store.
 * @param folder keeps it durably there (created if absent); without it everything is in memory.
 */
export async function openStore(folder?: string): Promise<Store> {
    if (folder !== undefined) await mkdir(folder, { recursive: true });
    const meta = await openCollection<MetaRecord>('meta', [], folder);
    const generation = await countOpening(meta);
    let numbers = generation * NUMBERS_PER_GENERATION;
    return {
        users: await openCollection('users', ['username', 'appId', 'roles'], folder),
        tokens: await openCollection('tokens', ['userId'], folder),
        visitors: await openCollection('visitors', ['token'], folder),
        rooms: await openCollection('rooms', ['t', 'name', 'uids', 'v.token', 'servedBy._id'], folder),
        subscriptions: await openCollection('subscriptions', ['rid', 'userId'], folder),
        messages: await openCollection('messages', ['rid'], folder),
        inquiries: await openCollection('inquiries', ['rid'], folder),
        departments: await openCollection('departments', ['name'], folder),
        departmentAgents: await openCollection('departmentAgents', ['departmentId', 'agentId'], folder),
        customFields: await openCollection('customFields', [], folder),
        uploads: await openCollection('uploads', ['rid'], folder),
        settings: await openCollection('settings', [], folder),
        persistence: await openCollection('persistence', ['keys', 'exact'], folder),
        jobs: await openCollection('jobs', ['name'], folder),
        apps: await openCollection('apps', ['id'], folder),
        meta,
        blobs: await openBlobs(folder === undefined ? undefined : join(folder, 'blobs')),
        generation,
        nextNumber: () => ++numbers,
    };
}

async function countOpening(meta: Collection<MetaRecord>): Promise<number> {
    const previous = await meta.get('generation');
    const generation = Number(previous?.value ?? 0) + 1;
    if (previous === undefined) await meta.insert({ _id: 'generation', value: generation });
    else await meta.updateOne({ _id: 'generation' }, { value: generation });
    return generation;
}
