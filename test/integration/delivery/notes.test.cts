import type { Client } from '../../host/client.cjs';
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Desk } from '../../support/desk.cjs';
import { INSTANCE } from '../../support/desk.cjs';
import {
    SECOND,
    buttonsOf,
    chat,
    furnished,
    kept,
    noteBecomes,
    notesIn,
    notesTo,
    openRooms,
    pass,
    press,
    ticks,
    until,
} from './workbench.cjs';

/** What people see of a reply that did not arrive. */

const QUOTA =
    "The monthly quota of the instance's GREEN-API plan is used up (3/3). It begins anew on the 1st, or with another plan.";

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
});

afterEach(() => {
    desk.host.setHook({});
    // A fault that did not happen is a test that did not test.
    expect(desk.green.faults.pending).toEqual([]);
});

afterAll(() => desk.stop());

const quota = (): void => desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());
/** How often a text went out to the customer. */
const times = (text: string): number => desk.accepted().filter((one) => one === text).length;
const sentTo = (phone: string): string[] =>
    desk.green
        .sent(INSTANCE.id)
        .filter(({ chatId }) => chatId === `${phone}@c.us`)
        .map(({ message }) => message);

describe('a reply that GREEN-API refuses for good', () => {
    test('is told within 2 s in a note with the reason, the text and two buttons, for agents only', async () => {
        const { who, roomId } = await chat(desk);
        quota();
        const message = await olga.post(roomId, 'over the quota');
        const took = await until('a note', async () => (await notesIn(desk, roomId)).length > 0);
        expect(took).toBeLessThan(2 * SECOND);
        await desk.settle();
        const [note, ...others] = await notesIn(desk, roomId);
        expect(others).toEqual([]);
        expect(note?.msg).toBe(`⚠️ *Not delivered:* ${QUOTA}\n> over the quota`);
        expect(buttonsOf(note).map(({ actionId, value, text }) => [actionId, value, text.text])).toEqual([
            ['switchboard-retry', message._id, 'Retry'],
            ['switchboard-dismiss', message._id, 'Dismiss'],
        ]);
        expect(sentTo(who.phone)).toEqual([]);
        expect(await olga.ephemeral()).not.toContainEqual(expect.objectContaining({ rid: roomId }));
    });

    test('goes out once after Retry, and the note says so in place', async () => {
        const { who, roomId } = await chat(desk);
        quota();
        await desk.agentWrites(olga, roomId, 'please again');
        const [note] = await notesIn(desk, roomId);
        expect((await press(olga, note, 'retry')).status).toBe(200);
        await noteBecomes(() => notesIn(desk, roomId), '✅');
        expect(sentTo(who.phone)).toEqual(['please again']);
        const notes = await notesIn(desk, roomId);
        expect(notes.map(({ _id }) => _id)).toEqual([note?._id]);
        expect(notes[0]?.msg).toMatch(/^✅ Delivered after all, at \d\d:\d\d \(UTC\)\.\n> please again$/);
        expect(buttonsOf(notes[0])).toEqual([]);
    });

    test.each([
        ['twice in a row on one server', [0, 0], 'in turn'],
        ['twice at once on one server', [0, 0], 'at once'],
        ['at once on two servers', [0, 1], 'at once'],
        ['in turn on two servers', [0, 1], 'in turn'],
    ] as const)('goes out once when Retry is pressed %s', async (_what, servers, order) => {
        const { who, roomId } = await chat(desk);
        quota();
        await desk.agentWrites(olga, roomId, 'only once');
        const [note] = await notesIn(desk, roomId);
        const presses = servers.map((server) => () => press(olga, note, 'retry', server));
        if (order === 'at once') {
            await Promise.all(presses.map((one) => one()));
        } else {
            for (const one of presses) await one();
        }
        await noteBecomes(() => notesIn(desk, roomId), '✅');
        await ticks(desk, 4);
        await pass(desk, 100 * SECOND);
        expect(sentTo(who.phone)).toEqual(['only once']);
        const [after, ...others] = await notesIn(desk, roomId);
        expect(others).toEqual([]);
        expect(after?.msg).toMatch(/^✅ Delivered after all/);
        expect(await kept(desk, 'out')).toEqual([]);
        expect(await kept(desk, 'claim')).toEqual([]);
    });

    test('may fail again after Retry: the same note says so, and can be pressed again', async () => {
        const { who, roomId } = await chat(desk);
        desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded('sendMessage', 2));
        await desk.agentWrites(olga, roomId, 'stubborn');
        const [first] = await notesIn(desk, roomId);
        await press(olga, first, 'retry');
        await until('the second refusal', () => desk.green.faults.pending.length === 0);
        const second = await noteBecomes(() => notesIn(desk, roomId), '⚠️');
        // The note stands a moment before the second try has come to its end.
        await until('its end', async () => (await kept(desk, 'out')).length === 0, 20 * SECOND);
        await press(olga, second, 'retry');
        const last = await noteBecomes(() => notesIn(desk, roomId), '✅');
        expect([second?._id, last?._id]).toEqual([first?._id, first?._id]);
        expect(sentTo(who.phone)).toEqual(['stubborn']);
    });

    test('is left alone after Dismiss: the note says so, and a late Retry sends nothing', async () => {
        const { who, roomId } = await chat(desk);
        quota();
        await desk.agentWrites(olga, roomId, 'never mind');
        const [note] = await notesIn(desk, roomId);
        expect((await press(olga, note, 'dismiss')).status).toBe(200);
        await desk.settle();
        const [after] = await notesIn(desk, roomId);
        expect([after?._id, after?.msg]).toEqual([note?._id, '☑️ Not delivered; seen to.\n> never mind']);
        expect(buttonsOf(after)).toEqual([]);
        await press(olga, note, 'retry');
        await desk.settle();
        await ticks(desk, 3);
        expect(sentTo(who.phone)).toEqual([]);
        expect((await olga.ephemeral()).slice(-1)[0]?.text).toBe(
            'This message is not among the undelivered ones any more.',
        );
    });

    test('does not hold up the next one, nor is it sent with it', async () => {
        const { who, roomId } = await chat(desk);
        quota();
        await desk.agentWrites(olga, roomId, 'refused');
        await desk.agentWrites(olga, roomId, 'next');
        expect(sentTo(who.phone)).toEqual(['next']);
    });
});

