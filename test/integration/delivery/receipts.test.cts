import { stateOf as stateOfReply } from '../../../src/gateway/outbox/receipts';
import type { SentRecord } from '../../../src/gateway/records/records';
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer, Kept } from './workbench.cjs';
import {
    BOT,
    MINUTE,
    SECOND,
    TICK_MS,
    answered,
    chat,
    complaints,
    customer,
    furnished,
    kept,
    noteBecomes,
    notesIn,
    pass,
    press,
    receipt,
    ticks,
    until,
    webhook,
    weed,
} from './workbench.cjs';

/** What GREEN-API tells of our messages afterwards, and how agents see it. */

interface Sent {
    readonly who: Customer;
    readonly roomId: string;
    readonly messageId: string;
    readonly idMessage: string;
}

const REACTIONS = ['message.addReaction', 'message.removeReaction'];

let desk: Desk;
let olga: Client;

afterEach(async () => {
    expect(desk.green.faults.pending).toEqual([]);
    await weed(desk, 'dead');
});

/** A reply that GREEN-API has accepted and of which nothing more is heard unless a test tells it. */
async function sent(text = 'how is it', chatOf?: { who: Customer; roomId: string }): Promise<Sent> {
    const { who, roomId } = chatOf ?? (await chat(desk));
    desk.green.setOutcome(INSTANCE.id, who.phone, []);
    const { _id: messageId } = await olga.post(roomId, text);
    await desk.settle();
    const idMessage = desk.green.sent(INSTANCE.id).slice(-1)[0]?.idMessage ?? '';
    return { who, roomId, messageId, idMessage };
}

async function tell({ who, idMessage }: Sent, status: string, description?: string): Promise<void> {
    expect(await webhook(desk, receipt(who, idMessage, status, desk.host.clock.now(), description))).toBe(200);
    await desk.settle();
}

const recordOf = async ({ messageId }: Pick<Sent, 'messageId'>): Promise<Kept | undefined> =>
    (await kept(desk, 'sent')).find(({ reply }) => (reply as { id: string }).id === messageId);
const stateOf = async (message: Sent): Promise<unknown> => {
    const record = await recordOf(message);
    return record && stateOfReply(record as unknown as SentRecord);
};

/** The emoji of the app's user on a message. */
async function shownOn({ messageId }: Sent): Promise<string[]> {
    const message = await desk.host.store.messages.get(messageId);
    const reactions = (message?.reactions ?? {}) as Record<string, { usernames: readonly string[] }>;
    return Object.keys(reactions).filter((emoji) => reactions[emoji]?.usernames.includes(BOT));
}

const reactionCalls = (): number => desk.host.calls.list().filter(({ name }) => REACTIONS.includes(name)).length;

