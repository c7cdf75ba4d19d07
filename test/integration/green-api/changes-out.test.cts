/** What agents change and delete, as the customer sees it on his phone. */
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { messageToApp } from '../../host/rocketchat/convert/messages.cjs';
import type { MessageView } from '../../host/views.cjs';
import { type Desk, INSTANCE } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { HOUR, MINUTE, SECOND, chat, furnished, notesIn, pass, ticks } from '../delivery/workbench.cjs';

let desk: Desk;
let olga: Client;
let who: Customer;
let roomId: string;

beforeAll(async () => {
    ({ desk, olga } = await furnished({ servers: 2 }));
});

beforeEach(async () => {
    ({ who, roomId } = await chat(desk));
});

afterEach(() => {
    expect(desk.green.faults.pending).toEqual([]);
});

afterAll(() => desk.stop());

async function says(text: string): Promise<MessageView> {
    const message = await olga.post(roomId, text);
    await pass(desk, SECOND);
    return message;
}

async function edits(message: MessageView, text: string): Promise<void> {
    await olga.edit(message, text);
    await pass(desk, 2 * SECOND);
}

async function deletes(message: MessageView): Promise<void> {
    await olga.deleteMessage(message);
    await pass(desk, 2 * SECOND);
}

/** What the customer sees now; undefined for what was deleted. */
const seen = (): Array<string | undefined> =>
    desk.green.seen(INSTANCE.id, who.phone).map(({ text, deleted }) => (deleted ? undefined : text));
const notes = async (): Promise<string[]> => (await notesIn(desk, roomId)).map(({ msg }) => msg);
const calls = (route: string): number => desk.green.log.filter((entry) => entry.route === route).length;

test('an edited answer reads so on the phone, as often as it is edited, and a deleted one is gone', async () => {
    const message = await says('two days');
    await says('anything else?');
    expect(seen()).toEqual(['two days', 'anything else?']);
    await edits(message, '*three* [days](https://desk.example/days)');
    expect(seen()).toEqual(['*three* days (https://desk.example/days)', 'anything else?']);
    await edits(message, 'two days');
    expect(seen()).toEqual(['two days', 'anything else?']);
    await deletes(message);
    expect([seen(), await notes()]).toEqual([[undefined, 'anything else?'], []]);
});

test('what Rocket.Chat adds to a message, and an edit that changes no word, make no call', async () => {
    const message = await says('see https://desk.example');
    const before = calls('editMessage');
    const record = await desk.host.store.messages.get(message._id);
    if (record === undefined) throw new Error('The message is not there');
    desk.host.workspace.events.emit(0, 'IPostMessageUpdated', message._id, () =>
        messageToApp(desk.host.workspace, { ...record, urls: [{ url: 'https://desk.example' }] }),
    );
    await pass(desk, SECOND);
    await edits(message, 'see https://desk.example');
    expect([calls('editMessage') - before, await notes()]).toEqual([0, []]);
});

test('an answer that waits goes out as it was edited, once; one that was deleted meanwhile never does', async () => {
    desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
    const first = await olga.post(roomId, 'frist');
    await desk.settle();
    const second = await olga.post(roomId, 'secret');
    await olga.edit(first, 'first');
    await olga.deleteMessage(second);
    await desk.settle();
    expect(seen()).toEqual([]);
    await pass(desk, 10 * SECOND);
    await ticks(desk, 2);
    expect([seen(), await notes()]).toEqual([['first'], []]);
});

test('the text before a document is edited; of a text under a picture the agent is told once that it stays', async () => {
    const upload = async (name: string, text: string): Promise<MessageView> => {
        const message = await olga.upload(roomId, name, Buffer.from(name), text);
        await pass(desk, SECOND);
        await pass(desk, SECOND);
        return message;
    };
    await upload('offer.pdf', 'our offer');
    const photo = await upload('shop.jpg', 'our shop');
    expect(seen()).toEqual(['our offer', '', 'our shop']);
    await edits(photo, 'our shop, from the front');
    await edits(photo, 'our shop, from behind');
    expect(await notes()).toEqual([expect.stringContaining('what stands under a picture') as string]);
    await deletes(photo);
    expect(seen()).toEqual(['our offer', '', undefined]);
});

test('too late, the agent is told once for edits and once for deletions, and no call is made', async () => {
    const [first, second] = [await says('one'), await says('two')];
    await pass(desk, 14 * MINUTE);
    await edits(first, 'one, just in time');
    await pass(desk, MINUTE);
    const before = calls('editMessage');
    await edits(first, 'too late');
    await edits(second, 'too late');
    expect(seen()).toEqual(['one, just in time', 'two']);
    expect(await notes()).toEqual([expect.stringMatching(/^✏️ .*within 15 minutes[^]*> too late$/) as string]);
    await pass(desk, 71 * HOUR);
    await deletes(second);
    expect(seen()).toEqual(['one, just in time', undefined]);
    await pass(desk, 2 * HOUR);
    const deleted = calls('deleteMessage');
    await deletes(first);
    expect([seen()[0], calls('editMessage'), calls('deleteMessage')]).toEqual(['one, just in time', before, deleted]);
    expect((await notes())[1]).toMatch(/^🗑️ .*within 72 hours/);
});

test('a passing fault is retried, and what is written meanwhile goes out at once', async () => {
    const message = await says('old');
    desk.green.faults.add(
        GREEN_API_FAULTS.gateway(502, 'editMessage'),
        GREEN_API_FAULTS.tooManyRequests('deleteMessage'),
    );
    await edits(message, 'new');
    const next = await says('next');
    expect(seen()).toEqual(['old', 'next']);
    await deletes(next);
    await pass(desk, 8 * SECOND);
    await ticks(desk, 2);
    expect([seen(), await notes()]).toEqual([['new', undefined], []]);
});

test('an edit that GREEN-API refuses is told once and leaves no undelivered message behind', async () => {
    const message = await says('old');
    desk.green.faults.add({ route: 'editMessage', kind: 'status', status: 400, body: { message: 'bad request data' } });
    await edits(message, 'new');
    expect(await notes()).toEqual([expect.stringMatching(/^✏️ .*bad request data/) as string]);
    expect(await desk.command(desk.admin, 'switchboard.failed')).toBe('No message is undelivered.');
});

test('a deletion that GREEN-API does not answer, and then refuses, is told as not known', async () => {
    const message = await says('is it gone?');
    desk.green.faults.add(
        { route: 'deleteMessage', kind: 'drop-after-accept' },
        { route: 'deleteMessage', kind: 'status', status: 400, body: { message: 'bad request data' } },
    );
    await deletes(message);
    await pass(desk, 8 * SECOND);
    await ticks(desk, 2);
    expect(seen()).toEqual([undefined]);
    expect(await notes()).toEqual([expect.stringMatching(/^🗑️ It is not known whether.*bad request data/) as string]);
});

test('what the customer himself wrote is changed nowhere', async () => {
    const before = desk.green.log.length;
    const [hello] = await desk.admin.messages(roomId);
    if (hello === undefined) throw new Error('The customer has written nothing');
    await desk.admin.deleteMessage(hello);
    await pass(desk, SECOND);
    const changes = desk.green.log.slice(before).filter(({ path }) => /\/(edit|delete)Message\//.test(path));
    expect([changes, await notes()]).toEqual([[], []]);
});
