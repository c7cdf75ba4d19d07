/** Answers as GREEN-API gets them, with what the administrator wants of every one. */
import { render } from '../../../src/channels/green-api/render';
import { styleOf } from '../../../src/channels/green-api/style';
import { TEXT_LIMIT_CHARS } from '../../../src/channels/green-api/wire';
import type { Outgoing } from '../../../src/gateway/model';

const CHAT = '15550100123@c.us';
const ANSWER: Outgoing = {
    id: 'm1',
    round: 0,
    roomId: 'r1',
    author: { id: 'a1', name: 'Olga' },
    at: 0,
    text: '',
    files: [],
};
const file = (name: string, caption?: string) => ({
    id: name,
    name,
    type: '',
    size: 1,
    ...(caption === undefined ? {} : { caption }),
});
const styled = (plain: Readonly<Record<string, string>>) => styleOf({ credentials: { plain, secret: {} } });
const SIGNED = styled({ signature: '*{agent}*, Parcels:' });

/** Each message as its words and its file. */
const said = (more: Partial<Outgoing>, style = SIGNED): string[][] =>
    render(CHAT, { ...ANSWER, ...more }, style).map((part) =>
        part.kind === 'text'
            ? [part.message.message]
            : part.kind === 'file'
              ? [part.message.caption ?? '', part.file.name]
              : [],
    );

test.each<[string, Partial<Outgoing>, string[][]]>([
    ['a text', { text: 'hi' }, [['*Olga*, Parcels:\nhi']]],
    ['quoted lines', { text: '> which?\nthat' }, [['*Olga*, Parcels:\n> which?\nthat']]],
    ['a text under its picture', { text: 'look', files: [file('a.jpg')] }, [['*Olga*, Parcels:\nlook', 'a.jpg']]],
    [
        'a text before its document',
        { text: 'read', files: [file('a.pdf')] },
        [['*Olga*, Parcels:\nread'], ['', 'a.pdf']],
    ],
    [
        'a description',
        { files: [file('a.jpg', 'front'), file('b.jpg', 'back')] },
        [
            ['*Olga*, Parcels:\nfront', 'a.jpg'],
            ['back', 'b.jpg'],
        ],
    ],
    ['a picture without words', { files: [file('a.jpg')] }, [['*Olga*, Parcels:', 'a.jpg']]],
    ['a document without words', { files: [file('a.pdf')] }, [['*Olga*, Parcels:'], ['', 'a.pdf']]],
    ['what the app says itself', { roomId: '', author: { id: '', name: '' }, text: 'closed' }, [['closed']]],
    [
        'a name with marks of its own',
        { author: { id: 'a', name: 'olga_k\n$&' }, text: 'hi' },
        [['*olga_k $&*, Parcels:\nhi']],
    ],
])('the first line stands before %s', (_what, more, expected) => {
    expect(said(more)).toEqual(expected);
});

test('the first line counts where a text is cut, and under a picture', () => {
    const line = '*Olga*, Parcels:\n';
    expect(said({ text: 'a'.repeat(TEXT_LIMIT_CHARS - line.length) })).toHaveLength(1);
    expect(said({ text: 'a'.repeat(TEXT_LIMIT_CHARS - line.length + 1) })).toHaveLength(2);
    expect(said({ text: 'a'.repeat(1_020), files: [file('a.jpg')] })).toHaveLength(2);
});

test('without a first line an answer stays as it was written', () => {
    expect(said({ text: 'hi' }, styled({ signature: ' ' }))).toEqual([['hi']]);
    expect(said({ text: 'hi' }, styled({}))).toEqual([['hi']]);
});

test('typing is shown before the first message only, longer before a longer text, and never for long', () => {
    const times = (more: Partial<Outgoing>, plain = { typing: 'true' }) =>
        render(CHAT, { ...ANSWER, ...more }, styled(plain)).map(({ message }) =>
            'typingTime' in message ? message.typingTime : undefined,
        );
    expect(times({ text: 'hi' })).toEqual([1_000]);
    expect(times({ text: 'a'.repeat(50) })).toEqual([2_500]);
    expect(times({ text: 'a'.repeat(TEXT_LIMIT_CHARS + 1) })).toEqual([5_000, undefined]);
    expect(times({ files: [file('a.jpg')] })).toEqual([1_000]);
    expect(times({ text: 'hi' }, { typing: 'false' })).toEqual([undefined]);
});

test('a place and a card go as such, unsigned and whatever their words for people say', () => {
    const location = { latitude: 52.52, longitude: 13.405, name: 'Shop' };
    expect(render(CHAT, { ...ANSWER, text: 'x', location }, SIGNED)).toEqual([
        { kind: 'location', message: { chatId: CHAT, latitude: 52.52, longitude: 13.405, nameLocation: 'Shop' } },
    ]);
    expect(render(CHAT, { ...ANSWER, text: 'x', card: { phone: '15550100456', name: 'Bob' } }, SIGNED)).toEqual([
        { kind: 'card', message: { chatId: CHAT, contact: { phoneContact: 15550100456, firstName: 'Bob' } } },
    ]);
});
