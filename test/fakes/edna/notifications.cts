import { type ReceivedMessage, type Subject, subscriberId } from './account.cjs';
import type { SentMessage } from './sent.cjs';

export interface Writer {
    /** The phone's digits, or whatever the channel knows its clients by. */
    readonly phone: string;
    /** The name that the person gave himself. */
    readonly name: string;
}

/** Which of the four known shapes a callback comes in: today's, today's in an array, the old one, or the seed's. */
export type InboundForm = 'current' | 'array' | 'legacy' | 'seed';

/** The same for statuses; `history` is today's shape with the names that the history uses. */
export type StatusForm = 'current' | 'array' | 'history' | 'legacy' | 'seed';

type Content = Readonly<Record<string, unknown>>;

/** As edna writes times: without parts of a second. */
export const isoTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** As its older interfaces write them: with an offset. */
export const offsetTime = (at: number): string => isoTime(at + 3 * 3_600_000).replace('Z', '+0300');

/** A member as a JSON value: what is not there is null. */
const orNull = (value: unknown): unknown => value ?? null;

/** docs-pulse.edna.io, callback for incoming messages */
function currentInbound(subject: Subject, who: Writer, { id, content, at }: ReceivedMessage, more: object): object {
    const { type, text, attachment, caption, location, payload, ...others } = content;
    return {
        id,
        subject: subject.subject,
        subjectId: subject.subjectId,
        subscriber: { id: subscriberId(subject, who.phone), identifier: who.phone },
        userInfo: who.name === '' ? null : { userName: who.name, firstName: null, lastName: null, avatarUrl: null },
        messageContent: {
            type,
            text: orNull(text),
            attachment: orNull(attachment),
            location: orNull(location),
            caption: orNull(caption),
            payload: orNull(payload),
            ...others,
        },
        receivedAt: isoTime(at),
        replyOutMessageId: null,
        replyOutMessageExternalRequestId: null,
        replyInMessageId: null,
        ...more,
    };
}

function attachmentOf(content: Content): Content {
    return (content['attachment'] ?? {}) as Content;
}

function legacyInbound(subject: Subject, who: Writer, { id, content }: ReceivedMessage, more: object): object {
    const { url, name } = attachmentOf(content);
    return {
        id,
        imSubject: subject.subject,
        address: who.phone,
        userName: who.name,
        firstName: null,
        lastName: null,
        avatarUrl: null,
        imType: subject.type.toLowerCase(),
        contentType: String(content['type']).toLowerCase(),
        text: orNull(content['text']),
        attachmentUrl: orNull(url),
        attachmentName: orNull(name),
        caption: orNull(content['caption']),
        ...more,
    };
}

function seedInbound(subject: Subject, who: Writer, { id, content }: ReceivedMessage, more: object): object {
    return {
        id: String(id),
        imType: subject.type.toLowerCase(),
        subject: who.phone,
        ...(content['text'] === undefined ? {} : { text: content['text'] }),
        ...(content['attachment'] === undefined ? {} : { attachment: attachmentOf(content) }),
        fromClient: true,
        ...more,
    };
}

/** What a client has sent, as it is told. `more` goes over the members of the shape. */
export function incoming(
    form: InboundForm,
    subject: Subject,
    who: Writer,
    received: ReceivedMessage,
    more: object = {},
): object {
    const shapes: Readonly<Record<InboundForm, () => object>> = {
        current: () => currentInbound(subject, who, received, more),
        array: () => [currentInbound(subject, who, received, more)],
        legacy: () => legacyInbound(subject, who, received, more),
        seed: () => seedInbound(subject, who, received, more),
    };
    return shapes[form]();
}

/** docs-pulse.edna.io, callback for statuses */
function currentStatus(subject: Subject, at: number, sent: SentMessage): object {
    return {
        requestId: orNull(sent.requestId),
        messageId: sent.messageId,
        ...(sent.cascadeId === undefined
            ? {}
            : { cascadeId: sent.cascadeId, cascadeStageUUID: stageUuid(sent.cascadeId, 0) }),
        subject: subject.subject,
        subjectId: subject.subjectId,
        status: sent.status,
        statusAt: isoTime(at),
        error: orNull(sent.error),
        comment: orNull(sent.comment),
    };
}

function historyStatus(subject: Subject, at: number, sent: SentMessage): object {
    const { status, statusAt, ...rest } = currentStatus(subject, at, sent) as Record<string, unknown>;
    return { ...rest, deliveryStatus: status, deliveryStatusAt: statusAt };
}

/** What a message is called in shapes with one id. */
const oneIdOf = ({ requestId, messageId }: SentMessage): string => requestId ?? String(messageId);

/** The present status of a message, as it is told. */
export function status(form: StatusForm, subject: Subject, at: number, sent: SentMessage): object {
    const shapes: Readonly<Record<StatusForm, () => object>> = {
        current: () => currentStatus(subject, at, sent),
        array: () => [currentStatus(subject, at, sent)],
        history: () => historyStatus(subject, at, sent),
        legacy: () => ({
            imOutMessageId: oneIdOf(sent),
            dlvStatus: sent.status.toLowerCase(),
            dlvStatusAt: offsetTime(at),
            dlvError: orNull(sent.error),
        }),
        seed: () => ({ id: oneIdOf(sent), status: sent.status.toLowerCase() }),
    };
    return shapes[form]();
}

/** The name of a stage of a cascade. */
export function stageUuid(cascadeId: number, stage: number): string {
    return `b0000000-0000-4000-8000-${String(cascadeId * 100 + stage).padStart(12, '0')}`;
}
