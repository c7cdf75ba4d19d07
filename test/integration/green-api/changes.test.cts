import { deleted, editedCaption, editedText, reaction, votes } from '../../fakes/green-api/amendments.cjs';
import { textData } from '../../fakes/green-api/notifications.cjs';
import type { Client } from '../../host/client.cjs';
import type { MessageView } from '../../host/views.cjs';
import { ANN, Desk, INSTANCE } from '../../support/desk.cjs';
import { TICK_MS, kept, pass, until } from '../delivery/workbench.cjs';

/** What a customer changes, and what the owner of the account does on his phone, on the real engine. */

const CHAT = `${ANN.phone}@c.us`;
const MARK = '🗑️ The customer deleted this message.';

let desk: Desk;
let olga: Client;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
});

afterAll(() => desk.stop());

afterEach(async () => {
    await desk.admin.setFaults({ reset: true });
    await desk.saveSettings({
        green_keep_deleted: true,
        green_from_phone: true,
        green_calls: true,
    });
    await desk.admin.setSetting('Message_ShowDeletedStatus', false);
    for (const { _id } of await desk.admin.rooms({ open: true })) {
        await olga.close(_id, 'done');
    }
    await desk.settle();
});

async function customerSends(messageData: object): Promise<string> {
    const id = desk.green.customerSends(INSTANCE.id, ANN, messageData);
    await desk.settle();
    return id;
}
const says = (text: string): Promise<string> => customerSends(textData(text));

async function onThePhone(messageData: object): Promise<string> {
    const id = desk.green.phoneSends(INSTANCE.id, ANN, messageData);
    await desk.settle();
    return id;
}

async function openRoom(): Promise<string> {
    return (await desk.admin.rooms({ open: true }))[0]?._id ?? '';
}

/** What can be read in the open room: texts without their links to what they quote, names of files, what is struck. */
async function transcript(): Promise<string[]> {
    return (await desk.admin.messages(await openRoom())).filter(isSaid).map(({ msg, file }) => {
        const text = msg.replace(/^\[ \]\(\S+\)\n?/, '');
        return file === undefined ? text : [file.name.replace(/\.\w{6}\./, '.'), text].filter(Boolean).join(': ');
    });
}
const isSaid = ({ t }: MessageView): boolean => t === undefined;

test('an edit changes the message that stands, and nothing of it goes back to the customer', async () => {
    const id = await says('two kilos');
    await says('please');
    await customerSends(editedText(id, 'three *kilos*'));
    expect(await transcript()).toEqual(['three *kilos*', 'please']);
    const [message] = await desk.admin.messages(await openRoom());
    expect(message).toMatchObject({ editedBy: { username: expect.stringMatching(/\.bot$/) as string } });
    await customerSends(deleted(id));
    expect(await transcript()).toEqual([`three *kilos*\n${MARK}`, 'please']);
    await customerSends(editedText(id, 'again'));
    expect(await transcript()).toEqual([`three *kilos*\n${MARK}`, 'please']);
    await desk.host.clock.advance(60_000);
    await desk.settle();
    expect(desk.accepted()).toEqual([]);
});

