import { languages, text } from '../../../src/lib/texts';

test('a text is given in the language asked for, whatever its region, and in English for unknown ones', () => {
    expect(text('ru-RU', 'noInstances')).toBe('Инстансов пока нет.');
    expect(text('en', 'noInstances')).toBe('No instance is connected yet.');
    expect(text('pt-BR', 'noInstances')).toBe('No instance is connected yet.');
});

test('values are put in; a value is not read as a text itself', () => {
    expect(text('en', 'instanceExists', { id: '{reason}' })).toBe(
        'Instance {reason} is connected already, by another agent.',
    );
});

test('every text has the same places for values in both languages', () => {
    const placesOf = (texts: Readonly<Record<string, string>> = {}) =>
        Object.fromEntries(
            Object.entries(texts).map(([name, words]) => [name, (words.match(/\{\w+\}/g) ?? []).sort()]),
        );
    expect(placesOf(languages['ru'])).toEqual(placesOf(languages['en']));
});
