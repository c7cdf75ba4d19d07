import type { Client } from '../../host/client.cjs';
import type { FormView, Json } from '../../host/views.cjs';
import { APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';
import { MINUTE, SECOND, chat, kept, pass, until } from '../delivery/workbench.cjs';

/** Linking the phone of an instance: the command, its window, and the page under a signed address. Two servers. */

const SECOND_INSTANCE = { id: '7103990043', token: 'tok3nEXAMPLE9876543210', phone: '15550100998' } as const;
const ASKED_EVERY_MS = 20 * SECOND;
/** Longer than two rounds of asking, shorter than a page holds. */
const LATER = ASKED_EVERY_MS + SECOND;

interface Picture {
    readonly type: string;
    readonly imageUrl?: string;
    readonly altText?: string;
}
interface Block extends Picture {
    readonly blockId?: string;
    readonly text?: { readonly text: string };
    readonly elements?: ReadonlyArray<{
        readonly actionId: string;
        readonly url?: string;
        readonly text: { readonly text: string } | string;
    }>;
    readonly element?: { readonly type: string; readonly actionId: string };
}
type Window = Omit<FormView, 'blocks'> & {
    readonly submit?: { readonly text: { readonly text: string } };
    readonly blocks: readonly Block[];
};

let desk: Desk;
let olga: Client;
let pavel: Client;
/** Everything that was shown to anybody. */
const shown: string[] = [];

beforeAll(async () => {
    desk = await Desk.start({ servers: 2, runtimeTimeoutMs: 30_000 });
    olga = await desk.registeredAgent('olga');
    pavel = await desk.registeredAgent('pavel');
    await connect(olga, INSTANCE);
});

beforeEach(async () => {
    desk.green.setState(INSTANCE.id, 'notAuthorized');
    await desk.settle();
    // What was asked in the test before is forgotten.
    await pass(desk, 6 * MINUTE);
    desk.green.log.length = 0;
});

afterEach(() => expect(desk.green.faults.pending).toEqual([]));

afterAll(() => desk.stop());

/** By its form: what is typed behind a command stands in the log. */
async function connect(agent: Client, instance: { id: string; token: string; phone: string }): Promise<void> {
    desk.green.addInstance(instance);
    const { id, token } = instance;
    expect(await desk.fillIn(agent, 'greenapi.create-instance', { id, token })).toMatch(/^✅/);
}

/** Whether GREEN-API tells of changed states. */
async function tellingStates(stateWebhook: 'yes' | 'no'): Promise<void> {
    const { id, token } = INSTANCE;
    const answer = await fetch(`${desk.green.url}/waInstance${id}/setSettings/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ stateWebhook }),
    });
    expect(answer.status).toBe(200);
}

const asked = (route: string): number => desk.green.log.filter((one) => one.route === route).length;

/** The pictures that GREEN-API has shown since a moment; the last is the present one. */
function picturesSince(since: number): string[] {
    const now = desk.host.clock.now();
    const count = Math.ceil((now - since) / ASKED_EVERY_MS) + 1;
    const moments = Array.from({ length: count }, (_, i) => Math.min(since + i * ASKED_EVERY_MS, now));
    return moments.map((at) => `data:image/png;base64,${desk.green.picture(INSTANCE.id, at).toString('base64')}`);
}

/** Holds that GREEN-API was asked for a code as often as it may have been since then; gives how often that was. */
function modestSince(since: number): number {
    const count = asked('qr');
    expect(count).toBeLessThanOrEqual(1 + Math.floor((desk.host.clock.now() - since) / ASKED_EVERY_MS));
    return count;
}

async function say(user: Client, line: string, more: { forms?: false } = {}): Promise<string> {
    const words = await desk.command(user, line, more);
    shown.push(words);
    return words;
}

/** Types the command; gives the window that it opens, and what is said beside it. */
async function open(user: Client, line = 'greenapi.qr'): Promise<{ view: Window; words: string }> {
    const before = (await user.ephemeral()).length;
    const triggerId = await user.runCommand(line);
    await until('an answer', async () => (await user.ephemeral()).length > before, 20_000);
    const words = (await user.ephemeral())
        .slice(before)
        .map(({ text }) => text)
        .join('\n');
    const view = (await user.formOpenedBy(triggerId)) as unknown as Window | undefined;
    if (view === undefined) throw new Error(`No window: ${words}`);
    shown.push(words, JSON.stringify(view));
    return { view, words };
}

/** Presses a button of the window; gives the window as it is shown then. */
async function click(user: Client, view: Window, actionId = 'login-new-code'): Promise<Window | undefined> {
    const before = (await user.modals()).length;
    const { json } = await user.interact(APP_ID, {
        type: 'blockAction',
        actionId,
        payload: { blockId: 'actions', value: INSTANCE.id },
        container: { type: 'view', id: view.id },
    });
    expect((json as { view?: unknown }).view).toBeUndefined();
    const [updated, ...more] = (await user.modals()).slice(before);
    shown.push(JSON.stringify([json, updated]));
    expect([updated?.type ?? 'modal.update', more]).toEqual(['modal.update', []]);
    return updated?.view as unknown as Window | undefined;
}

/** Asks for a pairing code; gives the window as it is shown then, or what is said at the field. */
async function pair(user: Client, view: Window, phone: string): Promise<Window | string> {
    const { json } = await user.submitForm(view, { phone });
    shown.push(JSON.stringify(json));
    const { errors, view: updated, success } = json as { errors?: Json; view?: Window; success: boolean };
    if (updated !== undefined) return updated;
    return errors === undefined ? String(success) : String(errors['phone']);
}

const wordsIn = (view: Window | string | undefined): string =>
    typeof view === 'object' ? view.blocks.map(({ text }) => text?.text ?? '').join('\n') : String(view);
const imageIn = (view: Window | undefined): string | undefined =>
    view?.blocks.find(({ type }) => type === 'image')?.imageUrl;
const linkIn = (words: string): string => /https?:\/\/\S+\/login\?\S+/.exec(words)?.[0] ?? '';
const codeIn = (words: string): string => /`(\w{4}-\w{4})`/.exec(words)?.[1]?.replace('-', '') ?? '';

interface Page {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
    readonly json: {
        readonly kind?: string;
        readonly title: string;
        readonly words: string;
        readonly picture?: string;
        readonly code?: string;
        readonly ends: boolean;
        readonly error?: string;
    };
}

/** Fetches the page, or with `state` where the login stands, without being anybody. */
async function page(
    link: string,
    more: { state?: true; headers?: Record<string, string>; server?: number; method?: string } = {},
): Promise<Page> {
    const { state, headers = {}, server, method = 'GET' } = more;
    const path = link.slice(link.indexOf('/login') + 1) + (state ? '&state=1' : '');
    const answer = await desk.admin.webhook(APP_ID, path, undefined, headers, {
        method,
        ...(server === undefined ? {} : { server }),
    });
    shown.push(answer.text, JSON.stringify(answer.headers));
    return answer as unknown as Page;
}

const look = async (link: string, server?: number) =>
    (await page(link, { state: true, ...(server === undefined ? {} : { server }) })).json;

describe('who may', () => {
    it('are the owner and administrators', async () => {
        const guest = await desk.admin.createUser('guest');
        expect(await say(guest, `greenapi.qr ${INSTANCE.id}`)).toContain('administrators and Omnichannel agents');
        expect(await say(pavel, `greenapi.qr ${INSTANCE.id}`)).toBe(
            `Instance ${INSTANCE.id} was connected by another agent. He or an administrator can link it.`,
        );
        expect(await say(pavel, 'greenapi.qr')).toContain('You have connected no instance');
        expect(await say(olga, 'greenapi.qr 7103990099')).toContain('No such instance');
        expect(await say(olga, 'greenapi.qr no:id')).toContain('No such instance');
        expect(await say(olga, 'greenapi.qr a b')).toContain('`/greenapi.qr [instance-id]`');
        expect(asked('qr')).toBe(0);
        expect((await open(olga)).view.id).toContain(INSTANCE.id);
        expect((await open(desk.admin, `greenapi.qr ${INSTANCE.id}`)).view.id).toContain(INSTANCE.id);
    });

    it('and nobody else by the window or the page of another', async () => {
        const { view } = await open(olga);
        const before = desk.green.log.length;
        expect(await click(pavel, view)).toBeUndefined();
        expect(await pair(pavel, view, '15550100999')).toBe('false');
        expect(await click(olga, { ...view, id: 'login:green-api:7103990099:x' })).toBeUndefined();
        expect(await click(olga, { ...view, id: 'login:nowhere:1:x' })).toBeUndefined();
        expect(desk.green.log.length).toBe(before);
    });

    it('name one where they have several', async () => {
        await connect(olga, SECOND_INSTANCE);
        expect(await say(olga, 'greenapi.qr')).toBe(
            `You have connected several instances. Please name one: ${INSTANCE.id}, ${SECOND_INSTANCE.id}`,
        );
        expect(await say(olga, `greenapi.remove-instance ${SECOND_INSTANCE.id}`)).toContain('✅');
    });
});

test('an instance that is linked says so, with its number, and opens nothing', async () => {
    desk.green.scan(INSTANCE.id);
    const before = (await olga.modals()).length;
    expect(await say(olga, 'greenapi.qr')).toBe(
        `✅ GREEN-API ${INSTANCE.id} is linked to +${INSTANCE.phone} and can send and receive.`,
    );
    expect((await olga.modals()).length).toBe(before);
});

describe('the window', () => {
    it('shows the present code, what to do with it, a button for a new one, a field and the way to the page', async () => {
        const since = desk.host.clock.now();
        const { view, words } = await open(olga);
        expect(view.title.text).toBe('Link WhatsApp');
        expect(picturesSince(since)).toContain(imageIn(view));
        expect(wordsIn(view)).toContain('Scan this code with the phone');
        expect(wordsIn(view)).toContain('Linked devices');
        const buttons = view.blocks.flatMap(({ type, elements }) => (type === 'actions' ? (elements ?? []) : []));
        expect(buttons.map(({ actionId }) => actionId)).toEqual(['login-new-code', 'login-page']);
        expect(view.submit?.text.text).toBe('Get pairing code');
        expect(view.blocks.find(({ element }) => element?.actionId === 'phone')?.element?.type).toBe(
            'plain_text_input',
        );
        expect(linkIn(words)).toContain(`${desk.host.url}/api/apps/public/${APP_ID}/login?t=`);
        expect((await page(buttons[1]?.url ?? '')).status).toBe(200);
        // The button opens the page by itself; what the app hears of it changes nothing.
        expect(await click(olga, view, 'login-page')).toBeUndefined();
    });

    it('speaks the language of who looks at it', async () => {
        const ivan = await desk.admin.createUser('ivan', { language: 'ru', roles: ['admin'] });
        const { view, words } = await open(ivan, `greenapi.qr ${INSTANCE.id}`);
        expect(view.title.text).toBe('Привязка WhatsApp');
        expect(wordsIn(view)).toContain('Связанные устройства');
        expect((await page(linkIn(words))).text).toContain('Отсканируйте этот код телефоном');
    });

    it('has a new code upon a click, and no more often than every 20 s', async () => {
        const since = desk.host.clock.now();
        const { view } = await open(olga);
        const first = imageIn(view);
        expect(imageIn(await click(olga, view))).toBe(first);
        modestSince(since);
        await pass(desk, LATER);
        const before = desk.host.clock.now();
        const second = await click(olga, view);
        expect(second?.id).toBe(view.id);
        expect(picturesSince(before)).toContain(imageIn(second));
        expect(imageIn(second)).not.toBe(first);
        expect(modestSince(since)).toBeGreaterThan(1);
    });

    it('is not opened for a client without windows: there is the page', async () => {
        const since = desk.host.clock.now();
        const before = (await olga.modals()).length;
        const words = await say(olga, 'greenapi.qr', { forms: false });
        expect(words).toContain(`To link GREEN-API ${INSTANCE.id}, open this page within 5 minutes`);
        const { text } = await page(linkIn(words));
        expect(picturesSince(since).some((picture) => text.includes(picture))).toBe(true);
        expect((await olga.modals()).length).toBe(before);
    });

    it('opens in time although GREEN-API is slow, and has the code upon a click', async () => {
        desk.green.faults.add({ route: 'qr', kind: 'slow', delayMs: MINUTE });
        const { view } = await open(olga);
        expect(wordsIn(view)).toContain('One moment');
        expect(imageIn(view)).toBeUndefined();
        await pass(desk, MINUTE);
        await until('the code', async () => imageIn(await click(olga, view)) !== undefined, 20_000);
    });

    it('says in words what GREEN-API refuses', async () => {
        desk.green.setState(INSTANCE.id, 'blocked');
        const { view } = await open(olga);
        expect(wordsIn(view)).toContain('GREEN-API gives no code, and says: “the account is blocked”.');
        await pass(desk, LATER);
        desk.green.faults.add({ route: 'qr', times: 1, kind: 'status', status: 401 });
        expect(wordsIn(await click(olga, view))).toContain('does not accept the token');
        await pass(desk, LATER);
        desk.green.faults.add({
            route: 'qr',
            times: 1,
            kind: 'status',
            status: 200,
            body: { type: 'PassKeyRequired' },
        });
        expect(wordsIn(await click(olga, view))).toContain('Confirm it on the phone');
        await pass(desk, LATER);
        desk.green.faults.add({
            route: 'qr',
            times: 1,
            kind: 'status',
            status: 200,
            body: { type: 'qrCode', message: '<svg>' },
        });
        expect(wordsIn(await click(olga, view))).toContain('in a form that is not known');
    });
});

describe('a pairing code', () => {
    it('is shown with the time until which it holds; meanwhile no picture is asked for', async () => {
        const { view, words } = await open(olga);
        for (const wrong of ['', '123', 'my phone', '0555010099999', '1234567890123456']) {
            expect(await pair(olga, view, wrong)).toContain('7 to 15 digits');
        }
        expect(asked('getAuthorizationCode')).toBe(0);
        const since = desk.host.clock.now();
        const paired = wordsIn(await pair(olga, view, ' +1 (555) 010-0999 '));
        expect(desk.green.log.find(({ route }) => route === 'getAuthorizationCode')?.body).toEqual({
            phoneNumber: Number(INSTANCE.phone),
        });
        const code = codeIn(paired);
        expect(paired).toContain('Link with phone number');
        const [, until = ''] = /holds until (\d\d:\d\d:\d\d) \(UTC\)/.exec(paired) ?? [];
        const day = new Date(since).toISOString().slice(0, 11);
        expect(Math.abs(Date.parse(`${day}${until}Z`) - since - 150 * SECOND) % (24 * 60 * MINUTE)).toBeLessThan(
            MINUTE,
        );
        // The same number again is the same code: another request could spoil it.
        expect(codeIn(wordsIn(await pair(olga, view, INSTANCE.phone)))).toBe(code);
        expect(asked('getAuthorizationCode')).toBe(1);
        const link = linkIn(words);
        const pictures = asked('qr');
        for (let i = 0; i < 3; i++) {
            await pass(desk, LATER);
            expect(await look(link)).toMatchObject({ kind: 'code', code: `${code.slice(0, 4)}-${code.slice(4)}` });
            expect(wordsIn(await click(olga, view))).toContain(code.slice(0, 4));
        }
        expect(asked('qr')).toBe(pictures);
        // Without the webhook too: the state is asked for instead.
        await tellingStates('no');
        expect(desk.green.enterCode(INSTANCE.id, code)).toBe(true);
        await tellingStates('yes');
        await pass(desk, LATER);
        expect(await look(link)).toMatchObject({ kind: 'linked', ends: true });
        expect(asked('qr')).toBe(pictures);
    });

    it('gives way to the picture when its time is over', async () => {
        const { view } = await open(olga);
        const code = codeIn(wordsIn(await pair(olga, view, INSTANCE.phone)));
        expect(code).not.toBe('');
        await pass(desk, 151 * SECOND);
        const since = desk.host.clock.now();
        expect(picturesSince(since)).toContain(imageIn(await click(olga, view)));
    });

    it('is refused in words; after a wrong one the way out is named', async () => {
        const { view } = await open(olga);
        desk.green.faults.add({
            route: 'getAuthorizationCode',
            times: 1,
            kind: 'status',
            status: 200,
            body: { status: false },
        });
        expect(await pair(olga, view, INSTANCE.phone)).toContain('Try again in some minutes');
        expect(codeIn(wordsIn(await pair(olga, view, '15550100777')))).not.toBe('');
        expect(desk.green.enterCode(INSTANCE.id, 'WRONG123')).toBe(false);
        expect(await pair(olga, view, INSTANCE.phone)).toContain('Try again in some minutes');
        expect(await pair(olga, view, INSTANCE.phone)).toContain('log the instance out in the GREEN-API console');
        await fetch(`${desk.green.url}/waInstance${INSTANCE.id}/logout/${INSTANCE.token}`);
        expect(codeIn(wordsIn(await pair(olga, view, INSTANCE.phone)))).not.toBe('');
    });
});

describe('the page', () => {
    it('is whole in itself, kept by nobody, and shows the code', async () => {
        const { view, words } = await open(olga);
        const picture = imageIn(view) ?? 'none';
        const { status, headers, text } = await page(linkIn(words));
        expect(status).toBe(200);
        expect(headers).toMatchObject({
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-store',
            'referrer-policy': 'no-referrer',
            'x-content-type-options': 'nosniff',
            'x-frame-options': 'DENY',
        });
        const policy = headers['content-security-policy'] ?? '';
        expect(policy).toMatch(
            /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src data:/,
        );
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toContain('unsafe');
        expect(text).toContain('<html lang="en">');
        expect(text).toContain(`src="${picture}"`);
        expect(text).toContain('<noscript><meta http-equiv="refresh" content="20"></noscript>');
        expect(text.replace(/data:image[^"]+/g, '')).not.toMatch(/https?:|<script src|@import|url\(/);
        const state = await page(linkIn(words), { state: true });
        expect(state.headers['cache-control']).toBe('no-store');
        expect(state.json).toEqual({
            kind: 'picture',
            title: 'Scan this code with the phone',
            words: expect.stringContaining('Linked devices') as string,
            picture,
            ends: false,
        });
    });

    it('renews the code, for all who look, on all servers, every 20 s at most', async () => {
        const { words } = await open(olga);
        const link = linkIn(words);
        for (let round = 1; round <= 3; round++) {
            await pass(desk, LATER);
            const since = desk.host.clock.now();
            desk.green.log.length = 0;
            const seen = await Promise.all(Array.from({ length: 12 }, (_, i) => look(link, i % 2)));
            expect(modestSince(since)).toBeGreaterThan(0);
            expect(seen.filter(({ kind }) => kind !== 'picture')).toEqual([]);
            expect((await look(link, 0)).picture).toBe((await look(link, 1)).picture);
        }
    });

    it('holds for five minutes; no other address opens anything', async () => {
        const { words } = await open(olga);
        const link = linkIn(words);
        const before = desk.green.log.length;
        const [token = ''] = /(?<=t=)[^&]+/.exec(link) ?? [];
        const altered = token.endsWith('A') ? `${token.slice(0, -1)}B` : `${token.slice(0, -1)}A`;
        const others = [
            link.replace(token, token.replace(INSTANCE.id, SECOND_INSTANCE.id)),
            link.replace(token, altered),
            link.replace(token, ''),
            'x/login?x=1',
            'x/login?t=a.b.c.d',
            'x/login?t=a&t=b',
        ];
        for (const wrong of others) {
            const answer = await page(wrong);
            expect([wrong, answer.status]).toEqual([wrong, 403]);
            expect(answer.text).toContain('This address opens nothing');
            expect((await page(wrong, { state: true })).json.error).toContain('incomplete or was changed');
        }
        expect(desk.green.log.length).toBe(before);
        await pass(desk, 4 * MINUTE);
        expect((await page(link)).status).toBe(200);
        await pass(desk, MINUTE);
        const ended = await page(link, { headers: { 'accept-language': 'de, ru-RU;q=0.8' } });
        expect([ended.status, ended.headers['cache-control']]).toEqual([410, 'no-store']);
        expect(ended.text).toContain('This page has ended');
        expect((await page(link, { state: true })).status).toBe(410);
        const russian = await page(link.replace('&l=en', ''), { headers: { 'accept-language': 'de, ru-RU;q=0.8' } });
        expect(russian.text).toContain('<html lang="ru">');
    });

    it('answers nothing but GET', async () => {
        const link = linkIn((await open(olga)).words);
        for (const method of ['POST', 'HEAD', 'PUT', 'DELETE']) {
            expect([method, (await page(link, { method })).status]).toEqual([method, 405]);
        }
    });

    it('ends with the scan, which the webhook tells: no other code is asked for, and what waited goes out', async () => {
        desk.green.scan(INSTANCE.id);
        await desk.settle();
        const { who, roomId } = await chat(desk);
        desk.green.setState(INSTANCE.id, 'notAuthorized');
        await desk.settle();
        await desk.agentWrites(olga, roomId, `Good day, ${who.name}`);
        const since = desk.host.clock.now();
        const link = linkIn((await open(olga)).words);
        desk.green.scan(INSTANCE.id);
        await desk.settle();
        await until('that it is linked', async () => (await look(link)).kind === 'linked', 20_000);
        const words = `GREEN-API ${INSTANCE.id} is linked to +${INSTANCE.phone} and can send and receive.`;
        expect(await look(link)).toEqual({ kind: 'linked', title: 'Linked', words, ends: true });
        modestSince(since);
        expect((await page(link)).text).toContain(words);
        await pass(desk, 5 * SECOND);
        expect(desk.accepted()).toContain(`Good day, ${who.name}`);
        expect(await kept(desk, 'connection')).toEqual([
            expect.objectContaining({ state: 'authorized', account: INSTANCE.phone }),
        ]);
    });

    it('ends with the scan where the webhook got lost', async () => {
        const link = linkIn((await open(olga)).words);
        await tellingStates('no');
        desk.green.scan(INSTANCE.id);
        await tellingStates('yes');
        await pass(desk, LATER);
        expect(await look(link)).toMatchObject({ kind: 'linked', ends: true });
        await until('the state', async () => (await kept(desk, 'connection'))[0]?.['state'] === 'authorized', 20_000);
    });

    it('goes on where GREEN-API cannot say, and ends where it refuses', async () => {
        const link = linkIn((await open(olga)).words);
        desk.green.setState(INSTANCE.id, 'starting');
        await pass(desk, LATER);
        expect(await look(link)).toMatchObject({ kind: 'trouble', ends: false });
        desk.green.setState(INSTANCE.id, 'blocked');
        await pass(desk, LATER);
        const refused = await look(link);
        expect(refused).toMatchObject({ kind: 'refused', ends: true });
        expect(refused.words).toContain('the account is blocked');
        expect((await page(link)).text).not.toContain('http-equiv="refresh"');
    });

    it('is gone with its instance', async () => {
        await connect(olga, SECOND_INSTANCE);
        desk.green.setState(SECOND_INSTANCE.id, 'notAuthorized');
        const link = linkIn((await open(olga, `greenapi.qr ${SECOND_INSTANCE.id}`)).words);
        expect((await page(link)).status).toBe(200);
        await say(olga, `greenapi.remove-instance ${SECOND_INSTANCE.id}`);
        for (const server of [0, 1]) {
            expect((await page(link, { server })).status).toBe(404);
        }
    });
});

test('what could link a phone is kept for minutes only', async () => {
    const link = linkIn((await open(olga)).words);
    expect(await kept(desk, 'login')).toHaveLength(1);
    await pass(desk, 4 * MINUTE);
    expect((await look(link)).kind).toBe('picture');
    await pass(desk, 6 * MINUTE);
    await until(
        'that it is forgotten',
        async () => {
            await pass(desk, 5 * SECOND);
            return (await kept(desk, 'login')).length === 0;
        },
        20_000,
    );
});

test('no token of an instance was shown anywhere, and no picture was logged', async () => {
    const log = JSON.stringify(await desk.admin.get(`/api/apps/${APP_ID}/logs`));
    for (const { token } of [INSTANCE, SECOND_INSTANCE]) {
        expect(shown.filter((words) => words.includes(token))).toEqual([]);
        expect(log.includes(token)).toBe(false);
    }
    expect(shown.some((words) => words.includes('iVBORw0KGgo'))).toBe(true);
    expect(log.includes('iVBORw0KGgo')).toBe(false);
});
