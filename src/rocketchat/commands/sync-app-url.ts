import { ChannelError } from '../../channels/channel';
import { greenApi } from '../../channels/green-api/index';
import { keepHook, listConnections } from '../../gateway/connections/connections';
import type { Connection } from '../../gateway/model';
import { pointWebhook } from '../../gateway/connections/webhooks';
import { messageOf } from '../../lib/error';
import { newSecret } from '../../lib/secrets';
import { setWorkspaceAddress, workspaceAddress } from '../site';
import { webhookAddress } from '../webhooks';
import type { Command, CommandCall } from './command';
import { addressIn, warningsAbout } from './public-address';

/** How many instances are set side by side. */
const WIDTH = 4;

/** Sets the public address and points the webhook of every instance there, each with a new token. */
export const syncAppUrl: Command = {
    name: 'greenapi.sync-app-url',
    params: '[new-app-url]',
    audience: 'admin',
    takes: [0, 1],
    help: { what: 'helpSyncAppUrl', example: '/greenapi.sync-app-url https://chat.example.com' },
    async run(call) {
        const { args, read, gateway, say } = call;
        const environment = read.getEnvironmentReader();
        const [typed] = args;
        const address = typed === undefined ? await workspaceAddress(environment, gateway.records) : addressIn(typed);
        if (address === undefined) {
            return say('addressWrong');
        }
        if (address === '') {
            return say('addressMissing');
        }
        if (typed !== undefined) {
            await setWorkspaceAddress(environment, gateway.records, address, gateway.clock.now());
        }
        const [warnings, connections] = await Promise.all([
            warningsAbout(call, address),
            listConnections(gateway, greenApi.name),
        ]);
        const url = webhookAddress(address, call.appId, greenApi);
        const lines: string[] = [];
        for (let done = 0; done < connections.length; done += WIDTH) {
            const some = connections.slice(done, done + WIDTH);
            lines.push(...(await Promise.all(some.map((connection) => moved(call, connection, url)))));
        }
        return [
            say('syncTitle', { address }),
            ...warnings,
            ...(lines.length === 0 ? [say('noInstances')] : [...lines, say('syncEnd')]),
        ].join('\n');
    },
};

/** Points one instance's webhook elsewhere, and gives the line that says how that went. */
async function moved(
    { caller, gateway, language, say }: CommandCall,
    connection: Connection,
    url: string,
): Promise<string> {
    const secret = newSecret();
    try {
        await keepHook(gateway, connection, secret);
        const teller = { userId: caller.id, language, hears: 'problems' } as const;
        await pointWebhook(gateway, greenApi, connection, url, secret, teller);
        return say('syncDone', { id: connection.id });
    } catch (error) {
        const { id } = connection;
        if (error instanceof ChannelError) {
            return say('syncFailed', { id, reason: error.inLanguage(language) });
        }
        // One that fails must not keep the others from being done, nor their lines from being told.
        gateway.log.error(`The webhook of ${id} could not be set: ${messageOf(error)}`);
        return say('syncFailed', { id, reason: say('reasonInLog') });
    }
}
