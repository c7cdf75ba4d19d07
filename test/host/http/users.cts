import { createUser, findByUsername, issueToken, userOfToken } from '../rocketchat/users.cjs';
import type { UserRecord } from '../rocketchat/records.cjs';
import { optionalText, Refusal, textOf, type RestCall, type Route } from './rest.cjs';

export const publicUser = (user: UserRecord): Record<string, unknown> => ({
    _id: user._id,
    username: user.username,
    name: user.name,
    type: user.type,
    roles: user.roles,
    emails: user.emails ?? [],
    active: user.active,
    status: user.status,
    statusLivechat: user.statusLivechat,
    language: user.language,
    ...(user.appId !== undefined && { appId: user.appId }),
});

/** The user of `userId`, `user_id` or `username` in query or body. */
export async function namedUser({ ws, query, body }: RestCall): Promise<UserRecord> {
    const fields = { ...query, ...body };
    const id = optionalText(fields, 'userId') ?? optionalText(fields, 'agentId');
    const username = optionalText(fields, 'username');
    const user =
        (id === undefined ? undefined : await ws.store.users.get(id)) ??
        (username === undefined ? undefined : await findByUsername(ws, username));
    if (user === undefined) throw new Refusal('User not found.');
    return user;
}

const STATUSES = ['online', 'away', 'busy', 'offline'] as const;

export const userRoutes: readonly Route[] = [
    // developer.rocket.chat: Users, "Create User".
    {
        method: 'post',
        path: '/api/v1/users.create',
        auth: 'create-user',
        handle: async ({ ws, body }) => {
            const { roles, settings } = body as {
                roles?: string[];
                settings?: { preferences?: { language?: string } };
            };
            const language = optionalText(body, 'language') ?? settings?.preferences?.language;
            const user = await createUser(ws, {
                username: textOf(body, 'username'),
                name: textOf(body, 'name'),
                password: textOf(body, 'password'),
                email: textOf(body, 'email'),
                roles: [...new Set(['user', ...(roles ?? [])])],
                ...(language !== undefined && { language }),
            });
            return { user: publicUser(user) };
        },
    },
    // developer.rocket.chat: Users, "Get User's Info".
    {
        method: 'get',
        path: '/api/v1/users.info',
        auth: 'user',
        handle: async (call) => ({ user: publicUser(await namedUser(call)) }),
    },
    // developer.rocket.chat: Users, "Get Users List".
    {
        method: 'get',
        path: '/api/v1/users.list',
        auth: 'user',
        handle: async ({ ws }) => {
            const users = (await ws.store.users.find({}, { sort: { username: 1 } })).map(publicUser);
            return { users, count: users.length, offset: 0, total: users.length };
        },
    },
    // developer.rocket.chat: Users, "Set User Status". Here it is also what connects and disconnects: no websocket does.
    {
        method: 'post',
        path: '/api/v1/users.setStatus',
        auth: 'user',
        handle: async ({ ws, user, body }) => {
            const status = STATUSES.find((known) => known === body['status']);
            if (status === undefined) throw new Refusal('Valid status types include online, away, offline, and busy.');
            await ws.store.users.updateOne({ _id: user._id }, { status, statusConnection: status });
            return {};
        },
    },
    // developer.rocket.chat: Users, "Set User's Preferences" (the language is what apps see of them).
    {
        method: 'post',
        path: '/api/v1/users.setPreferences',
        auth: 'user',
        handle: async ({ ws, user, body }) => {
            const { language } = (body['data'] ?? {}) as { language?: string };
            await ws.store.users.updateOne({ _id: user._id }, { language });
            return { user: { _id: user._id, settings: { preferences: { language } } } };
        },
    },
    // developer.rocket.chat: Users, "Generate Personal Access Token": what `rc-apps deploy --token` takes.
    {
        method: 'post',
        path: '/api/v1/users.generatePersonalAccessToken',
        auth: 'user',
        handle: async ({ ws, user }) => ({ token: await issueToken(ws, user._id) }),
    },
    {
        method: 'post',
        path: '/api/v1/users.removePersonalAccessToken',
        auth: 'user',
        handle: async ({ ws, body }) => {
            const token = textOf(body, 'token');
            const owner = await userOfToken(ws, token);
            if (owner !== undefined) await ws.store.tokens.removeMany({ userId: owner._id });
            return {};
        },
    },
];
