import { startWorld, type Json, type World } from './world.cjs';

describe('visitors', () => {
    let world: World;
    beforeAll(async () => {
        world = await startWorld();
    });
    afterAll(() => world.stop());

    test('an empty token is refused', async () => {
        await expect(world.probe(`return visit('')`)).rejects.toThrow('error-invalid-token');
    });

    test('the same token updates the visitor, and only the first phone and address count', async () => {
        const { first, second } = await world.probe<Record<'first' | 'second', Json>>(`
            const first = await visit('t1', { phone: [{ phoneNumber: '+1' }, { phoneNumber: '+2' }] });
            const second = await visit('t1', { name: 'Robert', phone: [{ phoneNumber: '+3' }], visitorEmails: [{ address: 'One@x.org' }, { address: 'two@x.org' }] });
            return { first, second };
        `);
        expect(first['phone']).toEqual([{ phoneNumber: '+1' }]);
        expect(second).toMatchObject({
            id: first['id'],
            name: 'Robert',
            username: 't1',
            phone: [{ phoneNumber: '+3' }],
            visitorEmails: [{ address: 'one@x.org' }],
        });
    });

    test('the same phone gives the visitor who has it, with his old token', async () => {
        const { old, given } = await world.probe<Record<'old' | 'given', Json>>(`
            const old = await visit('phone-old', { phone: [{ phoneNumber: '+77' }] });
            return { old, given: await visit('phone-new', { phone: [{ phoneNumber: '+77' }] }) };
        `);
        expect(given['id']).toBe(old['id']);
        expect(given['token']).toBe('phone-old');
        expect(await world.probe(`return reader.getLivechatVisitorByToken('phone-new')`)).toBeNull();
    });

    test('the same address gives the visitor who has it, and his token becomes the new one', async () => {
        const { old, given } = await world.probe<Record<'old' | 'given', Json>>(`
            const old = await visit('mail-old', { visitorEmails: [{ address: 'same@x.org' }] });
            return { old, given: await visit('mail-new', { visitorEmails: [{ address: 'same@x.org' }] }) };
        `);
        expect(given['id']).toBe(old['id']);
        expect(given['token']).toBe('mail-new');
        expect(await world.probe(`return reader.getLivechatVisitorByToken('mail-old')`)).toBeNull();
    });

    test('a new visitor has the user name that is given, else guest and a number', async () => {
        const names = await world.probe<string[]>(`
            const named = await livechat.createAndReturnVisitor({ token: 'n1', username: 'named' });
            const guests = [await livechat.createAndReturnVisitor({ token: 'n2' }), await livechat.createAndReturnVisitor({ token: 'n3' })];
            return [named, ...guests].map((visitor) => visitor.username);
        `);
        expect(names[0]).toBe('named');
        expect(names[1]).toMatch(/^guest-\d+$/);
        expect(names[2]).toMatch(/^guest-\d+$/);
        expect(names[2]).not.toBe(names[1]);
    });

    test('the deprecated creation gives only the id', async () => {
        expect(await world.probe(`return typeof (await livechat.createVisitor({ token: 'd1', username: 'd1' }))`)).toBe(
            'string',
        );
    });

    test('an unknown department and an impossible address are refused', async () => {
        await expect(world.probe(`return visit('x1', { department: 'nowhere' })`)).rejects.toThrow(
            'error-invalid-department',
        );
        await expect(world.probe(`return visit('x2', { visitorEmails: [{ address: 'no address' }] })`)).rejects.toThrow(
            /nvalid email/,
        );
    });

    test('custom fields must be defined in the workspace, and fit', async () => {
        const set = (key: string, value: string): Promise<unknown> =>
            world.probe(
                `await visit('cf'); return modify.getUpdater().getLivechatUpdater().setCustomFields('cf', args.key, args.value, true)`,
                { key, value },
            );
        await expect(set('city', 'Riga')).rejects.toThrow('invalid-custom-field');
        await world.admin.send('/api/v1/livechat/custom-fields.save', {
            customFieldData: { field: 'city', label: 'City', scope: 'visitor', regexp: '^[A-Z]' },
        });
        await expect(set('city', 'riga')).rejects.toThrow('error-invalid-custom-field-value');
        expect(await set('city', 'Riga')).toBe(true);
        const visitor = await world.probe(`return reader.getLivechatVisitorByToken('cf')`);
        expect(visitor['livechatData']).toEqual({ city: 'Riga' });
    });

    test('an app links visitors to outside ids of its own', async () => {
        const found = await world.probe<(Json | null)[]>(`
            const visitor = await visit('ext', { phone: [{ phoneNumber: '+99' }] });
            const before = await livechat.resolveVisitor({ entityId: 'wa:99' });
            const linked = await livechat.resolveVisitor({ entityId: 'wa:99' }, { phone: '+99' });
            return [before, linked, await livechat.resolveVisitor({ entityId: 'wa:99' })];
        `);
        expect(found[0]).toBeNull();
        expect(found[1]).toMatchObject({ token: 'ext' });
        expect(found[2]).toMatchObject({ token: 'ext' });
    });
});
