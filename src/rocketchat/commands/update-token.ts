import { agentById, keepAgent } from '../../gateway/conversations/people';
import { secretOf } from '../../lib/secrets';
import { workspaceAddress } from '../site';
import type { Command } from './command';
import { identityForm, wrongIdentity } from './identity';

/** Proves a new personal access token of the caller and keeps its fingerprint in place of the one before. */
export const updateToken: Command = {
    name: 'greenapi.update-token',
    params: '[rocket-chat-id] [new-rocket-chat-token]',
    audience: 'agent',
    takes: [2],
    form: identityForm('formToken', 'formTokenIntro', false),
    help: { what: 'helpUpdateToken', example: '/greenapi.update-token' },
    async run(call) {
        const { args, caller, read, gateway, say } = call;
        const [userId = '', token = ''] = args;
        const known = await agentById(gateway, caller.id);
        if (known === undefined) {
            return say('agentMissing');
        }
        const address = await workspaceAddress(read.getEnvironmentReader(), gateway.records);
        const problem = await wrongIdentity(call, address, userId, secretOf(token), 'the-caller');
        if (problem !== undefined) {
            return problem;
        }
        await keepAgent(gateway, { userId: caller.id, username: caller.username }, known, secretOf(token));
        return say('tokenUpdated');
    },
};
