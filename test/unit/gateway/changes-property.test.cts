/**
 * Random talks with changes in both directions, over two servers, with everything told twice now and then, against what a
 * small model of the rules says. The same talks every time; others with `CHANGES_SEED=<number>`, and more of them with
 * `CHANGES_RUNS=<number>`. What fails is made as short as it gets, and printed with its seed and what was done.
 */
import fc from 'fast-check';
import type { MessageEvent, ReplyQuote } from '../../../src/gateway/model';
import type { StoredMessage } from '../../support/world/rocketchat.cjs';
import { World, textEvent } from '../../support/world/world.cjs';
import { EDIT_MS, REMOVE_MS, play } from './changes-model.cjs';
import type { Act, Line, View } from './changes-model.cjs';

jest.setTimeout(600_000);

const SEED = Number(process.env['CHANGES_SEED'] ?? 7);
const RUNS = Number(process.env['CHANGES_RUNS'] ?? 120);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** Records are kept for 30 days; a talk is shorter. */
const LONGEST = 25 * DAY;

const WHAT = [
    ...['contact writes', 'contact edits', 'contact edits', 'contact deletes', 'reacts', 'reacts', 'told again'],
    ...['agent writes', 'agent edits', 'agent edits', 'agent deletes', 'told back'],
] as const;

const step = fc.record({
    what: fc.constantFrom(...WHAT),
    /** Which of the messages that there are. */
    target: fc.nat(30),
    quotes: fc.option(fc.nat(30), { nil: undefined, freq: 2 }),
    emoji: fc.constantFrom('👍', '🎉', ''),
    who: fc.constantFrom('ann', 'eve'),
    /** Edited back to what it said first. */
    back: fc.nat(4).map((n) => n === 0),
    refused: fc.nat(7).map((n) => n === 0),
    server: fc.nat(1),
    /** Told a second time, and to which server. */
    twice: fc.option(fc.nat(1), { nil: undefined, freq: 2 }),
    /** After how many calls the next thing is done; otherwise after all. */
    rush: fc.option(fc.nat(25), { nil: undefined, freq: 1 }),
    /** Ms that pass before, where the last thing has come to its end. */
    pause: fc.oneof(
        { weight: 6, arbitrary: fc.constant(SECOND) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 1_200 }).map((n) => n * SECOND) },
        { weight: 2, arbitrary: fc.constantFrom(EDIT_MS - SECOND, EDIT_MS, EDIT_MS + SECOND) },
        { weight: 1, arbitrary: fc.constantFrom(REMOVE_MS - SECOND, REMOVE_MS, REMOVE_MS + SECOND) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 80 }).map((n) => n * 60 * MINUTE) },
    ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const pick = <T,>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];

/** A contact and an agent in a world; what they do is carried out there and noted for the model. */
class Talk {
    readonly acts: Act[] = [];
    private readonly world: World;
    private readonly begun: number;
    private count = 0;
    private isRushing = false;
    private readonly told: MessageEvent[] = [];
    private readonly names: string[] = [];
    private readonly agents = new Map<
        string,
        { readonly quotes: readonly ReplyQuote[] | undefined; message: StoredMessage; isGone: boolean }
    >();

    constructor(seed: number) {
        this.world = new World(seed);
        this.begun = this.world.now;
        this.world.changes = { editMs: EDIT_MS, removeMs: REMOVE_MS };
        this.world.messageIdOf = (eventId) => eventId.replace(/^ann:/, '');
        this.world.rocketchat.showsDeleted = seed % 2 === 0;
    }

    async begin(): Promise<void> {
        await this.world.connect();
        this.count += 1;
        await this.tell({ twice: undefined, server: 0 }, this.written('c1', undefined));
        await this.settle();
    }

    async take(now: Step): Promise<void> {
        if (!this.isRushing) {
            await this.settle();
        }
        const pause = this.world.now + now.pause - this.begun > LONGEST ? SECOND : now.pause;
        this.world.now += this.isRushing ? SECOND : pause;
        this.count += 1;
        this.isRushing = now.rush !== undefined;
        await this[now.what](now);
        for (let calls = this.isRushing ? (now.rush ?? 0) : 0; calls > 0 && !this.world.scheduler.idle; calls--) {
            await this.world.scheduler.step();
        }
    }

    /** What is to be seen when nothing is under way any more. */
    async end(): Promise<View> {
        await this.settle();
        await this.world.calm();
        const { messages, notes } = this.world.rocketchat;
        const lines = messages.filter(({ from, removed }) => from === 'visitor' && removed !== true);
        const own = this.names.filter((name) => name.startsWith('c')).map((name) => this.shownAs(name));
        const phone = [...this.agents.keys()].flatMap((name): Array<[string, Line]> => {
            const at = this.accepted(name);
            const text = at === undefined ? undefined : this.world.seen[at];
            const quoted = at === undefined ? undefined : this.world.quoted[at];
            return text === undefined ? [] : [[name, { quotes: quoted && this.nameAt(quoted), text }]];
        });
        return {
            phone: Object.fromEntries(phone),
            said: lines.filter(({ id }) => own.includes(id)).map((line) => this.read(line)),
            about: lines.filter(({ id }) => !own.includes(id)).map((line) => this.read(line)),
            told: [...notes.values()].map(
                ({ text }) => ({ '✏️': 'edited', '🗑️': 'deleted' })[text.split(' ')[0] ?? ''] ?? text,
            ),
        };
    }

