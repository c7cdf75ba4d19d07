import { readFileSync, readdirSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { LINK_MS, linkFor } from '../../src/gateway/outbox/file-links';
import { LOGIN_LINK_MS } from '../../src/gateway/connections/login-links';
import { secretOf } from '../../src/lib/secrets';
import { Exchanges } from '../fakes/exchange.cjs';
import type { Client } from '../host/client.cjs';
import { decode } from '../host/store/encode.cjs';
import { APP_ID, Desk, INSTANCE } from '../support/desk.cjs';
import { type Answered, type Asked, HttpDescription, METHODS } from '../support/http-description.cjs';

/**
 * docs/openapi.json and docs/http-api.md against the packaged app: every endpoint is called as its callers do, well and badly,
 * and what goes over the wire is held against the description.
 */

const ROOT = join(__dirname, '../..');
const EDNA_KEY = 'webhookk3yEXAMPLE0123456789';
const APP_SECRET = 'EXAMPLE23456789ABCDEFGHJKLMNPQRS';
const JSON_TYPE = { 'content-type': 'application/json' } as const;
const TOKEN = { authorization: `Token ${APP_SECRET}` } as const;
const EDNA = '/webhooks/edna';
const GREEN = '/webhooks/green-api';

const exchanges = new Exchanges();
/** Has every file that somebody asks for. */
const files = createServer((_request, response) => response.end('bytes'));
/** Every answer that was given, as `POST /room 200`. */
const given = new Set<string>();
let description: HttpDescription;
let desk: Desk;
let olga: Client;
let room: string;
let greenToken: { authorization: string };

beforeAll(async () => {
    description = await HttpDescription.read();
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    desk = await Desk.start({ runtimeTimeoutMs: 30_000 });
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('hello');
    room = (await desk.admin.rooms())[0]?._id ?? '';
    greenToken = { authorization: desk.green.deliveries(INSTANCE.id)[0]?.headers['authorization'] ?? '' };
    await desk.saveSettings({
        rapidpro_app_secret: APP_SECRET,
        edna_api_key: 'apik3yEXAMPLE0123456789',
        edna_base_url: desk.green.url,
        edna_webhook_key: EDNA_KEY,
        edna_subject_id: '5501',
    });
});

afterAll(async () => {
    files.close();
    await exchanges.stop();
    await desk.stop();
});

interface Call {
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON; a text as it is. */
    readonly body?: unknown;
}

/**
 * Makes a call, and holds the answer against the description; and the request too, where it was answered as a good one.
 * Gives the answer, and what the description has against the request.
 */
async function call(
    line: string,
    { query = {}, headers = {}, body }: Call = {},
): Promise<Answered & { wrong: string[] }> {
    const [method = '', path = ''] = line.split(' ');
    const url = `${desk.host.url}/api/apps/public/${APP_ID}${path}?${String(new URLSearchParams(query))}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = { method, url, headers, ...(body === undefined ? {} : { body: text }) };
    const { body: bytes, ...answer } = await exchanges.once(sent);
    const asked: Asked = { method, path, query, headers, body };
    const answered = { ...answer, bytes };
    given.add(`${line} ${String(answer.status)}`);
    expect([line, answer.status, description.problemsOfAnswer(asked, answered)]).toEqual([line, answer.status, []]);
    const wrong = description.problemsOfRequest(asked);
    if (answer.status < 300) {
        expect([line, body, wrong]).toEqual([line, body, []]);
    }
    return { ...answered, wrong };
}

const status = async (line: string, request?: Call): Promise<number> => (await call(line, request)).status;
const told = async (line: string, request?: Call): Promise<unknown> =>
    JSON.parse((await call(line, request)).bytes.toString('utf8')) as unknown;

/** From now on the next write to the store fails. */
function storeFails(): void {
    desk.host.faults.calls.push({
        bridge: 'persistence',
        method: 'createWithAssociations',
        when: 'before',
        kind: 'error',
        message: 'no primary',
    });
}

describe('the description', () => {
    it('has the version and the address of this app', () => {
        const { version } = JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8')) as { version: string };
        expect(description.document.info.version).toBe(version);
        expect(description.document.servers.map(({ url }) => url.split('/').at(-1))).toEqual([APP_ID]);
    });

    it('has the endpoints that the app registers, and no others', async () => {
        const registered = (await desk.host.engines[0]?.apis(APP_ID)) ?? [];
        expect(registered.map(({ path }) => `/${path}`).sort()).toEqual([...description.paths].sort());
    });

    it('is told on the page for people too: the same calls, no more and no less', () => {
        const page = readFileSync(join(ROOT, 'docs/http-api.md'), 'utf8');
        const told = [...page.matchAll(/^### (.+)$/gm)].flatMap(([, heading = '']) =>
            [...heading.matchAll(/`([A-Z, ]+) (\S+)`/g)].flatMap(([, methods = '', path = '']) =>
                methods.split(', ').map((method) => `${method} /${path}`),
            ),
        );
        const described = description.paths.flatMap((path) =>
            description.methods(path).map((method) => `${method} ${path}`),
        );
        expect(told.sort()).toEqual(described.sort());
    });

    it('shows bodies that are as it says, each of another shape', () => {
        const shapes = description.examples.map(({ path, body }) => {
            const schema = path === EDNA ? 'EdnaItem' : 'GreenApiNotification';
            return description.firstFitting(schema, Array.isArray(body) ? (body as unknown[])[0] : body);
        });
        expect(shapes).toEqual([
            'GreenApiMessage',
            'GreenApiStatus',
            'EdnaMessage',
            'EdnaStatus',
            'EdnaOlderStatus',
            'EdnaOlderMessage',
            'EdnaSimpleMessage',
            'EdnaSimpleStatus',
            'EdnaSimpleMessage',
        ]);
    });
});

test('a method that is not described is answered with 405 and the ones that are', async () => {
    for (const path of description.paths) {
        const known = description.methods(path);
        for (const method of METHODS.filter((one) => !known.includes(one))) {
            const answer = await call(`${method} ${path}`, { headers: TOKEN });
            expect([method, path, answer.status]).toEqual([method, path, 405]);
            expect(String(answer.headers['allow']).split(', ').sort()).toEqual([...known].sort());
        }
    }
});

test('whether the app is there, anybody may ask', async () => {
    expect(await told('GET /health')).toEqual({ status: 'ok' });
    expect(await status('HEAD /health')).toBe(200);
    expect(await told(`GET ${EDNA}`)).toEqual({ status: 'ok' });
    expect(await status(`HEAD ${EDNA}`)).toBe(200);
});

/** A link to a file as the app makes it for a provider. */
async function linkedFile(name: string, bytes: Buffer): Promise<Record<string, string>> {
    const message = await olga.upload(room, name, bytes);
    await desk.settle();
    const records = (await desk.host.store.persistence.find({})).map(
        ({ data }) => decode(data) as { t?: string; value?: string },
    );
    const secret = secretOf(records.find(({ t }) => t === 'secret')?.value ?? '');
    const site = { secret: () => Promise.resolve(secret), address: () => Promise.resolve('https://x.example') };
    const link = await linkFor({ site, clock: desk.host.clock }, message.file?._id ?? '', name, '');
    return Object.fromEntries(new URL(link).searchParams);
}

test("an agent's file, by a link that holds and by others", async () => {
    const query = await linkedFile('photo.png', Buffer.from('png'));
    const answer = await call('GET /files', { query });
    expect([answer.status, answer.bytes.toString()]).toEqual([200, 'png']);
    expect(await status('HEAD /files', { query })).toBe(200);
    for (const other of [{}, { ...query, n: 'other.png' }, { n: 'photo.png' }, { ...query, t: 'x.y.z' }]) {
        expect(await told('GET /files', { query: other })).toEqual({ error: 'not found' });
        expect(await status('HEAD /files', { query: other })).toBe(404);
    }
    await desk.host.clock.advance(LINK_MS + 60_000);
    expect(await status('GET /files', { query })).toBe(404);
});

test('the page on which a phone is linked, by an address that holds and by others', async () => {
    const other = { id: '7103990043', token: 'tok3nEXAMPLE9876543210', phone: '15550100998' };
    await desk.connect(olga, other);
    desk.green.setState(other.id, 'notAuthorized');
    const words = await desk.command(olga, `greenapi.qr ${other.id}`, { forms: false });
    const query = Object.fromEntries(new URL(/https?:\/\/\S+/.exec(words)?.[0] ?? '').searchParams);
    const statuses = async (): Promise<number[]> => [
        await status('GET /login', { query }),
        await status('GET /login', { query: { ...query, state: '1' } }),
    ];
    expect(await statuses()).toEqual([200, 200]);
    expect(await told('GET /login', { query: { ...query, state: '1' } })).toMatchObject({ kind: 'picture' });
    for (const t of ['', 'x.y.z', `${query['t'] ?? ''}x`]) {
        expect(await status('GET /login', { query: { t } })).toBe(403);
        expect(await status('GET /login', { query: { t, state: '1' } })).toBe(403);
    }
    await desk.command(olga, `greenapi.remove-instance ${other.id}`);
    expect(await statuses()).toEqual([404, 404]);
    await desk.host.clock.advance(LOGIN_LINK_MS);
    expect(await statuses()).toEqual([410, 410]);
});

/** Samples of a provider with what the app reads out of them; their files lie on this machine. */
function samples(provider: string): { name: string; body: unknown; kinds: string[] }[] {
    const folder = join(__dirname, '../fixtures', provider);
    const here = `http://127.0.0.1:${String((files.address() as AddressInfo).port)}`;
    return readdirSync(folder).map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        const near = text.replaceAll(/https?:\/\/[\w.-]+\.(test|example|com)(?=\/)/g, here);
        const { body, parsed } = JSON.parse(near) as { body: unknown; parsed: Parsed };
        return { name: file, body, kinds: kindsOf(parsed) };
    });
}