describe('where the app may not react in livechat rooms, as by default', () => {
    beforeAll(async () => {
        ({ desk, olga } = await furnished());
    });

    afterAll(() => desk.stop());

    test.each([
        ['sent', 'sent'],
        ['delivered', 'delivered'],
        ['read', 'read'],
    ])('status %s', async (status, state) => {
        const message = await sent();
        expect(await stateOf(message)).toBe('queued');
        await tell(message, status);
        expect(await stateOf(message)).toBe(state);
        expect(await notesIn(desk, message.roomId)).toEqual([]);
    });

    test.each([
        ['failed', 'WhatsApp did not take the message. message was not sent'],
        ['noAccount', 'This number has no WhatsApp.'],
        ['notInGroup', 'The account is not in this group.'],
        ['yellowCard', 'WhatsApp has restricted sending for this account.'],
        ['suspended', 'WhatsApp has restricted sending for this account.'],
    ])('status %s is a failure: a dead letter with the reason, and a note with buttons', async (status, reason) => {
        const message = await sent('to be heard of');
        await tell(message, status, status === 'failed' ? 'message was not sent' : undefined);
        expect(await stateOf(message)).toBe('failed');
        expect(await kept(desk, 'dead')).toMatchObject([{ reason, inDoubt: false, reply: { id: message.messageId } }]);
        const notes = await notesIn(desk, message.roomId);
        expect(notes.map(({ msg }) => msg)).toEqual([`⚠️ *Not delivered:* ${reason}\n> to be heard of`]);
        // GREEN-API repeats itself.
        await tell(message, status);
        expect(await notesIn(desk, message.roomId)).toHaveLength(1);
        expect(await kept(desk, 'dead')).toHaveLength(1);
        const before = desk.accepted().length;
        await press(olga, notes[0], 'retry');
        await noteBecomes(() => notesIn(desk, message.roomId), '✅');
        expect(desk.accepted().slice(before)).toEqual(['to be heard of']);
    });

    test('a status that nobody knows changes nothing and is counted', async () => {
        const message = await sent();
        await tell(message, 'vaporized');
        expect(await stateOf(message)).toBe('queued');
        expect((await kept(desk, 'oddity')).map(({ what }) => what)).toContain('outgoingMessageStatus vaporized');
    });

    test.each([
        [['sent', 'read', 'delivered'], 'read'],
        [['delivered', 'sent', 'read'], 'read'],
        [['delivered', 'read', 'sent'], 'read'],
        [['read', 'sent', 'delivered'], 'read'],
        [['read', 'delivered', 'sent'], 'read'],
        [['delivered', 'sent'], 'delivered'],
        [['delivered', 'failed'], 'delivered'],
        [['read', 'failed'], 'read'],
        [['sent', 'sent', 'sent'], 'sent'],
    ])('in the order %j it ends as %s', async (statuses, state) => {
        const message = await sent();
        for (const status of statuses) await tell(message, status);
        expect(await stateOf(message)).toBe(state);
        expect(await kept(desk, 'dead')).toEqual([]);
        expect(await notesIn(desk, message.roomId)).toEqual([]);
    });

    test('what was called failed and arrives all the same is no dead letter any more, and its note says so', async () => {
        const message = await sent('phoenix');
        await tell(message, 'failed');
        await tell(message, 'delivered');
        expect(await stateOf(message)).toBe('delivered');
        expect(await kept(desk, 'dead')).toEqual([]);
        expect((await notesIn(desk, message.roomId)).map(({ msg }) => msg.split('\n')[0])).toEqual([
            expect.stringMatching(/^✅ Delivered after all/),
        ]);
    });

    test('a receipt that overtakes the answer to the send waits and is applied by the tick', async () => {
        const who = customer();
        const { roomId } = await chat(desk, who);
        desk.green.faults.add({ route: 'sendMessage', kind: 'slow', delayMs: 4 * SECOND });
        desk.green.setOutcome(INSTANCE.id, who.phone, []);
        const { _id: messageId } = await olga.post(roomId, 'overtaken');
        await until('the call', () => desk.accepted().slice(-1)[0] === 'overtaken');
        const idMessage = desk.green.sent(INSTANCE.id).slice(-1)[0]?.idMessage ?? '';
        const message = { who, roomId, messageId, idMessage };
        expect(await webhook(desk, receipt(who, idMessage, 'delivered', desk.host.clock.now()))).toBe(200);
        expect(await kept(desk, 'receipt')).toHaveLength(1);
        expect(await recordOf(message)).toBeUndefined();
        await pass(desk, 4 * SECOND);
        expect(await recordOf(message)).toBeDefined();
        await pass(desk, TICK_MS);
        expect(await stateOf(message)).toBe('delivered');
        expect(await kept(desk, 'receipt')).toEqual([]);
    });

    test("receipts of messages typed on the phone are nobody's, and forgotten after half an hour", async () => {
        const stray = { who: customer(), roomId: '', messageId: '', idMessage: 'TYPEDONTHEPHONE' };
        await tell(stray, 'sent');
        await tell(stray, 'read');
        await pass(desk, 29 * MINUTE);
        expect(await kept(desk, 'receipt')).toHaveLength(2);
        await pass(desk, 3 * MINUTE);
        expect(await kept(desk, 'receipt')).toEqual([]);
        expect(await kept(desk, 'dead')).toEqual([]);
    });

    test('putting emoji on messages was tried once, never again, and the status says which permission to give', async () => {
        // The tests before have had it refused: a fresh process tries once more.
        desk.host.engines[0]?.killApp();
        await desk.host.engines[0]?.appWorks();
        desk.host.calls.reset();
        const first = await sent();
        expect((await answered(desk, olga, 'switchboard.status')).text).not.toContain('view-livechat-rooms');
        await tell(first, 'sent');
        expect(reactionCalls()).toBe(1);
        for (const status of ['delivered', 'read']) await tell(first, status);
        await tell(await sent(), 'failed');
        expect(reactionCalls()).toBe(1);
        expect(await shownOn(first)).toEqual([]);
        const { text } = await answered(desk, olga, 'switchboard.status');
        expect(text).toContain('Give the role "app" the permission "view-livechat-rooms"');
        expect(text).toContain('not-authorized');
        const told = (await complaints(desk)).filter((line) => line.includes('cannot be shown on them'));
        expect(told.length).toBeLessThanOrEqual(2); // once by each of the two processes
    });
});

