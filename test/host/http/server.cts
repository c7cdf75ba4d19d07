import { createServer, type Server } from 'http';
import type { AddressInfo, Socket } from 'net';
import type { Express, NextFunction, Request, Response } from 'express';
import { appEndpoints } from './app-endpoints.cjs';
import { appRoutes } from './apps.cjs';
import { authRoutes } from './auth.cjs';
import { chatRoutes } from './chat.cjs';
import { express } from './express.cjs';
import { hostRoutes } from './host.cjs';
import { livechatRoutes } from './livechat.cjs';
import { mount, type Desk } from './rest.cjs';
import { userRoutes } from './users.cjs';
import { workspaceRoutes } from './workspace.cjs';

export interface HttpServer {
    readonly port: number;
    /** From now on requests are answered; until then the port is only taken. */
    open(desk: Desk): void;
    /** Requests that are being answered. */
    inFlight(): number;
    close(): Promise<void>;
}

/** The largest body that REST takes: the real server's own limit for it. */
const REST_BODY_LIMIT = '50mb';

const KEEP_ALIVE_MS = 600_000;

/**
 * Takes the port before anything else is started, so that a taken one costs nothing.
 * @param port 0 for any free one.
 * @throws with the port in its message when it is taken.
 */
export async function listen(port: number): Promise<HttpServer> {
    let handle: ((request: Request, response: Response) => void) | undefined;
    let running = 0;
    const sockets = new Set<Socket>();
    const server = createServer((request, response) => {
        running += 1;
        response.on('close', () => {
            running -= 1;
        });
        if (handle === undefined) response.writeHead(503).end();
        else handle(request as Request, response as Response);
    });
    // Node ends a kept connection after 5 s, and a client that is just using it again gets a reset.
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => {
            const taken = error.code === 'EADDRINUSE';
            reject(
                taken
                    ? new Error(`Port ${String(port)} of 127.0.0.1 is taken: stop what listens there or choose another`)
                    : error,
            );
        });
        server.listen(port, '127.0.0.1', resolve);
    });
    return {
        port: (server.address() as AddressInfo).port,
        open: (desk) => {
            handle = expressApp(desk);
        },
        inFlight: () => running,
        close: () => closeServer(server, sockets),
    };
}

function expressApp(desk: Desk): Express {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.use(appEndpoints(desk));
    app.use(express.json({ limit: REST_BODY_LIMIT, strict: false }));
    app.use(express.urlencoded({ extended: true, limit: REST_BODY_LIMIT }));
    mount(app, desk, [
        ...authRoutes,
        ...hostRoutes,
        ...workspaceRoutes,
        ...appRoutes,
        ...chatRoutes,
        ...livechatRoutes,
        ...userRoutes,
    ]);
    app.use('/api/v1', (_request, response) => {
        response.status(404).json({ success: false, error: 'API endpoint does not exist!' });
    });
    app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
        const status = (error as { status?: number }).status ?? 500;
        response.status(status).json({ success: false, error: error instanceof Error ? error.message : String(error) });
    });
    return app;
}

/** Ends kept connections too: a client's idle one would hold the port's process open. */
async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
}
