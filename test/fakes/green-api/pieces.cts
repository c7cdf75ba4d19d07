import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { STARTING, failure } from './answers.cjs';
import { type Check, type Field, chatId, integer, problemWith, text } from './fields.cjs';
import { type Piece, stateOf } from './instance.cjs';
import type { Body, Call } from './methods.cjs';
import { accept } from './sending.cjs';

const degrees =
    (most: number): Check =>
    (value, name) =>
        typeof value === 'number' && Math.abs(value) <= most ? undefined : `'${name}' must be a number up to ${most}`;

/** green-api.com/en/docs/api/sending/SendLocation */
const LOCATION = {
    chatId: { required: true, check: chatId },
    latitude: { required: true, check: degrees(90) },
    longitude: { required: true, check: degrees(180) },
    nameLocation: { check: text(1_000, 'empty allowed') },
} as const;

const CARD = {
    phoneContact: { required: true, check: integer(1, Number.MAX_SAFE_INTEGER) },
    firstName: { check: text(1_000, 'empty allowed') },
} as const;

/** green-api.com/en/docs/api/sending/SendContact */
const CONTACT = {
    chatId: { required: true, check: chatId },
    contact: {
        required: true,
        check: (value: unknown) =>
            typeof value === 'object' && value !== null
                ? problemWith(value as Body, CARD, 'ignored')
                : "'contact' must be of type object",
    },
} as const;

function take(
    { instance, request, timers }: Call,
    body: Body,
    fields: Readonly<Record<string, Field>>,
    piece: Piece,
): Answer {
    const problem = problemWith(body, fields, 'ignored');
    if (problem !== undefined || stateOf(instance) === 'starting') {
        const words = problem === undefined ? STARTING : `Validation failed. Details: ${problem}`;
        return failure(400, request, timers.now(), words);
    }
    const sent = { chatId: String(body['chatId']), message: '', quotedMessageId: undefined, piece };
    return ok({ idMessage: accept(instance, sent, timers).idMessage });
}

export function sendLocation(call: Call, body: Body): Answer {
    const { latitude, longitude, nameLocation } = body as {
        latitude: number;
        longitude: number;
        nameLocation?: string;
    };
    return take(call, body, LOCATION, { latitude, longitude, ...(nameLocation === undefined ? {} : { nameLocation }) });
}

export function sendContact(call: Call, body: Body): Answer {
    const { contact } = body as { contact: { phoneContact: number; firstName?: string } };
    return take(call, body, CONTACT, { contact });
}
