import { canAccessRoom } from '../rocketchat/access.cjs';
import { userToApp } from '../rocketchat/convert/people.cjs';
import { messageToApp } from '../rocketchat/convert/messages.cjs';
import { roomByIdToApp, roomToApp } from '../rocketchat/convert/rooms.cjs';
import type { Fields } from '../rocketchat/convert/map-fields.cjs';
import { optionalText, Raw, Refusal, textOf, type RestAnswer, type RestCall, type Route } from './rest.cjs';

/** developer.rocket.chat: Commands, "Run Slash Command". Runs on the server that handles the request. */
async function runCommand(call: RestCall): Promise<RestAnswer> {
    const { ws, cluster, server, user, body } = call;
    const name = textOf(body, 'command').toLowerCase();
    if (cluster.rocketchat.registry.command(server, name) === undefined) {
        throw new Refusal('The command provided does not exist (or is disabled).');
    }
    const room = await ws.store.rooms.get(textOf(body, 'roomId'));
    if (room === undefined || !(await canAccessRoom(ws, room, user))) {
        throw new Refusal('User does not have access to this room', 403);
    }
    const triggerId = optionalText(body, 'triggerId');
    const threadId = optionalText(body, 'tmid');
    // The client makes trigger ids itself; whatever it sends along is one that it has just given out.
    if (triggerId !== undefined) ws.ui.trigger(user._id, triggerId);
    await cluster.engine(server).executeCommand(name, {
        sender: userToApp(user),
        room: await roomToApp(ws, room),
        params: wordsOf(optionalText(body, 'params') ?? ''),
        ...(threadId !== undefined && { threadId }),
        ...(triggerId !== undefined && { triggerId }),
    });
    return {};
}

/** Arguments are split at white space; what stands in double quotes stays together. */
const wordsOf = (text: string): string[] =>
    [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

type Action = (call: RestCall) => Promise<Fields>;

const containerOf = async ({ ws, body }: RestCall): Promise<Fields> => {
    const rid = optionalText(body, 'rid');
    const message = await ws.store.messages.get(optionalText(body, 'mid') ?? '');
    return {
        room: rid === undefined ? undefined : await roomByIdToApp(ws, rid),
        message: message && (await messageToApp(ws, message)),
    };
};

/** Type of an interaction as the web client posts it -> what the engine is given. */
const ACTIONS: Readonly<Record<string, Action>> = {
    blockAction: async (call) => ({
        container: call.body['container'],
        payload: call.body['payload'],
        ...(await containerOf(call)),
    }),
    viewSubmit: ({ body }) => Promise.resolve({ payload: body['payload'] }),
    viewClosed: ({ body }) => Promise.resolve({ payload: body['payload'] }),
    actionButton: async (call) => ({ payload: call.body['payload'], ...(await containerOf(call)) }),
};

/**
 * What the web client posts when a user presses, submits or closes something of an app (no page of its own on
 * developer.rocket.chat; see its "UIKit interaction" guides). Whatever view the app answers with is shown to him.
 */
async function interact(call: RestCall): Promise<Raw> {
    const { ws, cluster, server, user, body, params } = call;
    const type = optionalText(body, 'type') ?? '';
    const action = ACTIONS[type];
    if (action === undefined) return new Raw(400, { error: 'Unknown action' });
    const appId = params['appId'] ?? '';
    const triggerId = optionalText(body, 'triggerId');
    if (triggerId !== undefined) ws.ui.trigger(user._id, triggerId);
    try {
        const result = await cluster.engine(server).executeListener('IUIKitInteractionHandler', {
            type,
            appId,
            actionId: body['actionId'],
            triggerId,
            user: userToApp(user),
            ...(await action(call)),
        });
        showAnswer(ws, user._id, result);
        return new Raw(200, result ?? {});
    } catch (error) {
        return new Raw(500, { error: error instanceof Error ? error.message : String(error) });
    }
}

/** The client treats the answer like something that the app had sent by itself. */
function showAnswer(ws: RestCall['ws'], userId: string, result: unknown): void {
    const { type, triggerId, appId, view, errors } = (result ?? {}) as Fields;
    if (typeof type !== 'string' || typeof triggerId !== 'string') return;
    ws.ui.show(userId, { type, triggerId, appId: String(appId), view, errors });
}

/** developer.rocket.chat: Settings, "Get Setting by ID". */
async function getSetting({ ws, params }: RestCall): Promise<RestAnswer> {
    const setting = ws.settings.view(params['id'] ?? '');
    if (setting === undefined) throw new Refusal('Setting not found');
    return await Promise.resolve({ _id: setting._id, value: setting.value });
}

/** developer.rocket.chat: Settings, "Update Setting". */
async function setSetting({ ws, params, body }: RestCall): Promise<RestAnswer> {
    const id = params['id'] ?? '';
    if (ws.settings.view(id) === undefined) throw new Refusal('Setting not found');
    await ws.settings.set(id, body['value']);
    return {};
}

export const workspaceRoutes: readonly Route[] = [
    { method: 'post', path: '/api/v1/commands.run', auth: 'user', handle: runCommand },
    {
        method: 'get',
        path: '/api/v1/commands.list',
        auth: 'user',
        handle: ({ cluster, server }) => {
            const commands = cluster.rocketchat.registry.commands(server).filter(({ enabled }) => enabled);
            return Promise.resolve({
                commands,
                appsLoaded: true,
                count: commands.length,
                offset: 0,
                total: commands.length,
            });
        },
    },
    { method: 'post', path: '/api/apps/ui.interaction/:appId', auth: 'user', handle: interact },
    { method: 'get', path: '/api/v1/settings/:id', auth: 'view-privileged-setting', handle: getSetting },
    { method: 'post', path: '/api/v1/settings/:id', auth: 'edit-privileged-setting', handle: setSetting },
];
