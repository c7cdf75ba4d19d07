import { ManualClock } from '../fake.cjs';
import { Receiver } from '../receiver.cjs';
import { GreenApi, type GreenApiOptions } from './fake.cjs';
import type { Settings } from './instance.cjs';

export const ID = '7103990042';
export const TOKEN = 'tok3n0123456789';
export const PHONE = '15550100999';
export const CUSTOMER = { phone: '15550100123', name: 'Ann', text: 'Hi' };
export const CHAT = '15550100123@c.us';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const clock = new ManualClock();
/** The fake of the test that runs, and the address to which it delivers. */
export let fake: GreenApi;
export let desk: Receiver;
export let hook: string;

/** To be called once in each test; everything is stopped after it. */
export async function start(settings: Settings = {}, options: Partial<GreenApiOptions> = {}): Promise<void> {
    fake = new GreenApi({ clock, ...options });
    desk = new Receiver();
    hook = await desk.start();
    fake.addInstance({ id: ID, token: TOKEN, phone: PHONE, settings: { webhookUrl: hook, ...settings } });
    await fake.start();
}

afterEach(async () => {
    await fake.stop();
    await desk.stop();
});

export function url(method: string, { id = ID, token = TOKEN } = {}): string {
    return `${fake.url}/waInstance${id}/${method}/${token}`;
}

export async function get(method: string): Promise<unknown> {
    return (await fetch(url(method))).json();
}

export function post(method: string, body: unknown): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(url(method), { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
}

export async function send(message = 'Hello', more: object = {}): Promise<string> {
    const response = await post('sendMessage', { chatId: CHAT, message, ...more });
    expect(response.status).toBe(200);
    return ((await response.json()) as { idMessage: string }).idMessage;
}

export async function reason(response: Response): Promise<string> {
    expect(response.status).toBe(400);
    return ((await response.json()) as { message: string }).message;
}

/** Lets time pass and waits for the webhooks that come of it. */
export async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    fake.tick();
    await fake.drain();
}

/** One field of every webhook that arrived. */
export const seen = (field: string): unknown[] => desk.received.map(({ payload }) => payload[field]);
