import type { Cost } from './costs.cjs';
import { HAPPENINGS } from './costs.cjs';
import type { Figures } from './figures.cjs';
import type { Goal } from './goals.cjs';
import { amountOf, CEILING, goalsOf, grouped, growthOf, percent, times } from './goals.cjs';
import type { GrowthPoint } from './growth.cjs';
import type { Cell } from './rates.cjs';
import { median, ratioOf } from './ratios.cjs';
import type { Slot, Times } from './slot.cjs';

/** The page of figures, as Markdown: what was measured, how, on what, and when. */
export function pageOf(figures: Figures): string {
    return `${[
        '# Figures',
        INTRODUCTION,
        machineOf(figures),
        '## Goals',
        goalsTable(goalsOf(figures)),
        '## What each thing costs',
        COSTS_METHOD,
        costsTable(figures),
        KINDS_METHOD,
        kindsTable(figures),
        '## Rates and waiting times',
        RATES_METHOD,
        ratesTable(figures.cells.filter(({ against }) => against === CEILING)),
        OTHERS_METHOD,
        othersTable(figures.cells.filter(({ against }) => against !== CEILING)),
        '## Growth',
        GROWTH_METHOD,
        growthTable(figures.growth),
        '## Start, size and memory',
        START_METHOD,
        startTable(figures),
        MEMORY_METHOD,
        memoryTable(figures),
        '## Fairness',
        FAIRNESS_METHOD,
        fairnessTable(figures),
    ].join('\n\n')}\n`;
}

const INTRODUCTION = `This page is written by \`npm run bench\`, which measures the packaged app in the real Apps-Engine on the local Rocket.Chat of this repository. Counts do not depend on the machine and are checked in \`npm test\`. Times do: only their ratios to a reference app, measured in turn with ours in the same run, say something about another machine. The local Rocket.Chat keeps everything in memory, so there is no database behind it unless a distance is added.`;

const COSTS_METHOD = `Calls of the app to its host, on two servers that know the conversation already: "calls / in series / until done / until answered". *In series* is the longest chain of calls that were made one after another; *until done* the same up to the post into the room or the call to the provider, with it; *until answered* up to the answer to the provider. A dash: does not happen there.`;

const KINDS_METHOD = `The same calls by kind; those to the store without its name:`;

const RATES_METHOD = `Customers write texts, each in a conversation of his own and the next one when the last was answered. Beside ours runs, on a host of its own, an app that does nothing but make the same calls with arguments of the same size in the same order, in rooms that hold as much: the ceiling of every app that makes these calls. That host has the same past, our app with the same first conversations, since a server's engine is faster or slower for the rest of its life by what it has seen. Ratios are the medians of the ratios of each round, in which ours and the other take turns; figures per second and times (ms, p50 / p95 / p99) are medians of the rounds. *Answer*: until the provider has it; *room*: until the message stands in its room. No job runs meanwhile. Client, servers and apps share the machine.`;

const OTHERS_METHOD = `Beside what makes no calls at all:`;

const GROWTH_METHOD = `The same costs and the time until a message stands in its room, one message at a time, with a store that holds so much beside a store that holds nothing. The records are made by the builders of the app. The store has an index on the associations, as Rocket.Chat's has.`;

const START_METHOD = `The server bundles the packaged scripts into one at its start. *Start*: from the birth of the app's process until it works (runtime, construction, registration, enabling).`;

const MEMORY_METHOD = `Memory of the app's process, as far as it lies in RAM, after 5 s with nothing to do, the median of three looks; after fewer messages than planned where the time of the run was over. Beside it, as far as there is time, that of the reference app, which keeps nothing, after as many messages with equal calls: the runtime in which apps live keeps something of every call that an app makes (a list of listeners for each answer, \`RPCResponseObserver\` in its \`lib/messenger.ts\`), and its collector of garbage takes its time.`;

const FAIRNESS_METHOD = `Replies wait for a provider that answers 429 to everything. A reply through another channel, refused once, is due again: how many runs of the tick (every 5 s) does it take?`;

function machineOf({ machine, date, seconds, plan }: Figures): string {
    const gigabytes = Math.round(machine.memoryBytes / 1e9);
    const run = plan === 'quick' ? 'a quick run, whose figures are rough' : 'a full run';
    return `Measured on ${date} in ${Math.round(seconds)} s (${run}) with app ${machine.app}, Apps-Engine ${machine.engine}, Deno ${machine.deno} and Node ${machine.node} on ${machine.cores} × ${machine.processor}, ${gigabytes} GB, ${machine.system}.`;
}

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
    const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function goalsTable(goals: readonly Goal[]): string {
    return table(
        ['goal', 'wanted', 'found', ''],
        goals.map(({ name, wanted, found, isMet }) => [name, wanted, found, isMet ? 'met' : '**missed**']),
    );
}

