import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import { STARTING, failure } from './answers.cjs';
import { type Instance, type Settings, stateOf } from './instance.cjs';
import type { Call, Method } from './methods.cjs';

/**
 * How long notifications are still pushed after the address was taken away.
 * green-api.com/en/docs/api/receiving/technology-http-api
 */
const PUSHED_FOR_MS = 60_000;

/** How many notifications wait. green-api.com/en/docs/api/queues/GetWebhooksCount: the key's first letter is not Latin there */
function getWebhooksCount({ instance }: Call): Answer {
    return ok({ сount: instance.webhooks.waiting });
}

/**
 * The first notification that waits; the same one until it is deleted. Nothing is waited for: a test's clock stands still.
 * green-api.com/en/docs/api/receiving/technology-http-api/ReceiveNotification
 */
function receiveNotification({ instance, request, timers }: Call): Answer {
    const now = timers.now();
    const timeout = Number(request.query.get('receiveTimeout') ?? 5);
    if (!(timeout >= 5 && timeout <= 60)) {
        return failure(400, request, now, "Validation failed. Details: 'receiveTimeout' must be between 5 and 60");
    }
    if (stateOf(instance) === 'starting') {
        return failure(400, request, now, STARTING);
    }
    if (instance.settings['webhookUrl'] !== '' || instance.pushingUntil > now) {
        return failure(400, request, now, 'custom webhook url is set for this instance');
    }
    const found = instance.webhooks.first;
    const body = found === undefined ? 'null' : JSON.stringify({ receiptId: found.receipt, body: found.payload });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** green-api.com/en/docs/api/receiving/technology-http-api/DeleteNotification */
function deleteNotification({ instance, request }: Call): Answer {
    const result = instance.webhooks.takeOff(Number(request.params['receipt']));
    return ok({ result, reason: result ? '' : 'notification not found' });
}

/** Fetching notifications instead of having them pushed. */
export const WAITING: Readonly<Record<string, Method>> = {
    getWebhooksCount: { verb: 'GET', perSecond: 1, run: getWebhooksCount },
    receiveNotification: { verb: 'GET', perSecond: 100, run: receiveNotification },
    deleteNotification: { verb: 'DELETE', perSecond: 100, run: deleteNotification, tail: '/(?<receipt>[0-9]+)' },
};

/** To be called when settings come into force. */
export function stopsPushing(instance: Instance, settings: Settings, now: number): void {
    if (settings['webhookUrl'] === '' && instance.settings['webhookUrl'] !== '') {
        instance.pushingUntil = now + PUSHED_FOR_MS;
    }
}
