import type { DepartmentRecord, UserLookup, UserRecord, VisitorRecord } from '../records.cjs';
import type { Workspace } from '../workspace.cjs';
import { mapFields, type Fields } from './map-fields.cjs';

/** A user as apps see him; `type` is what tells an agent ('user') from a bot and from an app's user. */
export function userToApp(user: UserRecord): Fields {
    return {
        id: user._id,
        username: user.username,
        emails: user.emails,
        type: user.type,
        isEnabled: user.active,
        name: user.name,
        roles: [...user.roles],
        bio: undefined,
        status: user.status,
        statusText: undefined,
        statusConnection: user.statusConnection ?? 'undefined',
        utcOffset: user.utcOffset,
        createdAt: user.createdAt,
        updatedAt: user._updatedAt,
        lastLoginAt: user.lastLogin,
        appId: user.appId,
        customFields: undefined,
        settings: { preferences: { ...(user.language !== undefined && { language: user.language }) } },
    };
}

/** The author of a visitor's message: built from the message's own stub, without a type, as no user stands behind it. */
export function stubToApp(author: UserLookup): Fields {
    return {
        id: author._id,
        username: author.username,
        type: 'unknown',
        name: author.name,
        statusConnection: 'undefined',
        settings: { preferences: {} },
    };
}

export async function userByIdToApp(ws: Workspace, id: string): Promise<Fields | undefined> {
    const user = await ws.store.users.get(id);
    return user && userToApp(user);
}

const VISITOR_FIELDS = {
    id: '_id',
    username: 'username',
    name: 'name',
    department: 'department',
    updatedAt: '_updatedAt',
    token: 'token',
    phone: 'phone',
    visitorEmails: 'visitorEmails',
    livechatData: 'livechatData',
    status: 'status',
    externalIds: 'externalIds',
} as const;

export const visitorToApp = (visitor: VisitorRecord): Promise<Fields> => mapFields(visitor, VISITOR_FIELDS);

export async function visitorByIdToApp(ws: Workspace, id: string): Promise<Fields | undefined> {
    const visitor = await ws.store.visitors.get(id);
    return visitor && (await visitorToApp(visitor));
}

const DEPARTMENT_FIELDS = {
    id: '_id',
    name: 'name',
    email: 'email',
    updatedAt: '_updatedAt',
    enabled: 'enabled',
    numberOfAgents: 'numAgents',
    showOnOfflineForm: 'showOnOfflineForm',
    showOnRegistration: 'showOnRegistration',
    description: 'description',
    requestTagBeforeClosingChat: 'requestTagBeforeClosingChat',
} as const;

export const departmentToApp = (department: DepartmentRecord): Promise<Fields> =>
    mapFields(department, DEPARTMENT_FIELDS);

export async function departmentByIdToApp(ws: Workspace, id: string): Promise<Fields | undefined> {
    const department = await ws.store.departments.get(id);
    return department && (await departmentToApp(department));
}

/** The visitor as livechat takes him from an app: what the app passes counts, not what is stored. */
export interface Guest {
    readonly _id: string;
    readonly username: string;
    readonly name?: string | undefined;
    readonly token: string;
    readonly status: string;
    readonly department?: string | undefined;
}

/** An app's `IVisitor`, as far as it is used; everything may be missing. */
export interface AppVisitor {
    readonly id?: string | null;
    readonly username?: string | null;
    readonly name?: string | null;
    readonly token?: string | null;
    readonly department?: string | null;
    readonly status?: string | null;
    readonly phone?: readonly { readonly phoneNumber: string }[] | null;
    readonly visitorEmails?: readonly { readonly address: string }[] | null;
}

export function guestOf(visitor: AppVisitor): Guest {
    return {
        _id: visitor.id ?? (undefined as unknown as string),
        username: visitor.username ?? (undefined as unknown as string),
        name: visitor.name ?? undefined,
        token: visitor.token ?? '',
        status: visitor.status ?? 'online',
        department: visitor.department ?? undefined,
    };
}
