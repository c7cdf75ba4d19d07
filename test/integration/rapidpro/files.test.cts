import type { Bench } from './workbench.cjs';
import { connectedBench, talk } from './workbench.cjs';
import { APP_ID } from '../../support/desk.cjs';

/** Files, quotes, edits and deletions, in both directions. */

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let bench: Bench;

beforeAll(async () => {
    bench = await connectedBench();
});

afterEach(() => bench.rapidpro.faults.clear());

afterAll(() => bench.stop());

const got = (ticketId: string) => bench.acme.replies.filter((reply) => reply.ticketId === ticketId);

test('what a contact sends is shown: pictures and documents as files, places as links, the rest as what it is', async () => {
    const { acme, desk, opened, rapidpro, settle } = bench;
    const { ann, roomId } = await opened();
    const attachments = [
        { type: 'image/png', url: rapidpro.addMedia('photo.png', 'image/png', PNG) },
        { type: 'application/pdf', url: rapidpro.addMedia('offer.pdf', 'application/pdf', Buffer.from('%PDF')) },
        { type: 'geo', url: '51.5,-0.12' },
        { type: 'unavailable', url: '' },
    ];
    const [taken] = await acme.contactWrites(ann, { text: 'see', attachments });
    expect(taken).toMatchObject({ kind: 'taken' });
    await settle();
    const messages = (await desk.admin.messages(roomId)).slice(1);
    expect(messages.map(({ msg, file }) => file?.name.replace(/\.\w{6}\./, '.') ?? msg)).toEqual([
        'see',
        'photo.png',
        'offer.pdf',
        expect.stringMatching(/51\.5/) as string,
        expect.stringContaining('attachment') as string,
    ]);
    expect(messages.every(({ token }) => token !== undefined)).toBe(true);
});

test('a file that RapidPro does not hand out is told with its address', async () => {
    const { acme, opened, settle } = bench;
    const { ann, roomId } = await opened();
    const url = `${bench.rapidpro.url}/media/nowhere.pdf`;
    await acme.contactWrites(ann, { attachments: [{ type: 'application/pdf', url }] });
    await settle();
    expect((await talk(bench, roomId)).slice(-1)[0]).toContain(url);
});

test("an agent's file goes with its text, by the workspace's own address, with the right end", async () => {
    const { desk, olga, opened, settle } = bench;
    const { roomId, ticketId } = await opened();
    await olga.upload(roomId, 'photo.png', PNG, 'look');
    await settle();
    await olga.upload(roomId, 'with blanks & more.txt', Buffer.from('words'));
    await settle();
    const [photo, text] = got(ticketId);
    expect([photo?.text, photo?.files[0]?.extension, photo?.files[0]?.bytes]).toEqual(['look', 'png', PNG]);
    expect(photo?.files[0]?.url).toContain(`${desk.host.url}/file-upload/`);
    expect([text?.text, text?.files[0]?.extension]).toEqual(['', 'txt']);
});

test.each([
    ['where files are for the members of their room', { FileUpload_Restrict_to_room_members: true }, 'automatic'],
    ['where the administrator wants it', {}, 'signed'],
])('%s the file goes by a signed link', async (_where, settings, files) => {
    const { desk, olga, opened, settle } = bench;
    for (const [id, value] of Object.entries(settings)) await desk.admin.setSetting(id, value);
    await desk.saveSettings({ rapidpro_files: files });
    const { roomId, ticketId } = await opened();
    await olga.upload(roomId, 'photo.png', PNG);
    await settle();
    const [file] = got(ticketId)[0]?.files ?? [];
    expect([file?.extension, file?.bytes]).toEqual(['png', PNG]);
    expect(file?.url).toContain(`${desk.host.url}/api/apps/public/${APP_ID}/files?`);
    for (const id of Object.keys(settings)) await desk.admin.setSetting(id, false);
    await desk.saveSettings({ rapidpro_files: 'automatic' });
});

test('a file that RapidPro cannot fetch is left out: the text goes with its name, and the agent is told', async () => {
    const { desk, olga, opened, settle } = bench;
    await desk.admin.setSetting('FileUpload_Restrict_to_room_members', true);
    await desk.saveSettings({ rapidpro_files: 'workspace' });
    const { roomId, ticketId } = await opened();
    await olga.upload(roomId, 'photo.png', PNG, 'look');
    await settle();
    expect(got(ticketId).map(({ text, files }) => [text, files.length])).toEqual([['look\n📎 photo.png', 0]]);
    expect((await talk(bench, roomId)).slice(-1)[0]).toMatch(/^\[app\] ⚠️ Of photo\.png only the name/);
    await desk.admin.setSetting('FileUpload_Restrict_to_room_members', false);
    await desk.saveSettings({ rapidpro_files: 'automatic' });
});

test('a file over the limit of RapidPro does not go, its name does', async () => {
    const { olga, opened, settle } = bench;
    const { roomId, ticketId } = await opened();
    await olga.upload(roomId, 'film.mp4', Buffer.alloc(10 * 1024 * 1024 + 1));
    await settle();
    expect(got(ticketId).map(({ text, files }) => [text, files.length])).toEqual([['📎 film.mp4', 0]]);
});

test('quotes, edits and deletions go as texts, or not at all', async () => {
    const { acme, desk, olga, opened, settle } = bench;
    const { ann, roomId, ticketId } = await opened();
    await acme.contactWrites(ann, { text: 'which colour?' });
    await settle();
    const asked = (await desk.admin.messages(roomId)).find(({ msg }) => msg === 'which colour?');
    const talked = async (): Promise<string[]> => {
        await settle();
        return got(ticketId).map(({ text }) => text);
    };
    const link = `[ ](${desk.host.url}/live/${roomId}?msg=${asked?._id ?? ''}) `;
    await olga.post(roomId, `${link}blue`);
    expect(await talked()).toEqual(['> which colour?\nblue']);
    const written = await olga.post(roomId, 'gren');
    await settle();
    await olga.edit(written, 'green');
    expect((await talked()).slice(2)).toEqual(['✏️ Edited: green']);
    await olga.deleteMessage(written);
    expect((await talked()).slice(3)).toEqual(['🗑️ Withdrawn: green']);

    await desk.saveSettings({ rapidpro_changes: false });
    await olga.post(roomId, `${link}red`);
    const again = await olga.post(roomId, 'yelow');
    await settle();
    await olga.edit(again, 'yellow');
    await settle();
    await olga.deleteMessage(again);
    expect((await talked()).slice(4)).toEqual(['red', 'yelow']);
    await desk.saveSettings({ rapidpro_changes: true });
});
