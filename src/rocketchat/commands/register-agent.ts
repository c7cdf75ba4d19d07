import { agentById, workspace } from '../../gateway/people';
import * as kept from '../../gateway/records';
import { digestOf, secretOf } from '../../lib/secrets';
import { publicAddress } from '../settings';
import type { Command } from './command';
import { whoIs } from './identity';

/** Registers the caller as an agent who may connect instances. */
export const registerAgent: Command = {
    name: 'greenapi.register-agent',
    params: '[rocket-chat-id] [rocket-chat-token]',
    audience: 'agent',
    takes: [0, 2],
    async run({ args, caller, read, gateway, say }) {
        if ((await workspace(gateway)) === undefined) {
            return say('workspaceMissing');
        }
        const [userId, typedToken] = args;
        const token = typedToken === undefined ? undefined : secretOf(typedToken);
        if (userId !== undefined && token !== undefined) {
            const address = await publicAddress(read.getEnvironmentReader());
            const owner = await whoIs(gateway, address, userId, token);
            if (owner === undefined) {
                return say('identityWrong', { address });
            }
            if (owner.id !== caller.id) {
                return say('identityNotYours');
            }
        }
        const known = await agentById(gateway, caller.id);
        await gateway.records.replace(kept.keys.agent(caller.id), {
            t: 'agent',
            v: 1,
            userId: caller.id,
            username: caller.username,
            at: gateway.clock.now(),
            ...(token === undefined ? {} : { fingerprint: digestOf(token) }),
        });
        return say(known === undefined ? 'agentRegistered' : 'agentKnown');
    },
};
