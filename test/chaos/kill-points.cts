/**
 * Every place where the app can die: one conversation for each call to the host of each flow, in which the app is killed
 * at that call. The server that dies is 0; what comes next comes to server 1, at once, as after a load balancer.
 */
import type { Client } from '../host/client.cjs';
import { Desk, INSTANCE } from '../support/desk.cjs';
import type { KillPoint, When } from './kill-switch.cjs';
import { KillSwitch } from './kill-switch.cjs';
import { notesOn, pendingRecords, roomsOf, talkIn, wordsOf } from './look.cjs';
import type { Words } from './webhooks.cjs';
import { Files, deliver, notification, secretOf } from './webhooks.cjs';

export const VICTIM = 0;
export const OTHER = 1;
/** No flow makes more calls. */
const MOST_CALLS = 60;
/** How the clock is moved until everything is calm, ms: the age of entries, the lease of claims and attempts, the age of files,
 * the time for which receipts wait for their message. */
const CALMING_MS: readonly number[] = [
    11_000, 11_000, 75_000, 11_000, 100_000, 11_000, 11_000, 75_000, 11_000, 660_000,
];

/** One line of the table. */
export interface Row {
    readonly flow: string;
    readonly point: KillPoint;
    readonly outcome: string;
    /** What was promised and did not happen. */
    readonly problem: string | undefined;
}

type Step = (conversation: Conversation) => Promise<void>;

/** What is going on when the app dies, step by step; what was before, and what comes next, on the other server. */
export interface Flow {
    readonly name: string;
    readonly before: readonly Step[];
    readonly now: readonly Step[];
    readonly next: Step;
}

/** A local Rocket.Chat of two servers, a GREEN-API, and one agent. */
export class Scene {
    conversations = 0;

    private constructor(
        readonly desk: Desk,
        readonly agent: Client,
        readonly files: Files,
        readonly secret: string,
        readonly kills: KillSwitch,
    ) {}

    static async start(): Promise<Scene> {
        const desk = await Desk.start({ servers: 2, timer: false });
        const files = new Files();
        await files.start();
        const agent = await desk.registeredAgent('olga');
        await desk.connect(agent);
        const secret = await secretOf(desk.green.url, INSTANCE);
        return new Scene(desk, agent, files, secret, new KillSwitch(desk.host, VICTIM));
    }

    async stop(): Promise<void> {
        await this.files.stop();
        await this.desk.stop();
    }
}

/** One contact and what became of what he and the agent said. */
export class Conversation {
    readonly phone: string;
    readonly said: string[] = [];
    readonly answered: string[] = [];
    private readonly underWay: { readonly payload: object; status: number | undefined }[] = [];

    constructor(
        readonly scene: Scene,
        readonly name: string,
    ) {
        scene.conversations += 1;
        this.phone = `1555020${String(scene.conversations).padStart(4, '0')}`;
    }

    /** The contact writes; the provider delivers once. */
    async write(server: number, words: Words): Promise<void> {
        const { scene, name, phone, said } = this;
        if ('file' in words) said.push(`[${words.file}]`);
        said.push(words.text);
        const at = scene.desk.host.clock.now();
        const payload = notification(INSTANCE, { phone, name }, `${name} ${String(said.length)}`, at, words);
        const delivery = { payload, status: undefined as number | undefined };
        this.underWay.push(delivery);
        delivery.status = await deliver(scene.desk.admin, scene.secret, server, payload);
    }

    /** What was not answered with 200 until now is delivered again, in its order and until it is. */
    async deliverAgain(server: number): Promise<void> {
        for (const delivery of this.underWay.filter(({ status }) => status !== 200)) {
            await this.deliverUntilDone(server, delivery.payload);
        }
    }

    private async deliverUntilDone(server: number, payload: object): Promise<void> {
        const { desk, secret } = this.scene;
        for (let tries = 0; tries < 5; tries++) {
            if ((await deliver(desk.admin, secret, server, payload)) === 200) return;
        }
        throw new Error(`${this.name}: the provider gets no 200`);
    }

    async answer(server: number, text: string): Promise<void> {
        const room = (await this.rooms()).find(({ open }) => open === true);
        this.answered.push(text);
        await this.scene.agent.post(room?._id ?? '', text, server);
    }

    async close(server: number): Promise<void> {
        const room = (await this.rooms()).find(({ open }) => open === true);
        await this.scene.agent.close(room?._id ?? '', 'done', server);
    }

    rooms(): ReturnType<typeof roomsOf> {
        return roomsOf(this.scene.desk.host, this.name);
    }

