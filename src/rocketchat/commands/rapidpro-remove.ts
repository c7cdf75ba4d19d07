import { rapidpro } from '../../channels/rapidpro/index';
import { CONFIGURED, forgetConnection, listConnections } from '../../gateway/connections/connections';
import type { Command } from './command';

/** Removes a workspace of RapidPro that was connected by command. */
export const rapidproRemove: Command = {
    name: 'rapidpro.remove',
    params: '[name]',
    audience: 'admin',
    takes: [1],
    help: { what: 'helpRapidproRemove', example: '/rapidpro.remove acme' },
    async run({ args, gateway, say }) {
        const [name = ''] = args;
        if (name === CONFIGURED) {
            return say('rapidproIsSetting', { name });
        }
        const connections = await listConnections(gateway, rapidpro.name);
        const connection = connections.find((one) => one.name === name);
        if (connection === undefined) {
            return say('rapidproUnknown');
        }
        await forgetConnection(gateway, connection, 'refused');
        return say('rapidproRemoved', { name });
    },
};
