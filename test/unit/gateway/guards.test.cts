import { forgetConnection } from '../../../src/gateway/connections/connections';
import { watch } from '../../../src/gateway/connections/watches';
import type { Readiness } from '../../../src/channels/channel';
import { digestOf, secretOf } from '../../../src/lib/secrets';
import { Account, HOOK, MINUTE } from '../../support/world/account.cjs';
import { CONNECTION, World } from '../../support/world/world.cjs';

/** How connections stand is found out and told once, with several servers and deaths between any two calls. */

// Many seeds: how long they take is up to the machine.
jest.setTimeout(300_000);

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);
const LOGGED = { ...CONNECTION, credentials: { plain: { logRoom: '#log' }, secret: {} } };

const DOWN = expect.stringMatching(/^@agent ⚠️ \*one\* \(Post\) does not work: its phone/) as unknown;
const WORKS = expect.stringMatching(
    /^@agent ✅ \*one\* \(Post\) works again since .+\. It did not since .+\.$/,
) as unknown;

async function connected(seed = 1, connection = CONNECTION): Promise<Account> {
    const account = new Account(new World(seed), connection);
    await account.connect();
    return account;
}

test('owner and log room are told once of trouble and of its end, although servers look at once and die', async () => {
    for (const seed of SEEDS) {
        const account = await connected(seed, LOGGED);
        account.state = 'down';
        await account.tells(seed % 2, 'down');
        await account.tells(1 - (seed % 2), 'down');
        account.world.now += MINUTE;
        account.tick(0, 1);
        // What reads the buckets takes most of the steps; what looks after the connection comes behind it.
        for (let steps = 0; steps < 130 + 2 * seed; steps++) await account.world.scheduler.step();
        account.world.kill(seed % 2);
        await account.pass(12 * MINUTE, 0, 1);
        account.state = 'ready';
        await account.pass(12 * MINUTE, 0, 1);
        const room = account.told.filter((line) => line.startsWith('#log'));
        expect({ seed, told: account.told.filter((line) => !room.includes(line)) }).toEqual({
            seed,
            told: [DOWN, WORKS],
        });
        expect({ seed, room: room.length, left: account.left('nudge') }).toEqual({ seed, room: 2, left: 0 });
    }
});

test('what the provider told and takes back before anybody asks him is told to nobody', async () => {
    const account = await connected();
    await account.tells(0, 'down');
    await account.pass(15 * MINUTE);
    expect(account.told).toEqual([]);
    await account.tells(0, 'ready');
    await account.pass(MINUTE);
    expect([account.told, account.left('nudge')]).toEqual([[], 0]);
});

test('a state that comes and goes is told each time that it was found', async () => {
    const account = await connected();
    for (const state of ['down', 'ready', 'down', 'ready']) {
        account.state = state;
        await account.tells(0, state);
        await account.pass(MINUTE);
    }
    expect(account.told).toEqual([DOWN, WORKS, DOWN, WORKS]);
});

test('without a word of the provider it is found within ten minutes', async () => {
    const account = await connected();
    account.state = 'down';
    await account.pass(9 * MINUTE);
    expect(account.told).toEqual([]);
    await account.pass(MINUTE);
    expect(account.told).toEqual([DOWN]);
    account.state = 'ready';
    await account.pass(10 * MINUTE);
    expect(account.told).toEqual([DOWN, WORKS]);
});

test('a start is no trouble, unless it lasts for more than five minutes', async () => {
    const account = await connected();
    account.state = 'starting';
    await account.tells(0, 'starting');
    await account.pass(4 * MINUTE);
    account.state = 'ready';
    await account.pass(10 * MINUTE);
    expect(account.told).toEqual([]);
    account.state = 'starting';
    await account.tells(0, 'starting');
    await account.pass(7 * MINUTE);
    expect(account.told).toEqual([expect.stringContaining('has been starting for more than 5 minutes')]);
});

test('a state that nobody knows is told to nobody, and no answer at all neither', async () => {
    const account = await connected();
    account.state = 'hibernating';
    await account.pass(25 * MINUTE);
    account.silent = true;
    await account.pass(25 * MINUTE);
    expect([account.told, account.world.problems]).toEqual([[], []]);
});

test('while it does not answer, what it told by itself is believed', async () => {
    const account = await connected();
    account.silent = true;
    await account.tells(0, 'down');
    await account.pass(MINUTE);
    expect(account.told).toEqual([DOWN]);
    account.silent = false;
    await account.pass(2 * MINUTE);
    expect(account.told).toEqual([DOWN, WORKS]);
});

test('whoever has just set it up and was told how it stands hears only of a change', async () => {
    const found: Readiness = { missing: [], state: 'down', ready: false, address: '' };
    const account = await connected();
    account.state = 'down';
    const on = account.on.bind(account);
    account.on = (index) => {
        const gateway = on(index);
        const readiness = (): Promise<Readiness> =>
            account.world.scheduler.call(gateway.memory.process, 'readiness', () => found);
        return { ...gateway, channels: gateway.channels.map((channel) => ({ ...channel, readiness })) };
    };
    const teller = { userId: 'agent', language: 'en', hears: 'both' } as const;
    const begun = watch(account.on(0), CONNECTION, HOOK, digestOf(secretOf('hook secret')), teller);
    await account.world.scheduler.run();
    await begun;
    await account.tells(0, 'down');
    await account.pass(25 * MINUTE);
    expect(account.told).toEqual([expect.stringContaining('is not ready')]);
    account.state = 'ready';
    await account.pass(10 * MINUTE);
    expect(account.told.slice(1)).toEqual([WORKS]);
});

