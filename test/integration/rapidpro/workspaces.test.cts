import type { Bench } from './workbench.cjs';
import { authorized, connectedBench, curl, talk } from './workbench.cjs';
import { RapidPro } from '../../fakes/rapidpro/fake.cjs';

/** Several RapidPro workspaces on one Rocket.Chat, and the commands around them. */

let bench: Bench;
let other: RapidPro;

beforeAll(async () => {
    bench = await connectedBench();
    other = new RapidPro({ clock: bench.desk.host.clock });
    await other.start();
});

afterAll(async () => {
    await other.stop();
    await bench.stop();
});

test('without arguments the command opens a form; what it says makes a second workspace', async () => {
    const { desk, baseUrl, settle, olga } = bench;
    const { admin } = desk;
    const beta = other.addWorkspace({ variant: 'upstream' });
    const pasted = { userId: admin.login?.userId ?? '', authToken: admin.login?.authToken ?? '' };
    expect((await beta.connect(baseUrl, pasted)).isConnected).toBe(false); // its secret is not known yet

    const form = await admin.openForm('rapidpro.connect beta');
    expect(JSON.stringify(form)).toContain('"initialValue":"beta"');
    const wrong = await admin.submitForm(form, { name: 'beta', secret: 'x y' });
    expect(JSON.stringify(wrong.json)).toContain('8 to 200');
    const told = await desk.fillIn(admin, 'rapidpro.connect beta', { name: 'beta', secret: beta.secret });
    expect(told).toContain(baseUrl);
    expect(told).not.toContain(beta.secret);
    expect((await beta.connect(baseUrl, pasted)).isConnected).toBe(true);

    // Both count their contacts from the same number.
    const [ann, bob] = [bench.acme.addContact({ name: 'Ann' }), beta.addContact({ name: 'Bob' })];
    const one = await bench.acme.openTicket(ann);
    const two = await beta.openTicket(bob);
    await settle();
    if (one.kind !== 'opened' || two.kind !== 'opened') throw new Error(JSON.stringify([one, two]));
    expect([ann.id === bob.id, one.roomId === two.roomId]).toEqual([true, false]);
    await beta.contactWrites(bob, { text: 'from Bob' });
    await desk.agentWrites(olga, two.roomId, 'to Bob');
    await settle();
    await other.drain();
    expect((await talk(bench, two.roomId)).slice(-2)).toEqual(['from Bob', 'to Bob']);
    expect(beta.replies.map(({ text }) => text)).toEqual(['to Bob']);
    expect(bench.acme.replies).toEqual([]);
});

test('the list shows the address to paste and how each stands; the secrets nowhere', async () => {
    const { desk, acme, baseUrl } = bench;
    const told = await desk.command(desk.admin, 'rapidpro.list');
    expect(told).toContain(baseUrl);
    expect(told).toMatch(/\*main\*: connected with 127\.0\.0\.1; last call in \d+ (s|min) ago/);
    expect(told).toMatch(/\*beta\*: connected with 127\.0\.0\.1/);
    expect(told).not.toContain(acme.secret);
    expect(await desk.command(desk.admin, 'switchboard.status')).toContain('*beta* (RapidPro)');
});

test('a secret that is in use makes no other connection', async () => {
    const { desk, acme } = bench;
    expect(await desk.command(desk.admin, `rapidpro.connect gamma ${acme.secret}`)).toContain('main');
    expect(await desk.command(desk.admin, `rapidpro.connect main ${'x'.repeat(32)}`)).toContain('App Secret');
});

test('a workspace that was removed is refused; the one of the settings is not removed by command', async () => {
    const { desk, baseUrl } = bench;
    const secret = 'x'.repeat(32);
    await desk.command(desk.admin, `rapidpro.connect gone ${secret}`);
    const check = () => curl('GET', `${baseUrl}/secret.check`, undefined, authorized(secret));
    expect((await check()).status).toBe(204);
    expect(await desk.command(desk.admin, 'rapidpro.remove gone')).toContain('removed');
    expect((await check()).status).toBe(403);
    expect(await desk.command(desk.admin, 'rapidpro.remove gone')).toContain('No connection');
    expect(await desk.command(desk.admin, 'rapidpro.remove main')).toContain('App Secret');
});

test('the commands are for administrators', async () => {
    const { desk, olga } = bench;
    for (const command of ['rapidpro.list', 'rapidpro.remove beta', 'rapidpro.connect x 12345678']) {
        expect(await desk.command(olga, command)).toContain('administrators');
    }
});
