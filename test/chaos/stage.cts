import type { Client } from '../host/client.cjs';
import { Desk } from '../support/desk.cjs';
import { Diary } from './diary.cjs';
import { Dice } from './dice.cjs';
import type { Plan } from './plan.cjs';
import { LOST_EVENTS } from './plan.cjs';
import { ednaLine } from '../support/lines/edna.cjs';
import { greenLine } from '../support/lines/green-api.cjs';
import type { Line } from '../support/lines/line.cjs';
import { Files } from '../support/lines/webhooks.cjs';

/** How far the servers' clocks are apart, ms; the machine's own comes first. */
const CLOCKS_APART_MS: readonly number[] = [0, 5_000, 2_500];
const LINES = 4;

/** An account with an agent, whose it is where accounts belong to somebody. */
export interface AgentsLine extends Line {
    readonly agent: Client;
    readonly username: string;
}

/** The place where it all happens: several servers with clocks apart, a provider, agents. */
export class Stage {
    /** Servers that take no part at the moment. */
    readonly away = new Set<number>();
    /** The server that stands still at the moment. */
    private still: number | undefined;
    /** Jobs that run, by server. */
    private readonly jobs = new Map<number, number>();
    readonly diary: Diary;
    /** Events that did not come to the app, or to one that died over it: `<name> <id of the room or message>`. */
    private readonly unheard = new Set<string>();
    /** Messages of which a server was told that stood still: it may have known of them long before it did anything. */
    private readonly heardLate = new Set<string>();
    /** Messages of which each server was told and which it has not finished with. */
    private readonly inHand = new Map<number, Set<string>>();
    /** Whether events get lost. */
    losing = false;
    private readonly dice: Dice;

    private constructor(
        readonly plan: Plan,
        readonly desk: Desk,
        readonly lines: readonly AgentsLine[],
        readonly files: Files,
    ) {
        this.dice = new Dice(plan.seed, 'servers');
        this.diary = new Diary(() => desk.host.clock.now());
        this.loseEvents();
        this.letJobsPassBy();
        this.watchEvents();
    }

    static async start(plan: Plan): Promise<Stage> {
        const desk = await Desk.start({ servers: plan.servers, balance: 'random', seed: String(plan.seed) });
        const files = new Files();
        await files.start();
        setClocksApart(desk);
        const lines: AgentsLine[] = [];
        const edna = await ednaLine(desk);
        for (let n = 0; n < LINES; n++) {
            const instance = {
                id: `71039900${String(n).padStart(2, '0')}`,
                token: `tok3nEXAMPLE000000000${n}`,
                phone: `1555010090${n}`,
            };
            const username = `agent${n}`;
            const agent = await desk.registeredAgent(username);
            lines.push({ ...(await greenLine(desk, agent, instance)), agent, username });
        }
        // edna's chats belong to nobody: whom Rocket.Chat chooses answers, of those that are here already.
        lines.push(...lines.slice(0, 1).map((line) => ({ ...line, ...edna })));
        return new Stage(plan, desk, lines, files);
    }

    async stop(): Promise<void> {
        await this.files.stop();
        await Promise.all(this.lines.map((line) => line.stop()));
        await this.desk.stop();
    }

    /** A server for the next request. */
    pick(): number {
        const here = [...Array(this.plan.servers).keys()].filter((server) => !this.away.has(server));
        return this.dice.pick(here);
    }

    /** Whether the app was told of this, and lived. Right after `noteFailures` only. */
    wasHeard(name: string, about: string): boolean {
        return !this.unheard.has(`${name} ${about}`);
    }

    /** To be called often enough: the list of events is not kept for long. */
    noteFailures(): void {
        for (const { name, about, outcome } of this.desk.host.workspace.events.list()) {
            if (outcome === 'failed') this.unheard.add(`${name} ${about}`);
        }
    }

    private loseEvents(): void {
        const { events } = this.desk.host.workspace;
        const { emit } = events;
        const dice = new Dice(this.plan.seed, 'events');
        events.emit = (server, name, about, payload) => {
            if (this.losing && dice.chance(LOST_EVENTS[name] ?? 0)) {
                this.unheard.add(`${name} ${about}`);
                this.diary.write(server, `${name} is lost`, [about]);
            } else {
                emit(server, name, about, payload);
            }
        };
    }

    /** From now on this server stands still. */
    standsStill(server: number): void {
        this.still = server;
        for (const messageId of this.inHand.get(server) ?? []) this.heardLate.add(messageId);
    }

    goesOn(): void {
        this.still = undefined;
    }

    /** Whether a server that was told of this message stood still over it. */
    wasHeardLate(messageId: string): boolean {
        return this.heardLate.has(messageId);
    }

    private watchEvents(): void {
        for (const engine of this.desk.host.engines) {
            const own = engine.executeListener;
            const inHand = new Set<string>();
            this.inHand.set(engine.server, inHand);
            Object.assign(engine, {
                executeListener: async (...args: Parameters<typeof own>) => {
                    const { id = '' } = args[1] as { readonly id?: string };
                    inHand.add(id);
                    if (this.still === engine.server) this.heardLate.add(id);
                    return own(...args).finally(() => inHand.delete(id));
                },
            });
        }
    }

    /** Resolves when no server runs a job, save for one that stands still. */
    async jobsDone(): Promise<void> {
        while ([...this.jobs].some(([server, count]) => count > 0 && server !== this.still)) await pause(10);
    }

    /** The ticks of a server that is away or stands still are run by another one, if there is one. */
    private letJobsPassBy(): void {
        const { engines } = this.desk.host;
        for (const engine of engines) {
            const own = engine.runJob;
            const runHere = async (...args: Parameters<typeof own>): Promise<void> => {
                this.jobs.set(engine.server, (this.jobs.get(engine.server) ?? 0) + 1);
                await own(...args).finally(() => {
                    this.jobs.set(engine.server, (this.jobs.get(engine.server) ?? 1) - 1);
                });
            };
            const takesPart = (server: number): boolean => !this.away.has(server) && this.still !== server;
            Object.assign(engine, {
                runJob: (...args: Parameters<typeof own>) => {
                    const other = takesPart(engine.server)
                        ? undefined
                        : engines.find(({ server }) => takesPart(server));
                    return other === undefined ? runHere(...args) : other.runJob(...args);
                },
            });
        }
    }
}

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

function setClocksApart({ host }: Desk): void {
    for (const engine of host.engines) {
        const set = engine.setClockOffset;
        const apart = CLOCKS_APART_MS[engine.server % CLOCKS_APART_MS.length] ?? 0;
        Object.assign(engine, { setClockOffset: (ms: number) => set(ms + apart) });
        engine.setClockOffset(host.clock.offsetMs());
    }
}
