import type { Content } from '../../../src/gateway/content';
import type { MessageEvent } from '../../../src/gateway/model';
import { withoutQuote } from '../../../src/gateway/inbox/quotes';
import { bring, worldThatSaid } from '../../support/world/said.cjs';
import { textEvent } from '../../support/world/world.cjs';
import type { World } from '../../support/world/world.cjs';

/** Ann has a phone number and a hidden one. What she changes under either is the same thing. */

const MARK = '🗑️ The customer deleted this message.';
const ALIAS = { from: 'hidden', to: 'ann' };

/** What says something of the message with number `to`, with the address that it is told with. */
const about = (address: string, to: number, n: number, content: Content): MessageEvent => ({
    ...textEvent(n, address),
    quote: { eventId: `${address}:${to}`, messageId: String(to) },
    content: [content],
});
const reaction = (address: string, n: number, emoji: string) => about(address, 1, n, { kind: 'reaction', emoji });
const edit = (address: string, to: number, n: number, text: string) => about(address, to, n, { kind: 'edited', text });
const deletion = (address: string, n: number) => about(address, 1, n, { kind: 'deleted' });
const call = (address: string, n: number, state: 'ringing' | 'missed'): MessageEvent => ({
    ...textEvent(n, address),
    content: [{ kind: 'call', id: 'c1', direction: 'in', state }],
});

const texts = (world: World): string[] => world.rocketchat.messages.map(({ text }) => withoutQuote(text));

/** The provider says that both are hers before the first change, or between the two. Gives what stands in the end. */
async function changed(learnt: 'before' | 'between', one: MessageEvent, ...others: MessageEvent[]): Promise<string[]> {
    const world = await worldThatSaid([]);
    const statement = { ...textEvent(100, 'hidden', 'both are mine'), alias: ALIAS };
    await bring(world, textEvent(1, 'hidden'), ...(learnt === 'before' ? [statement, one] : [one, statement]));
    await bring(world, ...others);
    expect(world.rocketchat.notes.size).toBe(0);
    return texts(world).filter((text) => text !== 'both are mine');
}

describe.each(['before', 'between'] as const)('that two addresses are of one contact is told %s', (learnt) => {
    test('a reaction that is taken back under the other address goes', async () => {
        expect(await changed(learnt, reaction('hidden', 2, '👍'), reaction('ann', 3, ''))).toEqual(['text 1']);
    });

    test('a reaction that is another one under the other address is one line', async () => {
        const changes = [reaction('ann', 3, '🎉'), reaction('hidden', 4, '😢'), reaction('ann', 5, '❤️')] as const;
        expect(await changed(learnt, reaction('hidden', 2, '👍'), ...changes)).toEqual(['text 1', 'Reaction: ❤️']);
    });

    test('an edit under the other address does not take away that the message was deleted', async () => {
        const edits = [edit('ann', 1, 4, 'as it is now'), edit('hidden', 1, 5, 'and now')] as const;
        expect(await changed(learnt, deletion('hidden', 3), ...edits)).toEqual([`text 1\n${MARK}`]);
        expect(await changed(learnt, deletion('hidden', 3), edit('ann', 1, 2, 'before'))).toEqual([`before\n${MARK}`]);
    });

    test('an edit of what is not known changes the line of the one before', async () => {
        const edits = [edit('ann', 99, 3, 'two'), edit('hidden', 99, 4, 'three'), edit('ann', 99, 5, 'four')] as const;
        expect(await changed(learnt, edit('hidden', 99, 2, 'one'), ...edits)).toEqual(['text 1', '✏️ Edited: four']);
    });

    test('a call that ends under the other address is one line', async () => {
        expect(await changed(learnt, call('hidden', 2, 'ringing'), call('ann', 3, 'missed'))).toEqual([
            'text 1',
            '📞 Incoming call: missed',
        ]);
    });
});

test('for a contact with one address nothing more is read', async () => {
    const world = await worldThatSaid([1]);
    await bring(world, reaction('ann', 2, '👍'));
    expect(world.scheduler.trace.filter((line) => / read of:/.test(line))).toHaveLength(2);
});
