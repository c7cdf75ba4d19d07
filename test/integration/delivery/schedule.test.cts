import { GREEN_API_FAULTS, GreenApi } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import { HOUR, MINUTE, SECOND, TICK_MS, chat, furnished, kept, notesIn, pass, ticks } from './workbench.cjs';

/** When a reply that was not accepted is tried again, and what waits for it meanwhile. */

/** After each failed try; the last one is followed by giving up. */
const SCHEDULE_MS = [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];
const SPREAD = 0.2;
/** Between the refusal by the provider and the moment from which the app counts. */
const SLACK_MS = 2 * SECOND;

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

afterEach(() => {
    desk.green.faults.clear();
    desk.host.setHook({});
});

afterAll(() => desk.stop());

/** The tries to send to a number, oldest first. */
const tries = (phone: string, green: GreenApi = desk.green) =>
    green.log.filter(
        ({ route, body }) => route === 'sendMessage' && (body as { chatId?: string }).chatId === `${phone}@c.us`,
    );
const sentTo = (phone: string, green: GreenApi = desk.green, instanceId: string = INSTANCE.id): string[] =>
    green
        .sent(instanceId)
        .filter(({ chatId }) => chatId === `${phone}@c.us`)
        .map(({ message }) => message);

test('a reply that GREEN-API puts off is tried again on schedule, and given up after the last try', async () => {
    const { who, roomId } = await chat(desk);
    desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', Infinity));
    await desk.agentWrites(olga, roomId, 'put off');
    for (const [index, delay] of SCHEDULE_MS.entries()) {
        const made = tries(who.phone);
        expect(made).toHaveLength(index + 1);
        const [waiting] = await kept(desk, 'out');
        const next = Number(waiting?.['notBefore']);
        const wait = next - Number(made[index]?.at);
        expect(wait).toBeGreaterThanOrEqual(delay * (1 - SPREAD));
        expect(wait).toBeLessThanOrEqual(delay * (1 + SPREAD) + SLACK_MS);
        // Not one tick too early, and with the first tick after it.
        await pass(desk, Math.max(0, next - desk.host.clock.now() - SECOND));
        expect(tries(who.phone)).toHaveLength(index + 1);
        await pass(desk, SECOND + TICK_MS);
    }
    expect(tries(who.phone)).toHaveLength(SCHEDULE_MS.length + 1);
    expect(await kept(desk, 'out')).toEqual([]);
    expect((await kept(desk, 'dead')).map(({ reason, inDoubt }) => [reason, inDoubt])).toEqual([
        ['It was tried for two days. GREEN-API asks to send more slowly.', false],
    ]);
    expect((await notesIn(desk, roomId)).map(({ msg }) => msg)).toEqual([
        '⚠️ *Not delivered:* It was tried for two days. GREEN-API asks to send more slowly.\n> put off',
    ]);
    await pass(desk, 48 * HOUR);
    expect(tries(who.phone)).toHaveLength(SCHEDULE_MS.length + 1);
});

test('an instance that is starting is given the 15 s that it asks for', async () => {
    const { who, roomId } = await chat(desk);
    desk.green.faults.add({
        route: 'sendMessage',
        kind: 'status',
        status: 400,
        body: { message: 'instance in starting process try later' },
    });
    await desk.agentWrites(olga, roomId, 'good morning');
    await pass(desk, 13 * SECOND);
    expect(tries(who.phone)).toHaveLength(1);
    await pass(desk, 2 * SECOND + TICK_MS);
    expect(sentTo(who.phone)).toEqual(['good morning']);
});

test('GREEN-API out of reach is no doubt: the reply goes out when it is back', async () => {
    const { who, roomId } = await chat(desk);
    // Nobody answers at the door: nothing can have been accepted.
    let down = true;
    desk.host.setHook({
        before({ bridge, method }) {
            if (bridge === 'http' && method === 'call' && down) throw new Error('connect ECONNREFUSED 127.0.0.1:1');
        },
    });
    await desk.agentWrites(olga, roomId, 'are you there');
    expect(await kept(desk, 'out')).toMatchObject([{ reason: 'GREEN-API could not be reached.', failures: 1 }]);
    down = false;
    await pass(desk, 7 * SECOND);
    expect(sentTo(who.phone)).toEqual(['are you there']);
});

