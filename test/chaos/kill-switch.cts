import type { ApiRequest, BridgeCall } from '../host/engine/contract.cjs';
import type { Host } from '../host/host.cjs';
import { APP_ID } from '../support/desk.cjs';
import { Ticks } from './ticks.cjs';

/**
 * So many looks in a row must find nothing under way, and no call since the one before. An event takes two requests to
 * the app, and a handler that nobody awaits goes on between two others.
 */
const QUIET_LOOKS = 6;

/** A request that the app refuses by itself, without a call to its host. */
const ENDPOINT = 'webhooks/green-api';
const KNOCK: ApiRequest = { method: 'put', headers: {}, query: {}, params: {} };

export type When = 'before' | 'after';

/** Where the app was killed. */
export interface KillPoint {
    /** Counted from 1, in the order in which the calls reach the host. */
    readonly n: number;
    readonly when: When;
    /** `bridge.method` */
    readonly call: string;
}

/**
 * Kills the app of one server at its n-th call to the host: before the host executes it, or after it has and before the
 * answer reaches the app.
 */
export class KillSwitch {
    private armed: { readonly n: number; readonly when: When } | undefined;
    private seen = 0;
    private target: BridgeCall | undefined;
    private underWay = 0;
    /** Events that are on their way to this server. */
    private travelling = 0;
    private hit: KillPoint | undefined;
    private tellFired: () => void = () => undefined;
    /** Resolves when it kills; made anew each time it is armed or disarmed. */
    whenFired: Promise<void> = new Promise(() => undefined);
    private isOver = false;
    readonly ticks = new Ticks();

    constructor(
        private readonly host: Host,
        readonly server: number,
    ) {
        host.setHook({
            before: (call) => {
                this.ticks.note(call);
                if (call.server === server) this.before(call);
            },
            after: (call) => {
                if (call.server === server) this.after(call);
            },
        });
        this.watchEvents();
    }

    arm(n: number, when: When): void {
        this.armed = { n, when };
        this.seen = 0;
        this.hit = undefined;
        this.whenFired = new Promise((resolve) => (this.tellFired = resolve));
    }

    /** Where it has killed; undefined while it has not. Nothing is killed from now on. */
    disarm(): KillPoint | undefined {
        const { hit } = this;
        this.armed = undefined;
        this.target = undefined;
        this.hit = undefined;
        this.whenFired = new Promise(() => undefined);
        return hit;
    }

    get fired(): boolean {
        return this.hit !== undefined;
    }

    /** Resolves when the app of this server makes no calls any more, or was killed and works again. */
    async quiet(): Promise<void> {
        const engine = this.host.cluster.engine(this.server);
        for (let quiet = 0; quiet < QUIET_LOOKS && !this.fired;) {
            if (this.isOver) throw new Error('The server has ended while it was waited for');
            const { seen } = this;
            // Between two calls nothing is seen of the app, but what it answers now comes after what it had to do before.
            const knock = engine.executeApi(APP_ID, ENDPOINT, KNOCK);
            await Promise.race([knock.catch(() => undefined), this.whenFired]);
            // An app that is down may refuse in the same turn: what is waited for would never get its own.
            await new Promise(setImmediate);
            const isQuiet = this.underWay === 0 && this.travelling === 0 && this.seen === seen;
            quiet = isQuiet ? quiet + 1 : 0;
        }
        await engine.appWorks();
    }

    /** Whatever still waits for this server, because its test ran out of time, gives up. */
    end(): void {
        this.isOver = true;
        this.ticks.end();
    }

    /** An event is not seen by the engine until what it is about has been read. */
    private watchEvents(): void {
        const { events } = this.host.workspace;
        const { emit } = events;
        events.emit = (server, name, about, payload) => {
            emit(server, name, about, async () => {
                if (server !== this.server) return payload();
                this.travelling += 1;
                return payload().finally(() => setImmediate(() => (this.travelling -= 1)));
            });
        };
    }

    private before(call: BridgeCall): void {
        this.seen += 1;
        if (this.armed !== undefined && !this.fired && this.seen === this.armed.n) {
            const { n, when } = this.armed;
            const point: KillPoint = { n, when, call: `${call.bridge}.${call.method}` };
            if (when === 'before') {
                this.kill(point);
                throw new Error('The app has died before this call got out');
            }
            this.target = call;
        }
        this.underWay += 1;
    }

    private after(call: BridgeCall): void {
        this.underWay -= 1;
        if (call === this.target && this.armed !== undefined) {
            this.kill({ n: this.armed.n, when: 'after', call: `${call.bridge}.${call.method}` });
        }
    }

    private kill(point: KillPoint): void {
        this.hit = point;
        this.tellFired();
        this.host.engines[this.server]?.killApp();
    }
}
