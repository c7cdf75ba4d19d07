import { canAccessRoom, hasPermission } from '../rocketchat/access.cjs';
import type { MessageDraft } from '../rocketchat/convert/messages.cjs';
import { ServerError } from '../rocketchat/errors.cjs';
import { deleteMessage, react, sendUserMessage, updateMessage } from '../rocketchat/messages.cjs';
import type { Attachment, MessageRecord, RoomRecord } from '../rocketchat/records.cjs';
import { createRoom, directRoom, membersOf } from '../rocketchat/rooms.cjs';
import { postUserFile, storeUpload } from '../rocketchat/uploads.cjs';
import { readForm } from './multipart.cjs';
import { optionalText, Raw, Refusal, textOf, type RestAnswer, type RestCall, type Route } from './rest.cjs';

export const publicMessage = ({ seq: _seq, ...message }: MessageRecord): Record<string, unknown> => message;

/** A room that the user may see, by id. Refused otherwise. */
export async function visibleRoom({ ws, user }: RestCall, rid: string): Promise<RoomRecord> {
    const room = await ws.store.rooms.get(rid);
    if (room === undefined)
        throw new ServerError(
            'error-room-not-found',
            'The required "roomId" or "roomName" param provided does not match any room',
        );
    if (!(await canAccessRoom(ws, room, user))) throw new ServerError('error-not-allowed', 'Not allowed');
    return room;
}

