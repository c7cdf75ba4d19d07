import { PROBE_ID } from '../engine/probe.cjs';
import { startWorld, type World } from './world.cjs';

describe('persistence', () => {
    let world: World;
    beforeAll(async () => {
        world = await startWorld();
    });
    afterEach(() => world.admin.setFaults({ reset: true }));
    afterAll(() => world.stop());

    /** Runs code with `K(...keys)` for associations, fresh ones for each test, and `all(...keys)` for reading. */
    let round = 0;
    beforeEach(() => {
        round += 1;
    });
    const store = <T,>(code: string): Promise<T> =>
        world.probe<T>(
            `const K = (...keys) => keys.map((key) => lib.record(args + '/' + key));
             const all = (...keys) => read.getPersistenceReader().readByAssociations(K(...keys));
             ${code}`,
            String(round),
        );

    test('creating gives an id, and never replaces', async () => {
        const result = await store<{ ids: string[]; found: unknown[] }>(`
            const ids = [await persis.createWithAssociations({ n: 1 }, K('a')), await persis.createWithAssociations({ n: 1 }, K('a'))];
            return { ids, found: await all('a') };
        `);
        expect(result.ids[0]).toMatch(/^[0-9a-f]{24}$/);
        expect(result.ids[1]).not.toBe(result.ids[0]);
        expect(result.found).toEqual([{ n: 1 }, { n: 1 }]);
    });

    test('only objects are stored, undefined becomes null, dates stay dates', async () => {
        await expect(store(`return persis.create('text')`)).rejects.toThrow('must be an object');
        const result = await store<{ keys: string[]; nothing: unknown; isDate: boolean }>(`
            const when = new Date(86400000);
            await persis.createWithAssociations({ nothing: undefined, deep: { 'dotted.key': 1, $dollar: [undefined] }, when }, K('o'));
            const [found] = await all('o');
            return { keys: Object.keys(found), nothing: found.nothing, deep: found.deep, isDate: found.when instanceof Date };
        `);
        expect(result).toEqual({
            keys: ['nothing', 'deep', 'when'],
            nothing: null,
            deep: { 'dotted.key': 1, $dollar: [null] },
            isDate: true,
        });
    });

    test('reading wants all associations, in any order, and gives the data alone', async () => {
        const result = await store(`
            await persis.createWithAssociations({ n: 1 }, K('a', 'b'));
            await persis.createWithAssociations({ n: 2 }, K('b', 'c'));
            return { ba: await all('b', 'a'), b: (await all('b')).length, ac: await all('a', 'c'), none: await all('x') };
        `);
        expect(result).toEqual({ ba: [{ n: 1 }], b: 2, ac: [], none: [] });
    });

    test('reads come in an order that is not the order of writing', async () => {
        const found = await store<{ n: number }[]>(`
            for (const n of [1, 2, 3]) await persis.createWithAssociations({ n }, K('o'));
            return all('o');
        `);
        expect(found.map(({ n }) => n)).not.toEqual([1, 2, 3]);
        expect(found.map(({ n }) => n).sort()).toEqual([1, 2, 3]);
    });

    test('reading by an id that is not there gives an empty object', async () => {
        expect(await store(`return read.getPersistenceReader().read('0123456789abcdef01234567')`)).toEqual({});
    });

    test('an update matches the exact array only: not a subset, not another order', async () => {
        const found = await store(`
            await persis.createWithAssociations({ n: 0 }, K('a', 'b'));
            await persis.updateByAssociations(K('a'), { n: 1 });
            await persis.updateByAssociations(K('b', 'a'), { n: 2 });
            return all('a');
        `);
        expect(found).toEqual([{ n: 0 }]);
    });

    test('an update replaces the whole data of one record, however many match', async () => {
        const found = await store<unknown[]>(`
            for (const n of [1, 2]) await persis.createWithAssociations({ n, more: true }, K('a', 'b'));
            await persis.updateByAssociations(K('a', 'b'), { changed: true });
            return all('a');
        `);
        expect(found).toHaveLength(2);
        expect(found.filter((data) => 'changed' in (data as object))).toEqual([{ changed: true }]);
    });

    test('an update with upsert inserts when nothing matches, also beside a record with the same keys in another order', async () => {
        const found = await store<unknown[]>(`
            await persis.createWithAssociations({ n: 0 }, K('a', 'b'));
            await persis.updateByAssociations(K('b', 'a'), { n: 1 }, true);
            await persis.updateByAssociations(K('c'), { n: 2 }, false);
            return [...await all('a'), ...await all('c')];
        `);
        expect(found).toHaveLength(2);
    });

    test('two upserts at the same moment may both insert, and updates then touch one of the two', async () => {
        const counts = await store<number[]>(`
            const counts = [];
            for (let i = 0; i < 20; i += 1) {
                await Promise.all([1, 2].map((n) => persis.updateByAssociations(K('race' + i), { n }, true)));
                counts.push((await all('race' + i)).length);
            }
            return counts;
        `);
        expect(counts).toContain(2);
    });

    test('updating by id is not implemented', async () => {
        await expect(store(`return persis.update('0123456789abcdef01234567', {}, false)`)).rejects.toThrow(
            'Not implemented',
        );
    });

    test('some servers throw after an update of an existing record, which stands all the same', async () => {
        await store(`return persis.createWithAssociations({ n: 0 }, K('a'))`);
        await world.admin.setFaults({ updateThrows: true });
        const result = await store(`
            const error = await failure(persis.updateByAssociations(K('a'), { n: 1 }, true));
            return { error, found: await all('a') };
        `);
        expect(result).toEqual({ error: expect.stringContaining('toString') as unknown, found: [{ n: 1 }] });
    });

    test('removing takes all that carry the associations, and gives their data', async () => {
        const result = await store(`
            await persis.createWithAssociations({ n: 1 }, K('a', 'b'));
            await persis.createWithAssociations({ n: 2 }, K('a'));
            const id = await persis.createWithAssociations({ n: 3 }, K('c'));
            return { removed: await persis.removeByAssociations(K('a')), left: await all('a'), byId: await persis.remove(id), again: await persis.remove(id) };
        `);
        expect(result).toEqual({ removed: [{ n: 2 }, { n: 1 }], left: [], byId: { n: 3 }, again: null });
    });

    test('some servers remove one record only and yet say that all are gone', async () => {
        await world.admin.setFaults({ removeOne: true });
        const result = await store<{ removed: unknown[]; left: unknown[] }>(`
            for (const n of [1, 2]) await persis.createWithAssociations({ n }, K('a'));
            return { removed: await persis.removeByAssociations(K('a')), left: await all('a') };
        `);
        expect(result.removed).toHaveLength(2);
        expect(result.left).toHaveLength(1);
    });

    test('keys stay fast among many records', async () => {
        const appId = 'crowd';
        const records = Array.from({ length: 50_000 }, (_, n) => ({
            _id: `crowd-${String(n)}`,
            appId,
            seq: n,
            data: '',
            keys: [`${appId} misc in:${String(n)}`, `${appId} misc day:${String(n % 64)}`],
            exact: String(n),
        }));
        await world.host.store.persistence.insertMany(records);
        const started = Date.now();
        await store(`
            for (let i = 0; i < 50; i += 1) {
                await persis.createWithAssociations({ i }, K('one' + i));
                if ((await all('one' + i)).length !== 1) throw new Error('lost');
                await persis.removeByAssociations(K('one' + i));
            }
        `);
        // 150 calls over the border; a scan of the crowd for each would take minutes.
        expect(Date.now() - started).toBeLessThan(5_000);
    });

    test('removing the app removes its records', async () => {
        await store(`return persis.createWithAssociations({ n: 1 }, K('a'))`);
        await world.admin.removeApp(PROBE_ID);
        expect(await world.host.store.persistence.count({ appId: PROBE_ID })).toBe(0);
        expect(await world.host.store.users.count({ appId: PROBE_ID })).toBe(0);
    });
});
