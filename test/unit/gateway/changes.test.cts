/** Edits and deletions of agents on their way to the contact: once, in order, and never silently lost. */
import { World, textEvent } from '../../support/world/world.cjs';
import type { ProviderMood } from '../../support/world/world.cjs';
import type { StoredMessage } from '../../support/world/rocketchat.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const ROOM = 'r0';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEEDS = Array.from({ length: 64 }, (_, seed) => seed);

async function worldWithRoom(seed = 0): Promise<World> {
    const world = new World(seed);
    world.changes = { editMs: 15 * MINUTE, removeMs: 72 * HOUR };
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const left = (world: World, kind: string): number =>
    world.rocketchat.records.filter(({ data }) => (data as { t: string }).t === kind).length;
const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);

function writes(world: World, text: string, server = 0): StoredMessage {
    world.now += 1;
    const message = world.rocketchat.agentWrites(ROOM, text, world.now);
    world.deliverReply(server, message);
    return message;
}

function edits(world: World, { id }: StoredMessage, text: string, server = 0): void {
    world.now += 1;
    world.deliverChange(server, 'edited', world.rocketchat.edit(id, text));
}

function deletes(world: World, { id }: StoredMessage, server = 0): void {
    world.now += 1;
    world.deliverChange(server, 'deleted', world.rocketchat.delete(id));
}

const edited = (world: World): string[] =>
    world.scheduler.trace.flatMap((line) => /^s\S+ edit (?!note)(.*)/.exec(line)?.[1] ?? []);
const removed = (world: World): string[] =>
    world.scheduler.trace.flatMap((line) => /^s\S+ remove (?!\w+:)(.*)/.exec(line)?.[1] ?? []);
const settle = (world: World): Promise<void> => world.scheduler.run();

test('an edit changes what the contact sees, another one changes it again, and a deletion takes it back', async () => {
    const world = await worldWithRoom();
    const message = writes(world, 'one');
    await settle(world);
    for (const text of ['two', 'one', 'three']) {
        edits(world, message, text);
        await settle(world);
        expect(world.seen).toEqual([text]);
    }
    deletes(world, message);
    await settle(world);
    expect([world.seen, world.accepted, notes(world), left(world, 'out')]).toEqual([[undefined], ['one'], [], 0]);
});

test('an edit that changes no word makes no call, nor does one that is told twice', async () => {
    const world = await worldWithRoom();
    const message = writes(world, 'one');
    await settle(world);
    edits(world, message, 'one');
    await settle(world);
    edits(world, message, 'two');
    await settle(world);
    world.deliverChange(1, 'edited', { ...message, text: 'two' });
    await settle(world);
    expect(edited(world)).toEqual(['two']);
    expect([world.seen, left(world, 'out')]).toEqual([['two'], 0]);
});

test('what waits to be sent goes out as it reads at last, and not at all once it was deleted', async () => {
    const world = await worldWithRoom();
    world.moods.push('retry');
    const first = writes(world, 'first');
    await settle(world);
    const second = writes(world, 'second');
    edits(world, first, 'first, better', 1);
    deletes(world, second, 1);
    await settle(world);
    expect(world.seen).toEqual([]);
    world.now += 10_000;
    world.tick(0);
    await settle(world);
    expect([world.seen, left(world, 'out'), notes(world)]).toEqual([['first, better'], 0, []]);
    edits(world, first, 'first');
    await settle(world);
    expect(world.seen).toEqual(['first']);
});

test('a deleted reply of which a note said that it waits: the note says that it is seen to', async () => {
    const world = await worldWithRoom();
    world.moods.push('retry', 'retry');
    const message = writes(world, 'one');
    await settle(world);
    world.now += 10_000;
    world.tick(0);
    await settle(world);
    expect(notes(world)[0]).toContain('⏳');
    deletes(world, message);
    await settle(world);
    await world.calm();
    expect([notes(world), world.seen]).toEqual([['☑️ Not delivered; seen to.\n> one'], []]);
});

