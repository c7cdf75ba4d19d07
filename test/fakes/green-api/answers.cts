import type { Answer, Fault, FakeRequest } from '../fake.cjs';
import { proxyFault } from '../faults.cjs';

/**
 * GREEN-API's error body. As with the real one `path` carries the API token: a client that shows it has a leak.
 * green-api.com/en/docs/api/common-errors
 */
export function failure(statusCode: number, request: FakeRequest, now: number, message: string): Answer {
    const timestamp = new Date(now).toISOString();
    return { status: statusCode, body: { statusCode, timestamp, path: request.path, message } };
}

/** A wrong token is refused without a word. */
export const WRONG_TOKEN: Answer = { status: 401 };

export const UNKNOWN_INSTANCE: Answer = {
    status: 403,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>',
};

/** Not JSON: it is the gateway that answers. */
export const UNKNOWN_METHOD: Answer = {
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center></body></html>',
};

export const STARTING = 'instance in starting process try later';

/** Ready-made faults for `faults.add`: what the documentation says that GREEN-API answers in trouble. */
export const GREEN_API_FAULTS = {
    /** Above the rate of the method; not accepted, and no Retry-After comes with it. */
    tooManyRequests: (route = 'sendMessage', times = 1): Fault => ({ route, times, kind: 'status', status: 429 }),
    /** The month's chats of a developer plan are used up. */
    quotaExceeded: (route = 'sendMessage', times = 1): Fault => ({
        route,
        times,
        kind: 'status',
        status: 466,
        body: {
            invokeStatus: { method: route, used: 0, total: 0, status: 'QUOTE_ALLOWED', description: '' },
            correspondentsStatus: {
                method: 'correspondents',
                used: 3,
                total: 3,
                status: 'CORRESPONDENTS_QUOTE_EXCEEDED',
                description: 'only these chats: 15550100123@c.us',
            },
        },
    }),
    /** Too many numbers were checked: for hours no more. green-api.com/en/docs/api/service/CheckWhatsapp */
    tooManyChecks: (times = 1): Fault => ({ route: 'checkWhatsapp', times, kind: 'status', status: 469 }),
    /** 500, 502, 503 or 504 from the gateway, in HTML. */
    gateway: (status: 500 | 502 | 503 | 504, route = 'sendMessage', times = 1): Fault =>
        proxyFault(status, route, times),
    /** Says that the settings are saved and does not save them, as was reported in 2026. */
    settingsNotKept: (times = 1): Fault => ({
        route: 'setSettings',
        times,
        kind: 'status',
        status: 200,
        body: { saveSettings: true },
    }),
} as const;
