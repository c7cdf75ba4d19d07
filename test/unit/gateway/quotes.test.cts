import type { MessageEvent, Quote } from '../../../src/gateway/model';
import { withoutQuote } from '../../../src/gateway/inbox/quotes';
import { World, textEvent } from '../../support/world/world.cjs';

const quoting = (n: number, quote: Quote): MessageEvent => ({ ...textEvent(n), quote });
const texts = (world: World): string[] => world.rocketchat.messages.map(({ text }) => text);
const toText = (n: number): Quote => ({ eventId: `ann:${n}`, messageId: String(n), text: `text ${n}` });

async function worldThatSaid(...numbers: number[]): Promise<World> {
    const world = new World(0);
    await world.connect();
    for (const n of numbers) {
        world.deliverEvent(0, textEvent(n));
        await world.scheduler.run();
    }
    return world;
}

async function said(world: World, event: MessageEvent): Promise<string | undefined> {
    world.deliverEvent(0, event);
    await world.scheduler.run();
    return texts(world).at(-1);
}

test("what the contact said himself is linked; another contact's message of the same id is not", async () => {
    const world = await worldThatSaid(0);
    const [first] = world.rocketchat.messages;
    expect(await said(world, quoting(1, toText(0)))).toBe(
        `[ ](https://desk.example/live/r0?msg=${first?.id ?? ''})\ntext 1`,
    );
    const other = { ...quoting(2, { eventId: 'bob:0', messageId: '0', text: 'text 0' }), id: 'bob:2' };
    expect(await said(world, { ...other, contact: { address: 'bob' } })).toBe('> text 0\ntext 2');
});

test('an answer of ours is linked by the id that the provider gave it, in its own conversation only', async () => {
    const world = await worldThatSaid(0);
    const message = world.rocketchat.agentWrites('r0', 'our answer', 5_000);
    world.deliverReply(0, message);
    await world.scheduler.run();
    const quote = { eventId: 'ann:p1', messageId: 'p1', text: 'our answer' };
    expect(await said(world, quoting(1, quote))).toBe(`[ ](https://desk.example/live/r0?msg=${message.id})\ntext 1`);
    const other = { ...quoting(2, { ...quote, eventId: 'bob:p1' }), id: 'bob:2', contact: { address: 'bob' } };
    expect(await said(world, other)).toBe('> our answer\ntext 2');
});

test.each([
    ['in its words', 'one\n\n  two', '> one\n> two\ntext 1'],
    ['without words', undefined, '> [an earlier message that is not known here]\ntext 1'],
    ['cut, when it is long', 'x'.repeat(400), `> ${'x'.repeat(300)}…\ntext 1`],
    ['cut, when it has many lines', '1\n2\n3\n4\n5\n6', '> 1\n> 2\n> 3\n> 4\n> 5\n> …\ntext 1'],
])('what is not known here any more is repeated %s', async (_how, text, shown) => {
    const quote = { eventId: 'ann:99', messageId: '99', ...(text === undefined ? {} : { text }) };
    expect(await said(await worldThatSaid(0), quoting(1, quote))).toBe(shown);
});

test('a quote costs calls only where there is one', async () => {
    const world = await worldThatSaid(0);
    const count = (): number => [...world.scheduler.counts.values()].reduce((sum, calls) => sum + calls, 0);
    const before = count();
    await said(world, textEvent(1));
    const plain = count() - before;
    await said(world, quoting(2, toText(0)));
    expect([plain, count() - before - plain]).toEqual([7, 10]);
});

test('where chosen ids are not taken, and the quoted message is found by one server and not by the next, the text still stands once', async () => {
    for (let seed = 0; seed < 60; seed++) {
        const world = new World(seed);
        world.rocketchat.idsHonoured = false;
        await world.connect();
        world.deliverEvent(0, textEvent(0));
        await world.scheduler.run();
        // The other server has seen that ids are not taken.
        world.deliverEvent(1, textEvent(0, 'bob', 'from bob'));
        await world.scheduler.run();
        world.deliverEvent(0, quoting(1, toText(0)));
        for (let steps = Math.floor(world.scheduler.chance() * 25); steps > 0; steps--) {
            await world.scheduler.step();
        }
        world.kill(0);
        await world.scheduler.run();
        if (seed % 2 === 0) {
            // Forgotten meanwhile: what took over has to do with the words.
            world.rocketchat.records = world.rocketchat.records.filter(
                ({ keys }) => !keys.includes('in:post:1:message:ann:0'),
            );
        }
        world.deliverEvent(1, quoting(1, toText(0)));
        await world.calm();
        expect({ seed, texts: texts(world).map(withoutQuote) }).toEqual({
            seed,
            texts: ['text 0', 'from bob', 'text 1'],
        });
    }
});
