import { cardIn, locationIn } from '../../../src/gateway/outbox/pieces';

const words = (line: string): string[] => line.split(' ');

test.each([
    ['52.52 13.405 Our shop', { latitude: 52.52, longitude: 13.405, name: 'Our shop' }],
    ['-33.8567844 151.2152967', { latitude: -33.8567844, longitude: 151.2152967 }],
    ['52,52 13,405 Магазин', { latitude: 52.52, longitude: 13.405, name: 'Магазин' }],
    ['52.520008, 13.404954', { latitude: 52.520008, longitude: 13.404954 }],
    ['90 -180', { latitude: 90, longitude: -180 }],
    ['0 0 7 seas', { latitude: 0, longitude: 0, name: '7 seas' }],
])('%s is a place', (line, expected) => {
    expect(locationIn(words(line))).toEqual(expected);
});

test.each(['', '52.52', '91 0', '0 180.5', 'here there', '52.52,13.405', '1e2 3', '52.52 east', 'NaN NaN', '0x10 5'])(
    '"%s" is no place',
    (line) => {
        expect(locationIn(words(line))).toBeUndefined();
    },
);

test.each([
    ['15550100456 Bob', { phone: '15550100456', name: 'Bob' }],
    ['+15550100456 Bob Fixit', { phone: '15550100456', name: 'Bob Fixit' }],
    ['+49 151 23456789 Bob', { phone: '4915123456789', name: 'Bob' }],
    ['+7 (999) 123-45-67 Иван', { phone: '79991234567', name: 'Иван' }],
    ['004915123456789', { phone: '4915123456789', name: '+4915123456789' }],
    ['+15550100456 24 hours', { phone: '15550100456', name: '24 hours' }],
    ['3725550 Liis', { phone: '3725550', name: 'Liis' }],
])('%s is a card', (line, expected) => {
    expect(cardIn(words(line))).toEqual(expected);
});

test('a number that was typed in quotes is one too', () => {
    expect(cardIn(['+49 151 23456789', 'Bob'])).toEqual({ phone: '4915123456789', name: 'Bob' });
});

test.each(['', 'Bob', 'Bob 15550100456', '12345 Bob', '0151 23456789 Bob', '+1234567890123456 Bob', '+ Bob'])(
    '"%s" is no card',
    (line) => {
        expect(cardIn(words(line))).toBeUndefined();
    },
);
