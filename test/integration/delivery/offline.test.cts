import type { Client } from '../../host/client.cjs';
import type { HostOptions } from '../../host/host.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from './workbench.cjs';
import {
    MINUTE,
    SECOND,
    answered,
    customer,
    furnished,
    incoming,
    kept,
    openRooms,
    pass,
    ticks,
    webhook,
    weed,
} from './workbench.cjs';

/** A customer writes while nobody is there. */

const WORDS = 'We are away until nine. We will answer you then.';

let desk: Desk;
let olga: Client;

async function open(options: HostOptions = {}): Promise<void> {
    ({ desk, olga } = await furnished(options));
}

const toldTo = ({ phone }: Customer): string[] =>
    desk.green
        .sent(INSTANCE.id)
        .filter(({ chatId }) => chatId === `${phone}@c.us`)
        .map(({ message }) => message);

const setWords = (words: string): Promise<void> => desk.saveSettings({ offline_text: words });

const away = (): Promise<void> => olga.setAgentStatus('not-available');
const back = (): Promise<void> => olga.setAgentStatus('available');
/** Time enough for the tick to come round to every lane, also to those that wait for an agent. */
const aWhile = (): Promise<void> => ticks(desk, 14);

describe('where Rocket.Chat refuses chats while nobody is online, as by default', () => {
    beforeAll(() => open({ servers: 2 }));
    afterAll(() => desk.stop());
    beforeEach(away);
    afterEach(async () => {
        await setWords('');
        await weed(desk, 'entry');
    });

    test('what he writes is taken and kept, no room opens, and all of it is shown in order when an agent comes', async () => {
        const who = customer();
        for (const text of ['one', 'two', 'three']) await desk.customerWrites(text, who);
        expect(
            desk.green
                .deliveries(INSTANCE.id)
                .slice(-3)
                .map(({ status }) => status),
        ).toEqual([200, 200, 200]);
        await aWhile();
        expect(await openRooms(desk, who)).toEqual([]);
        expect(await kept(desk, 'entry')).toHaveLength(3);
        expect(toldTo(who)).toEqual([]);
        await back();
        await ticks(desk, 1);
        const [room, ...others] = await openRooms(desk, who);
        expect(others).toEqual([]);
        expect(room?.servedBy?.username).toBe('olga');
        expect(await desk.transcript(room?._id ?? '')).toEqual(['one', 'two', 'three']);
        expect(await kept(desk, 'entry')).toEqual([]);
    });

    test('the status counts the conversations that wait and names the setting', async () => {
        const people = [customer(), customer()];
        for (const who of people) {
            await desk.customerWrites('first', who);
            await desk.customerWrites('second', who);
        }
        const { text } = await answered(desk, desk.admin, 'switchboard.status');
        expect(text).toContain('2 conversations wait because no agent is online.');
        expect(text).toContain('Omnichannel → Routing → "Accept with No Online Agents"');
        expect(text).toMatch(/waiting 4,.*oldest waiting for \d+ (s|min)/);
        await back();
        await ticks(desk, 3);
        expect((await answered(desk, desk.admin, 'switchboard.status')).text).not.toContain('no agent is online');
    });

    test('what comes while an open room is there goes into it, whoever is online', async () => {
        const who = customer();
        await back();
        await desk.customerWrites('hello', who);
        const [room] = await openRooms(desk, who);
        await away();
        await desk.customerWrites('still there?', who);
        expect(await desk.transcript(room?._id ?? '')).toEqual(['hello', 'still there?']);
    });

    test('he is told once, until an agent has taken the conversation; then, if it comes to that, once again', async () => {
        const who = customer();
        await setWords(WORDS);
        await desk.customerWrites('anybody?', who);
        await desk.customerWrites('hello?', who);
        await aWhile();
        await desk.customerWrites('HELLO?', who);
        expect(toldTo(who)).toEqual([WORDS]);
        // The own words of the app do not open a room.
        expect(await openRooms(desk, who)).toEqual([]);
        await back();
        await aWhile();
        const [room] = await openRooms(desk, who);
        expect(await desk.transcript(room?._id ?? '')).toEqual(['anybody?', 'hello?', 'HELLO?']);
        await olga.close(room?._id ?? '', 'bye');
        await desk.settle();
        await away();
        await desk.customerWrites('one more thing', who);
        await desk.customerWrites('please', who);
        expect(toldTo(who)).toEqual([WORDS, WORDS]);
    });

    test('he is told once also when it was long ago that the app forgot in memory whom it had told', async () => {
        const who = customer();
        await setWords(WORDS);
        await desk.customerWrites('anybody?', who);
        await pass(desk, 30 * MINUTE);
        await desk.customerWrites('hello?', who);
        for (const engine of desk.host.engines) {
            engine.killApp();
            await engine.appWorks();
        }
        await desk.customerWrites('hello??', who);
        await aWhile();
        expect(toldTo(who)).toEqual([WORDS]);
    });

    test('he is told once when his messages reach two servers at the same moment', async () => {
        await setWords(WORDS);
        for (let round = 0; round < 5; round++) {
            const who = customer();
            const now = desk.host.clock.now();
            const bodies = [0, 1].map((n) => incoming(who, `AT${round}ONCE${n}`, `word ${n}`, now + n * SECOND));
            await Promise.all(bodies.map((body, server) => webhook(desk, body, server)));
            await desk.settle();
            await ticks(desk, 3);
            expect(toldTo(who)).toEqual([WORDS]);
        }
    });

    test('that an agent came is noticed also when the event that tells of it is lost', async () => {
        const who = customer();
        await setWords(WORDS);
        await desk.customerWrites('anybody?', who);
        desk.host.faults.loseEvents['IPostLivechatAgentAssigned'] = 1;
        await back();
        await aWhile();
        const [room] = await openRooms(desk, who);
        expect([room?.servedBy?.username, desk.host.faults.loseEvents]).toEqual([
            'olga',
            { IPostLivechatAgentAssigned: 0 },
        ]);
        await olga.close(room?._id ?? '', 'bye');
        await desk.settle();
        await away();
        await desk.customerWrites('one more thing', who);
        expect(toldTo(who)).toEqual([WORDS, WORDS]);
    });

    test('without a text nobody is told anything', async () => {
        const who = customer();
        await setWords('   ');
        await desk.customerWrites('anybody?', who);
        await aWhile();
        expect(toldTo(who)).toEqual([]);
    });
});

