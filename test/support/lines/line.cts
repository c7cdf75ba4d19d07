import type { Fault } from '../../fakes/fake.cjs';
import type { Client } from '../../host/client.cjs';
import type { Desk } from '../desk.cjs';
import type { Hook, Words, Writer } from './webhooks.cjs';

/** One account at a provider, connected to a desk: where customers write to. */
export interface Line {
    readonly hook: Hook;
    /** How the provider names the customer of this number. */
    addressOf(phone: string): string;
    /** What has to come before this customer's first message, on channels where the provider opens conversations. */
    begin?(writer: Writer): Promise<void>;
    /** What it delivers of one message of a customer, as often as that is. `at` is the provider's time, ms. */
    notification(writer: Writer, id: string, at: number, words: Words): object;
    /** Whether the same notification once more is another message, because the provider names none of them. */
    readonly namesNothing?: true;
    /** What it tells of the last message that it has accepted for this number: that it was delivered. */
    delivered?(phone: string, at: number): object;
    /** What it has accepted of the app, in that order. */
    accepted(): readonly Accepted[];
    /** What is heard of what becomes of messages to this number. Everything, unless told otherwise. */
    tells(phone: string, what: 'everything' | 'nothing' | 'failures'): void;
    /** What it may do with a reply, by how often relative to the others. */
    readonly moods: readonly Mood[];
    /** Lets it do something with the next replies. */
    fault(fault: Fault): void;
    /** No faults any more. */
    calm(): void;
    /** Lets the provider do what has become due. */
    tick(): void;
    /** Resolves when nothing of the provider's is under way. */
    drain(): Promise<void>;
    stop(): Promise<void>;
}

/** Connects an account of its own; `agent` is whose it is, where accounts belong to somebody. */
export type OpenLine = (desk: Desk, agent: Client) => Promise<Line>;

export interface Accepted {
    readonly address: string;
    readonly text: string;
    /** Whether it was told later that it did not arrive. */
    readonly failed: boolean;
}

export type Mood = readonly [weight: number, Fault];

/** What a provider may do with a reply. `busy` is the body of its 429. */
export function moodsOf(route: string, busy: object): readonly Mood[] {
    return [
        [6, { route, kind: 'status', status: 429, body: busy }],
        [2, { route, kind: 'status', status: 429, times: 3, body: busy }],
        [2, { route, kind: 'status', status: 502 }],
        [1, { route, kind: 'status', status: 500 }],
        [3, { route, kind: 'drop-after-accept' }],
        [3, { route, kind: 'drop-before' }],
    ];
}
