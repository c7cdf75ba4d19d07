import type { Answer, Fault } from '../fake.cjs';
import { proxyFault } from '../faults.cjs';

/** Where edna's error bodies carry the code: today's body in `title` or in `detail`, the older one in `code`. */
export type ErrorForm = 'title' | 'detail' | 'code';

const TITLES: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    429: 'Too Many Requests',
};

/** A call was refused; thrown by what executes it. */
export class Refusal extends Error {
    constructor(
        readonly code: string,
        readonly status = 400,
        readonly detail = 'The request was not accepted',
    ) {
        super(code);
    }
}

/** An error body in the form that the fake is set to. */
export function refusal({ code, status, detail }: Refusal, form: ErrorForm): Answer {
    const bodies: Readonly<Record<ErrorForm, object>> = {
        title: { title: code, status, detail },
        detail: { title: TITLES[status] ?? 'Error', status, detail: code },
        code: { code },
    };
    return { status, body: bodies[form] };
}

export const WRONG_KEY = new Refusal('error-unauthorized', 401, 'The API key is missing or wrong');
export const NO_RIGHTS = new Refusal('error-access-denied', 403, 'The API key has no rights for this');

/** Ready-made faults for `faults.add`. */
export const EDNA_FAULTS = {
    /** Above a rate that nobody has published; not accepted. */
    tooManyRequests: (retryAfterS?: number, route = 'schedule', times = 1): Fault => ({
        route,
        times,
        kind: 'status',
        status: 429,
        headers: retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
        body: { title: 'too-many-requests', status: 429, detail: 'Too Many Requests' },
    }),
    /** The gateway answers, in HTML. */
    gateway: (status: 500 | 502 | 503 | 504, route = 'schedule', times = 1): Fault => proxyFault(status, route, times),
    /** Any code of edna's, as its error body has it; not accepted. */
    refused: (code: string, status = 400, route = 'schedule', times = 1): Fault => ({
        route,
        times,
        kind: 'status',
        status,
        body: { title: code, status, detail: 'The request was not accepted' },
    }),
} as const;
