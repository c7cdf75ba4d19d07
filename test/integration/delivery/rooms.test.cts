import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from './workbench.cjs';
import {
    MINUTE,
    SECOND,
    chat,
    customer,
    furnished,
    incoming,
    kept,
    notesIn,
    openRooms,
    pass,
    ticks,
    webhook,
} from './workbench.cjs';

/** Rooms that Rocket.Chat opens by itself, rooms that are one too many, and replies of which no event told. */

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
});

afterEach(() => {
    desk.host.setHook({});
    desk.host.faults.loseEvents = {};
});

afterAll(() => desk.stop());

const sentTo = ({ phone }: Customer): string[] =>
    desk.green
        .sent(INSTANCE.id)
        .filter(({ chatId }) => chatId === `${phone}@c.us`)
        .map(({ message }) => message);

/** What the customer has said, in whichever room of his it stands. */
async function shownOf({ name }: Customer): Promise<string[]> {
    const rooms = (await desk.admin.rooms()).filter(({ fname }) => fname === name);
    const messages = await Promise.all(rooms.map(({ _id }) => desk.admin.messages(_id)));
    return messages
        .flat()
        .filter(({ token }) => token !== undefined)
        .sort((a, b) => Date.parse(a.ts) - Date.parse(b.ts))
        .map(({ msg }) => msg);
}

/** Closes the room in the moment in which the app posts into it; Rocket.Chat then opens another one by itself. */
function closeUnderneath(roomId: string, times = 1): void {
    let left = times;
    let closed: Promise<void> | undefined;
    const waiting: Array<() => void> = [];
    desk.host.setHook({
        async before({ bridge, method }) {
            if (bridge !== 'livechat' || method !== 'createMessage' || left === 0) return;
            left -= 1;
            // All of them have looked at the open room before it is closed.
            if (left > 0) await new Promise<void>((resolve) => waiting.push(resolve));
            else {
                closed ??= olga.close(roomId, 'bye');
                await closed;
                waiting.forEach((go) => go());
            }
        },
    });
}

test.each([
    ['its event', {}],
    ['the tick alone, its event being lost', { IPostLivechatRoomStarted: 1, IPostLivechatAgentAssigned: 1 }],
])('a room that Rocket.Chat opened by itself is adopted by %s', async (_how, lost) => {
    const { who, roomId } = await chat(desk);
    closeUnderneath(roomId);
    desk.host.faults.loseEvents = { ...lost };
    await desk.customerWrites('wait!', who);
    const [own, ...others] = await openRooms(desk, who);
    expect(others).toEqual([]);
    expect(own?._id).not.toBe(roomId);
    expect(own?.customFields).toBeUndefined();
    await pass(desk, MINUTE);
    await desk.agentWrites(olga, own?._id ?? '', 'I am here');
    expect(sentTo(who)).toEqual(['I am here']);
    await desk.customerWrites('good', who);
    expect(await shownOf(who)).toEqual(['hello', 'wait!', 'good']);
    expect((await openRooms(desk, who)).map(({ _id }) => _id)).toEqual([own?._id]);
});

test('two texts that meet a closing room make two: one stays, the other is closed with a word to where it goes on', async () => {
    const { who, roomId } = await chat(desk);
    // Both servers remember the room as the open one.
    const now = desk.host.clock.now();
    await webhook(desk, incoming(who, `${who.phone}-warm`, 'warm', now), 1);
    await desk.settle();
    closeUnderneath(roomId, 2);
    // Not even the events tell of the new rooms.
    desk.host.faults.loseEvents = { IPostLivechatRoomStarted: 2 };
    await Promise.all(
        ['left', 'right'].map((word, server) =>
            webhook(desk, incoming(who, `${who.phone}-${word}`, word, now + SECOND), server),
        ),
    );
    await desk.settle();
    const both = await openRooms(desk, who);
    expect(both).toHaveLength(2);
    await ticks(desk, 6);
    const [current, ...others] = await openRooms(desk, who);
    expect(others).toEqual([]);
    const second = both.find(({ _id }) => _id !== current?._id);
    const closing = (await desk.admin.messages(second?._id ?? '', 'all')).map(({ msg }) => msg);
    expect(closing).toContain(
        `This conversation goes on in another room: ${desk.host.url}/live/${String(current?._id)}`,
    );
    // The word is for agents: the customer hears nothing.
    expect(sentTo(who)).toEqual([]);
    expect((await shownOf(who)).sort()).toEqual(['hello', 'left', 'right', 'warm']);
    await desk.customerWrites('and on', who);
    expect(await desk.transcript(current?._id ?? '')).toContain('and on');
    await ticks(desk, 3);
    expect(await openRooms(desk, who)).toHaveLength(1);
});

