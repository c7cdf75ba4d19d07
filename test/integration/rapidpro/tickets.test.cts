import type { Bench } from './workbench.cjs';
import { connectedBench, talk } from './workbench.cjs';
import { APP_ID } from '../../support/desk.cjs';
import { RAPIDPRO_FAULTS } from '../../fakes/rapidpro/fake.cjs';

/** A ticket from its opening to its end, as the people on both sides see it. */

let bench: Bench;

beforeAll(async () => {
    bench = await connectedBench();
});

afterEach(() => bench.rapidpro.faults.clear());

afterAll(() => bench.stop());

const openRooms = async (): Promise<string[]> => (await bench.desk.admin.rooms({ open: true })).map(({ _id }) => _id);
const closings = (ticketId: string): string[] =>
    bench.acme.closedEvents.filter((event) => event.ticketId === ticketId).map(({ by }) => by);
const replies = (ticketId: string): string[] =>
    bench.acme.replies.filter((reply) => reply.ticketId === ticketId).map(({ text }) => text);
const wait = async (ms: number): Promise<void> => {
    await bench.desk.host.clock.advance(ms);
    await bench.settle();
};

test('a ticket becomes a room; what the contact writes stands in it, what the agent writes reaches him', async () => {
    const { acme, desk, olga, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened({ name: 'Ann', phone: '+15550100123' });
    const [taken] = await acme.contactWrites(ann, { text: 'hello' });
    await settle();
    await desk.agentWrites(olga, roomId, 'hi Ann');
    await settle();
    const messages = await desk.admin.messages(roomId);
    expect(messages.map(({ msg }) => msg).slice(-2)).toEqual(['hello', 'hi Ann']);
    expect(taken).toEqual({ kind: 'taken', id: messages.find(({ msg }) => msg === 'hello')?._id });
    expect(acme.replies).toMatchObject([{ ticketId, text: 'hi Ann', status: 'sent' }]);
    expect((await desk.admin.rooms({ open: true }))[0]).toMatchObject({ _id: roomId, fname: 'Ann' });
});

test('the same words twice are said twice', async () => {
    const { acme, opened, settle } = bench;
    const { ann, roomId } = await opened();
    await acme.contactWrites(ann, { text: 'ok' });
    await acme.contactWrites(ann, { text: 'ok' });
    await settle();
    expect((await talk(bench, roomId)).filter((line) => line === 'ok')).toHaveLength(2);
});

test('answers of managers and of anybody else in the room reach the contact, notes of the app do not', async () => {
    const { desk, opened, settle } = bench;
    const { roomId, ticketId } = await opened();
    await desk.admin.post(roomId, 'this is the boss');
    await settle();
    expect(replies(ticketId)).toEqual(['this is the boss']);
});

test('the same ticket again is the same room, also with the other spellings, by POST, and after its end', async () => {
    const { call, olga, settle } = bench;
    const visitor = { token: '9001', contactUUID: 'c' };
    const first = await call('GET', 'room', { visitor, ticketID: 'T-9001' });
    const others = await Promise.all([
        call('GET', 'room', { visitor, ticketID: 'T-9001' }),
        call('POST', 'room', { Visitor: { Token: 9001, contactUuid: 'c' }, ticketId: 'T-9001', priority: 3 }),
        call('GET', 'room', { visitor: { ...visitor, deparment: '' }, TICKETID: 'T-9001', more: [1] }),
    ]);
    const { id } = first.json as { id: string };
    expect([first, ...others].map(({ status, json }) => [status, json])).toEqual(Array(4).fill([200, { id }]));
    await olga.close(id);
    await settle();
    expect((await call('GET', 'room', { visitor, ticketID: 'T-9001' })).json).toEqual({ id });
});

test('a contact without name, phone and e-mail gets a room', async () => {
    const { desk, opened } = bench;
    const { ann, roomId } = await opened({});
    const room = (await desk.admin.rooms()).find(({ _id }) => _id === roomId);
    expect(room?.fname).toBe(`Contact ${ann.id}`);
});

test('two contacts with one e-mail address stay two', async () => {
    const { acme, desk, opened, settle } = bench;
    const one = await opened({ name: 'One', email: 'shared@example.com' });
    const two = await opened({ name: 'Two', email: 'shared@example.com' });
    await acme.contactWrites(one.ann, { text: 'from one' });
    await acme.contactWrites(two.ann, { text: 'from two' });
    await settle();
    await desk.agentWrites(bench.olga, one.roomId, 'to one');
    await settle();
    expect((await talk(bench, one.roomId)).slice(-2)).toEqual(['from one', 'to one']);
    expect((await talk(bench, two.roomId)).slice(-1)).toEqual(['from two']);
    expect(replies(one.ticketId)).toEqual(['to one']);
});

test('a room that an agent closes closes the ticket, once', async () => {
    const { olga, opened, settle } = bench;
    const { roomId, ticketId } = await opened();
    await olga.close(roomId, 'bye');
    await settle();
    await wait(20_000);
    expect(closings(ticketId)).toEqual(['app']);
});

test('a ticket that is closed in RapidPro closes the room, and RapidPro hears nothing of it', async () => {
    const { acme, call, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened();
    expect(await acme.closeTickets([ticketId])).toBeUndefined();
    await settle();
    await wait(20_000);
    expect(await openRooms()).not.toContain(roomId);
    expect(closings(ticketId)).toEqual(['rapidpro']);
    expect((await call('GET', 'room.close', { visitor: { token: ann.id } })).status).toBe(204);
});

test('a comment that the workspace wants is given when RapidPro closes', async () => {
    const { acme, desk, opened } = bench;
    await desk.admin.setSetting('Livechat_request_comment_when_closing_conversation', true);
    const { roomId, ticketId } = await opened();
    expect(await acme.closeTickets([ticketId])).toBeUndefined();
    expect(await openRooms()).not.toContain(roomId);
    await desk.admin.setSetting('Livechat_request_comment_when_closing_conversation', false);
});

test('a second ticket of a contact takes the open room, and the first one ends', async () => {
    const { acme, desk, olga, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened();
    const second = await acme.openTicket(ann);
    await settle();
    expect(second).toMatchObject({ kind: 'opened', roomId });
    expect(closings(ticketId)).toEqual(['app']);
    await desk.agentWrites(olga, roomId, 'about the second');
    await settle();
    const id = second.kind === 'opened' ? second.ticketId : '';
    expect(replies(id)).toEqual(['about the second']);
    await olga.close(roomId);
    await settle();
    expect([closings(ticketId), closings(id)]).toEqual([['app'], ['app']]);
});

test('while the end of a ticket cannot be told, the next one opens and its answers go out; it is told later, once', async () => {
    const { acme, desk, olga, opened, rapidpro, settle } = bench;
    const { ann, roomId, ticketId } = await opened();
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(503, 2));
    await olga.close(roomId);
    await settle();
    expect(closings(ticketId)).toEqual([]);
    const next = await acme.openTicket(ann);
    await settle();
    expect(next.kind).toBe('opened');
    const { roomId: second, ticketId: id } = next as { roomId: string; ticketId: string };
    expect(second).not.toBe(roomId);
    await desk.agentWrites(olga, second, 'here again');
    await settle();
    await wait(10_000);
    expect(replies(id)).toEqual(['here again']);
    await wait(60_000);
    await wait(180_000);
    expect([closings(ticketId), closings(id)]).toEqual([['app'], []]);
});

test('the end of a ticket comes behind the answers in its room', async () => {
    const { acme, desk, olga, opened, rapidpro, settle } = bench;
    const { roomId, ticketId } = await opened();
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(502));
    await desk.agentWrites(olga, roomId, 'last words');
    await olga.close(roomId);
    await settle();
    expect([replies(ticketId), closings(ticketId)]).toEqual([[], []]);
    await wait(10_000);
    expect([replies(ticketId), closings(ticketId)]).toEqual([['last words'], ['app']]);
    expect(acme.replies.slice(-1)[0]?.at).toBeLessThanOrEqual(acme.closedEvents.slice(-1)[0]?.at ?? 0);
});

test('an end that may have arrived is told once more and then never again', async () => {
    const { olga, opened, rapidpro, settle } = bench;
    const { roomId, ticketId } = await opened();
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(504, 5));
    await olga.close(roomId);
    await settle();
    for (let minutes = 0; minutes < 30; minutes += 5) {
        await wait(300_000);
    }
    expect(rapidpro.faults.pending).toHaveLength(1);
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(504)); // counted below: three of the five are left
    expect(closings(ticketId)).toEqual([]);
});

