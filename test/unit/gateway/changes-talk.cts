/** A contact and an agent who talk over two servers, each step carried out in a world and noted for the model. */
import type { MessageEvent, ReplyQuote } from '../../../src/gateway/model';
import type { StoredMessage } from '../../support/world/rocketchat.cjs';
import { World } from '../../support/world/world.cjs';
import { EDIT_MS, REMOVE_MS } from './changes-model.cjs';
import type { Act, Line, View } from './changes-model.cjs';
import * as webhooks from './changes-webhooks.cjs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Records are kept for 30 days; a talk is shorter, ms. */
const LONGEST = 25 * 24 * 60 * MINUTE;
/** Replies younger than this are changed in time whatever it takes, ms. */
const YOUNG = 10 * MINUTE;

export const WHAT = [
    ...['contact writes', 'contact edits', 'contact edits', 'contact deletes', 'reacts', 'reacts', 'told again'],
    ...['agent writes', 'agent writes', 'agent edits', 'agent edits', 'agent deletes', 'agent deletes', 'told back'],
] as const;

export interface Step {
    readonly what: (typeof WHAT)[number];
    /** Which of the messages that there are. */
    readonly target: number;
    readonly quotes: number | undefined;
    readonly emoji: string;
    readonly who: string;
    /** Edited back to what it said first. */
    readonly back: boolean;
    readonly refused: boolean;
    readonly server: number;
    /** Told a second time, and to which server. */
    readonly twice: number | undefined;
    /** After how many calls the next thing is done; otherwise after all. */
    readonly rush: number | undefined;
    /** Ms that pass before, where the last thing has come to its end. */
    readonly pause: number;
    /** An agent's change comes so many ms after its limit; at any time otherwise. */
    readonly edge: number | undefined;
}

const pick = <T,>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];

/** A contact and an agent in a world; what they do is carried out there and noted for the model. */
export class Talk {
    readonly acts: Act[] = [];
    private readonly world: World;
    private readonly begun: number;
    private count = 0;
    private isRushing = false;
    private readonly told: MessageEvent[] = [];
    private readonly names: string[] = [];
    private readonly agents = new Map<
        string,
        {
            readonly quotes: readonly ReplyQuote[] | undefined;
            message: StoredMessage;
            isGone: boolean;
            isPrompt: boolean;
        }
    >();

    constructor(seed: number) {
        this.world = new World(seed);
        this.begun = this.world.now;
        this.world.changes = webhooks.LIMITS;
        this.world.messageIdOf = webhooks.messageIdOf;
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
        await this.tell(now, this.brought(webhooks.edited(this.idOf(name), text)));
    }

    private async 'contact deletes'(now: Step): Promise<void> {
        const name = this.changed(now);
        this.acts.push({ does: 'contact deletes', name });
        await this.tell(now, this.brought(webhooks.deleted(this.idOf(name))));
    }

    private async reacts(now: Step): Promise<void> {
        const { emoji, who } = now;
        const name = pick([...this.knownToContact(), 'u1'], now.target) ?? 'u1';
        this.acts.push({ does: 'reacts', name, who, emoji });
        const event = this.brought(webhooks.reacted(this.idOf(name), emoji));
        await this.tell(now, who === 'contact' ? event : { ...event, author: { address: who } });
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
        const echo = now.back
            ? webhooks.told('program', `b${this.count}`, this.world.now, webhooks.edited(id, text))
            : webhooks.told('program', id, this.world.now, webhooks.written(text));
        await this.tell(now, echo);
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
        const known = { quotes, message, isGone: false, isPrompt: false };
        this.agents.set(name, known);
        this.names.push(name);
        this.acts.push({ does: 'agent writes', name, at: this.world.now, quotes: quoted });
        this.world.deliverReply(now.server, message, quotes);
        if (!this.isRushing) {
            await this.world.scheduler.run();
            known.isPrompt = this.accepted(name) !== undefined;
        }
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
        await this.towardsTheLimit(now, known);
        // What is late by then, or refused, is told of where nothing overtakes it: one thing after the other.
        const isCertain = this.world.now - known.message.at < YOUNG && !now.refused;
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

    /** Lets time pass up to where a change is just in time, or just not. */
    private async towardsTheLimit(
        { what, edge }: Step,
        { message, isPrompt }: { readonly message: StoredMessage; readonly isPrompt: boolean },
    ): Promise<void> {
        const limit = message.at + (what === 'agent edits' ? EDIT_MS : REMOVE_MS);
        if (edge !== undefined && this.world.now < limit) {
            await this.settle();
            this.world.now = Math.max(this.world.now, limit + edge);
        }
        // What did not go out when it was written was sent a little later, and the limit is then.
        if (!isPrompt && Math.abs(this.world.now - limit) < 2 * MINUTE) {
            await this.settle();
            this.world.now = limit + 2 * MINUTE;
        }
    }

    private written(name: string, quoted: string | undefined): MessageEvent {
        this.names.push(name);
        this.acts.push({ does: 'contact writes', name, quotes: quoted });
        const message =
            quoted === undefined ? webhooks.written(name) : webhooks.answered(name, this.idOf(quoted), quoted);
        return webhooks.told('contact', name, this.world.now, message);
    }

    /** What the contact has just done with a message. */
    private brought(message: Readonly<Record<string, unknown>>): MessageEvent {
        return webhooks.told('contact', `e${this.count}`, this.world.now, message);
    }

    /** The provider's id of a message. */
    private idOf(name: string): string {
        const at = this.accepted(name);
        return at === undefined ? name : `p${at + 1}`;
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
        const found = this.world.rocketchat.read([`in:post:1:message:${webhooks.eventId(name)}`]) as Array<{
            messageIds?: string[];
        }>;
        return agents?.message.id ?? found.flatMap(({ messageIds = [] }) => messageIds).pop() ?? '';
    }

    /**
     * A line of the contact with the name of what it quotes: of a message that stands by a link, else by its words or, where
     * the provider tells no words, by what is kept of the line.
     */
    private read({ id, text }: StoredMessage): Line {
        const [whole = '', linked, words = ''] = /^(?:\[ \]\(\S*\?msg=(\w+)\)|> (.+))\n/.exec(text) ?? [];
        const rest = text.slice(whole.length);
        if (whole === '' || linked !== undefined) {
            return {
                quotes: linked && (this.names.find((name) => this.shownAs(name) === linked) ?? linked),
                text: rest,
            };
        }
        const [{ of = '' } = {}] = this.world.rocketchat.read([`msg:${id}`]) as Array<{ of?: string | null }>;
        const name = of ? this.nameAt(webhooks.messageIdOf(of)) : words;
        const stands = this.names.includes(name) && this.agents.get(name)?.isGone !== true;
        return { quotes: stands ? `no link to ${name}` : name, text: rest };
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
