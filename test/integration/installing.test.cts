import { mkdtemp, readFile, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { probeZip } from '../host/engine/probe.cjs';
import { startHost } from '../host/host.cjs';
import { Client } from '../host/client.cjs';
import { APP_ID, Desk, ZIP } from '../support/desk.cjs';

test('a command that another app owns is reported in the log, and everything else works', async () => {
    const host = await startHost();
    try {
        const admin = await Client.login(host.url, 'admin', 'admin');
        await host.install(probeZip({ command: 'greenapi.list-instances' }));
        const app = await admin.installApp(await readFile(ZIP));
        expect(app['status']).toMatch(/enabled/);
        await admin.runCommand('greenapi.register-workspace', 'GENERAL', { forms: false });
        await host.idle();
        expect((await admin.ephemeral()).map(({ text }) => text).join()).toContain('✅');
        const logs = await admin.request('GET', `/api/apps/${APP_ID}/logs`);
        expect(logs.text).toContain('The command /greenapi.list-instances belongs to another app');
    } finally {
        await host.stop();
    }
});

test('the workspace, its agents and its conversations are still there after Rocket.Chat was restarted', async () => {
    const data = await mkdtemp(join(tmpdir(), 'switchboard-data-'));
    try {
        const before = await Desk.start({ data });
        const olga = await before.registeredAgent('olga');
        await before.connect(olga);
        await before.customerWrites('before');
        const greenPort = Number(new URL(before.green.url).port);
        const { webhookUrlToken } = before.green.log.find(({ route }) => route === 'setSettings')?.body as {
            webhookUrlToken: string;
        };
        await before.stop();

        const after = await Desk.start({ data, greenPort });
        try {
            const body = {
                typeWebhook: 'incomingMessageReceived',
                instanceData: { idInstance: 7_103_990_042 },
                timestamp: Math.floor(after.host.clock.now() / 1_000),
                idMessage: 'AFTER',
                senderData: { chatId: '15550100123@c.us', senderName: 'Ann' },
                messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'after' } },
            };
            expect((await after.webhook(body, { authorization: `Bearer ${webhookUrlToken}` })).status).toBe(200);
            const [room, ...others] = await after.admin.rooms();
            expect(others).toEqual([]);
            expect(await after.transcript(room?._id ?? '')).toEqual(['before', 'after']);
        } finally {
            await after.stop();
        }
    } finally {
        await rm(data, { recursive: true, force: true });
    }
});

test('an update keeps what was registered', async () => {
    const desk = await Desk.start();
    try {
        await desk.connect(await desk.registeredAgent('olga'));
        await desk.customerWrites('before');
        await desk.admin.updateApp(APP_ID, await readFile(ZIP));
        await desk.customerWrites('after');
        const [room] = await desk.admin.rooms();
        expect(await desk.transcript(room?._id ?? '')).toEqual(['before', 'after']);
    } finally {
        await desk.stop();
    }
});
