/** Replies that were given up for a reason that holds for a while: their Retry waits until it is over. */
import type { Reply } from '../../../src/gateway/model';
import { receiveReceipt, retryEarly } from '../../../src/gateway/outbox/receipts';
import { retry } from '../../../src/gateway/outbox/operator';
import { inOrder, nextOf } from '../../../src/gateway/outbox/outbox';
import { newOut } from '../../../src/gateway/records/journal';
import * as kept from '../../../src/gateway/records/records';
import type { Out } from '../../../src/gateway/records/records';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

const ROOM = 'r0';
const MINUTE_MS = 60_000;
const BLOCKED_MS = 20 * MINUTE_MS;

async function worldWithRoom(seed = 0): Promise<World> {
    const world = new World(seed);
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;

/** An agent writes, and it is accepted; gives the id of his message. */
async function says(world: World, text: string): Promise<string> {
    world.now += 1_000;
    const message = world.rocketchat.agentWrites(ROOM, text, world.now);
    world.deliverReply(0, message);
    await world.scheduler.run();
    return message.id;
}

/** The provider cancels what it has accepted last. */
async function cancelled(world: World, messageId = `p${world.accepted.length}`): Promise<void> {
    await world.alone((gateway) =>
        receiveReceipt(gateway, CONNECTION, {
            kind: 'receipt',
            id: `cancelled ${messageId}`,
            messageId,
            status: 'failed',
            blockedMs: BLOCKED_MS,
            at: world.now,
        }),
    );
}

async function presses(world: World, replyId: string, server = 0): Promise<string> {
    let result = '';
    void retry(world.server(server), replyId).then((answer) => {
        result = answer.result;
        return answer.work;
    });
    await world.scheduler.run();
    return result;
}

async function pass(world: World, minutes: number): Promise<void> {
    world.now += minutes * MINUTE_MS;
    world.tick(0);
    world.tick(1);
    await world.scheduler.run();
}

test('Retry waits until it can work: the note says until when, and then it goes out once', async () => {
    const world = await worldWithRoom();
    const replyId = await says(world, 'ok');
    const until = new Date(world.now + BLOCKED_MS).toISOString().slice(11, 16);
    await cancelled(world);
    expect(notes(world)).toEqual([expect.stringContaining('⚠️ *Not delivered:*')]);
    await pass(world, 5);
    expect(await presses(world, replyId)).toBe('started');
    expect(notes(world)).toEqual([expect.stringContaining(`The next try is at ${until} (UTC).`)]);
    expect([left(world, 'dead'), left(world, 'out')]).toEqual([0, 1]);
    expect(await presses(world, replyId, 1)).toBe('under-way');
    await pass(world, 14);
    expect(world.accepted).toEqual(['ok']);
    await pass(world, 2);
    expect(world.accepted).toEqual(['ok', 'ok']);
    expect(notes(world)).toEqual([expect.stringContaining('✅')]);
    expect([left(world, 'dead'), left(world, 'out'), world.problems]).toEqual([0, 0, []]);
});

test('Retry pressed when the time is over goes out at once', async () => {
    const world = await worldWithRoom();
    const replyId = await says(world, 'ok');
    await cancelled(world);
    await pass(world, 21);
    await presses(world, replyId);
    expect(world.accepted).toEqual(['ok', 'ok']);
});

test('a receipt that came too early blocks as long as one that did not', async () => {
    const world = await worldWithRoom();
    await cancelled(world, 'p1');
    const replyId = await says(world, 'ok');
    const [early] = kept.only(
        kept.earlyReceipt,
        world.rocketchat.records.map(({ data }) => data),
    );
    await world.alone(async (gateway) => early && retryEarly(gateway, early));
    await presses(world, replyId);
    await pass(world, 19);
    expect(world.accepted).toEqual(['ok']);
    await pass(world, 2);
    expect(world.accepted).toEqual(['ok', 'ok']);
});

test('while it waits other replies go out, and none of them waits for it', async () => {
    const world = await worldWithRoom();
    const replyId = await says(world, 'ok');
    await cancelled(world);
    await presses(world, replyId);
    await says(world, 'something else');
    expect(world.accepted).toEqual(['ok', 'something else']);
    world.moods.push('retry');
    await says(world, 'is slow');
    await pass(world, 1);
    await says(world, 'at last');
    expect(world.accepted).toEqual(['ok', 'something else', 'is slow', 'at last']);
    await pass(world, 20);
    expect(world.accepted.slice(-1)).toEqual(['ok']);
});

test('two that wait keep their order, whichever may go first', async () => {
    const world = await worldWithRoom();
    const first = await says(world, 'one');
    await cancelled(world);
    const second = await says(world, 'two');
    await cancelled(world);
    await presses(world, second);
    await presses(world, first, 1);
    await pass(world, 21);
    expect(world.accepted).toEqual(['one', 'two', 'one', 'two']);
});

describe('what is next in a conversation', () => {
    const NOW = 1_000_000;
    const waiting = (id: number, more: Partial<Out> = {}, closes?: string, of?: string): Out => {
        const reply: Reply = {
            id: `m${id}`,
            roomId: ROOM,
            author: { id: 'agent', name: 'Agent' },
            at: id,
            text: '',
            files: [],
            ...(closes === undefined ? {} : { closes }),
            ...(of === undefined ? {} : { changes: { kind: 'edited', of, writtenAt: 0 } }),
        };
        return { ...newOut('post:1:ann', reply, { process: 's0', journal: `s0/${id}`, at: 0 }), ...more };
    };
    const change = (id: number, of: string, more: Partial<Out> = {}): Out => waiting(id, more, undefined, of);
    const blocked = { notBefore: NOW + 1, blockedUntil: NOW + 1 };
    const over = { notBefore: NOW - 1, blockedUntil: NOW - 1 };
    const later = { notBefore: NOW + 1 };

    test.each<[string, Out[], string | undefined]>([
        ['what waits keeps the rest waiting', [waiting(1, later), waiting(2)], undefined],
        ['what is blocked does not', [waiting(1, blocked), waiting(2)], 'm2'],
        ['but what waits behind it does', [waiting(1, blocked), waiting(2, later), waiting(3)], undefined],
        ['what was blocked waits for what still is', [waiting(1, blocked), waiting(2, over)], undefined],
        ['and has its place again afterwards', [waiting(1, over), waiting(2)], 'm1'],
        ['a thread does not end before it', [waiting(1, blocked), waiting(2, {}, 'T'), waiting(3)], 'm3'],
        ['a change waits for what it changes', [waiting(1, blocked), change(2, 'm1'), waiting(3)], 'm3'],
        ['what follows does not wait for a change', [change(1, 'm0', later), waiting(2)], 'm2'],
        ['but a change of the same does', [change(1, 'm0', later), change(2, 'm0')], undefined],
        ['one of another does not', [change(1, 'm0', later), change(2, 'm9')], 'm2'],
        ['the end of a thread does not keep the next one waiting', [waiting(1, later, 'T'), waiting(2)], 'm2'],
    ])('%s', (_, outs, expected) => {
        expect(nextOf(inOrder(outs), NOW)?.reply.id).toBe(expected);
    });
});
