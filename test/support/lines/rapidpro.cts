import { randomUUID } from 'crypto';
import { RapidPro } from '../../fakes/rapidpro/fake.cjs';
import { APP_ID, type Desk } from '../desk.cjs';
import type { Line } from './line.cjs';
import { moodsOf } from './line.cjs';

/** A RapidPro of its own with one workspace, whose tickets become rooms. Contacts are known by the digits of their phones. */
export async function rapidproLine(desk: Desk): Promise<Line> {
    const { host, admin } = desk;
    const rapidpro = new RapidPro({ clock: host.clock });
    await rapidpro.start();
    host.clock.onAdvance(() => rapidpro.tick());
    const workspace = rapidpro.addWorkspace({ variant: 'weni' });
    await desk.saveSettings({ rapidpro_app_secret: workspace.secret });
    const { isConnected, status = 'nothing' } = await workspace.connect(
        `${host.url}/api/apps/public/${APP_ID}/`,
        admin.login ?? { userId: '', authToken: '' },
    );
    if (!isConnected) throw new Error(`RapidPro could not be connected: the app answered ${status}`);
    return {
        hook: { path: 'visitor-message', headers: { authorization: `Token ${workspace.secret}` } },
        addressOf: (phone) => phone,
        begin: async ({ phone, name }) => {
            const opened = await workspace.openTicket({ id: phone, uuid: randomUUID(), name });
            if (opened.kind !== 'opened')
                throw new Error(`RapidPro could not open a ticket: ${JSON.stringify(opened)}`);
        },
        notification: ({ phone: token }, _id, _at, words) => ({
            visitor: { token },
            text: words.text,
            ...('file' in words && { attachments: [{ type: 'image/jpeg', url: words.url }] }),
        }),
        namesNothing: true,
        accepted: () =>
            workspace.replies.map(({ contact, text, status }) => ({
                address: contact.id,
                text,
                failed: status === 'failed',
            })),
        tells: () => undefined, // it never tells anything of replies
        moods: moodsOf('event_callback', { error: 'too many requests' }),
        fault: (fault) => rapidpro.faults.add(fault),
        calm: () => rapidpro.faults.clear(),
        tick: () => rapidpro.tick(),
        drain: () => rapidpro.drain(),
        stop: () => rapidpro.stop(),
    };
}
