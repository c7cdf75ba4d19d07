import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import type { Client } from '../../host/client.cjs';
import type { MessageView } from '../../host/views.cjs';
import { ANN, Desk, INSTANCE } from '../../support/desk.cjs';
import { replay } from './replaying.cjs';

const FOLDER = join(__dirname, '../../fixtures/green-api');

/** What an agent sees of one message. */
interface Line {
    readonly text: string;
    /** The text of the message that is shown as quoted. */
    readonly quotes?: string;
    /** Name and type. */
    readonly file?: string;
    /** That the app says it, and not the customer. */
    readonly note?: true;
    /** That it stood there before and reads like this now, or does not stand there any more. */
    readonly changed?: true;
    readonly removed?: true;
}

interface Fixture {
    readonly name: string;
    readonly about: string;
    readonly settings?: object;
    readonly body: object;
    /** Nothing, where nothing is to be seen in a room. */
    readonly room?: readonly Line[];
}

const fixtures = readdirSync(FOLDER)
    .map((file): Fixture => {
        const fixture = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<Fixture, 'name'>;
        return { name: file.replace('.json', ''), ...fixture };
    })
    // With settings of their own they have tests of their own.
    .filter(({ settings }) => settings === undefined)
    .sort((a, b) => turnOf(a) - turnOf(b) || (a.name < b.name ? -1 : 1));

/** Others quote the text, until it is changed; what is changed has to stand there before. */
function turnOf({ name }: Fixture): number {
    return name === 'text' ? 0 : /deleted/.test(name) ? 3 : /edited/.test(name) ? 2 : 1;
}

let desk: Desk;
let olga: Client;
const seen = new Map<string, MessageView>();

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
});

afterAll(() => desk.stop());

/** The quoting link is invisible, and the mark in a file's name is ours. */
function lineOf({ msg, attachments = [], file, token }: MessageView): Line {
    const quoted = attachments.find((attachment) => attachment['message_link'] !== undefined);
    return {
        text: msg.replace(/^\[ \]\(\S+\)\n?/, ''),
        ...(quoted === undefined ? {} : { quotes: quoted['text'] as string }),
        ...(file === undefined ? {} : { file: `${file.name.replace(/\.\w{6}\./, '.')} ${file.type}` }),
        ...(token === undefined ? { note: true } : {}),
    };
}

/** What has come into the rooms since the last look, and what has changed there, but for what agents have said. */
async function look(): Promise<{ fresh: MessageView[]; changed: MessageView[]; removed: MessageView[] }> {
    const rooms = await desk.admin.rooms();
    const all = (await Promise.all(rooms.map(({ _id }) => desk.admin.messages(_id)))).flat();
    const shown = all.filter(({ token, u }) => token !== undefined || u.username.endsWith('.bot'));
    const fresh = shown.filter(({ _id }) => !seen.has(_id));
    const changed = shown.filter(({ _id, msg }) => seen.has(_id) && seen.get(_id)?.msg !== msg);
    const removed = [...seen.values()].filter(({ _id }) => shown.every((message) => message._id !== _id));
    removed.forEach(({ _id }) => seen.delete(_id));
    shown.forEach((message) => seen.set(message._id, message));
    return { fresh, changed, removed };
}

async function news(): Promise<MessageView[]> {
    return (await look()).fresh;
}

async function lines(): Promise<Line[]> {
    const { fresh, changed, removed } = await look();
    return [
        ...fresh.map(lineOf),
        ...changed.map((message): Line => ({ ...lineOf(message), changed: true })),
        ...removed.map((message): Line => ({ ...lineOf(message), removed: true })),
    ];
}

test('connecting an instance switches on the webhooks that are read', async () => {
    const answer = await fetch(`${desk.green.url}/waInstance${INSTANCE.id}/getSettings/${INSTANCE.token}`);
    expect(await answer.json()).toMatchObject({
        incomingWebhook: 'yes',
        outgoingWebhook: 'yes',
        stateWebhook: 'yes',
        pollMessageWebhook: 'yes',
        editedMessageWebhook: 'yes',
        deletedMessageWebhook: 'yes',
    });
});

test.each(fixtures.map((fixture) => [fixture.name, fixture.about, fixture] as const))(
    '%s: %s',
    async (_name, _about, { body, room = [] }) => {
        const here = await replay(desk, body);
        expect(await lines()).toEqual(here(room));
    },
);

