import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import type { Piece, SentMessage } from './instance.cjs';
import type { Call } from './methods.cjs';

/** How far the list of what was sent is behind. green-api.com/en/docs/api/journals/LastOutgoingMessages */
const LAG_MS = 2 * 60_000;

/** What waits for the instance, oldest first. green-api.com/en/docs/api/queues/ShowMessagesQueue */
export function showMessagesQueue({ instance }: Call): Answer {
    return ok(
        instance.outbox.map(({ idMessage, chatId, message, file, piece, quotedMessageId }) => ({
            messageID: idMessage,
            type: piece !== undefined ? typeOf(piece) : file === undefined ? 'sendMessage' : 'sendFileByUrl',
            body: {
                chatId,
                ...(piece ?? (file === undefined ? { message } : { fileName: file.fileName, caption: message })),
                ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
            },
        })),
    );
}

/** What has left, newest first. green-api.com/en/docs/api/journals/LastOutgoingMessages */
export function lastOutgoingMessages({ instance, request, timers }: Call): Answer {
    const minutes = Number(request.query.get('minutes') ?? 1_440);
    const now = timers.now();
    const isListed = ({ leftAt }: SentMessage): boolean =>
        leftAt !== undefined && leftAt <= now - LAG_MS && leftAt >= now - minutes * 60_000;
    return ok(instance.sent.filter(isListed).reverse().map(listed));
}

const typeOf = (piece: Piece): string => ('contact' in piece ? 'sendContact' : 'sendLocation');

function listed({ idMessage, chatId, leftAt = 0, message, file, piece, status }: SentMessage): object {
    const common = {
        type: 'outgoing',
        idMessage,
        timestamp: Math.floor(leftAt / 1000),
        chatId,
        statusMessage: status,
        sendByApi: true,
    };
    if (piece !== undefined) {
        return { ...common, ...listedPiece(piece) };
    }
    return file === undefined
        ? {
              ...common,
              typeMessage: 'extendedTextMessage',
              textMessage: message,
              extendedTextMessage: { text: message },
          }
        : {
              ...common,
              typeMessage: 'documentMessage',
              fileName: file.fileName,
              caption: message,
              mimeType: file.mimeType,
          };
}

function listedPiece(piece: Piece): object {
    if (!('contact' in piece)) {
        return { typeMessage: 'locationMessage', location: piece };
    }
    const { phoneContact, firstName = '' } = piece.contact;
    const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${firstName}\nTEL;waid=${phoneContact}:+${phoneContact}\nEND:VCARD`;
    return { typeMessage: 'contactMessage', contact: { displayName: firstName, vcard } };
}
