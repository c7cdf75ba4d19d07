import type { IModify, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ILivechatRoom, IVisitor } from '@rocket.chat/apps-engine/definition/livechat';
import type { IMessageRaw } from '@rocket.chat/apps-engine/definition/messages';
import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { Desk, Posted, Room, RoomMessage, Visitor } from '../gateway/ports';

/** The member of a room's custom fields that names its conversation. */
export const CONVERSATION_FIELD = 'switchboard';
/** The platform's value for rooms of Livechat; its enum would be a run-time import that old servers may lack. */
const LIVECHAT = 'l';

export interface Us {
    readonly appId: string;
    /** User name of the app's own user. */
    readonly username: string;
}

/** The room as the core sees it, or `undefined` where it is no Livechat room of this app. */
export function roomOf(room: IRoom | null | undefined, us: Us): Room | undefined {
    const livechat = room as ILivechatRoom | null | undefined;
    if (livechat === null || livechat === undefined || String(livechat.type) !== LIVECHAT) {
        return undefined;
    }
    const source = livechat.source as { type?: string; id?: string } | null | undefined;
    if (source?.type !== 'app' || source.id !== us.appId || !livechat.visitor) {
        return undefined;
    }
    const conversation: unknown = livechat.customFields?.[CONVERSATION_FIELD];
    return {
        id: livechat.id,
        open: livechat.isOpen,
        visitor: visitorOf(livechat.visitor),
        conversation: typeof conversation === 'string' && conversation !== '' ? conversation : undefined,
    };
}

function visitorOf(visitor: IVisitor): Visitor {
    return { id: visitor.id ?? '', token: visitor.token, username: visitor.username, name: visitor.name };
}

/** Livechat through the app's accessors. */
export function deskOn(read: IRead, modify: IModify, us: Us): Desk {
    const livechatCreator = modify.getCreator().getLivechatCreator();
    const livechatReader = read.getLivechatReader();
    const roomReader = read.getRoomReader();

    return {
        async room(id) {
            return roomOf(await roomReader.getById(id), us);
        },

        async visitor({ token, username, name, phone }) {
            const visitor = await livechatCreator.createAndReturnVisitor({
                token,
                username,
                name,
                ...(phone === undefined ? {} : { phone: [{ phoneNumber: phone }] }),
            });
            if (!visitor) {
                throw new Error('Rocket.Chat made no visitor (is the permission "livechat-visitor.write" given?)');
            }
            return visitorOf(visitor);
        },

        async openRooms(visitor) {
            const rooms = await livechatReader.getLivechatRooms(visitor);
            return (rooms ?? []).flatMap((room) => roomOf(room, us) ?? []).filter(({ open }) => open);
        },

        async openRoom(visitor, { conversation, label, destination, agent }) {
            const wanted = agent === undefined ? undefined : await read.getUserReader().getById(agent);
            const source = {
                type: 'app',
                label,
                destination,
                sidebarIcon: '',
                defaultIcon: '',
            } as unknown as NonNullable<ILivechatRoom['source']>;
            const room = await livechatCreator.createRoom(visitor, wanted as IUser, {
                source,
                customFields: { [CONVERSATION_FIELD]: conversation },
            });
            const opened = roomOf(room, us);
            if (opened === undefined) {
                throw new Error('Rocket.Chat opened no room (is the permission "livechat-room.write" given?)');
            }
            return opened;
        },

        async post(room, text, id) {
            const creator = modify.getCreator();
            const builder = creator
                // The only way to choose an id: unmapped members are merged last when the server makes its message.
                .startLivechatMessage({ _unmappedProperties_: { _id: id } } as never)
                .setRoom({ id: room.id, type: LIVECHAT } as IRoom)
                .setVisitor({ ...room.visitor })
                .setText(text);
            return postedOf(await creator.finish(builder));
        },

        async message(id) {
            const message = await read.getMessageReader().getById(id);
            return message ? { roomId: message.room.id } : undefined;
        },

        async newest(room, limit) {
            const found = await roomReader.getMessages(room.id, { limit, sort: { createdAt: 'desc' } });
            return (found ?? []).flatMap((message) => roomMessageOf(message, room.visitor, us) ?? []).reverse();
        },

        async notice(userId, roomId, text) {
            const user = await read.getUserReader().getById(userId);
            const room = await roomReader.getById(roomId);
            if (!user || !room) {
                return;
            }
            const message = modify.getCreator().startMessage().setRoom(room).setText(text).getMessage();
            await modify.getNotifier().notifyUser(user, message);
        },

        async language() {
            const value: unknown = await read.getEnvironmentReader().getServerSettings().getValueById('Language');
            return typeof value === 'string' ? value : 'en';
        },
    };
}

/** The builders turn the server's answer into text, so no answer arrives as the word for it. */
function postedOf(id: string): Posted | undefined {
    return ['', 'null', 'undefined'].includes(id) ? undefined : { id };
}

function roomMessageOf(message: IMessageRaw, visitor: Pick<Visitor, 'id'>, us: Us): RoomMessage | undefined {
    const more = message as { token?: string; type?: string; _unmappedProperties_?: { t?: string } };
    if (more.type || more._unmappedProperties_?.t || !message.sender) {
        return undefined;
    }
    const { _id: id, username, name } = message.sender;
    const from = more.token || id === visitor.id ? 'visitor' : username === us.username ? 'app' : 'agent';
    return {
        id: message.id,
        author: { id, name: name ?? username ?? id },
        from,
        at: new Date(message.createdAt).getTime(),
        text: message.text ?? '',
    };
}
