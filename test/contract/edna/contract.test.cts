import { edna } from '../../../src/channels/edna/index';
import { secretOf } from '../../../src/lib/secrets';
import { Edna } from '../../fakes/edna/fake.cjs';
import { ManualClock } from '../../fakes/fake.cjs';
import { Receiver } from '../../fakes/receiver.cjs';
import type { ProviderBench } from '../provider-bench.cjs';
import { channelContract } from '../channel-contract.cjs';

const KEY = 'apik3yEXAMPLE0123456789';
const SHOP = 5501;
const PHONE = '79005550101';
let clock: ManualClock;
let fake: Edna;
let receiver: Receiver;

const credentials = (key: string) => ({
    plain: { baseUrl: fake.url, imType: 'whatsapp', sendPath: '/api/messages/send', addressType: 'PHONE' },
    secret: { apiKey: secretOf(key) },
});

const bench: ProviderBench = {
    async start() {
        clock = new ManualClock();
        fake = new Edna({ clock });
        receiver = new Receiver();
        const webhookUrl = await receiver.start();
        await fake.start();
        fake.addAccount({ key: KEY });
        fake.addSubject(KEY, { subjectId: SHOP, subject: 'shop_wa', phone: '79005550100' });
        fake.lastWrote(SHOP, PHONE, clock.now());
        return {
            id: 'shop',
            credentials: credentials(KEY),
            wrongCredentials: credentials('apik3yWRONG00'),
            address: `${SHOP}:${PHONE}`,
            webhookUrl,
        };
    },
    async stop() {
        await fake.stop();
        await receiver.stop();
    },
    accepted: () => fake.sent(SHOP).map(({ text }) => text),
    taken: () =>
        fake.sent(SHOP).map(({ text, content, file }) => {
            const { attachment } = content as { attachment?: { name: string } };
            return {
                text,
                ...(attachment === undefined
                    ? {}
                    : { file: { name: attachment.name, bytes: file?.bytes ?? Buffer.alloc(0) } }),
            };
        }),
    sendRoute: 'schedule',
    fileRoute: 'schedule',
    captionLimit: 1_024,
    fileLimit: 1_000_000_000,
    textLimit: 4_096,
    fetchesFiles: true,
    captionsDocuments: true,
    callsOn: true,
    async untilListed() {
        clock.advance(1_000);
        fake.tick();
        await fake.drain();
    },
    now: () => clock.now(),
    fault: (fault) => fake.faults.add(fault),
    async customerWrites(text) {
        const before = fake.deliveries(SHOP).length;
        fake.customerWrites(SHOP, { phone: PHONE, name: 'Anna', text });
        await fake.drain();
        const delivery = fake.deliveries(SHOP)[before];
        const query = Object.fromEntries(new URL(delivery?.url ?? 'http://none').searchParams);
        return delivery && { headers: { ...delivery.headers }, query, body: delivery.payload };
    },
};

channelContract(edna, bench);