type Parsed =
    | { readonly kind: 'events'; readonly events: readonly { readonly kind: string }[] }
    | { readonly kind: 'several'; readonly parts: readonly Parsed[] }
    | { readonly kind: 'ignored' | 'unknown' | 'undecodable' };

/** What the app takes a body for, object by object. */
function kindsOf(parsed: Parsed): string[] {
    switch (parsed.kind) {
        case 'events':
            return parsed.events.map(({ kind }) => kind);
        case 'several':
            return parsed.parts.flatMap(kindsOf);
        default:
            return [parsed.kind];
    }
}

/** What the app may take a body of each shape for. */
const READ_AS: Readonly<Record<string, readonly string[]>> = {
    GreenApiMessage: ['message', 'ignored'],
    GreenApiCall: ['message', 'ignored', 'unknown', 'undecodable'],
    GreenApiStatus: ['receipt', 'ignored', 'unknown'],
    GreenApiState: ['state', 'unknown'],
    GreenApiQuota: ['unknown'],
    GreenApiOther: ['ignored', 'unknown', 'undecodable'],
    EdnaMessage: ['message'],
    EdnaOlderMessage: ['message'],
    EdnaSimpleMessage: ['message', 'ignored'],
    EdnaStatus: ['receipt', 'ignored', 'unknown'],
    EdnaOlderStatus: ['receipt', 'ignored', 'unknown'],
    EdnaSimpleStatus: ['receipt', 'ignored', 'unknown'],
    EdnaOther: ['unknown', 'undecodable', 'ignored'],
};