test.each([
    ['an edit', 'edited', 15 * MINUTE, 'takes this only within 15 minutes'],
    ['a deletion', 'deleted', 72 * HOUR, 'takes this only within 72 hours'],
] as const)('%s that comes too late is told once in a room', async (_what, kind, limit, words) => {
    const world = await worldWithRoom();
    const change = async (message: StoredMessage): Promise<void> => {
        (kind === 'edited' ? edits : deletes)(world, message, ...((kind === 'edited' ? ['new'] : [0]) as [never]));
        await settle(world);
    };
    const messages = [writes(world, 'one'), writes(world, 'two')] as const;
    await settle(world);
    world.now += limit - 100;
    const inTime = writes(world, 'three');
    await settle(world);
    world.now += 200;
    for (const message of messages) {
        await change(message);
    }
    expect(world.seen).toEqual(['one', 'two', 'three']);
    expect(notes(world)).toEqual([expect.stringContaining(words) as string]);
    expect([left(world, 'dead'), left(world, 'out')]).toEqual([0, 0]);
    await change(inTime);
    expect(world.seen[2]).toBe(kind === 'edited' ? 'new' : undefined);
});

test('what was refused is told once for edits and once for deletions, without a dead letter', async () => {
    const world = await worldWithRoom();
    const message = writes(world, 'one');
    await settle(world);
    for (const text of ['two', 'three']) {
        world.moods.push('reject');
        edits(world, message, text);
        await settle(world);
    }
    world.moods.push('reject');
    deletes(world, message);
    await settle(world);
    expect(notes(world).map((note) => note.split(' ')[0])).toEqual(['✏️', '🗑️']);
    expect([world.seen, left(world, 'dead'), left(world, 'out')]).toEqual([['one'], 0, 0]);
});

test('in a room that is closed the agent is told directly', async () => {
    const world = await worldWithRoom();
    const message = writes(world, 'one');
    await settle(world);
    world.rocketchat.close(ROOM);
    world.moods.push('reject');
    edits(world, message, 'two');
    await settle(world);
    expect([...world.rocketchat.notes.values()].map(({ place }) => place)).toEqual(['@agent']);
});

test('where the provider knows no changes, one is told; what had not gone yet is changed all the same', async () => {
    const world = await worldWithRoom();
    world.changes = undefined;
    world.kill(0);
    world.moods.push('retry');
    const message = writes(world, 'one');
    await settle(world);
    edits(world, message, 'two');
    await world.calm();
    expect([world.seen, notes(world)]).toEqual([['two'], []]);
    edits(world, message, 'three');
    await settle(world);
    expect(notes(world)).toEqual([expect.stringContaining('sent to Post cannot be changed') as string]);
});

test('a passing fault is retried, and what was written meanwhile does not wait for it', async () => {
    for (const mood of ['retry', 'doubt-accepted', 'doubt-not-accepted'] as const) {
        const world = await worldWithRoom();
        const message = writes(world, 'one');
        await settle(world);
        world.moods.push(mood);
        edits(world, message, 'two');
        await settle(world);
        edits(world, message, 'three');
        writes(world, 'four');
        await settle(world);
        expect([mood, world.accepted]).toEqual([mood, ['one', 'four']]);
        await world.calm();
        expect([mood, world.seen, notes(world), left(world, 'out')]).toEqual([mood, ['three', 'four'], [], 0]);
    }
});

test('of several edits that wait only the last is made', async () => {
    const world = await worldWithRoom();
    const message = writes(world, 'one');
    await settle(world);
    ['two', 'three', 'four'].forEach((text) => edits(world, message, text));
    await settle(world);
    expect([edited(world), world.seen, left(world, 'out')]).toEqual([['four'], ['four'], 0]);
});

