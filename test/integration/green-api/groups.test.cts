import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { PICTURE } from '../../fakes/green-api/people.cjs';
import type { Client } from '../../host/client.cjs';
import type { MessageView, RoomView } from '../../host/views.cjs';
import { ANN, INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { BOT, DAY, HOUR, MINUTE, customer, furnished, pass, until } from '../delivery/workbench.cjs';
import { replay } from './replaying.cjs';

const FOLDER = join(__dirname, '../../fixtures/green-api');
/** Where the fixtures say that files lie; the fake keeps them, but for those that are gone. */
const BOB = { phone: '15550100456', name: 'Bob' };

/** What an agent sees of one message. */
interface Line {
    readonly text: string;
    readonly quotes?: string;
    readonly file?: string;
}

interface Fixture {
    readonly about: string;
    readonly settings?: Readonly<Record<string, string>>;
    readonly body: object;
    readonly room: readonly Line[];
}

const fixtures = readdirSync(FOLDER)
    .filter((file) => file.startsWith('group-'))
    .map((file): readonly [string, Fixture] => [
        file.replace('.json', ''),
        JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Fixture,
    ])
    .filter(([, { settings }]) => settings?.['groups'] === 'true')
    // Another one quotes the text.
    .sort(([a], [b]) => Number(b === 'group-text') - Number(a === 'group-text') || (a < b ? -1 : 1));

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    ({ desk, olga } = await furnished());
});

afterAll(() => desk.stop());

let groups = 0;
function group(title = `Group ${groups + 1}`): { id: string; title: string } {
    groups += 1;
    return { id: `1203630000000010${String(groups).padStart(2, '0')}@g.us`, title };
}

const write = async (id: string, title: string, text: string, who: Customer = ANN): Promise<void> => {
    desk.green.customerWrites(INSTANCE.id, { ...who, text, group: { id, title } });
    await desk.settle();
};

const roomsOf = async (id: string): Promise<RoomView[]> =>
    (await desk.admin.rooms()).filter(
        ({ customFields }) => customFields?.['switchboard'] === `green-api:${INSTANCE.id}:${id}`,
    );

async function roomOf(id: string): Promise<RoomView> {
    const [room] = await roomsOf(id);
    if (room === undefined) throw new Error(`No room of ${id}`);
    return room;
}

const messagesOf = async (id: string): Promise<MessageView[]> => desk.admin.messages((await roomOf(id))._id);
const linesOf = async (id: string): Promise<string[]> => (await messagesOf(id)).map(({ msg }) => msg);
const picturesOf = async (id: string): Promise<MessageView[]> =>
    (await messagesOf(id)).filter(({ file, u }) => file !== undefined && u.username === BOT);

const asked = (method: string): number => desk.green.log.filter(({ route }) => route === method).length;

test('as long as nobody switches them on, groups are not seen, and are taken all the same', async () => {
    const { id, title } = group();
    await write(id, title, 'hi all');
    expect(await roomsOf(id)).toEqual([]);
    expect(desk.green.deliveries(INSTANCE.id).map(({ status }) => status)).toEqual([200]);
    await desk.saveSettings({ green_groups: true });
    await write(id, title, 'hi again');
    expect(await linesOf(id)).toEqual([`*Ann* (+${ANN.phone})\nhi again`]);
});

/** The quoting link is invisible, and the mark in a file's name is ours. */
function lineOf({ msg, attachments = [], file }: MessageView): Line {
    const quoted = attachments.find((attachment) => attachment['message_link'] !== undefined);
    return {
        text: msg.replace(/^\[ \]\(\S+\)\n?/, ''),
        ...(quoted === undefined ? {} : { quotes: quoted['text'] as string }),
        ...(file === undefined ? {} : { file: `${file.name.replace(/\.\w{6}\./, '.')} ${file.type}` }),
    };
}

describe('what comes in a group', () => {
    const seen = new Set<string>();
    async function news(): Promise<Line[]> {
        const rooms = await desk.admin.rooms();
        const all = (await Promise.all(rooms.map(({ _id }) => desk.admin.messages(_id)))).flat();
        const fresh = all.filter(({ _id, token }) => token !== undefined && !seen.has(_id));
        fresh.forEach(({ _id }) => seen.add(_id));
        return fresh.map(lineOf);
    }

    beforeAll(news);

    test.each(fixtures)('%s', async (_name, { body, room }) => {
        const here = await replay(desk, body);
        expect(await news()).toEqual(here(room));
    });
});

test('a group is one chat whoever writes, apart from the chats of its people, and answers go to the group', async () => {
    const { id, title } = group();
    const people = [customer('Cleo'), customer('Dora')] as const;
    await write(id, title, 'who is there?', people[0]);
    await write(id, title, 'me', people[1]);
    await desk.customerWrites('only for you', people[0]);
    const room = await roomOf(id);
    expect(room.fname).toBe(title);
    expect(await linesOf(id)).toEqual([
        `*Cleo* (+${people[0].phone})\nwho is there?`,
        `*Dora* (+${people[1].phone})\nme`,
    ]);
    await desk.agentWrites(olga, room._id, 'hello everybody');
    const sent = desk.green.sent(INSTANCE.id).at(-1);
    expect(sent).toMatchObject({ chatId: id, message: 'hello everybody' });
    const [own] = (await desk.admin.rooms({ open: true })).filter(({ fname }) => fname === 'Cleo');
    expect((await desk.admin.messages(own?._id ?? '')).map(({ msg }) => msg)).toEqual(['only for you']);
});

