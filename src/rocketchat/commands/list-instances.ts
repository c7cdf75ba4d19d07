import { greenApi } from '../../channels/green-api/index';
import { listAgents } from '../../gateway/conversations/people';
import { statusOf } from '../../gateway/status';
import type { Command } from './command';

/** Lists every connected GREEN-API instance, with what came, went, waits and failed. */
export const listInstances: Command = {
    name: 'greenapi.list-instances',
    params: '',
    audience: 'admin',
    takes: [0],
    help: { what: 'helpListInstances', example: '/greenapi.list-instances' },
    async run({ gateway, say }) {
        const [status, agents] = await Promise.all([statusOf(gateway, { kind: 'all' }), listAgents(gateway)]);
        const rows = status.connections.filter(({ connection }) => connection.channel === greenApi.name);
        if (rows.length === 0) {
            return say('noInstances');
        }
        const names = new Map(agents.map(({ userId, username }) => [userId, username]));
        const moment = (at: number): string => (at === 0 ? say('statusNever') : say('momentUtc', { at: timeOf(at) }));
        const lines = rows.map(({ connection, lastIn, lastOut, waiting, doubt, failed }) => {
            const { id, name, state, account, owner, createdAt } = connection;
            return say('instanceLine', {
                id,
                // Named like its number it would stand there twice.
                name: name === id ? '' : ` (${name})`,
                state,
                phone: account === '' ? say('unknownPhone') : account,
                owner: names.get(owner) ?? owner,
                created: timeOf(createdAt).slice(0, 10),
                lastIn: moment(lastIn),
                lastOut: moment(lastOut),
                waiting: String(waiting),
                failed: String(doubt + failed),
            });
        });
        return [say('instancesTitle'), ...lines].join('\n');
    },
};

function timeOf(at: number): string {
    return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
