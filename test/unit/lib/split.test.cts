import fc from 'fast-check';
import { splitText } from '../../../src/lib/split';

test('a text within the limit stays whole, also an empty one', () => {
    expect(splitText('hello', 5)).toEqual(['hello']);
    expect(splitText('', 5)).toEqual(['']);
});

test('cuts at a line break, else at a blank, else in the word', () => {
    expect(splitText('one two\nthree', 8)).toEqual(['one two', 'three']);
    expect(splitText('one two three', 8)).toEqual(['one two', 'three']);
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('never cuts through a character of two units', () => {
    expect(splitText('aaa😀b', 4)).toEqual(['aaa', '😀b']);
});

test('every piece keeps the limit, and nothing but one separator a cut is lost', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '😀', 'я'), maxLength: 300 });
    fc.assert(
        fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, limit) => {
            const pieces = splitText(text, limit);
            expect(pieces.every((piece) => piece.length <= limit)).toBe(true);
            const letters = (s: string) => s.replace(/[ \n]/g, '');
            expect(letters(pieces.join(''))).toBe(letters(text));
            expect(text.length - pieces.join('').length).toBeLessThanOrEqual(pieces.length);
        }),
    );
});
