import type { Content } from '../../../src/gateway/content';
import type { MessageEvent } from '../../../src/gateway/model';
import { withoutQuote } from '../../../src/gateway/inbox/quotes';
import { bring, worldThatSaid } from '../../support/world/said.cjs';
import { World, fileEvent, textEvent } from '../../support/world/world.cjs';

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

/** What changes something that stands already: the message itself in the end says what the contact's says. */

const MARK = '🗑️ The customer deleted this message.';
const LINK = /^\[ \]\(https:\/\/desk\.example\/live\/(\w+)\?msg=(\w+)\)\n/;

/** What says something of the message with number `to`. */
function about(to: number, n: number, content: Content, more: Partial<MessageEvent> = {}): MessageEvent {
    const quote = { eventId: `ann:${to}`, messageId: String(to) };
    return { ...textEvent(n), quote, content: [content], ...more };
}
const edit = (to: number, n: number, text: string) => about(to, n, { kind: 'edited', text });
const deletion = (to: number, n: number, erase?: true) => about(to, n, { kind: 'deleted', ...(erase && { erase }) });
const reaction = (to: number, n: number, emoji: string) => about(to, n, { kind: 'reaction', emoji });

const texts = (world: World): string[] =>
    world.rocketchat.messages.filter(({ removed }) => removed !== true).map(({ text }) => withoutQuote(text));
const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const left = (world: World): number =>
    world.rocketchat.records.filter(({ data }) => ['entry', 'claim'].includes((data as { t: string }).t)).length;

describe('an edit', () => {
    test('changes the message that stands, again and again, and nothing else', async () => {
        const world = await worldThatSaid([1, 2]);
        await bring(world, edit(1, 3, 'better'));
        expect(texts(world)).toEqual(['better', 'text 2']);
        await bring(world, edit(1, 4, 'best'), textEvent(5));
        expect([texts(world), notes(world), left(world)]).toEqual([['best', 'text 2', 'text 5'], [], 0]);
    });

    test('keeps what stood before the words', async () => {
        const world = await worldThatSaid([1]);
        const quote = { eventId: 'ann:1', messageId: '1' };
        await bring(world, { ...textEvent(2), quote, forwarded: 'once' }, edit(2, 3, 'new words'));
        const [first, second] = world.rocketchat.messages;
        expect(LINK.exec(second?.text ?? '')?.[2]).toBe(first?.id);
        expect(texts(world)).toEqual(['text 1', '↪️ _Forwarded_\nnew words']);
    });

    test('that comes late is not put over a later one', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, edit(1, 4, 'second'), edit(1, 3, 'first'));
        expect(texts(world)).toEqual(['second']);
    });

    test('is shown once however often it comes', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, edit(1, 2, 'a'), edit(1, 3, 'b'));
        world.now += 20 * 60_000; // forgotten in memory
        await bring(world, edit(1, 2, 'a'));
        expect([texts(world), left(world)]).toEqual([['b'], 0]);
    });

    test('of a caption changes the caption; a file without one gets it', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, fileEvent(2), edit(2, 3, 'another caption'));
        expect(texts(world)).toEqual(['text 1', '', 'another caption']);
        const [file] = fileEvent(4).content;
        const bare = { ...file, caption: undefined } as unknown as Content;
        await bring(world, { ...fileEvent(4), content: [bare] }, edit(4, 5, 'now with words'));
        expect(world.rocketchat.messages.slice(3)).toMatchObject([
            { fileName: expect.stringMatching(/^photo 4/) as string, text: 'now with words' },
        ]);
        await bring(world, edit(4, 6, ''), edit(2, 7, ''));
        expect(texts(world)).toEqual(['text 1', '', '✏️ Edited:', '']);
    });

    test('of a message that is not known is a line; the next one changes that line', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, edit(99, 2, 'what?'));
        expect(texts(world)).toEqual(['text 1', '✏️ Edited: what?']);
        await bring(world, edit(99, 3, 'this'), deletion(99, 4));
        expect(texts(world)).toEqual(['text 1', `✏️ Edited: this\n${MARK}`]);
    });

    test('of what stands in a closed chat is shown there, and as a line in the present one', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.close('r0');
        await bring(world, edit(1, 2, 'better'));
        const [first, line] = world.rocketchat.messages;
        expect(first).toMatchObject({ roomId: 'r0', text: 'better' });
        expect(LINK.exec(line?.text ?? '')?.[2]).toBe(first?.id);
        expect(line?.roomId).toBe('r1');
        await bring(world, edit(1, 3, 'best'));
        expect(texts(world)).toEqual(['best', '✏️ Edited: best']);
    });

    test('of what was deleted in Rocket.Chat is a line', async () => {
        const world = await worldThatSaid([1, 2]);
        world.rocketchat.showsDeleted = true;
        world.rocketchat.removeMessage(world.rocketchat.messages[0]?.id ?? '');
        await bring(world, edit(1, 3, 'better'), deletion(2, 4));
        expect(texts(world)).toEqual([`text 2\n${MARK}`, '✏️ Edited: better']);
    });

    test('in the same lane as its message comes after it, also where both wait', async () => {
        const world = await worldThatSaid([0]);
        world.rocketchat.close('r0');
        world.rocketchat.closed = true;
        await bring(world, textEvent(1), edit(1, 2, 'better'), reaction(1, 3, '👍'));
        world.rocketchat.closed = false;
        await world.calm();
        expect([texts(world), left(world)]).toEqual([['text 0', 'better', 'Reaction: 👍'], 0]);
    });
});

