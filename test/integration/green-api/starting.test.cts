import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import type { Desk } from '../../support/desk.cjs';
import { INSTANCE } from '../../support/desk.cjs';
import { MINUTE, chat, customer, furnished, kept, openRooms, pass } from '../delivery/workbench.cjs';

/** `/greenapi.message`: an agent writes first. */

let desk: Desk;
let olga: Client;
let pavel: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
    pavel = await desk.registeredAgent('pavel');
    await desk.connect(pavel, { id: '7103990043', token: 'tok3nEXAMPLE9876543210', phone: '15550100888' });
});

beforeEach(async () => {
    await olga.setAgentStatus('available');
    await pavel.setAgentStatus('available');
});

afterEach(() => desk.green.faults.clear());

afterAll(() => desk.stop());

const say = (user: Client, line: string): Promise<string> => desk.command(user, line, { forms: false });
const write = async (user: Client, phone: string, text: string): Promise<string> => {
    const told = await say(user, `greenapi.message ${phone} ${text}`);
    await desk.settle();
    return told;
};
const roomsNamed = async (name: string) =>
    (await desk.admin.rooms({ open: true })).filter(({ fname }) => fname === name);
const sentTo = (chatId: string): string[] =>
    desk.green
        .sent(INSTANCE.id)
        .filter((sent) => sent.chatId === chatId)
        .map(({ message }) => message);
const checks = (): unknown[] => desk.green.log.filter(({ route }) => route === 'checkWhatsapp').map(({ body }) => body);
/** Nothing was opened and nothing was sent since. */
async function nothing(work: () => Promise<void>): Promise<void> {
    const [rooms, sent] = [(await desk.admin.rooms()).length, desk.green.sent(INSTANCE.id).length];
    await work();
    expect([(await desk.admin.rooms()).length, desk.green.sent(INSTANCE.id).length]).toEqual([rooms, sent]);
}

test('opens a chat for the agent who gives it; her text stands there as hers and goes out once', async () => {
    const { phone } = customer();
    const told = await write(olga, `+${phone}`, 'Your order is ready');
    const [room, ...others] = await roomsNamed(`+${phone}`);
    expect(others).toEqual([]);
    expect(told).toBe(`✅ Your message to +${phone} stands in the chat: ${desk.host.url}/live/${String(room?._id)}`);
    expect(room?.servedBy?.username).toBe('olga');
    const [first] = await desk.admin.messages(room?._id ?? '');
    expect([first?.msg, first?.u.username]).toEqual(['Your order is ready', 'olga']);
    expect(checks().slice(-1)).toEqual([{ phoneNumber: Number(phone) }]);
    await pass(desk, 2 * MINUTE);
    expect(sentTo(`${phone}@c.us`)).toEqual(['Your order is ready']);
    // What comes back comes into the same chat.
    await desk.customerWrites('Thank you', { phone, name: 'Somebody' });
    expect(await desk.transcript(room?._id ?? '')).toEqual(['Your order is ready', 'Thank you']);
    expect(await kept(desk, 'out')).toEqual([]);
});

test('a number may be written in many ways, and is checked once while that is remembered', async () => {
    const { phone } = customer();
    const before = checks().length;
    const spaced = `+${phone.slice(0, 1)} ${phone.slice(1, 4)} ${phone.slice(4)}`;
    expect(await write(olga, spaced, 'one')).toContain('✅');
    expect(await write(olga, `"00${phone.slice(0, 4)} (${phone.slice(4, 6)}) ${phone.slice(6)}"`, '2 items')).toContain(
        '✅',
    );
    expect(sentTo(`${phone}@c.us`)).toEqual(['one', '2 items']);
    expect(await roomsNamed(`+${phone}`)).toHaveLength(1);
    expect(checks().length).toBeLessThanOrEqual(before + 2); // once on each server
});

test('the form does the same, with a text of several lines', async () => {
    const { phone } = customer();
    const told = await desk.fillIn(olga, 'greenapi.message', { phone: `+${phone}`, text: 'first line\nsecond  line' });
    expect(told).toContain('✅');
    await desk.settle();
    expect(sentTo(`${phone}@c.us`)).toEqual(['first line\nsecond  line']);
});

test('given twice at once it opens one chat', async () => {
    const { phone } = customer();
    await Promise.all(
        ['one', 'two'].map((text, server) =>
            olga.runCommand(`greenapi.message ${phone} ${text}`, 'GENERAL', { forms: false, server }),
        ),
    );
    await desk.settle();
    await pass(desk, MINUTE);
    expect(await roomsNamed(`+${phone}`)).toHaveLength(1);
    expect(sentTo(`${phone}@c.us`).sort()).toEqual(['one', 'two']);
});

describe('a chat is there already', () => {
    test("the agent's own: the text goes into it, and the customer keeps his name", async () => {
        const { who, roomId } = await chat(desk);
        expect(await write(olga, who.phone, 'one more thing')).toContain(roomId);
        expect(await desk.transcript(roomId)).toEqual(['hello', 'one more thing']);
        await olga.close(roomId, 'bye');
        await desk.settle();
        await write(olga, who.phone, 'and another');
        const rooms = await openRooms(desk, who);
        expect(rooms).toHaveLength(1);
        expect(rooms[0]?._id).not.toBe(roomId);
    });

    test("another agent's: she is told who has it, and nothing is sent", async () => {
        const { who, roomId } = await chat(desk);
        await nothing(async () => {
            const told = await desk.command(desk.admin, `greenapi.message @${INSTANCE.id} ${who.phone} hello`, {
                forms: false,
            });
            expect(told).toContain('Omnichannel agents'); // an administrator is no agent
            expect(await say(pavel, `greenapi.message @${INSTANCE.id} ${who.phone} hello`)).toBe(
                `${INSTANCE.id} is no instance of yours. Nothing was sent.`,
            );
        });
        await olga.forward(roomId, { userId: pavel.userId });
        await nothing(async () => {
            expect(await write(olga, who.phone, 'hello')).toBe(
                `@pavel has a chat with +${who.phone} already: ${desk.host.url}/live/${roomId}\nNothing was sent.`,
            );
        });
    });
});

