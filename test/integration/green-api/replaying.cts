import type { Desk } from '../../support/desk.cjs';
import { INSTANCE } from '../../support/desk.cjs';

/** Where recorded webhooks say that files lie; the fake keeps them. What begins with `gone` it does not have. */
const STORAGE = 'https://storage.example';

/**
 * Sends a recorded webhook, with its files at the fake's storage, and waits until all has settled. Gives the way from
 * what was recorded to how it reads with that storage.
 */
export async function replay(desk: Desk, body: unknown): Promise<(value: unknown) => unknown> {
    const store = desk.green.files.url('').replace(/\/$/, '');
    const here = (value: unknown): unknown => JSON.parse(JSON.stringify(value).split(STORAGE).join(store)) as unknown;
    for (const [, name = ''] of JSON.stringify(body).matchAll(/https:\/\/storage\.example\/((?!gone)[\w.]+)/g)) {
        desk.green.files.keep(name, Buffer.from(name), 'application/octet-stream');
    }
    desk.green.pushWebhook(INSTANCE.id, here(body) as object);
    await desk.settle();
    expect(desk.green.deliveries(INSTANCE.id).at(-1)?.status).toBe(200);
    return here;
}