    /** What stands of the contact's words, in the order in which it came to stand there. */
    async shown(): Promise<string[]> {
        const talk = await talkIn(this.scene.desk.host, await this.rooms());
        return talk.filter(({ token }) => token !== undefined).map(wordsOf);
    }

    /** What GREEN-API has accepted for the contact. */
    sent(): string[] {
        const all = this.scene.desk.green.sent(INSTANCE.id);
        return all.filter(({ chatId }) => chatId === `${this.phone}@c.us`).map(({ message }) => message);
    }
}

/** The conversation is in its middle, in a process that knows it. */
const inTheMiddle: readonly Step[] = [(conversation) => conversation.write(VICTIM, { text: 'before' })];
const writes: Step = (conversation) => conversation.write(VICTIM, { text: 'now' });
const writesOn: Step = (conversation) => conversation.write(OTHER, { text: 'next' });

export const FLOWS: readonly Flow[] = [
    { name: 'inbound text', before: inTheMiddle, now: [writes], next: writesOn },
    // The process is new as well: it knows neither the connection nor the secret.
    { name: 'inbound text, the first of a contact', before: [], now: [writes], next: writesOn },
    {
        name: 'inbound file with caption',
        before: inTheMiddle,
        now: [
            (conversation) => {
                const url = conversation.scene.files.url('photo.jpg');
                return conversation.write(VICTIM, { file: 'photo.jpg', url, text: 'caption' });
            },
        ],
        next: writesOn,
    },
    {
        name: 'outbound text',
        before: inTheMiddle,
        now: [(conversation) => conversation.answer(VICTIM, `answer in ${conversation.name}`)],
        next: (conversation) => conversation.answer(OTHER, `another in ${conversation.name}`),
    },
    {
        name: 'room closed, then the next text',
        before: inTheMiddle,
        now: [(conversation) => conversation.close(VICTIM), writes],
        next: writesOn,
    },
];

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

/**
 * Kills at the calls of one flow. `every`: only each so-many-th point, with another start for the kills after the call;
 * 1 is all of them.
 */
export async function enumerate(scene: Scene, flow: Flow, every = 1): Promise<Row[]> {
    const cases: Promise<Case>[] = [];
    for (const when of ['before', 'after'] as const) {
        const first = when === 'before' ? 1 : 1 + Math.floor(every / 2);
        for (let n = first; n <= MOST_CALLS; n += every) {
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
    await conversation.deliverAgain(OTHER);
    moments.push(await look('at the next delivery', conversation));
    await flow.next(conversation);
    moments.push(await look('with the next message', conversation));
    return { conversation, point, moments };
}

async function look(when: string, conversation: Conversation): Promise<Moment> {
    return { when, shown: await conversation.shown(), sent: conversation.sent() };
}

async function calm({ desk }: Scene): Promise<void> {
    await desk.host.idle();
    for (const ms of CALMING_MS) {
        await desk.host.clock.advance(ms);
    }
}

async function judge(flow: Flow, one: Case, notes: ReadonlyMap<string, string>): Promise<Row> {
    const { conversation, point, moments } = one;
    const end = await look('by the tick', conversation);
    const all = [...moments, end];
    const problems: string[] = [];
    if (JSON.stringify(end.shown) !== JSON.stringify(conversation.said)) {
        problems.push(`said ${JSON.stringify(conversation.said)}, shown ${JSON.stringify(end.shown)}`);
    }
    const outcomes = conversation.answered.map((text) => {
        const times = end.sent.filter((sent) => sent === text).length;
        const note = notes.get(text);
        if (times > 1 || (times === 0 && note === undefined)) {
            problems.push(`${text}: accepted ${String(times)} times, note ${String(note)}`);
        }
        return `${times === 1 ? `accepted ${firstTime(all, ({ sent }) => sent, text)}` : 'not accepted'}${note === undefined ? '' : ', told'}`;
    });
    const inOrder = end.sent.filter((text) => conversation.answered.includes(text));
    if (JSON.stringify(inOrder) !== JSON.stringify(conversation.answered.filter((text) => end.sent.includes(text)))) {
        problems.push(`answers in the order ${JSON.stringify(end.sent)}`);
    }
    const open = (await conversation.rooms()).filter((room) => room.open === true).length;
    if (open !== 1) {
        problems.push(`${String(open)} open rooms`);
    }
    const outcome =
        conversation.answered.length > 0
            ? outcomes[0]
            : `shown ${firstTime(all, ({ shown }) => shown, lastBefore(conversation))}`;
    return {
        flow: flow.name,
        point,
        outcome: outcome ?? '',
        problem: problems.length === 0 ? undefined : problems.join('; '),
    };
}

/** What was being said when the app died. */
const lastBefore = ({ said }: Conversation): string => said[said.length - 2] ?? '';

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
