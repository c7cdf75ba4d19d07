import { Agents } from './agents.cjs';
import { Customers } from './customers.cjs';
import { Dice } from './dice.cjs';
import { Contact, Ledger } from './ledger.cjs';
import type { Line } from '../support/lines/line.cjs';
import type { Verdict, Violation } from './oracle.cjs';
import { judge } from './oracle.cjs';
import type { Plan } from './plan.cjs';
import { RATES } from './plan.cjs';
import { Stage } from './stage.cjs';
import { Throughput } from './throughput.cjs';
import { Trouble } from './trouble.cjs';

/**
 * Of one in so many contacts it is told what becomes of replies to him, to another one they fail; of the others nothing
 * is heard.
 */
const TOLD_EVERY = 10;
/** What a story of something that went wrong may have at most, and how many are told of each kind. */
const STORY_LINES = 120;
const STORIES = 3;
/** Where it never is quiet, a move of the clock has so much time to make things happen, ms. */
const AFTER_LEAP_MS = 300;
/** What does not end within this time waits for the clock, ms. */
const PATIENCE_MS = 1_500;

/** What a run has found. */
export interface Report extends Verdict {
    readonly plan: Plan;
    readonly kills: number;
    readonly storeErrors: number;
    readonly standstills: number;
    readonly moods: number;
    readonly deliveries: number;
    readonly answers: Readonly<Record<string, number>>;
    readonly closings: number;
    readonly calls: number;
    readonly eventsASecond: number;
    readonly seconds: number;
    readonly text: string;
}

/** One run of everything at once. `say` gets a line of progress now and then. */
export async function run(plan: Plan, say: (line: string) => void): Promise<Report> {
    const stage = await Stage.start(plan);
    try {
        return await new Run(stage, say).play();
    } finally {
        await stage.stop();
    }
}

class Run {
    private readonly dice: Dice;
    private readonly ledger: Ledger;
    private readonly throughput = new Throughput();
    private readonly trouble: Trouble;
    private readonly customers: Customers;
    private readonly agents: Agents;
    private readonly began = Date.now();

    constructor(
        private readonly stage: Stage,
        private readonly say: (line: string) => void,
    ) {
        const { plan } = stage;
        this.dice = new Dice(plan.seed, 'rounds');
        this.ledger = new Ledger(contactsOf(plan, stage.lines));
        this.trouble = new Trouble(stage, () => this.throughput.outage(this.trouble.down.size > 0));
        this.agents = new Agents(stage, this.ledger);
        this.customers = new Customers(stage, this.ledger, (contact) => {
            this.throughput.count();
            this.agents.react(contact);
        });
        this.ledger.contacts.forEach(({ phone, line }, n) => {
            const told = n % TOLD_EVERY === 0 ? 'everything' : n % TOLD_EVERY === 1 ? 'failures' : 'nothing';
            stage.lines[line]?.tells(phone, told);
        });
    }

    async play(): Promise<Report> {
        const { plan } = this.stage;
        const rounds = Math.max(1, Math.round((plan.events - plan.contacts) / plan.eventsARound));
        let events = plan.events - plan.contacts;
        let kills = plan.kills;
        for (let left = rounds; left > 0; left--) {
            const now = Math.ceil(events / left);
            const deaths = Math.ceil(kills / left);
            events -= now;
            kills += (await this.playRound(now, deaths, left === 1)) - deaths;
            this.tell(`round ${String(rounds - left + 1)} of ${String(rounds)}`);
        }
        // Whoever has said nothing lately says something, so that every conversation has an open room in the end.
        await this.customers.writeAll();
        await this.agents.finish();
        await this.customers.finish();
        await this.settleDown();
        return this.report();
    }

    /**
     * Events, replies and trouble; then the clock goes on by leaps, with trouble too. Gives the deaths that are still owed;
     * in the last round none.
     */
    private async playRound(events: number, deaths: number, isLast: boolean): Promise<number> {
        const { stage, trouble, dice, agents } = this;
        const { plan } = stage;
        const offline = dice.chance(RATES.offline);
        if (plan.servers > 1 && dice.chance(RATES.serverAway)) this.sendAway(dice.below(plan.servers));
        if (offline) await agents.setAvailable(false);
        stage.losing = true;
        Object.assign(stage.desk.host.faults, {
            removeOne: dice.chance(RATES.removesOne),
            updateThrows: dice.chance(RATES.updateThrows),
        });
        trouble.begin(deaths);
        const late = dice.chance(RATES.standstill) ? Math.ceil(events / 5) : 0;
        this.throughput.start();
        await this.customers.write(events - late);
        this.throughput.stop();
        if (late > 0) await this.standStill(late);
        // The last events of the round come in between; some wait for the clock.
        await this.leap();
        if (offline) await agents.setAvailable(true);
        await this.leap();
        for (let tries = 0; isLast && trouble.owed > 0 && tries < 10 * deaths; tries++) await this.leapBy(6_000);
        const owed = trouble.end();
        await this.leapUntil(this.customers.finish());
        await agents.settle();
        await stage.desk.host.idle();
        stage.losing = false;
        stage.away.clear();
        stage.noteFailures();
        return owed;
    }

    private sendAway(server: number): void {
        this.stage.away.add(server);
        this.trouble.kill(server, 'and away for a while');
    }

    /**
     * Some events, in the middle of which a server stops; the others go on, also beyond the time for which it may hold
     * anything. Then it goes on with what it was about to do.
     */
    private async standStill(events: number): Promise<void> {
        const { trouble, dice } = this;
        trouble.standStill();
        const taken = this.customers.write(events);
        for (let n = 0; n < 5 && !trouble.isStill; n++) await this.leapBy(6_000);
        for (const ms of [dice.between(1_000, 80_000), 80_000, 6_000]) await this.leapBy(ms);
        trouble.release();
        await taken;
    }

