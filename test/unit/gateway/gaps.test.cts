import { Account, MINUTE } from '../../support/world/account.cjs';
import { World, textEvent } from '../../support/world/world.cjs';

/** Gaps are filled from the provider's history, once and in order, whoever dies over it. */

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);

const texts = (account: Account): string[] => account.world.rocketchat.messages.map(({ text }) => text);

/** A connection that is in use, and the event of a text that somebody wrote at this moment. */
async function used(seed: number): Promise<{ account: Account; writes: (n: number) => ReturnType<typeof textEvent> }> {
    const account = new Account(new World(seed));
    await account.connect();
    await account.pass(MINUTE);
    const writes = (n: number) => {
        const event = { ...textEvent(n), at: account.world.now };
        account.history.push(event);
        return event;
    };
    return { account, writes };
}

test('after some minutes without a run what was missed comes once and in order, also where its webhook comes later', async () => {
    for (const seed of SEEDS) {
        const { account, writes } = await used(seed);
        account.world.deliverEvent(0, writes(1));
        await account.world.scheduler.run();
        account.world.now += MINUTE;
        const [lost, late] = [writes(2), writes(3)];
        expect(lost.at).toBe(late.at);
        account.world.now += 5 * MINUTE;
        account.tick(0, 1);
        for (let steps = 0; steps < 60 + 5 * seed; steps++) await account.world.scheduler.step();
        account.world.kill(seed % 2);
        account.world.deliverEvent(1 - (seed % 2), late);
        await account.pass(6 * MINUTE, 0, 1);
        account.world.deliverEvent(0, lost);
        await account.pass(MINUTE);
        // Two of one moment are in the order in which they were journalled, and the webhook of the later may be faster.
        expect({ seed, texts: texts(account).sort() }).toEqual({ seed, texts: ['text 1', 'text 2', 'text 3'] });
        expect({ seed, first: texts(account)[0], left: account.left('gap'), problems: account.world.problems }).toEqual(
            { seed, first: 'text 1', left: 0, problems: [] },
        );
    }
});

test('what the history brings late is found by the second look, and what came before the gap stays where it is', async () => {
    const { account, writes } = await used(1);
    account.world.deliverEvent(0, writes(1));
    await account.world.scheduler.run();
    account.world.now += MINUTE;
    const missed = writes(2);
    account.world.now += 2 * MINUTE;
    account.history = account.history.filter((event) => event !== missed);
    await account.pass(MINUTE);
    expect(texts(account)).toEqual(['text 1']);
    account.history.push(missed);
    await account.pass(4 * MINUTE);
    expect(texts(account)).toEqual(['text 1', 'text 2']);
    expect(account.asked.filter((what) => what === 'missed').length).toBe(2);
});

test('nothing is asked for while the tick runs', async () => {
    const { account } = await used(1);
    await account.pass(30 * MINUTE);
    expect(account.asked).not.toContain('missed');
});

test('what was written while the account did not work comes when it works again', async () => {
    const { account, writes } = await used(1);
    await account.pass(10 * MINUTE);
    account.state = 'down';
    await account.tells(0, 'down');
    await account.pass(20 * MINUTE);
    writes(1);
    await account.pass(5 * MINUTE);
    account.state = 'ready';
    await account.pass(10 * MINUTE);
    expect(texts(account)).toEqual(['text 1']);
});

test('of an account that was down for a moment only, too', async () => {
    const { account, writes } = await used(1);
    await account.pass(10 * MINUTE);
    writes(1);
    await account.tells(0, 'down');
    await account.tells(1, 'ready');
    await account.pass(4 * MINUTE);
    expect(texts(account)).toEqual(['text 1']);
    expect(account.told).toEqual([]);
});

test('what was said before the account was connected, or may be forgotten, does not come', async () => {
    const { account, writes } = await used(1);
    const week = 8 * 24 * 60 * MINUTE;
    account.world.now += 2 * MINUTE;
    writes(1);
    account.world.now += week;
    writes(2);
    account.world.now += MINUTE;
    await account.pass(5 * MINUTE);
    expect(texts(account)).toEqual(['text 2']);
});

test('a provider that does not answer is asked again', async () => {
    const { account, writes } = await used(1);
    account.world.now += MINUTE;
    writes(1);
    account.world.now += 5 * MINUTE;
    account.silent = true;
    await account.pass(4 * MINUTE);
    account.silent = false;
    await account.pass(10 * MINUTE);
    expect(texts(account)).toEqual(['text 1']);
    expect(account.left('gap')).toBe(0);
});
