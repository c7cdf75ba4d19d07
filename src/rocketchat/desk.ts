import type { ILivechatRead, IModify, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ILivechatRoom, IVisitor } from '@rocket.chat/apps-engine/definition/livechat';
import type { IMessage, IMessageRaw } from '@rocket.chat/apps-engine/definition/messages';
import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import type { IUpload } from '@rocket.chat/apps-engine/definition/uploads';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { Desk, Posted, Room, RoomMessage, StandingMessage, Visitor } from '../gateway/ports';
import { DeskRefusal, NOBODY_ONLINE } from '../gateway/ports';
import { messageOf } from '../lib/error';
import { carriedBy } from './carried';
import { notesOn } from './notes';
import { agentById, answersAnywhere, languageOf } from './people';
import { picturesOn } from './pictures';
import { publicAddress } from './settings';
import { store } from './uploads';
import type { Us } from './us';
import { wishesOn } from './wishes';

/** The member of a room's custom fields that names its conversation. */
export const CONVERSATION_FIELD = 'switchboard';
/**
 * Each file passes whole through the pipe between host and app, in a time that grows with the square of its size: 9 s for
 * so much, in and out again, and 45 s for twice as much, while a handler has 30 s in all.
 */
export const LARGEST_FILE_BYTES = 25_000_000;
/** Rocket.Chat's words for opening no room, which are no fault of anybody. */
const REFUSALS = /no-agent-online|error-omnichannel-is-disabled|error-contact-channel-blocked/;
/** The platform's value for rooms of Livechat; its enum would be a run-time import that old servers may lack. */
const LIVECHAT = 'l';

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
        served: livechat.servedBy !== null && livechat.servedBy !== undefined,
        ...(livechat.servedBy?.id ? { agent: livechat.servedBy.id } : {}),
        ...(livechat.createdAt ? { openedAt: new Date(livechat.createdAt).getTime() } : {}),
        ...(livechat.closedAt ? { closedAt: new Date(livechat.closedAt).getTime() } : {}),
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

    /** Whether nobody has it: the same address makes two visitors one, and gives the first the token of the second. */
    async function isFreeAddress(email: string, token: string): Promise<boolean> {
        // Without the permission the platform answers nothing, which must not read as nobody. This visitor is there.
        if (!(await livechatReader.getLivechatVisitorByToken(token))) {
            throw new Error('the app was not given the permission "livechat-visitor.read"');
        }
        return !(await livechatReader.getLivechatVisitorByEmail(email));
    }

    return {
        async room(id) {
            return roomOf(await roomReader.getById(id), us);
        },

        async visitor({ token, username, name, phone, email, department }) {
            const wanted = {
                token,
                username,
                name,
                ...(phone === undefined ? {} : { phone: [{ phoneNumber: phone }] }),
                ...(department === undefined ? {} : { department }),
            };
            const visitor = await livechatCreator.createAndReturnVisitor(wanted);
            if (!visitor) {
                throw new Error('Rocket.Chat made no visitor (is the permission "livechat-visitor.write" given?)');
            }
            if (email !== undefined && (await isFreeAddress(email, visitor.token))) {
                await livechatCreator.createAndReturnVisitor({ ...wanted, visitorEmails: [{ address: email }] });
            }
            return visitorOf(visitor);
        },

        async nameByPhone(phone) {
            const known = (await livechatReader.getLivechatVisitorByPhoneNumber(phone)) as IVisitor | null | undefined;
            return known?.name || undefined;
        },

        async openRooms(visitor) {
            // Without the permission the platform answers nothing, which must not read as no rooms.
            const rooms: unknown = await livechatReader.getLivechatRooms(visitor);
            if (!Array.isArray(rooms)) {
                throw new Error('the app was not given the permission "livechat-room.read"');
            }
            return (rooms as ILivechatRoom[]).flatMap((room) => roomOf(room, us) ?? []).filter(({ open }) => open);
        },

        async openRoom(visitor, { conversation, label, destination, agent, department }) {
            const wanted = agent === undefined ? undefined : await agentById(read, agent);
            const source = {
                type: 'app',
                label,
                destination,
                sidebarIcon: '',
                defaultIcon: '',
            } as unknown as NonNullable<ILivechatRoom['source']>;
            const order = { source, customFields: { [CONVERSATION_FIELD]: conversation } };
            const room = await refusalOr(
                livechatReader,
                livechatCreator.createRoom({ ...visitor, department: department as string }, wanted as IUser, order),
            );
            const opened = roomOf(room, us);
            if (opened === undefined) {
                throw new Error('Rocket.Chat opened no room (is the permission "livechat-room.write" given?)');
            }
            return opened;
        },

        async post(room, words, id) {
            const creator = modify.getCreator();
            const builder = creator
                // The only way to choose an id: unmapped members are merged last when the server makes its message.
                .startLivechatMessage({ _unmappedProperties_: { _id: id } } as never)
                .setRoom({ id: room.id, type: LIVECHAT } as IRoom)
                .setVisitor({ ...room.visitor })
                .setText(words);
            return postedOf(await creator.finish(builder));
        },

        async message(id) {
            const message = await read.getMessageReader().getById(id);
            return message ? standingOf(message) : undefined;
        },

        async newest(room, limit, skip = 0) {
            const found = await roomReader.getMessages(room.id, { limit, skip, sort: { createdAt: 'desc' } });
            if (!Array.isArray(found)) {
                throw new Error('the app was not given the permission "room.read"');
            }
            return found.flatMap((message) => roomMessageOf(message, room.visitor, us) ?? []).reverse();
        },

        async upload(room, { name, bytes }) {
            await store(modify, bytes, {
                filename: name,
                room: { id: room.id, type: LIVECHAT } as IRoom,
                visitorToken: room.visitor.token,
            });
        },

        async readFile(id, limit) {
            const uploads = read.getUploadReader();
            const upload = (await uploads.getById(id)) as IUpload | null | undefined;
            if (!upload) {
                return { kind: 'gone' };
            }
            // Its type says text, what comes is a number. What is too large must not even be read.
            if (Number(upload.size ?? NaN) > limit) {
                return { kind: 'too-large' };
            }
            return { kind: 'bytes', bytes: await uploads.getBuffer(upload), type: upload.type ?? '' };
        },

        async fileLimit() {
            const value: unknown = await read
                .getEnvironmentReader()
                .getServerSettings()
                .getValueById('FileUpload_MaxFileSize');
            return typeof value === 'number' && value > 0 ? Math.min(value, LARGEST_FILE_BYTES) : LARGEST_FILE_BYTES;
        },

        answersAnywhere: (userId) => answersAnywhere(read, userId),

        async somebodyOnline(department) {
            // Without the permission the platform answers nothing, which must not read as nobody.
            const online: unknown = await livechatReader.isOnlineAsync(department);
            if (typeof online !== 'boolean') {
                throw new Error('the app was not given the permission "livechat-status.read"');
            }
            return online;
        },

        async opensUnattended() {
            const settings = read.getEnvironmentReader().getServerSettings();
            return (await settings.getValueById('Livechat_accept_chats_with_no_agents')) === true;
        },

        ...notesOn(read, modify, us),
        ...picturesOn(read, modify),
        ...wishesOn(read, modify),
        linkTo: (roomId) => linkTo(read, roomId),
        async messageLink(roomId, messageId) {
            // Rocket.Chat knows links to its messages by its own address, whatever the app's setting says.
            const site: unknown = await read.getEnvironmentReader().getServerSettings().getValueById('Site_Url');
            return `${String(site).replace(/\/+$/, '')}/live/${roomId}?msg=${messageId}`;
        },
        language: () => language(read),
        async languageOf(userId) {
            const user = (await read.getUserReader().getById(userId)) as IUser | null | undefined;
            return user ? languageOf(user) : language(read);
        },
    };
}

