/** What edna tells of our own messages, in its three forms. Pure. */
import type { Connection, ReceiptEvent, ReceiptStatus } from '../../gateway/model';
import { decode } from '../../lib/decode';
import { momentOf } from '../../lib/moment';
import type { TextName, Words } from '../../lib/texts';
import type { Parsed } from '../channel';
import { formOf } from './account';
import { isForTemplates, wordsFor } from './errors';
import { isOurs } from './ids';
import * as wire from './wire';

/** For so long after a message edna cancels one that says the same to the same person. docs-pulse.edna.io, sending */
const IDENTICAL_MS = 20 * 60_000;

interface Meaning {
    readonly status: ReceiptStatus;
    /** Why, unless a code of edna's says it better. */
    readonly reason?: TextName;
    readonly blockedMs?: number;
}

/** docs-pulse.edna.io, statuses. `undefined`: nothing to show yet. */
const STATUSES: ReadonlyMap<string, Meaning | undefined> = new Map<string, Meaning | undefined>([
    ['ENQUEUED', undefined],
    ['DELAYED', undefined],
    ['SENT', { status: 'sent' }],
    ['DELIVERED', { status: 'delivered' }],
    ['READ', { status: 'read' }],
    ['UNDELIVERED', { status: 'failed', reason: 'ednaUndelivered' }],
    ['FAILED', { status: 'failed', reason: 'ednaUndelivered' }],
    ['CANCELLED', { status: 'failed', reason: 'ednaIdentical', blockedMs: IDENTICAL_MS }],
    ['EXPIRED', { status: 'failed', reason: 'ednaExpired' }],
    ['NO-MATCH-TEMPLATE', { status: 'failed', reason: 'ednaTemplate' }],
]);

/** One word of several spellings. */
const wordOf = (status: string): string =>
    status
        .trim()
        .toUpperCase()
        .replace(/^CANCELED$/, 'CANCELLED');

interface Told {
    readonly messageId: string;
    readonly status: string;
    readonly error: string;
    readonly at: number;
}

function receipt({ messageId, status, error, at }: Told): Parsed {
    const word = wordOf(status);
    if (!STATUSES.has(word)) {
        // The state of a template, among others, when its callbacks are made to come here too.
        return { kind: 'unknown', what: `status ${word.slice(0, 40)}` };
    }
    const meaning = STATUSES.get(word);
    if (meaning === undefined) {
        return { kind: 'ignored', why: 'not on its way yet' };
    }
    const event: ReceiptEvent = {
        kind: 'receipt',
        id: `${messageId}:${word}`,
        messageId,
        status: meaning.status,
        ...reasonOf(meaning, error.trim()),
        at,
    };
    return { kind: 'events', events: [event] };
}

function reasonOf(
    { reason, blockedMs }: Meaning,
    error: string,
): Pick<ReceiptEvent, 'reason' | 'blockedMs' | 'onlyTemplates'> {
    if (reason === undefined) {
        return {};
    }
    const known = wordsFor(error);
    const words: Words = known ?? { name: reason, values: { detail: error.slice(0, 300) } };
    if (isForTemplates(words)) {
        return { reason: words, onlyTemplates: true };
    }
    if (known !== undefined) {
        return { reason: known };
    }
    return { reason: words, ...(blockedMs === undefined ? {} : { blockedMs }) };
}

/**
 * Ours is the id that we gave. Sending to MAX takes none of ours: there the id that the answer gave counts, which is
 * edna's own.
 */
function idOf({ credentials }: Connection, requestId: string | undefined, messageId: string | undefined): string {
    const [first, second] =
        requestId !== undefined && !isOurs(requestId) && formOf(credentials) === 'max'
            ? [messageId, requestId]
            : [requestId, messageId];
    return first ?? second ?? '';
}

export function currentStatus(connection: Connection, body: unknown, now: number): Parsed {
    const told = decode(wire.status, body);
    return receipt({
        messageId: idOf(connection, told.requestId, told.messageId),
        status: told.status === '' ? told.deliveryStatus : told.status,
        error: told.error,
        at: momentOf(told.statusAt) ?? momentOf(told.deliveryStatusAt) ?? now,
    });
}

/** docs.edna.ru/kb, statuses of imOutMessage */
export function legacyStatus(_connection: Connection, body: unknown, now: number): Parsed {
    const { imOutMessageId, dlvStatus, dlvStatusAt, dlvError } = decode(wire.legacyStatus, body);
    return receipt({ messageId: imOutMessageId, status: dlvStatus, error: dlvError, at: momentOf(dlvStatusAt) ?? now });
}

export function seedStatus(_connection: Connection, body: unknown, now: number): Parsed {
    const { id, status } = decode(wire.seedStatus, body);
    return receipt({ messageId: id, status, error: '', at: now });
}
