import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'crypto';
import { ServerError } from './errors.cjs';
import type { UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

export interface NewUser {
    readonly username: string;
    readonly name: string;
    readonly password?: string;
    readonly email?: string;
    readonly roles?: readonly string[];
    readonly type?: UserRecord['type'];
    readonly language?: string;
    readonly appId?: string;
}

/** Low on purpose: a local host checks a password often, and guards nothing. */
const SCRYPT = { N: 1024, r: 8, p: 1 };

function hashPassword(password: string, salt = randomBytes(8).toString('hex')): string {
    return `${salt}:${scryptSync(password, salt, 32, SCRYPT).toString('hex')}`;
}

/**
 * Adds a user. He counts as connected until `setStatus` says otherwise: no client logs in here over a websocket.
 * @throws when the name is taken, in the words that the engine shows at an app's installation.
 */
export async function createUser(ws: Workspace, user: NewUser): Promise<UserRecord> {
    if ((await ws.store.users.findOne({ username: user.username })) !== undefined) {
        throw new Error(
            `The username "${user.username}" is already being used. Rename or remove the user using it to install this App`,
        );
    }
    const now = ws.clock.date();
    return await ws.store.users.insert({
        _id: ws.ids.meteorId(),
        username: user.username,
        name: user.name,
        type: user.type ?? 'user',
        roles: user.roles ?? ['user'],
        emails: user.email === undefined ? [] : [{ address: user.email, verified: true }],
        active: true,
        status: 'online',
        statusConnection: 'online',
        utcOffset: 0,
        createdAt: now,
        _updatedAt: now,
        ...(user.language !== undefined && { language: user.language }),
        ...(user.appId !== undefined && { appId: user.appId }),
        ...(user.password !== undefined && { password: hashPassword(user.password) }),
    });
}

export const findByUsername = (ws: Workspace, username: string): Promise<UserRecord | undefined> =>
    ws.store.users.findOne({ username });

/** The user of this name or e-mail address with this password. */
export async function checkPassword(ws: Workspace, login: string, password: string): Promise<UserRecord | undefined> {
    const user = (await findByUsername(ws, login)) ?? (await ws.store.users.findOne({ 'emails.address': login }));
    const [salt, hash] = user?.password?.split(':') ?? [];
    if (user === undefined || salt === undefined || hash === undefined) return undefined;
    const given = hashPassword(password, salt).split(':')[1] ?? '';
    return timingSafeEqual(Buffer.from(given), Buffer.from(hash)) ? user : undefined;
}

const tokenId = (token: string): string => createHash('sha256').update(token).digest('base64');

/** Makes a login token for `X-Auth-Token`. */
export async function issueToken(ws: Workspace, userId: string): Promise<string> {
    const token = ws.ids.token();
    const when = ws.clock.date();
    await ws.store.tokens.insert({ _id: tokenId(token), userId, when });
    await ws.store.users.updateOne({ _id: userId }, { lastLogin: when });
    return token;
}

/** The user that a token belongs to; with `userId`, only if it is his. */
export async function userOfToken(ws: Workspace, token: string, userId?: string): Promise<UserRecord | undefined> {
    const record = await ws.store.tokens.get(tokenId(token));
    if (record === undefined || (userId !== undefined && record.userId !== userId)) return undefined;
    return await ws.store.users.get(record.userId);
}

/** Gives a user the role that makes him an agent; he is available at once. */
export async function makeAgent(ws: Workspace, username: string): Promise<UserRecord> {
    const user = await findByUsername(ws, username);
    if (user === undefined) throw new ServerError('error-invalid-user', 'Invalid user');
    const roles = [...new Set([...user.roles, 'livechat-agent'])];
    await ws.store.users.updateOne(
        { _id: user._id },
        { roles, statusLivechat: 'available', livechatCount: user.livechatCount ?? 0, _updatedAt: ws.clock.date() },
    );
    return { ...user, roles, statusLivechat: 'available' };
}

/** Takes a user out of the workspace, with his sessions and memberships. */
export async function removeUser(ws: Workspace, userId: string): Promise<void> {
    await ws.store.users.removeOne({ _id: userId });
    await ws.store.tokens.removeMany({ userId });
    await ws.store.subscriptions.removeMany({ userId });
    await ws.store.departmentAgents.removeMany({ agentId: userId });
}
