import type { Secret } from '../../lib/secrets';
import { reveal } from '../../lib/secrets';
import type { ReplyFile } from '../../gateway/model';
import type { Channel, ChannelPorts, WebhookRequest } from '../channel';
import { ChannelError, sendParts } from '../channel';
import { ask } from './ask';
import { edit, remove } from './changes';
import * as client from './client';
import { markRead } from './courtesies';
import { missed } from './history';
import { eventIdAt, formerAddresses, lookUp } from './identity';
import { login } from './login';
import { AUTHORIZED, obstacle } from './notices';
import { groups, pictures } from './people';
import { parse } from './parse';
import { queue } from './queue';
import type { Part } from './render';
import { bareToken, readiness } from './readiness';
import { render } from './render';
import { standing, trouble } from './standing';
import { styleOf } from './style';
import { FILE_LIMIT_BYTES, INSTANCE_ID, SENDS_PER_SECOND, WEBHOOK_TOGGLES } from './wire';

const OURS_AND_OFF = {
    webhookUrl: '',
    webhookUrlToken: '',
    incomingWebhook: 'no',
    outgoingWebhook: 'no',
    outgoingMessageWebhook: 'no',
    outgoingAPIMessageWebhook: 'no',
    stateWebhook: 'no',
    pollMessageWebhook: 'no',
    editedMessageWebhook: 'no',
    deletedMessageWebhook: 'no',
    incomingCallWebhook: 'no',
} as const;

function authenticate(request: WebhookRequest): readonly Secret[] {
    const token = bareToken(request.headers.authorization ?? '');
    return token === undefined ? [] : [token];
}

/** @throws ChannelError for a file of which it is known beforehand that it cannot go */
function requireSendable({ id, name, size }: ReplyFile, ports: ChannelPorts): void {
    if (id === '') {
        throw new ChannelError('green-api', 'rejected', { name: 'fileUnknown', values: { name } });
    }
    if (size > limitOf(ports)) {
        throw tooLarge(name, ports);
    }
}

const limitOf = ({ files }: ChannelPorts): number => Math.min(files.limit, FILE_LIMIT_BYTES);

function tooLarge(name: string, ports: ChannelPorts): ChannelError {
    const limit = String(Math.floor(limitOf(ports) / 1_000_000));
    return new ChannelError('green-api', 'rejected', { name: 'fileTooLargeToSend', values: { name, limit } });
}

/** @throws ChannelError */
async function sendPart(access: client.Access, part: Part, ports: ChannelPorts): Promise<string> {
    return (await acceptedAs(access, part, ports)).idMessage;
}

async function acceptedAs(access: client.Access, part: Part, ports: ChannelPorts): Promise<{ idMessage: string }> {
    switch (part.kind) {
        case 'text':
            return client.sendMessage(access, ports, part.message);
        case 'file':
            return client.sendFile(access, ports, part.message, await contentOf(part.file, ports));
        case 'location':
            return client.sendLocation(access, ports, part.message);
        case 'card':
            return client.sendContact(access, ports, part.message);
    }
}

/** The bytes of a file, only for as long as it is being sent: one at a time. */
async function contentOf(file: ReplyFile, ports: ChannelPorts): Promise<{ type: string; bytes: Uint8Array }> {
    const { id, name } = file;
    const stored = await ports.files.read(id, limitOf(ports)).catch(() => undefined);
    switch (stored?.kind) {
        case 'bytes':
            return { bytes: stored.bytes, type: stored.type || file.type || 'application/octet-stream' };
        case 'too-large':
            throw tooLarge(name, ports);
        case 'gone':
            throw new ChannelError('green-api', 'rejected', { name: 'fileNotThere', values: { name } });
        case undefined:
            throw new ChannelError('green-api', 'retry', { name: 'fileNotRead', values: { name } });
    }
}

/** WhatsApp through GREEN-API (green-api.com/en/docs). An instance is a connection. */
export const greenApi: Channel = {
    name: 'green-api',
    sendsPerSecond: SENDS_PER_SECOND,
    registration: 'greenapi.register-agent',
    idempotent: () => false, // there is no key by which a second sendMessage could be known
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
            const words = { name: 'greenType', values: { type: typeInstance.slice(0, 40) } } as const;
            throw new ChannelError('green-api', 'rejected', words);
        }
        const { stateInstance } = await client.getState(access, ports);
        const { phone } = await client.getWaSettings(access, ports);
        return {
            name: id,
            address: phone ?? '',
            state: stateInstance,
            ready: stateInstance === AUTHORIZED,
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
            throw new ChannelError('green-api', 'rejected', { name: 'greenNotSaved' });
        }
    },

    readiness,

    async removeWebhook(connection, ports) {
        await client.setSettings(client.accessTo(connection), ports, OURS_AND_OFF);
    },

    async send(connection, address, reply, sent, ports, onPart) {
        const access = client.accessTo(connection);
        // All or nothing: a text without the file that it speaks of would be worse than none.
        reply.files.forEach((file) => requireSendable(file, ports));
        return sendParts(
            render(address, reply, styleOf(connection)),
            sent,
            (part) => sendPart(access, part, ports),
            onPart,
        );
    },

    edit,
    remove,
    markRead,
    pieceCommands: { location: 'greenapi.send-location', card: 'greenapi.send-contact' },

    // An event's id is that of its chat, a colon, and the message's.
    quotedId: (eventId) => eventId.slice(eventId.lastIndexOf(':') + 1),
    obstacle,
    standing,
    trouble,
    queue,
    missed: (connection, since, ports) => missed(connection, since, ports, (body) => parse(connection, body)),
    ask,
    pictures,
    groups,
    login,
    lookUp,
    eventIdAt,
    formerAddresses,

    authenticate,
    parse,
};
