import { readFileSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { linkFor } from '../../../src/gateway/outbox/file-links';
import { secretOf } from '../../../src/lib/secrets';
import { GREEN_API_FAULTS } from '../../fakes/green-api/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { ANN, APP_ID, Desk, INSTANCE, ZIP } from '../../support/desk.cjs';
import {
    MINUTE,
    SECOND,
    answered,
    complaints,
    incoming,
    kept,
    noteBecomes,
    notesIn,
    openRooms,
    pass,
    press,
    ticks,
    webhook,
} from './workbench.cjs';

/** An administrator may leave out any permission. Then what needs it says so, and everything else goes on. */

const MANIFEST = JSON.parse(readFileSync(join(__dirname, '../../../app.json'), 'utf8')) as {
    permissions: ReadonlyArray<{ readonly name: string }>;
};

let desk: Desk;
let olga: Client;

afterEach(() => desk.stop());

/** Registers and connects, as far as that goes, and gives what was answered. */
async function settingUp(): Promise<string[]> {
    const answers: string[] = [];
    const told = async (answer: Promise<string>): Promise<void> => {
        answers.push(await answer.catch((error: unknown) => String(error)));
    };
    // As from a client that shows no forms: then the form's permission makes no difference.
    const say = (user: Client, line: string): Promise<void> => told(desk.command(user, line, { forms: false }));
    olga = await desk.admin.createAgent('olga');
    await olga.setAgentStatus('available');
    desk.green.addInstance(INSTANCE);
    await say(desk.admin, 'greenapi.register-workspace');
    await say(olga, 'greenapi.register-agent');
    await say(olga, `greenapi.create-instance ${INSTANCE.id} ${INSTANCE.token}`);
    return answers;
}

async function chatWithAnn(): Promise<string> {
    await settingUp();
    await desk.customerWrites('hello');
    return (await openRooms(desk, ANN))[0]?._id ?? '';
}

const refuse = (): void => desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());

