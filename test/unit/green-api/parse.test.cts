import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { parse } from '../../../src/channels/green-api/parse';
import { CONNECTION } from '../../support/world/world.cjs';

const CONNECTED = { ...CONNECTION, channel: 'green-api', id: '7103990042' };
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
    expect(parse({ ...CONNECTED, credentials: { plain: settings ?? {}, secret: {} } }, body)).toEqual(parsed);
});

test('whatever comes, the answer is a meaning and never an error', () => {
    fc.assert(
        fc.property(
            fc.oneof(
                fc.anything(),
                fc.json().map((text) => JSON.parse(text) as unknown),
            ),
            (body) => {
                expect(parse(CONNECTED, body).kind).toMatch(/^(events|ignored|unknown|undecodable)$/);
            },
        ),
    );
});

test('the reason why a damaged message cannot be read never holds what the customer said', () => {
    const whole = fixtures.find(({ about }) => about.startsWith('a text,'))?.body as Record<string, unknown>;
    const said = { typeMessage: 'textMessage', textMessageData: { textMessage: ['my card is 4111'] } };
    const reasons = Object.keys(whole).flatMap((member) =>
        [undefined, 'x', [], {}, -1].map((damage) =>
            parse(CONNECTED, { ...whole, messageData: said, [member]: damage }),
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
        expect(parse(CONNECTED, body).kind).toBe('ignored');
    },
);

test.each([
    ['fromPhone', 'outgoing-message', 'ignored'],
    ['fromPhone', 'outgoing-api-message', 'ignored'],
    ['fromPhone', 'outgoing-call', 'events'],
    ['calls', 'incoming-call', 'ignored'],
    ['calls', 'outgoing-call', 'ignored'],
    ['keepDeleted', 'deleted', 'events'],
])('with %s switched off %s is %s', (setting, name, kind) => {
    const { body, parsed } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Fixture;
    const withSetting = (value: string) => ({
        ...CONNECTED,
        credentials: { plain: { [setting]: value }, secret: {} },
    });
    expect(parse(withSetting('true'), body)).toEqual(parsed);
    expect(parse(withSetting('false'), body).kind).toBe(kind);
});

test('what was deleted is to be erased where the administrator wants that', () => {
    const { body } = JSON.parse(readFileSync(join(folder, 'deleted.json'), 'utf8')) as Fixture;
    const connection = { ...CONNECTED, credentials: { plain: { keepDeleted: 'false' }, secret: {} } };
    expect(parse(connection, body)).toMatchObject({ events: [{ content: [{ kind: 'deleted', erase: true }] }] });
});