test('a new title is the name of the visitor and of the open chat; one that comes late is not', async () => {
    const { id, title } = group();
    await write(id, title, 'one');
    await pass(desk, MINUTE);
    await write(id, 'Friends', 'two');
    await until('the new name', async () => (await roomOf(id)).fname === 'Friends');
    await desk.settle();
    await write(id, 'Friends', 'three');
    expect((await messagesOf(id)).map(({ alias }) => alias)).toEqual([title, title, 'Friends']);
    const late = {
        typeWebhook: 'incomingMessageReceived',
        instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us` },
        timestamp: Math.floor((desk.host.clock.now() - 10 * MINUTE) / 1000),
        idMessage: 'LATE',
        senderData: { chatId: id, sender: `${ANN.phone}@c.us`, chatName: title, senderName: ANN.name },
        messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'earlier' } },
    };
    desk.green.pushWebhook(INSTANCE.id, late);
    await desk.settle();
    expect((await roomOf(id)).fname).toBe('Friends');
    const [room] = await roomsOf(id);
    await olga.close(room?._id ?? '', 'done');
    await desk.settle();
    await write(id, 'Friends', 'again');
    expect((await roomsOf(id)).map(({ fname, open }) => [fname, open === true])).toEqual(
        expect.arrayContaining([
            ['Friends', true],
            ['Friends', false],
        ]),
    );
});

test('where messages do not say what the group is called, GREEN-API is asked once', async () => {
    const { id } = group();
    desk.green.setProfile(INSTANCE.id, id, { title: 'Quiet club', participants: [`${ANN.phone}@c.us`] });
    const before = asked('getGroupData');
    await write(id, '', 'one');
    await until('its name', async () => (await roomOf(id)).fname === 'Quiet club');
    await desk.settle();
    await write(id, '', 'two');
    expect(asked('getGroupData')).toBe(before + 1);
    const unknown = group('').id;
    await write(unknown, '', 'nobody knows us');
    await desk.settle();
    expect((await roomOf(unknown)).fname).toBe(unknown);
});

test('the picture of a group is shown when it is another one than before, looked at once a day', async () => {
    const { id, title } = group();
    const picture = desk.green.files.keep(`group ${id}`, PICTURE, 'image/png');
    desk.green.setProfile(INSTANCE.id, id, { picture });
    await write(id, title, 'one');
    await until('the picture', async () => (await picturesOf(id))[0]?.msg === `👥 The picture of the group ${title}`);
    await desk.settle();
    const before = asked('getAvatar');
    await write(id, title, 'two', BOB);
    await pass(desk, HOUR);
    await write(id, title, 'three');
    expect(asked('getAvatar')).toBe(before);
    await pass(desk, DAY);
    await write(id, title, 'still the same one');
    await until('the next look', () => asked('getAvatar') === before + 1);
    await desk.settle();
    expect(await picturesOf(id)).toHaveLength(1);
    const next = Buffer.concat([PICTURE, Buffer.from('another one')]);
    desk.green.setProfile(INSTANCE.id, id, { picture: desk.green.files.keep(`next of ${id}`, next, 'image/png') });
    await pass(desk, DAY + HOUR);
    await write(id, title, 'look at us');
    await until('the new picture', async () => (await picturesOf(id)).length === 2);
    await desk.settle();
    // Nothing of all this goes to the group.
    expect(desk.green.sent(INSTANCE.id).filter(({ chatId }) => chatId === id)).toEqual([]);
});

test('a message of a group costs what another one costs: 7 calls', async () => {
    const { id, title } = group();
    await write(id, title, 'one');
    await write(id, title, 'two');
    desk.host.calls.reset();
    await write(id, title, 'three', BOB);
    expect(desk.host.calls.list()).toHaveLength(7);
});

test('groups are not told that nobody is there', async () => {
    const { id, title } = group();
    const who = customer();
    await desk.saveSettings({ offline_text: 'Nobody is there.' });
    await olga.setAgentStatus('not-available');
    await write(id, title, 'anybody?');
    await desk.customerWrites('anybody?', who);
    await pass(desk, MINUTE);
    const told = desk.green.sent(INSTANCE.id).filter(({ message }) => message === 'Nobody is there.');
    expect(told.map(({ chatId }) => chatId)).toEqual([`${who.phone}@c.us`]);
    await olga.setAgentStatus('available');
    await pass(desk, 2 * MINUTE);
    expect(await linesOf(id)).toEqual([`*Ann* (+${ANN.phone})\nanybody?`]);
});

test('switched off again, they are not seen any more, and answers in an open chat still go out', async () => {
    const { id, title } = group();
    await write(id, title, 'one');
    await desk.saveSettings({ green_groups: false });
    await write(id, title, 'two');
    expect(await linesOf(id)).toEqual([`*Ann* (+${ANN.phone})\none`]);
    await desk.agentWrites(olga, (await roomOf(id))._id, 'bye');
    expect(desk.green.sent(INSTANCE.id).at(-1)).toMatchObject({ chatId: id, message: 'bye' });
});
