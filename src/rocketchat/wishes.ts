/** What some providers wish of Livechat besides a talk: departments, custom fields, an end. */
import type { IModify, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ILivechatUpdater } from '@rocket.chat/apps-engine/definition/accessors/ILivechatUpdater';
import type { IDepartment } from '@rocket.chat/apps-engine/definition/livechat';
import type { Desk } from '../gateway/ports';
import { messageOf } from '../lib/error';

/** Rocket.Chat's words for a room that somebody else was faster to close. */
const CLOSED = /error-room-closed|Error removing inquiry/;
/** Its words for a room that must not be closed like this. */
const REFUSED = /error-tags-must-be-assigned-before-closing-chat|error-comment-is-required|error-room-cannot-be-closed/;
/** Its words for a custom field that it does not know, or a value that does not fit. */
const NO_FIELD = /invalid-custom-field|custom-field-value/;

type WishesDesk = Pick<Desk, 'close' | 'department' | 'setField'>;

export function wishesOn(read: IRead, modify: IModify): WishesDesk {
    const updater = (): ILivechatUpdater => modify.getUpdater().getLivechatUpdater();
    return {
        async close({ id }, comment) {
            const room = await read.getRoomReader().getById(id);
            if (room === null || room === undefined || (room as { isOpen?: boolean }).isOpen !== true) {
                return 'closed';
            }
            try {
                const closed: unknown = await updater().closeRoom(room, comment);
                if (closed === null || closed === undefined) {
                    throw new Error('the app was not given the permission "livechat-room.write"');
                }
                return 'closed';
            } catch (error) {
                const words = messageOf(error);
                const refused = REFUSED.exec(words)?.[0];
                if (CLOSED.test(words)) {
                    return 'closed';
                }
                if (refused !== undefined) {
                    return { refused };
                }
                throw error;
            }
        },

        async department(idOrName) {
            const found = (await read.getLivechatReader().getLivechatDepartmentByIdOrName(idOrName)) as
                IDepartment | null | undefined;
            return found ? { id: found.id, enabled: found.enabled } : undefined;
        },

        async setField({ token }, key, value) {
            try {
                return (await updater().setCustomFields(token, key, value, true)) ? 'set' : 'not set';
            } catch (error) {
                if (NO_FIELD.test(messageOf(error))) {
                    return 'unknown';
                }
                throw error;
            }
        },
    };
}
