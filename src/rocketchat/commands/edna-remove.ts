import { edna } from '../../channels/edna/index';
import { CONFIGURED } from '../../gateway/connections/connections';
import { disconnect } from '../../gateway/connections/webhooks';
import type { Command } from './command';
import { ednaNamed } from './edna-named';

/** Removes a connection of edna that was made by command. Its address at edna stays: nobody else can take it out there. */
export const ednaRemove: Command = {
    name: 'edna.remove',
    params: '[name]',
    audience: 'admin',
    takes: [1],
    help: { what: 'helpEdnaRemove', example: '/edna.remove shop' },
    async run(call) {
        const { args, gateway, say } = call;
        const [name = ''] = args;
        if (name === CONFIGURED) {
            return say('ednaIsSetting', { name });
        }
        const connection = await ednaNamed(call, name);
        if (connection === undefined) {
            return say('ednaUnknown');
        }
        await disconnect(gateway, edna, connection);
        return say('ednaRemoved', { name });
    },
};
