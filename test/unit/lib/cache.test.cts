import { Cache } from '../../../src/lib/cache';

test('an entry is forgotten when its time is over', () => {
    let now = 0;
    const cache = new Cache<string>(10, 1_000, () => now);
    cache.set('a', 'x');
    now = 999;
    expect(cache.get('a')).toBe('x');
    now = 1_000;
    expect(cache.get('a')).toBeUndefined();
});

test('a full cache forgets what was put in first; putting in again counts as new', () => {
    const cache = new Cache<number>(2, 1_000, () => 0);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('a', 3);
    cache.set('c', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([3, undefined, 4]);
});

test('a deleted entry is gone', () => {
    const cache = new Cache<number>(2, 1_000, () => 0);
    cache.set('a', 1);
    cache.delete('a');
    expect(cache.has('a')).toBe(false);
});
