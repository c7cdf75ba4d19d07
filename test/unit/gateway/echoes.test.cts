import type { MessageEvent } from '../../../src/gateway/model';
import { bring, worldThatSaid as saidIn } from '../../support/world/said.cjs';
import { World, textEvent } from '../../support/world/world.cjs';

/** What the account itself has sent: told once, as a note, if it is not one of our own answers. */

const PHONE = '📱 _Sent from the phone:_';
const PROGRAM = '🔌 _Sent through the API by another program:_';

/** The world's channel names the message of an event of this id. */
const own = (n: number, text: string, from: 'phone' | 'program' = 'phone', id = `ann:own ${n}`): MessageEvent => ({
    ...textEvent(n, 'ann', text),
    id,
    from,
});
/** Our own answer, told back: the provider's id of the first accepted message. */
const echoOf = (id: string): string => `echo ${id}`;

const worldThatSaid = (...numbers: number[]): Promise<World> =>
    saidIn(numbers, (world) => (world.messageIdOf = (eventId) => eventId.replace(/^echo /, '')));

const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const left = (world: World): number =>
    world.rocketchat.records.filter(({ data }) => ['entry', 'claim', 'echo', 'out'].includes((data as { t: string }).t))
        .length;

test('is a note in the open chat, once, and goes nowhere', async () => {
    const world = await worldThatSaid(1);
    await bring(world, own(2, 'from the sofa'), own(2, 'from the sofa', 'program'), own(3, 'by a robot', 'program'));
    expect(notes(world)).toEqual([`${PHONE}\nfrom the sofa`, `${PROGRAM}\nby a robot`]);
    expect([...world.rocketchat.notes.values()].map(({ place }) => place)).toEqual(['r0', 'r0']);
    world.now += 20 * 60_000;
    await bring(world, own(2, 'from the sofa'));
    expect([world.accepted, world.rocketchat.messages.length, notes(world).length, left(world)]).toEqual([[], 1, 2, 0]);
});

test('opens no chat, and comes into none that is opened later', async () => {
    const world = await worldThatSaid();
    await bring(world, own(1, 'hello?'));
    expect(world.rocketchat.rooms).toEqual([]);
    await bring(world, textEvent(2));
    world.rocketchat.close('r0');
    await bring(world, own(3, 'bye'), textEvent(4));
    expect([notes(world), left(world)]).toEqual([[], 0]);
});

test('reads in the end as it was changed and deleted there', async () => {
    const world = await worldThatSaid(1);
    const quote = { eventId: 'ann:own 2', messageId: 'own 2' };
    const edited = { ...own(3, ''), quote, content: [{ kind: 'edited', text: 'the garden' } as const] };
    const deleted = { ...own(4, ''), quote, content: [{ kind: 'deleted' } as const] };
    await bring(world, own(2, 'the sofa'), edited);
    expect(notes(world)).toEqual([`${PHONE}\nthe garden`]);
    await bring(world, deleted, { ...edited, id: 'ann:own 5', at: 5_000 });
    expect(notes(world)).toEqual([`${PHONE}\nthe garden\n🗑️ This message was deleted again.`]);
});

test('a long one stands in several notes', async () => {
    const world = await worldThatSaid(1);
    await bring(world, own(2, 'word '.repeat(2_000).trim()));
    expect(notes(world).map(({ length }) => length > 1_000 && length <= 4_000)).toEqual([true, true, true]);
    expect(notes(world).join(' ')).toBe(`${PHONE}\n${'word '.repeat(2_000).trim()}`);
});