    private async leap(): Promise<void> {
        const { dice } = this;
        const leaps = [6_000, dice.between(1_000, 10_000), dice.pick([6_000, 40_000, 75_000, 130_000])];
        for (const ms of leaps) await this.leapBy(ms);
    }

    /** Moves the clock and waits for the jobs of servers that do not stand still, and for a part of what follows. */
    private async leapBy(ms: number): Promise<void> {
        const { desk } = this.stage;
        const moved = desk.host.clock.advance(ms);
        await Promise.race([moved, pause(AFTER_LEAP_MS).then(() => this.stage.jobsDone())]);
        this.stage.lines.forEach((line) => line.tick());
    }

    /** Moves the clock as long as it takes. */
    private async leapUntil(work: Promise<unknown>): Promise<void> {
        let isOver = false;
        const over = work.then(() => (isOver = true));
        for (;;) {
            await Promise.race([over, pause(PATIENCE_MS)]);
            if (isOver) return;
            await this.leapBy(20_000);
        }
    }

    /** Without faults, until nothing is pending and every room was looked at by a tick. */
    private async settleDown(): Promise<void> {
        const { stage, trouble } = this;
        const { host } = stage.desk;
        trouble.end();
        Object.assign(host.faults, { removeOne: false, updateThrows: false });
        stage.lines.forEach((line) => line.calm());
        this.tell('calming down');
        for (const ms of [11_000, 75_000, 110_000, 11_000, 660_000, 1_300_000]) {
            await host.clock.advance(ms);
            await Promise.all(stage.lines.map((line) => line.drain()));
            await stage.desk.settle();
        }
        await trouble.ticks.untilCalm(host);
        // Receipts of what was in doubt wait for their message, in vain, and closed rooms stay on the list for a while.
        for (const ms of [1_900_000, 70_000, 11_000]) await host.clock.advance(ms);
        await trouble.ticks.untilCalm(host);
        stage.noteFailures();
    }

    private async report(): Promise<Report> {
        const { stage, ledger, trouble, throughput } = this;
        this.tell('judging');
        const verdict = await judge(stage, ledger, trouble);
        const figures = {
            ...verdict,
            plan: stage.plan,
            kills: trouble.kills,
            storeErrors: trouble.storeErrors,
            standstills: trouble.standstills,
            moods: this.agents.moods,
            deliveries: ledger.deliveries,
            answers: ledger.answers,
            closings: ledger.closings,
            calls: trouble.calls,
            eventsASecond: throughput.perSecond,
            seconds: Math.round((Date.now() - this.began) / 1000),
        };
        return { ...figures, text: textOf(figures, ledger, (violation) => this.story(violation)) };
    }

    private story({ about, focus }: Violation): string[] {
        return this.stage.diary.story(about, focus, STORY_LINES);
    }

    private tell(where: string): void {
        const { ledger, trouble, throughput } = this;
        const seconds = String(Math.round((Date.now() - this.began) / 1000));
        this.say(
            `${seconds.padStart(5)} s  ${where}: ${String(ledger.accepted)} events, ${String(ledger.replies.length)} replies, ` +
                `${String(trouble.kills)} kills, ${String(trouble.standstills)} standstills, ${throughput.perSecond.toFixed(0)} events/s apart from outages`,
        );
    }
}

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

function contactsOf(plan: Plan, lines: readonly Line[]): Contact[] {
    return Array.from({ length: plan.contacts }, (_, n) => {
        const phone = `1555${String(1_000_000 + n)}`;
        const line = n % lines.length;
        return new Contact(`c${String(n)}`, phone, line, lines[line]?.addressOf(phone) ?? '');
    });
}

function textOf(report: Omit<Report, 'text'>, ledger: Ledger, storyOf: (violation: Violation) => string[]): string {
    const { plan, violations, allowances } = report;
    const counts = new Map<string, number>();
    for (const { kind } of violations) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const lines = [
        `seed ${String(plan.seed)}, ${String(plan.servers)} servers, ${String(plan.contacts)} contacts, ${String(report.seconds)} s`,
        `events: ${String(ledger.accepted)} accepted, ${String(report.shown)} shown; ${String(report.deliveries)} deliveries, answers ${JSON.stringify(report.answers)}`,
        `replies: ${String(ledger.replies.length)} written, ${String(report.accepted)} accepted by the provider; ${String(report.moods)} moods, ${String(report.closings)} rooms closed`,
        `faults: ${String(report.kills)} kills, ${String(report.standstills)} standstills, ${String(report.storeErrors)} store errors; ${String(report.calls)} calls`,
        `throughput apart from outages: ${report.eventsASecond.toFixed(0)} events a second`,
        `allowances: ${JSON.stringify(allowances)}`,
        `violations: ${violations.length === 0 ? 'none' : JSON.stringify(Object.fromEntries(counts))}`,
    ];
    const told = violations.filter((one) => {
        const alike = violations.filter(({ kind }) => kind === one.kind);
        return alike.indexOf(one) < STORIES;
    });
    for (const violation of told) {
        lines.push('', `${violation.kind}: ${violation.what}`, ...storyOf(violation).map((line) => `    ${line}`));
    }
    lines.push(
        ...violations
            .filter((one) => !told.includes(one))
            .slice(0, 30)
            .map(({ kind, what }) => `${kind}: ${what}`),
    );
    return lines.join('\n');
}
