import type { Attachment, MessageRecord, UserLookup } from '../records.cjs';
import type { Workspace } from '../workspace.cjs';
import { mapFields, type FieldMap, type Fields } from './map-fields.cjs';
import { roomByIdToApp } from './rooms.cjs';
import { stubToApp, userByIdToApp } from './people.cjs';

const PLAIN_FIELDS = {
    id: '_id',
    threadId: 'tmid',
    reactions: 'reactions',
    parseUrls: 'parseUrls',
    text: 'msg',
    createdAt: 'ts',
    updatedAt: '_updatedAt',
    editedAt: 'editedAt',
    emoji: 'emoji',
    avatarUrl: 'avatar',
    alias: 'alias',
    file: 'file',
    files: 'files',
    customFields: 'customFields',
    groupable: 'groupable',
    // Not typed in the engine's IMessage, and the only mark of a visitor's message.
    token: 'token',
    blocks: 'blocks',
    type: 't',
} as const;

/** A message as events and readers give it: with room and author. */
export async function messageToApp(ws: Workspace, message: MessageRecord): Promise<Fields> {
    const { seq: _hidden, ...record } = message;
    return await mapFields(record, {
        ...PLAIN_FIELDS,
        room: (rest) => {
            delete rest['rid'];
            return roomByIdToApp(ws, message.rid);
        },
        editor: (rest) => {
            delete rest['editedBy'];
            return message.editedBy && userByIdToApp(ws, message.editedBy._id);
        },
        attachments: (rest) => {
            delete rest['attachments'];
            return attachmentsToApp(message.attachments);
        },
        sender: async (rest) => {
            delete rest['u'];
            if (message.token !== undefined) return stubToApp(message.u);
            return (await userByIdToApp(ws, message.u._id)) ?? stubToApp(message.u);
        },
    });
}

/** A message as `getMessages` gives it: room and author by id only. */
export async function messageToRaw(message: MessageRecord): Promise<Fields> {
    const { seq: _hidden, ...record } = message;
    return await mapFields(record, {
        ...PLAIN_FIELDS,
        roomId: 'rid',
        editor: 'editedBy',
        sender: 'u',
        threadMsgCount: 'tcount',
        attachments: (rest) => {
            delete rest['attachments'];
            return attachmentsToApp(message.attachments);
        },
    });
}

/** Field of an app's attachment -> field of a stored one, where it is a plain rename. */
const ATTACHMENT_FIELDS: Readonly<Record<string, string>> = {
    collapsed: 'collapsed',
    color: 'color',
    text: 'text',
    timestampLink: 'message_link',
    thumbnailUrl: 'thumb_url',
    imageDimensions: 'image_dimensions',
    imagePreview: 'image_preview',
    imageUrl: 'image_url',
    imageType: 'image_type',
    imageSize: 'image_size',
    audioUrl: 'audio_url',
    audioType: 'audio_type',
    audioSize: 'audio_size',
    videoUrl: 'video_url',
    videoType: 'video_type',
    videoSize: 'video_size',
    fields: 'fields',
    actionButtonsAlignment: 'button_alignment',
    actions: 'actions',
    type: 'type',
    description: 'description',
};

async function attachmentsToApp(attachments: readonly Attachment[] | undefined): Promise<Fields[] | undefined> {
    if (attachments === undefined) return undefined;
    const group = (rest: Fields, fields: Readonly<Record<string, string>>): Fields =>
        Object.fromEntries(
            Object.entries(fields).map(([to, from]) => {
                const value = rest[from];
                delete rest[from];
                return [to, value];
            }),
        );
    const map: FieldMap = {
        ...ATTACHMENT_FIELDS,
        author: (rest) => group(rest, { name: 'author_name', link: 'author_link', icon: 'author_icon' }),
        title: (rest) =>
            group(rest, { value: 'title', link: 'title_link', displayDownloadLink: 'title_link_download' }),
        // An invalid date where there was none: so the server does it, and apps have to live with it.
        timestamp: (rest) => {
            const ts = rest['ts'];
            delete rest['ts'];
            return new Date(ts as string);
        },
    };
    return await Promise.all(attachments.map((attachment) => mapFields(attachment, map)));
}

export type AppAttachment = Readonly<Record<string, unknown>>;

