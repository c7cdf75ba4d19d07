import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { parse } from '../../../src/channels/green-api/parse';

const INSTANCE = '7103990042';
const folder = join(__dirname, '../../fixtures/green-api');

interface Fixture {
    about: string;
    /** The administrator's, where they are not as they come. */
    settings?: Readonly<Record<string, string>>;
    body: unknown;
    parsed: unknown;
}

const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture);

test.each(fixtures.map((fixture) => [fixture.about, fixture] as const))('%s', (_about, { body, parsed, settings }) => {
    expect(parse(INSTANCE, body, settings)).toEqual(parsed);
});

test('whatever comes, the answer is a meaning and never an error', () => {
    fc.assert(
        fc.property(
            fc.oneof(
                fc.anything(),
                fc.json().map((text) => JSON.parse(text) as unknown),
            ),
            (body) => {
                expect(parse(INSTANCE, body).kind).toMatch(/^(events|ignored|unknown|undecodable)$/);
            },
        ),
    );
});

test('the reason why a damaged message cannot be read never holds what the customer said', () => {
    const whole = fixtures.find(({ about }) => about.startsWith('a text,'))?.body as Record<string, unknown>;
    const said = { typeMessage: 'textMessage', textMessageData: { textMessage: ['my card is 4111'] } };
    const reasons = Object.keys(whole).flatMap((member) =>
        [undefined, 'x', [], {}, -1].map((damage) =>
            parse(INSTANCE, { ...whole, messageData: said, [member]: damage }),
        ),
    );
    expect(reasons.filter(({ kind }) => kind === 'undecodable').length).toBeGreaterThan(20);
    expect(JSON.stringify(reasons)).not.toContain('4111');
});

test.each(['0@c.us', 'status@broadcast', '120363000000000042@newsletter', '120363000000000042@g.us'])(
    '%s is no customer',
    (chatId) => {
        const body = {
            typeWebhook: 'incomingMessageReceived',
            instanceData: { idInstance: 7103990042 },
            timestamp: 1,
            idMessage: 'A',
            senderData: { chatId },
            messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'x' } },
        };
        expect(parse(INSTANCE, body).kind).toBe('ignored');
    },
);
