import { pointWebhook } from '../../../src/gateway/connections/webhooks';
import { forgetConnection } from '../../../src/gateway/connections/connections';
import * as kept from '../../../src/gateway/records/records';
import { secretOf } from '../../../src/lib/secrets';
import { Account, HOOK, MINUTE } from '../../support/world/account.cjs';
import { CONNECTION, World, textEvent } from '../../support/world/world.cjs';

/** A queue that is stuck is freed: everything once and in order, and the webhook is on at the end, whoever dies over it. */

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);
const TELLER = { userId: 'agent', language: 'en', hears: 'problems' } as const;

const texts = (account: Account): string[] => account.world.rocketchat.messages.map(({ text }) => text);

/** One whose queue grows from look to look, up to the moment before it is noticed. */
async function stuck(seed: number, plain: Record<string, string> = {}): Promise<Account> {
    const account = new Account(new World(seed), { ...CONNECTION, credentials: { plain, secret: {} } });
    await account.connect();
    await account.pass(10 * MINUTE);
    for (const look of [0, 1]) {
        if (look > 0) await account.pass(10 * MINUTE);
        account.waiting.push(textEvent(3 * look + 1), textEvent(3 * look + 2), textEvent(3 * look + 3));
    }
    await account.pass(9 * MINUTE);
    expect(account.told).toEqual([]);
    return account;
}

const ALL = [1, 2, 3, 4, 5, 6].map((n) => `text ${n}`);
const FREED = [
    expect.stringMatching(/^@agent ⚠️ \*one\* .* while 6 webhooks wait at Post\..* They are fetched now/),
    expect.stringMatching(/^@agent ✅ \*one\* .* 6 webhooks that were stuck were fetched/),
] as unknown[];

test('it is told, switched off, fetched in order and switched on', async () => {
    const account = await stuck(1);
    await account.pass(20 * MINUTE);
    expect(texts(account)).toEqual(ALL);
    expect(account.told).toEqual(FREED);
    expect([account.url, account.waiting.length, account.left('drain')]).toEqual([HOOK, 0, 0]);
    await account.pass(40 * MINUTE);
    expect(account.told).toHaveLength(2);
});

test('also where servers work on it at once and die at any step', async () => {
    for (const seed of SEEDS) {
        const account = await stuck(seed);
        for (let minute = 0; minute < 4; minute++) {
            account.world.now += MINUTE;
            account.tick(0, 1);
            for (let steps = 0; steps < 120 + 3 * seed; steps++) await account.world.scheduler.step();
            account.world.kill((seed + minute) % 2);
            await account.world.scheduler.run();
        }
        await account.pass(30 * MINUTE, 0, 1);
        expect({ seed, texts: texts(account), url: account.url }).toEqual({ seed, texts: ALL, url: HOOK });
        expect({ seed, told: account.told.length, left: [account.waiting.length, account.left('drain')] }).toEqual({
            seed,
            told: 2,
            left: [0, 0],
        });
    }
});

const drainsIn = ({ world }: Account): string[] =>
    kept
        .only(
            kept.drain,
            world.rocketchat.records.map(({ data }) => data),
        )
        .map(({ name }) => name);

/** Lets time pass up to the moment in which the webhook is off and the queue about to be fetched. */
async function switchedOff(account: Account): Promise<void> {
    for (let tick = 0; tick < 5 && account.url !== ''; tick++) await account.pass(MINUTE);
    expect([account.url, account.left('drain')]).toEqual(['', 1]);
}

test('a server that comes late, after long telling, leaves the drain that another has begun meanwhile alone', async () => {
    const account = await stuck(1);
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    const on = account.on.bind(account);
    account.on = (index) => {
        const gateway = on(index);
        const { desk } = gateway;
        const directNote: typeof desk.directNote = (...note) => stalled.then(() => desk.directNote(...note));
        return index === 0 ? gateway : { ...gateway, desk: { ...desk, directNote } };
    };
    account.world.now += MINUTE;
    account.tick(1);
    await account.world.scheduler.run();
    await switchedOff(account);
    const begun = drainsIn(account);
    goOn();
    await account.world.scheduler.run();
    expect(drainsIn(account)).toEqual(begun);
    await account.pass(20 * MINUTE);
    expect([account.url, texts(account), account.left('drain')]).toEqual([HOOK, ALL, 0]);
    expect(account.told).toEqual(FREED);
});

