import { type Answer, Fake, type FakeOptions, type FakeRequest } from '../fake.cjs';
import { refusal } from './answers.cjs';
import { APP_CALLS } from './app-client.cjs';
import { callback } from './callback.cjs';
import { controls } from './controls.cjs';
import { Exchanges } from '../exchange.cjs';
import { NOTHING_LISTED, listMessages } from './messages.cjs';
import { type NewWorkspace, Workspace } from './workspace.cjs';

export { RAPIDPRO_FAULTS } from './answers.cjs';
export type { NewWorkspace, Workspace } from './workspace.cjs';

const CALLBACK = /^\/mr\/tickets\/types\/rocketchat\/(?:event_callback\/)?(?<uuid>[a-f0-9-]+)(?:\/event)?$/;
const HOUR_MS = 3_600_000;

/** Contacts of every server are counted from here, so the tokens of two servers collide, as they do in life. */
const FIRST_NUMBER = 10_023;

export interface RapidProOptions extends FakeOptions {
    /** Messages a page of the REST API; 250 (Weni: 100) when left out. */
    readonly pageSize?: number;
    /** Requests to the REST API that a workspace has in an hour; 2500 when left out. */
    readonly requestsPerHour?: number;
}

/**
 * A RapidPro of our own: mailroom's client of the ticketing app, its callback endpoint, and the list of messages of the
 * REST API, with as many workspaces as a test adds. What differs between released servers stands in `records.cts`.
 */
export class RapidPro extends Fake {
    private readonly workspaces: Workspace[] = [];
    private readonly exchanges: Exchanges;
    private number = FIRST_NUMBER;
    private readonly media = new Map<string, Answer>();
    private readonly spent = new Map<Workspace, number[]>();

    constructor(private readonly options: RapidProOptions) {
        const exchanges = new Exchanges();
        super(
            options,
            [
                {
                    name: 'event_callback',
                    method: 'POST',
                    path: CALLBACK,
                    handle: (request) => this.callback(request),
                },
                {
                    name: 'messages',
                    method: 'GET',
                    path: /^\/api\/v2\/messages\.json$/,
                    handle: (request) => this.list(request),
                },
                {
                    name: 'messages without .json',
                    method: 'GET',
                    path: /^\/api\/v2\/messages$/,
                    handle: () => NOTHING_LISTED,
                },
                {
                    name: 'media',
                    method: 'GET',
                    path: /^\/media\/(?<name>[^/]+)$/,
                    handle: ({ params }) => this.media.get(params['name'] ?? '') ?? { status: 404 },
                },
            ],
            Object.keys(APP_CALLS),
            controls(() => this.first()),
        );
        this.exchanges = exchanges;
    }

    override async stop(): Promise<void> {
        await this.exchanges.stop();
        await super.stop();
    }

    addWorkspace(workspace: NewWorkspace): Workspace {
        const { timers, faults, exchanges } = this;
        const nextNumber = (): number => this.number++;
        const added = new Workspace({ timers, faults, exchanges, nextNumber, origin: () => this.url }, workspace);
        this.workspaces.push(added);
        return added;
    }

    /** Keeps a file that a contact sent, in the storage that anybody may read. Returns its address. */
    addMedia(name: string, contentType: string, body: Buffer): string {
        this.media.set(name, { status: 200, headers: { 'content-type': contentType }, body });
        return `${this.url}/media/${encodeURIComponent(name)}`;
    }

    /** Until no call of the fake is under way, or can only go on when the clock moves. */
    async drain(): Promise<void> {
        await this.exchanges.drain();
    }

    protected override notFound({ method, path }: FakeRequest): Answer {
        return CALLBACK.test(path) && method !== 'POST'
            ? refusal(405, `illegal method: ${method}`)
            : refusal(404, `not found: ${path}`);
    }

    private callback(request: FakeRequest): Promise<Answer> | Answer {
        const workspace = this.workspaces.find(({ ticketerId }) => ticketerId === request.params['uuid']);
        if (workspace && workspace.path !== request.path) {
            return this.notFound(request);
        }
        return callback(workspace, request, this.exchanges, this.timers);
    }

    private list(request: FakeRequest): Answer {
        return listMessages(request, {
            workspaces: this.workspaces,
            pageSize: this.options.pageSize,
            spend: (workspace) => this.spend(workspace),
        });
    }

    private spend(workspace: Workspace): boolean {
        const now = this.timers.now();
        const lastHour = (this.spent.get(workspace) ?? []).filter((at) => now - at < HOUR_MS);
        const isAllowed = lastHour.length < (this.options.requestsPerHour ?? 2_500);
        this.spent.set(workspace, isAllowed ? [...lastHour, now] : lastHour);
        return isAllowed;
    }

    /** The one that a person with curl means. */
    private first(): Workspace {
        const first = this.workspaces[0];
        if (!first) {
            throw new Error('No workspace');
        }
        return first;
    }
}
