import { canAccessRoom } from './access.cjs';
import { ServerError } from './errors.cjs';
import { sendUserMessage } from './messages.cjs';
import { sendVisitorMessage } from './livechat.cjs';
import { extensionOf, listNames, mimeType } from './mime.cjs';
import type { Attachment, MessageFile, MessageRecord, UploadRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

export interface NewUpload {
    readonly name: string;
    readonly rid: string;
    readonly userId?: string | undefined;
    readonly visitorToken?: string | undefined;
}

/**
 * Stores a file without posting it.
 * @throws error-file-upload-disabled, error-file-too-large, error-invalid-file-type
 */
export async function storeUpload(ws: Workspace, upload: NewUpload, bytes: Buffer): Promise<UploadRecord> {
    const type = mimeType(upload.name, bytes);
    requireAllowed(ws, type, bytes.length);
    const id = ws.ids.meteorId();
    await ws.store.blobs.put(id, bytes);
    const path = pathOf(id, upload.name);
    const now = ws.clock.date();
    return await ws.store.uploads.insert({
        _id: id,
        name: upload.name,
        size: bytes.length,
        type,
        extension: extensionOf(upload.name),
        rid: upload.rid,
        store: 'GridFS:Uploads',
        path,
        url: `${ws.settings.get<string>('Site_Url').replace(/\/$/, '')}${path}`,
        complete: true,
        uploading: false,
        progress: 1,
        uploadedAt: now,
        _updatedAt: now,
        ...(upload.visitorToken === undefined ? { userId: upload.userId } : { visitorToken: upload.visitorToken }),
    });
}

const pathOf = (id: string, name: string): string => `/file-upload/${id}/${encodeURI(name)}`;

function requireAllowed(ws: Workspace, type: string, size: number): void {
    const { settings } = ws;
    if (!settings.get<boolean>('FileUpload_Enabled')) {
        throw new ServerError('error-file-upload-disabled', 'File upload disabled');
    }
    const limit = settings.get<number>('FileUpload_MaxFileSize');
    if (limit > -1 && size > limit) {
        throw new ServerError('error-file-too-large', `File exceeds allowed size of ${String(limit)} bytes`);
    }
    const allowed = settings.get<string>('FileUpload_MediaTypeWhiteList');
    const refused = listNames(settings.get<string>('FileUpload_MediaTypeBlackList'), type);
    if (refused || (allowed !== '' && !listNames(allowed, type))) {
        throw new ServerError('error-invalid-file-type', 'File type is not accepted');
    }
}

const fileOf = (upload: UploadRecord): MessageFile => ({
    _id: upload._id,
    name: upload.name,
    type: upload.type,
    size: upload.size,
});

/** The attachment that shows a file: a link, and for image, sound and film what the client needs to play it. */
function attachmentOf(upload: UploadRecord, description: string | undefined): Attachment {
    const kind = /^(image|audio|video)\//.exec(upload.type)?.[1];
    return {
        title: upload.name,
        type: 'file',
        title_link: upload.path,
        title_link_download: true,
        fileId: upload._id,
        ...(description !== undefined && { description }),
        ...(kind === undefined
            ? { format: upload.extension, size: upload.size }
            : { [`${kind}_url`]: upload.path, [`${kind}_type`]: upload.type, [`${kind}_size`]: upload.size }),
    };
}

/**
 * Posts a stored file as the visitor's. If the visitor is unknown, or has no OPEN room of that id, nothing is posted
 * and nothing is said.
 */
export async function postVisitorFile(ws: Workspace, server: number, upload: UploadRecord): Promise<void> {
    const { visitorToken: token, rid } = upload;
    if (token === undefined) return;
    const visitor = await ws.store.visitors.findOne({ token });
    const room = await ws.store.rooms.findOne({ _id: rid, 'v.token': token, open: true });
    if (visitor === undefined || room?.source === undefined) return;
    const file = fileOf(upload);
    const draft = {
        rid,
        msg: '',
        groupable: false,
        file,
        files: [file],
        attachments: [attachmentOf(upload, undefined)],
    };
    await sendVisitorMessage(ws, server, visitor, draft, room.source);
}

/** The small picture that the server makes of a user's picture: an upload of its own, listed with the message's files. */
async function previewOf(ws: Workspace, upload: UploadRecord): Promise<UploadRecord | undefined> {
    if (!upload.type.startsWith('image/')) return undefined;
    const { name, rid, userId } = upload;
    return await storeUpload(ws, { name: `thumb-${name}`, rid, userId }, Buffer.from('a smaller picture'));
}

export interface FileText {
    readonly description?: string | undefined;
    readonly msg?: string | undefined;
    readonly tmid?: string | undefined;
}

/**
 * Posts a stored file as a user's. An app's user needs no access to the room.
 * @returns nothing when the user cannot see the room.
 */
export async function postUserFile(
    ws: Workspace,
    server: number,
    upload: UploadRecord,
    userId: string,
    text: FileText = {},
): Promise<MessageRecord | undefined> {
    const user = await ws.store.users.get(userId);
    if (user === undefined) throw new ServerError('error-invalid-user', 'Invalid user');
    const room = await ws.store.rooms.get(upload.rid);
    if (room === undefined) return undefined;
    if (user.type !== 'app' && !(await canAccessRoom(ws, room, user))) return undefined;
    const file = fileOf(upload);
    const preview = await previewOf(ws, upload);
    return await sendUserMessage(ws, server, userId, {
        rid: upload.rid,
        msg: text.msg ?? '',
        groupable: false,
        file,
        files: preview === undefined ? [file] : [file, fileOf(preview)],
        attachments: [
            {
                ...attachmentOf(upload, text.description),
                ...(preview !== undefined && { image_url: preview.path, image_type: preview.type }),
            },
        ],
        ...(text.tmid !== undefined && { tmid: text.tmid }),
    });
}
