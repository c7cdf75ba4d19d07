import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import {
    MINUTE,
    SECOND,
    answered,
    buttonsOf,
    chat,
    furnished,
    kept,
    notesIn,
    openRooms,
    pass,
    press,
    pressed,
    receipt,
    ticks,
    until,
    webhook,
    weed,
} from './workbench.cjs';

/** What people ask the app: what did not arrive, how it stands, what became of a message. */

let desk: Desk;
let olga: Client;
let pavel: Client;
let manager: Client;
let stranger: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
    pavel = await desk.registeredAgent('pavel');
    manager = await desk.admin.createUser('mary');
    await desk.admin.makeManager('mary');
    stranger = await desk.admin.createUser('stranger');
});

afterEach(async () => {
    expect(desk.green.faults.pending).toEqual([]);
    // What one test leaves undelivered is not the next one's business.
    for (const kind of ['dead', 'out', 'oddity']) await weed(desk, kind);
});

afterAll(() => desk.stop());

const quota = (times = 1): void => desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded('sendMessage', times));
const sentTo = (phone: string): string[] =>
    desk.green
        .sent(INSTANCE.id)
        .filter(({ chatId }) => chatId === `${phone}@c.us`)
        .map(({ message }) => message);

/** A chat that Pavel has been given. */
async function chatOfPavel(): Promise<{ phone: string; roomId: string }> {
    const { who, roomId } = await chat(desk);
    await olga.forward(roomId, { userId: pavel.userId });
    await desk.settle();
    return { phone: who.phone, roomId };
}

test.each(['switchboard.failed', 'switchboard.status', 'switchboard.message abc'])(
    '/%s is for the people of the desk',
    async (line) => {
        expect((await answered(desk, stranger, line)).text).toBe(
            'This command is for administrators, Livechat managers and agents.',
        );
    },
);