test.each([
    ['green-api', GREEN, 'GreenApiNotification', {}],
    ['edna', EDNA, 'EdnaItem', { code: 'ok' }],
] as const)(
    'everything that %s is known to send is answered with 200, and is of the shape that the app takes it for',
    async (provider, path, schema, answer) => {
        const headers = provider === 'edna' ? { authorization: `Token ${EDNA_KEY}` } : greenToken;
        const strange: unknown[] = [];
        for (const { name, body, kinds } of samples(provider)) {
            expect(await told(`POST ${path}`, { headers: { ...JSON_TYPE, ...headers }, body })).toEqual(answer);
            const shapes = (Array.isArray(body) ? (body as unknown[]) : [body]).map(
                (item) => description.firstFitting(schema, item) ?? '',
            );
            const fits = shapes.every((shape, place) => READ_AS[shape]?.includes(kinds[place] ?? 'ignored'));
            if (!fits) strange.push([name, shapes, kinds]);
        }
        expect(strange).toEqual([]);
    },
);

test.each([
    ['GREEN-API', GREEN, () => [greenToken]],
    [
        'edna',
        EDNA,
        () => [
            { authorization: `Token ${EDNA_KEY}` },
            { authorization: `Bearer ${EDNA_KEY}` },
            { authorization: EDNA_KEY },
            { 'x-api-key': EDNA_KEY },
        ],
    ],
] as const)("%s's calls: their keys, and what is refused", async (_, path, keys) => {
    const body =
        path === EDNA ? { id: 'none', status: 'read' } : { typeWebhook: 'deviceInfo', instanceData: { idInstance: 1 } };
    for (const key of keys()) {
        expect(await status(`POST ${path}`, { headers: { ...JSON_TYPE, ...key }, body })).toBe(200);
        expect(await status(`POST ${path}`, { headers: key })).toBe(200);
        const large = { ...body, more: 'x'.repeat(110_000) };
        expect(await status(`POST ${path}`, { headers: { ...JSON_TYPE, ...key }, body: large })).toBe(413);
        expect(await status(`POST ${path}`, { headers: { ...JSON_TYPE, ...key }, body: '{"id":' })).toBe(400);
        expect(await status(`POST ${path}`, { headers: { ...JSON_TYPE, ...key }, body: '"text"' })).toBe(400);
    }
    for (const key of [{}, { authorization: 'Token wrong' }, { 'x-api-key': 'wrong' }, { authorization: '' }]) {
        const answer = await told(`POST ${path}`, { headers: { ...JSON_TYPE, ...key }, body });
        expect(answer).toEqual({ error: 'The webhook token is missing or wrong.' });
    }
});