    /** What there should not be in the end. */
    get rest(): unknown {
        const { problems, accepted, rocketchat } = this.world;
        const twice = accepted.map((text) => text.split(' ')[0]).filter((name, n, all) => all.indexOf(name) !== n);
        const kinds = rocketchat.records.map(({ data }) => (data as { t: string }).t);
        const left = kinds.filter((kind) => ['entry', 'claim', 'echo', 'out', 'dead'].includes(kind));
        return { problems, twice, left };
    }

    private async 'contact writes'(now: Step): Promise<void> {
        const quoted = now.quotes === undefined ? undefined : pick(this.knownToContact(), now.quotes);
        await this.tell(now, this.written(`c${this.count}`, quoted));
    }

    private async 'contact edits'(now: Step): Promise<void> {
        const name = this.changed(now);
        const text = now.back ? name : `${name} edit ${this.count}`;
        this.acts.push({ does: 'contact edits', name, text });
        await this.tell(now, this.about(name, { kind: 'edited', text }));
    }

    private async 'contact deletes'(now: Step): Promise<void> {
        const name = this.changed(now);
        this.acts.push({ does: 'contact deletes', name });
        await this.tell(now, this.about(name, { kind: 'deleted' }));
    }

    private async reacts(now: Step): Promise<void> {
        const { emoji, who } = now;
        const name = pick([...this.knownToContact(), 'u1'], now.target) ?? 'u1';
        this.acts.push({ does: 'reacts', name, who, emoji });
        await this.tell(now, { ...this.about(name, { kind: 'reaction', emoji }), author: { address: who } });
    }

    /** The provider tells once more what it told long ago. */
    private async 'told again'(now: Step): Promise<void> {
        const event = pick(this.told, now.target);
        await (event && this.tell(now, event));
    }

    /** What we sent, or changed, comes back as sent by a program. */
    private async 'told back'(now: Step): Promise<void> {
        const at = pick([...this.world.accepted.keys()], now.target);
        const text = at === undefined ? undefined : this.world.seen[at];
        if (at === undefined || text === undefined) {
            return;
        }
        const id = `p${at + 1}`;
        const edited = this.event(`b${this.count}`, { kind: 'edited', text });
        const quote = { eventId: `ann:${id}`, messageId: id };
        const echo = now.back ? { ...edited, quote } : this.event(id, { kind: 'text', text });
        await this.tell(now, { ...echo, from: 'program' });
    }

    private async 'agent writes'(now: Step): Promise<void> {
        const name = `r${this.count}`;
        let quoted: string | undefined;
        if (now.quotes !== undefined) {
            await this.settle(); // only what stands can be quoted
            quoted = pick(
                this.names.filter((one) => this.agents.get(one)?.isGone !== true),
                now.quotes,
            );
        }
        const quotes = quoted === undefined ? undefined : [{ messageId: this.shownAs(quoted), text: quoted }];
        const message = this.world.rocketchat.agentWrites('r0', name, this.world.now);
        this.agents.set(name, { quotes, message, isGone: false });
        this.names.push(name);
        this.acts.push({ does: 'agent writes', name, at: this.world.now, quotes: quoted });
        this.world.deliverReply(now.server, message, quotes);
        if (now.twice !== undefined) {
            await this.settle(); // Rocket.Chat tells one server of a message, and never two at once
            this.world.deliverReply(now.twice, message, quotes);
        }
    }

    private async 'agent edits'(now: Step): Promise<void> {
        await this.change(now, (name, refused) => {
            const text = now.back ? name : `${name} edit ${this.count}`;
            return { does: 'agent edits', name, text, at: this.world.now, refused };
        });
    }

    private async 'agent deletes'(now: Step): Promise<void> {
        await this.change(now, (name, refused) => ({ does: 'agent deletes', name, at: this.world.now, refused }));
    }

    private async change(
        now: Step,
        actOf: (name: string, refused: boolean) => Extract<Act, { does: 'agent edits' | 'agent deletes' }>,
    ): Promise<void> {
        const [name, known] =
            pick(
                [...this.agents].filter(([, { isGone }]) => !isGone),
                now.target,
            ) ?? [];
        if (name === undefined || known === undefined) {
            return;
        }
        // What is late by then, or refused, is told of where nothing overtakes it: one thing after the other.
        const isCertain = this.world.now - known.message.at < EDIT_MS - 5 * MINUTE && !now.refused;
        if (!isCertain) {
            await this.settle();
            this.isRushing = false;
        }
        const { rocketchat, moods } = this.world;
        const act = actOf(name, false);
        if (act.does === 'agent edits') {
            known.message = rocketchat.edit(known.message.id, act.text);
        } else {
            known.isGone = true;
            rocketchat.delete(known.message.id);
        }
        moods.push(...(now.refused ? (['reject'] as const) : []));
        const kind = act.does === 'agent edits' ? 'edited' : 'deleted';
        const tell = (server: number): void => this.world.deliverChange(server, kind, known.message, known.quotes);
        if (now.refused && now.twice !== undefined) {
            tell(now.server);
            await this.world.scheduler.run(); // what two servers ask for at once is refused to one of them only
            tell(now.twice);
        } else {
            this.both(now, tell);
        }
        if (!isCertain) {
            await this.world.scheduler.run();
        }
        this.acts.push(actOf(name, now.refused && moods.length === 0));
        moods.length = 0;
    }