test('what is written behind a reply that waits goes out after it, in order; other conversations go on', async () => {
    const slow = await chat(desk);
    const other = await chat(desk);
    desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', 2));
    await desk.agentWrites(olga, slow.roomId, 'one');
    await desk.agentWrites(olga, slow.roomId, 'two');
    await pass(desk, 7 * SECOND);
    await desk.agentWrites(olga, slow.roomId, 'three');
    // One waits for half a minute now.
    await desk.agentWrites(olga, other.roomId, 'at once');
    expect([sentTo(slow.who.phone), sentTo(other.who.phone)]).toEqual([[], ['at once']]);
    await pass(desk, 37 * SECOND);
    expect(sentTo(slow.who.phone)).toEqual(['one', 'two', 'three']);
    expect(await kept(desk, 'out')).toEqual([]);
});

describe('with a second instance at a GREEN-API of its own', () => {
    const SECOND_INSTANCE = { id: '710399004277', token: 'tok3nSECOND0123456789', phone: '15550100777' } as const;
    const CROWD = 60;
    let second: GreenApi;
    const crowd: Array<{ phone: string; roomId: string }> = [];

    beforeAll(async () => {
        second = new GreenApi({ clock: desk.host.clock, restartMs: 0 });
        await second.start();
        second.addInstance(SECOND_INSTANCE);
        await desk.saveSettings({ green_api_url: second.url });
        const answer = await desk.command(
            olga,
            `greenapi.create-instance ${SECOND_INSTANCE.id} ${SECOND_INSTANCE.token}`,
        );
        expect(answer).toMatch(/^✅/);
        for (let i = 0; i < CROWD; i++) {
            const { who, roomId } = await chat(desk);
            crowd.push({ phone: who.phone, roomId });
        }
    });

    afterAll(() => second.stop());

    test('many replies that wait for a throttled one do not delay a reply of the other by a tick', async () => {
        const lone = { name: 'Lone', phone: '15553000001' };
        second.customerWrites(SECOND_INSTANCE.id, { ...lone, text: 'hello' });
        await second.drain();
        await desk.settle();
        const room = (await desk.admin.rooms({ open: true })).find(({ fname }) => fname === lone.name);
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', Infinity));
        second.faults.add(GREEN_API_FAULTS.tooManyRequests());
        await Promise.all(crowd.map(({ roomId }) => olga.post(roomId, 'me too')));
        await olga.post(room?._id ?? '', 'only me');
        await desk.settle();
        expect((await kept(desk, 'out')).length).toBe(CROWD + 1);

        // The throttled one takes its time over each refusal.
        desk.host.setHook({
            async before({ bridge, method, args }) {
                const slow = JSON.stringify(args).includes(desk.green.url);
                if (bridge === 'http' && method === 'call' && slow) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        });
        const before = desk.green.log.length;
        const since = () => desk.green.log.slice(before).filter(({ path }) => path.includes('/sendMessage/'));
        await pass(desk, 7 * SECOND);
        expect(sentTo(lone.phone, second, SECOND_INSTANCE.id)).toEqual(['only me']);
        const accepted = tries(lone.phone, second).slice(-1)[0]?.at ?? Infinity;
        const earlier = since().filter(({ at }) => at < accepted);
        expect(since()).toHaveLength(CROWD);
        expect(earlier.length).toBeLessThanOrEqual(16);
        desk.green.faults.clear();
        await pass(desk, 40 * SECOND);
        expect(await kept(desk, 'out')).toEqual([]);
    });

    test('a burst over the rate of the provider goes out whole, each reply once and in order', async () => {
        const before = desk.green.sent(INSTANCE.id).length;
        const texts = ['one', 'two', 'three'];
        for (const text of texts) await Promise.all(crowd.map(({ roomId }) => olga.post(roomId, text)));
        await desk.settle();
        await ticks(desk, 4);
        const sent = desk.green.sent(INSTANCE.id).slice(before);
        // How they are spaced where they leave is the pacer's own test: on their way they may come closer together.
        expect(sent).toHaveLength(CROWD * texts.length);
        for (const { phone } of crowd) {
            expect(sentTo(phone).slice(-3)).toEqual(texts);
        }
        expect(await kept(desk, 'out')).toEqual([]);
    });
});
