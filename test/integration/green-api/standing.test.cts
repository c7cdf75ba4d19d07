/** What becomes of answers while the instance does not work, and of those of which nobody knows whether they arrived. */
import type { Client } from '../../host/client.cjs';
import { createRoom } from '../../host/rocketchat/rooms.cjs';
import { findByUsername } from '../../host/rocketchat/users.cjs';
import { Desk, INSTANCE } from '../../support/desk.cjs';
import { BOT, notesTo } from '../delivery/workbench.cjs';

const MINUTE_MS = 60_000;

jest.setTimeout(180_000); // much time passes in small steps

let desk: Desk;
let olga: Client;
let room: string;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    room = (await desk.admin.rooms())[0]?._id ?? '';
});

afterAll(() => desk.stop());

const notes = async (): Promise<string[]> =>
    (await desk.admin.messages(room)).filter(({ u }) => u.username === 'switchboard.bot').map(({ msg }) => msg);
const lastNote = async (): Promise<string> => (await notes()).slice(-1)[0] ?? '';
const status = (): Promise<string> => desk.command(desk.admin, 'switchboard.status');

async function state(word: string): Promise<void> {
    desk.green.setState(INSTANCE.id, word);
    await desk.settle();
    // A webhook that was not taken in time, on a machine that has much to do, comes again after a minute.
    for (let i = 0; i < 5 && desk.green.waiting(INSTANCE.id) > 0; i++) await pass(1);
}

/** Lets time pass in pieces, so that providers and ticks get their turns. */
async function pass(minutes: number): Promise<void> {
    for (let half = 0; half < minutes * 2; half++) {
        await desk.host.clock.advance(MINUTE_MS / 2);
        await desk.settle();
    }
}

test('while the account is unlinked answers wait, say why, and go out in order when it is linked again', async () => {
    await state('notAuthorized');
    expect(await status()).toContain('notAuthorized');
    await desk.agentWrites(olga, room, 'one');
    await desk.agentWrites(olga, room, 'two');
    await pass(1);
    expect(desk.accepted()).toEqual([]);
    expect((await notes()).join('\n')).toMatch(/⏳ Not delivered yet: .*no WhatsApp account linked.*\n> one/);
    await state('authorized');
    await desk.host.clock.advance(6_000);
    await desk.settle();
    expect(desk.accepted()).toEqual(['one', 'two']);
    expect(await status()).toContain('authorized');
});

test('a state that was told wrongly, or whose end nobody told, holds nothing up', async () => {
    desk.green.pushWebhook(INSTANCE.id, {
        typeWebhook: 'stateInstanceChanged',
        instanceData: { idInstance: Number(INSTANCE.id), wid: '', typeInstance: 'whatsapp' },
        timestamp: 1_760_000_300,
        stateInstance: 'blocked',
    });
    await desk.settle();
    await desk.host.clock.advance(11_000); // longer than one answer about a state is believed
    await desk.agentWrites(olga, room, 'three');
    expect(desk.accepted().slice(-1)).toEqual(['three']);
});

test.each([
    ['blocked', /has blocked the number/],
    ['suspended', /has restricted sending/],
])('while the account is %s answers fail at once, with that reason', async (word, reason) => {
    await state(word);
    await desk.host.clock.advance(11_000);
    await desk.agentWrites(olga, room, `while ${word}`);
    expect(await lastNote()).toMatch(/Not delivered:/);
    expect(await lastNote()).toMatch(reason);
    expect(desk.accepted()).not.toContain(`while ${word}`);
    await state('authorized');
});

test('a state that nobody knows is shown, and answers are tried all the same', async () => {
    await state('hibernating');
    expect(await status()).toContain('hibernating');
    await desk.agentWrites(olga, room, 'anyway');
    await state('authorized');
    expect(desk.accepted().slice(-1)).toEqual(['anyway']);
});

test('a quota that is used up is counted among what is odd', async () => {
    desk.green.pushWebhook(INSTANCE.id, {
        typeWebhook: 'quotaExceeded',
        instanceData: { idInstance: Number(INSTANCE.id), wid: '', typeInstance: 'whatsapp' },
        quotaData: { method: 'correspondents', used: '3', total: 3, status: 'CORRESPONDENTS_QUOTA_EXCEEDED' },
    });
    await desk.settle();
    expect(await status()).toContain('quotaExceeded correspondents');
});

test.each(['one', 'the same again'])(
    'an answer (%s) that was accepted without a word is found, and its note says so',
    async () => {
        const before = desk.accepted().length;
        desk.green.faults.add({ route: 'sendMessage', kind: 'drop-after-accept' });
        await desk.agentWrites(olga, room, 'did it arrive?');
        expect(await lastNote()).toMatch(/It is not known whether this was delivered.* will be asked/);
        await desk.agentWrites(olga, room, 'next');
        await pass(6);
        expect(await lastNote()).toMatch(/^✅ Delivered after all/);
        expect(desk.accepted().slice(before)).toEqual(['did it arrive?', 'next']);
        expect(await desk.command(desk.admin, 'switchboard.failed')).not.toContain('did it arrive?');
    },
);

test('of a text with a file, of which the text was accepted without a word, the file goes out as well', async () => {
    const before = desk.accepted().length;
    desk.green.faults.add({ route: 'sendMessage', kind: 'drop-after-accept' });
    await olga.upload(room, 'offer.pdf', Buffer.from('%PDF'), 'our offer');
    await desk.settle();
    await pass(6);
    const sent = desk.green.sent(INSTANCE.id).slice(before);
    expect(sent.map(({ message, file }) => [message, file?.fileName])).toEqual([
        ['our offer', undefined],
        ['', 'offer.pdf'],
    ]);
});

