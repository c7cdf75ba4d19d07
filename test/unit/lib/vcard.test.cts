import fc from 'fast-check';
import { readVCard } from '../../../src/lib/vcard';

const card = (...lines: string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\n');

test('a card as WhatsApp sends it', () => {
    expect(
        readVCard(
            card(
                'N:Brown;Bob;;;',
                'FN:Bob Brown',
                'ORG:Parcels\\, Ltd;Sales;',
                'item1.TEL;waid=15550100456:+1 555 0100456',
                'item1.X-ABLabel:Mobile',
                'EMAIL;type=INTERNET:bob@x.example',
            ),
        ),
    ).toEqual({
        name: 'Bob Brown',
        organisation: 'Parcels, Ltd, Sales',
        phones: ['+1 555 0100456'],
        emails: ['bob@x.example'],
    });
});

test.each([
    ['the name in parts', card('N:Brown;Bob;J.;Dr.;'), { name: 'Dr. Bob J. Brown' }],
    ['long lines that go on', card('FN:Bob\n  Brown'), { name: 'Bob Brown' }],
    ['line ends of Windows', card('FN:Bob').replace(/\n/g, '\r\n'), { name: 'Bob' }],
    ['old encodings', card('FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=D0=BD=D1=8F'), { name: 'Аня' }],
    ['the same number twice', card('TEL:+1', 'TEL;TYPE=CELL:+1', 'TEL:tel:+2'), { phones: ['+1', '+2'] }],
    ['nothing in it', '', { name: '', organisation: '', phones: [], emails: [] }],
])('%s', (_what, text, expected) => {
    expect(readVCard(text)).toMatchObject(expected);
});

test('whatever is no card gives an empty one and never an error', () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            expect(typeof readVCard(text).name).toBe('string');
        }),
    );
});
