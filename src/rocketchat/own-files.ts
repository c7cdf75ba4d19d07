/** The workspace's own addresses of files, for whoever has a login here. */
import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import { extensionOf, plainName } from '../lib/filename';
import { publicAddress } from './settings';

/** Rocket.Chat's settings that keep files from people who could log in but are not in the room. */
const RESTRICTING = ['FileUpload_Restrict_to_room_members', 'FileUpload_Restrict_to_users_who_can_access_room'];

/** `<workspace>/file-upload/<id>/<name.ext>`; Rocket.Chat goes by the id alone. */
export async function ownAddress(
    environment: IEnvironmentRead,
    fileId: string,
    name: string,
    type: string,
): Promise<string> {
    const shown = plainName(name, extensionOf(name, type));
    return `${await publicAddress(environment)}/file-upload/${fileId}/${encodeURIComponent(shown)}`;
}

export async function isRestricted(environment: IEnvironmentRead): Promise<boolean> {
    const settings = environment.getServerSettings();
    // Older servers lack one of them, and say so by an error.
    const values = await Promise.all(
        RESTRICTING.map(async (id): Promise<unknown> => {
            try {
                return await settings.getValueById(id);
            } catch {
                return false;
            }
        }),
    );
    return values.includes(true);
}
