import { RAPIDPRO_FAULTS } from './fake.cjs';
import { ANN, API_TOKEN, MINUTE, acme, clock, fake, pass, start } from './workbench.cjs';

interface Listed {
    readonly next: string | null;
    readonly results: readonly Readonly<Record<string, unknown>>[];
}

const url = (query: Readonly<Record<string, string>>, name = 'messages.json'): string =>
    `${fake.url}/api/v2/${name}?${new URLSearchParams(query).toString()}`;

const get = (address: string, token = API_TOKEN): Promise<Response> =>
    fetch(address, { headers: { authorization: `Token ${token}` } });

async function list(address: string): Promise<Listed> {
    const response = await get(address);
    expect(response.status).toBe(200);
    return (await response.json()) as Listed;
}

const texts = ({ results }: Listed): unknown[] => results.map(({ text }) => text);

describe('the messages of a contact', () => {
    it('come newest first, both directions, and of nobody else', async () => {
        await start();
        const ann = acme.addContact(ANN);
        acme.botSays(acme.addContact(), { text: 'other' });
        await acme.contactWrites(ann, { text: 'Hi', at: clock.now() - MINUTE });
        acme.botSays(ann, { text: 'Hello', attachments: [{ type: 'image/png', url: 'http://x/a.png' }] });
        acme.botSays(ann, { text: 'lost', status: 'errored' });
        const { results, next } = await list(url({ contact: ann.uuid }));
        expect(next).toBeNull();
        expect(results).toMatchObject([
            { direction: 'out', text: 'lost', status: 'errored', sent_on: null },
            { text: 'Hello', attachments: [{ content_type: 'image/png', url: 'http://x/a.png' }] },
            {
                direction: 'in',
                text: 'Hi',
                status: 'handled',
                created_on: new Date(clock.now() - MINUTE).toISOString().replace('Z', '000Z'),
                sent_on: null,
                contact: { uuid: ann.uuid, name: 'Ann' },
            },
        ]);
    });

    it('come page by page, and new ones do not move what is still to come', async () => {
        await start({}, { pageSize: 2 });
        const ann = acme.addContact();
        for (const text of ['1', '2', '3', '4', '5']) {
            acme.botSays(ann, { text });
        }
        const first = await list(url({ contact: ann.uuid, after: '2026-01-01T00:00:00Z' }));
        acme.botSays(ann, { text: '6' });
        const second = await list(first.next ?? '');
        const third = await list(second.next ?? '');
        expect([texts(first), texts(second), texts(third), third.next]).toEqual([['5', '4'], ['3', '2'], ['1'], null]);
    });

    it('have as many on a page as Weni is asked for', async () => {
        await start({ variant: 'weni' });
        const ann = acme.addContact();
        acme.botSays(ann, { text: '1' });
        acme.botSays(ann, { text: '2' });
        expect(texts(await list(url({ contact: ann.uuid, limit: '1' })))).toEqual(['2']);
    });

    it.each([
        ['after', '2026-01-15T09:00:00+00:00', ['b', 'a']],
        ['after', '2026-01-15T09:00:00.001Z', ['b']],
        ['after', '2026-01-15T06:00:00-03:00', ['b', 'a']],
        ['before', '2026-01-15T09:00:00Z', ['a']],
        ['after', 'yesterday', []],
        ['after', '2026-01-15T12:00:00 03:00', []],
        ['contact', 'somebody', []],
    ])('are chosen by %s=%s', async (name, value, expected) => {
        await start();
        const ann = acme.addContact();
        acme.botSays(ann, { text: 'a', at: Date.UTC(2026, 0, 15, 9) });
        acme.botSays(ann, { text: 'b', at: Date.UTC(2026, 0, 15, 9, 1) });
        expect(texts(await list(url({ contact: ann.uuid, [name]: value })))).toEqual(expected);
    });

    it('are not to be had without .json', async () => {
        await start();
        const ann = acme.addContact();
        acme.botSays(ann, { text: 'a' });
        expect(texts(await list(url({ contact: ann.uuid }, 'messages')))).toEqual([]);
    });
});

describe('the REST API refuses', () => {
    it('a wrong token with 403', async () => {
        await start();
        const response = await get(url({ contact: 'x' }), 'other');
        expect([response.status, await response.json()]).toEqual([403, { detail: 'Invalid token' }]);
    });

    it('two filters at once', async () => {
        await start();
        expect((await get(url({ contact: 'x', folder: 'inbox' }))).status).toBe(400);
    });

    it('what is above the requests of an hour, and by a fault', async () => {
        await start({}, { requestsPerHour: 1 });
        await get(url({}));
        const response = await get(url({}));
        expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3600']);
        await pass(60 * MINUTE);
        fake.faults.add(RAPIDPRO_FAULTS.tooManyRequests(7));
        expect((await get(url({}))).headers.get('retry-after')).toBe('7');
        expect((await get(url({}))).status).toBe(200);
    });
});
