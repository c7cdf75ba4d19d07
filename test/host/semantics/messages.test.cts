import { PROBE_ID } from '../engine/probe.cjs';
import type { Client } from '../client.cjs';
import { startWorld, type Json, type World } from './world.cjs';

type Chat = { readonly room: Json & { readonly id: string }; readonly visitor: Json & { readonly id: string } };

describe('messages', () => {
    let world: World;
    let anna: Client;
    beforeAll(async () => {
        world = await startWorld();
        anna = await world.admin.createAgent('anna');
    });
    afterEach(() => world.admin.setFaults({ reset: true }));
    afterAll(() => world.stop());

    let names = 0;
    const open = (): Promise<Chat> => {
        names += 1;
        const code = `const visitor = await visit(args); return { visitor, room: await open(visitor, { customFields: { k: 1 } }) }`;
        return world.probe<Chat>(code, `msg-${String(names)}`);
    };
    const say = (chat: Chat, text: string, id?: string): Promise<string> =>
        world.probe<string>(`return say(args.room, args.visitor, args.text, args.id)`, { ...chat, text, id });
    const texts = async (rid: string): Promise<string[]> => (await world.admin.messages(rid)).map(({ msg }) => msg);

    test('a visitor message into a closed room silently opens another room', async () => {
        const chat = await open();
        await anna.close(chat.room.id);
        const id = await say(chat, 'late');
        expect(id).toHaveLength(17);
        expect(await texts(chat.room.id)).toEqual([]);
        const message = await world.probe<{ room: Json }>(`return read.getMessageReader().getById(args)`, id);
        expect(message.room['id']).not.toBe(chat.room.id);
        // The new room is the app's, by id; nothing else of what the app had set is there.
        expect(message.room['source']).toEqual({ type: 'app', id: PROBE_ID, alias: 'probe' });
        expect(message.room['customFields'] ?? null).toBeNull();
        const starts = await world.events('executePostLivechatRoomStarted');
        expect(starts.at(-1)).toMatchObject({ id: message.room['id'] });
    });

    test('a room that is gone is like a closed one, or refused where the server says so', async () => {
        const chat = await open();
        const gone = { ...chat, room: { ...chat.room, id: 'goneGoneGoneGone1' } };
        const id = await say(gone, 'where');
        const message = await world.probe<{ room: Json }>(`return read.getMessageReader().getById(args)`, id);
        expect(message.room['id']).not.toBe(gone.room.id);
        await world.admin.setFaults({ missingRoom: 'refuse' });
        await expect(say(gone, 'where')).rejects.toThrow('Invalid room provided on the message.');
    });

    test('another visitor cannot write into the room', async () => {
        const [mine, other] = [await open(), await open()];
        await expect(say({ ...mine, visitor: other.visitor }, 'x')).rejects.toThrow('cannot-access-room');
    });

    test('a chosen id is honoured once: a second post with it fails and writes nothing', async () => {
        const chat = await open();
        expect(await say(chat, 'first', 'swChosenId0000001')).toBe('swChosenId0000001');
        await expect(say(chat, 'second', 'swChosenId0000001')).rejects.toThrow(/./);
        expect(await texts(chat.room.id)).toEqual(['first']);
    });

    test('of two posts with one id at the same moment exactly one stands', async () => {
        const chat = await open();
        const results = await Promise.allSettled([
            say(chat, 'one', 'swRacingId0000001'),
            say(chat, 'two', 'swRacingId0000001'),
            say(chat, 'three', 'swRacingId0000001'),
        ]);
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await texts(chat.room.id)).toHaveLength(1);
    });

    test('the app user may choose ids too', async () => {
        const chat = await open();
        const post = (): Promise<string> =>
            world.probe<string>(
                `return creator.finish(creator.startMessage({ _unmappedProperties_: { _id: 'swOwnId0000000001' } }).setRoom(args).setText('own'))`,
                chat.room,
            );
        expect(await post()).toBe('swOwnId0000000001');
        await expect(post()).rejects.toThrow(/./);
    });

    test('a server that does not honour chosen ids gives its own', async () => {
        await world.admin.setFaults({ ids: false });
        const chat = await open();
        expect(await say(chat, 'x', 'swIgnoredId000001')).not.toBe('swIgnoredId000001');
        expect(await world.probe(`return read.getMessageReader().getById('swIgnoredId000001')`)).toBeNull();
    });

    test('on an update what an app puts among the unmapped counts for nothing', async () => {
        const chat = await open();
        const id = await say(chat, 'before');
        await world.probe(
            `const updater = modify.getUpdater();
             const builder = await updater.message(args, await read.getUserReader().getAppUser());
             builder.setText('after');
             const message = builder.getMessage();
             message._unmappedProperties_ = { _id: 'swHijacked0000001', msg: 'hijacked' };
             await updater.finish(builder)`,
            id,
        );
        expect(await texts(chat.room.id)).toEqual(['after']);
        expect((await world.events('executePostMessageUpdated')).at(-1)).toMatchObject({
            id,
            text: 'after',
            editor: { type: 'app' },
        });
    });

    test('a visitor message carries his name as alias, and an avatar is refused', async () => {
        const chat = await open();
        await say(chat, 'hi');
        expect((await world.admin.messages(chat.room.id))[0]).toMatchObject({
            alias: 'Bob',
            token: chat.visitor['token'],
        });
        await expect(
            world.probe(
                `return creator.finish(creator.startLivechatMessage().setRoom(args.room).setVisitor(args.visitor).setText('x').setAvatarUrl('http://127.0.0.1/a.png'))`,
                chat,
            ),
        ).rejects.toThrow('Not enough permission');
    });

    test('every message is told to the app: the visitor, its own, the agent', async () => {
        const chat = await open();
        await say(chat, 'visitor');
        await world.probe(`return creator.finish(creator.startMessage().setRoom(args).setText('app'))`, chat.room);
        await anna.post(chat.room.id, 'agent');
        const told = (await world.events('executePostMessageSent')).filter(
            (event) => (event['room'] as Json)['id'] === chat.room.id,
        );
        expect(told.map((event) => event['text'])).toEqual(['visitor', 'app', 'agent']);
        const [visitor, app, agent] = told;
        expect(visitor).toMatchObject({
            token: chat.visitor['token'],
            sender: { type: 'unknown', id: chat.visitor.id },
        });
        expect(app).toMatchObject({ sender: { type: 'app', username: 'probe.bot' } });
        expect(app?.['token'] ?? null).toBeNull();
        expect(agent).toMatchObject({ sender: { type: 'user', username: 'anna', roles: ['user', 'livechat-agent'] } });
        expect(agent?.['room']).toMatchObject({
            type: 'l',
            source: { type: 'app', id: PROBE_ID },
            customFields: { k: 1 },
            visitor: { token: chat.visitor['token'] },
            servedBy: { username: 'anna' },
        });
    });

    test('nobody waits for the handler of a message, nor minds its failure', async () => {
        await world.probe(`lib.on('executePostMessageSent', 'await lib.wait(1500); throw new Error("broken")')`);
        const chat = await open();
        const started = Date.now();
        await anna.post(chat.room.id, 'quick');
        expect(Date.now() - started).toBeLessThan(1_500);
        await world.host.idle();
        await world.probe(`lib.on('executePostMessageSent', '')`);
    });

    test('an agent writes only where he may; an app user everywhere', async () => {
        await world.admin.createAgent('stranger');
        await world.probe(`return 0`);
        const chat = await open();
        const post = (username: string): Promise<unknown> =>
            world.probe(
                `const sender = await read.getUserReader().getByUsername(args.username);
                 return creator.finish(creator.startMessage().setRoom(args.room).setSender(sender).setText('x'))`,
                { ...chat, username },
            );
        const served = (chat.room['servedBy'] as Json)['username'] as string;
        const other = served === 'anna' ? 'stranger' : 'anna';
        await expect(post(other)).rejects.toThrow('error-not-allowed');
        await expect(post(served)).resolves.toHaveLength(17);
        await expect(post('probe.bot')).resolves.toHaveLength(17);
        await world.admin.setAgentStatus(
            'not-available',
            (await world.host.store.users.findOne({ username: 'stranger' }))?._id,
        );
    });

    test('the size limit binds users, not visitors', async () => {
        const chat = await open();
        const long = 'x'.repeat(5001);
        await expect(say(chat, long)).resolves.toHaveLength(17);
        await expect(
            world.probe(`return creator.finish(creator.startMessage().setRoom(args.room).setText(args.long))`, {
                ...chat,
                long,
            }),
        ).rejects.toThrow('error-message-size-exceeded');
    });

    test('a time that is far off is refused for a user message', async () => {
        const chat = await open();
        await expect(
            world.probe(
                `return creator.finish(creator.startMessage({ createdAt: new Date(Date.now() - 120000) }).setRoom(args).setText('x'))`,
                chat.room,
            ),
        ).rejects.toThrow('error-message-ts-out-of-sync');
    });

    test('custom fields of messages are refused unless the workspace enables them', async () => {
        const chat = await open();
        await expect(
            world.probe(
                `const builder = creator.startMessage().setRoom(args).setText('x');
                 builder.addCustomField('mark', 'y');
                 return creator.finish(builder)`,
                chat.room,
            ),
        ).rejects.toThrow('Custom fields not enabled');
    });

    test('edits, deletions and reactions of an agent reach the app', async () => {
        const chat = await open();
        const message = await anna.post(chat.room.id, 'first');
        await anna.edit(message, 'second');
        await anna.react(message, ':thumbsup:');
        await anna.deleteMessage(message);
        expect((await world.events('executePostMessageUpdated')).at(-1)).toMatchObject({
            id: message._id,
            text: 'second',
            editor: { username: 'anna' },
        });
        expect((await world.events('executePostMessageReacted')).at(-1)).toMatchObject({
            reaction: ':thumbsup:',
            isReacted: true,
            message: { id: message._id },
            user: { username: 'anna' },
        });
        expect((await world.events('executePostMessageDeleted')).at(-1)).toMatchObject({
            message: { id: message._id, text: 'second' },
            context: { user: { username: 'anna' } },
        });
    });

    test('an app changes and deletes the messages of visitors, unless the server has its checks there too', async () => {
        const chat = await open();
        const [first, second] = [await say(chat, 'one'), await say(chat, 'two')];
        const edit = (id: string): Promise<unknown> =>
            world.probe(
                `const updater = modify.getUpdater();
                 const user = await read.getUserReader().getAppUser();
                 await updater.finish((await updater.message(args, user)).setText('edited').setEditor(user))`,
                id,
            );
        const remove = (id: string): Promise<unknown> =>
            world.probe(
                `const message = await read.getMessageReader().getById(args);
                 await modify.getDeleter().deleteMessage(message, await read.getUserReader().getAppUser())`,
                id,
            );
        await edit(first);
        await remove(second);
        expect(await texts(chat.room.id)).toEqual(['edited']);
        expect((await world.events('executePostMessageUpdated')).at(-1)).toMatchObject({
            id: first,
            token: chat.visitor['token'],
            editor: { username: 'probe.bot' },
        });
        await world.admin.setFaults({ refuseEdits: 'visitors' });
        await expect(edit(first)).rejects.toThrow('error-action-not-allowed');
        await expect(remove(first)).rejects.toThrow('error-action-not-allowed');
        expect(await texts(chat.room.id)).toEqual(['edited']);
        await world.admin.setFaults({ reset: true });
    });

    test('the app user may not react in a livechat room unless its role sees those', async () => {
        const chat = await open();
        const id = await say(chat, 'like me');
        const react = (): Promise<unknown> =>
            world.probe(
                `const user = await read.getUserReader().getAppUser();
                 return modify.getUpdater().getMessageUpdater().addReaction(args, user.id, ':heart:')`,
                id,
            );
        await expect(react()).rejects.toThrow('not-authorized');
        await world.admin.setFaults({ appSeesLivechatRooms: true });
        await react();
        expect((await world.admin.messages(chat.room.id))[0]?.reactions).toEqual({
            ':heart:': { usernames: ['probe.bot'] },
        });
    });

    test('the room reader gives at most 100 raw messages, newest first when asked, none of the system', async () => {
        const chat = await open();
        for (const text of ['1', '2', '3']) await say(chat, text);
        const messages = await world.probe<Json[]>(
            `return read.getRoomReader().getMessages(args, { limit: 2, sort: { createdAt: 'desc' } })`,
            chat.room.id,
        );
        expect(messages.map((message) => message['text'])).toEqual(['3', '2']);
        expect(messages[0]).toMatchObject({ roomId: chat.room.id, sender: { _id: chat.visitor.id } });
        expect(messages[0]).not.toHaveProperty('room');
        await expect(
            world.probe(`return read.getRoomReader().getMessages(args, { limit: 101 })`, chat.room.id),
        ).rejects.toThrow('Invalid limit');
    });

    test('the livechat reader gives a whole room, oldest first, without its opening and closing notes', async () => {
        const chat = await open();
        for (const text of ['a', 'b']) await say(chat, text);
        await anna.close(chat.room.id).catch(() => world.admin.close(chat.room.id));
        const messages = await world.probe<Json[]>(`return reader._fetchLivechatRoomMessages(args)`, chat.room.id);
        expect(messages.filter((message) => message['type'] == null).map((message) => message['text'])).toEqual([
            'a',
            'b',
        ]);
        const types = messages.map((message) => message['type']);
        expect(types).not.toContain('livechat-started');
        expect(types).not.toContain('livechat-close');
    });

    test('a missing permission gives nothing, and no error', async () => {
        const bare = await startWorld({}, { permissions: [{ name: 'api' }] });
        try {
            expect(
                await bare.probe(`return livechat.createAndReturnVisitor({ token: 'p', username: 'p' })`),
            ).toBeNull();
            expect(await bare.probe(`return http.get('http://127.0.0.1:1/')`)).toBeNull();
        } finally {
            await bare.stop();
        }
    });
});
