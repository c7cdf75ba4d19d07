import { greenApi } from '../../channels/green-api/index';
import { listConnections } from '../../gateway/connections/connections';
import { listAgents } from '../../gateway/conversations/people';
import type { Command } from './command';

/** Lists the agents who have registered, with the instances that are theirs. */
export const listUsers: Command = {
    name: 'greenapi.list-users',
    params: '',
    audience: 'admin',
    takes: [0],
    help: { what: 'helpListUsers', example: '/greenapi.list-users' },
    async run({ gateway, say }) {
        const [agents, connections] = await Promise.all([listAgents(gateway), listConnections(gateway, greenApi.name)]);
        if (agents.length === 0) {
            return say('noUsers');
        }
        const lines = [...agents]
            .sort((a, b) => a.at - b.at)
            .map(({ userId, username, at }) => {
                const ids = connections.filter(({ owner }) => owner === userId).map(({ id }) => id);
                return say('userLine', {
                    username,
                    registered: new Date(at).toISOString().slice(0, 10),
                    instances: ids.length === 0 ? say('userNoInstances') : ids.join(', '),
                });
            });
        return [say('usersTitle'), ...lines].join('\n');
    },
};
