/** The shapes of what is kept to look after connections that are in use. One group of records for each connection. */
import type { Decoded } from '../../lib/decode';
import { boolean, literal, number, object, optional, string } from '../../lib/decode';

/** How a connection was found when its provider was asked last, and what of that people were told. One for each connection. */
export const guard = object({
    t: literal('guard'),
    v: literal(1),
    /** Its own name: the ids of what is told are made of it. */
    name: string,
    channel: string,
    connectionId: string,
    /** When this was written, ms since 1970. */
    at: number,
    /** The provider is not asked again before this moment. */
    nextAt: number,
    /** The provider's word for the state, empty before the first look, and since when it has been so. */
    state: string,
    since: number,
    /** When it was last seen to work; 0 for never. */
    readyAt: number,
    /** The trouble that was told last, by its state; empty where there is none. And since when it does not work. */
    told: string,
    toldSince: number,
    /** How many things were told. */
    changes: number,
    /** Since when something could not be told; 0 for not at all. */
    untoldSince: number,
    /**
     * How much waited at the provider at the last look, when that was, and in how many looks it has grown without
     * anything arriving.
     */
    waiting: number,
    waitingAt: number,
    grown: number,
    /** Since when nothing arrives although more and more waits, where that was told; else 0. */
    stuckSince: number,
});
export type Guard = Decoded<typeof guard>;

/** That the provider has told of another state: he is to be asked now. */
export const nudge = object({
    t: literal('nudge'),
    v: literal(1),
    name: string,
    channel: string,
    connectionId: string,
    state: string,
    ready: boolean,
    at: number,
});
export type Nudge = Decoded<typeof nudge>;

/** A time in which messages may have been missed: the provider's history of it is to be compared with what came. */
export const gap = object({
    t: literal('gap'),
    v: literal(1),
    channel: string,
    connectionId: string,
    /** Names the gap: when it began, ms since 1970. */
    began: number,
    from: number,
    until: number,
    /** Up to where it is compared in this round; 0 at its beginning. */
    comparedTo: number,
    /** How often the whole of it was compared. */
    rounds: number,
    failures: number,
    nextAt: number,
});
export type Gap = Decoded<typeof gap>;

/** That what waits at the provider is fetched, because he cannot bring it. As long as this stands his webhook may be off. */
export const drain = object({
    t: literal('drain'),
    v: literal(1),
    /** Its own name: another drain is another one. */
    name: string,
    channel: string,
    connectionId: string,
    /** Where the webhook led, and has to lead again. */
    url: string,
    phase: literal('begin', 'switch off', 'fetch', 'switch on'),
    /** When it last got on. */
    movedAt: number,
    /** When the provider was last told where to send webhooks; 0 for not in this phase. */
    askedAt: number,
    nextAt: number,
    /** How many webhooks were fetched, and how often in a row there was none. */
    fetched: number,
    empty: number,
    /** The receipt of the webhook that was taken off last; earlier versions did not keep it. */
    dropped: optional(string),
    /** Why it was given up; empty where it was not. */
    reason: string,
    startedAt: number,
});
export type Drain = Decoded<typeof drain>;

/** What the log room could not be told when the owner was. */
export const untold = object({
    t: literal('untold'),
    v: literal(1),
    /** Names what is told: its id in the room is made of it. */
    name: string,
    channel: string,
    connectionId: string,
    text: string,
    at: number,
    nextAt: number,
});
export type Untold = Decoded<typeof untold>;

/** That the tick runs. What is missing here is a time in which nobody took anything. */
export const heartbeat = object({ t: literal('heartbeat'), v: literal(1), at: number });
