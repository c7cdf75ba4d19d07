import type { Template } from '../../../src/channels/channel';
import { filled, named, placesIn, valuesIn, wordsOfTemplate } from '../../../src/gateway/outbox/template-values';

test.each<[string[], string[]]>([
    [[], []],
    [['A-17'], ['A-17']],
    [
        ['A-17', '18:00'],
        ['A-17', '18:00'],
    ],
    [
        ['Anna K.', 'on | off'],
        ['Anna K.', 'on | off'],
    ],
    [
        ['Anna', 'K.', '|', '18:00'],
        ['Anna K.', '18:00'],
    ],
    [
        ['Anna', 'K.|18:00'],
        ['Anna K.', '18:00'],
    ],
    [
        ['one', '|', '|', 'three'],
        ['one', '', 'three'],
    ],
    [
        ['{{2}}', '|', '$&'],
        ['{{2}}', '$&'],
    ],
])('the words %j are the values %j', (words, values) => {
    expect(valuesIn(words)).toEqual(values);
});

const ORDER = {
    id: '314',
    header: 'Order {{1}}',
    text: 'Dear {{1}}, {{2}} is ready, {{1}}! {{x}} { {1} }',
    footer: 'Shop',
    buttons: [
        { type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Thanks', payload: 'thanks' },
    ],
};

test('every part has places of its own: header, text and buttons, in this order; the rest is left as it is', () => {
    expect(placesIn(ORDER)).toBe(4);
    expect(filled(ORDER, ['A-17', 'Anna', 'it {{1}}', 'a17'])).toEqual({
        ...ORDER,
        header: 'Order A-17',
        text: 'Dear Anna, it {{1}} is ready, Anna! {{x}} { {1} }',
        buttons: [{ type: 'URL', text: 'Track', url: 'https://shop.example/a17' }, ORDER.buttons[1]],
    });
    expect(filled({ id: '1', text: 'plain' }, [])).toEqual({ id: '1', text: 'plain' });
    expect(placesIn({ id: '1', text: '{{2}} before {{1}}' })).toBe(2);
    expect(filled({ id: '1', text: '{{2}} before {{1}}' }, ['one', 'two']).text).toBe('two before one');
    expect(filled({ id: '1', text: '{{1}}' }, ['$& $1 $$']).text).toBe('$& $1 $$');
});

test('people read all its texts', () => {
    expect(wordsOfTemplate({ ...ORDER, text: 'ready' })).toBe('Order {{1}}\nready\nShop\n[Track] [Thanks]');
    expect(wordsOfTemplate({ id: '1', text: 'ready' })).toBe('ready');
});

test('a name may stand for several languages; with the language it is one', () => {
    const [en, ru, other]: Template[] = [
        { name: 'order', language: 'EN', content: { id: '1', text: 'ready' } },
        { name: 'order', language: 'RU', content: { id: '2', text: 'готов' } },
        { name: 'late', language: 'EN', content: { id: '3', text: 'late' } },
    ];
    const all = [en, ru, other].flatMap((one) => one ?? []);
    expect(named(all, 'order')).toEqual([en, ru]);
    expect(named(all, 'order:RU')).toEqual([ru]);
    expect(named(all, 'Order:ru')).toEqual([ru]);
    expect(named(all, 'LATE')).toEqual([other]);
    expect(named(all, 'order:DE')).toEqual([]);
});
