import { hasPermission } from '../rocketchat/access.cjs';
import { closeChat } from '../rocketchat/livechat.cjs';
import { ServerError } from '../rocketchat/errors.cjs';
import { takeInquiry, transferRoom } from '../rocketchat/routing.cjs';
import { makeAgent } from '../rocketchat/users.cjs';
import type { RoomRecord } from '../rocketchat/records.cjs';
import { publicMessage, visibleRoom } from './chat.cjs';
import { namedUser, publicUser } from './users.cjs';
import { optionalText, Refusal, textOf, type RestAnswer, type RestCall, type Route } from './rest.cjs';

/** `true` and `false` as they come in a query. */
const flagOf = (value: string | undefined): boolean | undefined =>
    value === 'true' ? true : value === 'false' ? false : undefined;

/** developer.rocket.chat: Livechat, "Get List of Livechat Rooms": filters `open`, `departmentId`, `agents[]`, `roomName`. */
async function rooms({ ws, query, user }: RestCall): Promise<RestAnswer> {
    const open = flagOf(query['open']);
    const agents = [query['agents'] ?? query['agents[]'] ?? []].flat();
    const all = await ws.store.rooms.find({ t: 'l' }, { sort: { ts: -1 } });
    const mayAll = hasPermission(ws, user, 'view-livechat-rooms');
    const found = all.filter(
        (room) =>
            (mayAll || room.servedBy?._id === user._id) &&
            (open === undefined || (room.open === true) === open) &&
            (query['departmentId'] === undefined || room.departmentId === query['departmentId']) &&
            (query['roomName'] === undefined || room.fname === query['roomName']) &&
            (agents.length === 0 || agents.includes(room.servedBy?._id ?? '')),
    );
    const offset = Number(query['offset'] ?? 0);
    const count = Number(query['count'] ?? 0);
    const page = found.slice(offset, count === 0 ? undefined : offset + count);
    return { rooms: page, count: page.length, offset, total: found.length };
}

/** developer.rocket.chat: Livechat, "Load Livechat Messages of a Room" for agents: system messages included. */
async function messages(call: RestCall): Promise<RestAnswer> {
    const room = await visibleRoom(call, call.params['rid'] ?? '');
    const all = await call.ws.store.messages.find({ rid: room._id }, { sort: { ts: 1, seq: 1 } });
    const offset = Number(call.query['offset'] ?? 0);
    const count = Number(call.query['count'] ?? 0);
    const page = all.slice(offset, count === 0 ? undefined : offset + count).map(publicMessage);
    return { messages: page, count: page.length, offset, total: all.length };
}

/** developer.rocket.chat: Omnichannel, "Take an Inquiry". */
async function take({ ws, server, user, body }: RestCall): Promise<RestAnswer> {
    const inquiry = await ws.store.inquiries.get(textOf(body, 'inquiryId'));
    if (inquiry === undefined) throw new ServerError('error-not-found', 'Inquiry not found');
    if (inquiry.status === 'taken') throw new ServerError('error-not-allowed', 'Inquiry already taken');
    const agent =
        optionalText(body, 'userId') === undefined
            ? user
            : ((await ws.store.users.get(textOf(body, 'userId'))) ?? user);
    if (!agent.roles.includes('livechat-agent'))
        throw new ServerError('error-user-is-offline', 'User must be an agent');
    if (agent.status === 'offline' || agent.statusLivechat !== 'available') {
        throw new ServerError(
            'error-agent-status-service-offline',
            'Agent status is offline or Omnichannel service is not active',
        );
    }
    await takeInquiry(ws, server, inquiry._id, { agentId: agent._id, username: agent.username });
    return { inquiry: (await ws.store.inquiries.get(inquiry._id)) ?? inquiry };
}

async function inquiries({ ws, query }: RestCall, statuses: readonly string[]): Promise<RestAnswer> {
    const found = await ws.store.inquiries.find({ status: { $in: [...statuses] } }, { sort: { ts: 1 } });
    const wanted = found.filter(
        ({ department }) => query['department'] === undefined || department === query['department'],
    );
    return { inquiries: wanted, count: wanted.length, offset: 0, total: wanted.length };
}

