import type { Figures } from '../../bench/figures.cjs';
import { CEILING, goalsOf } from '../../bench/goals.cjs';
import type { Cell } from '../../bench/rates.cjs';
import { pageOf } from '../../bench/report.cjs';
import type { Slot } from '../../bench/slot.cjs';

const slot = (perSecond: number, room?: number): Slot => ({
    count: perSecond,
    perSecond,
    answer: { p50: 1, p95: 2, p99: 3 },
    ...(room !== undefined && { room: { p50: room, p95: room * 2, p99: room * 3 } }),
});
const cell = (ours: Slot, theirs: Slot, more: Partial<Cell> = {}): Cell => ({
    channel: 'pigeon-post',
    against: CEILING,
    servers: 1,
    latencyMs: 0,
    width: 32,
    rounds: [{ ours, theirs }],
    ...more,
});

const kinds = { 'http.call': 1, 'persistence.createWithAssociations': 2 };
const COSTS = { 'text in': { calls: 7, series: 5, seriesToGoal: 3, seriesToAnswer: 4, kinds } } as const;

const FIGURES: Figures = {
    plan: 'full',
    machine: {
        processor: 'Abacus',
        cores: 2,
        memoryBytes: 8e9,
        system: 'linux 6',
        node: '20.0.0',
        deno: '2.3.7',
        engine: '1.62.0',
        app: '0.1.0',
    },
    date: '2026-11-20',
    seconds: 600,
    costs: { 'pigeon-post': COSTS },
    cells: [
        cell(slot(900, 13), slot(1_000, 10)),
        cell(slot(700, 14), slot(1_000, 10), { servers: 2, latencyMs: 5 }),
        cell(slot(700, 99), slot(1_000, 10), { width: 8 }),
        cell(slot(700, 99), slot(9_000), { against: 'empty endpoint' }),
    ],
    growth: [
        {
            of: 'connection',
            count: 1,
            costs: COSTS,
            rounds: [{ ours: slot(1, 10), theirs: slot(1, 10) }],
        },
        {
            of: 'record of history',
            count: 1_000_000,
            costs: { 'text in': { calls: 8, series: 5, kinds: { ...kinds, 'room.getById': 1 } } },
            rounds: [{ ours: slot(1, 13), theirs: slot(1, 10) }],
        },
    ],
    sizes: { zipBytes: 1_234_567, bundleBytes: 500_000, bundlingMs: 123.4 },
    startMs: 456.7,
    memory: [
        { messages: 1, bytes: 90e6, reference: 80e6 },
        { messages: 10_000, bytes: 100e6, reference: 90e6 },
        { messages: 50_000, bytes: 120e6, reference: 108e6 },
        { messages: 100_000, bytes: 130e6 },
    ],
    fairness: [
        { throttled: 'pigeon-post', waiting: 5_000, other: 'smoke', ticksAlone: 1, ticks: 2, tickMs: 900 },
        { throttled: 'pigeon-post', waiting: 5_000, other: 'drums', ticksAlone: 1, ticks: 4, tickMs: 900 },
    ],
};

test('goals are for the width that has some, beside the ceiling; each is met or missed by what was found', () => {
    const goals = goalsOf(FIGURES).map(({ name, found, isMet }) => `${isMet ? 'met' : 'missed'}: ${name}: ${found}`);
    expect(goals).toEqual([
        'met: rate to the ceiling: pigeon-post, 1 server, 32 conversations: 90 %',
        'met: in the room, p50: pigeon-post, 1 server, 32 conversations: 1.30×',
        'met: in the room, p99: pigeon-post, 1 server, 32 conversations: 1.30×',
        'missed: rate to the ceiling: pigeon-post, 2 servers, 32 conversations, 5 ms added: 70 %',
        'missed: in the room, p50: pigeon-post, 2 servers, 32 conversations, 5 ms added: 1.40×',
        'met: in the room, p99: pigeon-post, 2 servers, 32 conversations, 5 ms added: 1.40×',
        'met: in the room, p50, with 1 connection: 1.00×',
        'met: counts with 1 connection: the same',
        'missed: in the room, p50, with 1,000,000 records of history: 1.30×',
        'missed: counts with 1,000,000 records of history: others',
        "met: memory after 50,000 messages to that after 10,000, to the reference app's: 1.00×",
        'missed: memory after 100,000 messages to that after 10,000: 1.30×',
        'met: a reply through smoke while 5,000 wait for pigeon-post: 1 later',
        'missed: a reply through drums while 5,000 wait for pigeon-post: 3 later',
    ]);
});

test('the page has every figure, and says on what machine and when', () => {
    const page = pageOf(FIGURES);
    expect(page).toContain('Measured on 2026-11-20 in 600 s (a full run)');
    expect(page).toContain('2 × Abacus, 8 GB');
    expect(page).toContain('| text in | 7 / 5 / 3 / 4 |');
    expect(page).toContain('| text in | 1 http.call, 2 create |');
    expect(page).toContain('| file in | – |');
    expect(page).toContain(
        '| pigeon-post | 1 | 0 | 32 | 900 | 1,000 | 90 % | 1.0 / 2.0 / 3.0 | 13.0 / 26.0 / 39.0 | 1.30× | 1.30× |',
    );
    expect(page).toContain('| empty endpoint | 1 | 32 | 700 | 9,000 | 8 % | 1.0 / 2.0 / 3.0 |');
    expect(page).toContain('| 1,000,000 records of history | 13.0 / 26.0 / 39.0 | 1.30× | 8 / 5 / – / – | – | – |');
    expect(page).toContain('| zip | 1,235 kB |');
    expect(page).toContain('| 100,000 | 130 MB | – |');
    expect(page).toContain('| 5,000 for pigeon-post | drums | 1 | 4 | 900 ms |');
});
