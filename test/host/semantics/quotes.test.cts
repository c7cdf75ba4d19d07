import type { Client } from '../client.cjs';
import { startWorld, type Json, type World } from './world.cjs';

type Chat = { readonly room: Json & { readonly id: string }; readonly visitor: Json & { readonly id: string } };

describe('quotes', () => {
    let world: World;
    let anna: Client;
    beforeAll(async () => {
        world = await startWorld();
        anna = await world.admin.createAgent('anna');
    });
    afterAll(() => world.stop());

    const open = (name: string): Promise<Chat> =>
        world.probe<Chat>(`const visitor = await visit(args); return { visitor, room: await open(visitor) }`, name);
    const say = (chat: Chat, text: string): Promise<string> =>
        world.probe<string>(`return say(args.room, args.visitor, args.text)`, { ...chat, text });
    const link = (chat: Chat, id: string): string => `${world.host.url}/live/${chat.room.id}?msg=${id}`;
    const last = async (chat: Chat) => (await world.admin.messages(chat.room.id)).at(-1);

    test('a link to a message shows that message to who may see its room, and a visitor may see his own rooms', async () => {
        const [mine, other] = [await open('quote-1'), await open('quote-2')];
        const asked = await say(mine, 'which one?');
        const theirs = await anna.post(mine.room.id, `the blue one [ ](${link(mine, asked)})`);
        expect(theirs.attachments).toMatchObject([{ text: 'which one?', author_name: 'Bob' }]);
        await say(mine, `[ ](${link(mine, theirs._id)})\nyes, that`);
        const quoting = await last(mine);
        expect(quoting).toMatchObject({
            msg: `[ ](${link(mine, theirs._id)})\nyes, that`,
            attachments: [{ text: theirs.msg, message_link: link(mine, theirs._id), author_name: 'anna' }],
        });
        await anna.close(mine.room.id);
        // In a room that is closed by now.
        const again = {
            ...mine,
            room: { ...mine.room, ...(await world.probe<Chat['room']>(`return open(args)`, mine.visitor)) },
        };
        await say(again, `and [ ](${link(mine, asked)})`);
        expect((await last(again))?.attachments).toMatchObject([{ text: 'which one?' }]);
        await say(other, `[ ](${link(mine, asked)}) not mine`);
        expect((await last(other))?.attachments).toBeUndefined();
        await say(
            again,
            `\`${link(mine, asked)}\` and ${link(mine, 'nothingOfTheKind')} and https://x.example/?msg=${asked}`,
        );
        expect((await last(again))?.attachments).toBeUndefined();
    });
});