test('the button answers within 5 s while GREEN-API is slow, and the work follows', async () => {
    const { who, roomId } = await chat(desk);
    quota();
    await desk.agentWrites(olga, roomId, 'slowly');
    const [note] = await notesIn(desk, roomId);
    desk.green.faults.add({ route: 'sendMessage', kind: 'slow', delayMs: 8 * SECOND });
    const since = performance.now();
    expect((await press(olga, note, 'retry')).status).toBe(200);
    expect(performance.now() - since).toBeLessThan(2 * SECOND);
    await until('the call', () => sentTo(who.phone).length > 0);
    await noteBecomes(() => notesIn(desk, roomId), '⏳ Sending it again…');
    await pass(desk, 8 * SECOND);
    await noteBecomes(() => notesIn(desk, roomId), '✅');
    expect(times('slowly')).toBe(1);
});

test("notes speak the workspace's language", async () => {
    await desk.admin.setSetting('Language', 'ru');
    const { roomId } = await chat(desk);
    quota();
    await desk.agentWrites(olga, roomId, 'привет');
    await desk.admin.setSetting('Language', 'en');
    const [note] = await notesIn(desk, roomId);
    expect(note?.msg).toMatch(/^⚠️ \*Не доставлено:\* .*\n> привет$/);
    expect(buttonsOf(note).map(({ text }) => text.text)).toEqual(['Повторить', 'Закрыть']);
});

test('the buttons are for the people of the desk: somebody else moves nothing', async () => {
    const { who, roomId } = await chat(desk);
    quota();
    await desk.agentWrites(olga, roomId, 'mine');
    const [note] = await notesIn(desk, roomId);
    const stranger = await desk.admin.createUser('stranger');
    await press(stranger, note, 'retry');
    await press(stranger, note, 'dismiss');
    await desk.settle();
    expect(sentTo(who.phone)).toEqual([]);
    expect((await notesIn(desk, roomId))[0]?.msg).toMatch(/^⚠️/);
});

describe('a reply that has to wait', () => {
    test('is told from the second failure on, and the one note follows it to the end', async () => {
        const { who, roomId } = await chat(desk);
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', 2));
        await desk.agentWrites(olga, roomId, 'patience');
        // The next try comes in some seconds: nothing to read yet.
        expect(await notesIn(desk, roomId)).toEqual([]);
        await pass(desk, 7 * SECOND);
        const [note] = await notesIn(desk, roomId);
        expect(note?.msg).toMatch(
            /^⏳ Not delivered yet: GREEN-API asks to send more slowly\. The next try is at \d\d:\d\d \(UTC\)\.\n> patience$/,
        );
        expect(buttonsOf(note)).toEqual([]);
        expect(sentTo(who.phone)).toEqual([]);
        await pass(desk, 37 * SECOND);
        expect(sentTo(who.phone)).toEqual(['patience']);
        const notes = await notesIn(desk, roomId);
        expect(notes.map(({ _id }) => _id)).toEqual([note?._id]);
        expect(notes[0]?.msg).toMatch(/^✅ Delivered after all/);
    });

    test('and is then refused: the same note gets the reason and the buttons', async () => {
        const { roomId } = await chat(desk);
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', 2));
        quota();
        const message = await olga.post(roomId, 'in vain');
        await desk.settle();
        await pass(desk, 7 * SECOND);
        const [waiting] = await notesIn(desk, roomId);
        expect(waiting?.msg).toMatch(/^⏳/);
        await pass(desk, 37 * SECOND);
        const notes = await notesIn(desk, roomId);
        expect(notes.map(({ _id }) => _id)).toEqual([waiting?._id]);
        expect(notes[0]?.msg).toMatch(/^⚠️ \*Not delivered:\*/);
        expect(buttonsOf(notes[0]).map(({ value }) => value)).toEqual([message._id, message._id]);
    });
});

