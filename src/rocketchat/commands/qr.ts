import { greenApi } from '../../channels/green-api/index';
import { listConnections, readConnection } from '../../gateway/connections/connections';
import { canLink } from '../../gateway/connections/login';
import { loginLink } from '../../gateway/connections/login-links';
import type { Connection } from '../../gateway/model';
import { messageOf } from '../../lib/error';
import { loginWords } from '../login-words';
import { loginWindow, loginWindowId } from '../ui/login';
import { loginWithin, mayLink } from '../ui/login-clicks';
import type { Command, CommandCall } from './command';

/** Links the phone of an instance: in a window, and on a page that renews itself. */
export const qr: Command = {
    name: 'greenapi.qr',
    params: '[instance-id]',
    audience: 'admin-or-agent',
    takes: [0, 1],
    help: { what: 'helpQr', example: '/greenapi.qr 7103990042' },
    async run(call) {
        const { args, caller, gateway, language, say } = call;
        const [id] = args;
        const connection = id === undefined ? await onlyOne(call) : await named(call, id);
        if (typeof connection === 'string') {
            return connection;
        }
        if (!mayLink(connection, caller)) {
            return say('loginNotYours', { id: connection.id });
        }
        const channel = greenApi;
        if (!canLink(channel)) {
            return say('instanceUnknown');
        }
        const login = await loginWithin({ gateway, channel, connection });
        if (login.state.kind === 'linked') {
            const now = (await readConnection(gateway, connection.channel, connection.id)) ?? connection;
            return `✅ ${loginWords(language, channel, now, login.state).words}`;
        }
        const link = await loginLink(gateway, connection, language);
        const values = { provider: channel.title.provider, id: connection.id, link };
        const opened = await open(call, (opening) =>
            loginWindow({
                id: loginWindowId({ channel: channel.name, connectionId: connection.id, opening }),
                appId: call.appId,
                language,
                channel,
                connection,
                login,
                link,
                now: gateway.clock.now(),
            }),
        );
        if (link === '') {
            return opened ? say('loginOpenedOnly', values) : say('addressMissing');
        }
        return say(opened ? 'loginOpened' : 'loginPage', values);
    },
};

/** Whether a window was opened, as far as can be told. */
async function open(
    { show, giving, gateway }: CommandCall,
    windowFor: (opening: string) => Parameters<NonNullable<CommandCall['show']>>[0],
): Promise<boolean> {
    if (show === undefined) {
        return false;
    }
    try {
        await show(windowFor(giving.replace(/\W/g, '-')));
        return true;
    } catch (error) {
        gateway.log.error(`The window for linking could not be opened: ${messageOf(error)}`);
        return false;
    }
}

async function named({ gateway, say }: CommandCall, id: string): Promise<Connection | string> {
    const found = /^\d{1,20}$/.test(id) ? await readConnection(gateway, greenApi.name, id) : undefined;
    return found ?? say('instanceUnknown');
}

/** The caller's instance, where he has just one. */
async function onlyOne({ caller, gateway, say }: CommandCall): Promise<Connection | string> {
    const own = (await listConnections(gateway, greenApi.name)).filter(({ owner }) => owner === caller.id);
    const [first, ...others] = own;
    if (first === undefined) {
        return say('loginNone', { usage: `/${qr.name} ${qr.params}` });
    }
    return others.length === 0 ? first : say('loginWhich', { list: own.map(({ id }) => id).join(', ') });
}
