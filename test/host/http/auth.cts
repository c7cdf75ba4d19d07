import { checkPassword, issueToken, userOfToken } from '../rocketchat/users.cjs';
import type { UserRecord } from '../rocketchat/records.cjs';
import { optionalText, Raw, type RestCall, type Route } from './rest.cjs';

/** The version that the host says it is: the newest server with the engine that it runs by default. */
export const SERVER_VERSION = '8.4.0';

const meOf = (user: UserRecord): Record<string, unknown> => ({
    _id: user._id,
    username: user.username,
    name: user.name,
    type: user.type,
    roles: user.roles,
    emails: user.emails ?? [],
    active: user.active,
    status: user.status,
    statusConnection: user.statusConnection,
    statusLivechat: user.statusLivechat,
    utcOffset: user.utcOffset,
    language: user.language,
    settings: { preferences: { language: user.language } },
});

/**
 * developer.rocket.chat: Authentication, "Login with Username and Email"; a one-time code may come along and is not asked
 * for.
 */
async function login({ ws, body }: RestCall): Promise<Raw> {
    const user = await whoLogsIn(ws, body);
    if (user === undefined) return new Raw(401, { status: 'error', error: 'Unauthorized', message: 'Unauthorized' });
    const authToken = await issueToken(ws, user._id);
    return new Raw(200, { status: 'success', data: { userId: user._id, authToken, me: meOf(user) } });
}

async function whoLogsIn(ws: RestCall['ws'], body: RestCall['body']): Promise<UserRecord | undefined> {
    const resume = optionalText(body, 'resume');
    if (resume !== undefined) return await userOfToken(ws, resume);
    const { user } = body;
    const name =
        optionalText(body, 'user') ??
        optionalText(body, 'username') ??
        optionalText(body, 'email') ??
        (typeof user === 'object' && user !== null
            ? Object.values(user).find((value) => typeof value === 'string')
            : undefined);
    const password = optionalText(body, 'password');
    if (typeof name !== 'string' || password === undefined) return undefined;
    return await checkPassword(ws, name, password);
}

export const authRoutes: readonly Route[] = [
    // developer.rocket.chat: Miscellaneous, "Info". To anybody the short version only, as the real server does it.
    {
        method: 'get',
        path: '/api/info',
        auth: 'none',
        handle: () => Promise.resolve({ version: SERVER_VERSION.split('.').slice(0, 2).join('.') }),
    },
    {
        method: 'get',
        path: '/api/v1/info',
        auth: 'none',
        handle: () => Promise.resolve({ version: SERVER_VERSION.split('.').slice(0, 2).join('.') }),
    },
    { method: 'post', path: '/api/v1/login', auth: 'none', handle: login },
    // developer.rocket.chat: Authentication, "Logout".
    {
        method: 'post',
        path: '/api/v1/logout',
        auth: 'user',
        handle: async ({ ws, user }) => {
            await ws.store.tokens.removeMany({ userId: user._id });
            return { status: 'success', data: { message: "You've been logged out!" } };
        },
    },
    // developer.rocket.chat: Authentication, "Profile Information".
    { method: 'get', path: '/api/v1/me', auth: 'user', handle: ({ user }) => Promise.resolve(meOf(user)) },
];