describe('where the workspace accepts chats with nobody there', () => {
    beforeAll(async () => {
        await open({ servers: 2 });
        await desk.admin.setSetting('Livechat_accept_chats_with_no_agents', true);
        await setWords(WORDS);
    });
    afterAll(() => desk.stop());
    beforeEach(away);

    test('the room is opened at once, waits in the queue, and an agent takes it by hand', async () => {
        const who = customer();
        await desk.customerWrites('anybody?', who);
        const [room] = await openRooms(desk, who);
        expect(room?.servedBy).toBeUndefined();
        expect(await desk.transcript(room?._id ?? '')).toEqual(['anybody?']);
        expect(await desk.admin.inquiries()).toContainEqual(
            expect.objectContaining({ rid: room?._id, status: 'queued' }),
        );
        await desk.customerWrites('hello?', who);
        expect(await desk.transcript(room?._id ?? '')).toEqual(['anybody?', 'hello?']);
        await back();
        await olga.take(room?._id ?? '');
        await desk.settle();
        await desk.agentWrites(olga, room?._id ?? '', 'here I am');
        expect(toldTo(who)).toEqual(['here I am']);
    });

    test('he is told after 10 s without an agent, once, and not if somebody was quicker', async () => {
        const waiting = customer();
        await desk.customerWrites('anybody?', waiting);
        await pass(desk, 6 * SECOND);
        expect(toldTo(waiting)).toEqual([]);
        await pass(desk, 6 * SECOND);
        await ticks(desk, 5);
        expect(toldTo(waiting)).toEqual([WORDS]);
        await desk.customerWrites('hello?', waiting);
        await ticks(desk, 5);
        expect(toldTo(waiting)).toEqual([WORDS]);

        const lucky = customer();
        await desk.customerWrites('anybody?', lucky);
        await back();
        await olga.take((await openRooms(desk, lucky))[0]?._id ?? '');
        await desk.settle();
        await ticks(desk, 5);
        expect(toldTo(lucky)).toEqual([]);
    });

    test('after an agent took it and closed it, the next time counts anew', async () => {
        const who = customer();
        await desk.customerWrites('anybody?', who);
        await ticks(desk, 5);
        await back();
        const [room] = await openRooms(desk, who);
        await olga.take(room?._id ?? '');
        await desk.settle();
        await olga.close(room?._id ?? '', 'bye');
        await desk.settle();
        await away();
        await desk.customerWrites('again', who);
        await ticks(desk, 5);
        expect(toldTo(who)).toEqual([WORDS, WORDS]);
    });

    test('the status does not complain of anybody who waits', async () => {
        await desk.customerWrites('anybody?', customer());
        expect((await answered(desk, desk.admin, 'switchboard.status')).text).not.toContain('no agent is online');
    });
});

test('where Omnichannel is switched off what comes is kept, and shown when it is on again', async () => {
    await open();
    try {
        const who = customer();
        await desk.admin.setSetting('Livechat_enabled', false);
        await desk.customerWrites('anybody?', who);
        expect(await kept(desk, 'entry')).toHaveLength(1);
        await aWhile();
        await desk.admin.setSetting('Livechat_enabled', true);
        await aWhile();
        const [room] = await openRooms(desk, who);
        expect(await desk.transcript(room?._id ?? '')).toEqual(['anybody?']);
    } finally {
        await desk.stop();
    }
});
