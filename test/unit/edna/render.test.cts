import { addressOf, partsOfAddress, phoneOf } from '../../../src/channels/edna/address';
import { requestIdFor } from '../../../src/channels/edna/ids';
import { momentOf } from '../../../src/lib/moment';
import { nameFor, render } from '../../../src/channels/edna/render';
import type { Outgoing, ReplyFile } from '../../../src/gateway/model';

const file = (name: string, type = '', size = 1_000, caption?: string): ReplyFile => ({
    id: 'f',
    name,
    type,
    size,
    ...(caption === undefined ? {} : { caption }),
});
const reply = (text: string, files: readonly ReplyFile[] = []): Outgoing => ({
    id: 'm1',
    round: 0,
    roomId: 'r1',
    author: { id: 'a1', name: 'Agent' },
    at: 0,
    text,
    files,
});
const shown = (type: string, text: string, ...files: ReplyFile[]) =>
    render(type, reply(text, files)).map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'file' ? [part.shown, part.caption] : part.template,
    );

test.each([
    ['a.jpg', 'image/jpeg', 5_000_000, 'IMAGE'],
    ['a.jpg', 'image/jpeg', 5_000_001, 'DOCUMENT'],
    ['a.png', 'image/png; charset=binary', 0, 'IMAGE'],
    ['a.webp', 'image/webp', 10, 'DOCUMENT'],
    ['a.heic', 'image/heic', 10, 'DOCUMENT'],
    ['a.mp4', 'video/mp4', 16_000_000, 'VIDEO'],
    ['a.3gp', 'video/3gpp', 16_000_001, 'DOCUMENT'],
    ['a.mov', 'video/quicktime', 10, 'DOCUMENT'],
    ['a.ogg', 'audio/ogg; codecs=opus', 10, 'AUDIO'],
    ['a.mp3', 'audio/mpeg', 16_000_001, 'DOCUMENT'],
    ['a.wav', 'audio/wav', 10, 'DOCUMENT'],
    ['a.pdf', 'application/pdf', 10, 'DOCUMENT'],
    ['A.JPG', '', 10, 'IMAGE'],
    ['a.mp4', 'application/octet-stream', 10, 'VIDEO'],
    ['a', '', 10, 'DOCUMENT'],
])('%s (%s, %i bytes) goes to WhatsApp as %s', (name, type, size, kind) => {
    expect(shown('whatsapp', '', file(name, type, size))).toEqual([[kind, '']]);
});

test('words go under what can have them, and before what cannot: nothing stands where edna drops it', () => {
    const long = 'a'.repeat(1_025);
    expect(shown('whatsapp', 'see', file('a.jpg', 'image/jpeg'))).toEqual([['IMAGE', 'see']]);
    expect(shown('whatsapp', 'see', file('a.pdf'))).toEqual([['DOCUMENT', 'see']]);
    expect(shown('whatsapp', 'hear', file('a.ogg', 'audio/ogg'))).toEqual(['hear', ['AUDIO', '']]);
    expect(shown('whatsapp', long, file('a.pdf'))).toEqual([long, ['DOCUMENT', '']]);
    expect(shown('whatsapp', 'all', file('a.pdf', '', 1, 'one'), file('b.ogg', 'audio/ogg', 1, 'two'))).toEqual([
        'all',
        ['DOCUMENT', 'one'],
        'two',
        ['AUDIO', ''],
    ]);
    expect(shown('whatsapp', 'same', file('a.jpg', 'image/jpeg', 1, 'same'))).toEqual([['IMAGE', 'same']]);
});

test('kinds of channel differ: in marks, lengths, and what they show', () => {
    expect(shown('whatsapp', '**bold**')).toEqual(['*bold*']);
    expect(shown('viber', '**bold**')).toEqual(['**bold**']);
    expect(shown('viber', 'hear', file('a.ogg', 'audio/ogg'))).toEqual([['DOCUMENT', 'hear']]);
    expect([shown('whatsapp', 'a'.repeat(4_097)).length, shown('max_bot', 'a'.repeat(4_001)).length]).toEqual([2, 2]);
    expect(shown('max', 'a'.repeat(4_000))).toHaveLength(1);
    expect(shown('of tomorrow', '**bold**', file('a.jpg', 'image/jpeg'))).toEqual([['IMAGE', '**bold**']]);
    expect(shown('constructor', 'x')).toEqual(['x']);
});

test('a name has its extension and at most 70 characters, none of them half', () => {
    expect(nameFor({ name: 'voice', type: 'audio/ogg' })).toBe('voice.ogg');
    expect(nameFor({ name: '', type: '' })).toBe('file.bin');
    expect(nameFor({ name: 'offer.PDF', type: 'application/pdf' })).toBe('offer.PDF');
    expect(nameFor({ name: `${'a'.repeat(100)}.pdf`, type: '' })).toBe(`${'a'.repeat(66)}.pdf`);
    expect(nameFor({ name: `${'a'.repeat(65)}🙂.pdf`, type: '' })).toBe(`${'a'.repeat(65)}.pdf`);
});

test('a template is what it is, whatever else the reply holds', () => {
    const template = { id: '1', text: '**as it stands**' };
    expect(render('whatsapp', { ...reply('for people', [file('a.pdf')]), template })).toEqual([
        { kind: 'template', template },
    ]);
});

test('a request has the same id for every try, and another one for any other message', () => {
    const id = (connection: string, replyId: string, round: number, part: number) =>
        requestIdFor({ id: connection }, { id: replyId, round }, part);
    const all = [id('c', 'm', 0, 0), id('d', 'm', 0, 0), id('c', 'n', 0, 0), id('c', 'm', 1, 0), id('c', 'm', 0, 1)];
    expect(new Set(all).size).toBe(5);
    expect(id('c', 'm', 0, 0)).toBe(all[0]);
    expect(id('c', 'm1', 0, 0)).not.toBe(id('c', 'm', 10, 0));
});

test.each([
    ['5501', '79005550101', '5501:79005550101'],
    ['5501', '+79005550101', '5501:79005550101'],
    ['5501', 'RU.a1B2:c3', '5501:RU.a1B2:c3'],
    ['5501', '+7 900', '5501:+7 900'],
    [undefined, '79005550101', '79005550101'],
    [undefined, 'RU.a1B2', 'RU.a1B2'],
    [undefined, '55:01', ':55:01'],
    ['none', '79005550101', '79005550101'],
])('an address of %s and %s is %s, and comes apart again', (subject, identifier, address) => {
    expect(addressOf(subject, identifier)).toBe(address);
    const isDigits = subject !== undefined && /^\d+$/.test(subject);
    expect(partsOfAddress(address)).toEqual({
        subjectId: isDigits ? subject : '',
        identifier: identifier === '+79005550101' ? '79005550101' : identifier,
    });
});

test('a phone is one only where all of it is', () => {
    expect(['79005550101', '+79005550101', '123456', '1234567890123456', 'RU.79005550101', ''].map(phoneOf)).toEqual([
        '+79005550101',
        '+79005550101',
        undefined,
        undefined,
        undefined,
        undefined,
    ]);
});

test('times are read in both forms, and nothing else is', () => {
    const at = Date.UTC(2026, 10, 20, 9, 30, 0);
    expect(
        [
            '2026-11-20T09:30:00Z',
            '2026-11-20T12:30:00+0300',
            '2026-11-20T12:30:00.000+03:00',
            '2026-11-20 09:30:00',
        ].map(momentOf),
    ).toEqual([at, at, at, at]);
    expect(['', 'soon', '2026-13-40T99:99:99Z', '1'].map(momentOf)).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
    ]);
});
