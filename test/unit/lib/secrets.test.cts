import { digestOf, keyedHash, mask, maskIn, newSecret, reveal, sameDigest, secretOf } from '../../../src/lib/secrets';

test('the same secret has the same digest, another one another', () => {
    expect(sameDigest(digestOf(secretOf('abc')), digestOf(secretOf('abc')))).toBe(true);
    expect(sameDigest(digestOf(secretOf('abc')), digestOf(secretOf('abd')))).toBe(false);
});

test('a digest that is not one equals nothing, not even itself', () => {
    const broken = 'not hexadecimal' as ReturnType<typeof digestOf>;
    expect(sameDigest(broken, broken)).toBe(false);
});

test('a mask shows four characters of a long secret and none of a short one', () => {
    expect(mask(secretOf('0123456789abcdef'))).toBe('…cdef');
    expect(mask(secretOf('short'))).toBe('…');
});

test('secrets are masked wherever they stand in a text, also twice', () => {
    const token = secretOf('tok3nEXAMPLE42');
    expect(maskIn('/a/tok3nEXAMPLE42?x=tok3nEXAMPLE42', [token, secretOf('')])).toBe('/a/…LE42?x=…LE42');
});

test('new secrets differ and have the length asked for', () => {
    expect(reveal(newSecret(8))).toMatch(/^[0-9a-f]{16}$/);
    expect(reveal(newSecret())).not.toBe(reveal(newSecret()));
});

test('a keyed hash depends on the key', () => {
    expect(keyedHash(secretOf('a'), 'x').equals(keyedHash(secretOf('b'), 'x'))).toBe(false);
});