describe('where Rocket.Chat refuses', () => {
    test("to change the contact's messages one note of the app tells how the message reads now", async () => {
        const world = await worldThatSaid([1, 2]);
        world.rocketchat.refusesEdits = 'visitors';
        await bring(world, edit(1, 3, 'better'));
        expect([texts(world), notes(world)]).toEqual([['text 1', 'text 2'], ['> text 1\n✏️ Edited: better']]);
        await bring(world, edit(1, 4, 'best'), deletion(1, 5));
        expect([texts(world), notes(world)]).toEqual([['text 1', 'text 2'], [`> text 1\n✏️ Edited: best\n${MARK}`]]);
        await bring(world, deletion(2, 6, true));
        expect(notes(world).slice(1)).toEqual([`> text 2\n${MARK}`]);
    });

    test('to change anything, every change is a note', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.refusesEdits = 'all';
        await bring(world, edit(1, 2, 'better'), edit(1, 3, 'best'));
        expect(notes(world)).toEqual(['> text 1\n✏️ Edited: better', '> text 1\n✏️ Edited: best']);
    });

    test('to take a line away or change it, a note tells that the reaction is another or over', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.refusesEdits = 'visitors';
        await bring(world, reaction(1, 2, '👍'), reaction(1, 3, '🎉'));
        expect([texts(world), notes(world)]).toEqual([['text 1', 'Reaction: 👍'], ['Reaction: 🎉']]);
        await bring(world, reaction(1, 4, ''));
        expect([texts(world), notes(world)]).toEqual([['text 1', 'Reaction: 👍'], ['The reaction was taken back.']]);
    });

    test('a note for good, what comes behind it does not wait for ever', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.refusesEdits = 'visitors';
        const { desk } = world.server(0);
        Object.assign(desk, { note: () => Promise.reject(new Error('error-message-refused')) });
        await bring(world, edit(1, 2, 'better'), textEvent(3));
        await world.calm();
        expect([texts(world), left(world)]).toEqual([['text 1', 'text 3'], 0]);
    });
});

describe('a deletion', () => {
    test('marks the message, which can still be read; nothing brings it back', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, deletion(1, 5), edit(1, 6, 'again'), deletion(1, 7));
        expect(texts(world)).toEqual([`text 1\n${MARK}`]);
        await bring(world, edit(1, 4, 'as it was before'));
        expect(texts(world)).toEqual([`as it was before\n${MARK}`]);
    });

    test('erases the text where that is wanted', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, edit(1, 2, 'secret'), deletion(1, 3, true), edit(1, 4, 'again'));
        expect(texts(world)).toEqual([MARK]);
    });

    test('marks a file at its caption or at itself, or takes it away', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, fileEvent(2), deletion(2, 3), fileEvent(4), deletion(4, 5, true));
        expect(texts(world)).toEqual(['text 1', '', `caption 2\n${MARK}`, MARK]);
        const [file] = fileEvent(6).content;
        const bare = { ...file, caption: undefined } as unknown as Content;
        await bring(world, { ...fileEvent(6), content: [bare] }, deletion(6, 7, true));
        expect(texts(world).slice(4)).toEqual([]);
        expect(notes(world)).toEqual(['🗑️ The customer deleted a file.']);
        world.rocketchat.refusesEdits = 'visitors';
        await bring(world, { ...fileEvent(8), content: [bare] }, deletion(8, 9, true));
        expect(notes(world).slice(1)).toEqual([
            '🗑️ The customer deleted a file.',
            expect.stringMatching(/^> photo 6.*\n🗑️/) as string,
        ]);
    });

    test('opens no chat', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.close('r0');
        await bring(world, deletion(1, 2));
        expect([texts(world), world.rocketchat.rooms.length]).toEqual([[`text 1\n${MARK}`], 1]);
    });

    test('of a message that is not known opens no chat either, nor does a word of it that comes late', async () => {
        const world = await worldThatSaid([1]);
        world.rocketchat.close('r0');
        await bring(world, deletion(98, 3), edit(98, 2, 'too late'));
        expect([texts(world), world.rocketchat.rooms.length, left(world)]).toEqual([['text 1'], 1, 0]);
        await bring(world, textEvent(4), deletion(99, 5));
        expect(texts(world)).toEqual(['text 1', 'text 4', MARK]);
    });

    test('in a chat that nobody has opened yet is nothing', async () => {
        const world = await worldThatSaid([]);
        await bring(world, deletion(1, 2));
        expect([world.rocketchat.rooms, notes(world), left(world)]).toEqual([[], [], 0]);
    });
});

