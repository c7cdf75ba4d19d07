import type { BridgeCall } from '../host/engine/contract.cjs';
import { withoutMark } from './look.cjs';
import { RATES } from './plan.cjs';
import { Dice } from './dice.cjs';
import type { Stage } from './stage.cjs';
import { Ticks } from './ticks.cjs';

/** Calls at which a death or a standstill is worth most: what they do cannot be taken back. */
const DELICATE: readonly string[] = [
    'persistence.createWithAssociations',
    'persistence.removeByAssociations',
    'persistence.updateByAssociations',
    'livechat.createMessage',
    'livechat.createRoom',
    'livechat.closeRoom',
    'upload.createUpload',
    'http.call',
    'message.create',
];

/** For so long after a standstill a server may still do what it was about to do, ms. */
const WAKING_MS = 3_000;

/** What the next kill or standstill waits for. */
interface Trap {
    readonly kind: 'kill' | 'standstill';
    readonly name: string | undefined;
    readonly when: 'before' | 'after';
    /** So many fitting calls pass first. */
    skip: number;
    /** After so many calls any call fits. */
    patience: number;
}

/**
 * Everything that goes wrong between the app and its host: kills at any call, errors of the store, calls that take
 * their time, and servers that stand still while the others and the clock go on.
 */
export class Trouble {
    kills = 0;
    storeErrors = 0;
    standstills = 0;
    calls = 0;
    /** When an app is down: who counts throughput wants to know. */
    readonly down = new Set<number>();
    readonly ticks = new Ticks();
    private quota = 0;
    private trap: Trap | undefined;
    private target: BridgeCall | undefined;
    /** Files whose upload was under way when its server died or stood still, or which stood still right before it. */
    private readonly cutOff = new Set<string>();
    private readonly uploads = new Map<BridgeCall, string>();
    private readonly doubtful = new Set<string>();
    private readonly wokeAt = new Map<number, number>();
    private still: { readonly server: number; readonly until: Promise<void>; readonly release: () => void } | undefined;
    private errors = false;
    private readonly seen = new Set<string>();
    private readonly dice: Dice;

    constructor(
        private readonly stage: Stage,
        /** Told whenever an app goes down or works again. */
        private readonly changed: () => void,
    ) {
        this.dice = new Dice(stage.plan.seed, 'trouble');
        stage.desk.host.setHook({
            before: (call) => this.before(call),
            after: (call, { error }) => this.after(call, error),
        });
    }

    /** From now on things go wrong; `kills` more deaths are wanted. */
    begin(kills: number): void {
        this.errors = true;
        this.quota += kills;
        if (this.trap?.kind !== 'standstill') this.setTrap();
    }

    /** From now on nothing goes wrong. Gives how many deaths that were wanted did not happen. */
    end(): number {
        const left = this.quota;
        this.quota = 0;
        this.errors = false;
        this.trap = undefined;
        this.target = undefined;
        this.release();
        return left;
    }

    /** The next server that comes to a delicate call stands still until `release`. */
    standStill(): void {
        this.trap = this.newTrap('standstill');
    }

    /** Deaths that are wanted and have not happened. */
    get owed(): number {
        return this.quota;
    }

    get isStill(): boolean {
        return this.still !== undefined;
    }

    /** The server that stands still goes on, as if nothing had happened. */
    release(): void {
        const { still } = this;
        if (still !== undefined) {
            this.still = undefined;
            this.stage.goesOn();
            this.wokeAt.set(still.server, Date.now());
            this.stage.diary.write(still.server, 'GOES ON', []);
            still.release();
        }
        if (this.trap?.kind !== 'kill') this.setTrap();
    }

    /** Whether an agent was told at some time that nobody knows whether this reply arrived. */
    wasDoubtful(messageId: string): boolean {
        return this.doubtful.has(messageId);
    }

    /** Whether nothing can keep this file from standing twice: nobody can know how a cut-off upload ended. */
    wasCutOff(file: string): boolean {
        return this.cutOff.has(file);
    }

    /** Kills an app at once. */
    kill(server: number, where: string): void {
        const { desk, diary } = this.stage;
        const engine = desk.host.engines[server];
        if (engine === undefined || this.down.has(server)) return;
        this.kills += 1;
        this.quota = Math.max(0, this.quota - 1);
        this.cutUploadsOff(server);
        this.down.add(server);
        this.changed();
        diary.write(server, `KILLED ${where}`, []);
        engine.killApp();
        void engine.appWorks().then(() => {
            this.down.delete(server);
            this.changed();
            diary.write(server, 'works again', []);
            if (this.trap === undefined) this.setTrap();
        });
    }

