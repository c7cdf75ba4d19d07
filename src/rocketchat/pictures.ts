/** Files of the app's own, and the names of rooms. */
import type { IMessageBuilder, IModify, IRead, IRoomBuilder } from '@rocket.chat/apps-engine/definition/accessors';
import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import type { Desk } from '../gateway/ports';
import { appUserOf } from './notes';
import { store } from './uploads';

type PicturesDesk = Pick<Desk, 'uploadNote' | 'describe' | 'renameRoom'>;

export function picturesOn(read: IRead, modify: IModify): PicturesDesk {
    return {
        async uploadNote({ id }, { name, bytes }) {
            await store(modify, bytes, { filename: name, room: { id, type: 'l' } as IRoom });
        },

        async describe(messageId, words) {
            const updater = modify.getUpdater();
            const appUser = await appUserOf(read);
            const builder = await updater.message(messageId, appUser);
            if (changesAlone(builder)) {
                await updater.finish(builder.setText(words).setEditor(appUser));
            }
        },

        async renameRoom(roomId, name) {
            const updater = modify.getUpdater();
            const builder = await updater.room(roomId, await appUserOf(read));
            if (changesAlone(builder)) {
                await updater.finish(builder.setDisplayName(name));
            }
        },
    };
}

/**
 * Engines before 1.53 send back the whole of what was read: a room that was closed in that moment would be open again,
 * and what a message carries would go through two conversions.
 */
function changesAlone(builder: IMessageBuilder | IRoomBuilder): boolean {
    return typeof (builder as { getChanges?: unknown }).getChanges === 'function';
}
