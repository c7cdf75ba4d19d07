import fc from 'fast-check';
import { BUCKETS, bucketOf, dayOf, messageIdFor } from '../../../src/lib/ids';
import { secretOf } from '../../../src/lib/secrets';

const secret = secretOf('the secret of the app');

test('the id of an event is the same at every try and on every server', () => {
    expect(messageIdFor(secret, 'green-api:1:message:a', 0)).toBe(messageIdFor(secret, 'green-api:1:message:a', 0));
});

test('other events, other parts and other installations have other ids', () => {
    const ids = new Set([
        messageIdFor(secret, 'key', 0),
        messageIdFor(secret, 'key', 1),
        messageIdFor(secret, 'key1', 0),
        messageIdFor(secretOf('another app'), 'key', 0),
    ]);
    expect(ids.size).toBe(4);
});

test('an id is `sw` and at least 17 letters and digits', () => {
    fc.assert(fc.property(fc.string(), (key) => /^sw[0-9A-Za-z]{17,}$/.test(messageIdFor(secret, key, 0))));
});

test('buckets stay within bounds and are used', () => {
    const used = new Set<number>();
    for (let i = 0; i < 1_000; i++) {
        const bucket = bucketOf(`key ${i}`);
        expect(bucket >= 0 && bucket < BUCKETS && Number.isInteger(bucket)).toBe(true);
        used.add(bucket);
    }
    expect(used.size).toBe(BUCKETS);
});

test('days are those of UTC', () => {
    expect(dayOf(Date.UTC(2026, 10, 20, 23, 59, 59))).toBe('2026-11-20');
});
