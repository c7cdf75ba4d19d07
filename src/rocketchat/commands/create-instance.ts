import type { Account } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { greenApi } from '../../channels/green-api/index';
import { forgetConnection, readConnection, storeConnection } from '../../gateway/connections/connections';
import type { Connection, Credentials } from '../../gateway/model';
import { agentById, workspace } from '../../gateway/conversations/people';
import { isDoubtful, pointWebhook } from '../../gateway/connections/webhooks';
import { hostOf } from '../../lib/address';
import { newSecret, secretOf } from '../../lib/secrets';
import { SETTINGS, textOf } from '../settings';
import { workspaceAddress } from '../site';
import { patternOf } from '../ui/form';
import { webhookAddress } from '../webhooks';
import type { Command, CommandCall } from './command';

/** Connects a GREEN-API instance: proves the credentials, keeps them, and makes GREEN-API deliver here. */
export const createInstance: Command = {
    name: 'greenapi.create-instance',
    params: '[instance-id] [instance-token]',
    audience: 'agent',
    takes: [2],
    form: {
        title: 'formInstance',
        intro: 'formInstanceIntro',
        optional: false,
        fields: [
            { name: 'id', label: 'fieldInstanceId', pattern: patternOf(greenApi, 'id'), problem: 'instanceIdWrong' },
            {
                name: 'token',
                label: 'fieldInstanceToken',
                pattern: patternOf(greenApi, 'token'),
                problem: 'instanceTokenWrong',
            },
        ],
    },
    help: { what: 'helpCreateInstance', example: '/greenapi.create-instance' },
    async run(call) {
        const { args, caller, read, gateway, say } = call;
        const [id = '', token = ''] = args;
        if ((await workspace(gateway)) === undefined) {
            return say('workspaceMissing');
        }
        if ((await agentById(gateway, caller.id)) === undefined) {
            return say('agentMissing');
        }
        // The owner may connect it anew, with a new token or after something went wrong half-way.
        const known = await readConnection(gateway, greenApi.name, id);
        if (known !== undefined && known.owner !== caller.id) {
            return say('instanceExists', { id });
        }
        const environment = read.getEnvironmentReader();
        const address = await workspaceAddress(environment, gateway.records);
        if (address === '') {
            return say('addressMissing');
        }
        const typed: Credentials = {
            plain: { apiUrl: await textOf(environment, SETTINGS.greenApiUrl) },
            secret: { token: secretOf(token) },
        };
        try {
            const account = await greenApi.check(id, typed, gateway);
            const url = webhookAddress(address, call.appId, greenApi);
            return report(call, await connect(call, id, account, url, known), account, url);
        } catch (error) {
            if (error instanceof ChannelError) {
                const reason = say(error.words.name, error.words.values);
                return say(isDoubtful(error) ? 'instanceDoubtful' : 'instanceRefused', { id, reason });
            }
            throw error;
        }
    },
};

/**
 * Keeps the connection, then points the webhook at us. If that is refused, things are as before; if nobody knows, the
 * connection stays, since deliveries may come.
 */
async function connect(
    { caller, gateway, language }: CommandCall,
    id: string,
    account: Account,
    url: string,
    known: Connection | undefined,
): Promise<Connection> {
    const connection: Connection = {
        channel: greenApi.name,
        id,
        name: account.name,
        account: account.address,
        state: account.state,
        owner: caller.id,
        credentials: account.credentials,
        createdAt: known?.createdAt ?? gateway.clock.now(),
    };
    const secret = newSecret();
    await storeConnection(gateway, connection, secret);
    try {
        const teller = { userId: caller.id, language, hears: 'both' } as const;
        await pointWebhook(gateway, greenApi, connection, url, secret, teller);
    } catch (error) {
        if (known === undefined && !isDoubtful(error)) {
            await forgetConnection(gateway, connection, 'refused');
        }
        throw error;
    }
    return connection;
}

function report({ say }: CommandCall, connection: Connection, account: Account, url: string): string {
    const lines = [
        say('instanceCreated', {
            id: connection.id,
            phone: account.address === '' ? say('unknownPhone') : account.address,
        }),
    ];
    if (!account.ready) {
        lines.push(say('instanceNotAuthorized', { id: connection.id, state: account.state }));
    }
    if (account.webhookUrl !== '' && account.webhookUrl !== url) {
        lines.push(
            // Only the host: the rest of somebody's webhook address may be a secret.
            say('instanceHadWebhook', { host: hostOf(account.webhookUrl) ?? '…' }),
        );
    }
    return lines.join('\n');
}
