import { greenApi } from '../../channels/green-api/index';
import { listConnections } from '../../gateway/connections';
import { listAgents } from '../../gateway/people';
import type { Command } from './command';

/** Lists every connected GREEN-API instance. */
export const listInstances: Command = {
    name: 'greenapi.list-instances',
    params: '',
    audience: 'admin',
    takes: [0],
    async run({ gateway, say }) {
        const [connections, agents] = await Promise.all([listConnections(gateway, greenApi.name), listAgents(gateway)]);
        if (connections.length === 0) {
            return say('noInstances');
        }
        const names = new Map(agents.map(({ userId, username }) => [userId, username]));
        const lines = connections.map(({ id, state, account, owner, createdAt }) =>
            say('instanceLine', {
                id,
                state,
                phone: account === '' ? say('unknownPhone') : account,
                owner: names.get(owner) ?? owner,
                created: new Date(createdAt).toISOString().slice(0, 10),
            }),
        );
        return [say('instancesTitle'), ...lines].join('\n');
    },
};