describe('a reaction', () => {
    test.each([false, true])(
        'is one line that changes and goes, and comes again (deleted messages leave a place: %s)',
        async (showsDeleted) => {
            const world = await worldThatSaid([1]);
            world.rocketchat.showsDeleted = showsDeleted;
            await bring(world, reaction(1, 2, '👍'), reaction(1, 3, '🎉'));
            expect(texts(world)).toEqual(['text 1', 'Reaction: 🎉']);
            const [target, line] = world.rocketchat.messages;
            expect(LINK.exec(line?.text ?? '')?.[2]).toBe(target?.id);
            await bring(world, reaction(1, 4, ''));
            expect(texts(world)).toEqual(['text 1']);
            await bring(world, textEvent(5), reaction(1, 6, '😢'), reaction(1, 7, '❤️'));
            expect([texts(world), notes(world), left(world)]).toEqual([['text 1', 'text 5', 'Reaction: ❤️'], [], 0]);
        },
    );

    test('the last one wins, in whichever order they come', async () => {
        const world = await worldThatSaid([1]);
        await bring(world, reaction(1, 5, '🎉'), reaction(1, 4, ''), reaction(1, 3, '👍'), reaction(1, 2, '😢'));
        expect(texts(world)).toEqual(['text 1', 'Reaction: 🎉']);
        await bring(world, reaction(1, 7, ''), reaction(1, 6, '👍'));
        expect(texts(world)).toEqual(['text 1']);
    });

    test('everybody has his own', async () => {
        const world = await worldThatSaid([1]);
        const by = (n: number, emoji: string, address: string) => ({ ...reaction(1, n, emoji), author: { address } });
        await bring(world, by(2, '👍', 'eve'), by(3, '🎉', 'bob'), by(4, '', 'eve'), by(5, '😢', 'bob'));
        expect(texts(world)).toEqual(['text 1', 'Reaction: 😢']);
    });

    test("an agent who quotes the line quotes the contact's message", async () => {
        const world = await worldThatSaid([1]);
        await bring(world, reaction(1, 2, '👍'));
        const [, line] = world.rocketchat.messages;
        const [record] = world.rocketchat.read([`msg:${line?.id ?? ''}`]);
        expect(record).toMatchObject({ of: 'ann:1' });
    });
});

test('reactions to two messages of ours are two, also where the provider does not say which event told of them', async () => {
    const world = await worldThatSaid([1]);
    const ours = (messageId: string, n: number, emoji: string): MessageEvent => ({
        ...reaction(1, n, emoji),
        quote: { eventId: '', messageId, text: `answer ${messageId}` },
    });
    await bring(world, ours('A', 2, '👍'), ours('B', 3, '🎉'), ours('A', 4, '❤️'));
    expect(texts(world)).toEqual(['text 1', 'Reaction: ❤️', 'Reaction: 🎉']);
});

test('votes change the line of their poll, and of a poll that is not known the line about it', async () => {
    const world = await worldThatSaid([1]);
    const poll: Content = { kind: 'poll', question: 'Tea?', options: ['Yes', 'No'], multiple: false };
    const votes = (to: number, n: number, yes: number) =>
        about(to, n, {
            kind: 'votes',
            question: 'Tea?',
            options: [
                { text: 'Yes', votes: yes },
                { text: 'No', votes: 0 },
            ],
        });
    await bring(world, { ...textEvent(2), content: [poll] }, votes(2, 4, 2), votes(2, 3, 1), votes(99, 5, 7));
    expect(texts(world)).toEqual([
        'text 1',
        '📊 Poll: Tea?\n• Yes: 2\n• No: 0',
        '📊 Votes in the poll: Tea?\n• Yes: 7\n• No: 0',
    ]);
    await bring(world, votes(99, 6, 8), deletion(2, 7));
    expect(texts(world).slice(1)).toEqual([
        `📊 Poll: Tea?\n• Yes: 2\n• No: 0\n${MARK}`,
        '📊 Votes in the poll: Tea?\n• Yes: 8\n• No: 0',
    ]);
});

test('a call is one line, which says in the end what became of it, whatever comes first', async () => {
    const world = await worldThatSaid([]);
    const call = (n: number, state: 'ringing' | 'missed'): MessageEvent => ({
        ...textEvent(n),
        content: [{ kind: 'call', id: 'c1', direction: 'in', state }],
    });
    await bring(world, call(1, 'ringing'));
    expect(texts(world)).toEqual(['📞 Incoming call']);
    await bring(world, call(2, 'missed'), { ...call(3, 'ringing'), id: 'ann:again' });
    expect(texts(world)).toEqual(['📞 Incoming call: missed']);
});