test('a drain whose record another one has taken the place of is ended by that one: the webhook is on again', async () => {
    const account = await stuck(1);
    await switchedOff(account);
    await account.world.alone(async ({ records: store }) => {
        const [drain] = await kept.readOnly(store, kept.drain, ...kept.keys.drain('post', '1'));
        await store.replace(kept.keys.drain('post', '1'), { ...drain, name: 'another', phase: 'begin' });
    });
    await account.pass(20 * MINUTE);
    expect([account.url, texts(account), account.left('drain')]).toEqual([HOOK, ALL, 0]);
    expect(account.told).toEqual(FREED);
});

test('where that is switched off, it is told once, and nothing is touched', async () => {
    const account = await stuck(1, { unstick: 'false' });
    await account.pass(40 * MINUTE);
    expect(account.told).toEqual([expect.stringContaining('Switch on “Free a stuck queue”')]);
    expect([account.url, texts(account), account.asked.filter((what) => what.startsWith('point'))]).toEqual([
        HOOK,
        [],
        [],
    ]);
    account.waiting = [];
    await account.pass(10 * MINUTE);
    expect(account.told.slice(1)).toEqual([expect.stringContaining('messages arrive again')]);
});

test('a webhook that somebody has pointed elsewhere is left alone', async () => {
    const account = await stuck(1);
    account.url = 'https://other.example/secret/path';
    await account.pass(30 * MINUTE);
    expect(account.told).toEqual([
        expect.stringContaining('They are fetched now'),
        expect.stringMatching(/go to other\.example and not here/),
    ]);
    expect([account.url, account.left('drain')]).toEqual(['https://other.example/secret/path', 0]);
});

test('a queue that does not grow, or from which something arrives, is not stuck', async () => {
    const account = new Account(new World(1));
    await account.connect();
    account.waiting.push(textEvent(100));
    await account.pass(40 * MINUTE);
    for (let n = 1; n < 5; n++) {
        account.waiting.push(textEvent(100 + n));
        account.world.deliverEvent(0, textEvent(n));
        account.world
            .server(0)
            .memory.usage.set('post:1', { lastIn: account.world.now, lastOut: 0, lastHeard: 0, writtenAt: 0 });
        account.world
            .server(1)
            .memory.usage.set('post:1', { lastIn: account.world.now, lastOut: 0, lastHeard: 0, writtenAt: 0 });
        await account.pass(10 * MINUTE);
    }
    expect(account.told).toEqual([]);
});

test('one that cannot be switched off is given up after a while, and stays on', async () => {
    const account = await stuck(1);
    await account.pass(MINUTE);
    account.silent = true;
    await account.pass(30 * MINUTE);
    account.silent = false;
    await account.pass(5 * MINUTE);
    expect(account.told.slice(1)).toEqual([expect.stringContaining('could not be fetched')]);
    expect([account.url, account.left('drain')]).toEqual([HOOK, 0]);
});

test('one from which nothing can be taken off is given up after a while, and what was fetched stands once', async () => {
    const account = await stuck(1);
    account.keeps = true;
    await account.pass(15 * MINUTE);
    expect([account.url, account.left('drain')]).toEqual(['', 1]);
    // Once in a run, not as often as a run can.
    expect(account.asked.filter((call) => call === 'first').length).toBeLessThan(20);
    await account.pass(25 * MINUTE);
    expect(account.told.slice(1)).toEqual([
        expect.stringMatching(/could not be fetched \(1 webhooks were\): Post gives the same webhook again and again/),
    ]);
    expect([account.url, texts(account), account.left('drain')]).toEqual([HOOK, ['text 1'], 0]);
});

test('one that comes once more although it was taken off holds up nothing', async () => {
    const account = await stuck(1);
    account.keeps = true;
    await account.pass(5 * MINUTE);
    account.keeps = false;
    await account.pass(10 * MINUTE);
    expect([account.url, texts(account), account.left('drain')]).toEqual([HOOK, ALL, 0]);
    expect(account.told).toEqual(FREED);
});

test.each(['pointed here anew', 'taken off'])('it ends where the connection is %s meanwhile', async (what) => {
    const account = await stuck(1);
    await switchedOff(account);
    await account.world.alone(async () => {
        const gateway = account.on(0);
        const [channel] = gateway.channels;
        if (channel === undefined) throw new Error('no channel');
        if (what === 'taken off') {
            await forgetConnection(gateway, CONNECTION, 'dropped');
            return;
        }
        const set = { ...channel, setWebhook: () => Promise.resolve(void (account.url = 'https://new.example')) };
        await pointWebhook(gateway, set, CONNECTION, 'https://new.example', secretOf('another'), TELLER);
    });
    const asked = account.asked.length;
    await account.pass(15 * MINUTE);
    expect(account.asked.slice(asked).filter((call) => /point|first|drop/.test(call))).toEqual([]);
    expect([account.url, account.left('drain')]).toEqual([what === 'taken off' ? '' : 'https://new.example', 0]);
});
