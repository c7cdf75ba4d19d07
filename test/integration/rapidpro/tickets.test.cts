import type { Bench } from './workbench.cjs';
import { connectedBench, talk } from './workbench.cjs';

/** A ticket from its opening to its end, as the people on both sides see it. */

let bench: Bench;

beforeAll(async () => {
    bench = await connectedBench();
});

afterAll(() => bench.stop());

test('a ticket becomes a room; what the contact writes stands in it, what the agent writes reaches him', async () => {
    const { acme, desk, olga, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened({ name: 'Ann', phone: '+15550100123' });
    expect(await acme.contactWrites(ann, { text: 'hello' })).toMatchObject([{ kind: 'taken' }]);
    await settle();
    await desk.agentWrites(olga, roomId, 'hi Ann');
    await settle();
    expect(await talk(bench, roomId)).toEqual([expect.stringContaining('New ticket'), 'hello', 'hi Ann']);
    expect(acme.replies).toMatchObject([{ ticketId, text: 'hi Ann', status: 'sent' }]);
    expect((await desk.admin.rooms({ open: true }))[0]).toMatchObject({ _id: roomId, fname: 'Ann' });
});

test('a room that an agent closes closes the ticket, once', async () => {
    const { acme, olga, opened, settle, desk } = bench;
    const { roomId, ticketId } = await opened();
    await olga.close(roomId, 'bye');
    await settle();
    await desk.host.clock.advance(20_000);
    await settle();
    expect(acme.closedEvents.filter((event) => event.ticketId === ticketId)).toMatchObject([{ by: 'app' }]);
});

test('a ticket that is closed in RapidPro closes the room, and RapidPro hears nothing of it', async () => {
    const { acme, desk, opened, settle } = bench;
    const { roomId, ticketId } = await opened();
    expect(await acme.closeTickets([ticketId])).toBeUndefined();
    await settle();
    await desk.host.clock.advance(20_000);
    await settle();
    expect((await desk.admin.rooms({ open: true })).map(({ _id }) => _id)).not.toContain(roomId);
    expect(acme.closedEvents.filter((event) => event.ticketId === ticketId)).toMatchObject([{ by: 'rapidpro' }]);
});
