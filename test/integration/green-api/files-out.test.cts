import { randomBytes } from 'crypto';
import type { Client } from '../../host/client.cjs';
import { Desk, INSTANCE } from '../../support/desk.cjs';

let desk: Desk;
let olga: Client;
let room: string;

beforeAll(async () => {
    desk = await Desk.start({ runtimeTimeoutMs: 120_000 });
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    room = (await desk.admin.rooms())[0]?._id ?? '';
});

afterAll(() => desk.stop());

test.each([1, 10, 25, 50, 99])(
    '%i MB',
    async (mb) => {
        const bytes = randomBytes(mb * 1_000_000);
        await desk.admin.setSetting('FileUpload_MaxFileSize', 200_000_000);
        const from = Date.now();
        await olga.upload(room, 'x.bin', bytes);
        await desk.settle();
        const last = desk.green.sent(INSTANCE.id).slice(-1)[0];
        console.log(mb, Date.now() - from, last?.file?.bytes.equals(bytes), (await desk.transcript(room)).slice(-1));
    },
    200_000,
);
