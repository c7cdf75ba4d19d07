/** Whether GREEN-API has accepted a message, from its two lists: what waits to be sent, and what was sent. */
import type { Decoded } from '../../lib/decode';
import { tryDecode } from '../../lib/decode';
import type { Asked, ChannelPorts, Question } from '../channel';
import * as client from './client';
import type { Part } from './render';
import { render } from './render';
import { styleOf } from './style';
import * as wire from './wire';

/** Their clock and ours may be so far apart. */
const CLOCKS_APART_MS = 60_000;

/** What both lists say of a message. */
interface Listed {
    readonly ids: readonly string[];
    readonly chatId: string;
    readonly text: string;
    readonly fileName: string;
    /** Latitude and longitude of a place. */
    readonly place?: string;
    /** What is known of a card: digits, or a whole vCard. */
    readonly card?: string;
}

/** green-api.com/en/docs/api/queues/ShowMessagesQueue, green-api.com/en/docs/api/journals/LastOutgoingMessages */
export async function ask({ connection, address, reply, sent, since }: Question, ports: ChannelPorts): Promise<Asked> {
    const access = client.accessTo(connection);
    const parts = render(address, reply, styleOf(connection));
    const part = parts[sent.length];
    if (part === undefined) {
        return { ids: [], isLast: false };
    }
    const from = since - CLOCKS_APART_MS;
    const minutes = Math.ceil((ports.clock.now() - from) / 60_000) + 1;
    const journal = await client.lastOutgoingMessages(access, ports, minutes);
    const gone = journal
        .filter(({ sendByApi, timestamp }) => sendByApi !== false && timestamp * 1000 >= from)
        .sort((a, b) => a.timestamp - b.timestamp)
        .map(fromJournal);
    const waiting = (await client.showMessagesQueue(access, ports)).flatMap((item) => fromQueue(item) ?? []);
    const ids = [...gone, ...waiting].filter((listed) => saysTheSame(listed, part)).flatMap((listed) => listed.ids);
    return { ids: [...new Set(ids)], isLast: sent.length + 1 === parts.length };
}

function fromJournal(item: Decoded<typeof wire.outgoing>[number]): Listed {
    const { idMessage, chatId, textMessage, extendedTextMessage, caption, fileName = '', location, contact } = item;
    const text = (fileName === '' ? (textMessage ?? extendedTextMessage?.text) : caption) ?? '';
    return {
        ids: [idMessage],
        chatId,
        text,
        fileName,
        ...(location && { place: placeOf(location) }),
        ...(contact && { card: contact.vcard ?? '' }),
    };
}

function fromQueue({ messageID, messagesIDs, body }: Decoded<typeof wire.queue>[number]): Listed | undefined {
    const said = tryDecode(wire.queuedBody, body);
    const ids = messageID === undefined ? (messagesIDs ?? []) : [messageID];
    const { fileName = '', message = '', caption = '', latitude, contact } = said ?? {};
    return (
        said && {
            ids,
            chatId: said.chatId,
            text: fileName === '' ? message : caption,
            fileName,
            ...(latitude === undefined ? {} : { place: placeOf(said) }),
            ...(contact && { card: contact.phoneContact ?? '' }),
        }
    );
}

function saysTheSame(listed: Listed, part: Part): boolean {
    return listed.chatId === part.message.chatId && isThat(listed, part);
}

function isThat({ text, fileName, place, card }: Listed, part: Part): boolean {
    const isText = (wanted: string): boolean => text.trim() === wanted.trim();
    switch (part.kind) {
        case 'text':
            return fileName === '' && isText(part.message.message);
        case 'file':
            return fileName === part.message.fileName && isText(part.message.caption ?? '');
        case 'location':
            return place === placeOf(part.message);
        case 'card':
            return (card ?? '').replace(/\D/g, '').includes(String(part.message.contact.phoneContact));
    }
}

/** Lists may give fewer digits than they were given: a metre's worth of them is enough. */
function placeOf({ latitude, longitude }: { latitude?: number | undefined; longitude?: number | undefined }): string {
    return [latitude, longitude].map((degrees) => degrees?.toFixed(5)).join(' ');
}
