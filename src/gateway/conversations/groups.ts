/**
 * What agents see of a group besides its messages: its title and its picture, kept up to date while it writes. Done
 * behind the message; where it fails, it is done with a later one.
 */
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed, isGroup } from '../gateway';
import type { Connection, ConversationKey, MessageEvent } from '../model';
import { conversationKey } from '../model';
import type { Room } from '../ports';
import type { GroupRecord } from '../records/records';
import * as kept from '../records/records';
import { openRoomOf } from './conversations';
import { visitorOf } from './opening';
import { pictureOf, showPicture, showsPictures } from './pictures';

/** How often a group's picture is looked at, while it writes: no provider tells that it has changed. */
const LOOK_EVERY_MS = 24 * 60 * 60_000;

/** How long one waits for his turn at the provider's rate. */
const PATIENCE_MS = 15_000;

/** Nobody has looked at this group yet. */
const UNKNOWN = { title: '', toldAt: 0, picture: '', at: 0 } as const;

type From = Pick<Connection, 'channel' | 'id'>;

/** A message of a group has come. Costs nothing as long as its title is the known one. Never rejects. */
export async function keepGroup(gateway: Gateway, from: From, event: MessageEvent): Promise<void> {
    const conversation = conversationKey(from, event.contact.address);
    if (!isGroup(gateway, conversation)) {
        return;
    }
    try {
        await gateway.memory.lanes.run(`group ${conversation}`, () => keep(gateway, from, conversation, event));
    } catch (error) {
        gateway.log.info(`What ${conversation} is called could not be kept up to date: ${messageOf(error)}`);
    }
}

async function keep(
    gateway: Gateway,
    from: From,
    conversation: ConversationKey,
    { contact, at: toldAt }: MessageEvent,
): Promise<void> {
    const { clock, memory, records } = gateway;
    const keys = kept.keys.group(conversation);
    const known: Pick<GroupRecord, 'title' | 'toldAt' | 'picture' | 'at'> =
        memory.groups.get(conversation) ?? kept.newest(await kept.readOnly(records, kept.group, ...keys)) ?? UNKNOWN;
    const isLookedAt = known.at > clock.now() - LOOK_EVERY_MS;
    // A message that comes late tells what the group was called then.
    const told = contact.name === undefined || toldAt < known.toldAt ? known.title : contact.name;
    if (isLookedAt && told === known.title) {
        memory.groups.set(conversation, { t: 'group', v: 1, conversation, ...known });
        return;
    }
    const room = await openRoomOf(gateway, conversation);
    const connection = room && (await connectionById(gateway, from.channel, from.id));
    if (room === undefined || connection === undefined) {
        return;
    }
    const title = told === '' ? await titleOf(gateway, connection, contact.address) : told;
    await rename(gateway, { conversation, address: contact.address, room, title });
    const group: GroupRecord = {
        t: 'group',
        v: 1,
        conversation,
        title,
        toldAt: Math.max(toldAt, known.toldAt),
        picture: known.picture,
        at: clock.now(),
    };
    // Whatever becomes of the picture, it is not asked for again at once.
    memory.groups.set(conversation, group);
    const picture = isLookedAt ? known.picture : await showNewPicture(gateway, group, room);
    const next = { ...group, picture };
    await records.replace(keys, next);
    memory.groups.set(conversation, next);
}

/** Empty where nobody tells. */
async function titleOf(gateway: Gateway, connection: Connection, address: string): Promise<string> {
    const groups = channelNamed(gateway, connection.channel)?.groups;
    try {
        return (await groups?.title(connection, address, gateway)) ?? '';
    } catch (error) {
        gateway.log.info(`The title of ${address} is not known: ${messageOf(error)}`);
        return '';
    }
}

interface Renaming {
    readonly conversation: ConversationKey;
    readonly address: string;
    readonly room: Room;
    readonly title: string;
}

/** The visitor, under whose name the next messages stand, and the room that is open. */
async function rename(gateway: Gateway, { conversation, address, room, title }: Renaming): Promise<void> {
    if (title === '' || room.visitor.name === title) {
        return;
    }
    await visitorOf(gateway, { conversation, contact: { address, name: title } });
    await gateway.desk.renameRoom(room.id, title);
}

/** Gives the mark of the picture that the group has now. @throws when it is to be looked at again */
async function showNewPicture(gateway: Gateway, group: GroupRecord, room: Room): Promise<string> {
    const { conversation, picture: before } = group;
    const image = (await showsPictures(gateway, conversation))
        ? await pictureOf(gateway, conversation, PATIENCE_MS)
        : undefined;
    if (image === 'later') {
        throw new Error('too many pictures are asked for');
    }
    if (image === undefined || image.mark === before) {
        return image?.mark ?? before;
    }
    const name = group.title === '' ? room.visitor.name : group.title;
    const words = text(await gateway.desk.language(), 'groupPicture', { name });
    const shown = await showPicture(gateway, { conversation, roomId: room.id, name, words }, image);
    return shown === 'shown' ? image.mark : before;
}
