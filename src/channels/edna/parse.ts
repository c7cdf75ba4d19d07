import type { Connection, MessageEvent, Quote } from '../../gateway/model';
import { DecodeError, decode, record, tryDecode } from '../../lib/decode';
import { momentOf } from '../../lib/moment';
import type { Parsed } from '../channel';
import { isMax, isOwn, typeOf } from './account';
import { addressOf, phoneOf } from './address';
import { contentOf } from './contents';
import { idForNameless } from './ids';
import { currentStatus, legacyStatus, seedStatus } from './receipts';
import * as wire from './wire';

type Body = Readonly<Record<string, unknown>>;

/** A body, and where it stands in its list. */
interface Item {
    readonly body: Body;
    readonly place: number;
}

type Read = (connection: Connection, item: Item, now: number) => Parsed;

const has = (body: Body, name: string): boolean => body[name] !== undefined && body[name] !== null;

/** Someone who has written, as a form tells of him. */
interface Writer {
    readonly subjectId: string | undefined;
    readonly identifier: string;
    readonly names: readonly string[];
    /** The kind of channel, where the form tells it. */
    readonly type?: string;
}

/** What is written, as a form tells of it. */
interface Written {
    readonly id: string | undefined;
    readonly at: string;
    readonly content: wire.MessageContent;
    readonly quote?: Quote;
}

function messageEvent(connection: Connection, writer: Writer, written: Written, item: Item, now: number): Parsed {
    const { subjectId, identifier } = writer;
    if (identifier.trim() === '') {
        throw new DecodeError('subscriber.identifier', 'an address');
    }
    const address = addressOf(subjectId, identifier);
    const name = writer.names.map((one) => one.trim()).find((one) => one !== '');
    const phone = hasPhones(connection, writer) ? phoneOf(identifier) : undefined;
    const event: MessageEvent = {
        kind: 'message',
        id: written.id === undefined ? idForNameless(item.body, now, item.place) : eventIdOf(subjectId, written.id),
        contact: {
            address,
            ...(name === undefined ? {} : { name }),
            ...(phone === undefined ? {} : { phone }),
        },
        at: momentOf(written.at) ?? now,
        content: [contentOf(written.content)],
        ...(written.quote === undefined ? {} : { quote: written.quote }),
    };
    return { kind: 'events', events: [event] };
}

/** edna promises that its ids are unique within an account; the subject tells accounts apart. */
const eventIdOf = (subjectId: string | undefined, id: string): string =>
    subjectId === undefined ? id : `${subjectId}:${id}`;

/** An id at MAX is a number too: taken for a phone it would make one person of two. */
function hasPhones({ credentials }: Connection, { subjectId = '', type = '' }: Writer): boolean {
    return isOwn({ credentials }, subjectId) && !isMax(type === '' ? typeOf(credentials) : type);
}

/** docs-pulse.edna.io, incoming messages */
const currentMessage: Read = (connection, item, now) => {
    const told = decode(wire.message, item.body);
    const { userName = '', firstName = '', lastName = '' } = told.userInfo ?? {};
    const { subjectId, replyInMessageId: theirs, replyOutMessageId: outId } = told;
    const ours = told.replyOutMessageExternalRequestId ?? outId;
    const isQuoting = theirs !== undefined || ours !== undefined;
    return messageEvent(
        connection,
        {
            subjectId,
            identifier: told.subscriber.identifier,
            names: [`${firstName} ${lastName}`, userName],
        },
        {
            id: told.id,
            at: told.receivedAt,
            content: decode(wire.content, told.messageContent),
            ...(isQuoting
                ? {
                      quote: {
                          eventId: theirs === undefined ? '' : eventIdOf(subjectId, theirs),
                          messageId: ours ?? '',
                      },
                  }
                : {}),
        },
        item,
        now,
    );
};

/** What the older forms say, in the words of today's. */
const contentFrom = (members: Body): wire.MessageContent => decode(wire.content, members);

/** docs.edna.ru/kb, incoming messages of the older interface */
const legacyMessage: Read = (connection, item, now) => {
    const told = decode(wire.legacyMessage, item.body);
    const { latitude, longitude, locationAddress: address } = told;
    return messageEvent(
        connection,
        {
            subjectId: undefined,
            identifier: told.address,
            names: [`${told.firstName} ${told.lastName}`, told.userName],
            type: told.imType,
        },
        {
            id: told.id,
            at: '',
            content: contentFrom({
                type: told.contentType,
                text: told.text,
                caption: told.caption,
                attachment: told.attachmentUrl === '' ? null : { url: told.attachmentUrl, name: told.attachmentName },
                location: latitude === undefined ? null : { latitude, longitude, address },
            }),
        },
        item,
        now,
    );
};

