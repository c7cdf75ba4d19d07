import { STATUS_CODES } from 'http';
import type { NextFunction, Request, Response, Router } from 'express';
import type { ApiRequest } from '../engine/contract.cjs';
import { bodyParser, express } from './express.cjs';
import { userToApp } from '../rocketchat/convert/people.cjs';
import { userOf, serverOf, type Desk } from './rest.cjs';
import { privateHashOf } from '../cluster.cjs';

/**
 * The endpoints of apps, `/api/apps/public/<app>/<path>` and `/api/apps/private/<app>/<hash>/<path>`: platform sheet,
 * section 5. Bodies are parsed as urlencoded or JSON with body-parser's own limits (100 kB); what is too large or
 * malformed is answered in HTML before any app sees it, and of other kinds of content nothing but `{}` arrives.
 */
export function appEndpoints(desk: Desk): Router {
    const router = express.Router();
    const parsers = [bodyParser.urlencoded({ extended: false }), bodyParser.json()];
    router.use('/api/apps/public/:appId', ...parsers, (request, response) => {
        void serve(desk, request, response, request.params['appId'] ?? '', undefined);
    });
    router.use('/api/apps/private/:appId/:hash', ...parsers, (request, response) => {
        void serve(desk, request, response, request.params['appId'] ?? '', request.params['hash']);
    });
    router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
        const { status = 500 } = error as { status?: number };
        response
            .status(status)
            .type('html')
            .send(errorPage(STATUS_CODES[status] ?? 'Error'));
    });
    return router;
}

/** What Express sends of itself in production: the status in words, nothing of what went wrong. */
const errorPage = (text: string): string =>
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`;

async function serve(
    { ws, cluster }: Desk,
    request: Request,
    response: Response,
    appId: string,
    privateHash: string | undefined,
): Promise<void> {
    try {
        const server = serverOf(cluster, request);
        const path = request.path.replace(/^\/+|\/+$/g, '');
        const endpoint = cluster.rocketchat.registry
            .endpoints(server, appId)
            .find((candidate) => candidate.path.replace(/^\/+|\/+$/g, '') === path);
        if (endpoint === undefined || !(await isRightAddress(ws, appId, endpoint.visibility, privateHash))) {
            response.sendStatus(404);
            return;
        }
        const user = await userOf(ws, request);
        if (endpoint.authRequired && user === undefined) {
            response.status(401).send('Unauthorized');
            return;
        }
        // All fields are always there: to the app the absent ones are null.
        const call = {
            method: request.method.toLowerCase(),
            headers: request.headers,
            query: { ...(request.query as Record<string, unknown>) },
            params: {},
            content: request.body as unknown,
            privateHash,
            user: user && userToApp(user),
        };
        const answer = await cluster.engine(server).executeApi(appId, endpoint.path, call as ApiRequest);
        response.set(answer.headers ?? {});
        response.status(answer.status);
        response.send(contentOf(answer.content));
    } catch (error) {
        // Whatever goes wrong in or before the app: its message, in HTML.
        response.status(500).send(error instanceof Error ? error.message : String(error));
    }
}

/** A public endpoint has no hash in its address; a private one needs the right one. */
async function isRightAddress(
    ws: Desk['ws'],
    appId: string,
    visibility: 'public' | 'private',
    privateHash: string | undefined,
): Promise<boolean> {
    if (visibility === 'public') return privateHash === undefined;
    return privateHash !== undefined && privateHash === (await privateHashOf(ws, appId));
}

/** Bytes come over as a plain Uint8Array; express would make JSON of it. `null` is an app's "nothing". */
const contentOf = (content: unknown): unknown => {
    if (content instanceof Uint8Array) return Buffer.from(content);
    return content ?? undefined;
};