describe('nothing is opened and nothing is sent', () => {
    test('where the number has no WhatsApp', async () => {
        const { phone } = customer();
        desk.green.setPerson(INSTANCE.id, phone, { exists: false });
        await nothing(async () => {
            expect(await write(olga, phone, 'hello')).toBe(`+${phone} has no WhatsApp. No chat was opened.`);
        });
    });

    test.each([
        ['too many checks', () => GREEN_API_FAULTS.tooManyChecks(), 'refuses further number checks'],
        ['a quota that is used up', () => GREEN_API_FAULTS.quotaExceeded('checkWhatsapp'), '3/3'],
        ['a rate that was too high', () => GREEN_API_FAULTS.tooManyRequests('checkWhatsapp'), 'could not be found out'],
    ])('after %s', async (_what, fault, words) => {
        desk.green.faults.add(fault());
        await nothing(async () => {
            expect(await write(olga, customer().phone, 'hello')).toContain(words);
        });
    });

    test.each([
        ['greenapi.message 15550100123', 'with its country code'],
        ['greenapi.message Ann hello', 'with its country code'],
        ['greenapi.message 0891234567 hello', 'with its country code'],
        ['greenapi.message +1 555 0100123 25 items are ready', 'in quotes'],
    ])('for %s', async (line, words) => {
        await nothing(async () => {
            expect(await say(olga, line)).toContain(words);
        });
    });

    test('to a number that GREEN-API does not take, in its own words', async () => {
        await nothing(async () => {
            expect(await write(olga, '1555010', 'hello')).toContain('bad phone number');
        });
    });

    test('while the agent is not available, or nobody is', async () => {
        const { phone } = customer();
        await olga.setAgentStatus('not-available');
        const sent = desk.green.sent(INSTANCE.id).length;
        expect(await write(olga, phone, 'hello')).toContain('set yourself to available');
        expect(await roomsNamed(`+${phone}`)).toEqual([]);
        await pavel.setAgentStatus('not-available');
        expect(await write(olga, phone, 'hello')).toContain('no agent is online');
        expect(desk.green.sent(INSTANCE.id)).toHaveLength(sent);
    });

    test('by an agent without an instance', async () => {
        const anna = await desk.registeredAgent('anna');
        expect(await say(anna, 'greenapi.message 15550100123 hello')).toContain('/greenapi.create-instance');
    });

    test('while the instance has no phone', async () => {
        desk.green.setState(INSTANCE.id, 'notAuthorized');
        await desk.settle();
        expect(await write(olga, customer().phone, 'hello')).toContain('cannot send now');
        desk.green.setState(INSTANCE.id, 'authorized');
        await desk.settle();
    });
});

test('with several instances the one that works is taken, or one is named', async () => {
    await desk.connect(olga, { id: '7103990044', token: 'tok3nEXAMPLE1111111111', phone: '15550100777' });
    const { phone } = customer();
    const told = await say(olga, `greenapi.message ${phone} hello`);
    expect(told).toContain(`@${INSTANCE.id}`);
    expect(told).toContain('@7103990044');
    expect(await say(olga, `greenapi.message @7103990044 ${phone} hello`)).toContain('✅');
    await desk.settle();
    expect(desk.green.sent('7103990044').map(({ message }) => message)).toEqual(['hello']);
    desk.green.setState('7103990044', 'notAuthorized');
    await desk.settle();
    expect(await write(olga, customer().phone, 'hello')).toContain('✅');
    expect(desk.green.sent('7103990044')).toHaveLength(1);
});

describe('what GREEN-API says of the number', () => {
    test.each([
        ['Brazil', '5511987654321', '551187654321'],
        ['Mexico', '5215512345678', '525512345678'],
    ])(
        'the form that WhatsApp knows is used, and both are one conversation from then on (%s)',
        async (_where, typed, known) => {
            desk.green.setPerson(INSTANCE.id, typed, { number: known });
            await write(olga, `@${INSTANCE.id} +${typed}`, 'hello');
            expect(sentTo(`${known}@c.us`)).toEqual(['hello']);
            const [room] = await roomsNamed(`+${known}`);
            for (const phone of [known, typed]) await desk.customerWrites(`from ${phone}`, { phone, name: 'Maria' });
            expect(await desk.transcript(room?._id ?? '')).toEqual(['hello', `from ${known}`, `from ${typed}`]);
        },
    );

    test('a hidden number that belongs to it is the same conversation', async () => {
        const { phone } = customer();
        desk.green.setPerson(INSTANCE.id, phone, { lid: '204800000000777' });
        await write(olga, `@${INSTANCE.id} ${phone}`, 'hello');
        const [room] = await roomsNamed(`+${phone}`);
        desk.green.customerWrites(INSTANCE.id, { phone, name: 'Ann', chatId: '204800000000777@lid', text: 'hi' });
        await desk.settle();
        expect(await desk.transcript(room?._id ?? '')).toEqual(['hello', 'hi']);
    });
});