/** A room by id, `#name`, name or `@username`. */
async function roomOfChannel(call: RestCall, channel: string): Promise<RoomRecord> {
    const { ws, user } = call;
    if (channel.startsWith('@')) return await directRoom(ws, user, [channel.slice(1)]);
    const name = channel.replace(/^#/, '');
    const room = (await ws.store.rooms.get(name)) ?? (await ws.store.rooms.findOne({ name }));
    if (room === undefined) throw new ServerError('invalid-channel');
    return room;
}

async function send(call: RestCall, draft: MessageDraft): Promise<RestAnswer> {
    const message = await sendUserMessage(call.ws, call.server, call.user._id, draft);
    if (message === undefined) throw new Refusal('unknown-error');
    return { ts: message.ts.getTime(), channel: message.rid, message: publicMessage(message) };
}

const draftOf = (fields: Readonly<Record<string, unknown>>, text: string | undefined): MessageDraft => {
    const { tmid, attachments, _id, alias } = fields;
    return {
        msg: text ?? '',
        ...(typeof tmid === 'string' && { tmid }),
        ...(typeof _id === 'string' && { _id }),
        ...(typeof alias === 'string' && { alias }),
        ...(Array.isArray(attachments) && { attachments: attachments as Attachment[] }),
    };
};

/** developer.rocket.chat: Chat, "Post Message". */
async function postMessage(call: RestCall): Promise<RestAnswer> {
    const { body } = call;
    const room = await roomOfChannel(call, optionalText(body, 'roomId') ?? textOf(body, 'channel'));
    return await send(call, { ...draftOf(body, optionalText(body, 'text')), rid: room._id });
}

/** developer.rocket.chat: Chat, "Send Message". The client may choose the message's id. */
async function sendGivenMessage(call: RestCall): Promise<RestAnswer> {
    const fields = (call.body['message'] ?? {}) as Readonly<Record<string, unknown>>;
    return await send(call, { ...draftOf(fields, optionalText(fields, 'msg')), rid: textOf(fields, 'rid') });
}

async function ownMessage(call: RestCall, id: string, permission: string): Promise<MessageRecord> {
    const { ws, user } = call;
    const message = await ws.store.messages.get(id);
    if (message === undefined) throw new Refusal(`No message found with the id of "${id}".`);
    if (message.u._id !== user._id && !hasPermission(ws, user, permission)) {
        throw new ServerError('error-action-not-allowed', 'Not allowed');
    }
    return message;
}

/** developer.rocket.chat: Chat, "Update Message". */
async function update(call: RestCall): Promise<RestAnswer> {
    const { ws, server, user, body } = call;
    const message = await ownMessage(call, textOf(body, 'msgId'), 'edit-message');
    if (!ws.settings.get<boolean>('Message_AllowEditing')) {
        throw new ServerError('error-action-not-allowed', 'Message editing not allowed');
    }
    const updated = await updateMessage(ws, server, { _id: message._id, msg: textOf(body, 'text') }, user);
    return { message: publicMessage(updated) };
}

/** developer.rocket.chat: Chat, "Delete Message". */
async function remove(call: RestCall): Promise<RestAnswer> {
    const { ws, server, user, body } = call;
    const message = await ownMessage(call, textOf(body, 'msgId'), 'delete-message');
    await deleteMessage(ws, server, message._id, user);
    return { _id: message._id, ts: ws.clock.now().toString(), message: publicMessage(message) };
}

/** developer.rocket.chat: Chat, "React to Message"; without `shouldReact` it changes what is. */
async function setReaction(call: RestCall): Promise<RestAnswer> {
    const { ws, server, user, body } = call;
    const messageId = textOf(body, 'messageId');
    const reaction = optionalText(body, 'emoji') ?? textOf(body, 'reaction');
    const message = await ws.store.messages.get(messageId);
    const has = message?.reactions?.[`:${reaction.replace(/:/g, '')}:`]?.usernames.includes(user.username) ?? false;
    const { shouldReact } = body;
    await react(
        ws,
        server,
        { messageId, userId: user._id, reaction },
        typeof shouldReact === 'boolean' ? shouldReact : !has,
    );
    return {};
}

/** The uploads that clients have sent ahead and not confirmed yet, as the two-step upload of 6.10 and later wants it. */
async function storeFile(call: RestCall): Promise<{ id: string; fields: Readonly<Record<string, string>> }> {
    const rid = call.params['rid'] ?? '';
    await visibleRoom(call, rid);
    const { files, fields } = await readForm(call.request);
    const file = files.find(({ field }) => field === 'file');
    if (file === undefined) throw new Refusal('File required');
    const upload = await storeUpload(call.ws, { name: file.filename, rid, userId: call.user._id }, file.bytes);
    return { id: upload._id, fields };
}

async function postFile(call: RestCall, id: string, fields: Readonly<Record<string, unknown>>): Promise<RestAnswer> {
    const { ws, server, user } = call;
    const upload = await ws.store.uploads.get(id);
    if (upload === undefined) throw new Refusal('invalid-file');
    const message = await postUserFile(ws, server, upload, user._id, {
        msg: optionalText(fields, 'msg'),
        description: optionalText(fields, 'description'),
        tmid: optionalText(fields, 'tmid'),
    });
    return { message: message === undefined ? null : publicMessage(message) };
}

async function history(call: RestCall, rid: string): Promise<RestAnswer> {
    const room = await visibleRoom(call, rid);
    const count = Number(call.query['count'] ?? 50);
    const offset = Number(call.query['offset'] ?? 0);
    const all = await call.ws.store.messages.find({ rid: room._id }, { sort: { ts: -1, seq: -1 } });
    const messages = all.slice(offset, count === 0 ? undefined : offset + count).map(publicMessage);
    return { messages, count: messages.length, offset, total: all.length };
}

/** A file's bytes for who may see the room: by login, or by the visitor's token as livechat links carry it. */
async function download(call: RestCall): Promise<Raw> {
    const { ws, params, query, user } = call;
    const upload = await ws.store.uploads.get(params['id'] ?? '');
    const bytes = upload && (await ws.store.blobs.get(upload._id));
    const room = upload && (await ws.store.rooms.get(upload.rid));
    if (upload === undefined || bytes === undefined) return new Raw(404, 'Not Found', 'text/plain');
    const byToken =
        query['rc_room_type'] === 'l' && query['rc_rid'] === upload.rid && query['rc_token'] === room?.v?.token;
    const isForMembers = ws.settings.get<boolean>('FileUpload_Restrict_to_room_members');
    const isMember = isForMembers && (await ws.store.subscriptions.count({ rid: upload.rid, userId: user._id })) > 0;
    const maySee = user._id !== '' && room !== undefined && (await canAccessRoom(ws, room, user));
    const byLogin = maySee && (isMember || !isForMembers);
    const isProtected = ws.settings.get<boolean>('FileUpload_ProtectFiles');
    if (isProtected && !byToken && !byLogin) return new Raw(403, 'Forbidden', 'text/plain');
    return new Raw(200, bytes, upload.type);
}

const roomView = (room: RoomRecord): Record<string, unknown> => ({ ...room });

export const chatRoutes: readonly Route[] = [
    { method: 'post', path: '/api/v1/chat.postMessage', auth: 'user', handle: postMessage },
    { method: 'post', path: '/api/v1/chat.sendMessage', auth: 'user', handle: sendGivenMessage },
    { method: 'post', path: '/api/v1/chat.update', auth: 'user', handle: update },
    { method: 'post', path: '/api/v1/chat.delete', auth: 'user', handle: remove },
    { method: 'post', path: '/api/v1/chat.react', auth: 'user', handle: setReaction },
    // developer.rocket.chat: Chat, "Get Message".
    {
        method: 'get',
        path: '/api/v1/chat.getMessage',
        auth: 'user',
        handle: async (call) => {
            const message = await call.ws.store.messages.get(call.query['msgId'] ?? '');
            if (message === undefined) throw new Refusal('Message not found');
            await visibleRoom(call, message.rid);
            return { message: publicMessage(message) };
        },
    },
    // developer.rocket.chat: Rooms, "Upload a File to a Room" (until 8.0), then "Upload Media" and "Confirm Media".
    {
        method: 'post',
        path: '/api/v1/rooms.upload/:rid',
        auth: 'user',
        handle: async (call) => {
            const { id, fields } = await storeFile(call);
            return await postFile(call, id, fields);
        },
    },
    {
        method: 'post',
        path: '/api/v1/rooms.media/:rid',
        auth: 'user',
        handle: async (call) => {
            const { id } = await storeFile(call);
            return { file: { _id: id, url: (await call.ws.store.uploads.get(id))?.path } };
        },
    },
    {
        method: 'post',
        path: '/api/v1/rooms.mediaConfirm/:rid/:fileId',
        auth: 'user',
        handle: (call) => postFile(call, call.params['fileId'] ?? '', call.body),
    },
    // developer.rocket.chat: Rooms, "Get Room Information".
    {
        method: 'get',
        path: '/api/v1/rooms.info',
        auth: 'user',
        handle: async (call) => {
            const name = call.query['roomName'];
            const named = name === undefined ? undefined : await call.ws.store.rooms.findOne({ name });
            return { room: roomView(await visibleRoom(call, call.query['roomId'] ?? named?._id ?? '')) };
        },
    },
    // developer.rocket.chat: DM, "Create a DM", "List DMs", "List DM Messages".
    {
        method: 'post',
        path: '/api/v1/im.create',
        auth: 'user',
        handle: async ({ ws, user, body }) => {
            const names = optionalText(body, 'usernames')
                ?.split(',')
                .map((name) => name.trim());
            return { room: roomView(await directRoom(ws, user, names ?? [textOf(body, 'username')])) };
        },
    },
    {
        method: 'get',
        path: '/api/v1/im.list',
        auth: 'user',
        handle: async ({ ws, user }) => {
            const ims = (await ws.store.rooms.find({ t: 'd', uids: user._id }, { sort: { ts: 1 } })).map(roomView);
            return { ims, count: ims.length, offset: 0, total: ims.length };
        },
    },
    {
        method: 'get',
        path: '/api/v1/im.messages',
        auth: 'user',
        handle: async (call) => {
            const { query } = call;
            const direct =
                query['username'] === undefined ? undefined : await directRoom(call.ws, call.user, [query['username']]);
            return await history(call, query['roomId'] ?? direct?._id ?? '');
        },
    },
    // developer.rocket.chat: Channels and Groups, "Create", "Messages", "Members", as far as a command needs a place.
    ...(['channels', 'groups'] as const).flatMap((kind): Route[] => [
        {
            method: 'post',
            path: `/api/v1/${kind}.create`,
            auth: 'user',
            handle: async ({ ws, user, body }) => {
                const members = Array.isArray(body['members']) ? (body['members'] as string[]) : [];
                const type = kind === 'channels' ? 'c' : 'p';
                const room = await createRoom(ws, { type, name: textOf(body, 'name'), creator: user, members });
                return { [type === 'c' ? 'channel' : 'group']: roomView(room) };
            },
        },
        {
            method: 'get',
            path: `/api/v1/${kind}.messages`,
            auth: 'user',
            handle: (call) => history(call, call.query['roomId'] ?? ''),
        },
        {
            method: 'get',
            path: `/api/v1/${kind}.members`,
            auth: 'user',
            handle: async (call) => {
                const room = await visibleRoom(call, call.query['roomId'] ?? '');
                const members = (await membersOf(call.ws, room._id)).map(({ _id, username, name }) => ({
                    _id,
                    username,
                    name,
                }));
                return { members, count: members.length, offset: 0, total: members.length };
            },
        },
    ]),
    { method: 'get', path: '/file-upload/:id/:name', auth: 'none', handle: download },
];
