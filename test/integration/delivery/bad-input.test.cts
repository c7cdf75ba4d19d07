import { keys } from '../../../src/gateway/keys';
import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import {
    SECOND,
    answered,
    chat,
    complaints,
    customer,
    furnished,
    incoming,
    kept,
    notesIn,
    openRooms,
    pass,
    plant,
    ticks,
    uproot,
    webhook,
} from './workbench.cjs';

/** What should not be in the store, or should be and is not. */

let desk: Desk;
let olga: Client;

beforeEach(async () => {
    ({ desk, olga } = await furnished());
});

afterEach(() => desk.stop());

const laneOf = (phone: string): string => `green-api:${INSTANCE.id}:${phone}@c.us`;
const told = async (part: string): Promise<string[]> => (await complaints(desk)).filter((line) => line.includes(part));

describe('a record of a shape that this version does not know', () => {
    const shapes: ReadonlyArray<[string, object]> = [
        ['an entry of a later version', { t: 'entry', v: 2, key: 'x', everything: 'else' }],
        ['an entry of an older one, without members of today', { t: 'entry', v: 1, key: 'x', conversation: 'y' }],
        ['a reply of a later version', { t: 'out', v: 7 }],
        ['a kind that is not known at all', { t: 'hologram', v: 1 }],
        ['no kind at all', { hello: 'there' }],
        ['a name that every object has', { t: 'constructor', v: 1 }],
    ];

    test.each(shapes)('%s: is left alone and told once; the conversation and the tick go on', async (_what, data) => {
        const { who, roomId } = await chat(desk);
        const lane = laneOf(who.phone);
        await plant(desk, keys.entry('strange', lane), data);
        await plant(desk, keys.out('strange', lane), data);
        await desk.customerWrites('and on', who);
        await desk.agentWrites(olga, roomId, 'indeed');
        await ticks(desk, 4);
        expect(await desk.transcript(roomId)).toEqual(['hello', 'and on', 'indeed']);
        expect(desk.accepted()).toEqual(['indeed']);
        const { t = 'unknown', v = '?' } = data as { t?: string; v?: number };
        expect(await told('cannot read')).toEqual([expect.stringContaining(`${t} v${String(v)}`)]);
        expect((await answered(desk, desk.admin, 'switchboard.status')).text).toContain(
            `⚠️ Records that this version cannot read were skipped: ${t} v${String(v)}.`,
        );
        expect(await kept(desk)).toContainEqual(data);
        const status = await desk.admin.get('/api/apps/9a1f8c52-6a0e-4b0c-9d6e-2f5c7b3e41d8/status');
        expect(status['status']).toMatch(/enabled$/);
    });

    test.each([
        ['conversation', (lane: string) => keys.conversation(lane, 'token')],
        ['done', () => keys.done(`green-api:${INSTANCE.id}:message:NEXT`, ['m'], Date.now())],
        ['room', () => keys.openRoom('strange')],
        ['usage', () => keys.usage('green-api', INSTANCE.id, 'p', '2026-01-01')],
        ['offline', (lane: string) => keys.offline(lane)],
        ['connection', () => keys.connection('green-api', '7103000000')],
    ])('one of kind %s is skipped and told as well', async (kind, keysOf) => {
        const { who, roomId } = await chat(desk);
        await plant(desk, keysOf(laneOf(who.phone)), { t: kind, v: 99 });
        // What is remembered in memory would hide it.
        await pass(desk, 31 * SECOND);
        await desk.customerWrites('and on', who);
        await desk.agentWrites(olga, roomId, 'indeed');
        await ticks(desk, 3);
        expect(await desk.transcript(roomId)).toEqual(['hello', 'and on', 'indeed']);
        expect(desk.accepted()).toEqual(['indeed']);
        const { text } = await answered(desk, desk.admin, 'switchboard.status');
        if (kind !== 'offline' && kind !== 'done') {
            // Nothing has asked for those two.
            expect(text).toContain(`${kind} v99`);
            expect(await told('cannot read')).toEqual([expect.stringContaining(`${kind} v99`)]);
        }
    });
});

test('a reply to a contact of a connection that was removed is a dead letter with that reason', async () => {
    const { roomId } = await chat(desk);
    await uproot(desk, `conn:green-api:${INSTANCE.id}`);
    await uproot(desk, `hooks:green-api:${INSTANCE.id}`);
    await pass(desk, 31 * SECOND);
    await desk.agentWrites(olga, roomId, 'into the void');
    expect(desk.accepted()).toEqual([]);
    const reason = 'The account that this chat came from is not connected any more.';
    expect(await kept(desk, 'dead')).toMatchObject([{ reason, inDoubt: false }]);
    expect((await notesIn(desk, roomId)).map(({ msg }) => msg)).toEqual([
        `⚠️ *Not delivered:* ${reason}\n> into the void`,
    ]);
    await ticks(desk, 3);
    expect(await kept(desk, 'out')).toEqual([]);
    expect((await answered(desk, desk.admin, 'switchboard.failed')).text).toContain(reason);
    expect((await answered(desk, desk.admin, 'switchboard.status')).text).toContain('No account is connected yet.');
});

test('its webhooks are refused with 401, also while another server remembers it', async () => {
    const who = customer();
    const body = incoming(who, 'LATE', 'too late', desk.host.clock.now());
    const token = await fetch(`${desk.green.url}/waInstance${INSTANCE.id}/getSettings/${INSTANCE.token}`);
    expect(token.status).toBe(200);
    await uproot(desk, `conn:green-api:${INSTANCE.id}`);
    await uproot(desk, `hooks:green-api:${INSTANCE.id}`);
    await pass(desk, 31 * SECOND);
    expect(await webhook(desk, body)).toBe(401);
    expect(await openRooms(desk, who)).toEqual([]);
});

test('webhooks with the right token and a body that means nothing are answered 200 and kept for people to see', async () => {
    const bodies: object[] = [
        {},
        { typeWebhook: 'incomingMessageReceived' },
        { typeWebhook: 'incomingMessageReceived', instanceData: { idInstance: 1 } },
        [] as unknown as object,
        { ...incoming(customer(), 'X', 'x', 0), senderData: { chatId: 'not a chat' } },
        { ...incoming(customer(), 'X', 'x', 0), timestamp: 'yesterday' },
    ];
    for (const body of bodies) expect(await webhook(desk, body)).toBe(200);
    expect((await kept(desk, 'undecoded')).length).toBe(bodies.length);
    const who = customer();
    await desk.customerWrites('and on', who);
    expect(await openRooms(desk, who)).toHaveLength(1);
});
