import { Exchanges } from '../../fakes/exchange.cjs';
import { RapidPro, type Workspace } from '../../fakes/rapidpro/fake.cjs';
import type { Client } from '../../host/client.cjs';
import { APP_ID, Desk } from '../../support/desk.cjs';
import { type Sample, type SampleRequest, Samples, fitting } from './samples.cjs';

/** The page's examples, typed one after another by somebody with curl who follows it. */

const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
);
const SECRET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CALLBACK = 'https://rapidpro.example.com/mr/tickets/types/rocketchat/5ab6a1a4-43c6-4d5e-8b0c-7d9f6e1c2b3a/event';

interface Answer {
    readonly status: number;
    readonly text: string;
    readonly type: string;
    readonly retryAfter: string | undefined;
}

const exchanges = new Exchanges();
let desk: Desk;
let rapidpro: RapidPro;
let weni: Workspace;
let olga: Client;
let samples: Samples;

beforeAll(async () => {
    desk = await Desk.start();
    rapidpro = new RapidPro({ clock: desk.host.clock });
    await rapidpro.start();
    desk.host.clock.onAdvance(() => rapidpro.tick());
    weni = rapidpro.addWorkspace({ variant: 'weni', secret: SECRET, published: true });
    const base = `${desk.host.url}/api/apps/public/${APP_ID}`;
    const { userId = '', authToken = '' } = desk.admin.login ?? {};
    weni.attach(base, { userId, authToken });
    samples = new Samples(
        { BASE: base, SECRET },
        {
            [CALLBACK]: weni.webhookUrl,
            [new URL(CALLBACK).pathname]: weni.path,
            'https://media.example.com/receipt.png': rapidpro.addMedia('receipt.png', 'image/png', PNG),
        },
    );
    olga = await desk.admin.createAgent('olga');
    await olga.setAgentStatus('available');
    await desk.admin.createDepartment('Support', [olga.userId]);
    await desk.saveSettings({ rapidpro_app_secret: SECRET });
});

afterAll(async () => {
    await exchanges.stop();
    await rapidpro.stop();
    await desk.stop();
});

async function type(request: SampleRequest): Promise<Answer> {
    const { status, headers, body } = await exchanges.send(request);
    await settle();
    return {
        status,
        text: body.toString('utf8'),
        type: headers['content-type'] ?? '',
        retryAfter: headers['retry-after'],
    };
}

/** Types an example and holds the answer against the one that the page shows. Gives the answer's `id`. */
async function follow({ request, status, body }: Sample): Promise<string> {
    const answer = await type(request);
    expect([answer.status, answer.text === '' ? undefined : JSON.parse(answer.text)]).toEqual([status, fitting(body)]);
    expect(answer.retryAfter).toBeUndefined();
    return ((answer.text === '' ? {} : JSON.parse(answer.text)) as { id?: string }).id ?? '';
}

/** The only example of a call. */
function sample(heading: string): Sample {
    const [only, ...others] = samples.calls(heading);
    if (!only || others.length > 0) {
        throw new Error(`Not one example below "${heading}"`);
    }
    return only;
}

/** The same call with other fields in its body. */
function changed({ request, ...rest }: Sample, change: (body: string) => string): Sample {
    return { ...rest, request: { ...request, body: change(request.body ?? '') } };
}

async function settle(): Promise<void> {
    await rapidpro.drain();
    await desk.settle();
}

/** What the callback was told so far: header by header, and the body. */
const told = (): unknown[] =>
    rapidpro.log
        .filter(({ route }) => route === 'event_callback')
        .map(({ path, headers, body }) => {
            const { authorization, 'content-type': contentType = '' } = headers;
            return { path, headers: { authorization, 'content-type': contentType.replace(/;.*/, '') }, body };
        });

test('the secret is proved, and the address of the callback is kept', async () => {
    await follow(sample('secret.check'));
    for (const call of samples.calls('settings')) {
        await follow(call);
    }
});

test('a ticket opens a room, the contact writes, an agent answers, and RapidPro closes it', async () => {
    const opening = sample('room');
    const roomId = await follow(opening);
    const given = JSON.parse(opening.request.body ?? '') as { ticketID: string; visitor: { token: string } };
    weni.addTicket({ ...weni.addContact(), id: given.visitor.token }, given.ticketID, roomId);
    expect(await follow(opening)).toBe(roomId);
    expect(await follow({ ...opening, request: { ...opening.request, method: 'POST' } })).toBe(roomId);
    expect((await desk.admin.rooms({ open: true })).map(({ _id }) => _id)).toEqual([roomId]);

    const ids: string[] = [];
    for (const message of samples.calls('visitor-message')) {
        ids.push(await follow(message));
    }
    const said = await desk.admin.messages(roomId);
    expect(said.map(({ msg }) => msg)).toContain('Can you help me?');
    expect(said.find(({ _id }) => _id === ids[0])?.msg).toBe('Can you help me?');
    expect(said.map(({ msg }) => msg).join('\n')).toMatch(/-9\.6658.*-35\.7353/);

    const [answer, file] = samples.events('What goes to the callback');
    await desk.admin.take(roomId).catch(() => undefined);
    await olga.post(roomId, 'Of course. What is it about?');
    await settle();
    expect(told()).toEqual([fitting(answer)]);
    await olga.upload(roomId, 'price list.png', PNG);
    await settle();
    expect(told().slice(1)).toEqual([fitting(file)]);
    expect(weni.replies.map(({ text, files }) => [text, files.map(({ bytes }) => bytes)])).toEqual([
        ['Of course. What is it about?', []],
        ['', [PNG]],
    ]);

    const closing = sample('room.close');
    await follow(closing);
    await follow(closing);
    expect(await desk.admin.rooms({ open: true })).toEqual([]);
    await desk.admin.advance(120_000);
    await settle();
    expect(told()).toHaveLength(2);
});

test('a room that is closed in Rocket.Chat is told to the callback', async () => {
    const [, , closed] = samples.events('What goes to the callback');
    const { ticketID } = closed?.body as { ticketID: string };
    const other = '11111111-2222-4333-8444-555555555555';
    const roomId = await follow(changed(sample('room'), (body) => body.replace(ticketID, other)));
    weni.addTicket({ ...weni.addContact(), id: '10023' }, other, roomId);
    const before = told().length;
    await desk.admin.close(roomId, 'done');
    await settle();
    await desk.admin.advance(60_000);
    await settle();
    const expected = fitting({ ...closed, body: { ...(closed?.body as object), ticketID: other } });
    expect(told().slice(before)).toEqual([expected]);
});

test('what is wrong is said as the page says, and nothing is left of it', async () => {
    for (const call of samples.calls('Errors')) {
        await follow(call);
    }
    expect(await desk.admin.rooms({ open: true })).toEqual([]);
});

test('JSON with a comma too much or too few is answered by Rocket.Chat', async () => {
    const message = samples.calls('visitor-message')[0] ?? sample('room');
    for (const body of ['{"visitor":{"token":"10023",},"text":"Hi"}', '{"visitor":{"token":"10023"} "text":"Hi"}']) {
        const answer = await type(changed(message, () => body).request);
        expect([answer.status, answer.type]).toEqual([400, expect.stringContaining('text/html')]);
    }
});
