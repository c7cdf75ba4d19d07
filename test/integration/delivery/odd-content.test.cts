import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { APP_ID, INSTANCE, type Desk } from '../../support/desk.cjs';
import type { Customer } from './workbench.cjs';
import { MINUTE, chat, complaints, customer, furnished, incoming, kept, pass, webhook } from './workbench.cjs';

/** What customers send that Rocket.Chat does not take, or that has nothing in it. */

let desk: Desk;

beforeAll(async () => {
    ({ desk } = await furnished());
});

afterEach(() => desk.host.setHook({}));

afterAll(() => desk.stop());

describe('a text that Rocket.Chat refuses every time', () => {
    const isPost = ({ bridge, method }: { bridge: string; method: string }): boolean =>
        bridge === 'livechat' && method === 'createMessage';

    /** Refuses texts as an app does that forbids words, or the server itself. Gives how often it was asked. */
    function refusing(refuses: (text: string) => boolean): { asked: number } {
        const seen = { asked: 0 };
        desk.host.setHook({
            before(call) {
                const [message] = call.args as ReadonlyArray<{ text?: string }>;
                if (isPost(call) && refuses(message?.text ?? '')) {
                    seen.asked += 1;
                    throw new Error('error-message-refused');
                }
            },
        });
        return seen;
    }

    test('is told in a line after more than ten minutes, and the conversation goes on behind it', async () => {
        const { who, roomId } = await chat(desk);
        const seen = refusing((text) => text === 'unspeakable');
        await desk.customerWrites('unspeakable', who);
        await desk.customerWrites('are you there?', who);
        for (let minute = 0; minute < 10; minute++) await pass(desk, MINUTE);
        expect(await desk.transcript(roomId)).toEqual(['hello']);
        for (let minute = 0; minute < 10; minute++) await pass(desk, MINUTE);
        expect(await desk.transcript(roomId)).toEqual([
            'hello',
            '[This message cannot be shown here: Rocket.Chat does not take it. Please look at it on the phone.]\n' +
                'It begins: “unspeakable”',
            'are you there?',
        ]);
        expect(seen.asked).toBeGreaterThanOrEqual(5);
        expect([await kept(desk, 'entry'), await kept(desk, 'claim')]).toEqual([[], []]);
        expect(await complaints(desk)).toContainEqual(
            expect.stringMatching(/is not taken by Rocket\.Chat \(error-message-refused/),
        );
    });

    test('an hour in which it refuses everything, and a restart, cost no text', async () => {
        const { who, roomId } = await chat(desk);
        refusing(() => true);
        await desk.customerWrites('first', who);
        for (let minute = 0; minute < 30; minute++) {
            await pass(desk, 2 * MINUTE);
            if (minute === 15) {
                desk.host.cluster.engine(0).killApp(APP_ID);
                await desk.host.cluster.engine(0).appWorks(APP_ID);
            }
        }
        desk.host.setHook({});
        await desk.customerWrites('second', who);
        await pass(desk, MINUTE);
        expect(await desk.transcript(roomId)).toEqual(['hello', 'first', 'second']);
    });
});

describe('a file with nothing in it', () => {
    let files: Server;

    beforeAll(async () => {
        files = createServer((request, response) => {
            const isRange = request.headers.range !== undefined && request.url?.includes('ranges') === true;
            if (isRange) response.writeHead(416, { 'content-range': 'bytes */0' });
            response.end();
        });
        await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => new Promise((resolve) => files.close(resolve)));

    function withFile(who: Customer, id: string, downloadUrl: string): object {
        const fileMessageData = { downloadUrl, fileName: 'notes.txt', mimeType: 'text/plain', caption: 'my notes' };
        return {
            ...incoming(who, id, '', desk.host.clock.now()),
            messageData: { typeMessage: 'documentMessage', fileMessageData },
        };
    }

    test.each(['ranges', 'plain'])('is told as that, with its caption (%s)', async (kind) => {
        const who = customer();
        const { roomId } = await chat(desk, who, INSTANCE.id);
        const url = `http://127.0.0.1:${String((files.address() as AddressInfo).port)}/${kind}/notes.txt`;
        expect(await webhook(desk, withFile(who, `EMPTY${kind}`, url))).toBe(200);
        await desk.settle();
        expect(await desk.transcript(roomId)).toEqual([
            'hello',
            '[The file notes.txt cannot be shown here: it is empty.]\nmy notes',
        ]);
        expect(await kept(desk, 'entry')).toEqual([]);
    });
});
