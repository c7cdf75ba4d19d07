import type { IModify } from '@rocket.chat/apps-engine/definition/accessors';
import type { IUploadDescriptor } from '@rocket.chat/apps-engine/definition/uploads/IUploadDescriptor';

/** Stores a file in a room. @throws where Rocket.Chat does not take it, which it says by giving nothing */
export async function store(modify: IModify, bytes: Uint8Array, file: IUploadDescriptor): Promise<void> {
    const uploaded: unknown = await modify.getCreator().getUploadCreator().uploadBuffer(Buffer.from(bytes), file);
    if (uploaded === null || uploaded === undefined) {
        throw new Error('Rocket.Chat did not take the file (is the permission "upload.write" given?)');
    }
}