/** developer.rocket.chat: Livechat, "Close Room by Agent". Managers may close others' chats, agents their own. */
async function close(call: RestCall): Promise<RestAnswer> {
    const { ws, server, user, body } = call;
    const room = await ws.store.rooms.get(textOf(body, 'rid'));
    if (room?.t !== 'l') throw new ServerError('error-invalid-room', 'Invalid room');
    if (room.servedBy?._id !== user._id && !hasPermission(ws, user, 'close-others-livechat-room')) {
        throw new ServerError('error-not-authorized', 'Not authorized');
    }
    await closeChat(ws, server, {
        roomId: room._id,
        believedOpen: room.open === true,
        comment: optionalText(body, 'comment'),
        user,
    });
    return {};
}

/** developer.rocket.chat: Livechat, "Forward Room": to an agent (`userId`) or a department. */
async function forward(call: RestCall): Promise<RestAnswer> {
    const { ws, server, user, body } = call;
    const room = await visibleRoom(call, textOf(body, 'roomId'));
    const done = await transferRoom(ws, server, room._id, {
        by: user,
        agentId: optionalText(body, 'userId'),
        departmentId: optionalText(body, 'departmentId'),
    });
    if (!done) throw new Refusal('error-forwarding-chat');
    return {};
}

/** developer.rocket.chat: Livechat, "Set Agent Status": `available` or `not-available`; nothing given changes what is. */
async function agentStatus(call: RestCall): Promise<RestAnswer> {
    const { ws, user, body } = call;
    const agentId = optionalText(body, 'agentId');
    const agent = agentId === undefined ? user : await ws.store.users.get(agentId);
    if (agent?.roles.includes('livechat-agent') !== true) throw new Refusal('Agent not found', 404);
    if (agent._id !== user._id && !hasPermission(ws, user, 'manage-livechat-agents')) {
        throw new ServerError('error-not-allowed', 'Not allowed');
    }
    const flipped = agent.statusLivechat === 'available' ? 'not-available' : 'available';
    const wanted = (['available', 'not-available'] as const).find((known) => known === body['status']) ?? flipped;
    await ws.store.users.updateOne({ _id: agent._id }, { statusLivechat: wanted });
    return { status: wanted };
}

/** developer.rocket.chat: Livechat departments, "Register a New Department". */
async function createDepartment({ ws, body }: RestCall): Promise<RestAnswer> {
    const fields = (body['department'] ?? {}) as Readonly<Record<string, unknown>>;
    const agents = (body['agents'] ?? []) as readonly { readonly agentId: string; readonly username?: string }[];
    const department = await ws.store.departments.insert({
        _id: ws.ids.meteorId(),
        name: textOf(fields, 'name'),
        email: optionalText(fields, 'email'),
        description: optionalText(fields, 'description'),
        enabled: fields['enabled'] !== false,
        showOnRegistration: fields['showOnRegistration'] === true,
        showOnOfflineForm: fields['showOnOfflineForm'] === true,
        fallbackForwardDepartment: optionalText(fields, 'fallbackForwardDepartment'),
        requestTagBeforeClosingChat: fields['requestTagBeforeClosingChat'] === true,
        numAgents: agents.length,
        _updatedAt: ws.clock.date(),
    });
    for (const { agentId } of agents) {
        const user = await ws.store.users.get(agentId);
        if (user === undefined) throw new Refusal(`No agent ${agentId}`);
        await ws.store.departmentAgents.insert({
            _id: ws.ids.meteorId(),
            departmentId: department._id,
            agentId,
            username: user.username,
            count: 0,
            order: 0,
        });
    }
    return { department, agents };
}

const roomAnswer = (room: RoomRecord): RestAnswer => ({ room: { ...room } });