describe('where the role "app" may see livechat rooms', () => {
    beforeAll(async () => {
        ({ desk, olga } = await furnished());
        desk.host.faults.appSeesLivechatRooms = true;
    });

    afterAll(() => desk.stop());

    test('one emoji at a time stands on the message: it is replaced, not added to', async () => {
        const message = await sent();
        const seen: string[][] = [];
        for (const status of ['sent', 'delivered', 'read']) {
            await tell(message, status);
            seen.push(await shownOn(message));
        }
        expect(seen).toEqual([[':heavy_check_mark:'], [':white_check_mark:'], [':eyes:']]);
        // Late or repeated ones change nothing.
        desk.host.calls.reset();
        for (const status of ['delivered', 'sent', 'read']) await tell(message, status);
        expect([await shownOn(message), reactionCalls()]).toEqual([[':eyes:'], 0]);
        expect((await answered(desk, olga, 'switchboard.status')).text).not.toContain('view-livechat-rooms');
    });

    test('waiting, failed and sent again are shown too', async () => {
        const { who, roomId } = await chat(desk);
        desk.green.setOutcome(INSTANCE.id, who.phone, []);
        desk.green.faults.add(
            GREEN_API_FAULTS.tooManyRequests('sendMessage', 2),
            GREEN_API_FAULTS.quotaExceeded('sendMessage'),
        );
        const { _id: messageId } = await olga.post(roomId, 'a long way');
        await desk.settle();
        await pass(desk, 7 * SECOND);
        const message = { who, roomId, messageId, idMessage: '' };
        expect(await shownOn(message)).toEqual([':hourglass_flowing_sand:']);
        await pass(desk, 37 * SECOND);
        expect(await shownOn(message)).toEqual([':x:']);
        await press(olga, (await notesIn(desk, roomId))[0], 'retry');
        await noteBecomes(() => notesIn(desk, roomId), '✅');
        // Right behind its note, and not when a receipt comes: that may take long.
        await until('the mark', async () => (await shownOn(message)).join() === ':heavy_check_mark:', 20 * SECOND);
        const idMessage = desk.green.sent(INSTANCE.id).slice(-1)[0]?.idMessage ?? '';
        await tell({ ...message, idMessage }, 'delivered');
        expect(await shownOn(message)).toEqual([':white_check_mark:']);
    });

    test('one that waited shows at once that it was accepted', async () => {
        const { who, roomId } = await chat(desk);
        desk.green.setOutcome(INSTANCE.id, who.phone, []);
        desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests('sendMessage', 2));
        const { _id: messageId } = await olga.post(roomId, 'with patience');
        await desk.settle();
        await pass(desk, 7 * SECOND);
        const message = { who, roomId, messageId, idMessage: '' };
        expect(await shownOn(message)).toEqual([':hourglass_flowing_sand:']);
        await pass(desk, 37 * SECOND);
        expect(desk.accepted().slice(-1)).toEqual(['with patience']);
        expect(await shownOn(message)).toEqual([':heavy_check_mark:']);
        expect(await recordOf(message)).toMatchObject({ shown: 'sent', receipts: {} });
    });

    test('an agent who deletes his message does not keep the next one from being marked', async () => {
        const gone = await sent('typo');
        const stored = await desk.host.store.messages.get(gone.messageId);
        expect(stored).toBeDefined();
        await desk.host.store.messages.removeOne({ _id: gone.messageId });
        await tell(gone, 'delivered');
        expect(await stateOf(gone)).toBe('delivered');
        const next = await sent('right');
        await tell(next, 'delivered');
        expect(await shownOn(next)).toEqual([':white_check_mark:']);
    });

    test('the setting turns them off, and on again', async () => {
        await desk.saveSettings({ show_receipts: false });
        desk.host.calls.reset();
        const off = await sent();
        await tell(off, 'read');
        expect([await stateOf(off), await shownOn(off), reactionCalls()]).toEqual(['read', [], 0]);
        await desk.saveSettings({ show_receipts: true });
        const on = await sent();
        await tell(on, 'read');
        expect(await shownOn(on)).toEqual([':eyes:']);
        await ticks(desk, 1);
    });
});