test('an answer that was never accepted is not found: it stays with the agent, and is not sent again by itself', async () => {
    const before = desk.accepted().length;
    desk.green.faults.add({ route: 'sendMessage', kind: 'status', status: 502 });
    await desk.agentWrites(olga, room, 'never');
    // The same words, sent and known: no proof of the first.
    await desk.agentWrites(olga, room, 'never');
    await pass(12);
    expect(desk.accepted().slice(before)).toEqual(['never']);
    expect((await notes()).filter((note) => note.endsWith('> never'))).toEqual([
        expect.stringMatching(/not known whether.*Please ask the customer/),
    ]);
    const asked = desk.green.log.filter(({ route }) => route === 'lastOutgoingMessages').length;
    await pass(5);
    expect(desk.green.log.filter(({ route }) => route === 'lastOutgoingMessages')).toHaveLength(asked);
});

describe('owner and log room', () => {
    const NAME = `\\*${INSTANCE.id}\\* \\(WhatsApp\\)`;
    const DOWN = expect.stringMatching(
        new RegExp(`^⚠️ ${NAME} does not work: no WhatsApp account .*/greenapi\\.qr`),
    ) as unknown;
    const WORKS = expect.stringMatching(new RegExp(`^✅ ${NAME} works again since .* It did not since`)) as unknown;

    let heard: { owner: number; room: number };
    let logRoom: string;
    let board: string;

    beforeAll(async () => {
        const { workspace } = desk.host;
        const creator = await findByUsername(workspace, 'admin');
        if (creator === undefined) throw new Error('no admin');
        logRoom = (await createRoom(workspace, { type: 'p', name: 'ops', creator, members: [BOT] }))._id;
        board = (await createRoom(workspace, { type: 'p', name: 'board', creator, members: [] }))._id;
        await desk.saveSettings({ green_log_room: 'ops' });
        await pass(11); // the last of what other tests have caused
    });

    beforeEach(async () => {
        heard = { owner: (await notesTo(olga)).length, room: (await inRoom()).length };
    });

    const inRoom = async (): Promise<string[]> =>
        (await desk.host.store.messages.find({ rid: logRoom })).flatMap(({ u, msg }) =>
            u.username === BOT ? [msg] : [],
        );
    const news = async (): Promise<{ owner: string[]; room: string[] }> => ({
        owner: (await notesTo(olga)).slice(heard.owner).map(({ msg }) => msg),
        room: (await inRoom()).slice(heard.room),
    });

    test('are told of an account that was unlinked, once, also over a restart; and when it works again', async () => {
        await state('notAuthorized');
        await pass(1);
        expect(await news()).toEqual({ owner: [DOWN], room: [DOWN] });
        expect(await status()).toMatch(/⚠️ no WhatsApp account is linked/);
        desk.host.engines.forEach((engine) => engine.killApp());
        for (const engine of desk.host.engines) await engine.appWorks();
        await pass(12);
        expect(await news()).toEqual({ owner: [DOWN], room: [DOWN] });
        await state('authorized');
        await pass(1);
        expect(await news()).toEqual({ owner: [DOWN, WORKS], room: [DOWN, WORKS] });
        expect(await status()).not.toMatch(/⚠️ no WhatsApp account is linked/);
    });

    test('are told without a webhook too, within ten minutes; and what waited goes out then', async () => {
        const before = desk.accepted().length;
        await quietly('notAuthorized');
        await pass(11);
        expect((await news()).owner).toEqual([DOWN]);
        await desk.agentWrites(olga, room, 'waits');
        await quietly('authorized');
        await pass(11);
        expect((await news()).owner).toEqual([DOWN, WORKS]);
        expect(desk.accepted().slice(before)).toEqual(['waits']);
    });

    test('hear of every trouble with what to do next, in the language of the owner', async () => {
        await olga.send('/api/v1/users.setPreferences', { userId: olga.userId, data: { language: 'ru' } });
        for (const word of ['suspended', 'sleepMode', 'authorized']) {
            await state(word);
            await pass(1);
        }
        const { owner, room: said } = await news();
        await olga.send('/api/v1/users.setPreferences', { userId: olga.userId, data: { language: 'en' } });
        expect(owner).toEqual([
            expect.stringContaining('ограничил отправку'),
            expect.stringContaining('Включите телефон'),
            expect.stringContaining('снова работает'),
        ]);
        expect(said.map((line) => line.slice(0, 2))).toEqual(['⚠️', '⚠️', '✅ ']);
    });

    test('a state that nobody knows is told to nobody', async () => {
        await state('hibernating');
        await pass(11);
        await state('authorized');
        await pass(1);
        expect(await news()).toEqual({ owner: [], room: [] });
    });

    test('nothing is said in a private group without the user of the app: the owner is told so, once', async () => {
        await desk.saveSettings({ green_log_room: 'board' });
        await pass(1);
        await state('blocked');
        await pass(1);
        await state('authorized');
        await pass(1);
        expect((await news()).owner).toEqual([
            expect.stringMatching(/log room “board” was not told/),
            expect.stringContaining('has blocked its number'),
            WORKS,
        ]);
        expect(await desk.host.store.messages.find({ rid: board })).toEqual([]);
    });

    /** A change that no webhook tells of. */
    async function quietly(word: string): Promise<void> {
        const url = (method: string) => `${desk.green.url}/waInstance${INSTANCE.id}/${method}/${INSTANCE.token}`;
        const set = (stateWebhook: string) =>
            fetch(url('setSettings'), {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ stateWebhook }),
            });
        await set('no');
        await state(word);
        await set('yes');
    }
});
