import type { Answer, Fault } from '../fake.cjs';
import { proxyFault } from '../faults.cjs';
import { type Answered, NoAnswer } from '../exchange.cjs';

/** How the other side takes what the app answers. An error is the text that RapidPro shows to its administrators. */
export type Taken =
    { readonly kind: 'taken'; readonly id: string } | { readonly kind: 'refused'; readonly error: string };

/** `room` and `visitor-message`: a status below 400 and a JSON object whose `id`, where it has one, is a string. */
export const withId = (call: Promise<Answered>): Promise<Taken> => taken(call, idIn);

/** `room.close`: any status below 400; its body is not looked at. */
export const withStatus = (call: Promise<Answered>): Promise<Taken> => taken(call, () => '');

async function taken(call: Promise<Answered>, read: (body: string) => string): Promise<Taken> {
    try {
        const { status, body } = await call;
        const text = body.toString('utf8');
        return status >= 400 ? { kind: 'refused', error: errorIn(text) } : { kind: 'taken', id: read(text) };
    } catch (error) {
        if (error instanceof NoAnswer || error instanceof SyntaxError) {
            return { kind: 'refused', error: error.message };
        }
        throw error;
    }
}

/** An object's `error`; empty without one. Throws where it is no such object, and that hides what the app had to say. */
function errorIn(text: string): string {
    return stringIn(text, 'error');
}

function idIn(text: string): string {
    return stringIn(text, 'id');
}

function stringIn(text: string, key: string): string {
    if (text === '') {
        throw new SyntaxError('unexpected end of JSON input');
    }
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || Array.isArray(value)) {
        throw new SyntaxError('json: cannot unmarshal into Go value');
    }
    const found = (value as Readonly<Record<string, unknown>> | null)?.[key] ?? '';
    if (typeof found !== 'string') {
        throw new SyntaxError(`json: cannot unmarshal ${typeof found} into Go struct field .${key} of type string`);
    }
    return found;
}

/** mailroom's own answers are printed with tabs. */
export function answer(status: number, body: object): Answer {
    return {
        status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body, null, '\t'),
    };
}

export const refusal = (status: number, error: string): Answer => answer(status, { error });

export const HANDLED = answer(200, { status: 'handled' });

/** A wrong secret is the one answer that has no `error`. */
export const UNAUTHORIZED = answer(401, { status: 'unauthorized' });

/** Ready-made faults for `faults.add`: what mailroom, RapidPro and a proxy in front of them answer in trouble. */
export const RAPIDPRO_FAULTS = {
    /** 502, 503, 504 or 413 from the proxy, in HTML. */
    gateway: (status: 413 | 502 | 503 | 504, times = 1, route = 'event_callback'): Fault =>
        proxyFault(status, route, times),
    /** The database or the storage is in trouble. */
    serverError: (times = 1): Fault => ({
        route: 'event_callback',
        times,
        kind: 'status',
        status: 500,
        body: { error: 'error writing http log' },
    }),
    /** The workspace has used up its requests of the hour. */
    tooManyRequests: (seconds = 60, times = 1): Fault => ({
        route: 'messages',
        times,
        kind: 'status',
        status: 429,
        headers: { 'retry-after': String(seconds) },
        body: { detail: `Request was throttled. Expected available in ${seconds} seconds.` },
    }),
} as const;
