/** Linking a WhatsApp account with an instance: by a picture that is scanned, or by a code that is entered on the phone. */
import type { LoginStep, PairingCode } from '../../gateway/model';
import { boolean, object, optional, string } from '../../lib/decode';
import { maskIn } from '../../lib/secrets';
import type { Channel, ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import type { Access } from './client';
import { accessTo, call } from './client';

/** The client of Rocket.Chat waits 5 s for what becomes of a click. What comes later is kept for the next one. */
const TIMEOUT_MS = 10_000;

/** How long a pairing code holds: account/GetAuthorizationCode. */
const CODE_MS = 150_000;

/** A picture of 256 × 256 has some thousand characters. A form comes back with all that stands in it, 100 kB at most. */
const LONGEST_PICTURE = 60_000;
/** The first bytes of every PNG, in base64. */
const PNG = /^iVBORw0KGgo[A-Za-z0-9+/]+={0,2}$/;

const qr = object({ type: string, message: optional(string) });
const authorizationCode = object({ status: boolean, code: optional(string) });

/** As WhatsApp shows where to type it: letters and digits. */
const CODE = /^[A-Za-z0-9-]{4,20}$/;

/** account/QR. The word for a passkey is told in several spellings. */
async function step(access: Access, ports: ChannelPorts): Promise<LoginStep> {
    const { type, message = '' } = await withHint(() =>
        call(access, ports, qr, { method: 'qr', timeoutMs: TIMEOUT_MS }),
    );
    const word = type.toLowerCase();
    if (word === 'qrcode') {
        const png = message.replace(/^data:image\/png;base64,/, '');
        if (png.length > LONGEST_PICTURE || !PNG.test(png)) {
            throw strange('qr');
        }
        return { kind: 'picture', png };
    }
    if (word === 'alreadylogged') {
        return { kind: 'linked' };
    }
    if (word.includes('passkey')) {
        return { kind: 'confirm' };
    }
    const detail = maskIn((word === 'error' ? message : type).slice(0, 300), [access.token]);
    return { kind: 'refused', words: { name: 'greenLoginRefused', values: { detail } } };
}

/** account/GetAuthorizationCode */
async function pair(access: Access, phone: string, ports: ChannelPorts): Promise<PairingCode> {
    const { status, code } = await withHint(() =>
        call(access, ports, authorizationCode, {
            method: 'getAuthorizationCode',
            json: { phoneNumber: Number(phone) },
            timeoutMs: TIMEOUT_MS,
        }),
    );
    if (!status) {
        throw new ChannelError('green-api', 'retry', { name: 'greenPairLater' });
    }
    if (code === undefined || !CODE.test(code)) {
        throw strange('getAuthorizationCode');
    }
    return { code, holdsMs: CODE_MS };
}

function strange(method: string): ChannelError {
    return new ChannelError('green-api', 'in-doubt', { name: 'greenStrange', values: { method } }, { code: '200' });
}

/**
 * A wrong pairing code and then another request are known to leave an instance starting for ever. Whoever reads that it
 * starts while he links it should know how to go on. @throws ChannelError
 */
async function withHint<T>(ask: () => Promise<T>): Promise<T> {
    try {
        return await ask();
    } catch (thrown) {
        if (thrown instanceof ChannelError && thrown.words.name === 'greenStarting') {
            throw new ChannelError('green-api', 'retry', { name: 'greenLoginStarting' }, { code: '400' });
        }
        throw thrown;
    }
}

/** green-api.com/en/docs/api/account */
export const login: NonNullable<Channel['login']> = {
    howToScan: 'greenHowToScan',
    howToEnter: 'greenHowToEnter',
    step: (connection, ports) => step(accessTo(connection), ports),
    pair: (connection, phone, ports) => pair(accessTo(connection), phone, ports),
};
