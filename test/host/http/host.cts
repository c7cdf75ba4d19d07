import type { Faults } from '../rocketchat/faults.cjs';
import { findByUsername } from '../rocketchat/users.cjs';
import { noFaults } from '../rocketchat/faults.cjs';
import { Refusal, type RestCall, type Route } from './rest.cjs';

/** What a real server has no REST for: what its clients show, its clock, its mishaps. Local only, and open to anybody. */

async function userIdOf({ ws, query, body }: RestCall): Promise<string> {
    const { userId, username } = { ...query, ...body } as { userId?: string; username?: string };
    if (typeof userId === 'string') return userId;
    const user = typeof username === 'string' ? await findByUsername(ws, username) : undefined;
    if (user === undefined) throw new Refusal('Give a userId, or the username of a user');
    return user._id;
}

const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/host/${path}`,
    auth: 'none',
    handle,
});

/** Sets the switches that the body names; `calls` are added, and `reset: true` puts everything right first. */
function setFaults(faults: Faults, body: Readonly<Record<string, unknown>>): Faults {
    const { reset, calls, ...switches } = body;
    if (reset === true) Object.assign(faults, noFaults());
    const unknown = Object.keys(switches).filter((key) => !(key in faults));
    if (unknown.length > 0) throw new Refusal(`There is no fault ${unknown.join(', ')}`);
    Object.assign(faults, switches);
    if (Array.isArray(calls)) faults.calls = [...faults.calls, ...(calls as Faults['calls'])];
    return faults;
}

export const hostRoutes: readonly Route[] = [
    route('get', 'ephemeral', async (call) => ({ messages: call.ws.ui.ephemeral(await userIdOf(call)) })),
    route('get', 'modals', async (call) => ({
        modals: call.ws.ui.interactions(await userIdOf(call)),
        ignored: call.ws.ui.ignored(),
    })),
    route('get', 'typing', ({ ws }) => Promise.resolve({ typing: ws.ui.typings() })),
    route('post', 'trigger', async (call) => {
        const triggerId = call.ws.ids.meteorId();
        call.ws.ui.trigger(await userIdOf(call), triggerId);
        return { triggerId };
    }),
    route('get', 'clock', ({ ws }) => Promise.resolve({ now: ws.clock.now(), offsetMs: ws.clock.offsetMs() })),
    route('post', 'clock', async ({ ws, body }) => {
        await ws.clock.advance(Number(body['advanceMs']));
        return { now: ws.clock.now(), offsetMs: ws.clock.offsetMs() };
    }),
    route('get', 'faults', ({ ws }) => Promise.resolve({ faults: ws.faults })),
    route('post', 'faults', ({ ws, body }) => Promise.resolve({ faults: setFaults(ws.faults, body) })),
    route('post', 'kill', async ({ cluster, body }) => {
        for (const engine of cluster.engines) {
            if (body['server'] !== undefined && Number(body['server']) !== engine.server) continue;
            engine.killApp();
            if (body['wait'] !== false) await engine.appWorks();
        }
        return {};
    }),
    route('get', 'calls', ({ cluster }) =>
        Promise.resolve({ counts: cluster.calls.counts(), calls: cluster.calls.list() }),
    ),
    route('delete', 'calls', ({ cluster }) => {
        cluster.calls.reset();
        return Promise.resolve({});
    }),
    route('get', 'events', ({ ws }) => Promise.resolve({ events: ws.events.list() })),
    route('get', 'jobs', async ({ ws }) => {
        const jobs = await ws.store.jobs.find({}, { sort: { nextRunAt: 1 } });
        return { jobs: jobs.map(({ data: _data, ...job }) => job) };
    }),
    route('post', 'idle', async ({ cluster }) => {
        await cluster.idle();
        return {};
    }),
    route('get', 'servers', ({ cluster }) =>
        Promise.resolve({ servers: cluster.engines.map(({ server, pid }) => ({ server, pid })) }),
    ),
];
