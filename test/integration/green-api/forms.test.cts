import type { Client } from '../../host/client.cjs';
import { APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';
import { MINUTE, notesTo, pass, until } from '../delivery/workbench.cjs';

/** Commands that take a secret, typed alone: they open a form. */

const FORMS = {
    'greenapi.register-workspace': ['userId', 'token'],
    'greenapi.register-agent': ['userId', 'token'],
    'greenapi.update-token': ['userId', 'token'],
    'greenapi.create-instance': ['id', 'token'],
} as const;

let desk: Desk;
/** An administrator who is an agent too: he may use all of them. */
let boss: Client;
let olga: Client;

beforeAll(async () => {
    // The platform waits longer for a form than the app takes.
    desk = await Desk.start({ runtimeTimeoutMs: 10_000 });
    boss = await desk.admin.createUser('boss', { roles: ['admin'] });
    await desk.admin.makeAgent('boss');
    olga = await desk.registeredAgent('olga');
    desk.green.addInstance(INSTANCE);
});

beforeEach(() => desk.host.calls.reset());

afterAll(() => desk.stop());

const fieldsOf = (form: Awaited<ReturnType<Client['openForm']>>): string[] =>
    form.blocks.flatMap(({ element }) => element?.actionId ?? []);

/** With everything that the platform itself writes down. */
const wholeLog = async (): Promise<string> => JSON.stringify(await desk.admin.get(`/api/apps/${APP_ID}/logs`));

test.each(Object.entries(FORMS))('/%s opens its form before anybody is asked anything', async (command, fields) => {
    const form = await boss.openForm(command);
    expect(fieldsOf(form)).toEqual(fields);
    const calls = desk.host.calls.list().map(({ name }) => name);
    expect(calls[0]).toBe('uiInteraction.notifyUser');
    expect(calls).not.toContain('http.call');
    // And for clients that show none there is another way.
    expect((await boss.ephemeral()).slice(-1)[0]?.text).toContain(`type \`/${command} [`);
});

test('who may not use a command gets no form, and cannot fill in that of another', async () => {
    await olga.runCommand('greenapi.register-workspace');
    expect((await olga.modals()).filter(({ view }) => String(view?.['id']).includes('workspace'))).toEqual([]);
    const stolen = await olga.submitForm(await boss.openForm('greenapi.register-workspace'), {});
    expect(stolen.json).toMatchObject({
        errors: { userId: 'This command is for administrators of the workspace.' },
    });
});

test('what is wrong is said at its field, and nothing is asked of anybody', async () => {
    const fill = (command: string, values: Record<string, string>) => desk.fillIn(boss, command, values);
    expect(await fill('greenapi.create-instance', {})).toBe('Please fill this in.\nPlease fill this in.');
    expect(await fill('greenapi.create-instance', { id: 'seven', token: INSTANCE.token })).toContain('10 to 12 digits');
    expect(await fill('greenapi.create-instance', { id: INSTANCE.id, token: 'a b' })).toContain('8 to 200');
    const half = 'Please fill in both fields or leave both empty.';
    expect(await fill('greenapi.register-agent', { userId: boss.userId })).toBe(half);
    expect(await fill('greenapi.register-agent', { userId: 'line\nbreak', token: 'x' })).toContain(
        'letters and digits',
    );
    expect(desk.host.calls.list().map(({ name }) => name)).not.toContain('http.call');
    const ivan = await desk.admin.createUser('ivan', { language: 'ru' });
    await desk.admin.makeAgent('ivan');
    const form = await ivan.openForm('greenapi.create-instance');
    expect(form.title.text).toBe('Подключение инстанса');
    expect((await ivan.submitForm(form, { id: INSTANCE.id })).json).toMatchObject({
        errors: { token: 'Заполните это поле.' },
    });
});

test('filled in they do what the command does, and nothing of it is logged; typed it is, and the answer says so', async () => {
    const { userId = '', authToken = '' } = olga.login ?? {};
    expect(await desk.fillIn(olga, 'greenapi.update-token', { userId, token: authToken })).toContain('✅');
    const created = await desk.fillIn(olga, 'greenapi.create-instance', { id: INSTANCE.id, token: INSTANCE.token });
    expect(created).toMatch(/^✅/);
    expect(created).not.toContain('🔑');
    const log = await wholeLog();
    expect(log).not.toContain(INSTANCE.token);
    expect(log).not.toContain(authToken);
    const typed = await desk.command(olga, `greenapi.create-instance ${INSTANCE.id} ${INSTANCE.token}`);
    expect(typed).toMatch(/^✅[\s\S]*🔑 [\s\S]*type `\/greenapi\.create-instance` alone/);
    expect(await wholeLog()).toContain(INSTANCE.token);
});

test('where it takes longer the form is answered in time, and the result is a direct message', async () => {
    desk.green.faults.add({ route: 'getSettings', kind: 'slow', delayMs: MINUTE });
    const form = await olga.openForm('greenapi.create-instance');
    const { status, json } = await olga.submitForm(form, { id: INSTANCE.id, token: INSTANCE.token });
    expect([status, json]).toEqual([200, { success: true }]);
    expect((await olga.ephemeral()).slice(-1)[0]?.text).toContain('told in a direct message');
    expect(await notesTo(olga)).toEqual([]);
    await pass(desk, MINUTE);
    await until('the result', async () => (await notesTo(olga)).some(({ msg }) => msg.startsWith('✅ Instance')));
});
