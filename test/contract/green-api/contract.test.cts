import { greenApi } from '../../../src/channels/green-api/index';
import { CAPTION_LIMIT_CHARS, FILE_LIMIT_BYTES, TEXT_LIMIT_CHARS } from '../../../src/channels/green-api/wire';
import { secretOf } from '../../../src/lib/secrets';
import { ManualClock } from '../../fakes/fake.cjs';
import { GreenApi } from '../../fakes/green-api/fake.cjs';
import { Receiver } from '../../fakes/receiver.cjs';
import type { ProviderBench } from '../provider-bench.cjs';
import { channelContract } from '../channel-contract.cjs';

const ID = '7103990042';
const TOKEN = 'tok3nEXAMPLE0123456789';
const PHONE = '15550100123';
let clock: ManualClock;
let fake: GreenApi;
let receiver: Receiver;

const credentials = (token: string) => ({ plain: { apiUrl: fake.url }, secret: { token: secretOf(token) } });

const bench: ProviderBench = {
    async start() {
        clock = new ManualClock();
        fake = new GreenApi({ clock, restartMs: 0 });
        receiver = new Receiver();
        const webhookUrl = await receiver.start();
        await fake.start();
        fake.addInstance({ id: ID, token: TOKEN, phone: '15550100999' });
        return {
            id: ID,
            credentials: credentials(TOKEN),
            wrongCredentials: credentials('tok3nWRONG00'),
            address: `${PHONE}@c.us`,
            webhookUrl,
        };
    },
    async stop() {
        await fake.stop();
        await receiver.stop();
    },
    accepted: () => fake.sent(ID).map(({ message }) => message),
    taken: () =>
        fake.sent(ID).map(({ message, file, quotedMessageId, status }) => ({
            text: message,
            ...(file === undefined ? {} : { file: { name: file.fileName, bytes: file.bytes } }),
            ...(quotedMessageId === undefined || status === 'vanished' ? {} : { quotes: quotedMessageId }),
        })),
    seen: () => fake.seen(ID, PHONE).map(({ text, deleted }) => (deleted ? undefined : text)),
    pieceRoutes: { location: 'sendLocation', card: 'sendContact' },
    editRoute: 'editMessage',
    removeRoute: 'deleteMessage',
    sendRoute: 'sendMessage',
    fileRoute: 'sendFileByUpload',
    captionLimit: CAPTION_LIMIT_CHARS,
    fileLimit: FILE_LIMIT_BYTES,
    async untilListed() {
        for (let seconds = 0; seconds < 180; seconds++) {
            clock.advance(1_000);
            fake.tick();
        }
        await fake.drain();
    },
    now: () => clock.now(),
    fault: (fault) => fake.faults.add(fault),
    async customerWrites(text) {
        const before = fake.deliveries(ID).length;
        fake.customerWrites(ID, { phone: PHONE, name: 'Ann', text });
        await fake.drain();
        const delivery = fake.deliveries(ID)[before];
        return delivery && { headers: { ...delivery.headers }, query: {}, body: delivery.payload };
    },
    textLimit: TEXT_LIMIT_CHARS,
};

channelContract(greenApi, bench);
