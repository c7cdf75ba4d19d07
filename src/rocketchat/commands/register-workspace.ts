import { workspace } from '../../gateway/people';
import * as kept from '../../gateway/records';
import { digestOf, secretOf } from '../../lib/secrets';
import { publicAddress } from '../settings';
import type { Command } from './command';
import { whoIs } from './identity';

/** Records that this workspace is served, and under which address. Of a token only a fingerprint is kept. */
export const registerWorkspace: Command = {
    name: 'greenapi.register-workspace',
    params: '[rocket-chat-id] [rocket-chat-token]',
    audience: 'admin',
    takes: [0, 2],
    async run({ args, caller, read, gateway, say }) {
        const address = await publicAddress(read.getEnvironmentReader());
        if (address === '') {
            return say('addressMissing');
        }
        const [userId, typedToken] = args;
        const token = typedToken === undefined ? undefined : secretOf(typedToken);
        if (userId !== undefined && token !== undefined) {
            const owner = await whoIs(gateway, address, userId, token);
            if (owner === undefined) {
                return say('identityWrong', { address });
            }
            if (!owner.roles.includes('admin')) {
                return say('identityNotAdmin');
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
        const done = say('workspaceRegistered', { address });
        return address.startsWith('https://') ? done : `${done}\n${say('addressNotHttps', { address })}`;
    },
};