describe('/switchboard.failed', () => {
    test('says so when everything has arrived', async () => {
        for (const user of [desk.admin, manager, olga]) {
            const { text, buttons } = await answered(desk, user, 'switchboard.failed');
            expect([text, buttons]).toEqual(['No message is undelivered.', []]);
        }
    });

    test.each(['0', '-1', 'x', '1.5', '1001'])('asks for the number of a page instead of %s', async (page) => {
        const { text } = await answered(desk, olga, `switchboard.failed ${page}`);
        expect(text).toBe('Please give the number of a page, for example `/switchboard.failed 2`.');
    });

    test('takes one page number and no more', async () => {
        const { text } = await answered(desk, olga, 'switchboard.failed 1 2');
        expect(text).toBe('Please give: `/switchboard.failed [page]`');
    });

    test('lists the newest first, ten on a page, over the change of the day, with the reason and a button each', async () => {
        const { who, roomId } = await chat(desk);
        quota(12);
        for (let n = 1; n <= 12; n++) {
            await desk.agentWrites(olga, roomId, `letter ${n}`);
            await pass(desk, n === 4 ? 24 * 60 * MINUTE : MINUTE);
        }
        const first = await answered(desk, olga, 'switchboard.failed');
        const lines = first.text.split('\n');
        expect(lines[0]).toBe('*Undelivered messages* (page 1)');
        expect(lines.slice(1, -1).map((line) => /“(.*)”/.exec(line)?.[1])).toEqual(
            Array.from({ length: 10 }, (_, i) => `letter ${12 - i}`),
        );
        expect(lines[1]).toMatch(
            new RegExp(`^• \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${who.phone}@c\\.us: “letter 12” — .*quota.*$`),
        );
        expect(lines.slice(-1)).toEqual(['More: `/switchboard.failed 2`']);
        expect(first.buttons.map(({ text }) => text.text)).toEqual([
            ...Array.from({ length: 10 }, (_, i) => `Retry ${i + 1}`),
            'Retry all of this page',
        ]);
        const second = await answered(desk, manager, 'switchboard.failed 2');
        expect(second.text.split('\n').map((line) => /“(.*)”/.exec(line)?.[1])).toEqual([
            undefined,
            'letter 2',
            'letter 1',
        ]);
        expect((await answered(desk, desk.admin, 'switchboard.failed 3')).text).toBe('No message is undelivered.');
    });

    test('its buttons send one again, or all of the page, once each and in order', async () => {
        const { who, roomId } = await chat(desk);
        quota(4);
        for (const text of ['a', 'b', 'c', 'd']) {
            await desk.agentWrites(olga, roomId, text);
            await pass(desk, SECOND);
        }
        const { buttons } = await answered(desk, olga, 'switchboard.failed');
        const [newest, , , , all] = buttons;
        if (newest === undefined || all === undefined) throw new Error('Buttons are missing');
        await pressed(olga, newest, { rid: 'GENERAL' });
        await until('sent', () => sentTo(who.phone).length === 1);
        await desk.settle();
        expect(sentTo(who.phone)).toEqual(['d']);
        expect((await olga.ephemeral()).slice(-1)[0]?.text).toBe('Started again: 1');

        // The list is older than the press: what has gone out meanwhile is not sent again.
        await Promise.all([
            pressed(olga, all, { rid: 'GENERAL' }),
            pressed(manager, all, { rid: 'GENERAL' }),
            pressed(desk.admin, all, { rid: 'GENERAL' }),
        ]);
        await until('all sent', () => sentTo(who.phone).length >= 4);
        await desk.settle();
        await ticks(desk, 3);
        expect(sentTo(who.phone)).toEqual(['d', 'a', 'b', 'c']);
        expect((await answered(desk, olga, 'switchboard.failed')).text).toBe('No message is undelivered.');
        expect((await notesIn(desk, roomId)).map(({ msg }) => msg.split('\n')[0]?.slice(0, 1))).toEqual(
            Array.from({ length: 4 }, () => '✅'),
        );
    });

    test('shows agents their own; administrators and Livechat managers see all', async () => {
        const mine = await chat(desk);
        const his = await chatOfPavel();
        quota(2);
        await desk.agentWrites(olga, mine.roomId, 'from olga');
        await desk.agentWrites(pavel, his.roomId, 'from pavel');
        const seen = async (user: Client): Promise<Array<string | undefined>> =>
            (await answered(desk, user, 'switchboard.failed')).text
                .split('\n')
                .slice(1)
                .map((line) => /“(.*)”/.exec(line)?.[1]);
        expect(await seen(olga)).toEqual(['from olga']);
        expect(await seen(pavel)).toEqual(['from pavel']);
        expect(await seen(manager)).toEqual(['from pavel', 'from olga']);
        expect(await seen(desk.admin)).toEqual(['from pavel', 'from olga']);
    });
});

