/**
 * The page on which an account is linked, in a real browser: `npm run test:browser`. Pictures of it lie in
 * `.cache/login-page` afterwards.
 */
import { mkdirSync } from 'fs';
import { join } from 'path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Client } from '../host/client.cjs';
import type { FormView } from '../host/views.cjs';
import { Desk, INSTANCE } from '../support/desk.cjs';
import { MINUTE, SECOND, pass, until } from '../integration/delivery/workbench.cjs';
import { launch } from './chromium.cjs';

const SHOTS = join(__dirname, '../../.cache/login-page');
const DESKTOP = { width: 1280, height: 800 } as const;
const PHONE = { width: 360, height: 640 } as const;
/** How often the page looks, with some room. */
const LOOK_MS = 6 * SECOND;
/** Until there is another code. */
const NEXT_CODE_MS = 21 * SECOND;
const PATIENCE_MS = 20 * SECOND;

jest.setTimeout(3 * MINUTE);

let desk: Desk;
let olga: Client;
let browser: Browser;

beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    browser = await launch();
    desk = await Desk.start({ runtimeTimeoutMs: 30_000 });
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
});

beforeEach(async () => {
    desk.green.setState(INSTANCE.id, 'notAuthorized');
    await desk.settle();
    await pass(desk, 6 * MINUTE);
});

afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
    await browser?.close();
    await desk?.stop();
});

/** A page that somebody looks at, and everything that went wrong on it. */
interface Seen {
    readonly page: Page;
    readonly wrong: string[];
    /** What it has fetched. */
    readonly requests: string[];
}

/** The address that the command tells. */
async function address(): Promise<string> {
    const words = await desk.command(olga, 'greenapi.qr', { forms: false });
    return /https?:\/\/\S+/.exec(words)?.[0] ?? '';
}

/** Opens the page in a browser of its own, whose time is the test's. */
async function look(link: string, options: BrowserContextOptions = {}): Promise<Seen> {
    const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
        if (message.type() !== 'log') wrong.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    if (options.javaScriptEnabled !== false) {
        await page.addInitScript(() => {
            document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
                console.error(`refused: ${violatedDirective} ${blockedURI}`),
            );
        });
        await page.clock.install({ time: desk.host.clock.now() });
    }
    await page.goto(link);
    return { page, wrong, requests };
}

/** Lets time pass, at the desk and in the browser. */
async function later(page: Page, ms: number): Promise<void> {
    await pass(desk, ms);
    await page.clock.runFor(ms);
}

const kindOf = (page: Page) => page.locator('main').getAttribute('data-kind');
const pictureOf = (page: Page) => page.locator('#picture').getAttribute('src');

/** Lets time pass until the page shows something. */
async function becomes(page: Page, what: string, holds: () => Promise<boolean>): Promise<void> {
    await until(
        what,
        async () => {
            if (await holds()) return true;
            await page.clock.runFor(LOOK_MS);
            return holds();
        },
        PATIENCE_MS,
    );
}

const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });

