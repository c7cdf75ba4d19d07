import { encode } from '../host/store/encode.cjs';
import type { PersistenceRecord } from '../host/rocketchat/records.cjs';
import type { Host } from '../host/host.cjs';
import { APP_ID } from './desk.cjs';

/** A record of the app, to be put into the store behind its back. `id` is unique there. */
export function planted({ store }: Host, id: string, labels: readonly string[], data: object): PersistenceRecord {
    return {
        _id: id,
        appId: APP_ID,
        seq: store.nextNumber(),
        data: encode(data),
        keys: labels.map((label) => `${APP_ID} misc ${label}`),
        exact: JSON.stringify([APP_ID, ...labels.map((label) => ['misc', label])]),
    };
}
