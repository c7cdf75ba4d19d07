import { storeConnection } from '../../../src/gateway/connections/connections';
import { fetchFile, mayFetch } from '../../../src/gateway/connections/fetch-file';
import type { FileContent } from '../../../src/gateway/model';
import type { HttpRequest, HttpResponse } from '../../../src/gateway/ports';
import { HttpFailure } from '../../../src/gateway/ports';
import type { Entry } from '../../../src/gateway/records/records';
import { secretOf } from '../../../src/lib/secrets';
import { CONNECTION, World, fileEvent } from '../../support/world/world.cjs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const FILE: FileContent = { kind: 'file', url: 'https://files.example/f', name: 'f.jpg', type: 'image/jpeg' };
const BYTES = Buffer.from('bytes');

type Answer = (request: HttpRequest, world: World) => Partial<HttpResponse>;

/** Fetches a file that arrived `age` ms ago, from a provider that answers like this. */
async function fetched(answer: Answer, age = 0) {
    const world = new World(0);
    const requests: HttpRequest[] = [];
    const gateway = {
        ...world.server(0),
        http: {
            request: async (request: HttpRequest): Promise<HttpResponse> => {
                requests.push(request);
                return { status: 200, headers: {}, text: '', json: undefined, ...answer(request, world) };
            },
        },
    };
    const entry: Entry = {
        t: 'entry',
        v: 1,
        key: 'post:1:message:ann:1',
        conversation: 'post:1:ann',
        event: fileEvent(1),
        arrivedAt: world.now - age,
        process: 'p',
        journal: undefined,
        refused: undefined,
    };
    return { result: await fetchFile(gateway, entry, FILE), requests };
}

const noAnswer: Answer = () => {
    throw new HttpFailure('no answer', 'maybe');
};

test('the size is asked for first, and both questions together get 25 seconds', async () => {
    const { result, requests } = await fetched(({ headers }, world) => {
        world.now += 10 * SECOND;
        return headers?.['Range'] === undefined
            ? { bytes: BYTES }
            : { status: 206, headers: { 'content-range': 'bytes 0-0/5' }, bytes: BYTES.subarray(0, 1) };
    });
    expect(result).toEqual({ bytes: BYTES });
    expect(requests.map(({ headers, timeoutMs }) => [headers?.['Range'], timeoutMs])).toEqual([
        ['bytes=0-0', 25 * SECOND],
        [undefined, 15 * SECOND],
    ]);
});

test('a store that knows no ranges gives the file at once', async () => {
    const { result, requests } = await fetched(() => ({ bytes: BYTES }));
    expect([result, requests.length]).toEqual([{ bytes: BYTES }, 1]);
});

test.each([
    ['told', () => ({ status: 206, headers: { 'content-range': 'bytes 0-0/1000001' } })],
    ['found', () => ({ bytes: Buffer.alloc(1_000_001) })],
])('a file whose size is %s to be too large is not taken', async (_how, answer) => {
    const { result, requests } = await fetched(answer);
    expect([result, requests.length]).toEqual([
        { problem: 'it is larger than this workspace allows (1 MB)', link: FILE.url },
        1,
    ]);
});

test.each([400, 401, 403, 404, 410, 451])('after status %i it is not tried again', async (status) => {
    const { result } = await fetched(() => ({ status }));
    expect(result).toEqual({ problem: `it is not there any more (status ${status})`, link: FILE.url });
});

test.each([
    ['no answer within the time', noAnswer],
    ['status 500', () => ({ status: 500 })],
    ['status 429', () => ({ status: 429 })],
] as ReadonlyArray<readonly [string, Answer]>)(
    '%s is tried again for ten minutes, and then told',
    async (_what, answer) => {
        await expect(fetched(answer)).rejects.toThrow();
        await expect(fetched(answer, 9 * MINUTE)).rejects.toThrow();
        const { result } = await fetched(answer, 11 * MINUTE);
        expect(result).toEqual({
            problem: 'the messenger did not hand it over in time; please look at it on the phone',
            link: FILE.url,
        });
    },
);

test('inside the own network only the host is asked that is named for the connection, however an address is written', async () => {
    const world = new World(0);
    const plain = { host: 'http://10.0.0.7:8080', calls: 'true' };
    await world.alone((gateway) =>
        storeConnection(gateway, { ...CONNECTION, credentials: { plain, secret: {} } }, secretOf('hook secret')),
    );
    const asked = [
        'https://files.example/f',
        'http://10.0.0.7/f',
        'http://10.0.0.8/f',
        'http://10.0.0.8\\@10.0.0.7/f',
        'http://10.0.0.8\\@files.example/f',
        'http://10.0.0.8:port/f',
        'http://[fe80::1%25eth0]/f',
    ];
    const answers: boolean[] = [];
    for (const url of asked) {
        await world.alone(async (gateway) => answers.push(await mayFetch(gateway, 'post:1:ann', url)));
    }
    expect(answers).toEqual([true, true, false, false, false, false, false]);
});
