import type { Secret } from '../../lib/secrets';
import { reveal, secretOf } from '../../lib/secrets';
import type { Channel, WebhookRequest } from '../channel';
import { ChannelError, sendParts } from '../channel';
import * as client from './client';
import { parse } from './parse';
import { render } from './render';
import { INSTANCE_ID, SENDS_PER_SECOND, WEBHOOK_TOGGLES } from './wire';

const OURS_AND_OFF = {
    webhookUrl: '',
    webhookUrlToken: '',
    incomingWebhook: 'no',
    outgoingWebhook: 'no',
    stateWebhook: 'no',
    pollMessageWebhook: 'no',
    editedMessageWebhook: 'no',
    deletedMessageWebhook: 'no',
} as const;

/**
 * The token as GREEN-API sends it: alone, behind `Bearer` or `Basic`, or with the scheme doubled
 * (green-api.com/en/docs/api/account/SetSettings, and what was seen live).
 */
function authenticate(request: WebhookRequest): readonly Secret[] {
    const header = (request.headers.authorization ?? '').trim();
    const bare = header.replace(/^(?:(?:bearer|basic)\s+)+/i, '');
    return bare === '' ? [] : [secretOf(bare)];
}

/** WhatsApp through GREEN-API (green-api.com/en/docs). An instance is a connection. */
export const greenApi: Channel = {
    name: 'green-api',
    sendsPerSecond: SENDS_PER_SECOND,
    idempotent: false, // there is no key by which a second sendMessage could be known
    title: { network: 'WhatsApp', provider: 'GREEN-API' },
    form: [
        { name: 'id', secret: false, pattern: INSTANCE_ID },
        { name: 'token', secret: true, pattern: /^[\w-]{8,200}$/ },
    ],

    async check(id, credentials, ports) {
        const access = client.accessOf(id, credentials);
        const settings = await client.getSettings(access, ports);
        const typeInstance = settings.typeInstance ?? 'whatsapp';
        if (typeInstance !== 'whatsapp') {
            throw new ChannelError(
                'green-api',
                'rejected',
                `This is a ${typeInstance} instance. Only WhatsApp instances can be connected.`,
            );
        }
        const { stateInstance } = await client.getState(access, ports);
        const { phone } = await client.getWaSettings(access, ports);
        return {
            name: id,
            address: phone ?? '',
            state: stateInstance,
            ready: stateInstance === 'authorized',
            webhookUrl: settings.webhookUrl ?? '',
            credentials: { plain: { ...credentials.plain, apiUrl: access.apiUrl }, secret: { token: access.token } },
        };
    },

    async setWebhook(connection, url, secret, ports) {
        const { saveSettings } = await client.setSettings(client.accessTo(connection), ports, {
            webhookUrl: url,
            webhookUrlToken: reveal(secret),
            ...WEBHOOK_TOGGLES,
        });
        if (!saveSettings) {
            throw new ChannelError('green-api', 'rejected', 'GREEN-API did not save the settings.');
        }
    },

    async removeWebhook(connection, ports) {
        await client.setSettings(client.accessTo(connection), ports, OURS_AND_OFF);
    },

    send(connection, address, reply, sent, ports) {
        const [file] = reply.files;
        if (file !== undefined) {
            // All or nothing: a text without the file that it speaks of would be worse than none.
            const message = `Files cannot be sent to WhatsApp yet, so nothing was sent. Send the text alone, without ${file}.`;
            return Promise.reject(new ChannelError('green-api', 'rejected', message));
        }
        const access = client.accessTo(connection);
        return sendParts(
            render(address, reply),
            sent,
            async (message) => (await client.sendMessage(access, ports, message)).idMessage,
        );
    },

    authenticate,
    parse: (connection, body) => parse(connection.id, body),
};
