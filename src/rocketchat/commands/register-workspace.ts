import { workspace } from '../../gateway/conversations/people';
import * as kept from '../../gateway/records/records';
import { digestOf, secretOf } from '../../lib/secrets';
import { workspaceAddress } from '../site';
import type { Command } from './command';
import { identityForm, wrongIdentity } from './identity';
import { warningsAbout } from './public-address';

/** Records that this workspace is served, and under which address. Of a token only a fingerprint is kept. */
export const registerWorkspace: Command = {
    name: 'greenapi.register-workspace',
    params: '[rocket-chat-id] [rocket-chat-token]',
    audience: 'admin',
    takes: [0, 2],
    form: identityForm('formWorkspace', 'formWorkspaceIntro', true),
    help: { what: 'helpRegisterWorkspace', example: '/greenapi.register-workspace' },
    async run(call) {
        const { args, caller, read, gateway, say } = call;
        const address = await workspaceAddress(read.getEnvironmentReader(), gateway.records);
        if (address === '') {
            return say('addressMissing');
        }
        const [userId, typedToken] = args;
        const token = typedToken === undefined ? undefined : secretOf(typedToken);
        if (userId !== undefined && token !== undefined) {
            const problem = await wrongIdentity(call, address, userId, token, 'an-admin');
            if (problem !== undefined) {
                return problem;
            }
        }
        // Asked first: where the app may not keep anything, only reading says so.
        await workspace(gateway);
        await gateway.records.replace(kept.keys.workspace, {
            t: 'workspace',
            v: 1,
            registeredBy: caller.id,
            address,
            at: gateway.clock.now(),
            ...(token === undefined ? {} : { fingerprint: digestOf(token) }),
        });
        return [say('workspaceRegistered', { address }), ...(await warningsAbout(call, address))].join('\n');
    },
};
