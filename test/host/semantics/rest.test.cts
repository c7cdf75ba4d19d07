import { Client, RestError } from '../client.cjs';
import { PROBE_ID, probeZip } from '../engine/probe.cjs';
import { startWorld, type Json, type World } from './world.cjs';

describe('REST', () => {
    let world: World;
    let anna: Client;
    beforeAll(async () => {
        world = await startWorld();
        anna = await world.admin.createAgent('anna');
    });
    afterAll(() => world.stop());

    test('the version is told to anybody', async () => {
        expect(await new Client(world.host.url).get('/api/info')).toMatchObject({
            version: expect.stringMatching(/^\d+\.\d+$/) as unknown,
        });
    });

    test('login takes a name or an address, and refuses a wrong password', async () => {
        const { url } = world.host;
        expect(await (await Client.login(url, 'anna@localhost.localdomain', 'anna')).me()).toMatchObject({
            username: 'anna',
        });
        const answer = await new Client(url).request('POST', '/api/v1/login', {
            body: { username: 'anna', password: 'no' },
        });
        expect([answer.status, answer.json]).toEqual([
            401,
            { status: 'error', error: 'Unauthorized', message: 'Unauthorized' },
        ]);
        const resumed = await new Client(url).send('/api/v1/login', { resume: anna.login?.authToken });
        expect(resumed['data']).toMatchObject({ userId: anna.userId });
    });

    test('who is not logged in, or may not, is refused', async () => {
        const nobody = await new Client(world.host.url).request('GET', '/api/v1/me');
        expect([nobody.status, nobody.json]).toEqual([
            401,
            { status: 'error', message: 'You must be logged in to do this.' },
        ]);
        await expect(anna.appSettings(PROBE_ID)).rejects.toMatchObject({ status: 403 });
    });

    test('errors have the form of Rocket.Chat', async () => {
        const failure = (await anna.post('nowhere', 'x').catch((error: unknown) => error)) as RestError;
        expect([failure.status, failure.body['success']]).toEqual([400, false]);
        const unknown = await anna.request('GET', '/api/v1/no.such');
        expect([unknown.status, unknown.json]).toEqual([
            404,
            { success: false, error: 'API endpoint does not exist!' },
        ]);
    });

    test('an upload that is no app is refused with the reason', async () => {
        await expect(world.admin.installApp(Buffer.from('no zip'))).rejects.toMatchObject({ status: 400 });
        await expect(world.admin.send('/api/apps', {})).rejects.toMatchObject({ status: 400 });
    });

    test('an app is listed, updated and keeps its settings and private address', async () => {
        await world.admin.saveAppSettings(PROBE_ID, { text: 'kept' });
        const before = await world.host.store.apps.findOne({ id: PROBE_ID });
        const updated = await world.admin.updateApp(PROBE_ID, probeZip({ version: '1.1.0' }));
        expect(updated).toMatchObject({ version: '1.1.0', status: expect.stringContaining('enabled') as unknown });
        const { apps } = (await world.admin.get('/api/apps')) as unknown as { apps: Json[] };
        expect(apps).toMatchObject([{ id: PROBE_ID, version: '1.1.0' }]);
        expect((await world.admin.appSettings(PROBE_ID))['text']?.value).toBe('kept');
        expect((await world.host.store.apps.findOne({ id: PROBE_ID }))?._id).toBe(before?._id);
        expect(await world.events('onUpdate')).toMatchObject([{ oldAppVersion: '1.0.0' }]);
    });

    test('a saved setting runs both hooks; an unchanged one runs none', async () => {
        await world.admin.saveAppSettings(PROBE_ID, { text: 'one' });
        const count = (await world.events('onSettingUpdated')).length;
        await world.admin.saveAppSettings(PROBE_ID, { text: 'one' });
        expect(await world.events('onSettingUpdated')).toHaveLength(count);
        await world.admin.saveAppSettings(PROBE_ID, { text: 'two' });
        expect((await world.events('onSettingUpdated')).at(-1)).toMatchObject({ id: 'text', value: 'two' });
        expect((await world.events('onPreSettingUpdate')).at(-1)).toMatchObject({
            oldSetting: { value: 'one' },
            newSetting: { value: 'two' },
        });
        expect(await world.probe(`return read.getEnvironmentReader().getSettings().getValueById('text')`)).toBe('two');
    });

    test('a command runs with its words, the whole sender, the room and the trigger', async () => {
        const triggerId = await anna.runCommand('probe one "two words" three');
        expect((await world.events('command')).at(-1)).toMatchObject({
            params: ['one', 'two words', 'three'],
            sender: { username: 'anna', type: 'user', roles: ['user', 'livechat-agent'] },
            room: { id: 'GENERAL', type: 'c', slugifiedName: 'general' },
            triggerId,
        });
        await expect(anna.runCommand('nothing')).rejects.toThrow(
            'The command provided does not exist (or is disabled).',
        );
    });

    test('a notice reaches only its user and stands in no room', async () => {
        await world.probe(
            `lib.on('command', "await modify.getNotifier().notifyUser(data.sender, modify.getNotifier().getMessageBuilder().setRoom(data.room).setText('psst').getMessage())")`,
        );
        await anna.runCommand('probe');
        expect(await anna.ephemeral()).toMatchObject([{ rid: 'GENERAL', text: 'psst' }]);
        expect(await world.admin.ephemeral()).toEqual([]);
        expect((await anna.get('/api/v1/channels.messages', { roomId: 'GENERAL' }))['messages']).toEqual([]);
    });

    const openModal = `modify.getUiController().openSurfaceView({ type: 'modal', id: 'm', title: { type: 'plain_text', text: 'T' }, blocks: [] }, { triggerId: data.triggerId }, data.sender)`;

    test('a view opens by a fresh trigger, once', async () => {
        await world.probe(`lib.on('command', args)`, `await ${openModal}; await ${openModal}`);
        const triggerId = await anna.runCommand('probe');
        expect(await anna.modals()).toMatchObject([{ type: 'modal.open', triggerId, view: { id: 'm' } }]);
    });

    test('a trigger that is older than five seconds opens nothing, and the app does not learn of it', async () => {
        await world.probe(`lib.on('command', 'lib.late = () => ' + args + '; lib.trigger = data')`, openModal);
        await anna.runCommand('probe');
        const before = (await anna.modals()).length;
        await world.admin.advance(5_000);
        await world.probe(`const data = lib.trigger; await lib.late()`);
        expect(await anna.modals()).toHaveLength(before);
        await world.probe(`lib.on('command', '')`);
    });

    test('interactions arrive as the web client posts them, and the answer is what the app says', async () => {
        const block = await anna.interact(PROBE_ID, {
            type: 'blockAction',
            actionId: 'go',
            payload: { blockId: 'b', value: 'v' },
            container: { type: 'view', id: 'm' },
            rid: 'GENERAL',
        });
        expect([block.status, block.json]).toEqual([200, { success: true }]);
        expect((await world.events('executeBlockActionHandler')).at(-1)).toMatchObject({
            actionId: 'go',
            blockId: 'b',
            value: 'v',
            user: { username: 'anna' },
            room: { id: 'GENERAL' },
        });
        await world.probe(
            `lib.on('executeViewSubmitHandler', "return { success: false, errors: { a: 'bad' }, viewId: data.view.id }")`,
        );
        const submit = await anna.interact(PROBE_ID, {
            type: 'viewSubmit',
            payload: { view: { id: 'm', state: { b: { a: 'x' } } } },
        });
        expect(submit.json).toMatchObject({ errors: { a: 'bad' } });
        expect((await world.events('executeViewSubmitHandler')).at(-1)).toMatchObject({
            view: { id: 'm', state: { b: { a: 'x' } } },
        });
        await anna.interact(PROBE_ID, {
            type: 'actionButton',
            actionId: 'press',
            rid: 'GENERAL',
            payload: { context: 'roomAction' },
        });
        expect((await world.events('executeActionButtonHandler')).at(-1)).toMatchObject({
            actionId: 'press',
            room: { id: 'GENERAL' },
        });
        expect((await anna.interact(PROBE_ID, { type: 'nonsense' })).status).toBe(400);
        expect((await new Client(world.host.url).interact(PROBE_ID, { type: 'viewSubmit' })).status).toBe(401);
    });

    test('direct messages of the app can be read by who got them', async () => {
        const made = await world.probe<{ rid: string; again: string }>(`
            const creatorUser = await read.getUserReader().getAppUser();
            const start = () => creator.startRoom().setType('d').setCreator(creatorUser).setMembersToBeAddedByUsernames(['anna']);
            const rid = await creator.finish(start());
            const room = await read.getRoomReader().getDirectByUsernames(['anna', 'probe.bot']);
            await creator.finish(creator.startMessage().setRoom(room).setText('for you'));
            return { rid, again: await creator.finish(start()) };
        `);
        expect(made.again).toBe(made.rid);
        expect(await anna.directMessages('probe.bot')).toMatchObject([
            { msg: 'for you', u: { username: 'probe.bot' } },
        ]);
        const { ims } = (await anna.get('/api/v1/im.list')) as unknown as { ims: Json[] };
        expect(ims).toMatchObject([{ _id: made.rid, usernames: ['probe.bot', 'anna'] }]);
    });

    test('server settings: secret and unknown ones are not for apps', async () => {
        const get = (id: string): Promise<unknown> =>
            world.probe(`return read.getEnvironmentReader().getServerSettings().getValueById(args)`, id);
        expect(await get('Site_Url')).toBe(world.host.url);
        for (const id of ['SMTP_Password', 'No_Such_Setting']) await expect(get(id)).rejects.toThrow('is not readable');
        await world.admin.setSetting('Message_MaxAllowedSize', 10);
        await expect(anna.post('GENERAL', 'more than ten characters')).rejects.toThrow('error-message-size-exceeded');
        await world.admin.setSetting('Message_MaxAllowedSize', 5000);
        expect(await world.admin.setting('Message_MaxAllowedSize')).toBe(5000);
    });

    test('environment variables: the shared ones and the app own', async () => {
        const own = `RC_APPS_${PROBE_ID.toUpperCase().replace(/-/g, '_')}_KEY`;
        process.env[own] = 'value';
        const get = (name: string): Promise<unknown> =>
            world.probe(`return read.getEnvironmentReader().getEnvironmentVariables().getValueByName(args)`, name);
        expect(await get(own)).toBe('value');
        await expect(get('PATH')).rejects.toThrow('is not readable');
        delete process.env[own];
    });

    test('the app user has the app name, type and role, and cannot be doubled', async () => {
        expect(await world.probe(`return read.getUserReader().getAppUser()`)).toMatchObject({
            username: 'probe.bot',
            type: 'app',
            roles: ['app'],
            appId: PROBE_ID,
        });
        await world.admin.createUser('other.bot');
        const twin = probeZip({ id: 'c0ffee00-0000-4000-8000-000000000002', nameSlug: 'other', command: 'other' });
        await expect(world.admin.installApp(twin)).rejects.toThrow('Failed to create an app user');
    });
});
