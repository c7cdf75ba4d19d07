/** Templates on their way to the contact: shown in the room first, sent once and in order. */
import type { Reply } from '../../../src/gateway/model';
import { sendTemplate } from '../../../src/gateway/outbox/templates';
import { World, textEvent } from '../../support/world/world.cjs';

const ROOM = 'r0';
const LANE = 'post:1:ann';
const ANNA = { id: 'agent', name: 'Anna' };

async function worldWithRoom(seed = 0): Promise<World> {
    const world = new World(seed);
    world.templates = [];
    await world.connect();
    world.deliverEvent(0, textEvent(0));
    await world.scheduler.run();
    return world;
}

const template = (text: string) => ({ id: '314', text });
const notes = (world: World): string[] => [...world.rocketchat.notes.values()].map(({ text }) => text);
const records = (world: World, kind: string): Array<{ reply: Reply }> =>
    world.rocketchat.records.map(({ data }) => data as { t: string; reply: Reply }).filter(({ t }) => t === kind);

/** Somebody sends a template by a server; `sending` names his giving of the command. */
function sends(world: World, server: number, text: string, sending: string): { results: string[] } {
    const results: string[] = [];
    const chosen = { sending, author: ANNA, name: 'order:EN', template: template(text) };
    void sendTemplate(world.server(server), LANE, { id: ROOM }, chosen).then(
        ({ result, work }) => {
            results.push(result);
            return work;
        },
        () => results.push('failed'),
    );
    return { results };
}

test('it is shown in the room, goes out with what was approved, and is remembered as a reply of its author', async () => {
    const world = await worldWithRoom();
    const { results } = sends(world, 0, 'ready', 'one');
    await world.scheduler.run();
    expect([results, world.accepted, notes(world)]).toEqual([
        ['sent'],
        ['ready'],
        ['📋 Anna has sent the template order:EN:\nready'],
    ]);
    const [sent] = records(world, 'sent');
    const [noteId] = world.rocketchat.notes.keys();
    expect(sent?.reply).toMatchObject({ id: noteId, author: ANNA, template: template('ready') });
});

test('given twice, on one server or two, in any order of events, it goes out once', async () => {
    for (let seed = 0; seed < 80; seed++) {
        const world = await worldWithRoom(seed);
        const both = [sends(world, 0, 'ready', 'one'), sends(world, seed % 2, 'ready', 'one')];
        await world.scheduler.run();
        await world.calm();
        expect({ seed, accepted: world.accepted, notes: notes(world).length }).toEqual({
            seed,
            accepted: ['ready'],
            notes: 1,
        });
        expect({ seed, results: both.flatMap(({ results }) => results), problems: world.problems }).toEqual({
            seed,
            results: [expect.any(String), expect.any(String)],
            problems: [],
        });
    }
});

test('sent a second time by a person it goes out a second time', async () => {
    const world = await worldWithRoom();
    sends(world, 0, 'ready', 'one');
    await world.scheduler.run();
    sends(world, 0, 'ready', 'two');
    await world.scheduler.run();
    expect(world.accepted).toEqual(['ready', 'ready']);
});

test('a kill at any moment: never twice, never unseen; what stands as sent goes out', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 80; seed++) {
        const world = await worldWithRoom(seed);
        sends(world, 1, 'ready', 'one');
        for (let i = 0; i < seed % 14; i++) {
            await world.scheduler.step();
        }
        world.kill(1);
        await world.calm();
        const [first = ''] = notes(world);
        const times = world.accepted.length;
        const isUnknown = notes(world).some((note) => note.includes('It is not known'));
        const shown = first === '' ? 'nothing' : first.includes('is sending') ? 'sending' : 'sent';
        seen.add(`${shown} ${times}`);
        expect({ seed, times: times <= 1, unseen: shown === 'nothing' && times > 0 }).toEqual({
            seed,
            times: true,
            unseen: false,
        });
        expect({ seed, silent: shown === 'sent' && times === 0 && !isUnknown }).toEqual({ seed, silent: false });
    }
    expect(seen).toContain('nothing 0');
    expect(seen).toContain('sending 0');
    expect(seen).toContain('sent 1');
});

test('it keeps its place among the replies of the room, also behind one of which no event told', async () => {
    const world = await worldWithRoom();
    world.moods.push('retry');
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, 'before', world.now++));
    await world.scheduler.run();
    world.rocketchat.agentWrites(ROOM, 'unheard', world.now++);
    world.now += 100;
    sends(world, 1, 'ready', 'one');
    await world.scheduler.run();
    world.now += 100;
    world.deliverReply(0, world.rocketchat.agentWrites(ROOM, 'after', world.now));
    await world.scheduler.run();
    expect(world.accepted).toEqual([]);
    await world.calm();
    expect(world.accepted).toEqual(['before', 'unheard', 'ready', 'after']);
});

test('where the room takes no note, nothing goes out', async () => {
    const world = await worldWithRoom();
    world.rocketchat.note = () => {
        throw new Error('busy');
    };
    const { results } = sends(world, 0, 'ready', 'one');
    await world.scheduler.run();
    expect([results, world.accepted, records(world, 'out')]).toEqual([['failed'], [], []]);
});

test('one that was refused is a dead letter with a note, and has no button for templates', async () => {
    const world = await worldWithRoom();
    world.moods.push('reject');
    sends(world, 0, 'ready', 'one');
    await world.scheduler.run();
    const [, failed] = [...world.rocketchat.notes.values()];
    expect(failed?.text).toContain('> ready');
    expect(failed?.buttons.map(({ action }) => action)).toEqual(['retry', 'dismiss']);
    expect(records(world, 'dead')).toHaveLength(1);
});