function costsTable({ costs }: Figures): string {
    const channels = Object.keys(costs);
    return table(
        ['', ...channels],
        HAPPENINGS.map((name) => [name, ...channels.map((channel) => costInShort(costs[channel]?.[name]))]),
    );
}

export function costInShort(cost: Cost | undefined): string {
    if (cost === undefined) return '–';
    const { calls, series, seriesToGoal, seriesToAnswer } = cost;
    return [calls, series, seriesToGoal ?? '–', seriesToAnswer ?? '–'].join(' / ');
}

function kindsTable({ costs }: Figures): string {
    const channels = Object.keys(costs);
    return table(
        ['', ...channels],
        HAPPENINGS.map((name) => [name, ...channels.map((channel) => kindsInShort(costs[channel]?.[name]))]),
    );
}

function kindsInShort(cost: Cost | undefined): string {
    const kinds = Object.entries(cost?.kinds ?? {}).map(
        ([name, count]) => `${count} ${name.replace(/^persistence\.(\w+?)(With|By)Associations$/, '$1')}`,
    );
    return kinds.length === 0 ? '–' : kinds.join(', ');
}

const inWords = ({ p50, p95, p99 }: Times): string => [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ');

function timesOf(slots: readonly Slot[], which: 'answer' | 'room'): string {
    const all = slots.flatMap((slot) => slot[which] ?? []);
    if (all.length === 0) return '–';
    return inWords({
        p50: median(all.map(({ p50 }) => p50)),
        p95: median(all.map(({ p95 }) => p95)),
        p99: median(all.map(({ p99 }) => p99)),
    });
}

const perSecond = (slots: readonly Slot[]): string => grouped(Math.round(median(slots.map((slot) => slot.perSecond))));

function ratesTable(cells: readonly Cell[]): string {
    return table(
        [
            'channel',
            'servers',
            'ms added',
            'conversations',
            'texts/s',
            'ceiling',
            'ratio',
            'answer, ms',
            'room, ms',
            'p50 to ceiling',
            'p99 to ceiling',
        ],
        cells.map(({ channel, servers, latencyMs, width, rounds }) => {
            const ours = rounds.map((round) => round.ours);
            return [
                channel,
                String(servers),
                String(latencyMs),
                String(width),
                perSecond(ours),
                perSecond(rounds.map(({ theirs }) => theirs)),
                percent(ratioOf(rounds, (slot) => slot.perSecond)),
                timesOf(ours, 'answer'),
                timesOf(ours, 'room'),
                times(ratioOf(rounds, ({ room }) => room?.p50 ?? Number.NaN)),
                times(ratioOf(rounds, ({ room }) => room?.p99 ?? Number.NaN)),
            ];
        }),
    );
}

function othersTable(cells: readonly Cell[]): string {
    return table(
        ['beside', 'servers', 'conversations', 'texts/s', 'the other/s', 'ratio', 'the other, ms'],
        cells.map(({ against, servers, width, rounds }) => [
            against,
            String(servers),
            String(width),
            perSecond(rounds.map(({ ours }) => ours)),
            perSecond(rounds.map(({ theirs }) => theirs)),
            percent(ratioOf(rounds, (slot) => slot.perSecond)),
            timesOf(
                rounds.map(({ theirs }) => theirs),
                'answer',
            ),
        ]),
    );
}

function growthTable(points: readonly GrowthPoint[]): string {
    return table(
        ['in the store', 'room, ms', 'p50 to an empty store', 'text in', 'first of a contact', 'text out'],
        points.map((point) => [
            amountOf(point),
            timesOf(
                point.rounds.map(({ ours }) => ours),
                'room',
            ),
            times(growthOf(point)),
            costInShort(point.costs['text in']),
            costInShort(point.costs['text in, first of a contact']),
            costInShort(point.costs['text out']),
        ]),
    );
}

function startTable({ sizes, startMs }: Figures): string {
    return table(
        ['', ''],
        [
            ['zip', `${kilobytes(sizes.zipBytes)} kB`],
            ['bundle', `${kilobytes(sizes.bundleBytes)} kB`],
            ['bundling', `${Math.round(sizes.bundlingMs)} ms`],
            ['start', `${Math.round(startMs)} ms`],
        ],
    );
}

function memoryTable({ memory }: Figures): string {
    return table(
        ['messages', 'memory of our app', 'of the reference app'],
        memory.map(({ messages, bytes, reference }) => [
            grouped(messages),
            megabytes(bytes),
            reference === undefined ? '–' : megabytes(reference),
        ]),
    );
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const kilobytes = (bytes: number): string => grouped(Math.round(bytes / 1_000));

function fairnessTable({ fairness }: Figures): string {
    return table(
        ['waiting', 'a reply through', 'ticks with nothing waiting', 'ticks', 'the longest tick'],
        fairness.map(({ throttled, waiting, other, ticksAlone, ticks, tickMs }) => [
            `${grouped(waiting)} for ${throttled}`,
            other,
            String(ticksAlone),
            String(ticks),
            `${Math.round(tickMs)} ms`,
        ]),
    );
}
