/**
 * Templates: messages that the provider has approved, which may be sent at any time. One that an agent sends is shown in
 * the room as a note of the app, which goes nowhere by itself, and goes out like every other reply.
 */
import type { Template } from '../channels/channel';
import { messageOf } from '../lib/error';
import { messageIdFor } from '../lib/ids';
import { text } from '../lib/texts';
import { connectionById } from './connections';
import { conversationOf } from './conversations';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import { journal } from './journal';
import type { ConversationKey, Reply, ReplyTemplate } from './model';
import { partsOf } from './model';
import { workLane } from './outbox';
import type { Note, Room } from './ports';
import * as kept from './records';
import { wordsOfTemplate } from './template-values';

/** The conversation of a room, and the templates for it. */
export interface Found {
    readonly lane: ConversationKey;
    readonly templates: readonly Template[];
}

/**
 * The templates for the contact of a room. `elsewhere` where the room is none of this channel, `gone` where its account is
 * not connected any more. @throws ChannelError
 */
export async function templatesFor(
    gateway: Gateway,
    channelName: string,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<Found | 'elsewhere' | 'gone'> {
    const lane = await conversationOf(gateway, room);
    const { channel: name = '', connectionId = '', address = '' } = partsOf(lane ?? '') ?? {};
    const channel = channelNamed(gateway, name);
    if (lane === undefined || name !== channelName || channel?.templates === undefined) {
        return 'elsewhere';
    }
    const connection = await connectionById(gateway, name, connectionId);
    if (connection === undefined) {
        return 'gone';
    }
    return { lane, templates: await channel.templates(connection, address, gateway) };
}

/** The command by which a template is sent in a conversation, where it has any. */
export function templateCommandFor(gateway: Pick<Gateway, 'channels'>, lane: ConversationKey): string | undefined {
    return channelNamed(gateway, partsOf(lane)?.channel ?? '')?.templateCommands?.send;
}

/** A template with its values, which somebody sends. */
export interface Chosen {
    /** Tells this sending from every other one: given twice, it is sent once. */
    readonly sending: string;
    readonly author: Reply['author'];
    readonly name: string;
    readonly template: ReplyTemplate;
}

/**
 * Sends a template to the contact of a room. When this returns it is shown in the room and journalled; `work` goes on
 * behind. First the note and then the journal: what goes to a contact stands in the room. Until it is journalled the note
 * says that it is being sent, so that one that was left behind half-way is seen.
 * @throws where the note cannot be posted, or the store takes nothing: then nothing goes out
 */
export async function sendTemplate(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id'>,
    { sending, author, name, template }: Chosen,
): Promise<{ result: 'sent' | 'known'; work: Promise<void> }> {
    const { clock, desk, log, records, site } = gateway;
    const id = messageIdFor(await site.secret(), `template ${room.id} ${sending}`, 0);
    if ((await records.read(kept.keys.reply(id))).length > 0) {
        return { result: 'known', work: Promise.resolve() };
    }
    const language = await desk.language();
    const words = wordsOfTemplate(template);
    const note = (title: 'templateSending' | 'templateSent'): Note => ({
        text: `${text(language, title, { author: author.name, name })}\n${words}`,
        buttons: [],
    });
    await desk.note(room.id, id, note('templateSending'));
    const reply: Reply = { id, roomId: room.id, author, at: clock.now(), text: words, files: [], template };
    // No attempt is marked: another server may have been given the same, and the lane's claim decides.
    await journal(gateway, lane, reply, { attempt: false });
    await desk.editNote(id, note('templateSent')).catch((error: unknown) => {
        log.warn(`The note about the template ${id} could not be changed: ${messageOf(error)}`);
    });
    return { result: 'sent', work: workLane(gateway, lane, undefined, undefined) };
}
