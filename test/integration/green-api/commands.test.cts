import type { Client } from '../../host/client.cjs';
import { decode } from '../../host/store/encode.cjs';
import { Desk, INSTANCE } from '../../support/desk.cjs';

let desk: Desk;
let olga: Client;
let guest: Client;

beforeEach(async () => {
    desk = await Desk.start();
    olga = await desk.admin.createAgent('olga');
    guest = await desk.admin.createUser('guest');
});

afterEach(() => desk.stop());

/** What a client is answered that shows no forms; what follows the first line says that it was logged. */
const whole = (user: Client, line: string) => desk.command(user, line, { forms: false });
const say = async (user: Client, line: string) => (await whole(user, line)).replace(/\n🔑.*$/s, '');
const create = `greenapi.create-instance ${INSTANCE.id} ${INSTANCE.token}`;

test('who may do what is told by name, from the roles that Rocket.Chat itself gives', async () => {
    const admins = ['register-workspace', 'list-instances', 'list-users', 'sync-app-url'];
    for (const command of admins.map((name) => `greenapi.${name}`)) {
        expect(await say(olga, command)).toBe('This command is for administrators of the workspace.');
        expect(await say(guest, command)).toBe('This command is for administrators of the workspace.');
    }
    for (const command of ['greenapi.register-agent', 'greenapi.update-token a b', create]) {
        expect(await say(guest, command)).toContain('Administration → Omnichannel → Agents');
    }
    expect(await say(guest, 'greenapi.remove-instance 7103990042')).toContain('administrators and Omnichannel agents');
    expect(await say(guest, 'greenapi.help')).toContain('*Commands*');
});

test('each step names the one that is missing', async () => {
    desk.green.addInstance(INSTANCE);
    expect(await say(olga, 'greenapi.register-agent')).toContain('/greenapi.register-workspace');
    expect(await say(olga, create)).toContain('/greenapi.register-workspace');
    expect(await say(desk.admin, 'greenapi.register-workspace')).toContain('✅');
    expect(await say(olga, create)).toContain('/greenapi.register-agent');
    expect(await say(olga, 'greenapi.register-agent')).toContain('✅');
    expect(await say(olga, create)).toContain('✅');
    expect(await say(olga, create)).toContain('✅'); // once more, as after a renewed token
    const pavel = await desk.admin.createAgent('pavel');
    await say(pavel, 'greenapi.register-agent');
    expect(await say(pavel, create)).toBe(`Instance ${INSTANCE.id} is connected already, by another agent.`);
    expect(await say(desk.admin, 'greenapi.list-instances')).toMatch(
        new RegExp(
            `• \\*${INSTANCE.id}\\* — authorized, phone ${INSTANCE.phone}, owner @olga, connected \\d{4}-\\d\\d-\\d\\d; last message in never, out never; waiting 0, failed 0$`,
            'm',
        ),
    );
});

test('arguments are checked before anything is asked of anybody', async () => {
    expect(await say(olga, 'greenapi.create-instance 7103990042')).toBe(
        'Please give: `/greenapi.create-instance [instance-id] [instance-token]`\n' +
            'Or type `/greenapi.create-instance` alone: then a form opens.',
    );
    expect(await say(olga, 'greenapi.create-instance seven tok3nEXAMPLE')).toContain('10 to 12 digits');
    expect(await say(olga, 'greenapi.register-agent onlyone')).toContain('Please give');
    expect(desk.green.log).toEqual([]);
});

test('a user id and a token are proved against the workspace, and must be the right ones', async () => {
    const { userId, authToken } = desk.admin.login ?? { userId: '', authToken: '' };
    const hers = olga.login ?? { userId: '', authToken: '' };
    expect(await say(desk.admin, `greenapi.register-workspace ${userId} wrong`)).toContain('were not accepted');
    expect(await say(desk.admin, `greenapi.register-workspace ${hers.userId} ${hers.authToken}`)).toContain(
        'no administrator',
    );
    expect(await say(desk.admin, `greenapi.register-workspace ${userId} ${authToken}`)).toContain('✅');
    expect(await say(olga, `greenapi.register-agent ${userId} ${authToken}`)).toContain('are not yours');
    expect(await say(olga, `greenapi.register-agent ${hers.userId} ${hers.authToken}`)).toContain('✅');
    const stored = JSON.stringify((await desk.host.store.persistence.find({})).map(({ data }) => decode(data)));
    expect(stored).not.toContain(authToken);
    expect(stored).not.toContain(hers.authToken);
});

