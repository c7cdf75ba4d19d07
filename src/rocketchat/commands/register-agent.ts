import { agentById, keepAgent, workspace } from '../../gateway/conversations/people';
import { secretOf } from '../../lib/secrets';
import { workspaceAddress } from '../site';
import type { Command } from './command';
import { identityForm, wrongIdentity } from './identity';

/** Registers the caller as an agent who may connect instances, and whose answers go out. */
export const registerAgent: Command = {
    name: 'greenapi.register-agent',
    params: '[rocket-chat-id] [rocket-chat-token]',
    audience: 'agent',
    takes: [0, 2],
    form: identityForm('formAgent', 'formAgentIntro', true),
    help: { what: 'helpRegisterAgent', example: '/greenapi.register-agent' },
    async run(call) {
        const { args, caller, read, gateway, say } = call;
        if ((await workspace(gateway)) === undefined) {
            return say('workspaceMissing');
        }
        const [userId, typedToken] = args;
        const token = typedToken === undefined ? undefined : secretOf(typedToken);
        if (userId !== undefined && token !== undefined) {
            const address = await workspaceAddress(read.getEnvironmentReader(), gateway.records);
            const problem = await wrongIdentity(call, address, userId, token, 'the-caller');
            if (problem !== undefined) {
                return problem;
            }
        }
        const known = await agentById(gateway, caller.id);
        await keepAgent(gateway, { userId: caller.id, username: caller.username }, known, token);
        return say(known === undefined ? 'agentRegistered' : 'agentKnown');
    },
};
