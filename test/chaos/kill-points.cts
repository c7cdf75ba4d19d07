/**
 * Every place where the app can die: one conversation for each call to the host of each flow, in which the app is killed
 * at that call. The server that dies is 0; what comes next comes to server 1, at once, as after a load balancer.
 */
import type { Scene } from './conversation.cjs';
import { Conversation, OTHER } from './conversation.cjs';
import type { Flow } from './flows.cjs';
import type { KillPoint, When } from './kill-switch.cjs';
import { notesOn, pendingRecords } from './look.cjs';
import { unlistRooms } from './ticks.cjs';

/** No flow makes more calls. */
const MOST_CALLS = 60;
/**
 * How the clock is moved before the ticks come until everything is calm, ms: the age of entries, the lease of claims and
 * attempts, the age of files, the time for which receipts wait for their message.
 */
const CALMING_MS: readonly number[] = [11_000, 75_000, 100_000, 660_000, 1_200_000];

/** One line of the table. */
export interface Row {
    readonly flow: string;
    readonly point: KillPoint;
    readonly outcome: string;
    /** What was promised and did not happen. */
    readonly problem: string | undefined;
}

/** What stood where at one moment. */
interface Moment {
    readonly when: string;
    readonly shown: readonly string[];
    readonly sent: readonly string[];
}

interface Case {
    readonly conversation: Conversation;
    readonly point: KillPoint;
    readonly moments: readonly Moment[];
}

/** Kills at every call of one flow, before the host executes it and after it has. */
export function enumerate(scene: Scene, flow: Flow): Promise<Row[]> {
    return scene.alone(flow.name, () => killEverywhere(scene, flow));
}

async function killEverywhere(scene: Scene, flow: Flow): Promise<Row[]> {
    // What the flows before have left is done with, and every look at it would cost.
    scene.desk.host.calls.reset();
    await unlistRooms(scene.desk.host);
    const cases: Promise<Case>[] = [];
    for (const when of ['before', 'after'] as const) {
        for (let n = 1; n <= MOST_CALLS; n++) {
            const conversation = new Conversation(scene, `${flow.name}, ${when} ${String(n)}`);
            const point = await killIn(conversation, flow, n, when);
            if (point === undefined) break;
            // The other server may have to wait for a while; the next conversation needs not.
            cases.push(recover(conversation, flow, point));
        }
    }
    const recovered = await Promise.all(cases);
    await calm(scene);
    const notes = await notesOn(scene.desk.host);
    return Promise.all(recovered.map((one) => judge(flow, one, notes)));
}

/** Lets it happen and kills in the middle of it. Gives where; nothing when the flow makes fewer calls. */
async function killIn(conversation: Conversation, flow: Flow, n: number, when: When): Promise<KillPoint | undefined> {
    const { kills } = conversation.scene;
    for (const step of flow.before) {
        await step(conversation);
        await kills.quiet();
    }
    kills.arm(n, when);
    for (const step of flow.now) {
        const { fired } = kills;
        const going = step(conversation);
        // A request to an app that has died hangs for a while; nobody waits for it here.
        await (fired ? going : Promise.race([going, kills.whenFired]));
        await kills.quiet();
    }
    return kills.disarm();
}

/** What comes next, at once; what the tick has to do is left for later. */
async function recover(conversation: Conversation, flow: Flow, point: KillPoint): Promise<Case> {
    const moments = [await look('before the app died', conversation)];
    await flow.meanwhile?.(conversation);
    await conversation.deliverAgain(OTHER);
    moments.push(await look('at the next delivery', conversation));
    await flow.next(conversation);
    moments.push(await look('with the next message', conversation));
    return { conversation, point, moments };
}

async function look(when: string, conversation: Conversation): Promise<Moment> {
    return { when, shown: await conversation.shown(), sent: conversation.sent() };
}

async function calm({ desk, kills }: Scene): Promise<void> {
    await desk.host.idle();
    for (const ms of CALMING_MS) {
        await desk.host.clock.advance(ms);
    }
    await kills.ticks.untilCalm(desk.host);
}

async function judge(flow: Flow, one: Case, notes: ReadonlyMap<string, string>): Promise<Row> {
    const { conversation, point, moments } = one;
    const end = await look('by the tick', conversation);
    const all = [...moments, end];
    const { answered, said } = conversation;
    const open = (await conversation.rooms()).filter((room) => room.open === true).length;
    const problems = [
        ...differing('said', said, 'shown', end.shown),
        ...differing(
            'answered',
            answered.filter((text) => end.sent.includes(text)),
            'accepted',
            end.sent,
        ),
        ...answered.flatMap((text) => silence(conversation, text, end.sent, notes)),
        ...(open === 1 ? [] : [`${String(open)} open rooms`]),
    ];
    const outcome =
        answered[0] === undefined
            ? `shown ${firstTime(all, ({ shown }) => shown, said[said.length - 2] ?? '')}`
            : outcomeOf(answered[0], all, notes);
    return { flow: flow.name, point, outcome, problem: problems.length === 0 ? undefined : problems.join('; ') };
}

function differing(what: string, wanted: readonly string[], how: string, found: readonly string[]): string[] {
    const [a, b] = [JSON.stringify(wanted), JSON.stringify(found)];
    return a === b ? [] : [`${what} ${a}, ${how} ${b}`];
}

/** An answer that the provider neither has nor the agent was told of, or of which it has said that it failed. */
function silence(
    { failed }: Conversation,
    text: string,
    sent: readonly string[],
    notes: ReadonlyMap<string, string>,
): string[] {
    const mustBeTold = !sent.includes(text) || failed.includes(text);
    return mustBeTold && !notes.has(text) ? [`nobody is told of "${text}"`] : [];
}

function outcomeOf(text: string, moments: readonly Moment[], notes: ReadonlyMap<string, string>): string {
    const accepted = firstTime(moments, ({ sent }) => sent, text);
    return `${accepted === 'never' ? 'not accepted' : `accepted ${accepted}`}${notes.has(text) ? ', told' : ''}`;
}

function firstTime(moments: readonly Moment[], of: (moment: Moment) => readonly string[], text: string): string {
    return moments.find((moment) => of(moment).includes(text))?.when ?? 'never';
}

/** Records of unfinished work, which nobody should leave behind. */
export async function leftovers(scene: Scene): Promise<string[]> {
    return (await pendingRecords(scene.desk.host)).map(({ data, keys }) => `${data.t} ${keys.join(' ')}`);
}

/** The table as text: one line for each kill point. */
export function tableOf(rows: readonly Row[]): string {
    const lines = rows.map(({ flow, point: { n, when, call }, outcome, problem }) => [
        flow,
        `${when} ${String(n)}`,
        call,
        problem === undefined ? outcome : `BROKEN: ${problem}`,
    ]);
    const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
    return lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
}
