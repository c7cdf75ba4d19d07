import { PROBE_ID } from '../engine/probe.cjs';
import type { Client } from '../client.cjs';
import { startWorld, type Json, type World } from './world.cjs';

type Room = Json & { readonly id: string; readonly servedBy?: { readonly username: string } | null };

describe('livechat rooms', () => {
    let world: World;
    let anna: Client;
    let bert: Client;
    beforeAll(async () => {
        world = await startWorld();
        anna = await world.admin.createAgent('anna');
        bert = await world.admin.createAgent('bert');
    });
    beforeEach(async () => {
        await anna.setAgentStatus('available');
        await bert.setAgentStatus('not-available');
    });
    afterEach(async () => {
        await world.admin.setSetting('Livechat_enabled', true);
        await world.admin.setSetting('Livechat_accept_chats_with_no_agents', false);
        await world.admin.setSetting('Livechat_Routing_Method', 'Auto_Selection');
        await world.admin.setSetting('Livechat_request_comment_when_closing_conversation', false);
    });
    afterAll(() => world.stop());

    let names = 0;
    const open = (more: Json = {}): Promise<Room> => {
        names += 1;
        return world.probe<Room>(
            `const agent = args.agent && await read.getUserReader().getByUsername(args.agent);
             return open(await visit(args.token, args.visitor), args.more, agent)`,
            { token: `room-${String(names)}`, ...more },
        );
    };
    const fresh = (id: string): Promise<Room> => world.probe<Room>(`return read.getRoomReader().getById(args)`, id);

    test('opening never reuses an open room', async () => {
        const { ids, found } = await world.probe<{ ids: string[]; found: string[] }>(`
            const visitor = await visit('twice');
            const rooms = [await open(visitor), await open(visitor)];
            return { ids: rooms.map(({ id }) => id), found: (await reader.getLivechatRooms(visitor)).map(({ id }) => id) };
        `);
        expect(new Set(ids).size).toBe(2);
        expect([...found].sort()).toEqual([...ids].sort());
    });

    test('with nobody there it is refused, unless the workspace takes chats without agents', async () => {
        await anna.setAgentStatus('not-available');
        await expect(open()).rejects.toThrow('Sorry, no online agents [no-agent-online]');
        expect(await world.probe(`return reader.isOnlineAsync()`)).toBe(false);
        await world.admin.setSetting('Livechat_accept_chats_with_no_agents', true);
        const room = await open();
        expect(room.servedBy ?? null).toBeNull();
        const inquiry = (await world.admin.inquiries()).find(({ rid }) => rid === room.id);
        expect(inquiry?.status).toBe('queued');
    });

    test('an agent whose client is gone counts for nobody', async () => {
        await anna.setStatus('offline');
        await expect(open()).rejects.toThrow('no-agent-online');
        await anna.setStatus('online');
        expect((await open()).servedBy?.username).toBe('anna');
    });

    test('with omnichannel off it is refused', async () => {
        await world.admin.setSetting('Livechat_enabled', false);
        await expect(open()).rejects.toThrow('error-omnichannel-is-disabled');
    });

    test('the source gets the id and name of the app, and custom fields are kept', async () => {
        const room = await open({ more: { customFields: { channel: 'c', remote: 'r' } } });
        expect(room['source']).toEqual({
            type: 'app',
            id: PROBE_ID,
            alias: 'Probe',
            label: 'Label',
            sidebarIcon: 'side',
            defaultIcon: 'default',
        });
        expect(room['customFields']).toEqual({ channel: 'c', remote: 'r' });
        expect(room).toMatchObject({ type: 'l', isOpen: true, visitor: { name: 'Bob' } });
    });

    test('a source that is not of type app is refused', async () => {
        await expect(
            world.probe(`return livechat.createRoom(await visit('source'), undefined, { source: { type: 'widget' } })`),
        ).rejects.toThrow('Invalid source type');
    });

    test('a visitor without id or user name is refused', async () => {
        await expect(world.probe(`return open({ token: 'x', name: 'X' })`)).rejects.toThrow('Match error');
    });

    test('the app hears of the start before routing, of the agent after it, and nobody waits for it', async () => {
        await world.probe(`lib.on('executePostLivechatRoomStarted', 'await lib.wait(1500)')`);
        const started = Date.now();
        const room = await open();
        expect(Date.now() - started).toBeLessThan(1_500);
        expect(room.servedBy?.username).toBe('anna');
        const starts = await world.events('executePostLivechatRoomStarted');
        const start = starts.find((event) => event['id'] === room.id);
        expect(start).toBeDefined();
        expect(start?.['servedBy'] ?? null).toBeNull();
        const assigned = (await world.events('executePostLivechatAgentAssigned')).at(-1);
        expect(assigned).toMatchObject({ room: { id: room.id }, agent: { username: 'anna', type: 'user' } });
        await world.probe(`lib.on('executePostLivechatRoomStarted', '')`);
    });

    test('the start of a chat is written as a system message, which only listeners of those hear', async () => {
        const room = await open();
        const system = await world.events('executePostSystemMessageSent');
        const started = system.filter((event) => event['type'] === 'livechat-started');
        expect(started.at(-1)).toMatchObject({ room: { id: room.id } });
        const sent = await world.events('executePostMessageSent');
        expect(sent.filter((event) => event['type'] != null)).toEqual([]);
    });

    test('a wanted agent gets the chat; one who is away does not, and routing chooses another', async () => {
        await bert.setAgentStatus('available');
        expect((await open({ agent: 'bert' })).servedBy?.username).toBe('bert');
        await bert.setAgentStatus('not-available');
        expect((await open({ agent: 'bert' })).servedBy?.username).toBe('anna');
        await anna.setAgentStatus('not-available');
        const queued = await open({ agent: 'bert' });
        expect(queued.servedBy ?? null).toBeNull();
    });

    test('a wanted agent who is no agent is refused', async () => {
        await expect(open({ agent: 'admin' })).rejects.toThrow(/The agent with id ".*" was not found/);
    });

    test('routing gives the chat to the agent with the fewest', async () => {
        await bert.setAgentStatus('available');
        for (const { _id } of await world.admin.rooms({ open: true })) await world.admin.close(_id);
        const served = [];
        for (let chat = 0; chat < 4; chat += 1) served.push((await open()).servedBy?.username);
        expect(served.filter((name) => name === 'anna')).toHaveLength(2);
        expect(served.filter((name) => name === 'bert')).toHaveLength(2);
    });

    test('with manual selection a chat waits until an agent takes it', async () => {
        await world.admin.setSetting('Livechat_Routing_Method', 'Manual_Selection');
        const room = await open();
        expect(room.servedBy ?? null).toBeNull();
        await anna.take(room.id);
        expect((await fresh(room.id)).servedBy?.username).toBe('anna');
        expect((await world.events('executePostLivechatAgentAssigned')).at(-1)).toMatchObject({
            room: { id: room.id },
        });
        await expect(anna.take(room.id)).rejects.toThrow('already taken');
    });

    test('a department is found by name, and one with nobody there is refused', async () => {
        const id = await world.admin.createDepartment('Sales', [bert.userId]);
        expect(await world.probe(`return (await reader.getLivechatDepartmentByIdOrName('Sales')).id`)).toBe(id);
        await expect(open({ visitor: { department: 'Sales' } })).rejects.toThrow('no-agent-online');
        await bert.setAgentStatus('available');
        const room = await open({ visitor: { department: 'Sales' } });
        expect(room).toMatchObject({ department: { id, name: 'Sales' }, servedBy: { username: 'bert' } });
    });

    test('a closed room has no isOpen, and tells who closed it', async () => {
        const byAgent = await open();
        await anna.close(byAgent.id, 'done');
        expect(await fresh(byAgent.id)).toMatchObject({ closer: 'user', closedBy: { username: 'anna' } });
        expect((await fresh(byAgent.id))['isOpen']).toBeUndefined();
        expect((await world.events('executePostLivechatRoomClosed')).at(-1)).toMatchObject({
            id: byAgent.id,
            closer: 'user',
        });

        const byVisitor = await open();
        await world.probe(`return modify.getUpdater().getLivechatUpdater().closeRoom(args, 'bye')`, byVisitor);
        expect(await fresh(byVisitor.id)).toMatchObject({ closer: 'visitor', closedBy: { name: 'Bob' } });
    });

    test('closing a closed room fails, in other words when the app believes it open', async () => {
        const room = await open();
        const close = `return modify.getUpdater().getLivechatUpdater().closeRoom(args, 'bye')`;
        await world.probe(close, room);
        await expect(world.probe(close, room)).rejects.toThrow('Error removing inquiry');
        await expect(world.probe(close, await fresh(room.id))).rejects.toThrow('error-room-closed');
    });

    test('closing without a comment fails where the workspace wants one', async () => {
        await world.admin.setSetting('Livechat_request_comment_when_closing_conversation', true);
        const room = await open();
        const close = `return modify.getUpdater().getLivechatUpdater().closeRoom(args.room, args.comment)`;
        await expect(world.probe(close, { room, comment: ' ' })).rejects.toThrow('error-comment-is-required');
        expect(await world.probe(close, { room, comment: 'thanks' })).toBe(true);
    });

    test('a chat is handed over to an available agent only, and to another than who has it', async () => {
        const room = await open();
        const to = (username: string): Promise<unknown> =>
            world.probe(
                `const targetAgent = await read.getUserReader().getByUsername(args.username);
                 const currentRoom = await read.getRoomReader().getById(args.id);
                 return modify.getUpdater().getLivechatUpdater().transferVisitor(currentRoom.visitor, { currentRoom, targetAgent })`,
                { id: room.id, username },
            );
        await expect(to('bert')).rejects.toThrow('error-user-is-offline');
        await expect(to('anna')).rejects.toThrow('error-selected-agent-room-agent-are-same');
        await bert.setAgentStatus('available');
        expect(await to('bert')).toBe(true);
        expect((await world.events('executePostLivechatRoomTransferred')).at(-1)).toMatchObject({
            type: 'agent',
            room: { id: room.id, servedBy: { username: 'bert' } },
            from: { username: 'anna' },
            to: { username: 'bert' },
        });
    });

    test('a room update replaces the custom fields as a whole', async () => {
        const room = await open({ more: { customFields: { a: 1, b: 2 } } });
        await world.probe(
            `const updater = modify.getUpdater();
             const builder = await updater.room(args, await read.getUserReader().getAppUser());
             builder.setCustomFields({ c: 3 });
             await updater.finish(builder)`,
            room.id,
        );
        expect((await fresh(room.id))['customFields']).toEqual({ c: 3 });
    });
});