describe('refused the second time, after the first try may have arrived,', () => {
    const [maybeEdited, maybeDeleted] = [/^✏️ It is not known whether/, /^🗑️ It is not known whether/];

    test.each([
        ['doubt-accepted', undefined],
        ['doubt-not-accepted', 'one'],
    ] as const)('a deletion (%s) is told once in the room as not known', async (doubt, seen) => {
        const world = await worldWithRoom();
        const messages = [writes(world, 'one'), writes(world, 'one')];
        await settle(world);
        for (const message of messages) {
            world.moods.push(doubt, 'reject');
            deletes(world, message);
            await world.calm();
        }
        expect([world.seen, notes(world)]).toEqual([[seen, seen], [expect.stringMatching(maybeDeleted) as string]]);
        expect([left(world, 'out'), left(world, 'dead')]).toEqual([0, 0]);
    });

    test('an edit is told as not known', async () => {
        const world = await worldWithRoom();
        const message = writes(world, 'one');
        await settle(world);
        world.moods.push('doubt-accepted', 'retry', 'reject');
        edits(world, message, 'two');
        await world.calm();
        expect([world.seen, notes(world)]).toEqual([['two'], [expect.stringMatching(maybeEdited) as string]]);
    });

    test('a deletion over which the server has died is told as not known, if its end was not kept', async () => {
        let told = 0;
        for (const seed of SEEDS.slice(0, 8)) {
            const world = await worldWithRoom(seed);
            const message = writes(world, 'one');
            await settle(world);
            deletes(world, message, 1);
            for (let steps = 0; removed(world).length === 0 && steps < 1_000; steps++) {
                await world.scheduler.step();
            }
            world.kill(1);
            world.moods.push('reject');
            await world.calm();
            const isTriedAgain = removed(world).length > 1;
            const expected = isTriedAgain ? [expect.stringMatching(maybeDeleted) as string] : [];
            expect({ seed, seen: world.seen, notes: notes(world) }).toEqual({
                seed,
                seen: [undefined],
                notes: expected,
            });
            told += isTriedAgain ? 1 : 0;
        }
        expect(told).toBeGreaterThan(0);
    });
});

describe('the deletion of a message of two parts', () => {
    async function deletedWith(...moods: ProviderMood[]): Promise<World> {
        const world = await worldWithRoom();
        world.textLimit = 3;
        const message = writes(world, 'onetwo');
        await settle(world);
        world.moods.push(...moods);
        deletes(world, message);
        await settle(world);
        return world;
    }
    const end = (world: World) => ({ seen: world.seen, calls: removed(world).length, notes: notes(world) });
    const told = (words: string): unknown => expect.stringContaining(words);

    test('goes on where it came to, with whichever server', async () => {
        for (const dies of [false, true]) {
            const world = await deletedWith('accept', 'retry');
            expect(world.seen).toEqual([undefined, 'two']);
            if (dies) world.kill(0);
            await world.calm();
            expect(end(world)).toEqual({ seen: [undefined, undefined], calls: 3, notes: [] });
            expect(left(world, 'out')).toBe(0);
        }
    });

    test('takes back the second where the first is refused, and tells the agent', async () => {
        const world = await deletedWith('reject', 'accept');
        expect(end(world)).toEqual({ seen: ['one', undefined], calls: 2, notes: [told('can still see')] });
        expect(left(world, 'out')).toBe(0);
    });

    test('takes back the second where nobody knows of the first, and tells the agent', async () => {
        const world = await deletedWith('doubt-accepted', 'reject', 'retry', 'accept');
        await world.calm();
        expect(end(world)).toEqual({ seen: [undefined, undefined], calls: 4, notes: [told('not known whether')] });
    });

    test('that stays in doubt about the first says nothing of it once that one is gone', async () => {
        const world = await deletedWith('doubt-not-accepted', 'accept', 'reject');
        await world.calm();
        expect(end(world)).toEqual({ seen: [undefined, 'two'], calls: 3, notes: [told('can still see')] });
    });
});

test('of a reply of which nobody knows whether it arrived, a change is told', async () => {
    const world = await worldWithRoom();
    world.moods.push('doubt-accepted');
    const message = writes(world, 'one');
    await settle(world);
    edits(world, message, 'two');
    await settle(world);
    deletes(world, message);
    await settle(world);
    expect(notes(world).slice(1)).toEqual([
        expect.stringMatching(/^✏️.*not known whether/) as string,
        expect.stringMatching(/^🗑️.*not known whether/) as string,
    ]);
    expect([world.seen, left(world, 'dead')]).toEqual([['one'], 1]);
});

