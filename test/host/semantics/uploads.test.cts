import { Client } from '../client.cjs';
import { startWorld, type Json, type World } from './world.cjs';

type Chat = { readonly room: Json & { readonly id: string }; readonly visitor: Json };
type Upload = Json & { readonly id: string };

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');

describe('uploads', () => {
    let world: World;
    let anna: Client;
    beforeAll(async () => {
        world = await startWorld();
        anna = await world.admin.createAgent('anna');
    });
    afterEach(async () => {
        await world.admin.setSetting('FileUpload_Enabled', true);
        await world.admin.setSetting('FileUpload_MaxFileSize', 104857600);
    });
    afterAll(() => world.stop());

    let names = 0;
    const open = (): Promise<Chat> => {
        names += 1;
        return world.probe<Chat>(
            `const visitor = await visit(args); return { visitor, room: await open(visitor) }`,
            `up-${String(names)}`,
        );
    };
    const upload = (chat: Chat, filename = 'photo.png', bytes = PNG): Promise<Upload> =>
        world.probe<Upload>(
            `return creator.getUploadCreator().uploadBuffer(Buffer.from(args.bytes, 'base64'),
                { filename: args.filename, room: args.room, visitorToken: args.visitor.token })`,
            { ...chat, filename, bytes: bytes.toString('base64') },
        );

    test('a visitor file stands in the room as his message, without a caption', async () => {
        const chat = await open();
        const file = await upload(chat, 'my photo.png');
        const [message, ...more] = await world.admin.messages(chat.room.id);
        expect(more).toEqual([]);
        expect(message).toMatchObject({
            msg: '',
            token: chat.visitor['token'],
            alias: 'Bob',
            file: { _id: file.id, name: 'my photo.png', type: 'image/png' },
            attachments: [
                {
                    title: 'my photo.png',
                    title_link: `/file-upload/${file.id}/my%20photo.png`,
                    image_type: 'image/png',
                },
            ],
        });
        const told = (await world.events('executePostMessageSent')).at(-1);
        expect(told).toMatchObject({
            token: chat.visitor['token'],
            file: { _id: file.id },
            attachments: [
                {
                    title: { value: 'my photo.png', link: `/file-upload/${file.id}/my%20photo.png` },
                    imageType: 'image/png',
                },
            ],
        });
    });

    test('into a closed room a file is stored, and nothing appears or fails', async () => {
        const chat = await open();
        await anna.close(chat.room.id);
        const before = await world.host.store.messages.count({});
        const file = await upload(chat);
        expect(file).toMatchObject({ name: 'photo.png', type: 'image/png', size: PNG.length });
        expect(await world.host.store.messages.count({})).toBe(before);
        expect(await world.probe(`return (await read.getUploadReader().getBufferById(args)).length`, file.id)).toBe(
            PNG.length,
        );
    });

    test('the same goes for a token that nobody has', async () => {
        const chat = await open();
        const file = await upload({ ...chat, visitor: { ...chat.visitor, token: 'nobody' } });
        expect(file.id).toHaveLength(17);
        expect(await world.admin.messages(chat.room.id)).toEqual([]);
    });

    test('without a visitor the app itself is the author', async () => {
        const chat = await open();
        await world.probe(
            `return creator.getUploadCreator().uploadBuffer(Buffer.from('text'), { filename: 'note.txt', room: args })`,
            chat.room,
        );
        expect((await world.admin.messages(chat.room.id))[0]).toMatchObject({
            u: { username: 'probe.bot' },
            file: { type: 'text/plain' },
        });
    });

    test('the workspace limits what may be uploaded', async () => {
        const chat = await open();
        await expect(upload(chat, 'drawing.svg')).rejects.toThrow('error-invalid-file-type');
        await world.admin.setSetting('FileUpload_MaxFileSize', 4);
        await expect(upload(chat)).rejects.toThrow('error-file-too-large');
        await world.admin.setSetting('FileUpload_Enabled', false);
        await expect(upload(chat)).rejects.toThrow('error-file-upload-disabled');
        expect(await world.admin.messages(chat.room.id)).toEqual([]);
    });

    test('the app reads what an agent has uploaded', async () => {
        const chat = await open();
        const bytes = Buffer.from([0, 255, 1, 254]);
        const message = await anna.upload(chat.room.id, 'data.bin', bytes, 'look at this');
        const told = (await world.events('executePostMessageSent')).at(-1);
        expect(told).toMatchObject({
            id: message._id,
            sender: { type: 'user', username: 'anna' },
            file: { name: 'data.bin', type: 'application/octet-stream' },
            attachments: [{ description: 'look at this', type: 'file' }],
        });
        const read = await world.probe<string>(
            `const upload = await read.getUploadReader().getById(args);
             return (await read.getUploadReader().getBuffer(upload)).toString('base64')`,
            message.file?._id,
        );
        expect(Buffer.from(read, 'base64')).toEqual(bytes);
    });

    test('a file is given to who may see its room, or has the visitor token', async () => {
        const chat = await open();
        const file = await upload(chat);
        const path = `/file-upload/${file.id}/photo.png`;
        const nobody = new Client(world.host.url);
        expect((await nobody.request('GET', path)).status).toBe(403);
        const query = { rc_room_type: 'l', rc_rid: chat.room.id, rc_token: String(chat.visitor['token']) };
        const answer = await nobody.request('GET', path, { query });
        expect(answer.status).toBe(200);
        expect(answer.bytes).toEqual(PNG);
        expect(answer.headers['content-type']).toBe('image/png');
        expect((await anna.request('GET', path)).status).toBe(200);
    });

    test('files may be for the members of their room alone', async () => {
        const chat = await open();
        const file = await upload(chat);
        const path = `/file-upload/${file.id}/another-name.png`;
        expect((await world.admin.request('GET', path)).status).toBe(200);
        await world.admin.setSetting('FileUpload_Restrict_to_room_members', true);
        expect((await world.admin.request('GET', path)).status).toBe(403);
        expect((await anna.request('GET', path)).status).toBe(200);
        await world.admin.setSetting('FileUpload_Restrict_to_room_members', false);
    });
});