    private written(name: string, quoted: string | undefined): MessageEvent {
        this.names.push(name);
        this.acts.push({ does: 'contact writes', name, quotes: quoted });
        const event = this.event(name, { kind: 'text', text: name });
        return quoted === undefined ? event : { ...event, quote: this.quote(quoted) };
    }

    private about(name: string, content: MessageEvent['content'][number]): MessageEvent {
        return { ...this.event(`e${this.count}`, content), quote: this.quote(name) };
    }

    private event(id: string, content: MessageEvent['content'][number]): MessageEvent {
        return { ...textEvent(0), id: `ann:${id}`, at: this.world.now, content: [content] };
    }

    private quote(name: string): NonNullable<MessageEvent['quote']> {
        const at = this.accepted(name);
        const messageId = at === undefined ? name : `p${at + 1}`;
        return { eventId: `ann:${messageId}`, messageId, text: name };
    }

    /** The provider tells the next thing only when this one is safe. */
    private async tell(now: Pick<Step, 'server' | 'twice'>, event: MessageEvent): Promise<void> {
        this.told.push(event);
        const deliveries: Array<{ safe: boolean }> = [];
        this.both(now, (server) => deliveries.push(this.world.deliverEvent(server, event)));
        while (deliveries.some(({ safe }) => !safe)) {
            await this.world.scheduler.step();
        }
    }

    private both({ server, twice }: Pick<Step, 'server' | 'twice'>, tell: (server: number) => void): void {
        [server, ...(twice === undefined ? [] : [twice])].forEach(tell);
    }

    private knownToContact(): string[] {
        return this.names.filter((name) => !this.agents.has(name) || this.accepted(name) !== undefined);
    }

    private changed({ target }: Step): string {
        return pick([...this.names.filter((name) => !this.agents.has(name)), 'u1', 'u2'], target) ?? 'u1';
    }

    /** Which of the accepted messages a reply is. */
    private accepted(name: string): number | undefined {
        const at = this.world.accepted.findIndex((text) => text.split(' ')[0] === name);
        return at < 0 ? undefined : at;
    }

    private nameAt(messageId: string): string {
        const [, at] = /^p(\d+)$/.exec(messageId) ?? [];
        return at === undefined ? messageId : (this.world.accepted[Number(at) - 1]?.split(' ')[0] ?? messageId);
    }

    private shownAs(name: string): string {
        const agents = this.agents.get(name);
        const found = this.world.rocketchat.read([`in:post:1:message:ann:${name}`]) as Array<{ messageIds?: string[] }>;
        return agents?.message.id ?? found.flatMap(({ messageIds = [] }) => messageIds).pop() ?? '';
    }

    /** A line of the contact with the name of what it quotes: by a link, or by its words where it stands no longer. */
    private read({ text }: StoredMessage): Line {
        const [whole = '', id, words] = /^(?:\[ \]\(\S*\?msg=(\w+)\)|> (\S+))\n/.exec(text) ?? [];
        const linked = this.names.find((name) => this.shownAs(name) === id);
        const stands = words !== undefined && this.names.includes(words) && this.agents.get(words)?.isGone !== true;
        const quotes = id === undefined ? words : (linked ?? `unknown ${id}`);
        return { quotes: stands ? `no link to ${words}` : quotes, text: text.slice(whole.length) };
    }

    private async settle(): Promise<void> {
        const isPending = (): boolean =>
            this.world.rocketchat.records.some(({ data }) =>
                ['entry', 'echo', 'out'].includes((data as { t: string }).t),
            );
        await this.world.scheduler.run();
        for (let rounds = 0; rounds < 20 && isPending(); rounds++) {
            this.world.now += 10 * SECOND;
            this.world.tick(rounds % 2);
            await this.world.scheduler.run();
        }
    }
}

const sorted = (view: View): View => ({
    ...view,
    about: [...view.about].sort((a, b) => (`${a.quotes} ${a.text}` < `${b.quotes} ${b.text}` ? -1 : 1)),
    told: [...view.told].sort(),
});

test('whatever both sides write, quote, change, take back and react to, both see in the end what the rules say', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.nat(),
            fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
            async (seed, steps) => {
                const talk = new Talk(seed);
                await talk.begin();
                for (const one of steps) {
                    await talk.take(one);
                }
                const view = sorted(await talk.end());
                expect({ acts: talk.acts, view, rest: talk.rest }).toEqual({
                    acts: talk.acts,
                    view: sorted(play(talk.acts)),
                    rest: { problems: [], twice: [], left: [] },
                });
            },
        ),
        { seed: SEED, numRuns: RUNS },
    );
});
