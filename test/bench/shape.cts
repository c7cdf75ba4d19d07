import type { BridgeCall } from '../host/engine/contract.cjs';
import { roundsOf } from '../support/rounds.cjs';
import type { Writer } from '../support/lines/webhooks.cjs';
import { CALLS } from './reference-app.cjs';
import type { Seat } from './seats.cjs';
import { bring, notice } from './seats.cjs';

/** A call with its arguments, as the host got it. */
export interface Made {
    readonly name: string;
    readonly args: unknown;
}

/** What one message costs, in such a way that another app can do the same. */
export interface Shape {
    /** The calls in rounds, as text with marked places (`{key}`), and after how many of them the answer came. */
    readonly plan: {
        readonly rounds: string;
        readonly answerAfter: number;
        /** Records that were found and had been there before: each conversation has its own. */
        readonly there: string;
    };
    /** What stood in the marked places. */
    readonly places: Places;
    /** The room of the conversation. */
    readonly room: Furnished;
    /** The notification that told of the message. */
    readonly sample: object;
}

/** What our app gives to a room and its visitor: it comes back with the room and with every event in it. */
export interface Furnished {
    readonly visitor: { readonly token: string; readonly username: string; readonly name: string };
    readonly source: object;
    readonly customFields?: object;
}

/** What differs from message to message, by the name of its place: the same in every call of one message. */
export type Places = Readonly<Record<'key' | 'lane' | 'message' | 'room' | 'text', string>>;

const READ = 'persistence.readByAssociations';
const CREATE = 'persistence.createWithAssociations';
const ROOM = 'room.getById';

/** Every call takes this long, so that those made side by side overlap. */
const LATENCY_MS = 40;

/** Lets a customer of a conversation that goes on write once, and looks what comes of it. */
export async function shapeOf(seat: Seat, writer: Writer): Promise<Shape> {
    const { host } = seat.desk;
    const calls = new Map<BridgeCall, Made & { began: number; ended: number }>();
    const reads: Read[] = [];
    let room: Furnished | undefined;
    let moments = 0;
    await host.idle();
    host.setHook({
        before: (call) => {
            moments += 1;
            const { bridge, method, args } = call;
            calls.set(call, { name: `${bridge}.${method}`, args, began: moments, ended: Number.POSITIVE_INFINITY });
        },
        after: (call, { result }) => {
            moments += 1;
            const made = calls.get(call);
            if (made === undefined) return;
            made.ended = moments;
            if (made.name === READ) reads.push({ keys: call.args[0], found: result });
            if (made.name === ROOM) room = result as Furnished;
        },
    });
    host.faults.latencyMs = LATENCY_MS;
    const sample = notice(seat, writer, { text: 'message #0#' });
    await bring(seat, 0, sample);
    const answered = moments;
    await host.idle();
    host.faults.latencyMs = 0;
    host.setHook({});
    const rounds = roundsOf([...calls.values()]);
    if (room === undefined) throw new Error('A text in asks for no room: the bench does not know its shape');
    const answerAfter = rounds.filter((round) => round.every(({ ended }) => ended <= answered)).length;
    const made = rounds.map((round) => round.map(({ name, args }) => ({ name, args })));
    const places = placesIn(made.flat());
    const there = withNames(JSON.stringify(foundBefore(reads, made.flat())), places);
    return { plan: { rounds: marked(made, places), answerAfter, there }, places, room, sample };
}

/** The calls as text, with the names of places where their values stood. @throws for a call that the reference app cannot make */
export function marked(rounds: ReadonlyArray<readonly Made[]>, places: Places): string {
    const strange = rounds.flat().filter(({ name }) => !CALLS.some((known) => known === name));
    if (strange.length > 0) {
        const names = strange.map(({ name }) => name).join(', ');
        throw new Error(`The reference app cannot call ${names}: teach it in test/bench/reference-app.cts`);
    }
    return withNames(JSON.stringify(rounds), places);
}

/** JSON with the names of places where their values stood. */
function withNames(json: string, places: Places): string {
    return Object.entries(places).reduce(
        (text, [name, value]) => text.split(JSON.stringify(value).slice(1, -1)).join(`{${name}}`),
        json,
    );
}

interface Read {
    readonly keys: unknown;
    readonly found: unknown;
}

/** What was read that none of these calls has written. */
function foundBefore(reads: readonly Read[], calls: readonly Made[]): Array<{ keys: unknown; data: unknown }> {
    const written = new Set(
        calls.filter(({ name }) => name === CREATE).map(({ args }) => JSON.stringify((args as [unknown])[0])),
    );
    return reads.flatMap(({ keys, found }) =>
        (Array.isArray(found) ? (found as unknown[]) : [])
            .filter((data) => !written.has(JSON.stringify(data)))
            .map((data) => ({ keys, data })),
    );
}

interface Kept {
    readonly t?: string;
    readonly key?: string;
    readonly conversation?: string;
    readonly roomId?: string;
    readonly messageIds?: readonly string[];
}

/**
 * What differs from message to message, the longer names first: a message's key may begin like its conversation's.
 * @throws where that cannot be seen
 */
export function placesIn(calls: readonly Made[]): Places {
    const kept = calls.filter(({ name }) => name === CREATE).map(({ args }) => (args as [Kept])[0]);
    const done = kept.find(({ t }) => t === 'done');
    const posted = calls.find(({ name }) => name === 'livechat.createMessage')?.args as [{ text?: string }] | undefined;
    const [message] = done?.messageIds ?? [];
    const { key, conversation, roomId } = done ?? {};
    const text = posted?.[0].text;
    if (!key || !conversation || !roomId || !message || !text) {
        throw new Error(
            'A text in leaves no record of what was done, or is not posted: the bench does not know its shape',
        );
    }
    return { key, lane: conversation, message, room: roomId, text };
}
