import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { greenApi } from '../../../src/channels/green-api/index';
import type { ChannelPorts, Parsed } from '../../../src/channels/channel';
import type { Connection } from '../../../src/gateway/model';
import { secretOf } from '../../../src/lib/secrets';
import { flat } from '../../fakes/green-api/received.cjs';

/** What GREEN-API's history tells of a message is what its webhook would have told. */

const CONNECTION: Connection = {
    channel: 'green-api',
    id: '7103990042',
    name: '7103990042',
    account: '15550100999',
    state: 'authorized',
    owner: 'olga',
    credentials: { plain: {}, secret: { token: secretOf('tok3nEXAMPLE0123456789') } },
    createdAt: 0,
};

interface Body {
    readonly typeWebhook: string;
    readonly idMessage: string;
    readonly timestamp: number;
    readonly senderData: Readonly<Record<string, string>>;
    readonly messageData: Readonly<Record<string, unknown>>;
}

const folder = join(__dirname, '../../fixtures/green-api');
const fixtures = readdirSync(folder)
    .map(
        (file) =>
            JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
                about: string;
                body: Body;
                parsed: Parsed;
                settings?: Readonly<Record<string, string>>;
            },
    )
    .filter(({ body, parsed }) => body.typeWebhook === 'incomingMessageReceived' && parsed.kind === 'events');

function item({ idMessage, timestamp, senderData, messageData }: Body): Record<string, unknown> {
    const { chatId, sender, chatName, senderName, senderContactName } = senderData;
    // The journal does not tell what a chat is called.
    const names = { senderName: senderName ?? (isGroup(chatId) ? undefined : chatName), senderContactName };
    return { type: 'incoming', idMessage, timestamp, chatId, senderId: sender, ...names, ...flat(messageData) };
}

const isGroup = (chatId = ''): boolean => chatId.endsWith('@g.us');

/** A message as it is without the name of its group. */
function unnamed(parsed: Parsed): Parsed {
    const [event] = parsed.kind === 'events' ? parsed.events : [];
    if (event?.kind !== 'message' || !isGroup(event.contact.address)) {
        return parsed;
    }
    const { name: _title, ...contact } = event.contact;
    return { kind: 'events', events: [{ ...event, contact }] };
}

/** What is made of a list, which was asked for at this moment. */
async function missed(
    list: unknown,
    since = 0,
    now = 1_760_000_000_000,
    settings: Readonly<Record<string, string>> = {},
): Promise<{ parsed: readonly Parsed[]; url: string }> {
    let url = '';
    const http = {
        request: (asked: { url: string }) => {
            url = asked.url;
            return Promise.resolve({ status: 200, headers: {}, text: '', json: list });
        },
    };
    const ports = { http, clock: { now: () => now } } as unknown as ChannelPorts;
    const credentials = { ...CONNECTION.credentials, plain: settings };
    const connection = { ...CONNECTION, credentials };
    return { parsed: (await greenApi.missed?.(connection, since, ports)) ?? [], url };
}

test('there are fixtures of all kinds', () => expect(fixtures.length).toBeGreaterThan(40));

test.each(fixtures.map((fixture) => [fixture.about, fixture] as const))(
    '%s',
    async (_about, { body, parsed, settings = {} }) => {
        expect((await missed([item(body)], 0, 1_760_000_000_000, settings)).parsed).toEqual([unnamed(parsed)]);
    },
);

test('the list is newest first, and comes oldest first; of one second in its order', async () => {
    const text = (idMessage: string, timestamp: number) => ({
        type: 'incoming',
        idMessage,
        timestamp,
        chatId: '15550100123@c.us',
        typeMessage: 'textMessage',
        textMessage: idMessage,
    });
    const { parsed } = await missed([text('D', 9), text('C', 7), text('B', 7), text('A', 3)]);
    const ids = parsed.map((one) => (one.kind === 'events' ? one.events[0]?.id.slice(-1) : one.kind));
    expect(ids).toEqual(['A', 'B', 'C', 'D']);
});

test('so many minutes are asked for that the moment is among them', async () => {
    const now = 1_760_000_000_000;
    expect((await missed([], now - 600_000, now)).url).toMatch(/\/lastIncomingMessages\/[^/]+\?minutes=11$/);
});

test('what we sent, groups, and what was deleted before it came are passed over; what cannot be read is said', async () => {
    const common = { idMessage: 'A', timestamp: 1, chatId: '15550100123@c.us', typeMessage: 'textMessage' };
    const { parsed } = await missed([
        { ...common, type: 'outgoing', textMessage: 'ours' },
        { ...common, type: 'incoming', textMessage: '', isDeleted: true },
        { ...common, type: 'incoming', textMessage: 'x', chatId: '120363000000000042@g.us' },
        { type: 'incoming' },
    ]);
    expect(parsed.map(({ kind }) => kind)).toEqual(['undecodable', 'ignored']);
});
