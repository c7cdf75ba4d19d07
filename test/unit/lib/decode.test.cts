import * as d from '../../../src/lib/decode';

const person = d.object({ name: d.string, age: d.optional(d.number), tags: d.array(d.string) });

test('gives the members that the shape names and leaves the rest out', () => {
    expect(d.decode(person, { name: 'Ann', tags: ['a'], extra: 1 })).toEqual({ name: 'Ann', tags: ['a'] });
});

test('null and missing are the same thing', () => {
    expect(d.decode(person, { name: 'Ann', age: null, tags: [] })).toEqual({ name: 'Ann', tags: [] });
});

test('an error names the place and what was expected, and never what stood there', () => {
    const attempt = () => d.decode(person, { name: 'Ann', tags: ['a', { secret: 'hunter2' }] });
    expect(attempt).toThrow('tags[1]: expected a text');
    expect(attempt).not.toThrow(/hunter2/);
});

test('ids are texts, whether they come as numbers or texts; a number that lost digits is none', () => {
    expect(d.decode(d.id, 7103990042)).toBe('7103990042');
    expect(d.decode(d.id, '0042')).toBe('0042');
    expect(d.tryDecode(d.id, 2 ** 53)).toBeUndefined();
    expect(d.tryDecode(d.id, '')).toBeUndefined();
});

test('an object is no list and no null', () => {
    expect(d.tryDecode(d.record, [])).toBeUndefined();
    expect(d.tryDecode(d.record, null)).toBeUndefined();
});

test('oneOf takes the first form that fits and literal nothing but its values', () => {
    const form = d.oneOf<unknown>(d.object({ kind: d.literal('a') }), d.object({ kind: d.literal('b'), n: d.number }));
    expect(d.decode(form, { kind: 'b', n: 1 })).toEqual({ kind: 'b', n: 1 });
    expect(() => d.decode(form, { kind: 'c' })).toThrow('another shape');
});

test('mapOf decodes every member', () => {
    expect(d.decode(d.mapOf(d.string), { a: 'x' })).toEqual({ a: 'x' });
    expect(() => d.decode(d.mapOf(d.string), { a: 1 })).toThrow('a: expected a text');
});
