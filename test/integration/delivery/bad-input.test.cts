import { keys } from '../../../src/gateway/records/keys';
import type { Client } from '../../host/client.cjs';
import { APP_ID, INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from './workbench.cjs';
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

describe('records of a shape that this version does not know', () => {
    const nameOf = ({ t = 'unknown', v = '?' }: { t?: string; v?: number | string }): string => `${t} v${v}`;

    async function goesOnWith(chatOf: { who: Customer; roomId: string }): Promise<void> {
        const { who, roomId } = chatOf;
        // What is remembered in memory would hide them.
        await pass(desk, 31 * SECOND);
        await desk.customerWrites('and on', who);
        await desk.agentWrites(olga, roomId, 'indeed');
        await ticks(desk, 4);
        expect(await desk.transcript(roomId)).toEqual(['hello', 'and on', 'indeed']);
        expect(desk.accepted()).toEqual(['indeed']);
        const { status } = (await desk.admin.get(`/api/apps/${APP_ID}/status`)) as { status?: string };
        expect(status).toMatch(/enabled$/);
    }

    test('among what is in work: left alone, told once each, listed in the status; everything else goes on', async () => {
        const strange: ReadonlyArray<{ t?: string; v?: number }> = [
            { t: 'entry', v: 2 },
            { t: 'entry', v: 0, key: 'x', conversation: 'y' } as object,
            { t: 'out', v: 7 },
            { t: 'claim', v: 3 },
            { t: 'hologram', v: 1 },
            { t: 'constructor', v: 1 },
            {},
        ];
        const talk = await chat(desk);
        for (const data of strange) {
            await plant(desk, keys.entry('strange', laneOf(talk.who.phone)), data);
            await plant(desk, keys.out('strange', laneOf(talk.who.phone)), data);
        }
        await goesOnWith(talk);
        expect((await told('cannot read')).sort()).toEqual(
            strange.map((data) => `Records that this version cannot read are left alone: ${nameOf(data)}`).sort(),
        );
        const { text } = await answered(desk, desk.admin, 'switchboard.status');
        const [, listed = ''] = /Records that this version cannot read were skipped: (.*)\.$/m.exec(text) ?? [];
        expect(listed.split(', ').sort()).toEqual(strange.map(nameOf).sort());
        const left = (await kept(desk)).map((one) => JSON.stringify(one));
        for (const data of strange) expect(left.filter((one) => one === JSON.stringify(data))).toHaveLength(2);
    });

    test('among everything else: the same, as far as anybody asks for them', async () => {
        const talk = await chat(desk);
        const lane = laneOf(talk.who.phone);
        const [message] = await desk.admin.messages(talk.roomId);
        const strange: Readonly<Record<string, string[]>> = {
            conversation: keys.conversation(lane, 'token'),
            done: ['in:x', keys.message(message?._id ?? ''), 'day:2026-01-01:0'],
            room: keys.openRoom('strange'),
            usage: keys.usage('green-api', INSTANCE.id, 'p', '2026-01-01'),
            connection: keys.connection('green-api', '7103000000'),
            oddity: keys.oddity('green-api', INSTANCE.id, 'x'),
        };
        for (const [t, under] of Object.entries(strange)) await plant(desk, under, { t, v: 99 });
        await goesOnWith(talk);
        await answered(desk, olga, `switchboard.message ${message?._id ?? ''}`);
        const { text } = await answered(desk, desk.admin, 'switchboard.status');
        for (const t of Object.keys(strange)) expect(text).toContain(`${t} v99`);
        expect(await told('cannot read')).toHaveLength(Object.keys(strange).length);
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

test('its webhooks are refused with 401, and open no room', async () => {
    const who = customer();
    const body = incoming(who, 'LATE', 'too late', desk.host.clock.now());
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
        [],
        { ...incoming(customer(), 'X', 'x', 0), senderData: { chatId: 'not a chat' } },
        { ...incoming(customer(), 'X', 'x', 0), timestamp: 'yesterday' },
    ];
    for (const body of bodies) expect(await webhook(desk, body)).toBe(200);
    expect((await kept(desk, 'undecoded')).length).toBe(bodies.length);
    const who = customer();
    await desk.customerWrites('and on', who);
    expect(await openRooms(desk, who)).toHaveLength(1);
});
