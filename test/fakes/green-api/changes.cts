import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { failure } from './answers.cjs';
import { TEXT_LIMIT_CHARS, chatId, oneOf, problemWith, text } from './fields.cjs';
import type { Instance, Piece, SentFile, SentMessage } from './instance.cjs';
import type { Body, Call } from './methods.cjs';

/** Later an edit is answered as before, and nothing happens. green-api.com/en/docs/api/service/EditMessage */
const EDIT_WITHIN_MS = 15 * 60_000;

/** Later a message is deleted on the account's own phone only. green-api.com/en/docs/api/service/deleteMessage */
const DELETE_WITHIN_MS = 72 * 3_600_000;

const MESSAGE = {
    chatId: { required: true, check: chatId },
    idMessage: { required: true, check: text(200, 'not empty') },
} as const;

const EDIT = { ...MESSAGE, message: { required: true, check: text(TEXT_LIMIT_CHARS, 'not empty') } } as const;
const DELETE = { ...MESSAGE, onlySenderDelete: { check: oneOf(true, false) } } as const;

/** The message that is meant, or the answer where there is none of this id in this chat, sent through the API. */
function meant({ instance, request, timers }: Call, body: Body, fields: typeof EDIT | typeof DELETE) {
    const problem = problemWith(body, fields, 'ignored');
    const sent = instance.sent.find(
        (message) => message.idMessage === body['idMessage'] && message.chatId === body['chatId'],
    );
    const now = timers.now();
    return problem === undefined && sent !== undefined
        ? { sent, now }
        : {
              refusal: failure(
                  400,
                  request,
                  now,
                  problem ? `Validation failed. Details: ${problem}` : 'bad request data',
              ),
          };
}

/** green-api.com/en/docs/api/service/EditMessage: texts only. */
export function editMessage(call: Call, body: Body): Answer {
    const { sent, now, refusal } = meant(call, body, EDIT);
    if (sent === undefined) {
        return refusal;
    }
    const isText = sent.file === undefined && sent.piece === undefined;
    if (isText && sent.deletedAt === undefined && now - sent.at <= EDIT_WITHIN_MS) {
        sent.edited = String(body['message']);
    }
    return ok({ idMessage: sent.idMessage });
}

/** green-api.com/en/docs/api/service/deleteMessage: answered without a word, also a second time. */
export function deleteMessage(call: Call, body: Body): Answer {
    const { sent, now, refusal } = meant(call, body, DELETE);
    if (sent === undefined) {
        return refusal;
    }
    if (body['onlySenderDelete'] !== true && now - sent.at <= DELETE_WITHIN_MS) {
        sent.deletedAt ??= now;
    }
    return { status: 200 };
}

/** A message as the contact sees it now. */
export interface Seen {
    readonly idMessage: string;
    /** Empty once it was deleted. */
    readonly text: string;
    readonly edited: boolean;
    readonly deleted: boolean;
    readonly file?: SentFile;
    readonly piece?: Piece;
    readonly quotedMessageId?: string;
}

/** What a contact sees of what was sent to him, oldest first. */
export function seenIn({ sent }: Instance, chat: string): Seen[] {
    return sent.filter(({ chatId: to, leftAt }) => to === chat && leftAt !== undefined).map(seenOf);
}

function seenOf({ idMessage, message, edited, deletedAt, file, piece, quotedMessageId }: SentMessage): Seen {
    if (deletedAt !== undefined) {
        return { idMessage, text: '', edited: edited !== undefined, deleted: true };
    }
    return {
        idMessage,
        text: edited ?? message,
        edited: edited !== undefined,
        deleted: false,
        ...(file && { file }),
        ...(piece && { piece }),
        ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
    };
}