describe('with workspace and agent registered', () => {
    beforeEach(async () => {
        await say(desk.admin, 'greenapi.register-workspace');
        await say(olga, 'greenapi.register-agent');
    });

    test('wrong credentials are refused with the reason, without the token, and leave nothing behind', async () => {
        desk.green.addInstance({ ...INSTANCE, token: 'another-token-0123456789' });
        const answer = await say(olga, create);
        expect(answer).toBe(
            `Instance ${INSTANCE.id} was not connected: GREEN-API does not accept the token of this instance. Connect the instance again with its new token.`,
        );
        expect(await say(desk.admin, 'greenapi.list-instances')).toBe('No instance is connected yet.');
    });

    test('an instance that GREEN-API does not know is refused', async () => {
        expect(await say(olga, create)).toContain('refuses this instance');
    });

    test('an instance of another messenger is refused', async () => {
        desk.green.addInstance({ ...INSTANCE, settings: { typeInstance: 'telegram' } });
        expect(await say(olga, create)).toContain('Only WhatsApp instances');
    });

    test('when the settings cannot be set nothing stays, and the command can be given again', async () => {
        desk.green.addInstance(INSTANCE);
        desk.green.faults.add({ route: 'setSettings', kind: 'status', status: 403 });
        expect(await say(olga, create)).toContain('was not connected');
        expect(await say(desk.admin, 'greenapi.list-instances')).toBe('No instance is connected yet.');
        expect(await say(olga, create)).toContain('✅');
    });

    test('an instance without a phone, and one whose webhook belongs to somebody else, are pointed out', async () => {
        desk.green.addInstance({
            ...INSTANCE,
            state: 'notAuthorized',
            settings: { webhookUrl: 'https://crm.example/secret-path' },
        });
        const answer = await say(olga, create);
        expect(answer).toContain('link the phone');
        expect(answer).toContain('crm.example');
        expect(answer).not.toContain('secret-path');
    });

    test('the answer comes in the language of whoever asks', async () => {
        const ivan = await desk.admin.createUser('ivan', { language: 'ru' });
        expect(await say(ivan, 'greenapi.list-instances')).toBe(
            'Эта команда — для администраторов рабочего пространства.',
        );
    });

    test('the address that GREEN-API is given is the App URL where one is set', async () => {
        desk.green.addInstance(INSTANCE);
        const appId = '9a1f8c52-6a0e-4b0c-9d6e-2f5c7b3e41d8';
        await desk.saveSettings({ app_url: 'https://desk.example/' });
        await say(olga, create);
        const settings = desk.green.log.filter(({ route }) => route === 'setSettings').map(({ body }) => body);
        expect(settings).toMatchObject([
            { webhookUrl: `https://desk.example/api/apps/public/${appId}/webhooks/green-api` },
        ]);
    });
});

test('no answer to anybody, no log line of ours and no error holds the token', async () => {
    desk.green.addInstance(INSTANCE);
    await say(desk.admin, 'greenapi.register-workspace');
    await say(olga, 'greenapi.register-agent');
    desk.green.faults.add({
        route: 'getSettings',
        kind: 'status',
        status: 400,
        body: { path: `/waInstance1/getSettings/${INSTANCE.token}`, message: 'bad request data' },
    });
    await say(olga, create);
    await say(olga, create);
    for (const user of [olga, desk.admin]) {
        expect(JSON.stringify(await user.ephemeral())).not.toContain(INSTANCE.token);
    }
});
