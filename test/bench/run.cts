import { linesOf } from '../support/lines/lines.cjs';
import type { Contestant, Reference } from './contestants.cjs';
import { ours, reference } from './contestants.cjs';
import type { Costs } from './costs.cjs';
import { costsOn } from './costs.cjs';
import { fairness } from './fairness.cjs';
import type { Figures } from './figures.cjs';
import type { GrowthPoint } from './growth.cjs';
import { growth } from './growth.cjs';
import { LoadClient } from './load.cjs';
import { thisMachine } from './machine.cjs';
import type { MemoryPoint } from './memory.cjs';
import { memoryAfter, Taker } from './memory.cjs';
import type { Plan, TimeLeft } from './plan.cjs';
import { timeLeft } from './plan.cjs';
import type { Cell } from './rates.cjs';
import { rateOf, ratesOf } from './rates.cjs';
import type { Seat, Seats } from './seats.cjs';
import { opened, takeSeats, writers } from './seats.cjs';
import { shapeOf } from './shape.cjs';
import { sizes, startMs } from './starts.cjs';

/** What comes after the memory was filled takes so long, ms. */
const AFTER_MEMORY_MS: Readonly<Record<Plan['name'], number>> = { full: 160_000, quick: 20_000 };
/** The customers in whose conversations things are counted; those that load come before them. */
const COUNTED_FROM = 400;

/** Measures everything. `say` is told what comes next. Nothing is left running, whatever happens. */
export async function run(plan: Plan, say: (line: string) => void): Promise<Figures> {
    const since = performance.now();
    const bench = new Bench(plan, say);
    try {
        const measured = await bench.measure();
        return {
            ...measured,
            plan: plan.name,
            machine: thisMachine(),
            date: new Date().toISOString().slice(0, 10),
            seconds: (performance.now() - since) / 1_000,
        };
    } finally {
        await bench.stop();
    }
}

interface Stopped {
    stop(): Promise<void> | void;
}

type Measured = Omit<Figures, 'plan' | 'machine' | 'date' | 'seconds'>;

class Bench {
    private readonly client = new LoadClient();
    private readonly running = new Set<Stopped>([this.client]);
    private readonly left: TimeLeft;
    private readonly cells: Cell[] = [];

    constructor(
        private readonly plan: Plan,
        private readonly say: (line: string) => void,
    ) {
        this.left = timeLeft(plan);
    }

    async measure(): Promise<Measured> {
        this.say('starting the hosts');
        // Where things are counted the clock is moved; where time is measured a look at it costs what it costs elsewhere.
        const hosts = [{ servers: 2 }, { servers: 1, clock: 'machine' }] as const;
        const [two, one] = await Promise.all(hosts.map(async (host) => this.keep(await takeSeats(host))));
        if (two === undefined || one === undefined) throw new Error('No host was started');
        const costs = await this.costs(two);
        this.say('start and size');
        const packed = await sizes();
        const { engines } = one.desk.host;
        const start = engines[0] === undefined ? 0 : await startMs(engines[0], this.plan.starts);
        const memory = await this.loads(one);
        await this.end(one);
        const grown = await this.grow(two);
        this.say('fairness');
        const [first, ...others] = two.all;
        const fair = first === undefined ? [] : await fairness(first, others, this.plan.waiting);
        await this.end(two);
        return { costs, cells: this.cells, growth: grown, sizes: packed, startMs: start, memory, fairness: fair };
    }

    async stop(): Promise<void> {
        for (const one of this.running) await one.stop();
        this.running.clear();
    }

    private keep<T extends Stopped>(one: T): T {
        this.running.add(one);
        return one;
    }

    private async end(one: Stopped): Promise<void> {
        await one.stop();
        this.running.delete(one);
    }

