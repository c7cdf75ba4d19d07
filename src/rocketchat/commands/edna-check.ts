import { edna } from '../../channels/edna/index';
import { CONFIGURED } from '../../gateway/connections/connections';
import type { Command } from './command';
import { ednaNamed, reasonOf, shownOf } from './edna-named';

/** Asks edna how a connection stands: by calls that change nothing there. */
export const ednaCheck: Command = {
    name: 'edna.check',
    params: '[name]',
    audience: 'admin',
    takes: [0, 1],
    help: { what: 'helpEdnaCheck', example: '/edna.check' },
    async run(call) {
        const { args, gateway, say } = call;
        const [name = CONFIGURED] = args;
        const connection = await ednaNamed(call, name);
        if (connection === undefined) {
            return name === CONFIGURED ? say('ednaNone') : say('ednaUnknown');
        }
        const { credentials } = connection;
        const isDeaf = name === CONFIGURED && credentials.secret.secret === undefined;
        const deaf = isDeaf ? [say('ednaNoWebhookKey')] : [];
        try {
            const { state, ready, credentials: found } = await edna.check(name, credentials, gateway);
            return [
                say('ednaChecked', { name, state, ...shownOf(call, found) }),
                ...(ready ? [] : [say('ednaCheckedNotReady')]),
                ...deaf,
            ].join('\n');
        } catch (error) {
            return [say('ednaCheckFailed', { name, reason: reasonOf(call, error) }), ...deaf].join('\n');
        }
    },
};