test("edna's key may stand in the address", async () => {
    const request = { headers: JSON_TYPE, body: { id: 'none', status: 'read' } };
    expect(await status(`POST ${EDNA}`, { ...request, query: { token: EDNA_KEY } })).toBe(200);
    expect(await status(`POST ${EDNA}`, { ...request, query: { token: 'wrong' } })).toBe(401);
});

test('where nothing can be kept the provider is asked to come again', async () => {
    const example = (path: string): object => description.examples.find((one) => one.path === path)?.body as object;
    const now = Math.floor(desk.host.clock.now() / 1_000);
    const green = {
        ...example(GREEN),
        instanceData: { idInstance: Number(INSTANCE.id) },
        idMessage: '503',
        timestamp: now,
    };
    storeFails();
    expect(await status(`POST ${GREEN}`, { headers: { ...JSON_TYPE, ...greenToken }, body: green })).toBe(503);
    storeFails();
    const edna = { ...example(EDNA), id: 503 };
    const headers = { ...JSON_TYPE, authorization: `Token ${EDNA_KEY}` };
    expect(await status(`POST ${EDNA}`, { headers, body: edna })).toBe(503);
    expect(await status(`POST ${EDNA}`, { headers, body: edna })).toBe(200);
});

const AUTHORIZED = { ...JSON_TYPE, ...TOKEN };
const TICKETS = [
    'GET /secret.check',
    'POST /secret.check',
    'GET /settings',
    'PUT /settings',
    'POST /settings',
    'GET /room',
    'POST /room',
    'GET /room.close',
    'POST /room.close',
    'POST /visitor-message',
] as const;
const WITH_BODY = TICKETS.filter((line) => !line.endsWith('secret.check') && line !== 'GET /settings');

