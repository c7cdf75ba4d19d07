/**
 * What customers wrote, from the instance's journal (green-api.com/en/docs/api/journals/LastIncomingMessages). Its items are
 * flat, unlike webhooks: they are put into the form of webhooks, so that there is one way to read a message.
 */
import type { Connection } from '../../gateway/model';
import type { Decoded } from '../../lib/decode';
import { array, boolean, id, number, object, optional, record, string, tryDecode, unknown } from '../../lib/decode';
import type { ChannelPorts, Parsed } from '../channel';
import * as client from './client';

/** Their clock and ours may be so far apart. */
const CLOCKS_APART_MS = 60_000;
/** A long list takes a while. */
const TIMEOUT_MS = 25_000;

const item = object({
    type: string,
    idMessage: id,
    /** Seconds since 1970. */
    timestamp: number,
    typeMessage: string,
    chatId: string,
    senderId: optional(string),
    senderName: optional(string),
    senderContactName: optional(string),
    textMessage: optional(string),
    caption: optional(string),
    isDeleted: optional(boolean),
});
type Item = Decoded<typeof item>;
type Members = Readonly<Record<string, unknown>>;

/** What contacts wrote since a moment, ms since 1970, oldest first. `read` tells what a webhook means. @throws ChannelError */
export async function missed(
    connection: Connection,
    since: number,
    ports: ChannelPorts,
    read: (body: unknown) => Parsed,
): Promise<readonly Parsed[]> {
    const minutes = Math.max(1, Math.ceil((ports.clock.now() + CLOCKS_APART_MS - since) / 60_000));
    const listed = await client.call(client.accessTo(connection), ports, array(unknown), {
        method: `lastIncomingMessages?minutes=${minutes}`,
        timeoutMs: TIMEOUT_MS,
    });
    // Newest first there. Of one second the order is that of the list.
    return listed
        .reverse()
        .flatMap((listing): Array<{ at: number; parsed: Parsed }> => {
            const known = tryDecode(item, listing);
            const members = tryDecode(record, listing);
            if (known === undefined || members === undefined) {
                const reason = 'an item of lastIncomingMessages';
                return [{ at: 0, parsed: { kind: 'undecodable', key: '', what: 'lastIncomingMessages', reason } }];
            }
            const isSaid = known.type === 'incoming' && !isWithdrawn(known, members);
            return isSaid ? [{ at: known.timestamp, parsed: read(webhookOf(connection, known, members)) }] : [];
        })
        .sort((a, b) => a.at - b.at)
        .map(({ parsed }) => parsed);
}

/** Deleted before it came, and nothing is left of it. */
function isWithdrawn({ isDeleted, typeMessage, textMessage = '', caption = '' }: Item, members: Members): boolean {
    return (
        isDeleted === true &&
        typeMessage !== 'deletedMessage' &&
        `${textMessage}${caption}` === '' &&
        !(typeof members.downloadUrl === 'string' && members.downloadUrl !== '')
    );
}

/** The same message as a webhook would have told it. */
export function webhookOf({ id: instanceId, account }: Connection, known: Item, members: Members): object {
    const { idMessage, timestamp, chatId, senderId = chatId, senderName = '', senderContactName = '' } = known;
    return {
        typeWebhook: 'incomingMessageReceived',
        instanceData: {
            idInstance: instanceId,
            wid: account === '' ? '' : `${account}@c.us`,
            typeInstance: 'whatsapp',
        },
        timestamp,
        idMessage,
        senderData: { chatId, sender: senderId, chatName: '', senderName, senderContactName },
        messageData: messageDataOf(known, members),
    };
}

const memberOf = (members: Members, name: string): Members => tryDecode(record, members[name]) ?? {};

const marksOf = ({ isForwarded, forwardingScore }: Members): Members => ({ isForwarded, forwardingScore });

const text: Flat = (known, members) => ({
    textMessageData: { textMessage: known.textMessage, ...marksOf(members) },
});
const extendedText: Flat = (known, members) => {
    const { text: words, ...more } = memberOf(members, 'extendedTextMessage');
    const said = typeof words === 'string' && words !== '' ? words : known.textMessage;
    return { extendedTextMessageData: { ...marksOf(members), ...more, text: said } };
};
const file: Flat = ({ caption }, members) => {
    const { downloadUrl, fileName, mimeType } = members;
    return { fileMessageData: { downloadUrl, caption, fileName, mimeType, ...marksOf(members) } };
};

type Flat = (known: Item, members: Members) => Members;

/** Where webhooks have the content of a kind. What is not here has the same place in both. */
const PLACES: Readonly<Record<string, Flat>> = {
    textMessage: text,
    extendedTextMessage: extendedText,
    quotedMessage: extendedText,
    reactionMessage: extendedText,
    imageMessage: file,
    videoMessage: file,
    documentMessage: file,
    audioMessage: file,
    stickerMessage: file,
    locationMessage: (_known, members) => ({
        locationMessageData: { ...marksOf(members), ...memberOf(members, 'location') },
    }),
    contactMessage: (_known, members) => ({
        contactMessageData: { ...marksOf(members), ...memberOf(members, 'contact') },
    }),
    contactsArrayMessage: (_known, members) => ({
        messageData: { ...marksOf(members), contacts: members.contacts },
    }),
    editedMessage: ({ textMessage, caption }, { editedMessageId }) => ({
        editedMessageData: { textMessage, caption, stanzaId: editedMessageId },
    }),
    deletedMessage: (_known, { deletedMessageId }) => ({ deletedMessageData: { stanzaId: deletedMessageId } }),
};

function messageDataOf(known: Item, members: Members): Members {
    const { typeMessage } = known;
    const flat = Object.prototype.hasOwnProperty.call(PLACES, typeMessage) ? PLACES[typeMessage] : undefined;
    const { quotedMessage } = members;
    // What quotes and what is forwarded is looked for in the members, so an item's own must not stand beside them.
    return flat === undefined
        ? { ...members, typeMessage }
        : {
              ...flat(known, members),
              typeMessage,
              ...(quotedMessage === undefined || quotedMessage === null ? {} : { quotedMessage }),
          };
}
