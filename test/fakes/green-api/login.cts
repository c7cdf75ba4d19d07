import { randomBytes } from 'node:crypto';
import type { Answer } from '../fake.cjs';
import { ok } from '../fake.cjs';
import type { Timers } from '../timers.cjs';
import { STARTING, failure } from './answers.cjs';
import { type Instance, isOn, stateOf } from './instance.cjs';
import type { Call, Method } from './methods.cjs';
import { stateChanged } from './notifications.cjs';
import { picture } from './picture.cjs';
import { goOn } from './sending.cjs';

/** How long WhatsApp shows one code before it makes another. green-api.com/en/docs/api/account/QR */
const PICTURE_MS = 20_000;
/** green-api.com/en/docs/api/account/GetAuthorizationCode */
const CODE_MS = 150_000;

/** The code that was given out last, and whether somebody has typed another one on the phone since. */
interface Pairing {
    readonly code: string;
    readonly until: number;
    wasMistyped: boolean;
}

const pairings = new WeakMap<Instance, Pairing>();

/** What happens to an account, as its webhook tells it. */
export function changeState(instance: Instance, state: string, timers: Timers): void {
    if (instance.state === state) {
        return;
    }
    instance.state = state;
    goOn(instance, timers);
    if (isOn(instance, 'stateWebhook')) {
        instance.webhooks.push(stateChanged(instance, timers.now()));
    }
}

/** The picture that an instance without an account shows at a moment. */
export function pictureAt(instance: Instance, now: number): Buffer {
    return picture(`${instance.id} ${String(Math.floor(now / PICTURE_MS))}`);
}

/** Somebody types a pairing code on the phone. Gives whether it was the right one, in time. */
export function enterCode(instance: Instance, code: string, timers: Timers): boolean {
    const pairing = pairings.get(instance);
    if (pairing === undefined || pairing.code !== code || pairing.until <= timers.now()) {
        if (pairing !== undefined) {
            pairing.wasMistyped = true;
        }
        return false;
    }
    pairings.delete(instance);
    changeState(instance, 'authorized', timers);
    return true;
}

/** green-api.com/en/docs/api/account/QR */
function qr({ instance, request, timers }: Call): Answer {
    switch (stateOf(instance)) {
        case 'authorized':
        case 'sleepMode':
            return ok({ type: 'alreadyLogged', message: 'instance account already authorized' });
        case 'starting':
            return failure(400, request, timers.now(), STARTING);
        case 'notAuthorized':
            return ok({ type: 'qrCode', message: pictureAt(instance, timers.now()).toString('base64') });
        default:
            return ok({ type: 'error', message: `the account is ${stateOf(instance)}` });
    }
}

/** green-api.com/en/docs/api/account/GetAuthorizationCode */
function getAuthorizationCode({ instance, request, timers }: Call): Answer {
    const now = timers.now();
    const { phoneNumber } = (request.body ?? {}) as { phoneNumber?: unknown };
    if (!Number.isSafeInteger(phoneNumber)) {
        return failure(400, request, now, "Validation failed. Details: 'phoneNumber' must be a number");
    }
    if (stateOf(instance) === 'starting') {
        return failure(400, request, now, STARTING);
    }
    if (stateOf(instance) !== 'notAuthorized') {
        return failure(400, request, now, 'instance account already authorized');
    }
    if (pairings.get(instance)?.wasMistyped === true) {
        // Known of the real one: only `logout` helps.
        pairings.delete(instance);
        changeState(instance, 'starting', timers);
        return ok({ status: false });
    }
    const code = randomBytes(8)
        .toString('base64')
        .replace(/[^A-Za-z0-9]/g, 'X')
        .slice(0, 8)
        .toUpperCase();
    pairings.set(instance, { code, until: now + CODE_MS, wasMistyped: false });
    return ok({ status: true, code });
}

/** green-api.com/en/docs/api/account/Logout */
function logout({ instance, timers }: Call): Answer {
    pairings.delete(instance);
    changeState(instance, 'notAuthorized', timers);
    return ok({ isLogout: true });
}

export const LOGIN_METHODS: Readonly<Record<string, Method>> = {
    qr: { verb: 'GET', perSecond: 3, run: qr },
    getAuthorizationCode: { verb: 'POST', perSecond: 1, run: getAuthorizationCode },
    logout: { verb: 'GET', perSecond: 1, run: logout },
};
