import type { Made } from '../../bench/shape.cjs';
import { marked, placesIn } from '../../bench/shape.cjs';
import { costOf } from '../../bench/costs.cjs';
import { roundsOf } from '../../support/rounds.cjs';

const done = { t: 'done', key: 'c:1:message:7', conversation: 'c:1:ann', roomId: 'r1', messageIds: ['sw7'] };
const keys = [{ model: 'misc', id: 'in:c:1:message:7' }];
const CALLS: readonly Made[] = [
    { name: 'persistence.readByAssociations', args: [keys] },
    {
        name: 'livechat.createMessage',
        args: [{ text: 'hello', room: { id: 'r1' }, _unmappedProperties_: { _id: 'sw7' } }],
    },
    { name: 'persistence.createWithAssociations', args: [done, keys] },
];

test('what differs from message to message is marked in every call', () => {
    const places = placesIn(CALLS);
    expect(places).toEqual({ key: 'c:1:message:7', lane: 'c:1:ann', message: 'sw7', room: 'r1', text: 'hello' });
    expect(JSON.parse(marked([CALLS], places))).toEqual([
        [
            { name: 'persistence.readByAssociations', args: [[{ model: 'misc', id: 'in:{key}' }]] },
            {
                name: 'livechat.createMessage',
                args: [{ text: '{text}', room: { id: '{room}' }, _unmappedProperties_: { _id: '{message}' } }],
            },
            {
                name: 'persistence.createWithAssociations',
                args: [
                    { t: 'done', key: '{key}', conversation: '{lane}', roomId: '{room}', messageIds: ['{message}'] },
                    [{ model: 'misc', id: 'in:{key}' }],
                ],
            },
        ],
    ]);
});

test('a call that the reference app cannot make is an error that says so', () => {
    const strange = [...CALLS, { name: 'user.getById', args: ['u1'] }];
    expect(() => marked([strange], placesIn(CALLS))).toThrow('user.getById');
    expect(() => placesIn(CALLS.slice(0, 2))).toThrow('shape');
});

const call = (name: string, began: number, ended: number) => ({ name, began, ended });

test('calls that overlap are one round, calls that wait are several', () => {
    const calls = [call('d', 7, 8), call('a', 1, 2), call('b', 3, 6), call('c', 4, 5)];
    expect(roundsOf(calls).map((round) => round.map(({ name }) => name))).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(roundsOf([])).toEqual([]);
});

test('what a message costs until it is in its room, until it is answered, and in all', () => {
    const calls = [
        call('create', 1, 2),
        call('read', 3, 5),
        call('get', 4, 6),
        call('post', 7, 8),
        call('remove', 9, 10),
    ];
    const kinds = { create: 1, get: 1, post: 1, read: 1, remove: 1 };
    expect(costOf(calls, /post/, 4)).toEqual({ calls: 5, series: 4, seriesToGoal: 3, seriesToAnswer: 3, kinds });
    expect(costOf(calls, undefined, undefined)).toEqual({ calls: 5, series: 4, kinds });
    expect(costOf([], /post/, 0)).toEqual({ calls: 0, series: 0, seriesToAnswer: 0, kinds: {} });
});