    private async costs({ all }: Seats): Promise<Record<string, Costs>> {
        const costs: Record<string, Costs> = {};
        for (const seat of all) {
            this.say(`counting on ${seat.channel}`);
            const [writer] = writers(seat, 1, COUNTED_FROM);
            if (writer !== undefined) costs[seat.channel] = await costsOn(seat, writer, this.plan.counting);
        }
        return costs;
    }

    /** The rates, on one server between the looks at its memory: what is sent for them is sent anyway. */
    private async loads(one: Seats): Promise<MemoryPoint[]> {
        const { plan } = this;
        const [seat, ...others] = one.all;
        if (seat === undefined) throw new Error('The app has no channel');
        const us = new Taker(ours(this.client, seat, await opened(seat, lanesOf(plan))));
        const other = await this.reference(seat, 1);
        const equal = new Taker(other.equal);
        const memory: MemoryPoint[] = [];
        const look = async (messages: number, ...apps: readonly [Taker, Taker?]): Promise<void> => {
            this.say(`memory after ${messages} messages`);
            const bounds = { ms: this.left(AFTER_MEMORY_MS[plan.name]), idleMs: plan.idle };
            memory.push(await memoryAfter(messages, apps, bounds));
        };
        const last = plan.messages.length - 1;
        for (const messages of plan.messages.slice(0, last)) await look(messages, us, equal);
        await this.rates(us, { ...other, equal });
        for (const { channel } of others) await this.freshly(channel, 1, (...two) => this.rateOfOther(...two));
        if (plan.servers.includes(2)) await this.freshly(seat.channel, 2, (...two) => this.rates(...two));
        for (const messages of plan.messages.slice(last)) await look(messages, us, equal);
        await this.end(other);
        await look(plan.messagesOfOurs, us);
        return memory;
    }

    private async rates(us: Contestant, other: Reference): Promise<void> {
        this.say(`rates of ${us.name} on ${us.host.engines.length} server(s)`);
        this.cells.push(...(await ratesOf(us, other, this.plan)));
    }

    /** The app that does the same as ours for a text. */
    private async reference(seat: Seat, servers: number): Promise<Reference> {
        const [writer] = await opened(seat, 1, COUNTED_FROM + 1);
        if (writer === undefined) throw new Error('Nobody writes');
        const shape = await shapeOf(seat, writer);
        const wanted = { servers, lanes: lanesOf(this.plan), shape, channel: seat.channel };
        return this.keep(await reference(this.client, wanted));
    }

    /** On hosts that are as young as each other: an app's process grows slower with its age. */
    private async freshly(
        channel: string,
        servers: number,
        measure: (us: Contestant, other: Reference) => Promise<void>,
    ): Promise<void> {
        const fresh = this.keep(await takeSeats({ servers, clock: 'machine' }, linesOf([channel])));
        const [seat] = fresh.all;
        if (seat === undefined) throw new Error(`Nothing comes through ${channel}`);
        const us = ours(this.client, seat, await opened(seat, lanesOf(this.plan)));
        const other = await this.reference(seat, servers);
        await measure(us, other);
        await this.end(other);
        await this.end(fresh);
    }

    private async rateOfOther(us: Contestant, other: Reference): Promise<void> {
        this.say(`rate of ${us.name}`);
        this.cells.push(await rateOf(us, other.equal, this.plan));
    }

    private async grow(two: Seats): Promise<GrowthPoint[]> {
        this.say('growth');
        const [small] = two.all;
        const large = this.keep(await takeSeats({ servers: 2 }, linesOf().slice(0, 1)));
        const [seat] = large.all;
        if (small === undefined || seat === undefined) throw new Error('The app has no channel');
        const [grown, same] = await Promise.all(
            [seat, small].map(async (one) => ours(this.client, one, await opened(one, 1))),
        );
        if (grown === undefined || same === undefined) throw new Error('Nobody writes');
        const points = await growth(seat, grown, same, this.plan);
        await this.end(large);
        return points;
    }
}

const lanesOf = ({ widths }: Plan): number => Math.max(...widths);
