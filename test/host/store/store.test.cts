import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { decode, encode } from './encode.cjs';
import { openCollection, type Collection, type Stored } from './collection.cjs';
import { openStore } from './store.cjs';

interface Thing extends Stored {
    readonly n: number;
    readonly keys?: readonly string[];
    readonly when?: Date | undefined;
}

describe('a collection', () => {
    let things: Collection<Thing>;
    beforeEach(async () => {
        things = await openCollection<Thing>('things', ['keys']);
    });

    test('refuses a second record with an id, whichever of two at once comes second', async () => {
        const results = await Promise.allSettled([
            things.insert({ _id: 'a', n: 1 }),
            things.insert({ _id: 'a', n: 2 }),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
        await expect(things.insert({ _id: 'a', n: 3 })).rejects.toMatchObject({
            code: 11000,
            name: 'MongoServerError',
        });
        expect(await things.find({})).toHaveLength(1);
    });

    test('finds by member of an array, sorts and pages', async () => {
        for (const n of [3, 1, 2]) await things.insert({ _id: String(n), n, keys: ['all', `only-${String(n)}`] });
        expect(await things.find({ keys: 'only-2' })).toMatchObject([{ n: 2 }]);
        expect((await things.find({ keys: 'all' }, { sort: { n: -1 }, skip: 1, limit: 1 })).map(({ n }) => n)).toEqual([
            2,
        ]);
        expect(await things.count({ n: { $gt: 1 } })).toBe(2);
    });

    test('changes one record or all, and undefined takes a field away', async () => {
        for (const n of [1, 2]) await things.insert({ _id: String(n), n, when: new Date(5) });
        expect(await things.updateOne({ n: 1 }, { n: 5, when: undefined })).toBe(1);
        expect(await things.get('1')).toEqual({ _id: '1', n: 5 });
        expect(await things.updateMany({}, { n: 0 })).toBe(2);
        expect(await things.increment('2', 'n', 3)).toMatchObject({ n: 3 });
        expect(await things.removeMany({})).toBe(2);
    });

    test('hands out copies', async () => {
        await things.insert({ _id: 'a', n: 1, keys: ['k'] });
        const found = await things.get('a');
        (found?.keys as string[]).push('changed');
        expect((await things.get('a'))?.keys).toEqual(['k']);
    });
});

test('a store in a folder is there again when it is opened again, and never repeats a number', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-'));
    try {
        const first = await openStore(folder);
        await first.meta.insert({ _id: 'mark', value: 'x' });
        await first.blobs.put('file', Buffer.from([1, 2]));
        const number = first.nextNumber();
        const second = await openStore(folder);
        expect(await second.meta.get('mark')).toMatchObject({ value: 'x' });
        expect(await second.blobs.get('file')).toEqual(Buffer.from([1, 2]));
        expect([first.generation, second.generation]).toEqual([1, 2]);
        expect(second.nextNumber()).toBeGreaterThan(number);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
});

test('any value that crosses between processes can be kept as text', () => {
    const value = { 'a.b': 1, $c: [undefined, null, NaN], when: new Date(7), bytes: Buffer.from([1]) };
    const copy = decode(encode(value)) as typeof value;
    expect(copy['a.b']).toBe(1);
    expect(copy.$c).toEqual([undefined, null, NaN]);
    expect(new Date(copy.when).getTime()).toBe(7);
    expect(Buffer.from(copy.bytes)).toEqual(Buffer.from([1]));
});