test('every one of them was taken the first time, and nothing was sent for it', async () => {
    expect(desk.green.deliveries(INSTANCE.id).map(({ status }) => status)).toEqual(fixtures.map(() => 200));
    expect(desk.green.sent(INSTANCE.id)).toEqual([]);
    // One of them said that the phone is not linked any more.
    const instanceData = { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' };
    const timestamp = Math.floor(desk.host.clock.now() / 1000);
    const body = { typeWebhook: 'stateInstanceChanged', instanceData, timestamp, stateInstance: 'authorized' };
    desk.green.pushWebhook(INSTANCE.id, body);
    await desk.settle();
});

const quoting = (text: string, stanzaId: string, quoted: object = {}): object => ({
    typeMessage: 'extendedTextMessage',
    extendedTextMessageData: { text, stanzaId, participant: `${INSTANCE.phone}@c.us` },
    quotedMessage: { stanzaId, participant: `${INSTANCE.phone}@c.us`, ...quoted },
});

const roomOfAnn = async (): Promise<string> =>
    (await desk.admin.rooms({ open: true })).find(({ fname }) => fname?.startsWith('Ann'))?._id ?? '';

test("a contact who quotes an agent's answer is shown with it, and the link leads to that message", async () => {
    const answer = await olga.post(await roomOfAnn(), 'The **blue** one :smile:');
    await desk.settle();
    const idMessage = desk.green.sent(INSTANCE.id).at(-1)?.idMessage ?? '';
    expect(desk.green.sent(INSTANCE.id).at(-1)?.message).toBe('The *blue* one 😄');
    desk.green.customerSends(INSTANCE.id, ANN, quoting('that one', idMessage));
    await desk.settle();
    const [message, ...more] = await news();
    expect(more).toEqual([]);
    expect(message && lineOf(message)).toEqual({ text: 'that one', quotes: 'The **blue** one :smile:' });
    expect(message?.attachments).toMatchObject([
        { message_link: `${desk.host.url}/live/${answer.rid}?msg=${answer._id}`, author_name: 'olga' },
    ]);
});

test('what is quoted from a room that is closed by now is shown all the same', async () => {
    const idMessage = desk.green.customerSends(INSTANCE.id, ANN, {
        typeMessage: 'textMessage',
        textMessageData: { textMessage: 'remember this' },
    });
    await desk.settle();
    await olga.close(await roomOfAnn(), 'done');
    await desk.settle();
    await news();
    desk.green.customerSends(INSTANCE.id, ANN, quoting('what I said', idMessage));
    await desk.settle();
    expect(await lines()).toEqual([{ text: 'what I said', quotes: 'remember this' }]);
});

test('a picture can be quoted, and what was deleted in Rocket.Chat is repeated in words', async () => {
    const image = {
        downloadUrl: desk.green.files.keep('plan.jpg', Buffer.from('jpeg'), 'image/jpeg'),
        caption: '',
        fileName: 'plan.jpg',
        mimeType: 'image/jpeg',
    };
    const idMessage = desk.green.customerSends(INSTANCE.id, ANN, {
        typeMessage: 'imageMessage',
        fileMessageData: image,
    });
    await desk.settle();
    const [picture] = await news();
    desk.green.customerSends(INSTANCE.id, ANN, quoting('see there', idMessage));
    await desk.settle();
    const [message] = await news();
    expect(message?.attachments).toMatchObject([{ attachments: [{ title: picture?.file?.name }] }]);
    if (picture !== undefined) await desk.admin.deleteMessage(picture);
    const told = { typeMessage: 'imageMessage', caption: 'the plan' };
    desk.green.customerSends(INSTANCE.id, ANN, quoting('see there', idMessage, told));
    await desk.settle();
    expect((await news()).map(lineOf)).toEqual([{ text: '> 📷 the plan\nsee there' }]);
});

test('the words of the app follow the language of the workspace', async () => {
    await desk.admin.setSetting('Language', 'ru');
    desk.green.customerSends(INSTANCE.id, ANN, {
        typeMessage: 'pollMessage',
        pollMessageData: { name: 'Да?', options: [{ optionName: 'Да' }], multipleAnswers: false },
    });
    await desk.settle();
    await desk.admin.setSetting('Language', 'en');
    expect(await lines()).toEqual([{ text: '📊 Опрос: Да?\n• Да' }]);
});

test("the name of a new contact becomes the visitor's, and two accounts that know one phone keep two conversations", async () => {
    const second = { id: '7103990043', token: 'tok3nEXAMPLEsecond001', phone: '15550100998' };
    await desk.connect(olga, second);
    const carl = { phone: '15550100777', name: 'Carl' };
    await desk.customerWrites('to the first', carl);
    await desk.customerWrites('to the second', carl, second.id);
    const rooms = (await desk.admin.rooms({ open: true })).filter(({ fname }) => fname === 'Carl');
    expect(rooms.map(({ customFields }) => customFields?.['switchboard']).sort()).toEqual([
        `green-api:${INSTANCE.id}:15550100777@c.us`,
        `green-api:${second.id}:15550100777@c.us`,
    ]);
    // Rocket.Chat's own matching by phone makes them one visitor; what each is answered still goes its own way.
    expect(new Set(rooms.map(({ v }) => v?._id)).size).toBe(1);
    for (const { _id, customFields } of rooms) {
        await desk.agentWrites(olga, _id, `from ${String(customFields?.['switchboard']).slice(10, 20)}`);
    }
    expect(desk.accepted(INSTANCE.id).at(-1)).toBe(`from ${INSTANCE.id}`);
    expect(desk.accepted(second.id)).toEqual([`from ${second.id}`]);
});

test('contacts without a phone are never taken for one another, nor for somebody of the same name', async () => {
    const body = (chatId: string, text: string): object => ({
        typeWebhook: 'incomingMessageReceived',
        instanceData: { idInstance: Number(INSTANCE.id), typeInstance: 'whatsapp' },
        timestamp: Math.floor(desk.host.clock.now() / 1000),
        idMessage: `ID${text}`,
        senderData: { chatId, sender: chatId, senderName: 'Dora', chatName: 'Dora' },
        messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: text } },
    });
    for (const chatId of ['204800000000077@lid', '204800000000078@lid', '204800000000077@c.us']) {
        desk.green.pushWebhook(INSTANCE.id, body(chatId, `from ${chatId}`));
    }
    await desk.settle();
    const rooms = (await desk.admin.rooms({ open: true })).filter(({ fname }) => fname === 'Dora');
    expect(new Set(rooms.map(({ v }) => v?._id)).size).toBe(3);
});