test('an answer that may have arrived is not sent again by itself', async () => {
    const { acme, desk, olga, opened, rapidpro, settle } = bench;
    const { roomId, ticketId } = await opened();
    rapidpro.faults.add({ route: 'event_callback', kind: 'drop-after-accept' });
    await desk.agentWrites(olga, roomId, 'perhaps');
    await settle();
    await wait(300_000);
    expect(acme.replies.filter((reply) => reply.ticketId === ticketId)).toHaveLength(1);
    expect((await talk(bench, roomId)).join('\n')).toContain('It is not known whether this was delivered');
});

test('a ticket that RapidPro has not written down yet gets its answer some seconds later', async () => {
    const { acme, desk, olga, rapidpro, settle } = bench;
    const ann = acme.addContact({ name: 'Early' });
    const opening = acme.openTicket(ann, { commitAfterMs: 8_000 });
    await rapidpro.drain();
    await desk.host.idle();
    const roomId = (await desk.admin.rooms({ open: true })).find(({ fname }) => fname === 'Early')?._id ?? '';
    await desk.agentWrites(olga, roomId, 'welcome');
    expect(acme.replies.filter((reply) => reply.text === 'welcome')).toEqual([]);
    await wait(8_000);
    const { ticketId } = (await opening) as { ticketId: string };
    await settle();
    await wait(60_000);
    expect(replies(ticketId)).toEqual(['welcome']);
});

