import { dialledIn, digitsOf } from '../../../src/lib/phone';

test.each([
    ['+15550100123', '15550100123'],
    ['15550100123', '15550100123'],
    ['0015550100123', '15550100123'],
    ['+1 (555) 010-0123', '15550100123'],
    ['+49 30/123456.7', '49301234567'],
    ['  +7 900 123 45 67 ', '79001234567'],
    ['+68 34 00 2', '6834002'],
])('%s is a number', (typed, digits) => {
    expect(digitsOf(typed)).toBe(digits);
});

test.each([
    '',
    '+',
    'Ann',
    '089 1234567',
    '+1 555',
    '1555010012345678',
    '15550100123@c.us',
    '155501x00123',
    '++15550100123',
])('%s is none', (typed) => {
    expect(digitsOf(typed)).toBeUndefined();
});

test.each([
    ['+15550100123 hello there', '15550100123', ['hello', 'there']],
    ['15550100123 25 items', '15550100123', ['25', 'items']],
    ['+1 555 0100123 hello', '15550100123', ['hello']],
    ['+1 (555) 0100123 hello', '15550100123', ['hello']],
    ['+4915 hello', undefined, []],
    ['hello 15550100123', undefined, []],
])('of %s the number is %s', (line, digits, rest) => {
    expect(dialledIn(line.split(' '))).toEqual(digits === undefined ? undefined : { digits, rest });
});

test('a number in quotes, or from a form, may have any blanks in it', () => {
    expect(dialledIn(['+7 900 123 45 67', '25', 'items'])).toEqual({ digits: '79001234567', rest: ['25', 'items'] });
});

// A message to the wrong person would be worse than none.
test.each(['+1 555 0100123 25 items', '+49 30 1234567 8 Uhr', '+7 900 123 45 67 hello', '+4930123456 7 days'])(
    'where the number ends in %s is not guessed',
    (line) => {
        expect(dialledIn(line.split(' '))).toBe('unclear');
    },
);