    private setTrap(): void {
        this.trap = this.quota > 0 ? this.newTrap('kill') : undefined;
    }

    private setTrapUnlessAllAreDown(): void {
        if (this.trap === undefined && this.down.size < this.stage.plan.servers) this.setTrap();
    }

    private newTrap(kind: Trap['kind']): Trap {
        const { dice } = this;
        const name = dice.chance(0.2)
            ? undefined
            : dice.pick(dice.chance(0.5) || this.seen.size === 0 ? DELICATE : [...this.seen].sort());
        return {
            kind,
            name,
            when: dice.chance(0.5) ? 'before' : 'after',
            skip: dice.below(name === undefined ? 100 : 10),
            patience: 200,
        };
    }

    private async before(call: BridgeCall): Promise<void> {
        this.calls += 1;
        this.ticks.note(call);
        const name = `${call.bridge}.${call.method}`;
        this.seen.add(name);
        if (this.springs(call, name)) {
            const { kind, when } = this.trap as Trap;
            this.trap = undefined;
            if (kind === 'standstill') {
                this.stopServer(call.server, `${when} ${name}`);
                if (when === 'after') this.target = call;
            } else if (when === 'after') {
                this.target = call;
            } else {
                this.stage.diary.call(call, 'not executed');
                this.kill(call.server, `before ${name}`);
                this.setTrapUnlessAllAreDown();
                throw new Error('The app has died before this call got out');
            }
        }
        if (this.still?.server === call.server && this.target !== call) await this.still.until;
        if (name === 'upload.createUpload') this.noteUpload(call);
        if (name === 'persistence.createWithAssociations') this.noteDoubt(call);
        if (this.errors && call.bridge === 'persistence' && this.dice.chance(RATES.storeError / 2)) {
            this.storeErrors += 1;
            this.stage.diary.call(call, 'FAILS, not executed');
            throw new Error('MongoServerSelectionError: connection timed out');
        }
        if (this.errors && this.dice.chance(RATES.slowCall)) await pause(this.dice.between(20, 400));
    }

    private async after(call: BridgeCall, error: Error | undefined): Promise<void> {
        const { diary } = this.stage;
        diary.call(call, error === undefined ? '' : `(${error.message})`);
        if (this.target === call) {
            this.target = undefined;
            if (this.still?.server !== call.server) {
                this.kill(call.server, `after ${call.bridge}.${call.method}`);
                this.setTrapUnlessAllAreDown();
                return;
            }
        }
        if (this.still?.server === call.server) await this.still.until;
        this.uploads.delete(call);
        if (this.errors && call.bridge === 'persistence' && this.dice.chance(RATES.storeError / 2)) {
            this.storeErrors += 1;
            diary.write(call.server, 'that FAILED, although executed', []);
            throw new Error('MongoNetworkError: connection closed');
        }
    }

    private springs(call: BridgeCall, name: string): boolean {
        const { trap } = this;
        if (trap === undefined || this.target !== undefined || this.down.has(call.server)) return false;
        if (trap.kind === 'standstill' && this.still !== undefined) return false;
        trap.patience -= 1;
        if (trap.name !== undefined && trap.name !== name && trap.patience > 0) return false;
        trap.skip -= 1;
        return trap.skip < 0;
    }

    private noteDoubt({ args: [data] }: BridgeCall): void {
        const { t, inDoubt, reply } = data as { t?: string; inDoubt?: boolean; reply?: { id: string } };
        if (t === 'dead' && inDoubt === true && reply !== undefined) this.doubtful.add(reply.id);
    }

    private noteUpload(call: BridgeCall): void {
        const { name = '' } = (call.args[0] ?? {}) as { name?: string };
        const file = withoutMark(name);
        this.uploads.set(call, file);
        // It may have looked whether it still holds the conversation before it stood still.
        if (Date.now() - (this.wokeAt.get(call.server) ?? 0) < WAKING_MS) this.cutOff.add(file);
    }

    private cutUploadsOff(server: number): void {
        for (const [call, file] of this.uploads) {
            if (call.server === server) {
                this.cutOff.add(file);
                this.uploads.delete(call);
            }
        }
    }

    private stopServer(server: number, where: string): void {
        this.standstills += 1;
        this.cutUploadsOff(server);
        this.stage.diary.write(server, `STANDS STILL ${where}`, []);
        let release = (): void => undefined;
        const until = new Promise<void>((resolve) => (release = resolve));
        this.still = { server, until, release };
        this.stage.standsStill(server);
    }
}

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}