test('a reply in the room that is one too many still reaches the customer', async () => {
    const { who, roomId } = await chat(desk);
    const now = desk.host.clock.now();
    await webhook(desk, incoming(who, `${who.phone}-warm`, 'warm', now), 1);
    await desk.settle();
    closeUnderneath(roomId, 2);
    await Promise.all(
        ['left', 'right'].map((word, server) =>
            webhook(desk, incoming(who, `${who.phone}-${word}`, word, now + SECOND), server),
        ),
    );
    await desk.settle();
    const both = await openRooms(desk, who);
    expect(both).toHaveLength(2);
    for (const { _id } of both) await olga.post(_id, `in ${_id}`);
    await desk.settle();
    await ticks(desk, 6);
    expect(sentTo(who).sort()).toEqual(both.map(({ _id }) => `in ${_id}`).sort());
    expect(await openRooms(desk, who)).toHaveLength(1);
});

describe('a reply whose event was lost', () => {
    test('goes out before the next one', async () => {
        const { who, roomId } = await chat(desk);
        desk.host.faults.loseEvents = { IPostMessageSent: 2 };
        await desk.agentWrites(olga, roomId, 'lost');
        await desk.agentWrites(olga, roomId, 'lost too');
        expect(sentTo(who)).toEqual([]);
        await desk.agentWrites(olga, roomId, 'heard');
        expect(sentTo(who)).toEqual(['lost', 'lost too', 'heard']);
    });

    test('is found by the tick alone, once', async () => {
        const { who, roomId } = await chat(desk);
        desk.host.faults.loseEvents = { IPostMessageSent: 1 };
        await desk.agentWrites(olga, roomId, 'lost');
        expect(sentTo(who)).toEqual([]);
        await ticks(desk, 3);
        expect(sentTo(who)).toEqual(['lost']);
        await ticks(desk, 6);
        expect(sentTo(who)).toEqual(['lost']);
        expect(await notesIn(desk, roomId)).toEqual([]);
    });

    test('is found after the room was closed, whether or not an event tells of the closing', async () => {
        for (const lost of [{ IPostMessageSent: 1 }, { IPostMessageSent: 1, IPostLivechatRoomClosed: 1 }]) {
            const { who, roomId } = await chat(desk);
            desk.host.faults.loseEvents = { ...lost };
            await desk.agentWrites(olga, roomId, 'last words');
            await olga.close(roomId, 'bye');
            await desk.settle();
            await ticks(desk, 3);
            expect(sentTo(who)).toEqual(['last words']);
            expect(await openRooms(desk, who)).toEqual([]);
        }
    });

    test('is found in many rooms, each once', async () => {
        const people: Customer[] = [];
        const rooms: string[] = [];
        for (let i = 0; i < 40; i++) {
            const { who, roomId } = await chat(desk, customer());
            people.push(who);
            rooms.push(roomId);
        }
        desk.host.faults.loseEvents = { IPostMessageSent: rooms.length };
        for (const roomId of rooms) await olga.post(roomId, 'unheard');
        await desk.settle();
        await ticks(desk, 12);
        expect(people.map(sentTo)).toEqual(people.map(() => ['unheard']));
        expect(await kept(desk, 'out')).toEqual([]);
    });
});