describe('a log room that cannot be told', () => {
    interface Failing {
        readonly account: Account;
        /** How often the room was tried to be told. */
        tries: number;
        fails: boolean;
    }

    async function failing(): Promise<Failing> {
        const account = await connected(1, LOGGED);
        const state: Failing = { account, tries: 0, fails: true };
        const on = account.on.bind(account);
        account.on = (index) => {
            const gateway = on(index);
            const { desk } = gateway;
            const note: typeof desk.note = (...given) => {
                state.tries += 1;
                return state.fails ? Promise.reject(new Error('error-no-room')) : desk.note(...given);
            };
            return { ...gateway, desk: { ...desk, note } };
        };
        account.state = 'down';
        await account.pass(10 * MINUTE);
        expect(account.told).toEqual([DOWN]);
        return state;
    }

    test('is told later, once, and the owner is not told again', async () => {
        const state = await failing();
        const { account } = state;
        await account.pass(25 * MINUTE);
        expect([account.told, account.left('untold')]).toEqual([[DOWN], 1]);
        state.fails = false;
        await account.pass(12 * MINUTE);
        expect(account.told).toEqual([
            DOWN,
            expect.stringMatching(/^#log ⚠️ \*one\* \(Post\) does not work: its phone/),
        ]);
        const { tries } = state;
        await account.pass(30 * MINUTE);
        expect([account.told.length, state.tries, account.left('untold')]).toEqual([2, tries, 0]);
    });

    test('is told in the order in which it happened', async () => {
        const state = await failing();
        const { account } = state;
        await account.pass(5 * MINUTE);
        account.state = 'ready';
        await account.tells(0, 'ready');
        await account.pass(2 * MINUTE);
        expect([account.told, account.left('untold')]).toEqual([[DOWN, WORKS], 2]);
        state.fails = false;
        // A third thing comes before the turn of the two that wait.
        account.state = 'down';
        await account.tells(0, 'down');
        await account.pass(2 * MINUTE);
        const inRoom = account.told.filter((line) => line.startsWith('#log'));
        expect(inRoom.map((line) => /does not work|works again/.exec(line)?.[0])).toEqual([
            'does not work',
            'works again',
            'does not work',
        ]);
        expect(account.left('untold')).toBe(0);
    });

    test('is given up after a day', async () => {
        const state = await failing();
        const { account } = state;
        account.world.now += 24 * 60 * MINUTE;
        await account.pass(2 * MINUTE);
        const { tries } = state;
        await account.pass(30 * MINUTE);
        expect([account.told, state.tries, account.left('untold')]).toEqual([[DOWN], tries, 0]);
    });

    test('is forgotten with its connection', async () => {
        const { account } = await failing();
        expect(account.left('untold')).toBe(1);
        await account.world.alone((gateway) =>
            forgetConnection({ ...gateway, channels: account.on(0).channels }, CONNECTION, 'dropped'),
        );
        expect(account.left('untold')).toBe(0);
    });
});

test('a log room that is not there is told of once', async () => {
    const plain = { logRoom: 'nowhere' };
    const account = await connected(1, { ...CONNECTION, credentials: { plain, secret: {} } });
    const warned: string[] = [];
    const on = account.on.bind(account);
    account.on = (index) => {
        const gateway = on(index);
        return { ...gateway, log: { ...gateway.log, warn: (words) => void warned.push(words) } };
    };
    for (const state of ['down', 'ready', 'down']) {
        account.state = state;
        await account.pass(20 * MINUTE);
    }
    expect(account.told.filter((line) => line.includes('nowhere'))).toHaveLength(1);
    expect(account.told).toHaveLength(4);
    // The log has it once for each of the three things that it was not told; nothing is tried again.
    expect(warned.filter((line) => line.includes('log room nowhere'))).toHaveLength(3);
    expect(account.left('untold')).toBe(0);
});

test('a connection of an earlier version is looked after from the first run on, one that is gone not any more', async () => {
    const world = new World(1);
    await world.connect();
    const account = new Account(world);
    await account.pass(MINUTE);
    expect(account.left('guard')).toBeGreaterThan(0);
    account.state = 'down';
    await account.pass(10 * MINUTE);
    expect(account.told).toEqual([DOWN]);
    await account.tells(0, 'ready');
    await world.alone((gateway) =>
        forgetConnection({ ...gateway, channels: account.on(0).channels }, CONNECTION, 'dropped'),
    );
    expect([account.left('guard'), account.left('nudge')]).toEqual([0, 0]);
    const asked = account.asked.length;
    await account.pass(25 * MINUTE);
    expect(account.asked).toHaveLength(asked);
});

test('what a run of the tick costs when nothing is due: nothing, but for the heartbeat twice a minute', async () => {
    const account = await connected();
    const cost = async (ms: number): Promise<string[]> => {
        account.world.now += ms;
        const from = account.world.scheduler.trace.length;
        account.tick(0);
        await account.world.scheduler.run();
        return account.world.scheduler.trace.slice(from).map((line) => line.split(' ').slice(1).join(' '));
    };
    await cost(5_000);
    const quiet = await cost(5_000);
    expect(quiet.filter((line) => /heartbeat|guard|conn/.test(line))).toEqual([]);
    const beating = await cost(25_000);
    expect(beating.filter((line) => !line.startsWith('read pend:'))).toEqual([
        'replace heartbeat',
        ...quiet.filter((line) => !line.startsWith('read pend:')).map(() => expect.any(String) as unknown),
    ]);
    expect(beating).toHaveLength(quiet.length + 1);
});
