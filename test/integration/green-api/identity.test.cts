import type { Client } from '../../host/client.cjs';
import type { Desk } from '../../support/desk.cjs';
import { INSTANCE } from '../../support/desk.cjs';
import { BOT, MINUTE, chat, customer, furnished, kept, openRooms, pass, ticks } from '../delivery/workbench.cjs';
import type { Customer } from '../delivery/workbench.cjs';

/** Customers who are told of by a hidden number, by their phone number, and by both. */

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
});

afterEach(() => desk.green.faults.clear());

afterAll(() => desk.stop());

let lids = 0;

interface Person extends Customer {
    readonly lid: string;
}

function person(): Person {
    lids += 1;
    return { ...customer(), lid: `2048000${String(100_000 + lids)}@lid` };
}

const textData = (text: string): object => ({ typeMessage: 'textMessage', textMessageData: { textMessage: text } });

/** Writes from the hidden number; `both` where GREEN-API names the phone number beside it. */
async function writesHidden(
    who: Person,
    text: string,
    both: 'both' | 'hidden alone' = 'hidden alone',
    quoted?: string,
) {
    const sender = both === 'both' ? { sender: `${who.phone}@c.us` } : {};
    const quote = quoted === undefined ? {} : { quotedMessage: { stanzaId: quoted, participant: '' } };
    const id = desk.green.customerSends(
        INSTANCE.id,
        { ...who, chatId: who.lid, ...sender },
        { ...textData(text), ...quote },
    );
    await desk.settle();
    return id;
}

const sentTo = (who: Person) =>
    desk.green
        .sent(INSTANCE.id)
        .filter(({ chatId }) => chatId === who.lid || chatId === `${who.phone}@c.us`)
        .map(({ chatId, message }) => `${chatId === who.lid ? 'hidden' : 'phone'}: ${message}`);

/** What people have written in a room, without the notes of the app. */
const words = async (roomId: string): Promise<string[]> =>
    (await desk.admin.messages(roomId)).filter(({ u }) => u.username !== BOT).map(({ msg }) => msg);

test('a hidden number is a conversation of its own, and is never guessed to be somebody', async () => {
    const who = person();
    await chat(desk, who);
    await writesHidden(who, 'from the hidden number');
    expect(await openRooms(desk, who)).toHaveLength(2);
});

test('told with both numbers it goes on in the room that is there, and answers go where the customer wrote from', async () => {
    const who = person();
    const { roomId } = await chat(desk, who);
    await writesHidden(who, 'it is me', 'both');
    expect(await words(roomId)).toEqual(['hello', 'it is me']);
    await desk.agentWrites(olga, roomId, 'I see');
    await desk.customerWrites('and from the other', who);
    await desk.host.clock.advance(MINUTE);
    await desk.agentWrites(olga, roomId, 'all the same');
    expect(await openRooms(desk, who)).toHaveLength(1);
    expect(sentTo(who)).toEqual(['hidden: I see', 'phone: all the same']);
    await pass(desk, MINUTE);
    expect(await kept(desk, 'entry')).toEqual([]);
    expect(await kept(desk, 'out')).toEqual([]);
});

test('one that Rocket.Chat does not let be closed stays open, and says once where it goes on', async () => {
    const who = person();
    await writesHidden(who, 'hello from the hidden number');
    const [first] = await openRooms(desk, who);
    await desk.host.clock.advance(MINUTE);
    await desk.customerWrites('hello from the phone number', who);
    const second = (await openRooms(desk, who)).find(({ _id }) => _id !== first?._id);
    desk.host.setHook({
        before({ bridge, method }) {
            if (bridge !== 'livechat' || method !== 'closeRoom') return;
            throw new Error('error-tags-must-be-assigned-before-closing-chat');
        },
    });
    await writesHidden(who, 'one and the same', 'both');
    await ticks(desk, 6);
    desk.host.setHook({});
    expect(await openRooms(desk, who)).toHaveLength(2);
    const notes = (await desk.admin.messages(second?._id ?? '', 'all')).filter(({ msg }) => /by hand/.test(msg));
    expect(notes.map(({ msg }) => msg)).toEqual([
        expect.stringContaining(`goes on in another room: ${desk.host.url}/live/${String(first?._id)} `),
    ]);
    expect(await words(first?._id ?? '')).toEqual(['hello from the hidden number', 'one and the same']);
    expect(sentTo(who)).toEqual([]);
});