describe('/switchboard.status', () => {
    test('shows every number of a connection', async () => {
        const { who, roomId } = await chat(desk);
        await desk.agentWrites(olga, roomId, 'fine');
        await pass(desk, 3 * MINUTE);
        const odd = { typeWebhook: 'hologramReceived', instanceData: { idInstance: Number(INSTANCE.id) } };
        expect([await webhook(desk, odd), await webhook(desk, odd)]).toEqual([200, 200]);
        quota(2);
        desk.green.faults.add(GREEN_API_FAULTS.gateway(502));
        await desk.agentWrites(olga, roomId, 'refused');
        await desk.agentWrites(olga, roomId, 'refused too');
        await desk.agentWrites(olga, roomId, 'perhaps');
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
        await desk.agentWrites(olga, roomId, 'later');
        await desk.agentWrites(olga, roomId, 'behind it');
        const { text } = await answered(desk, desk.admin, 'switchboard.status');
        const [title, line, ...more] = text.split('\n');
        expect(title).toBe('*Switchboard*');
        expect(line).toMatch(
            new RegExp(
                `^• \\*${INSTANCE.id}\\* \\(WhatsApp\\): authorized; last message in \\S+ (s|min) ago, last answer out 3 min ago; ` +
                    'waiting 2, in doubt 1, failed 2; oldest waiting for \\d+ s; odd: hologramReceived ×2$',
            ),
        );
        expect(more.filter((one) => one.startsWith('•'))).toEqual([]);
        // The owner sees the same, since all of it is hers.
        expect((await answered(desk, olga, 'switchboard.status')).text.split('\n')[1]).toContain(
            'waiting 2, in doubt 1, failed 2',
        );
        await pass(desk, 7 * SECOND);
        expect(sentTo(who.phone)).toEqual(['fine', 'later', 'behind it']);
        expect((await answered(desk, olga, 'switchboard.status')).text.split('\n')[1]).toMatch(
            /last answer out \d s ago; waiting 0, in doubt 1, failed 2; odd:/,
        );
    });

    test('counts for an agent what is his, also in chats of an account that belongs to another', async () => {
        const mine = await chat(desk);
        const his = await chatOfPavel();
        quota(2);
        await desk.agentWrites(olga, mine.roomId, 'from olga');
        await desk.agentWrites(pavel, his.roomId, 'from pavel');
        expect((await answered(desk, olga, 'switchboard.status')).text).toContain('failed 1');
        expect((await answered(desk, pavel, 'switchboard.status')).text).toContain('failed 1');
        expect((await answered(desk, manager, 'switchboard.status')).text).toContain('failed 2');
    });

    test('tells administrators and managers of the newest webhooks that could not be read, and agents not', async () => {
        const unreadable = { typeWebhook: 'incomingMessageReceived', instanceData: { idInstance: INSTANCE.id } };
        for (let n = 1; n <= 7; n++) {
            await webhook(desk, { ...unreadable, typeWebhook: `incomingMessageReceived`, idMessage: `UNREAD${n}` });
            await pass(desk, MINUTE);
        }
        for (const user of [desk.admin, manager]) {
            const lines = (await answered(desk, user, 'switchboard.status')).text.split('\n');
            const at = lines.findIndex((line) => line.includes('could not be read'));
            expect(lines[at]).toContain('7 kept (at most 100)');
            const told = lines.slice(at + 1).filter((line) => line.startsWith('   '));
            expect(told).toHaveLength(5);
            for (const line of told) {
                expect(line).toMatch(
                    new RegExp(
                        `^   \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d green-api:${INSTANCE.id} incomingMessageReceived: .*expected`,
                    ),
                );
            }
            expect(told).toEqual([...told].sort().reverse());
        }
        expect((await answered(desk, olga, 'switchboard.status')).text).not.toContain('could not be read');
        await weed(desk, 'undecoded');
        expect((await answered(desk, desk.admin, 'switchboard.status')).text).not.toContain('could not be read');
    });

    test('is told in the language of whoever asks', async () => {
        const ru = await desk.admin.createUser('ivan', { language: 'ru' });
        await desk.admin.makeManager('ivan');
        expect((await answered(desk, ru, 'switchboard.status')).text.split('\n')[1]).toMatch(
            /^• \*7103990042\* \(WhatsApp\): authorized; .*(ожидает|ждёт|ждут|в очереди)/i,
        );
    });
});

