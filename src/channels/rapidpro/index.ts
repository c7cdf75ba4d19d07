import { secretOf } from '../../lib/secrets';
import type { Secret } from '../../lib/secrets';
import type { Channel, WebhookRequest } from '../channel';
import { ChannelError } from '../channel';
import * as client from './client';
import { CHANNEL, FILE_REFUSED, NO_TICKET } from './errors';
import { attachmentsOf, fits } from './files';
import { history } from './history';
import { parse } from './parse';
import type { Attachment } from './render';
import { agentMessage, closeRoom, textOf, withNames } from './render';

/** Mailroom takes events one by one for each contact; more at once only wait there. */
const SENDS_PER_SECOND = 20;

/** RapidPro sends `Authorization: Token <App Secret>`. */
function authenticate({ headers }: WebhookRequest): readonly Secret[] {
    const secret = /^\s*Token\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
    return secret === undefined ? [] : [secretOf(secret)];
}

/**
 * Tickets of RapidPro, mailroom and Weni (their Rocket.Chat ticketing service). RapidPro calls endpoints of ours with the
 * App Secret, and is called back at the address that it has told.
 */
export const rapidpro: Channel = {
    name: CHANNEL,
    title: { network: 'RapidPro', provider: 'RapidPro' },
    form: [
        { name: 'secret', secret: true, pattern: /^\S{8,200}$/ },
        { name: 'apiToken', secret: true, pattern: /^\S{8,200}$/ },
    ],
    sendsPerSecond: SENDS_PER_SECOND,
    idempotent: () => false, // mailroom sends the same event to the contact as often as it comes

    check(id, credentials) {
        const ready = credentials.secret.secret !== undefined;
        return Promise.resolve({ name: id, address: '', state: '', ready, webhookUrl: '', credentials });
    },
    // RapidPro itself tells where it is to be called, when its administrator connects it.
    setWebhook: () => Promise.resolve(),
    removeWebhook: () => Promise.resolve(),

    async send(connection, address, reply, _sent, ports) {
        const { thread } = reply;
        if (thread === undefined) {
            throw new ChannelError(CHANNEL, 'rejected', {
                name: 'threadUnknown',
                values: { provider: this.title.provider },
            });
        }
        const age = ports.clock.now() - thread.openedAt;
        const [going, tooLarge] = [reply.files.filter(fits), reply.files.filter((file) => !fits(file))];
        const attachments = await attachmentsOf(going, connection, ports);
        const say = (text: string, files: readonly Attachment[]): Promise<void> =>
            client.post(connection, agentMessage(thread, address, text, files), age, ports);
        const text = withNames(textOf(reply), tooLarge);
        const ids = [reply.id]; // RapidPro names none
        try {
            await say(text, attachments);
            return { ids, nameOnly: tooLarge.map(({ name }) => name) };
        } catch (thrown) {
            if (!(thrown instanceof ChannelError) || thrown.code !== FILE_REFUSED || going.length === 0) {
                throw thrown;
            }
            // Nothing was sent, the text neither: it goes without the files.
            await say(withNames(textOf(reply), reply.files), []);
            return { ids, nameOnly: reply.files.map(({ name }) => name) };
        }
    },

    async close(connection, address, thread, ports) {
        try {
            await client.post(connection, closeRoom(thread, address), ports.clock.now() - thread.openedAt, ports);
        } catch (thrown) {
            const isGone = thrown instanceof ChannelError && thrown.code === NO_TICKET && thrown.kind === 'rejected';
            if (!isGone) {
                throw thrown; // a ticket that is not there has ended
            }
        }
    },

    tellsChanges: ({ credentials }) => credentials.plain.changes === 'true',
    history,
    authenticate,
    parse: (_connection, body) => parse(body),
};
