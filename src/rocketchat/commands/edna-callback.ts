import { subjectOf } from '../../channels/edna/check';
import { edna } from '../../channels/edna/index';
import { CONFIGURED, dropHook, keepHook } from '../../gateway/connections/connections';
import type { Connection } from '../../gateway/model';
import { isDoubtful } from '../../gateway/connections/webhooks';
import { hostOf } from '../../lib/address';
import { digestOf, newSecret } from '../../lib/secrets';
import { workspaceAddress } from '../site';
import { webhookAddress } from '../webhooks';
import type { Command, CommandCall } from './command';
import { ednaNamed, reasonOf } from './edna-named';

const CONFIRM = 'confirm';

/**
 * Makes edna deliver here. There is one address for each channel and kind of event at edna, and another system may be
 * using it: so it is done only after the administrator has confirmed it, and for one channel.
 */
export const ednaCallback: Command = {
    name: 'edna.callback',
    params: '[name] [confirm]',
    audience: 'admin',
    takes: [0, 1, 2],
    help: { what: 'helpEdnaCallback', example: '/edna.callback shop' },
    async run(call) {
        const { args, gateway, read, say } = call;
        const [name = CONFIGURED, confirmation] = args;
        const connection = await ednaNamed(call, name);
        if (connection === undefined) {
            return name === CONFIGURED ? say('ednaNone') : say('ednaUnknown');
        }
        const address = await workspaceAddress(read.getEnvironmentReader(), gateway.records);
        if (address === '') {
            return say('ednaAddressMissing');
        }
        const isSetting = name === CONFIGURED;
        const own = connection.credentials.secret.secret;
        if (isSetting && own === undefined) {
            return say('ednaCallbackNoKey');
        }
        let subject: string;
        try {
            subject = await subjectOf(connection, gateway);
        } catch (error) {
            return say('ednaCallbackNoSubject', { name, reason: reasonOf(call, error) });
        }
        if (confirmation !== CONFIRM) {
            return say('ednaCallbackAsk', { name, subject, host: hostOf(address) ?? address });
        }
        const url = webhookAddress(address, call.appId, edna);
        try {
            await (isSetting && own !== undefined
                ? edna.setWebhook(connection, url, own, gateway)
                : point(call, connection, url));
            return say('ednaCallbackDone', { name, subject });
        } catch (error) {
            return say('ednaCallbackFailed', { name, reason: reasonOf(call, error) });
        }
    },
};

/** With a secret of its own, since of earlier ones only digests are kept; those stay good, the webhook key among them. */
async function point({ gateway }: CommandCall, connection: Connection, url: string): Promise<void> {
    const secret = newSecret(24);
    await keepHook(gateway, connection, secret);
    try {
        await edna.setWebhook(connection, url, secret, gateway);
    } catch (error) {
        if (!isDoubtful(error)) {
            await dropHook(gateway, connection, digestOf(secret));
        }
        throw error;
    }
}
