import { parse } from '../../../src/channels/rapidpro/parse';
import { roomCall } from '../../../src/channels/rapidpro/wire';
import { decode } from '../../../src/lib/decode';
import type { Content } from '../../../src/gateway/model';

function contents(body: object): Array<readonly Content[]> {
    const parsed = parse({ visitor: { token: '7' }, ...body });
    if (parsed.kind !== 'events') throw new Error(JSON.stringify(parsed));
    return parsed.events.map((event) => (event.kind === 'message' ? event.content : []));
}

test('a text comes first, then each attachment by itself', () => {
    const attachments = [
        { type: 'image/jpeg', url: 'https://media.example/a/photo%201.jpg' },
        { type: 'IMAGE', url: 'https://media.example/b/?sig=1' },
        { type: '', url: 'https://media.example/c.pdf?sig=x.y' },
    ];
    expect(contents({ text: 'look', attachments })).toEqual([
        [{ kind: 'text', text: 'look' }],
        [{ kind: 'file', url: attachments[0]?.url, name: 'photo 1.jpg', type: 'image/jpeg' }],
        [{ kind: 'file', url: attachments[1]?.url, name: 'image', type: '' }],
        [{ kind: 'file', url: attachments[2]?.url, name: 'c.pdf', type: '' }],
    ]);
});

test.each([
    ['geo', '-12.5,45', { kind: 'location', latitude: -12.5, longitude: 45 }],
    ['GEO', ' 1.25 , 2 ', { kind: 'location', latitude: 1.25, longitude: 2 }],
    ['geo', 'somewhere', { kind: 'placeholder', what: 'geo', caption: 'somewhere' }],
    ['unavailable', '', { kind: 'placeholder', what: 'attachment' }],
    ['unavailable', 'https://x.example/1', { kind: 'placeholder', what: 'attachment', caption: 'https://x.example/1' }],
    ['', '', { kind: 'placeholder', what: 'attachment' }],
    ['video', 'file:///etc/passwd', { kind: 'placeholder', what: 'video', caption: 'file:///etc/passwd' }],
])('an attachment of type "%s" at "%s"', (type, url, expected) => {
    expect(contents({ attachments: [{ type, url }] })).toEqual([[expected]]);
});

test('a message with nothing in it is one all the same', () => {
    for (const body of [{}, { text: '' }, { text: null, attachments: [] }]) {
        expect(contents(body)).toEqual([[{ kind: 'placeholder', what: 'empty message' }]]);
    }
});

test('every call is an event of its own', () => {
    const ids = [1, 2].map(() => {
        const parsed = parse({ visitor: { token: '7' }, text: 'same' });
        return parsed.kind === 'events' ? parsed.events[0]?.id : '';
    });
    expect(ids[0]).not.toBe(ids[1]);
});

test('names are read in any case; the right spelling goes before the others', () => {
    const bodies = [
        { ticketID: 'T', visitor: { token: '1', contactUUID: 'c', department: 'Sales', customFields: { Plan: 1 } } },
        { ticketId: 'T', visitor: { token: 1, contactUuid: 'c', deparment: 'Sales', customfields: { Plan: '1' } } },
        {
            ticketID: 'T',
            ticketId: 'x',
            visitor: { token: '1', contactUUID: 'c', deparment: 'y', department: 'Sales', customFields: { Plan: '1' } },
        },
    ];
    const expected = {
        ticketID: 'T',
        visitor: { token: '1', contactUUID: 'c', department: 'Sales', customFields: { Plan: '1' } },
    };
    for (const body of bodies) {
        expect(decode(roomCall, body)).toEqual(expected);
    }
});

test('names that objects have by themselves do no harm', () => {
    const body = JSON.parse(
        '{"ticketID":"T","__proto__":{"visitor":1},"visitor":{"token":"1","customFields":{"__proto__":"x","constructor":"y"}}}',
    ) as unknown;
    const { visitor } = decode(roomCall, body);
    expect(Object.entries(visitor.customFields ?? {})).toEqual(expect.arrayContaining([['constructor', 'y']]));
    expect(({} as Record<string, unknown>)['visitor']).toBeUndefined();
});
