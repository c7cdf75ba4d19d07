/**
 * What can be made to go wrong. In requests that a fake receives:
 * - `status`: answered with `status`, `body` and `headers`; the request is not executed
 * - `slow`: executed at once, answered `delayMs` later by the clock
 * - `silent`: nothing was executed, and no answer ever comes
 * - `drop-before`: the connection is cut, nothing was executed
 * - `drop-after-accept`: executed, then the connection is cut without an answer
 * - `malformed`: executed, but the answer is `body`, or else the first half of the real one
 *
 * In webhooks that a fake delivers:
 * - `slow`: sent `delayMs` later by the clock
 * - `drop-before`: the delivery fails before anything was sent
 * - `drop-after-accept`: delivered, but the fake never learns of the answer and sends it again as after a failure
 * - `duplicate`: delivered twice in a row
 * - `wrong-token`: delivered with a secret that is not the configured one
 */
const KINDS = {
    status: { request: true, delivery: false },
    silent: { request: true, delivery: false },
    slow: { request: true, delivery: true },
    'drop-before': { request: true, delivery: true },
    'drop-after-accept': { request: true, delivery: true },
    malformed: { request: true, delivery: false },
    duplicate: { request: false, delivery: true },
    'wrong-token': { request: false, delivery: true },
} as const;

export type FaultKind = keyof typeof KINDS;

export interface Fault {
    /** The name of a route or of a delivery of the fake; `*` is every request. */
    readonly route: string;
    readonly kind: FaultKind;
    /** How often, 1 when left out; `Infinity` until cleared. */
    readonly times?: number;
    readonly status?: number;
    readonly body?: string | object;
    readonly headers?: Readonly<Record<string, string>>;
    readonly delayMs?: number;
}

/** A proxy in front of the provider answers, in HTML. */
export const proxyFault = (status: number, route: string, times: number): Fault => ({
    route,
    times,
    kind: 'status',
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`,
});

const ANY_REQUEST = '*';

/** The faults that are still to happen, used up in the order in which they were added. */
export class FaultQueue {
    private queue: { readonly fault: Fault; left: number }[] = [];

    constructor(
        private readonly requests: readonly string[],
        private readonly deliveries: readonly string[],
    ) {}

    /** Adds a fault. Throws when no route of that name exists or the kind means nothing there: it would never fire. */
    add(...faults: Fault[]): void {
        for (const fault of faults) {
            const side = this.sideOf(fault.route);
            if (!side) {
                throw new Error(`No route "${fault.route}", only ${[...this.requests, ...this.deliveries].join(', ')}`);
            }
            if (!Object.hasOwn(KINDS, fault.kind) || !KINDS[fault.kind][side]) {
                throw new Error(`A fault of kind "${fault.kind}" means nothing for "${fault.route}"`);
            }
            this.queue.push({ fault, left: fault.times ?? 1 });
        }
    }

    /** The fault that hits this route now, used up by one. */
    take(route: string): Fault | undefined {
        const isRequest = this.sideOf(route) === 'request';
        const entry = this.queue.find(
            ({ fault }) => fault.route === route || (isRequest && fault.route === ANY_REQUEST),
        );
        if (!entry) {
            return undefined;
        }
        entry.left -= 1;
        if (entry.left <= 0) {
            this.queue = this.queue.filter((other) => other !== entry);
        }
        return entry.fault;
    }

    /** Faults that have not happened yet. A test that ends with some left has not tested what it meant to. */
    get pending(): readonly Fault[] {
        return this.queue.map(({ fault }) => fault);
    }

    clear(): void {
        this.queue = [];
    }

    private sideOf(route: string): 'request' | 'delivery' | undefined {
        if (route === ANY_REQUEST || this.requests.includes(route)) {
            return 'request';
        }
        return this.deliveries.includes(route) ? 'delivery' : undefined;
    }
}