test('a ticket from its opening to its end', async () => {
    const visitor = { token: '10023' };
    expect(await status('GET /secret.check', { headers: TOKEN })).toBe(204);
    expect(await status('POST /secret.check', { headers: TOKEN })).toBe(204);
    const settings = { webhook: { url: `${desk.green.url}/nowhere` } };
    expect(await status('PUT /settings', { headers: AUTHORIZED, body: settings })).toBe(204);
    expect(await status('POST /settings', { headers: AUTHORIZED, body: settings })).toBe(204);
    expect(await told('GET /settings', { headers: TOKEN })).toEqual(settings);

    const ticket = {
        ticketID: 't-1',
        visitor: { ...visitor, name: 'Ana', phone: null, customFields: { city: 'Recife', age: 7 } },
    };
    const opened = await told('GET /room', { headers: AUTHORIZED, body: ticket });
    expect(await told('POST /room', { headers: AUTHORIZED, body: ticket })).toEqual(opened);
    const words = { visitor, text: 'Can you help me?', attachments: [{ type: 'geo', url: '-9.6658,-35.7353' }] };
    expect(await status('POST /visitor-message', { headers: AUTHORIZED, body: words })).toBe(201);
    expect(await status('GET /room.close', { headers: AUTHORIZED, body: { visitor } })).toBe(204);
    expect(await status('POST /room.close', { headers: AUTHORIZED, body: { visitor } })).toBe(204);
    const stranger = { ...words, visitor: { token: '10099' } };
    expect(await status('POST /visitor-message', { headers: AUTHORIZED, body: stranger })).toBe(404);
    const other = { ticketId: 't-2', visitor: { token: 10024, deparment: null } };
    expect(await status('POST /room', { headers: AUTHORIZED, body: other })).toBe(200);
    expect(await status('POST /room.close', { headers: AUTHORIZED, body: { visitor: other.visitor } })).toBe(204);
});

test.each(TICKETS)('%s without the secret', async (line) => {
    for (const headers of [JSON_TYPE, { ...JSON_TYPE, authorization: 'Token wrong' }]) {
        expect(await status(line, { headers, body: { visitor: { token: '1' } } })).toBe(403);
    }
});

test.each(WITH_BODY)('%s with a body that is none, or not JSON, or too large', async (line) => {
    expect(await call(line, { headers: AUTHORIZED })).toMatchObject({ status: 400, wrong: ['the body is missing'] });
    const plain = { ...AUTHORIZED, 'content-type': 'text/plain' };
    expect(await call(line, { headers: plain, body: 'hi' })).toMatchObject({
        status: 400,
        wrong: ['a body of the type "text/plain" is not described'],
    });
    expect(await status(line, { headers: AUTHORIZED, body: '{"a":' })).toBe(400);
    expect(await status(line, { headers: AUTHORIZED, body: { more: 'x'.repeat(110_000) } })).toBe(413);
});

test.each([
    ['PUT /settings', {}],
    ['PUT /settings', { webhook: { url: 7 } }],
    ['POST /settings', { webhook: { url: 'ftp://x.example' } }],
    ['GET /room', { visitor: { token: '1' } }],
    ['GET /room', { ticketID: '', visitor: { token: '1' } }],
    ['GET /room', { ticketID: 7.5, visitor: { token: '1' } }],
    ['POST /room', { ticketID: 't', visitor: { token: 'x'.repeat(201) } }],
    ['POST /room', { ticketID: 't', visitor: { token: '1', name: ['Ann'] } }],
    ['POST /room', { ticketID: 't', visitor: { token: '1', customFields: { a: {} } } }],
    ['POST /room', { ticketID: 't', sessionStart: {}, visitor: { token: '1' } }],
    ['GET /room.close', { visitor: {} }],
    ['POST /visitor-message', { visitor: { token: '1' }, text: 7 }],
    ['POST /visitor-message', { visitor: { token: '1' }, attachments: [{ type: 1 }] }],
])('%s with %j is refused by the app, as the description says', async (line, body) => {
    const answer = await call(line, { headers: AUTHORIZED, body });
    expect(answer.status).toBe(400);
    expect(answer.wrong).not.toEqual([]);
});

test('a department that is not there is refused although the body is as described', async () => {
    const body = { ticketID: 't-9', visitor: { token: '10029', department: 'Nowhere' } };
    expect(await call('GET /room', { headers: AUTHORIZED, body })).toMatchObject({ status: 400, wrong: [] });
});

test('every answer that is described was given', () => {
    expect(description.answers.filter((answer) => !given.has(answer))).toEqual([]);
});
