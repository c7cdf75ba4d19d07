import { rapidpro } from '../../channels/rapidpro/index';
import { statusOf } from '../../gateway/status';
import { hostOf } from '../../lib/address';
import { appAddress } from '../webhooks';
import { workspaceAddress } from '../site';
import type { Command, CommandCall } from './command';
import { ageOf } from './status';

/** Shows the address that RapidPro is given, and how every connected workspace of it stands. */
export const rapidproList: Command = {
    name: 'rapidpro.list',
    params: '',
    audience: 'admin',
    takes: [0],
    help: { what: 'helpRapidproList', example: '/rapidpro.list' },
    async run(call) {
        const { gateway, say } = call;
        const { connections } = await statusOf(gateway, { kind: 'all' });
        const ours = connections.filter(({ connection }) => connection.channel === rapidpro.name);
        const lines = ours.map((row) => line(call, row));
        const title = say('rapidproTitle', { url: await baseUrl(call) });
        return [title, ...(lines.length === 0 ? [say('rapidproNone')] : lines)].join('\n');
    },
};

/** What is pasted in RapidPro. */
export async function baseUrl({ appId, gateway, read }: CommandCall): Promise<string> {
    return appAddress(await workspaceAddress(read.getEnvironmentReader(), gateway.records), appId);
}

function line({ gateway, say }: CommandCall, row: Awaited<ReturnType<typeof statusOf>>['connections'][number]): string {
    const ago = (at: number): string =>
        at === 0 ? say('statusNever') : say('statusAgo', { age: ageOf(gateway.clock.now() - at) });
    const host = hostOf(row.connection.credentials.plain.callback ?? '');
    return say('rapidproLine', {
        name: row.connection.name,
        state: host === undefined ? say('rapidproWaits') : say('rapidproConnected', { host }),
        lastIn: ago(row.lastIn),
        lastOut: ago(row.lastOut),
        waiting: String(row.waiting),
        failed: String(row.failed + row.doubt),
    });
}
