import type { Client } from '../host/client.cjs';
import type { Host } from '../host/host.cjs';
import { messageToApp } from '../host/rocketchat/convert/messages.cjs';
import { APP_ID } from '../support/desk.cjs';
import { linesOf } from '../support/lines/lines.cjs';
import type { Writer } from '../support/lines/webhooks.cjs';
import type { LoadClient } from './load.cjs';
import { REFERENCE_ID, referenceZip } from './reference-app.cjs';
import type { Seat } from './seats.cjs';
import { notice, opened, takeSeats } from './seats.cjs';
import type { Furnished, Places, Shape } from './shape.cjs';

/** One who takes messages: our app, or the reference app in one of its roles. */
export interface Contestant {
    readonly name: string;
    readonly host: Host;
    /** Brings one message that says `text`, in one of the conversations. Resolves when it was taken. */
    send(lane: number, text: string): Promise<void>;
}

/** Our app, on a channel. Conversations go on already. */
export function ours(client: LoadClient, seat: Seat, customers: readonly Writer[]): Contestant {
    const { desk, line, channel } = seat;
    const url = `${desk.host.url}/api/apps/public/${APP_ID}/${line.hook.path}`;
    return {
        name: channel,
        host: desk.host,
        send: async (lane, text) => {
            const writer = customers[lane];
            if (writer === undefined) throw new Error(`No conversation ${lane}`);
            const body = JSON.stringify(notice(seat, writer, { text }));
            refuseFailure(await client.post({ url, headers: line.hook.headers, body }), channel);
        },
    };
}

/** The reference app in its roles, on a host of its own. */
export interface Reference {
    readonly empty: Contestant;
    readonly event: Contestant;
    readonly equal: Contestant;
    stop(): Promise<void>;
}

/** So many conversations have begun on its host before: enough to have seen every shape. */
const SEEN = 8;

/** Starts it, with a room for each of so many conversations. */
export async function reference(
    client: LoadClient,
    { servers, lanes, shape, channel }: { servers: number; lanes: number; shape: Shape; channel: string },
): Promise<Reference> {
    // A host with the same past: what a server has seen of an app decides how fast its engine is from then on.
    const past = await takeSeats({ servers, clock: 'machine' }, linesOf([channel]));
    try {
        const { host, admin } = past.desk;
        await Promise.all(past.all.map((seat) => opened(seat, SEEN)));
        await admin.removeApp(APP_ID);
        await host.install(referenceZip());
        const rooms = await furnished(admin, servers, lanes, shape);
        const { _id } = await admin.post('GENERAL', 'to everybody');
        return { ...rolesOf(client, host, shape, rooms, await asApp(host, _id)), stop: () => past.stop() };
    } catch (error) {
        await past.stop(); // nobody else can
        throw error;
    }
}

/** Each server has a process of its own, and each process needs the plan; the rooms are everybody's. */
async function furnished(
    admin: Client,
    servers: number,
    lanes: number,
    { plan, places, room }: Shape,
): Promise<readonly string[]> {
    const made: string[] = [];
    for (let server = 0; server < servers; server++) {
        const count = server === 0 ? lanes : 0;
        const lanesHere = Array.from({ length: count }, (_, lane) => ({
            name: varied(places.lane, lane),
            room: another(room, lane),
        }));
        const body = { plan, lanes: lanesHere };
        const answer = await admin.webhook(REFERENCE_ID, 'furnish', body, {}, { server });
        refuseFailure(answer.status, answer.text);
        made.push(...(answer.json as { rooms: readonly string[] }).rooms);
    }
    return made;
}

function rolesOf(
    client: LoadClient,
    host: Host,
    { sample, places }: Shape,
    rooms: readonly string[],
    message: unknown,
): Omit<Reference, 'stop'> {
    const post = async (path: string, content: object): Promise<void> => {
        const url = `${host.url}/api/apps/public/${REFERENCE_ID}/${path}`;
        refuseFailure(await client.post({ url, headers: {}, body: JSON.stringify(content) }), path);
    };
    let turn = 0;
    return {
        empty: { name: 'empty endpoint', host, send: () => post('empty', sample) },
        event: {
            name: 'empty message event',
            host,
            send: async () => {
                turn += 1;
                await host.cluster.engine(turn % host.engines.length).executeListener('IPostMessageSent', message);
            },
        },
        equal: {
            name: 'endpoint with equal calls',
            host,
            send: (lane, text) => {
                turn += 1;
                const values: Places = {
                    key: varied(places.key, turn),
                    lane: varied(places.lane, lane),
                    message: varied(places.message, turn),
                    room: rooms[lane] ?? '',
                    text,
                };
                return post('equal', { ...sample, values });
            },
        },
    };
}

/** A room and a visitor with as much in them. */
function another({ visitor, source, customFields }: Furnished, n: number): Furnished {
    const [token, username] = [varied(visitor.token, n), varied(visitor.username, n)];
    return { visitor: { ...visitor, token, username }, source, ...(customFields && { customFields }) };
}

/** Another name of the same length. */
export function varied(name: string, n: number): string {
    const end = `~${n}`;
    return `${name.slice(0, Math.max(0, name.length - end.length))}${end}`;
}

function refuseFailure(status: number, who: string): void {
    if (status < 200 || status > 299) throw new Error(`${who} answered ${status}`);
}

/** A message as apps are told of it. */
async function asApp(host: Host, id: string): Promise<unknown> {
    const message = await host.store.messages.get(id);
    if (message === undefined) throw new Error('The message is gone');
    return messageToApp(host.workspace, message);
}
