/** The app's own messages for agents, and its marks on theirs. */
import type { IMessageBuilder, IModify, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IRoom, RoomType } from '@rocket.chat/apps-engine/definition/rooms';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { Block } from '@rocket.chat/ui-kit';
import type { Desk, Note } from '../gateway/ports';
import { messageOf } from '../lib/error';
import type { Us } from './us';

/** Action ids of our buttons; the note's action follows. */
export const ACTION_PREFIX = 'switchboard-';

/** The platform's values for channels and private groups; its enum would be a run-time import. */
const PUBLIC = 'c';
const PRIVATE = 'p';

type NotesDesk = Pick<
    Desk,
    'note' | 'editNote' | 'directNote' | 'react' | 'editMessage' | 'removeMessage' | 'roomNamed' | 'sayAs'
>;

export function notesOn(read: IRead, modify: IModify, us: Us): NotesDesk {
    /** Posts under a chosen id, as the app's user if nothing else is written: that needs no access to the room. */
    const post = async (
        room: IRoom,
        id: string,
        write: (builder: IMessageBuilder) => IMessageBuilder,
    ): Promise<'posted' | 'exists'> => {
        const creator = modify.getCreator();
        const builder = creator.startMessage({ _unmappedProperties_: { _id: id } } as never).setRoom(room);
        let problem = 'Rocket.Chat did not take the message (is the permission "message.write" given?)';
        try {
            const posted = await creator.finish(write(builder));
            if (posted !== '' && posted !== 'null' && posted !== 'undefined') {
                return 'posted';
            }
        } catch (error) {
            problem = messageOf(error);
        }
        // Refused because one with this id stands already, or not posted: only a look tells.
        if (await read.getMessageReader().getById(id)) {
            return 'exists';
        }
        throw new Error(problem);
    };

    return {
        async note(roomId, id, note) {
            const room = await read.getRoomReader().getById(roomId);
            if (!room) {
                throw new Error('the room is gone (or is the permission "room.read" not given?)');
            }
            return post(room, id, (builder) => written(builder, note, us));
        },

        async sayAs(userId, roomId, id, text) {
            const [user, room] = await Promise.all([
                read.getUserReader().getById(userId),
                read.getRoomReader().getById(roomId),
            ]);
            if (!user || !room) {
                throw new Error('the user or the room is gone');
            }
            return post(room, id, (builder) => builder.setSender(user).setText(text));
        },

        async editNote(id, note) {
            const updater = modify.getUpdater();
            const appUser = await appUserOf(read);
            const builder = await updater.message(id, appUser);
            await updater.finish(written(builder, note, us).setEditor(appUser));
        },

        async editMessage(id, text) {
            const updater = modify.getUpdater();
            const appUser = await appUserOf(read);
            const builder = await updater.message(id, appUser);
            await updater.finish(builder.setText(text).setEditor(appUser));
        },

        async removeMessage(id) {
            const message = await read.getMessageReader().getById(id);
            if (message) {
                await modify.getDeleter().deleteMessage(message, await appUserOf(read));
            }
        },

        async directNote(userId, id, note) {
            const user = await read.getUserReader().getById(userId);
            if (!user) {
                throw new Error('the user is gone (or is the permission "user.read" not given?)');
            }
            return post(await directRoom(read, modify, user, us), id, (builder) => written(builder, note, us));
        },

        async roomNamed(name) {
            const rooms = read.getRoomReader();
            const room = (await rooms.getByName(name)) as IRoom | null | undefined;
            const type = String(room?.type ?? '');
            if (!room || (type !== PUBLIC && type !== PRIVATE)) {
                return undefined;
            }
            // Nothing is said in a group into which nobody has invited this app.
            const isIn =
                type === PUBLIC || (await rooms.getMembers(room.id)).some(({ username }) => username === us.username);
            return isIn ? room.id : undefined;
        },

        async react(messageId, emoji, change) {
            const { id } = await appUserOf(read);
            const updater = modify.getUpdater().getMessageUpdater();
            await (change === 'add'
                ? updater.addReaction(messageId, id, emoji as never)
                : updater.removeReaction(messageId, id, emoji as never));
        },
    };
}

export async function appUserOf(read: IRead): Promise<IUser> {
    const user = await read.getUserReader().getAppUser();
    if (!user) {
        throw new Error('the user of the app is gone (or is the permission "user.read" not given?)');
    }
    return user;
}

/** The text stands in a block of its own, since a message with blocks shows nothing but these. */
export function written(builder: IMessageBuilder, { text, buttons, folded }: Note, us: Us): IMessageBuilder {
    if (folded !== undefined) {
        builder.setAttachments([{ title: { value: folded.title }, text: folded.text, collapsed: true }]);
    }
    return builder.setText(text).setBlocks(buttons.length === 0 ? [] : (blocksOf({ text, buttons }, us) as never));
}

/** Source: developer.rocket.chat, "UI Kit, Block Elements". */
export function blocksOf({ text, buttons }: Note, us: Us): Block[] {
    return [
        { type: 'section', text: { type: 'mrkdwn', text } },
        {
            type: 'actions',
            elements: buttons.map(({ action, value, label }, index) => ({
                type: 'button',
                appId: us.appId,
                blockId: `${action}-${index}-${value}`,
                actionId: `${ACTION_PREFIX}${action}`,
                text: { type: 'plain_text', text: label },
                value,
            })),
        },
    ] as Block[];
}

async function directRoom(read: IRead, modify: IModify, user: IUser, us: Us): Promise<IRoom> {
    const known = await read.getRoomReader().getDirectByUsernames([us.username, user.username]);
    if (known) {
        return known;
    }
    const creator = modify.getCreator();
    const builder = creator
        .startRoom()
        .setType('d' as RoomType)
        .setCreator(await appUserOf(read))
        .setMembersToBeAddedByUsernames([us.username, user.username]);
    const room = await read.getRoomReader().getById(await creator.finish(builder));
    if (!room) {
        throw new Error('Rocket.Chat opened no direct room (is the permission "room.write" given?)');
    }
    return room;
}
