import type { Secret } from '../../lib/secrets';
import { reveal, secretOf } from '../../lib/secrets';
import type { Channel, WebhookRequest } from '../channel';
import { accessOf, isAlwaysCascade, isOwn, typeOf } from './account';
import { partsOfAddress } from './address';
import { check, subjectOf } from './check';
import * as client from './client';
import { refused } from './errors';
import { parse } from './parse';
import { send } from './send';
import { templatesIn } from './templates';
import { CALLBACK_URL_LIMIT_CHARS, CHANNEL, SENDS_PER_SECOND } from './wire';

/** developers.facebook.com/docs/whatsapp, customer service window */
const WINDOW_MS = 24 * 60 * 60_000;

/** Behind `Token` or `Bearer`, or alone. Which of them edna sends is not published, nor whether accounts differ in it. */
function bare(written: string | undefined): string {
    return (written ?? '').trim().replace(/^(?:token|bearer)(?:\s+|$)/i, '');
}

/** In the address, where we have put it, or in a header, where webhook authentication is switched on at edna. */
function authenticate({ headers, query }: WebhookRequest): readonly Secret[] {
    const presented = [query.token ?? '', bare(headers.authorization), (headers['x-api-key'] ?? '').trim()];
    return [...new Set(presented)].filter((one) => one !== '').map(secretOf);
}

/** The webhook's address with its secret: edna knows no other place for one that is ours. */
export function addressWith(url: string, secret: Secret): string {
    return `${url}?token=${encodeURIComponent(reveal(secret))}`;
}

/** WhatsApp, Viber, SMS and MAX through edna Pulse (docs-pulse.edna.io). A channel of an account there is a connection. */
export const edna: Channel = {
    name: CHANNEL,
    title: { network: 'edna', provider: 'edna' },
    form: [
        { name: 'apiKey', secret: true, pattern: /^\S{8,200}$/ },
        { name: 'baseUrl', secret: false, pattern: /^https?:\/\/[^\s/?#@]+\/?$/ },
        { name: 'subjectId', secret: false, pattern: /^\d{1,18}$/ },
        { name: 'cascadeId', secret: false, pattern: /^\d{1,18}$/ },
        { name: 'secret', secret: true, pattern: /^\S{8,200}$/ },
    ],
    sendsPerSecond: SENDS_PER_SECOND,
    // A cascade knows a request again by its id; the other forms do not.
    idempotent: ({ credentials }) => isAlwaysCascade(credentials),

    check,
    async setWebhook(connection, url, secret, ports) {
        const address = addressWith(url, secret);
        if (address.length > CALLBACK_URL_LIMIT_CHARS) {
            throw refused('rejected', 'ednaUrlTooLong');
        }
        const subjectId = Number(await subjectOf(connection, ports));
        await client.setCallback(accessOf(connection.credentials), ports, subjectId, address);
    },
    // edna knows no way to take an address back, and another system may have set its own meanwhile.
    removeWebhook: () => Promise.resolve(),

    send,

    window(connection, address) {
        const { subjectId } = partsOfAddress(address);
        return isOwn(connection, subjectId) && typeOf(connection.credentials) === 'whatsapp' ? WINDOW_MS : undefined;
    },
    async templates(connection, address, ports) {
        const { subjectId } = partsOfAddress(address);
        const subject = Number(subjectId === '' ? await subjectOf(connection, ports) : subjectId);
        return templatesIn(await client.getMatchers(accessOf(connection.credentials), ports, subject));
    },

    templateCommands: { send: 'edna.template', list: 'edna.templates' },

    answers: { taken: { code: 'ok' }, probes: true },
    authenticate,
    parse,
};
