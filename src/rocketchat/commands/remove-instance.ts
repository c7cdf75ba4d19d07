import { greenApi } from '../../channels/green-api/index';
import { readConnection } from '../../gateway/connections/connections';
import { disconnect } from '../../gateway/connections/webhooks';
import type { Command } from './command';

/** Disconnects an instance: an agent his own, an administrator any. */
export const removeInstance: Command = {
    name: 'greenapi.remove-instance',
    params: '[instance-id]',
    audience: 'admin-or-agent',
    takes: [1],
    help: { what: 'helpRemoveInstance', example: '/greenapi.remove-instance 7103990042' },
    async run({ args, caller, gateway, say }) {
        const [id = ''] = args;
        const connection = /^\d{1,20}$/.test(id) ? await readConnection(gateway, greenApi.name, id) : undefined;
        if (connection === undefined) {
            return say('instanceUnknown');
        }
        if (connection.owner !== caller.id && !caller.roles.includes('admin')) {
            return say('instanceNotYours', { id });
        }
        const problem = await disconnect(gateway, greenApi, connection);
        const removed = say('instanceRemoved', { id });
        if (problem === undefined) {
            return removed;
        }
        const { name, values } = problem.words;
        return `${removed}\n${say('instanceWebhookStays', { id, reason: say(name, values) })}`;
    },
};