test('the code is seen, renews itself, and the scan ends it; nothing goes wrong, and nothing else is fetched', async () => {
    const link = await address();
    const { page, wrong, requests } = await look(link);
    const image = page.getByRole('img', { name: 'Code for linking WhatsApp' });
    expect(await image.isVisible()).toBe(true);
    expect(await image.evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBe(264);
    expect(await page.getByRole('status').innerText()).toContain('Scan this code with the phone');
    expect(await page.getByRole('timer').innerText()).toMatch(/^[45]:\d\d$/);
    expect(await page.title()).toBe(`Scan this code with the phone – WhatsApp · GREEN-API ${INSTANCE.id}`);
    await shot(page, 'code-light');
    const first = await pictureOf(page);
    await later(page, NEXT_CODE_MS);
    await becomes(page, 'another code', async () => (await pictureOf(page)) !== first);
    expect(await image.evaluate((node) => (node as HTMLImageElement).decode().then(() => true))).toBe(true);
    desk.green.scan(INSTANCE.id);
    await desk.settle();
    await becomes(page, 'that it is linked', async () => (await kindOf(page)) === 'linked');
    expect(await page.getByRole('heading').innerText()).toBe('Linked');
    expect(await page.getByRole('status').innerText()).toContain(`+${INSTANCE.phone}`);
    expect(await image.isVisible()).toBe(false);
    expect(await page.getByRole('timer').isVisible()).toBe(false);
    await shot(page, 'linked-light');
    const before = requests.length;
    await later(page, MINUTE);
    expect(requests.length).toBe(before);
    expect(requests.filter((url) => !url.startsWith('data:') && !url.startsWith(link))).toEqual([]);
    expect(wrong).toEqual([]);
});

test('when its time is over it says so, and asks for nothing more', async () => {
    const { page, wrong, requests } = await look(await address());
    // In the browser only: of what is answered with 410 browsers complain.
    await page.clock.runFor(5 * MINUTE);
    await becomes(page, 'the end', async () => (await kindOf(page)) === 'expired');
    expect(await page.getByRole('status').innerText()).toContain('give the command in Rocket.Chat once more');
    await shot(page, 'expired-light');
    const before = requests.length;
    await page.clock.runFor(MINUTE);
    expect(requests.length).toBe(before);
    expect(wrong).toEqual([]);
    await pass(desk, 5 * MINUTE);
    const ended = await page.goto(page.url());
    expect(ended?.status()).toBe(410);
    expect(await page.getByRole('heading').innerText()).toBe('This page has ended');
});

test('a code to be typed is shown large; one that is refused ends the page', async () => {
    const triggerId = await olga.runCommand('greenapi.qr');
    await desk.host.idle();
    const view = (await olga.formOpenedBy(triggerId)) as FormView;
    await olga.submitForm(view, { phone: INSTANCE.phone });
    const { page, wrong } = await look(await address(), { colorScheme: 'dark' });
    expect(await page.locator('#code').innerText()).toMatch(/^\w{4}-\w{4}$/);
    expect(await page.getByRole('img').isVisible()).toBe(false);
    await shot(page, 'pairing-dark');
    desk.green.setState(INSTANCE.id, 'blocked');
    await later(page, 3 * MINUTE);
    await becomes(page, 'the refusal', async () => (await kindOf(page)) === 'refused');
    await shot(page, 'refused-dark');
    expect(wrong).toEqual([]);
});

test.each([
    ['code-dark', { colorScheme: 'dark' }],
    ['code-phone', { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
    ['code-phone-dark', { viewport: PHONE, isMobile: true, deviceScaleFactor: 2, colorScheme: 'dark' }],
] as const)('%s: the whole code is in sight, and nothing sticks out', async (name, options) => {
    const { page, wrong } = await look(await address(), options);
    const { width, height } = page.viewportSize() ?? DESKTOP;
    const box = await page.getByRole('img').boundingBox();
    expect(box).not.toBeNull();
    const { x = -1, y = -1, width: wide = 0, height: high = 0 } = box ?? {};
    expect([x >= 0, y >= 0, x + wide <= width, y + high <= height]).toEqual([true, true, true, true]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await shot(page, name);
    expect(wrong).toEqual([]);
});

test('speaks Russian to whoever asked in it', async () => {
    const { page } = await look((await address()).replace('l=en', 'l=ru'), {
        viewport: PHONE,
        isMobile: true,
        deviceScaleFactor: 2,
    });
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    expect(await page.getByRole('heading').innerText()).toBe('Отсканируйте этот код телефоном');
    await shot(page, 'code-phone-ru');
});

test('without scripts it shows the code too, and is loaded anew by itself', async () => {
    const { page } = await look(await address(), { javaScriptEnabled: false });
    expect(await page.getByRole('img').isVisible()).toBe(true);
    expect(await page.locator('meta[http-equiv="refresh"]').getAttribute('content')).toBe('20');
});

test('while Rocket.Chat does not answer it says so, and goes on afterwards', async () => {
    const { page } = await look(await address());
    await page.context().setOffline(true);
    const words = (): Promise<string> => page.locator('#words').innerText();
    await becomes(page, 'that nobody answers', async () => (await words()).includes('does not answer'));
    await page.context().setOffline(false);
    await becomes(page, 'what to do', async () => (await words()).includes('Linked devices'));
});

test('nothing runs in it but its own script', async () => {
    const { page } = await look(await address());
    const ran = await page.evaluate(() => {
        const script = document.createElement('script');
        try {
            script.textContent = 'document.title = "ran"';
            document.body.append(script);
        } catch {
            return 'refused';
        }
        return document.title === 'ran' ? 'ran' : 'refused';
    });
    expect(ran).toBe('refused');
    const framed = await page.context().newPage();
    await framed.setContent(`<iframe src="${page.url()}"></iframe>`);
    await framed.waitForTimeout(0);
    expect(await framed.frames()[1]?.locator('#picture').count()).toBe(0);
});
