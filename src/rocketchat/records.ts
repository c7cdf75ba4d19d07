import type { IPersistence, IPersistenceRead } from '@rocket.chat/apps-engine/definition/accessors';
import { RocketChatAssociationModel, RocketChatAssociationRecord } from '@rocket.chat/apps-engine/definition/metadata';
import type { Records } from '../gateway/ports';

const associations = (keys: readonly string[]): RocketChatAssociationRecord[] =>
    keys.map((key) => new RocketChatAssociationRecord(RocketChatAssociationModel.MISC, key));

/** The store on the app's persistence. Without the permission the platform answers null instead of failing: that is an error here. */
export function recordsOn(persistence: IPersistence, reader: IPersistenceRead): Records {
    return {
        async create(keys, data) {
            const id: unknown = await persistence.createWithAssociations(data, associations(keys));
            if (id === null || id === undefined) {
                throw new Error('the app was not given the permission "persistence"');
            }
        },
        async read(...keys) {
            const found: unknown = await reader.readByAssociations(associations(keys));
            if (!Array.isArray(found)) {
                throw new Error('the app was not given the permission "persistence"');
            }
            return found as unknown[];
        },
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
            await persistence.removeByAssociations(associations(keys));
        },
    };
}

function sameData(a: unknown, b: object): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}