export const livechatRoutes: readonly Route[] = [
    { method: 'get', path: '/api/v1/livechat/rooms', auth: 'view-l-room', handle: rooms },
    { method: 'get', path: '/api/v1/livechat/:rid/messages', auth: 'view-l-room', handle: messages },
    {
        method: 'get',
        path: '/api/v1/livechat/room.info',
        auth: 'user',
        handle: async (call) => roomAnswer(await visibleRoom(call, call.query['rid'] ?? '')),
    },
    { method: 'post', path: '/api/v1/livechat/room.closeByUser', auth: 'close-livechat-room', handle: close },
    { method: 'post', path: '/api/v1/livechat/room.forward', auth: 'transfer-livechat-guest', handle: forward },
    // developer.rocket.chat: Omnichannel, "Get List of Inquiries" and "Get Queued Inquiries".
    {
        method: 'get',
        path: '/api/v1/livechat/inquiries.list',
        auth: 'view-l-room',
        handle: (call) => inquiries(call, ['queued', 'ready', 'taken']),
    },
    {
        method: 'get',
        path: '/api/v1/livechat/inquiries.queued',
        auth: 'view-l-room',
        handle: (call) => inquiries(call, ['queued']),
    },
    { method: 'post', path: '/api/v1/livechat/inquiries.take', auth: 'view-l-room', handle: take },
    // developer.rocket.chat: Livechat users, "Register New Agent or Manager" and "Get List of Agents".
    ...(['agent', 'manager'] as const).flatMap((kind): Route[] => [
        {
            method: 'post',
            path: `/api/v1/livechat/users/${kind}`,
            auth: 'manage-livechat-agents',
            handle: async ({ ws, body }) => {
                const username = textOf(body, 'username');
                if (kind === 'agent') return { user: publicUser(await makeAgent(ws, username)) };
                const user = await ws.store.users.findOne({ username });
                if (user === undefined) throw new ServerError('error-invalid-user', 'Invalid user');
                const roles = [...new Set([...user.roles, 'livechat-manager'])];
                await ws.store.users.updateOne({ _id: user._id }, { roles });
                return { user: publicUser({ ...user, roles }) };
            },
        },
        {
            method: 'get',
            path: `/api/v1/livechat/users/${kind}`,
            auth: 'view-l-room',
            handle: async ({ ws }) => {
                const users = await ws.store.users.find({ roles: `livechat-${kind}` }, { sort: { username: 1 } });
                return { users: users.map(publicUser), count: users.length, offset: 0, total: users.length };
            },
        },
    ]),
    // developer.rocket.chat: Livechat users, "Remove Agent".
    {
        method: 'delete',
        path: '/api/v1/livechat/users/agent/:userId',
        auth: 'manage-livechat-agents',
        handle: async (call) => {
            const agent = await namedUser({ ...call, query: { userId: call.params['userId'] ?? '' }, body: {} });
            const roles = agent.roles.filter((role) => role !== 'livechat-agent');
            await call.ws.store.users.updateOne({ _id: agent._id }, { roles, statusLivechat: undefined });
            return {};
        },
    },
    { method: 'post', path: '/api/v1/livechat/agent.status', auth: 'view-l-room', handle: agentStatus },
    {
        method: 'post',
        path: '/api/v1/livechat/department',
        auth: 'manage-livechat-departments',
        handle: createDepartment,
    },
    {
        method: 'get',
        path: '/api/v1/livechat/department',
        auth: 'view-l-room',
        handle: async ({ ws }) => {
            const departments = await ws.store.departments.find({}, { sort: { name: 1 } });
            return { departments, count: departments.length, offset: 0, total: departments.length };
        },
    },
    // developer.rocket.chat: Livechat custom fields, "Save Custom Fields".
    {
        method: 'post',
        path: '/api/v1/livechat/custom-fields.save',
        auth: 'view-livechat-manager',
        handle: async ({ ws, body }) => {
            const fields = (body['customFieldData'] ?? {}) as Readonly<Record<string, unknown>>;
            const _id = textOf(fields, 'field');
            const field = {
                _id,
                label: optionalText(fields, 'label') ?? _id,
                scope: fields['scope'] === 'room' ? ('room' as const) : ('visitor' as const),
                regexp: optionalText(fields, 'regexp'),
            };
            await ws.store.customFields.removeOne({ _id });
            await ws.store.customFields.insert(field);
            return { customField: field };
        },
    },
];
