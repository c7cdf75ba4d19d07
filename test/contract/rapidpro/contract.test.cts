import { rapidpro } from '../../../src/channels/rapidpro/index';
import { secretOf } from '../../../src/lib/secrets';
import { ManualClock } from '../../fakes/fake.cjs';
import type { Workspace } from '../../fakes/rapidpro/fake.cjs';
import { RapidPro } from '../../fakes/rapidpro/fake.cjs';
import type { Contact } from '../../fakes/rapidpro/records.cjs';
import type { ProviderBench } from '../provider-bench.cjs';
import { channelContract } from '../channel-contract.cjs';

const TICKET = '7f1a0000-0000-4000-8000-000000000001';
const SECRET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
let clock: ManualClock;
let fake: RapidPro;
let acme: Workspace;
let ann: Contact;

const credentials = (secret: string) => ({
    plain: { callback: acme.webhookUrl },
    secret: { secret: secretOf(secret) },
});

const bench: ProviderBench = {
    async start() {
        clock = new ManualClock();
        fake = new RapidPro({ clock });
        await fake.start();
        acme = fake.addWorkspace({ variant: 'weni', secret: SECRET });
        acme.attach('https://desk.example/app', { userId: 'admin', authToken: 'token' });
        ann = acme.addContact({ name: 'Ann' });
        acme.tickets.push({ id: TICKET, contact: ann, roomId: 'r1', status: 'open' });
        return {
            id: 'main',
            credentials: credentials(SECRET),
            wrongCredentials: credentials('WRONG'),
            address: ann.id,
            webhookUrl: '',
        };
    },
    stop: () => fake.stop(),
    thread: { id: TICKET, openedAt: 0 },
    ended: () => acme.closedEvents.length,
    accepted: () => acme.replies.map(({ text }) => text),
    taken: () => acme.replies.map(({ text }) => ({ text })),
    sendRoute: 'event_callback',
    fileRoute: 'event_callback',
    captionLimit: 0,
    fileLimit: 10 * 1024 * 1024,
    textLimit: Number.MAX_SAFE_INTEGER,
    untilListed: () => Promise.resolve(),
    now: () => clock.now(),
    fault: (fault) => fake.faults.add(fault),
    customerWrites: () => Promise.resolve(undefined),
};

channelContract(rapidpro, bench);
