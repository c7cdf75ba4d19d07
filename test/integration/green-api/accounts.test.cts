import type { Client } from '../../host/client.cjs';
import { APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';
import {
    HOUR,
    MINUTE,
    SECOND,
    chat,
    customer,
    incoming,
    kept,
    notesIn,
    notesTo,
    pass,
    ticks,
    until,
    weed,
} from '../delivery/workbench.cjs';

/** What becomes of instances after they were connected: watched, listed, moved to another address, removed. */

let desk: Desk;
let olga: Client;
let pavel: Client;

beforeAll(async () => {
    desk = await Desk.start({ servers: 2 });
    olga = await desk.registeredAgent('olga');
    pavel = await desk.registeredAgent('pavel');
});

afterEach(async () => {
    expect(desk.green.faults.pending).toEqual([]);
    for (const kind of ['connection', 'hook', 'watch', 'gone', 'dead', 'out', 'address']) await weed(desk, kind);
    await pass(desk, 31 * SECOND); // what servers remember of it
});

afterAll(() => desk.stop());

let instances = 0;

/** An instance of its own at GREEN-API, not connected yet. */
function fresh(more: { state?: string; settings?: Record<string, string> } = {}) {
    instances += 1;
    const instance = {
        id: `71039${String(10_000 + instances)}`,
        token: `tok3nFRESH${10_000 + instances}`,
        phone: INSTANCE.phone,
    };
    desk.green.addInstance({ ...instance, ...more });
    return instance;
}

type Instance = ReturnType<typeof fresh>;

const create = (user: Client, { id, token }: Instance) => desk.fillIn(user, 'greenapi.create-instance', { id, token });

async function connected(user: Client = olga): Promise<Instance> {
    const instance = fresh();
    expect(await create(user, instance)).toMatch(/^✅/);
    return instance;
}

async function settingsOf({ id, token }: Instance): Promise<Record<string, string>> {
    const response = await fetch(`${desk.green.url}/waInstance${id}/getSettings/${token}`);
    return (await response.json()) as Record<string, string>;
}

/** What somebody was told of how this instance came along, oldest first. */
async function toldOf(user: Client, { id }: Instance): Promise<string[]> {
    return (await notesTo(user)).map(({ msg }) => msg).filter((msg) => msg.includes(id) && /ready|готов/.test(msg));
}

/** Time enough for a look, or for all of them. */
const oneLook = (): Promise<void> => ticks(desk, 4);
const allLooks = async (): Promise<void> => {
    for (let minute = 0; minute < 6; minute++) await pass(desk, MINUTE);
};

describe('after it was connected an instance is watched', () => {
    test('until GREEN-API has put everything into force: then its owner is told, once', async () => {
        const instance = await connected();
        expect(await toldOf(olga, instance)).toEqual([]);
        await oneLook();
        await allLooks();
        expect(await toldOf(olga, instance)).toEqual([
            `✅ Instance ${instance.id} (${INSTANCE.phone}) is ready: its messages arrive here.`,
        ]);
        expect(await kept(desk, 'watch')).toEqual([]);
    });

    test('a phone that is linked meanwhile counts, and is known from then on', async () => {
        const instance = fresh({ state: 'notAuthorized' });
        expect(await create(olga, instance)).toContain('link the phone');
        await oneLook();
        expect(await toldOf(olga, instance)).toEqual([]);
        desk.green.setState(instance.id, 'authorized');
        await desk.settle();
        await oneLook();
        expect((await toldOf(olga, instance))[0]).toContain(`(${INSTANCE.phone}) is ready`);
        expect(await desk.command(desk.admin, 'greenapi.list-instances')).toContain(
            `*${instance.id}* — authorized, phone ${INSTANCE.phone}`,
        );
    });

    test('for five minutes: settings that were accepted and did not come into force are told by name', async () => {
        const instance = fresh();
        desk.green.faults.add({ route: 'setSettings', kind: 'status', status: 200, body: { saveSettings: true } });
        expect(await create(olga, instance)).toMatch(/^✅/);
        await pass(desk, 4 * MINUTE);
        expect(await toldOf(olga, instance)).toEqual([]);
        await allLooks();
        const [told, ...more] = await toldOf(olga, instance);
        expect(more).toEqual([]);
        expect(told).toMatch(
            /is not ready\.[\s\S]*not put these settings into force: webhookUrl, webhookUrlToken, incoming/,
        );
    });

    test('one that does not answer any more is told with the reason, in the language of its owner', async () => {
        const ivan = await desk.admin.createUser('ivan', { language: 'ru' });
        await desk.admin.makeAgent('ivan');
        await desk.fillIn(ivan, 'greenapi.register-agent');
        const instance = await connected(ivan);
        desk.green.faults.add({ route: 'getSettings', kind: 'status', status: 401, body: '', times: Infinity });
        await allLooks();
        desk.green.faults.clear();
        expect(await toldOf(ivan, instance)).toEqual([expect.stringMatching(/^⚠️ Инстанс \d+ не готов\.\n.+/)]);
    });

    test('across a death of the app', async () => {
        const instance = await connected();
        desk.host.engines.forEach((engine) => engine.killApp());
        for (const engine of desk.host.engines) await engine.appWorks();
        await allLooks();
        expect(await toldOf(olga, instance)).toHaveLength(1);
    });
});

describe('removing an instance', () => {
    const remove = (user: Client, { id }: Instance) => desk.command(user, `greenapi.remove-instance ${id}`);

    test('is for its owner and for administrators', async () => {
        const instance = await connected();
        expect(await remove(pavel, instance)).toContain('connected by another agent');
        expect(await remove(desk.admin, instance)).toMatch(/^✅/);
        expect(await remove(desk.admin, instance)).toContain('No such instance is connected');
        expect(await create(pavel, instance)).toMatch(/^✅/);
        expect(await remove(pavel, instance)).toMatch(/^✅/);
    });

    test('clears its webhook, says so in open rooms, and leaves the history; answers are told to be undelivered', async () => {
        const instance = await connected();
        const { roomId } = await chat(desk, customer(), instance.id);
        expect(await remove(olga, instance)).toBe(
            `✅ Instance ${instance.id} is removed. Its chats and their history stay; answers in them are not delivered any more.`,
        );
        expect(await settingsOf(instance)).toMatchObject({
            webhookUrl: '',
            webhookUrlToken: '',
            incomingWebhook: 'no',
        });
        expect(await desk.transcript(roomId)).toEqual(['hello', expect.stringContaining('was disconnected')]);
        await pass(desk, 31 * SECOND); // the other server remembers it for that long
        await desk.agentWrites(olga, roomId, 'anybody there?');
        await until('the note', async () => (await notesIn(desk, roomId)).length === 2);
        expect((await notesIn(desk, roomId))[1]?.msg).toContain('is not connected any more');
        expect(desk.accepted(instance.id)).toEqual([]);
    });

    test('late webhooks are taken and dropped for a day, and refused after that', async () => {
        const instance = await connected();
        const { webhookUrlToken } = await settingsOf(instance);
        await remove(olga, instance);
        const late = customer();
        const push = async (server: number): Promise<number> => {
            const body = incoming(late, `LATE${server}`, 'too late', desk.host.clock.now());
            const headers = { authorization: `Bearer ${webhookUrlToken ?? ''}` };
            return (await desk.admin.webhook(APP_ID, 'webhooks/green-api', body, headers, { server })).status;
        };
        expect([await push(0), await push(1)]).toEqual([200, 200]);
        await pass(desk, 23 * HOUR);
        expect(await push(0)).toBe(200);
        expect((await desk.admin.rooms()).filter(({ fname }) => fname === late.name)).toEqual([]);
        await pass(desk, HOUR);
        expect(await push(0)).toBe(401);
    });

    test('goes on where GREEN-API refuses, and says so', async () => {
        const instance = await connected();
        desk.green.faults.add({ route: 'setSettings', kind: 'status', status: 401, body: '' });
        expect(await remove(olga, instance)).toMatch(
            /^✅[\s\S]*could not be cleared: GREEN-API does not accept the token/,
        );
        expect(await desk.command(desk.admin, 'greenapi.list-instances')).toBe('No instance is connected yet.');
    });
});

describe('a new public address', () => {
    const sync = (address = '') => desk.command(desk.admin, `greenapi.sync-app-url ${address}`.trim());
    const hookUrl = (address: string): string => `${address}/api/apps/public/${APP_ID}/webhooks/green-api`;

    test('is set for every instance with a new token, and each one that fails is named', async () => {
        const [good, bad] = [await connected(), await connected(pavel)];
        const before = await settingsOf(good);
        desk.green.faults.add({ route: 'setSettings', kind: 'status', status: 403 });
        const answer = await sync('https://desk.example/');
        expect(answer).toMatch(/^The public address is https:\/\/desk\.example\.\n⚠️ This app does not answer/);
        const [failed] = [good, bad].filter(({ id }) => answer.includes(`• ${id}: ⚠️ not set: GREEN-API refuses`));
        const [done] = [good, bad].filter(({ id }) => answer.includes(`• ${id}: ✅ set`));
        expect(new Set([failed, done])).toEqual(new Set([good, bad]));
        expect(await settingsOf(done ?? good)).toMatchObject({ webhookUrl: hookUrl('https://desk.example') });
        expect(await settingsOf(failed ?? bad)).toMatchObject({ webhookUrl: before['webhookUrl'] });
        // It holds for those that are connected later, until the setting is changed.
        expect(await settingsOf(await connected())).toMatchObject({ webhookUrl: hookUrl('https://desk.example') });
        await desk.saveSettings({ app_url: 'https://other.example' });
        expect(await settingsOf(await connected())).toMatchObject({ webhookUrl: hookUrl('https://other.example') });
        expect(await sync()).toContain('https://other.example');
        expect(await settingsOf(bad)).toMatchObject({ webhookUrl: hookUrl('https://other.example') });
        await desk.saveSettings({ app_url: '' });
    });

    test('leaves the token before it good for ten minutes', async () => {
        const instance = await connected();
        const old = (await settingsOf(instance))['webhookUrlToken'] ?? '';
        await sync();
        const now = (await settingsOf(instance))['webhookUrlToken'] ?? '';
        expect(now).not.toBe(old);
        const who = customer();
        let n = 0;
        const push = async (token: string): Promise<number> => {
            const body = incoming(who, `MOVED${n++}`, `text ${n}`, desk.host.clock.now());
            return (await desk.webhook(body, { authorization: `Bearer ${token}` })).status;
        };
        expect([await push(old), await push(now)]).toEqual([200, 200]);
        await pass(desk, 9 * MINUTE);
        expect(await push(old)).toBe(200);
        await pass(desk, 2 * MINUTE);
        expect([await push(old), await push(now)]).toEqual([401, 200]);
        expect(await toldOf(desk.admin, instance)).toEqual([]); // only what is not in force is told
    });

    test('that GREEN-API has accepted and not put into force is told, and the token before it stays good', async () => {
        const instance = await connected();
        const old = (await settingsOf(instance))['webhookUrlToken'] ?? '';
        desk.green.faults.add({ route: 'setSettings', kind: 'status', status: 200, body: { saveSettings: true } });
        await sync('https://desk.example');
        await allLooks();
        expect(await toldOf(desk.admin, instance)).toEqual([expect.stringContaining('webhookUrl, webhookUrlToken')]);
        await pass(desk, 10 * MINUTE);
        const body = incoming(customer(), 'STILL', 'still here', desk.host.clock.now());
        expect((await desk.webhook(body, { authorization: `Bearer ${old}` })).status).toBe(200);
    });

    test.each(['desk.example', 'ftp://desk.example', 'https://desk.example?x=1', 'https://user@desk.example'])(
        '%s is none',
        async (address) => {
            expect(await sync(address)).toContain('not an address of a workspace');
            expect(await kept(desk, 'address')).toEqual([]);
        },
    );
});

test('the lists name instances with what came, went, waits and failed, and agents with what is theirs', async () => {
    const instance = await connected(pavel);
    const { roomId } = await chat(desk, customer(), instance.id);
    desk.green.faults.add({ route: 'sendMessage', kind: 'status', status: 466 });
    await desk.agentWrites(pavel, roomId, 'refused');
    await until('the note', async () => (await notesIn(desk, roomId)).length === 1);
    const moment = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d \\(UTC\\)';
    expect(await desk.command(desk.admin, 'greenapi.list-instances')).toMatch(
        new RegExp(
            `^\\*GREEN-API instances\\*\\n• \\*${instance.id}\\* — authorized, phone ${INSTANCE.phone}, owner @pavel, ` +
                `connected [\\d-]+; last message in ${moment}, out never; waiting 0, failed 1$`,
        ),
    );
    const users = await desk.command(desk.admin, 'greenapi.list-users');
    expect(users).toMatch(/^\*Registered agents\*\n• @olga — registered [\d-]+, instances: none$/m);
    expect(users).toMatch(new RegExp(`^• @pavel — registered [\\d-]+, instances: ${instance.id}$`, 'm'));
});