test('answers survive an outage of RapidPro and go out in order', async () => {
    const { desk, olga, opened, rapidpro, settle } = bench;
    const { roomId, ticketId } = await opened();
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(503, 3));
    for (const words of ['one', 'two', 'three']) {
        await desk.agentWrites(olga, roomId, words);
    }
    await settle();
    expect(replies(ticketId)).toEqual([]);
    for (let tries = 0; tries < 4; tries++) {
        await wait(200_000);
    }
    expect(replies(ticketId)).toEqual(['one', 'two', 'three']);
});

test('rooms that were closed while the app was off are told by the next tick', async () => {
    const { desk, olga, opened } = bench;
    const { roomId, ticketId } = await opened();
    await desk.admin.setAppStatus(APP_ID, 'manually_disabled');
    await olga.close(roomId, 'bye');
    await desk.admin.setAppStatus(APP_ID, 'manually_enabled');
    for (let ticks = 0; ticks < 20; ticks++) {
        await wait(5_000);
    }
    expect(closings(ticketId)).toEqual(['app']);
});

test('what a contact writes while his room was just closed reaches an agent, and the answer reaches him', async () => {
    const { acme, desk, olga, opened, rapidpro, settle } = bench;
    const { ann, roomId, ticketId } = await opened({ name: 'Late' });
    rapidpro.faults.add(RAPIDPRO_FAULTS.gateway(503));
    await olga.close(roomId);
    await settle();
    expect(await acme.contactWrites(ann, { text: 'one more thing' })).toMatchObject([{ kind: 'taken' }]);
    await settle();
    const room = (await desk.admin.rooms({ open: true })).find(({ fname }) => fname === 'Late');
    expect(await talk(bench, room?._id ?? '')).toEqual(['one more thing']);
    await desk.agentWrites(olga, room?._id ?? '', 'yes?');
    await settle();
    expect(replies(ticketId)).toEqual(['yes?']);
    await wait(60_000);
    expect(closings(ticketId)).toEqual(['app']);
});

test('a changed App Secret works both ways at once', async () => {
    const { acme, desk, olga, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened();
    const old = acme.secret;
    await desk.saveSettings({ rapidpro_app_secret: 'A2NEW3SECRET4OF5THIRTYTWO6LETTER' });
    acme.useSecret('A2NEW3SECRET4OF5THIRTYTWO6LETTER');
    expect(await acme.contactWrites(ann, { text: 'still me' })).toMatchObject([{ kind: 'taken' }]);
    await desk.agentWrites(olga, roomId, 'still here');
    await settle();
    expect(replies(ticketId)).toEqual(['still here']);
    acme.useSecret(old);
    expect(await acme.contactWrites(ann, { text: 'with the old one' })).toMatchObject([{ kind: 'refused' }]);
    await desk.agentWrites(olga, roomId, 'with the new one');
    await settle();
    expect(replies(ticketId)).toEqual(['still here']);
    await desk.saveSettings({ rapidpro_app_secret: old });
    await wait(400_000);
    expect(replies(ticketId)).toEqual(['still here', 'with the new one']);
});
