import { ManualClock } from '../fake.cjs';
import { Receiver } from '../receiver.cjs';
import type { NewSubject } from './account.cjs';
import { Edna } from './fake.cjs';
import type { SentMessage } from './sent.cjs';

export const KEY = 'apik3yEXAMPLE0123456789';
export const WEBHOOK_KEY = 'webhookk3yEXAMPLE0123456789';
export const SHOP = 5501;
export const CASCADE = 9001;
export const ANNA = { phone: '79005550101', name: 'Anna' };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const clock = new ManualClock();
/** The fake of the test that runs, and the address to which it tells. */
export let fake: Edna;
export let desk: Receiver;
export let hook: string;

let requests = 0;

/** To be called once in each test; everything is stopped after it. The client has just written, so that one may answer him. */
export async function start(subject: Partial<NewSubject> = {}): Promise<void> {
    fake = new Edna({ clock });
    desk = new Receiver();
    hook = await desk.start();
    fake.addAccount({ key: KEY, webhookKey: WEBHOOK_KEY });
    fake.addSubject(KEY, { subjectId: SHOP, subject: 'shop_wa', phone: '79005550100', ...subject });
    fake.setSlots(SHOP, { inMessageCallbackUrl: hook, statusCallbackUrl: hook });
    fake.lastWrote(SHOP, ANNA.phone, clock.now());
    await fake.start();
}

afterEach(async () => {
    await fake.stop();
    await desk.stop();
});

export function post(path: string, body: unknown, key = KEY): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    return fetch(`${fake.url}/api/${path}`, { method: 'POST', headers, body: text });
}

export function get(path: string, key = KEY): Promise<Response> {
    return fetch(`${fake.url}/api/${path}`, { headers: { 'x-api-key': key } });
}

export const textContent = (text: string): object => ({ whatsappContent: { contentType: 'TEXT', text } });

/** The body of a message that is accepted, with other members over it. */
export function message(more: object = {}): object {
    requests += 1;
    return {
        requestId: `77777777-0000-4000-8000-${String(requests).padStart(12, '0')}`,
        cascadeId: CASCADE,
        subscriberFilter: { address: ANNA.phone, type: 'PHONE' },
        content: textContent(`Hello ${String(requests)}`),
        ...more,
    };
}

/** Sends a message that must be accepted. */
export async function send(more: object = {}): Promise<SentMessage> {
    const response = await post('cascade/schedule', message(more));
    expect(await response.json()).toEqual({ requestId: expect.any(String) as unknown });
    const sent = fake.sent(SHOP).at(-1);
    if (sent === undefined) {
        throw new Error('Nothing was accepted');
    }
    return sent;
}

/** The code of a refusal. */
export async function code(response: Response, status = 400): Promise<unknown> {
    expect(response.status).toBe(status);
    return ((await response.json()) as { title?: unknown }).title;
}

/** Lets time pass and waits for what comes of it. */
export async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    fake.tick();
    await fake.drain();
}

/** Lets time pass second by second, as statuses come one a second. */
export async function seconds(count: number): Promise<void> {
    for (let second = 0; second < count; second += 1) {
        await pass(1_000);
    }
}

/** One member of every callback that arrived. */
export const seen = (member: string): unknown[] => desk.received.map(({ payload }) => payload[member]);