/** What a permission is for, and where it is told that it is missing. Everything that was told is given back. */
const NEEDS: Readonly<Record<string, { readonly says: RegExp; use(): Promise<readonly string[]> }>> = {
    api: {
        says: /^404$/,
        async use() {
            await chatWithAnn();
            return desk.green.deliveries(INSTANCE.id).map(({ status }) => String(status));
        },
    },
    networking: { says: /^Instance \d+ was not connected: .*"networking"/, use: settingUp },
    persistence: { says: /register-workspace failed: .*"persistence"/, use: loggedAfter(settingUp) },
    slashcommand: { says: /The command provided does not exist/, use: settingUp },
    'server-setting.read': { says: /register-workspace failed: .*"Site_Url"/, use: loggedAfter(settingUp) },
    'user.read': {
        says: /could not be shown: .*"user\.read"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
            await desk.agentWrites(olga, room, 'too late');
            await olga.close(room, 'bye');
            refuse();
            await pass(desk, 7 * SECOND);
        }),
    },
    'room.read': {
        says: /the rest stays in the outbox: .*"room\.read"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            await desk.agentWrites(olga, room, 'an answer');
        }),
    },
    'message.read': {
        says: /the rest stays in the inbox: .*"message\.read"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            // Posted, but the answer is an error: only a look at the message would tell.
            desk.host.faults.calls = [{ bridge: 'livechat', method: 'createMessage', when: 'after', kind: 'error' }];
            await desk.customerWrites('look', ANN);
            await ticks(desk, 4);
            expect(await desk.transcript(room)).toEqual(['hello', 'look']);
        }),
    },
    'message.write': {
        says: /could not be shown: .*"message\.write"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            refuse();
            await desk.agentWrites(olga, room, 'refused');
        }),
    },
    'livechat-visitor.write': {
        says: /the rest stays in the inbox: .*"livechat-visitor\.write"/,
        use: loggedAfter(chatWithAnn),
    },
    'livechat-room.read': {
        says: /the rest stays in the inbox: .*"livechat-room\.read"/,
        use: loggedAfter(chatWithAnn),
    },
    'livechat-room.write': {
        says: /the rest stays in the inbox: .*"livechat-room\.write"/,
        use: loggedAfter(chatWithAnn),
    },
    'livechat-message.write': {
        says: /the rest stays in the inbox: .*"livechat-message\.write"/,
        use: loggedAfter(chatWithAnn),
    },
    'livechat-status.read': {
        says: /the rest stays in the inbox: .*"livechat-status\.read"/,
        use: loggedAfter(chatWithAnn),
    },
    scheduler: {
        says: /2 should have been worked off more than 15 minutes ago\..*"scheduler"/,
        async use() {
            const room = await chatWithAnn();
            desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
            await desk.agentWrites(olga, room, 'later');
            await desk.agentWrites(olga, room, 'behind it');
            await pass(desk, 10 * MINUTE);
            const early = (await answered(desk, olga, 'switchboard.status')).text;
            expect(early).not.toContain('should have been worked off');
            await pass(desk, 10 * MINUTE);
            return [(await answered(desk, olga, 'switchboard.status')).text];
        },
    },
    'room.write': {
        says: /could not be shown: .*"room\.write"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            desk.green.faults.add(GREEN_API_FAULTS.tooManyRequests());
            await desk.agentWrites(olga, room, 'too late');
            await olga.close(room, 'bye');
            refuse();
            await pass(desk, 7 * SECOND);
        }),
    },
    'upload.write': {
        says: /^\[The file photo\.png cannot be shown here: .*"upload\.write"/,
        async use() {
            const room = await chatWithAnn();
            const files = createServer((_request, response) => response.end('bytes'));
            await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
            const messageData = {
                typeMessage: 'imageMessage',
                fileMessageData: {
                    downloadUrl: `http://127.0.0.1:${(files.address() as AddressInfo).port}/photo.png`,
                    fileName: 'photo.png',
                    mimeType: 'image/png',
                },
            };
            await webhook(desk, { ...incoming(ANN, 'PHOTO', '', desk.host.clock.now()), messageData });
            await desk.settle();
            files.close();
            return desk.transcript(room);
        },
    },
    'upload.read': {
        says: /The file \w+ is not there .*"upload\.read"/,
        use: loggedAfter(async () => {
            const room = await chatWithAnn();
            const message = await olga.upload(room, 'offer.pdf', Buffer.from('bytes'));
            const [own] = await kept(desk, 'secret');
            const secret = secretOf(String(own?.['value']));
            const address = `${desk.host.url}/api/apps/public/${APP_ID}`;
            const site = { secret: () => Promise.resolve(secret), address: () => Promise.resolve(address) };
            const link = await linkFor({ site, clock: desk.host.clock }, message.file?._id ?? '', 'offer.pdf', '');
            expect((await fetch(link)).status).toBe(404);
        }),
    },
    // The app is not told that its form was not opened, so it always names the other way.
    'ui.interact': {
        says: /Where you see none, type `\/greenapi\.register-workspace \[/,
        async use() {
            const answer = await desk.command(desk.admin, 'greenapi.register-workspace');
            expect(await desk.admin.modals()).toEqual([]);
            // Notes and their buttons work without it.
            const room = await chatWithAnn();
            refuse();
            await desk.agentWrites(olga, room, 'again, please');
            await press(olga, (await notesIn(desk, room))[0], 'retry');
            await noteBecomes(() => notesIn(desk, room), '✅');
            return [answer];
        },
    },
    'livechat-department.read': {
        says: /Sales is not found .*"livechat-department\.read"/,
        use: loggedAfter(() => ticketWith({ department: 'Sales' })),
    },
    'livechat-visitor.read': {
        says: /room failed: .*"livechat-visitor\.read"/,
        use: loggedAfter(() => ticketWith({ email: 'ann@example.com' })),
    },
    'livechat-custom-fields.write': {
        says: /"livechat-custom-fields\.write"/,
        use: loggedAfter(() => ticketWith({ customFields: { city: 'Recife' } })),
    },
};

/** A RapidPro opens a ticket of a contact of whom it knows this. Gives what it was answered. */
async function ticketWith(more: object): Promise<string> {
    const secret = 'A'.repeat(32);
    await desk.saveSettings({ rapidpro_app_secret: secret });
    olga = await desk.admin.createAgent('olga');
    await olga.setAgentStatus('available');
    const body = { ticketID: 'T1', visitor: { token: '10023', contactUUID: 'C1', name: 'Ann', ...more } };
    const headers = { authorization: `Token ${secret}` };
    const { text } = await desk.admin.webhook(APP_ID, 'room', body, headers);
    await desk.settle();
    await ticks(desk, 2); // what is logged behind an answer is written by the tick
    return text;
}

/** Does something, and gives what the log says of it. */
function loggedAfter(use: () => Promise<unknown>): () => Promise<readonly string[]> {
    return async () => {
        await use();
        return complaints(desk);
    };
}

test('every permission that the app asks for stands in the table of this test', async () => {
    desk = await Desk.start();
    expect(MANIFEST.permissions.map(({ name }) => name).sort()).toEqual(Object.keys(NEEDS).sort());
});

test.each(Object.entries(NEEDS))('without "%s" what needs it says so, and nothing crashes', async (name, need) => {
    const permissions = MANIFEST.permissions.filter((permission) => permission.name !== name);
    const output: string[] = [];
    desk = await Desk.start({ permissions, onOutput: (_server, line) => void output.push(line) });
    const told = await need.use();
    expect(told).toContainEqual(expect.stringMatching(need.says));
    await ticks(desk, 2);
    const { status } = (await desk.admin.get(`/api/apps/${APP_ID}/status`)) as { status?: string };
    expect(status).toMatch(/enabled$/);
    expect(output.filter((line) => /uncaught|unhandled/i.test(line))).toEqual([]);
});

test.each(['livechat-visitor.write', 'livechat-room.read', 'livechat-room.write', 'livechat-message.write'])(
    'what came while "%s" was missing is shown when it is given',
    async (name) => {
        const permissions = MANIFEST.permissions.filter((permission) => permission.name !== name);
        desk = await Desk.start({ permissions });
        await chatWithAnn();
        await desk.customerWrites('are you there?');
        expect(await kept(desk, 'entry')).toHaveLength(2);
        await desk.admin.updateApp(APP_ID, readFileSync(ZIP), MANIFEST.permissions);
        await ticks(desk, 4);
        const [room, ...others] = await openRooms(desk, ANN);
        expect(others).toEqual([]);
        expect(await desk.transcript(room?._id ?? '')).toEqual(['hello', 'are you there?']);
        expect(await kept(desk, 'entry')).toEqual([]);
    },
);
