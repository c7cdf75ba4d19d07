import type { Form } from '../../../src/rocketchat/ui/form';
import { formIdOf, problemsIn, valuesIn } from '../../../src/rocketchat/ui/form';

const form = (optional: boolean): Form => ({
    title: 'formAgent',
    intro: 'formAgentIntro',
    optional,
    fields: [
        { name: 'a', label: 'fieldUserId', pattern: /^\d+$/, problem: 'fieldUserIdWrong' },
        { name: 'b', label: 'fieldToken', pattern: /^\w+$/, problem: 'fieldTokenWrong' },
    ],
});

test('values come in the order of the fields, trimmed; what a client left out or made up is empty', () => {
    expect(valuesIn(form(true), { b: { b: ' two ' }, a: { a: '1' } })).toEqual(['1', 'two']);
    for (const state of [undefined, null, 'x', [], {}, { a: null }, { a: { a: 7 } }, { a: 'text' }]) {
        expect(valuesIn(form(true), state)).toEqual(['', '']);
    }
});

test.each([
    [true, ['', ''], {}],
    [true, ['1', ''], { b: 'fieldAllOrNone' }],
    [true, ['x', 'two'], { a: 'fieldUserIdWrong' }],
    [false, ['', ''], { a: 'fieldMissing', b: 'fieldMissing' }],
    [false, ['1', 'a b'], { b: 'fieldTokenWrong' }],
    [false, ['1', 'x'.repeat(301)], { b: 'fieldTokenWrong' }],
    [false, ['1', 'two'], {}],
])('optional %s: %j', (optional, values, problems) => {
    expect(problemsIn(form(optional), values)).toEqual(problems);
});

test('a form knows its command, its room and its opening again', () => {
    const known = { command: 'greenapi.help', roomId: 'GENERAL' };
    expect(formIdOf('form:greenapi.help:GENERAL:o1')).toEqual({ ...known, opening: 'o1' });
    expect(formIdOf('form:greenapi.help:GENERAL')).toEqual({ ...known, opening: '' });
    for (const id of ['', 'form', 'form:only', 'other:a:b']) expect(formIdOf(id)).toBeUndefined();
});
