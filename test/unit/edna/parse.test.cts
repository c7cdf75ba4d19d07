import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { parse } from '../../../src/channels/edna/parse';
import type { Connection } from '../../../src/gateway/model';
import type { Parsed } from '../../../src/channels/channel';

const NOW = 1_795_170_000_000;
const folder = join(__dirname, '../../fixtures/edna');

const connected = (plain: Record<string, string> = {}): Connection => ({
    channel: 'edna',
    id: 'main',
    name: 'main',
    account: '',
    state: '',
    owner: '',
    credentials: {
        plain: { imType: 'whatsapp', sendPath: '/api/messages/send', subjectId: '5501', ...plain },
        secret: {},
    },
    createdAt: 0,
});

interface Fixture {
    about: string;
    body: unknown;
    parsed: unknown;
}

const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture);
const sample = (about: string): Record<string, unknown> =>
    fixtures.find((one) => one.about.startsWith(about))?.body as Record<string, unknown>;

test.each(fixtures.map(({ about, body, parsed }) => [about, body, parsed] as const))('%s', (_about, body, parsed) => {
    expect(parse(connected(), body, NOW)).toEqual(parsed);
});

test('whatever comes, the answer is a meaning and never an error', () => {
    fc.assert(
        fc.property(
            fc.oneof(
                fc.anything(),
                fc.json().map((text) => JSON.parse(text) as unknown),
            ),
            (body) => {
                expect(parse(connected(), body, NOW).kind).toMatch(/^(events|ignored|unknown|undecodable|several)$/);
            },
        ),
    );
});

test('whatever a member of a message holds, it is a message or is kept as one that cannot be read', () => {
    const whole = sample('a text, docs');
    for (const member of Object.keys(whole)) {
        for (const damage of [undefined, null, 'x', [], {}, -1, { a: { b: [null] } }]) {
            const { kind } = parse(connected(), { ...whole, [member]: damage }, NOW);
            const isGone = ['messageContent', 'subscriber'].includes(member);
            expect(isGone ? ['unknown', 'undecodable'].includes(kind) || kind === 'events' : kind).toBe(
                isGone ? true : 'events',
            );
        }
    }
});

test('what cannot be read is told of by the names of its members, never by what the customer said', () => {
    const said = { text: 'my card is 4111', messageContent: 'my card is 4111', subscriber: ['4111'] };
    const parsed = [
        parse(connected(), said, NOW),
        parse(connected(), { note: 'my card is 4111' }, NOW),
        parse(connected(), { 'my card is 4111': true }, NOW),
    ];
    expect(parsed.map(({ kind }) => kind)).toEqual(['undecodable', 'unknown', 'unknown']);
    expect(JSON.stringify(parsed)).not.toContain('4111');
});

const eventsIn = (parsed: Parsed) => (parsed.kind === 'events' ? parsed.events : []);

test('two older messages without an id that say the same are two', () => {
    const body = sample('a text in the older form without');
    const [first] = eventsIn(parse(connected(), body, NOW));
    const [second] = eventsIn(parse(connected(), body, NOW + 1));
    const list = parse(connected(), [body, body], NOW);
    const ids = list.kind === 'several' ? list.parts.flatMap(eventsIn).map(({ id }) => id) : [];
    expect(new Set([first?.id, second?.id, ...ids]).size).toBe(3); // the first of the list is the first
});

test('of a list a hundred are read, and that there were more is counted', () => {
    const item = { id: '1', imType: 'whatsapp', subject: '79005550101', text: 'x', fromClient: true };
    const list = parse(
        connected(),
        Array.from({ length: 102 }, (_, id) => ({ ...item, id })),
        NOW,
    );
    const kinds = list.kind === 'several' ? list.parts.map(({ kind }) => kind) : [];
    expect([kinds.filter((kind) => kind === 'events').length, kinds.slice(100)]).toEqual([100, ['unknown']]);
});

test('an id at MAX is never taken for a phone', () => {
    const body = sample('a text, docs');
    const phoneFor = (plain: Record<string, string>) => {
        const [event] = eventsIn(parse(connected(plain), body, NOW));
        return event?.kind === 'message' ? event.contact.phone : 'none';
    };
    expect(phoneFor({})).toBe('+79005550101');
    expect(phoneFor({ type: 'max_bot' })).toBeUndefined();
    expect(phoneFor({ subjectId: '5502' })).toBeUndefined(); // of that subject nobody knows what it is
});

test('a status names the message by our id; for MAX by the id of edna, unless ours stands there', () => {
    const ours = '0f0f0f0f-0000-5000-8000-000000000001';
    const idFor = (plain: Record<string, string>, body: object) => {
        const [event] = eventsIn(parse(connected(plain), { status: 'READ', messageId: 14558924111, ...body }, NOW));
        return event?.kind === 'receipt' ? event.messageId : undefined;
    };
    const max = { sendPath: '/api/v1/out-messages/max-bot' };
    expect(idFor({}, { requestId: 'r' })).toBe('r');
    expect(idFor({}, { requestId: null })).toBe('14558924111');
    expect(idFor(max, { requestId: 'theirs' })).toBe('14558924111');
    expect(idFor(max, { requestId: ours })).toBe(ours);
});
