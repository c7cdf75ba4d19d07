import { serialize } from 'v8';
import { runInNewContext } from 'vm';
import { plain } from './plain.cjs';

class Point {
    private readonly hidden = 1;
    readonly act = (): number => this.hidden;
    constructor(readonly x: number) {}
    get double(): number {
        return this.x * 2;
    }
}

test('what cannot cross is left out, at any depth', () => {
    const value = { keep: 1, fn: () => 1, symbol: Symbol('s'), deep: [{ fn: () => 1, a: [() => 1] }] };
    expect(plain(value)).toStrictEqual({ keep: 1, deep: [{ a: [undefined] }] });
    expect(() => serialize(plain(value))).not.toThrow();
});

test('an instance of a class becomes a plain object of its own fields', () => {
    expect(plain(new Point(3))).toStrictEqual({ hidden: 1, x: 3 });
});

test('undefined, dates, maps and sets survive', () => {
    const value = { gone: undefined, at: new Date(4), map: new Map([['k', { a: 1 }]]), set: new Set([1]) };
    const copy = plain(value) as typeof value;
    expect(copy).toStrictEqual(value);
    expect(copy.at).not.toBe(value.at);
    expect(copy.map.get('k')).not.toBe(value.map.get('k'));
});

test('every kind of bytes becomes a Buffer of the same bytes', () => {
    const bytes = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    for (const value of [bytes, Buffer.from(bytes), bytes.slice().buffer]) {
        expect(Buffer.isBuffer(plain(value))).toBe(true);
        expect(plain(value)).toEqual(Buffer.from([1, 2]));
    }
});

test('what another realm made is of this one afterwards', () => {
    const foreign = runInNewContext('({ at: new Date(6), list: [{}], map: new Map([[1, {}]]) })') as unknown;
    expect(plain(foreign)).toStrictEqual({ at: new Date(6), list: [{}], map: new Map([[1, {}]]) });
    expect((plain(foreign) as { at: Date }).at).toBeInstanceOf(Date);
});

test('cycles and shared parts stay so', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { one: shared, two: shared };
    value['self'] = value;
    const copy = plain(value) as Record<string, unknown>;
    expect(copy['self']).toBe(copy);
    expect(copy['one']).toBe(copy['two']);
    expect(copy['one']).not.toBe(shared);
});

test('a key called __proto__ stays a key', () => {
    const copy = plain(JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: boolean };
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect(copy.admin).toBeUndefined();
});