test('an edited answer keeps its quote', async () => {
    const first = await says('which one?');
    const answer = await customerSends({
        typeMessage: 'extendedTextMessage',
        extendedTextMessageData: { text: 'this one', stanzaId: first, participant: CHAT },
        quotedMessage: { stanzaId: first, participant: CHAT, typeMessage: 'textMessage', textMessage: 'which one?' },
    });
    await customerSends(editedText(answer, 'that one'));
    expect(await transcript()).toEqual(['which one?', 'that one']);
    const shown = (await desk.admin.messages(await openRoom())).at(-1);
    expect(shown?.attachments).toMatchObject([{ text: 'which one?' }]);
    expect(shown?.msg).toMatch(/^\[ \]\(/);
});

test('captions of files can be changed and added; a deleted file can be seen, or goes where that is wanted', async () => {
    const picture = (caption: string): object => ({
        typeMessage: 'imageMessage',
        fileMessageData: {
            downloadUrl: desk.green.files.keep('plan.jpg', Buffer.from('jpeg'), 'image/jpeg'),
            caption,
            fileName: 'plan.jpg',
            mimeType: 'image/jpeg',
        },
    });
    const first = await customerSends(picture('front'));
    const second = await customerSends(picture(''));
    await customerSends(editedCaption(first, 'back'));
    await customerSends(editedCaption(second, 'with words'));
    expect(await transcript()).toEqual(['photo.jpg', 'back', 'photo.jpg: with words'].map(named));
    await customerSends(deleted(first));
    expect(await transcript()).toEqual(['photo.jpg', `back\n${MARK}`, 'photo.jpg: with words'].map(named));
    await desk.saveSettings({ green_keep_deleted: false });
    await customerSends(deleted(second));
    expect(await transcript()).toEqual(['photo.jpg', `back\n${MARK}`, '🗑️ The customer deleted a file.'].map(named));
    const third = await customerSends(picture('secret'));
    await customerSends(deleted(third));
    expect((await transcript()).slice(3)).toEqual([MARK]);
    const text = await says('my card is 4111');
    await customerSends(deleted(text));
    expect((await transcript()).slice(4)).toEqual([MARK]);

    function named(line: string): string {
        return line.replace('photo', 'plan');
    }
});

test.each([false, true])(
    'a reaction is a line that changes, goes and comes again (deleted messages leave a place: %s)',
    async (value) => {
        await desk.admin.setSetting('Message_ShowDeletedStatus', value);
        const id = await says('done!');
        await customerSends(reaction(id, CHAT, '👍'));
        await customerSends(reaction(id, CHAT, '🎉'));
        expect(await transcript()).toEqual(['done!', 'Reaction: 🎉']);
        expect((await desk.admin.messages(await openRoom())).filter(isSaid).at(-1)?.attachments).toMatchObject([
            { text: 'done!' },
        ]);
        await customerSends(reaction(id, CHAT, ''));
        expect(await transcript()).toEqual(['done!']);
        await customerSends(reaction(id, CHAT, '❤️'));
        expect(await transcript()).toEqual(['done!', 'Reaction: ❤️']);
    },
);

test("where the server refuses to change visitors' messages, a note tells how the message reads, and is changed", async () => {
    await desk.admin.setFaults({ refuseEdits: 'visitors' });
    const id = await says('two kilos');
    await customerSends(editedText(id, 'three kilos'));
    await customerSends(editedText(id, 'four kilos'));
    expect(await transcript()).toEqual(['two kilos', '> two kilos\n✏️ Edited: four kilos']);
    await customerSends(deleted(id));
    expect(await transcript()).toEqual(['two kilos', `> two kilos\n✏️ Edited: four kilos\n${MARK}`]);
    const second = await says('and tea');
    await customerSends(reaction(second, CHAT, '👍'));
    await customerSends(reaction(second, CHAT, ''));
    expect((await transcript()).slice(2)).toEqual(['and tea', 'Reaction: 👍', 'The reaction was taken back.']);
    // Once it is allowed again, both the message and the note say the same.
    await desk.admin.setFaults({ reset: true });
    const third = await says('sugar');
    await desk.admin.setFaults({ refuseEdits: 'all' });
    await customerSends(editedText(third, 'honey'));
    await customerSends(editedText(third, 'milk'));
    expect((await transcript()).slice(5)).toEqual(['sugar', '> sugar\n✏️ Edited: honey', '> sugar\n✏️ Edited: milk']);
    expect(desk.accepted()).toEqual([]);
});

test('an edit of what stands in a closed chat is shown there and told in a new one', async () => {
    const id = await says('at five');
    const before = await openRoom();
    await olga.close(before, 'done');
    await desk.settle();
    await customerSends(editedText(id, 'at six'));
    expect((await desk.transcript(before)).filter((line) => line.startsWith('at'))).toEqual(['at six']);
    expect(await transcript()).toEqual(['✏️ Edited: at six']);
});

test('votes change the line of their poll', async () => {
    const id = await customerSends({
        typeMessage: 'pollMessage',
        pollMessageData: {
            name: 'Tea?',
            options: [{ optionName: 'Yes' }, { optionName: 'No' }],
            multipleAnswers: false,
        },
    });
    await customerSends(votes(id, 'Tea?', { Yes: [CHAT], No: [] }));
    await customerSends(votes(id, 'Tea?', { Yes: [], No: [CHAT] }));
    expect(await transcript()).toEqual(['📊 Poll: Tea?\n• Yes: 0\n• No: 1']);
});

test('what the owner writes on his phone is a note in an open chat, once, as it reads there in the end', async () => {
    await onThePhone(textData('nobody hears this'));
    expect(await openRoom()).toBe('');
    const hi = await says('hi');
    const id = await onThePhone(textData('I am on my way'));
    expect(await transcript()).toEqual(['hi', '📱 _Sent from the phone:_\nI am on my way']);
    await onThePhone(editedText(id, 'I am there'));
    await onThePhone(reaction(hi, CHAT, '👍'));
    expect(await transcript()).toEqual([
        'hi',
        '📱 _Sent from the phone:_\nI am there',
        '📱 _Sent from the phone:_\nReaction: 👍',
    ]);
    await onThePhone(deleted(id));
    await onThePhone(reaction(hi, CHAT, ''));
    expect(await transcript()).toEqual([
        'hi',
        '📱 _Sent from the phone:_\nI am there\n🗑️ This message was deleted again.',
    ]);
    await desk.saveSettings({ green_from_phone: false });
    await onThePhone(textData('not to be seen'));
    expect((await transcript()).length).toBe(2);
    await desk.host.clock.advance(60_000);
    expect(desk.accepted()).toEqual([]);
});

test('our own answers, told back by GREEN-API as either kind, are not shown again; what another program sends is', async () => {
    await says('hi');
    await desk.agentWrites(olga, await openRoom(), 'hello');
    await desk.host.clock.advance(5_000);
    await desk.settle();
    const { idMessage } = desk.green.sent(INSTANCE.id).at(-1) ?? { idMessage: '' };
    const told = (kind: string, id: string, text: string): object => ({
        typeWebhook: kind,
        instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' },
        timestamp: Math.floor(desk.host.clock.now() / 1000),
        idMessage: id,
        senderData: { chatId: CHAT, sender: `${INSTANCE.phone}@c.us`, chatName: 'Ann' },
        messageData: textData(text),
    });
    desk.green.pushWebhook(INSTANCE.id, told('outgoingAPIMessageReceived', idMessage, 'hello'));
    desk.green.pushWebhook(INSTANCE.id, told('outgoingMessageReceived', idMessage, 'hello'));
    desk.green.pushWebhook(INSTANCE.id, told('outgoingAPIMessageReceived', '3EB0ROBOT', 'your invoice'));
    desk.green.pushWebhook(INSTANCE.id, told('outgoingMessageReceived', '3EB0ROBOT', 'your invoice'));
    await desk.settle();
    expect(await transcript()).toEqual(['hi', 'hello', '🔌 _Sent through the API by another program:_\nyour invoice']);
});

test('an echo that overtakes the answer to our send waits for it, and is not shown', async () => {
    await says('hi');
    // Accepted at once, and answered later.
    desk.green.faults.add({ route: 'sendMessage', kind: 'slow', delayMs: 4_000 });
    await olga.post(await openRoom(), 'on its way');
    await until('the call', () => desk.accepted().at(-1) === 'on its way');
    const moved = desk.host.clock.advance(1_000);
    desk.green.tick();
    await until('the echo', async () => (await kept(desk, 'echo')).length === 1);
    await pass(desk, 4_000);
    await moved;
    await pass(desk, 2 * TICK_MS);
    expect(await kept(desk, 'echo')).toEqual([]);
    expect(await transcript()).toEqual(['hi', 'on its way']);
});

test('a call is one line that says in the end what became of it; none where that is switched off', async () => {
    const id = desk.green.customerCalls(INSTANCE.id, ANN, 'offer');
    await desk.settle();
    expect(await transcript()).toEqual(['📞 Incoming call']);
    desk.green.customerCalls(INSTANCE.id, ANN, 'missed', id);
    await desk.settle();
    expect(await transcript()).toEqual(['📞 Incoming call: missed']);
    expect((await desk.admin.rooms({ open: true }))[0]?.fname).toMatch(/^Ann/);
    await desk.saveSettings({ green_calls: false });
    desk.green.customerCalls(INSTANCE.id, ANN, 'offer');
    await desk.settle();
    expect((await transcript()).length).toBe(1);
});
