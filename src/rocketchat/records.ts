import type { IPersistence, IPersistenceRead } from '@rocket.chat/apps-engine/definition/accessors';
import { RocketChatAssociationModel, RocketChatAssociationRecord } from '@rocket.chat/apps-engine/definition/metadata';
import type { Records } from '../gateway/ports';

const associations = (keys: readonly string[]): RocketChatAssociationRecord[] =>
    keys.map((key) => new RocketChatAssociationRecord(RocketChatAssociationModel.MISC, key));

/** What is left then goes the next time: only old days hold so much. */
const MOST_REMOVALS = 50;

/**
 * The store on the app's persistence. Without the permission the platform answers null instead of failing: that is an
 * error here.
 */
export function recordsOn(persistence: IPersistence, reader: IPersistenceRead): Records {
    const read = async (keys: readonly string[]): Promise<unknown[]> => {
        const found: unknown = await reader.readByAssociations(associations(keys));
        if (!Array.isArray(found)) {
            throw new Error('the app was not given the permission "persistence"');
        }
        return found as unknown[];
    };
    return {
        async create(keys, data) {
            const id: unknown = await persistence.createWithAssociations(data, associations(keys));
            if (id === null || id === undefined) {
                throw new Error('the app was not given the permission "persistence"');
            }
        },
        read: (...keys) => read(keys),
        async replace(keys, data) {
            // What this returns differs from server to server; one version even throws after it has updated. A look tells.
            try {
                await persistence.updateByAssociations(associations(keys), data, true);
            } catch (error) {
                const found: unknown = await reader.readByAssociations(associations(keys));
                if (!Array.isArray(found) || !found.some((one) => sameData(one, data))) {
                    throw error;
                }
            }
        },
        async remove(...keys) {
            // One version gives all that it has found and removes one of them.
            for (let rest = MOST_REMOVALS; rest > 0; rest--) {
                const gone: unknown = await persistence.removeByAssociations(associations(keys));
                const isAll = !Array.isArray(gone) || gone.length < 2;
                if (isAll || (await read(keys)).length === 0) {
                    return;
                }
            }
        },
    };
}

function sameData(a: unknown, b: object): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}