test('a dead letter that is edited would go again as it reads now; a deleted one is seen to', async () => {
    const world = await worldWithRoom();
    world.moods.push('reject', 'reject');
    const [first, second] = [writes(world, 'one'), writes(world, 'two')];
    await settle(world);
    edits(world, first, 'one, better');
    deletes(world, second);
    await settle(world);
    expect(notes(world)).toEqual([
        expect.stringMatching(/^⚠️[^>]*> one, better$/) as string,
        '☑️ Not delivered; seen to.\n> two',
    ]);
    const dead = world.rocketchat.records.flatMap(({ data }) => {
        const { t, reply } = data as { t: string; reply: { text: string } };
        return t === 'dead' ? [reply.text] : [];
    });
    expect([dead, world.seen, left(world, 'out')]).toEqual([['one, better'], [], 0]);
});

test('a message of several parts is deleted with all of them; an edit of it is told', async () => {
    const world = await worldWithRoom();
    world.textLimit = 3;
    const message = writes(world, 'onetwo');
    await settle(world);
    expect(world.seen).toEqual(['one', 'two']);
    edits(world, message, 'threefour');
    await settle(world);
    expect(notes(world)).toHaveLength(1);
    deletes(world, message);
    await settle(world);
    expect(world.seen).toEqual([undefined, undefined]);
});

test('what never went out, because its author may not answer, is changed nowhere and without a word', async () => {
    const world = await worldWithRoom();
    const message = world.rocketchat.agentWrites(ROOM, 'before the app was there', world.now - 1);
    world.rocketchat.create([`out:${message.id}`], { t: 'refused' });
    edits(world, message, 'x');
    deletes(world, message);
    await settle(world);
    expect([world.seen, notes(world), left(world, 'out')]).toEqual([[], [], 0]);
});

test('whichever server hears of what and when, the contact sees in the end what stands in the room', async () => {
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        const [first, second] = [writes(world, 'one', seed % 2), writes(world, 'two', (seed >> 1) % 2)];
        const step = async (): Promise<void> => {
            for (let i = seed % 7; i > 0; i--) {
                await world.scheduler.step();
            }
        };
        await step();
        edits(world, first, 'one, better', (seed >> 2) % 2);
        await step();
        edits(world, first, 'one, best', (seed >> 3) % 2);
        deletes(world, second, (seed >> 4) % 2);
        await step();
        const third = writes(world, 'three', seed % 2);
        edits(world, third, 'four', (seed >> 1) % 2);
        await settle(world);
        await world.calm();
        // What was deleted before anybody had heard of it never goes out.
        const seen = world.seen.filter((text) => text !== undefined);
        expect({ seed, seen, notes: notes(world), problems: world.problems, out: left(world, 'out') }).toEqual({
            seed,
            seen: ['one, best', 'four'],
            notes: [],
            problems: [],
            out: 0,
        });
    }
});

test('a kill at any moment loses no change that was taken over, and makes none twice a message', async () => {
    const made = { edited: 0, kept: 0 };
    for (const seed of SEEDS) {
        const world = await worldWithRoom(seed);
        const [first, second] = [writes(world, 'one'), writes(world, 'two')];
        await settle(world);
        edits(world, first, 'one, better', 1);
        deletes(world, second, 1);
        for (let i = 0; i < seed % 30; i++) {
            await world.scheduler.step();
        }
        const journalled = world.rocketchat.records.flatMap(({ data }) => {
            const { reply } = data as { reply?: { changes?: { kind: string } } };
            return reply?.changes?.kind ?? [];
        });
        world.kill(1);
        await world.calm();
        const isEdited = world.seen[0] === 'one, better';
        const isDeleted = world.seen[1] === undefined;
        expect({ seed, lost: journalled.includes('edited') && !isEdited }).toEqual({ seed, lost: false });
        expect({ seed, lost: journalled.includes('deleted') && !isDeleted }).toEqual({ seed, lost: false });
        expect({ seed, accepted: world.accepted, out: left(world, 'out'), notes: notes(world) }).toEqual({
            seed,
            accepted: ['one', 'two'],
            out: 0,
            notes: [],
        });
        made[isEdited ? 'edited' : 'kept'] += 1;
    }
    expect(Math.min(made.edited, made.kept)).toBeGreaterThan(0);
});
