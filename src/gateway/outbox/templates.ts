/**
 * Templates: messages that the provider has approved, which may be sent at any time. One that an agent sends is shown in
 * the room as a note of the app, which goes nowhere by itself, and goes out like every other reply.
 */
import type { Template } from '../../channels/channel';
import { text } from '../../lib/texts';
import { connectionById } from '../connections/connections';
import { conversationOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey, Reply, ReplyTemplate } from '../model';
import { partsOf } from '../model';
import type { Room } from '../ports';
import { sendShown } from './shown';
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

/** Sends a template to the contact of a room; see `sendShown`. */
export async function sendTemplate(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id'>,
    { sending, author, name, template }: Chosen,
): ReturnType<typeof sendShown> {
    const language = await gateway.desk.language();
    const title = (which: 'templateSending' | 'templateSent') => text(language, which, { author: author.name, name });
    return sendShown(gateway, lane, room, {
        sending: `template ${room.id} ${sending}`,
        author,
        titles: { sending: title('templateSending'), sent: title('templateSent') },
        piece: { text: wordsOfTemplate(template), template },
    });
}
