import type { IHttp, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IApiEndpoint, IApiRequest, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import type { Gateway } from '../../gateway/gateway';
import { messageOf } from '../../lib/error';
import type { Host } from '../compose';
import { gatewayFor } from '../compose';

const VERBS = ['get', 'post', 'put', 'delete', 'head', 'options', 'patch'] as const;
type Verb = (typeof VERBS)[number];

export interface EndpointCall {
    readonly request: IApiRequest;
    readonly gateway: Gateway;
    readonly read: IRead;
}

export type EndpointHandler = (call: EndpointCall) => Promise<IApiResponse>;

/** An error as every endpoint answers it. An object, never a text: a text is served as a page on the workspace's own origin. */
export function refuse(status: number, error: string, headers: Record<string, string> = {}): IApiResponse {
    return { status, headers, content: { error } };
}

/**
 * An endpoint of the app that answers every verb: without a handler 405, since the platform's own answer to a verb that
 * is missing is a page with status 500. The platform finds the call's logger through the member `app`.
 */
export function endpointOf(
    app: Host,
    path: string,
    handlers: Readonly<Partial<Record<Verb, EndpointHandler>>>,
): IApiEndpoint {
    const endpoint: IApiEndpoint & { app: Host } = { path, app };
    const allowed = VERBS.filter((verb) => handlers[verb] !== undefined).map((verb) => verb.toUpperCase());
    for (const verb of VERBS) {
        const handler = handlers[verb];
        endpoint[verb] = async function (
            this: { app: Host },
            request: IApiRequest,
            _endpoint: unknown,
            read: IRead,
            modify: IModify,
            http: IHttp,
            persistence: IPersistence,
        ): Promise<IApiResponse> {
            if (handler === undefined) {
                return refuse(405, `${verb.toUpperCase()} is not answered here`, { allow: allowed.join(', ') });
            }
            try {
                const gateway = gatewayFor(this.app, { read, modify, http, persistence });
                const answer = await handler({ request, gateway, read });
                gateway.log.answered();
                return answer;
            } catch (error) {
                this.app.getLogger().error(`${verb} ${path} failed: ${messageOf(error)}`);
                return refuse(500, 'The request failed; the log of the app says why.');
            }
        };
    }
    return endpoint;
}