test('of two open rooms the older goes on; the other is closed with a link, and what was written there goes out', async () => {
    const who = person();
    await writesHidden(who, 'hello from the hidden number');
    const [first] = await openRooms(desk, who);
    await desk.host.clock.advance(MINUTE);
    await desk.customerWrites('hello from the phone number', who);
    const second = (await openRooms(desk, who)).find(({ _id }) => _id !== first?._id);
    desk.host.faults.loseEvents = { IPostMessageSent: 1 };
    await olga.post(second?._id ?? '', 'unheard of');
    await desk.settle();
    await writesHidden(who, 'one and the same', 'both');
    expect((await openRooms(desk, who)).map(({ _id }) => _id)).toEqual([first?._id]);
    const closing = (await desk.admin.messages(second?._id ?? '', 'all')).map(({ msg }) => msg);
    expect(closing).toContain(`This conversation goes on in another room: ${desk.host.url}/live/${String(first?._id)}`);
    expect(await words(first?._id ?? '')).toEqual(['hello from the hidden number', 'one and the same']);
    expect(sentTo(who)).toEqual([expect.stringContaining('unheard of')]);
    await desk.customerWrites('and on', who);
    await ticks(desk, 6);
    expect((await openRooms(desk, who)).map(({ _id }) => _id)).toEqual([first?._id]);
    expect((await words(first?._id ?? '')).slice(-1)).toEqual(['and on']);
});

test('receipts and quotes find their messages with either number', async () => {
    const who = person();
    const { roomId } = await chat(desk, who);
    await desk.agentWrites(olga, roomId, 'which one?');
    const sent = desk.green.sent(INSTANCE.id).slice(-1)[0]?.idMessage ?? '';
    await writesHidden(who, 'this one', 'both', sent);
    const shown = (await desk.admin.messages(roomId)).slice(-1)[0];
    const asked = (await desk.admin.messages(roomId)).find(({ msg }) => msg === 'which one?');
    expect(shown?.msg).toContain(`msg=${String(asked?._id)}`);
    const [record] = (await kept(desk, 'sent')).filter(({ providerIds }) => (providerIds as string[]).includes(sent));
    desk.green.pushWebhook(INSTANCE.id, {
        typeWebhook: 'outgoingMessageStatus',
        chatId: who.lid,
        instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' },
        timestamp: Math.floor(desk.host.clock.now() / 1_000),
        idMessage: sent,
        status: 'read',
        sendByApi: true,
    });
    await desk.settle();
    expect(record).toBeDefined();
    const after = (await kept(desk, 'sent')).find(({ providerIds }) => (providerIds as string[]).includes(sent));
    expect(after?.['receipts']).toEqual({ [sent]: 'read' });
});

test('an agent quotes what came with the other number: as words, since GREEN-API drops a message that quotes another chat', async () => {
    const who = person();
    const { roomId } = await chat(desk, who);
    await writesHidden(who, 'from the hidden number', 'both');
    const [hello] = await desk.admin.messages(roomId);
    const link = `${desk.host.url}/live/${roomId}?msg=${String(hello?._id)}`;
    await desk.agentWrites(olga, roomId, `[ ](${link}) good morning`);
    const last = desk.green.sent(INSTANCE.id).slice(-1)[0];
    expect(last).toMatchObject({ chatId: who.lid, quotedMessageId: undefined, message: '> hello\ngood morning' });
    const mine = (await desk.admin.messages(roomId)).find(({ msg }) => msg === 'from the hidden number');
    await desk.agentWrites(olga, roomId, `[ ](${desk.host.url}/live/${roomId}?msg=${String(mine?._id)}) yes`);
    expect(desk.green.sent(INSTANCE.id).slice(-1)[0]).toMatchObject({ chatId: who.lid, message: 'yes' });
    expect(desk.green.sent(INSTANCE.id).slice(-1)[0]?.status).not.toBe('vanished');
});

describe('a hidden number that changes', () => {
    test('goes on in the same room, and answers go to the new one', async () => {
        const [before, after] = [person(), person()];
        await writesHidden(before, 'hello');
        const [room] = await openRooms(desk, before);
        desk.green.replaceChat(INSTANCE.id, before.lid, after.lid);
        // The list was not asked for lately.
        await desk.host.clock.advance(2 * MINUTE);
        const as = { ...before, lid: after.lid };
        await writesHidden(as, 'with a new number');
        expect((await openRooms(desk, before)).map(({ _id }) => _id)).toEqual([room?._id]);
        expect(await words(room?._id ?? '')).toEqual(['hello', 'with a new number']);
        await desk.agentWrites(olga, room?._id ?? '', 'welcome back');
        expect(sentTo(as)).toEqual(['hidden: welcome back']);
    });

    test('no answer to the question whether it has changed delays nobody for long, and loses nothing', async () => {
        const who = person();
        desk.green.faults.add({ route: 'getChats', kind: 'status', status: 466, body: {}, times: 5 });
        await desk.host.clock.advance(20 * MINUTE);
        await writesHidden(who, 'am I there?');
        const [room] = await openRooms(desk, who);
        expect(await words(room?._id ?? '')).toEqual(['am I there?']);
    });
});