describe('a server that stands still for longer than its claim lasts', () => {
    /** Brings an event to a server that stops before it carries out a call; gives what makes it go on. */
    async function heldAt(
        world: World,
        call: 'editMessage' | 'post',
        event: MessageEvent,
    ): Promise<() => Promise<void>> {
        const { desk } = world.server(0);
        const original = desk[call].bind(desk) as (...args: unknown[]) => Promise<unknown>;
        let goOn = (): void => undefined;
        const held = new Promise<void>((resolve) => (goOn = resolve));
        Object.assign(desk, { [call]: (...args: unknown[]) => held.then(() => original(...args)) });
        world.deliverEvent(0, event);
        await world.scheduler.run();
        world.now += 80_000;
        return async () => {
            goOn();
            await world.scheduler.run();
            await world.calm();
        };
    }

    test('does not put an older edit over a newer one for good', async () => {
        const world = await worldThatSaid([1]);
        const goOn = await heldAt(world, 'editMessage', edit(1, 2, 'first'));
        world.deliverEvent(1, edit(1, 3, 'second'));
        await world.scheduler.run();
        expect(texts(world)).toEqual(['second']);
        await goOn();
        expect([texts(world), left(world)]).toEqual([['second'], 0]);
    });

    test.each([false, true])('does not bring back a reaction that is over (places stay: %s)', async (showsDeleted) => {
        const world = await worldThatSaid([1]);
        world.rocketchat.showsDeleted = showsDeleted;
        const goOn = await heldAt(world, 'post', reaction(1, 2, '👍'));
        world.deliverEvent(1, reaction(1, 3, ''));
        await world.scheduler.run();
        await goOn();
        expect([texts(world), notes(world), left(world)]).toEqual([['text 1'], [], 0]);
    });
});

const SEEDS = Number(process.env['AMENDMENT_SEEDS'] ?? 30);

/** What the contact does, against what stands in the end, with two servers, kills, repetitions and late effects. */
test('whatever dies or stands still meanwhile, everything reads in the end as the contact has it', async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
        const world = new World(seed);
        const { chance } = world.scheduler;
        const oneOf = (n: number): number => Math.floor(chance() * n);
        world.rocketchat.showsDeleted = seed % 2 === 0;
        await world.connect();
        await bring(world, textEvent(1), textEvent(2));
        const events: MessageEvent[] = [];
        const says = new Map([
            [1, 'text 1'],
            [2, 'text 2'],
        ]);
        const gone = new Set<number>();
        const reactions = new Map<number, string>();
        for (let n = 3; n < 11; n++) {
            const to = 1 + oneOf(2);
            const kind = oneOf(8);
            if (kind < 3) {
                events.push(edit(to, n, `edit ${n}`));
                says.set(to, gone.has(to) ? (says.get(to) ?? '') : `edit ${n}`);
            } else if (kind === 3) {
                events.push(deletion(to, n));
                gone.add(to);
            } else {
                const emoji = ['👍', '🎉', ''][oneOf(3)] ?? '';
                events.push(reaction(to, n, emoji));
                reactions.set(to, emoji);
            }
        }
        for (const event of events) {
            const server = oneOf(2);
            const first = world.deliverEvent(server, event);
            for (let steps = oneOf(40); steps > 0 && !world.scheduler.idle; steps--) {
                await world.scheduler.step();
            }
            // What a dead process has begun takes effect long before anybody takes over; one that stands still goes on later.
            if (chance() < 0.3 && seed % 3 > 0) {
                world.kill(oneOf(2));
            } else if (chance() < 0.5 && seed % 3 === 0) {
                world.now += 80_000;
            }
            if (chance() < 0.3) {
                world.tick(oneOf(2));
            }
            for (let delivery = first; !delivery.safe || chance() < 0.2;) {
                delivery = world.deliverEvent(oneOf(2), event); // again, until it is safe, and now and then once more
                await world.scheduler.run();
            }
        }
        await world.calm();
        const expected = [1, 2].map((to) => `${says.get(to) ?? ''}${gone.has(to) ? `\n${MARK}` : ''}`);
        const standing = [...reactions.values()].filter((emoji) => emoji !== '').map((emoji) => `Reaction: ${emoji}`);
        const shown = texts(world);
        expect({ seed, said: shown.slice(0, 2), lines: shown.slice(2).sort() }).toEqual({
            seed,
            said: expected,
            lines: standing.sort(),
        });
        expect({ seed, left: left(world), notes: notes(world) }).toEqual({ seed, left: 0, notes: [] });
    }
});