test('a long one that is changed reads as it was changed in all its notes, and nothing of the old words stays', async () => {
    const world = await worldThatSaid(1);
    const words = (word: string, times: number): string => `${word} `.repeat(times).trim();
    const quote = { eventId: 'ann:own 2', messageId: 'own 2' };
    const edited = (n: number, text: string): MessageEvent => ({
        ...own(n, ''),
        quote,
        content: [{ kind: 'edited', text }],
    });
    const whole = (): string => notes(world).join(' ').replace(/\n/g, ' ');
    await bring(world, own(2, words('old', 1_900)), edited(3, words('new', 1_900)));
    expect([notes(world).length, whole()]).toEqual([2, `${PHONE} ${words('new', 1_900)}`]);
    await bring(world, edited(4, 'short'));
    expect(notes(world)).toEqual([`${PHONE}\nshort`, '…']);
    await bring(world, edited(5, words('more', 2_000)), edited(6, words('most', 2_100)));
    expect([notes(world).length, whole()]).toEqual([3, `${PHONE} ${words('most', 2_100)}`]);
    const gone = (n: number, erase: boolean): MessageEvent => ({
        ...own(n, ''),
        quote,
        content: [{ kind: 'deleted', ...(erase && { erase: true as const }) }],
    });
    await bring(world, gone(7, true));
    expect(notes(world)).toEqual(Array(3).fill('🗑️ This message was deleted again.'));
});

test('a long one that is deleted says so under its last note', async () => {
    const world = await worldThatSaid(1);
    const quote = { eventId: 'ann:own 2', messageId: 'own 2' };
    await bring(world, own(2, 'word '.repeat(1_500).trim()), {
        ...own(3, ''),
        quote,
        content: [{ kind: 'deleted' }],
    });
    expect(notes(world).map((note) => note.endsWith('🗑️ This message was deleted again.'))).toEqual([false, true]);
});

test('our own answer, told back, is nothing', async () => {
    const world = await worldThatSaid(1);
    world.deliverReply(0, world.rocketchat.agentWrites('r0', 'our answer', 2_000));
    await world.scheduler.run();
    const quote = { eventId: 'ann:p1', messageId: 'p1' };
    const edited = { ...own(4, '', 'program'), quote, content: [{ kind: 'edited', text: 'our edit' } as const] };
    await bring(
        world,
        own(3, 'our answer', 'program', echoOf('p1')),
        own(3, 'our answer', 'phone', echoOf('p1')),
        edited,
    );
    expect([notes(world), left(world)]).toEqual([[], 0]);
    // Changed by hand on the phone it is news.
    await bring(world, { ...edited, id: 'ann:by hand', from: 'phone' });
    expect(notes(world)).toEqual([`${PHONE}\n✏️ Edited: our edit`]);
});

test('an echo that overtakes the answer to the send waits for it: ours is nothing, another one is shown', async () => {
    for (let seed = 0; seed < 30; seed++) {
        const world = new World(seed);
        world.messageIdOf = (eventId) => eventId.replace(/^echo /, '');
        await world.connect();
        await bring(world, textEvent(1));
        world.deliverReply(0, world.rocketchat.agentWrites('r0', 'our answer', 2_000));
        for (let steps = world.scheduler.chance() * 15; steps > 0; steps--) {
            await world.scheduler.step();
        }
        // It can be told back only after it was accepted.
        const echoes = world.accepted.length > 0 ? [own(3, 'our answer', 'program', echoOf('p1'))] : [];
        echoes.push(own(4, 'by a robot', 'program'));
        for (const echo of echoes) {
            world.deliverEvent(1, echo);
        }
        if (seed % 2 === 0) {
            for (let steps = world.scheduler.chance() * 15; steps > 0; steps--) {
                await world.scheduler.step();
            }
        }
        await world.calm();
        expect({ seed, notes: notes(world), accepted: world.accepted, left: left(world) }).toEqual({
            seed,
            notes: [`${PROGRAM}\nby a robot`],
            accepted: ['our answer'],
            left: 0,
        });
    }
});

test('while the provider is still to be asked about an answer, what may be that answer waits', async () => {
    let ids: string[] = [];
    const world = await worldThatSaid();
    world.asked = () => ({ ids, isLast: true });
    world.kill(0); // whether a provider can be asked is known from the start
    await bring(world, textEvent(1));
    world.moods.push('doubt-accepted');
    world.deliverReply(0, world.rocketchat.agentWrites('r0', 'our answer', 2_000));
    await world.scheduler.run();
    await bring(world, own(3, 'our answer', 'program', echoOf('p1')));
    const shown = (): string[] => notes(world).filter((text) => text.startsWith(PROGRAM));
    expect(shown()).toEqual([]);
    ids = ['p1'];
    await world.calm();
    expect([shown(), left(world)]).toEqual([[], 0]);
});