/** The kind of a file by its MIME type. */
const KIND_BY_TYPE: ReadonlyMap<string, string> = new Map([
    ['image', 'IMAGE'],
    ['video', 'VIDEO'],
    ['audio', 'AUDIO'],
]);

/** The simplified form of the first middleware for edna; what it itself has sent comes back as an echo. */
const seedMessage: Read = (connection, item, now) => {
    const { fromClient } = item.body;
    if (fromClient === false || fromClient === 'false') {
        return { kind: 'ignored', why: 'an echo of what was sent' };
    }
    const { id, imType, subject, text, attachment } = decode(wire.seedMessage, item.body);
    const kind = KIND_BY_TYPE.get((attachment?.mimeType ?? '').split('/')[0]?.toLowerCase() ?? '') ?? 'DOCUMENT';
    return messageEvent(
        connection,
        { subjectId: undefined, identifier: subject, names: [], type: imType },
        {
            id,
            at: '',
            content: contentFrom({ type: attachment === undefined ? 'TEXT' : kind, text, attachment }),
        },
        item,
        now,
    );
};

const status =
    (read: (connection: Connection, body: unknown, now: number) => Parsed): Read =>
    (connection, { body }, now) =>
        read(connection, body, now);

/** Forms by the marks by which they are told apart, in this order. */
const FORMS: ReadonlyArray<{ readonly name: string; readonly fits: (body: Body) => boolean; readonly read: Read }> = [
    {
        name: 'message',
        fits: (body) => has(body, 'messageContent') && (has(body, 'subscriber') || has(body, 'userInfo')),
        read: currentMessage,
    },
    {
        name: 'older status',
        fits: (body) => has(body, 'dlvStatus') && has(body, 'imOutMessageId'),
        read: status(legacyStatus),
    },
    {
        name: 'older message',
        fits: (body) => has(body, 'imSubject') && (has(body, 'address') || has(body, 'contentType')),
        read: legacyMessage,
    },
    {
        name: 'status',
        fits: (body) =>
            (has(body, 'requestId') || has(body, 'messageId')) && (has(body, 'status') || has(body, 'deliveryStatus')),
        read: status(currentStatus),
    },
    {
        name: 'simple message',
        fits: (body) => has(body, 'fromClient') || (has(body, 'imType') && has(body, 'subject')),
        read: seedMessage,
    },
    {
        name: 'simple status',
        fits: (body) => has(body, 'id') && typeof body.status === 'string' && !has(body, 'subject'),
        read: status(seedStatus),
    },
];

/**
 * What a callback means: one object or a list of them. Pure and total: with the right key everything is answered 200,
 * because what is refused comes again for 70 minutes and would not be read then either.
 */
export function parse(connection: Connection, body: unknown, now: number): Parsed {
    if (!Array.isArray(body)) {
        return parseOne(connection, body, now, 0);
    }
    const parts = body.slice(0, wire.LIST_LIMIT).map((item, place) => parseOne(connection, item, now, place));
    const rest: Parsed[] =
        body.length > wire.LIST_LIMIT ? [{ kind: 'unknown', what: `more than ${wire.LIST_LIMIT} in a list` }] : [];
    const [only] = parts;
    return only === undefined
        ? { kind: 'ignored', why: 'an empty list' }
        : parts.length === 1
          ? only
          : { kind: 'several', parts: [...parts, ...rest] };
}

function parseOne(connection: Connection, given: unknown, now: number, place: number): Parsed {
    const body = tryDecode(record, given);
    const form = body && FORMS.find(({ fits }) => fits(body));
    if (body === undefined || form === undefined) {
        return { kind: 'unknown', what: body === undefined ? 'no object' : `keys ${keysOf(body)}` };
    }
    try {
        return form.read(connection, { body, place }, now);
    } catch (error) {
        if (error instanceof DecodeError) {
            const id = tryDecode(wire.lenient(wire.words), body.id) ?? '';
            return { kind: 'undecodable', key: id.slice(0, 100), what: form.name, reason: error.message };
        }
        throw error;
    }
}

/** The names of a body's members, never what stands in them. */
function keysOf(body: Body): string {
    return Object.keys(body)
        .filter((name) => /^\w{1,30}$/.test(name))
        .slice(0, 10)
        .join(', ');
}
