import { errorOf, errorOfFailure } from '../../../src/channels/rapidpro/errors';
import { originOf } from '../../../src/channels/rapidpro/history';
import { momentOf } from '../../../src/lib/moment';
import { HttpFailure } from '../../../src/gateway/ports';

const YOUNG = 30_000;
const OLD = 300_000;

test.each([
    [400, { error: "error fetching ticket file '{image/png https://x}': gone" }, OLD, 'rejected', 'file-refused'],
    [400, { error: "field 'type' is required" }, OLD, 'rejected', '400'],
    [401, { status: 'unauthorized' }, OLD, 'retry', 'secret'],
    [404, { error: 'no such ticket 7f1a' }, YOUNG, 'retry', 'no-ticket'],
    [404, { error: 'no such ticket 7f1a' }, OLD, 'rejected', 'no-ticket'],
    [404, { error: 'no such ticketer 0a6b' }, YOUNG, 'retry', 'no-ticketer'],
    [404, { error: 'not found: /mr/x' }, OLD, 'retry', 'no-ticketer'],
    [404, undefined, OLD, 'retry', 'no-ticketer'],
    [405, { error: 'illegal method: GET' }, OLD, 'rejected', '405'],
    [413, undefined, OLD, 'rejected', '413'],
    [429, undefined, OLD, 'retry', '429'],
    [500, { error: 'x' }, OLD, 'retry', '500'],
    [502, undefined, OLD, 'retry', '502'],
    [503, undefined, OLD, 'retry', '503'],
    [504, undefined, OLD, 'in-doubt', '504'],
    [520, undefined, OLD, 'in-doubt', '520'],
    [302, undefined, OLD, 'in-doubt', '302'],
])('status %i with %j', (status, json, age, kind, code) => {
    const error = errorOf({ status, headers: {}, text: '', json }, age);
    expect([error.kind, error.code]).toEqual([kind, code]);
});

test('a Retry-After is kept to', () => {
    const error = errorOf({ status: 503, headers: { 'retry-after': '90' }, text: '', json: undefined }, OLD);
    expect(error.retryAfterMs).toBe(90_000);
});

test('without an answer it counts whether the call may have arrived', () => {
    expect(errorOfFailure(new HttpFailure('x', 'no')).kind).toBe('retry');
    expect(errorOfFailure(new HttpFailure('x', 'maybe')).kind).toBe('in-doubt');
});

test.each([
    ['2020-07-17 10:28', '2020-07-17T10:28:00Z'],
    ['2020-07-17T10:28', '2020-07-17T10:28:00Z'],
    ['2020-07-17T10:28-03:00', '2020-07-17T13:28:00Z'],
    ['2021-02-03T04:05:06-03:00', '2021-02-03T07:05:06Z'],
    ['2021-02-03T04:05:06.789Z', '2021-02-03T04:05:06.789Z'],
    ['yesterday', undefined],
    ['2020-13-45 10:28', undefined],
    ['', undefined],
])('the moment "%s"', (text, expected) => {
    expect(momentOf(text)).toBe(expected === undefined ? undefined : Date.parse(expected));
});

test('the origin of an address keeps its port', () => {
    expect(originOf('https://flows.example:8443/mr/x?y')).toBe('https://flows.example:8443');
    expect(originOf('nowhere')).toBeUndefined();
});