describe('/switchboard.message', () => {
    const told = async (id: string, user = olga): Promise<string> =>
        (await answered(desk, user, `switchboard.message ${id}`)).text;
    const NOT_YOURS =
        'Nothing is known of this message in your chats. Administrators and Livechat managers can ask about every chat.';
    const TIME = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';

    test('wants an id or a link', async () => {
        expect(await told('')).toBe('Please give: `/switchboard.message [message link or id]`');
        expect(await told('what/is&this')).toBe('Please give the id or the link of a message.');
        expect(await told('nobodyKnowsThis', desk.admin)).toBe('Nothing is known of this message.');
        expect(await told('nobodyKnowsThis')).toBe(NOT_YOURS);
    });

    test('tells agents of their own chats and of what they wrote, administrators and managers of all', async () => {
        const { who, roomId } = await chat(desk);
        const fromOlga = await olga.post(roomId, 'I give you to Pavel');
        await olga.forward(roomId, { userId: pavel.userId });
        await desk.settle();
        const fromPavel = await pavel.post(roomId, 'Pavel here');
        await desk.settle();
        const [fromCustomer] = await desk.admin.messages(roomId);
        const seen = async (user: Client): Promise<boolean[]> => {
            const answers: boolean[] = [];
            for (const message of [fromOlga, fromPavel, fromCustomer]) {
                answers.push((await told(message?._id ?? '', user)) !== NOT_YOURS);
            }
            return answers;
        };
        expect(await seen(pavel)).toEqual([true, true, true]);
        expect(await seen(olga)).toEqual([true, false, false]);
        expect(await seen(manager)).toEqual([true, true, true]);
        expect(await seen(desk.admin)).toEqual([true, true, true]);
        // Who had a chat last may ask when it is closed, too.
        await pavel.close(roomId);
        await desk.settle();
        expect(await seen(pavel)).toEqual([true, true, true]);
        expect((await openRooms(desk, who)).length).toBe(0);
    });

    test.each([
        ['queued', [], 'accepted'],
        ['sent', ['sent'], 'sent'],
        ['delivered', ['sent', 'delivered'], 'delivered'],
        ['read', ['sent', 'delivered', 'read'], 'read'],
    ] as const)('tells of a reply that is %s', async (_state, statuses, word) => {
        const { who, roomId } = await chat(desk);
        desk.green.setOutcome(INSTANCE.id, who.phone, []);
        const message = await olga.post(roomId, 'how is it');
        await desk.settle();
        const [accepted] = desk.green.sent(INSTANCE.id).slice(-1);
        for (const status of statuses) {
            await webhook(desk, receipt(who, accepted?.idMessage ?? '', status, desk.host.clock.now()));
        }
        await desk.settle();
        const expected = new RegExp(`^Accepted by the messenger at ${TIME}; state: ${word}, since ${TIME}\\.$`);
        expect(await told(message._id)).toMatch(expected);
        const link = `${desk.host.url}/live/${roomId}?msg=${message._id}`;
        expect(await told(link)).toMatch(expected);
    });

    test('tells of one that failed after it was accepted', async () => {
        const { who, roomId } = await chat(desk);
        desk.green.setOutcome(INSTANCE.id, who.phone, ['noAccount']);
        const message = await olga.post(roomId, 'to nobody');
        await desk.settle();
        await pass(desk, 20 * SECOND);
        expect((await told(message._id)).split('\n')).toEqual([
            expect.stringMatching(
                new RegExp(`^Accepted by the messenger at ${TIME}; state: failed, since ${TIME}\\.$`),
            ),
            'Not delivered: This number has no WhatsApp.',
        ]);
    });

    test('tells of one that waits, is in doubt, refused, dismissed', async () => {
        const { roomId } = await chat(desk);
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
        const waiting = await olga.post(roomId, 'later');
        await desk.settle();
        expect(await told(waiting._id)).toMatch(
            new RegExp(`^Waiting: GREEN-API asks to send more slowly\\. Next try ${TIME}\\.$`),
        );
        await pass(desk, 7 * SECOND);

        desk.green.faults.add(GREEN_API_FAULTS.gateway(504));
        const doubtful = await olga.post(roomId, 'perhaps');
        await desk.settle();
        expect(await told(doubtful._id)).toMatch(
            /^It is not known whether it was delivered: GREEN-API answered .* 504/,
        );

        quota();
        const refused = await olga.post(roomId, 'no');
        await desk.settle();
        expect(await told(refused._id)).toMatch(/^Not delivered: .*quota/);
        const note = (await notesIn(desk, roomId)).find(({ msg }) => msg.endsWith('> no'));
        expect(buttonsOf(note)).toHaveLength(2);
        await press(olga, note, 'dismiss');
        await desk.settle();
        expect(await told(refused._id)).toBe('Not delivered, and somebody has seen to it.');
    });

    test("tells of a customer's message where it stands", async () => {
        const { who, roomId } = await chat(desk);
        const [message] = await desk.admin.messages(roomId);
        expect(await told(message?._id ?? '')).toBe(`From the customer; stands in the room ${roomId}.`);
        expect((await openRooms(desk, who)).map(({ _id }) => _id)).toEqual([roomId]);
        expect(await kept(desk, 'entry')).toEqual([]);
    });
});
