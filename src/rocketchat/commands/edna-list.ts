import { edna } from '../../channels/edna/index';
import { statusOf } from '../../gateway/status';
import type { Command, CommandCall } from './command';
import { shownOf } from './edna-named';
import { ageOf } from './status';

/** Shows every connection of edna, and how it stands. */
export const ednaList: Command = {
    name: 'edna.list',
    params: '',
    audience: 'admin',
    takes: [0],
    help: { what: 'helpEdnaList', example: '/edna.list' },
    async run(call) {
        const { gateway, say } = call;
        const { connections } = await statusOf(gateway, { kind: 'all' });
        const ours = connections.filter(({ connection }) => connection.channel === edna.name);
        return ours.length === 0
            ? say('ednaNone')
            : [say('ednaTitle'), ...ours.map((row) => line(call, row))].join('\n');
    },
};

function line(call: CommandCall, row: Awaited<ReturnType<typeof statusOf>>['connections'][number]): string {
    const { gateway, say } = call;
    const ago = (at: number): string =>
        at === 0 ? say('statusNever') : say('statusAgo', { age: ageOf(gateway.clock.now() - at) });
    return say('ednaLine', {
        name: row.connection.name,
        ...shownOf(call, row.connection.credentials),
        lastIn: ago(row.lastIn),
        lastOut: ago(row.lastOut),
        waiting: String(row.waiting),
        failed: String(row.failed + row.doubt),
    });
}