test('a reply of which nobody knows is told as such, and Resend sends it', async () => {
    const { who, roomId } = await chat(desk);
    desk.green.faults.add(GREEN_API_FAULTS.gateway(502));
    await desk.agentWrites(olga, roomId, 'perhaps');
    const [note] = await notesIn(desk, roomId);
    expect(note?.msg).toMatch(/^❓ \*It is not known whether this was delivered:\*.*502.*\n> perhaps$/);
    expect(buttonsOf(note).map(({ text }) => text.text)).toEqual(['Resend', 'Dismiss']);
    await ticks(desk, 3);
    expect(sentTo(who.phone)).toEqual([]);
    await press(olga, note, 'retry');
    const after = await noteBecomes(() => notesIn(desk, roomId), '✅');
    expect([after?._id, sentTo(who.phone)]).toEqual([note?._id, ['perhaps']]);
});

describe('when the room is closed by the time of the failure', () => {
    /** Closes the room while GREEN-API has the reply. */
    async function refusedAfterClosing(roomId: string, text: string): Promise<void> {
        quota();
        let closing = false;
        desk.host.setHook({
            async before({ bridge, method }) {
                if (bridge === 'http' && method === 'call' && !closing) {
                    closing = true;
                    await olga.close(roomId, 'bye');
                }
            },
        });
        await desk.agentWrites(olga, roomId, text);
        desk.host.setHook({});
    }

    test('nothing is posted into it, no room opens, and the agent gets it directly: text, reason, link, buttons', async () => {
        const { who, roomId } = await chat(desk);
        const before = (await notesTo(olga)).length;
        await refusedAfterClosing(roomId, 'too late');
        expect(await notesIn(desk, roomId)).toEqual([]);
        expect(await openRooms(desk, who)).toEqual([]);
        const [note, ...others] = (await notesTo(olga)).slice(before);
        expect(others).toEqual([]);
        expect(note?.msg.split('\n')).toEqual([
            `⚠️ *Not delivered:* ${QUOTA}`,
            '> too late',
            `${desk.host.url}/live/${roomId}`,
        ]);
        expect(buttonsOf(note).map(({ text }) => text.text)).toEqual(['Retry', 'Dismiss']);
        expect(sentTo(who.phone)).toEqual([]);
    });

    test('Retry in the direct message sends it, still without a room', async () => {
        const { who, roomId } = await chat(desk);
        await refusedAfterClosing(roomId, 'from the direct message');
        const note = (await notesTo(olga)).slice(-1)[0];
        await press(olga, note, 'retry');
        const after = await noteBecomes(() => notesTo(olga), '✅');
        expect([after?._id, sentTo(who.phone)]).toEqual([note?._id, ['from the direct message']]);
        expect(await openRooms(desk, who)).toEqual([]);
    });

    test('Dismiss in the direct message puts it away', async () => {
        const { who, roomId } = await chat(desk);
        await refusedAfterClosing(roomId, 'forget it');
        const note = (await notesTo(olga)).slice(-1)[0];
        await press(olga, note, 'dismiss');
        await desk.settle();
        const after = (await notesTo(olga)).slice(-1)[0];
        expect([after?._id, after?.msg.split('\n')[0]]).toEqual([note?._id, '☑️ Not delivered; seen to.']);
        expect(sentTo(who.phone)).toEqual([]);
    });

    test('also after a note in the room had said that it waits: the agent hears of the end directly', async () => {
        const { who, roomId } = await chat(desk);
        const before = (await notesTo(olga)).length;
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', 2));
        await desk.agentWrites(olga, roomId, 'waits and fails');
        await pass(desk, 7 * SECOND);
        expect((await notesIn(desk, roomId)).map(({ msg }) => msg)).toEqual([expect.stringMatching(/^⏳/)]);
        await olga.close(roomId, 'bye');
        await desk.settle();
        quota();
        await pass(desk, 37 * SECOND);
        expect(await openRooms(desk, who)).toEqual([]);
        const direct = (await notesTo(olga)).slice(before);
        expect(direct.map(({ msg }) => msg.split('\n')[0])).toEqual([expect.stringMatching(/^⚠️ \*Not delivered:\*/)]);
        expect(buttonsOf(direct[0])).toHaveLength(2);
        expect(await notesIn(desk, roomId)).toHaveLength(1);
    });
});
