import { channelNamed } from '../../gateway/gateway';
import { UNDECODED_KEPT } from '../../gateway/inbox/receive';
import type { ConnectionStatus, Status } from '../../gateway/status';
import { statusOf } from '../../gateway/status';
import { aboutAccount, momentIn } from '../../gateway/connections/telling';
import { seesAll } from '../people';
import type { Command, CommandCall } from './command';

const MINUTE_MS = 60_000;

/** How every connection stands: what came in and went out, what waits, what went wrong. Agents see their own. */
export const status: Command = {
    name: 'switchboard.status',
    params: '',
    audience: 'desk',
    takes: [0],
    help: { what: 'helpStatus', example: '/switchboard.status' },
    async run(call) {
        const { caller, foreignCommands, gateway, say } = call;
        const found = await statusOf(gateway, seesAll(caller) ? { kind: 'all' } : { kind: 'agent', userId: caller.id });
        const lines =
            found.connections.length === 0
                ? [say('statusNone')]
                : found.connections.flatMap((row) => [line(call, row), ...troubles(call, row)]);
        if (found.offline > 0) {
            lines.push(say('statusOffline', { count: String(found.offline) }));
        }
        if (found.overdue > 0) {
            lines.push(say('statusOverdue', { count: String(found.overdue) }));
        }
        if (gateway.memory.reactionsRefused !== undefined) {
            lines.push(say('statusReactions', { reason: gateway.memory.reactionsRefused }));
        }
        if (found.undecoded.count > 0) {
            lines.push(...undecodedLines(call, found.undecoded));
        }
        if (found.unreadable.length > 0) {
            lines.push(say('statusUnreadable', { list: found.unreadable.join(', ') }));
        }
        if (foreignCommands.length > 0) {
            lines.push(say('statusCommands', { list: foreignCommands.map((name) => `/${name}`).join(', ') }));
        }
        return [say('statusTitle'), ...lines].join('\n');
    },
};

function line({ gateway, say }: CommandCall, row: ConnectionStatus): string {
    const { connection } = row;
    const now = gateway.clock.now();
    const ago = (at: number): string => (at === 0 ? say('statusNever') : say('statusAgo', { age: ageOf(now - at) }));
    return say('statusLine', {
        name: connection.name,
        network: channelNamed(gateway, connection.channel)?.title.network ?? connection.channel,
        state: connection.state,
        lastIn: ago(row.lastIn),
        lastOut: ago(row.lastOut),
        waiting: String(row.waiting),
        doubt: String(row.doubt),
        failed: String(row.failed),
        oldest: row.oldestAt === 0 ? '' : say('statusOldest', { age: ageOf(now - row.oldestAt) }),
        odd:
            row.oddities.length === 0
                ? ''
                : say('statusOdd', { list: row.oddities.map(({ what, count }) => `${what} ×${count}`).join(', ') }),
    });
}

/** What is the matter with an account, and what is done about it. */
function troubles({ gateway, language, say }: CommandCall, { connection, guard, drain }: ConnectionStatus): string[] {
    const channel = channelNamed(gateway, connection.channel);
    const about = { ...aboutAccount(gateway, connection), count: String(guard?.waiting ?? 0) };
    const words = guard === undefined || guard.told === '' ? undefined : channel?.trouble?.(guard.told)?.words;
    return [
        ...(words === undefined ? [] : [say('statusTrouble', { trouble: say(words.name, about) })]),
        ...(guard === undefined || guard.stuckSince === 0 || drain !== undefined
            ? []
            : [say('statusStuck', { ...about, since: momentIn(language, guard.stuckSince) })]),
        ...(drain === undefined ? [] : [say('statusDrain', { ...about, count: String(drain.fetched) })]),
    ];
}

function undecodedLines({ say }: CommandCall, { count, newest }: Status['undecoded']): string[] {
    return [
        say('statusUndecoded', { count: String(count), limit: String(UNDECODED_KEPT) }),
        ...newest.map(({ at, connection, what, reason }) =>
            say('statusUndecodedLine', {
                at: new Date(at).toISOString().slice(0, 16).replace('T', ' '),
                connection,
                what: what.slice(0, 40),
                reason,
            }),
        ),
    ];
}

/** A time span as `42 s`, `7 min`, `3 h`, `2 d`: short forms that both languages read. */
export function ageOf(ms: number): string {
    const minutes = Math.floor(ms / MINUTE_MS);
    if (minutes < 1) {
        return `${Math.max(0, Math.round(ms / 1_000))} s`;
    }
    return minutes < 60
        ? `${minutes} min`
        : minutes < 48 * 60
          ? `${Math.floor(minutes / 60)} h`
          : `${Math.floor(minutes / 1_440)} d`;
}
