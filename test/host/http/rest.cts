import type { Express, NextFunction, Request, Response } from 'express';
import { hasPermission } from '../rocketchat/access.cjs';
import { ServerError } from '../rocketchat/errors.cjs';
import type { UserRecord } from '../rocketchat/records.cjs';
import { userOfToken } from '../rocketchat/users.cjs';
import type { Workspace } from '../rocketchat/workspace.cjs';
import type { Cluster } from '../cluster.cjs';

/** What every route works on. */
export interface Desk {
    readonly ws: Workspace;
    readonly cluster: Cluster;
}

/** One request as a route sees it. */
export interface RestCall extends Desk {
    readonly user: UserRecord;
    /** The server of the cluster that handles it: events fire there. */
    readonly server: number;
    readonly params: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
    readonly body: Readonly<Record<string, unknown>>;
    readonly request: Request;
}

/** Fields of the answer beside `success: true`, or an answer of its own form. */
export type RestAnswer = Readonly<Record<string, unknown>> | Raw;

export interface Route {
    readonly method: 'get' | 'post' | 'put' | 'delete';
    readonly path: string;
    /** `none`: for anybody; `user`: for whoever is logged in; else the permission that he needs. */
    readonly auth: string;
    readonly handle: (call: RestCall) => Promise<RestAnswer>;
}

/** An answer that is not Rocket.Chat's usual one. */
export class Raw {
    constructor(
        readonly status: number,
        readonly body: unknown,
        readonly type?: string,
    ) {}
}

/** A refusal in Rocket.Chat's form `{ success: false, error }`, with status 400 unless said otherwise. */
export class Refusal extends Error {
    constructor(
        message: string,
        readonly status = 400,
        readonly extra: Readonly<Record<string, unknown>> = {},
    ) {
        super(message);
    }
}

/** Lets a test send a request to one server of the cluster; never seen by an app. */
export const SERVER_HEADER = 'x-host-server';

export function serverOf(cluster: Cluster, request: Request): number {
    const wanted = request.headers[SERVER_HEADER];
    delete request.headers[SERVER_HEADER];
    const server = Number(wanted);
    return wanted !== undefined && cluster.engines[server] !== undefined ? server : cluster.pick();
}

/** The user whom `X-Auth-Token` and `X-User-Id` name together. */
export async function userOf(ws: Workspace, request: Request): Promise<UserRecord | undefined> {
    const token = request.header('x-auth-token');
    const userId = request.header('x-user-id');
    return token === undefined || userId === undefined ? undefined : await userOfToken(ws, token, userId);
}

export function mount(app: Express, desk: Desk, routes: readonly Route[]): void {
    for (const route of routes) {
        app[route.method](route.path, (request: Request, response: Response, next: NextFunction) => {
            answer(desk, route, request, response).catch(next);
        });
    }
}

const NOT_LOGGED_IN = { status: 'error', message: 'You must be logged in to do this.' };

async function answer(desk: Desk, route: Route, request: Request, response: Response): Promise<void> {
    const user = await userOf(desk.ws, request);
    if (user === undefined && route.auth !== 'none') {
        response.status(401).json(NOT_LOGGED_IN);
        return;
    }
    try {
        if (user !== undefined) requirePermission(desk.ws, user, route.auth);
        const result = await route.handle({
            ...desk,
            user: user ?? NOBODY,
            server: serverOf(desk.cluster, request),
            params: request.params,
            query: request.query as Readonly<Record<string, string>>,
            body: (request.body ?? {}) as Readonly<Record<string, unknown>>,
            request,
        });
        if (!(result instanceof Raw)) response.json({ ...result, success: true });
        else if (result.type === undefined) response.status(result.status).send(result.body);
        else response.status(result.status).type(result.type).send(result.body);
    } catch (error) {
        refuse(response, error);
    }
}

const NOBODY: UserRecord = {
    _id: '',
    username: '',
    name: '',
    type: 'user',
    roles: [],
    active: false,
    status: 'offline',
    createdAt: new Date(0),
    _updatedAt: new Date(0),
};

function requirePermission(ws: Workspace, user: UserRecord, auth: string): void {
    if (auth === 'none' || auth === 'user' || hasPermission(ws, user, auth)) return;
    const message = 'User does not have the permissions required for this action [error-unauthorized]';
    throw new Refusal(message, 403);
}

/** Errors of the server come as 400 with their message, as its REST layer does it; the code goes along. */
function refuse(response: Response, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const status = error instanceof Refusal ? error.status : 400;
    const extra = error instanceof Refusal ? error.extra : {};
    const errorType = error instanceof ServerError ? { errorType: error.code } : {};
    response.status(status).json({ success: false, error: message, ...errorType, ...extra });
}

/** A text field of the body. Refused when it is missing or not a text. */
export function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
    const value = fields[name];
    if (typeof value !== 'string' || value === '') throw new Refusal(`The parameter "${name}" is required.`);
    return value;
}

export function optionalText(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
}
