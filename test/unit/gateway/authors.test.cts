import fc from 'fast-check';
import { authorLine, signature } from '../../../src/gateway/inbox/authors';

test.each([
    [{ address: '1@c.us', name: 'Ann', phone: '+1' }, '*Ann* (+1)'],
    [{ address: '1@c.us', phone: '+1' }, '*+1*'],
    [{ address: '7@lid', name: 'Ann' }, '*Ann* (7@lid)'],
    [{ address: '7@lid' }, '*7@lid*'],
    [{ address: '', name: 'Ann' }, '*Ann*'],
    [{ address: '' }, '*?*'],
    [{ address: '1@c.us', name: ' *`\n ', phone: '+1' }, '*+1*'],
])('%j signs as %s', (author, expected) => {
    expect(signature(author)).toBe(expected);
});

test('whatever somebody calls himself, he has one line and one bold name in it', () => {
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (name) => {
            const line = signature({ address: '1@c.us', name, phone: '+15550100123' });
            expect(line).toMatch(/^\*[^*`\n\r\u2028\u2029]+\*(?: \(\+15550100123\))?$/);
            expect(line).toContain('+15550100123');
        }),
    );
});

test('below a file its author has an arrow to it, and in a talk of two nobody is named', () => {
    expect(authorLine({ address: '', name: 'Ann' }, 'below')).toBe('⬆️ *Ann*');
    expect(authorLine(undefined, 'below')).toBe('');
});