/** The builders turn the server's answer into text, so no answer arrives as the word for it. */
function postedOf(id: string): Posted | undefined {
    return ['', 'null', 'undefined'].includes(id) ? undefined : { id };
}

/** Where the workspace shows that something was deleted, that is a message of its own type. */
const REMOVED = 'rm';

function standingOf(message: IMessage): StandingMessage {
    const more = message as { type?: string; _unmappedProperties_?: { t?: string } };
    const fileName = (message.file as { name?: string } | null | undefined)?.name;
    return {
        roomId: message.room.id,
        text: message.text ?? '',
        ...(fileName === undefined ? {} : { fileName }),
        ...((more.type ?? more._unmappedProperties_?.t) === REMOVED ? { removed: true } : {}),
    };
}

function roomMessageOf(message: IMessageRaw, visitor: Pick<Visitor, 'id'>, us: Us): RoomMessage | undefined {
    const more = message as { token?: string; type?: string; _unmappedProperties_?: { t?: string } };
    if (more.type || more._unmappedProperties_?.t || !message.sender) {
        return undefined;
    }
    const { _id: id, username, name } = message.sender;
    const from = more.token || id === visitor.id ? 'visitor' : username === us.username ? 'app' : 'agent';
    const { text: words, files, quotes } = carriedBy(message);
    const fileName = message.file?.name;
    return {
        id: message.id,
        ...(fileName === undefined || fileName === null ? {} : { fileName }),
        ...(files.length === 0 ? {} : { files }),
        ...(quotes.length === 0 ? {} : { quotes }),
        author: { id, name: name ?? username ?? id },
        from,
        at: new Date(message.createdAt).getTime(),
        text: words,
    };
}

/** Tells a refusal from a fault. Engines before 1.50 lose the error's words; then asking who is online tells. */
async function refusalOr<T>(reader: ILivechatRead, opening: Promise<T>): Promise<T> {
    try {
        return await opening;
    } catch (error) {
        const words = messageOf(error);
        const code =
            REFUSALS.exec(words)?.[0] ??
            (words === '[object Object]' && !(await reader.isOnlineAsync()) ? NOBODY_ONLINE : undefined);
        throw code === undefined ? error : new DeskRefusal(code);
    }
}

async function language(read: IRead): Promise<string> {
    const value: unknown = await read.getEnvironmentReader().getServerSettings().getValueById('Language');
    return typeof value === 'string' ? value : 'en';
}

async function linkTo(read: IRead, roomId: string): Promise<string> {
    return `${await publicAddress(read.getEnvironmentReader())}/live/${roomId}`;
}