function attachmentsFromApp(attachments: readonly AppAttachment[] | null | undefined): Attachment[] | undefined {
    if (!Array.isArray(attachments)) return undefined;
    return (attachments as readonly AppAttachment[]).map((attachment) => {
        const author = (attachment['author'] ?? {}) as Fields;
        const title = (attachment['title'] ?? {}) as Fields;
        const timestamp = attachment['timestamp'];
        const stored: Fields = {
            ...Object.fromEntries(Object.entries(ATTACHMENT_FIELDS).map(([from, to]) => [to, attachment[from]])),
            ts: timestamp instanceof Date ? timestamp.toJSON() : timestamp,
            author_name: author['name'],
            author_link: author['link'],
            author_icon: author['icon'],
            title: title['value'],
            title_link: title['link'],
            title_link_download: title['displayDownloadLink'],
            ...((attachment['_unmappedProperties_'] ?? {}) as Fields),
        };
        return Object.fromEntries(Object.entries(stored).filter(([, value]) => value != null));
    });
}

/** An app's `IMessage` or `ILivechatMessage`, as far as it is used. `null` is what the border makes of `undefined`. */
export interface AppMessage {
    readonly id?: string | null;
    readonly room?: { readonly id?: string | null } | null;
    readonly sender?: { readonly id?: string | null; readonly username?: string; readonly name?: string } | null;
    readonly editor?: { readonly id: string } | null;
    readonly text?: string | null;
    readonly createdAt?: Date | null;
    readonly threadId?: string | null;
    readonly alias?: string | null;
    readonly avatarUrl?: string | null;
    readonly emoji?: string | null;
    readonly groupable?: boolean | null;
    readonly customFields?: Readonly<Record<string, unknown>> | null;
    readonly attachments?: readonly AppAttachment[] | null;
    readonly blocks?: unknown;
    readonly token?: string | null;
    readonly _unmappedProperties_?: Readonly<Record<string, unknown>> | null;
}

/** What an app wants to be sent; the sending itself fills in the rest. */
export type MessageDraft = Partial<MessageRecord>;

/**
 * An app's new message as a record. `_unmappedProperties_` is merged last, over everything, its `_id` included:
 * that is how an app chooses a message's id.
 */
export async function draftFromApp(ws: Workspace, message: AppMessage): Promise<MessageDraft> {
    const roomId = message.room?.id ?? undefined;
    const room = roomId === undefined ? undefined : await ws.store.rooms.get(roomId);
    if (room === undefined) throw new Error('Invalid room provided on the message.');
    const draft = await partialFromApp(ws, message);
    const { _id: chosen, ...unmapped } = (message._unmappedProperties_ ?? {}) as MessageDraft;
    return {
        _id: ws.ids.meteorId(),
        ts: ws.clock.date(),
        ...draft,
        rid: room._id,
        ...unmapped,
        ...(chosen !== undefined && ws.faults.ids && { _id: chosen }),
    };
}

/** The changes of an update: only fields that the app has set; its `_unmappedProperties_` count for nothing here. */
export async function partialFromApp(ws: Workspace, message: AppMessage): Promise<MessageDraft> {
    const attachments = attachmentsFromApp(message.attachments);
    const author = await authorFromApp(ws, message);
    const editor = message.editor == null ? undefined : await ws.store.users.get(message.editor.id);
    const draft = {
        ...(message.id != null && { _id: message.id }),
        ...(author !== undefined && { u: author }),
        ...(message.text != null && { msg: message.text }),
        ...(message.createdAt != null && { ts: message.createdAt }),
        ...(message.threadId != null && { tmid: message.threadId }),
        ...(message.alias != null && { alias: message.alias }),
        ...(message.avatarUrl != null && { avatar: message.avatarUrl }),
        ...(message.emoji != null && { emoji: message.emoji }),
        ...(message.groupable != null && { groupable: message.groupable }),
        ...(message.customFields != null && { customFields: message.customFields }),
        ...(message.blocks != null && { blocks: message.blocks }),
        ...(message.token != null && { token: message.token }),
        ...(attachments !== undefined && { attachments }),
        ...(editor !== undefined && { editedBy: { _id: editor._id, username: editor.username } }),
    };
    return draft;
}

async function authorFromApp(ws: Workspace, message: AppMessage): Promise<UserLookup | undefined> {
    const sender = message.sender;
    if (sender?.id == null) return undefined;
    const user = await ws.store.users.get(sender.id);
    if (user !== undefined) return { _id: user._id, username: user.username, name: user.name };
    return { _id: sender.id, username: sender.username ?? '', name: sender.name };
}
