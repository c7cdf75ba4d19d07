/** What people do about replies that did not arrive. */
import { messageOf } from '../../lib/error';
import type { Gateway } from '../gateway';
import { isExpired } from '../records/claims';
import { journal, remember } from '../records/journal';
import type { Dead, Out } from '../records/records';
import * as kept from '../records/records';
import { latest, showEnd } from './ending';
import { showNote } from './notes';
import { workLane } from './outbox';
import { showState } from './reactions';

/** So long before its time nobody else can have begun with a reply, whose record may then be changed. */
const ALONE_MS = 10_000;

export type RetryResult = 'started' | 'under-way' | 'unknown';

/**
 * Sends a dead letter again, as a new round of the same reply. When this returns it is journalled; `work` goes on
 * behind. Pressed twice, or on two servers, it is sent once: the round decides. While another try would fail for the
 * same reason it waits. `known` are the provider's ids of the
 * parts that it has, where more of them are known now than the letter says.
 */
export async function retry(
    gateway: Gateway,
    replyId: string,
    known?: readonly string[],
): Promise<{ result: RetryResult; work: Promise<void> }> {
    const { records } = gateway;
    const found = await records.read(kept.keys.reply(replyId));
    const dead = latest(kept.only(kept.dead, found));
    const waiting = kept.only(kept.out, found);
    const nothing = Promise.resolve();
    if (waiting.length > 0 && !waiting.every((out) => out.attempt && isExpired(out, gateway.clock.now()))) {
        return { result: 'under-way', work: nothing };
    }
    if (dead === undefined) {
        return { result: 'unknown', work: nothing };
    }
    const { conversation, reply, sent, reason, blockedUntil = 0, noted, shown } = dead;
    const isBlocked = blockedUntil > gateway.clock.now();
    const out = await journal(gateway, conversation, reply, {
        attempt: false,
        round: dead.round + 1,
        sent: [...(known ?? sent)],
        ...(isBlocked ? { reason, notBefore: blockedUntil, blockedUntil } : {}),
        noted,
        shown,
    });
    await records.remove(...kept.keys.dead(dead));
    return { result: 'started', work: isBlocked ? sayThatItWaits(gateway, out) : sendAgain(gateway, out) };
}

/** Sending it now would fail as before: the tick does so when that is over. Never rejects. */
async function sayThatItWaits(gateway: Gateway, out: Out): Promise<void> {
    gateway.memory.unsent.delete(out.journal);
    const { reason, notBefore: next } = out;
    const noted = await showNote(gateway, out, { kind: 'waiting', reason, next });
    const shown = await showState(gateway, out.reply, out.shown, 'waiting');
    const isAlone = gateway.clock.now() < next - ALONE_MS;
    if (isAlone && (noted !== out.noted || shown !== out.shown)) {
        await remember(gateway, { ...out, noted, shown }).catch((error: unknown) =>
            gateway.log.warn(`How ${out.reply.id} is shown could not be kept: ${messageOf(error)}`),
        );
    }
}

/**
 * Where two people press at the same time, the one whose server came second may have written "sending" over how it ended.
 * So whoever pressed says in the end what the records say. Nobody waits for this: it must not reject.
 */
async function sendAgain(gateway: Gateway, out: Out): Promise<void> {
    try {
        await showNote(gateway, out, { kind: 'sending' });
        await workLane(gateway, out.conversation, undefined, undefined);
        gateway.memory.unsent.delete(out.journal);
        await showEnd(gateway, out);
    } catch (error) {
        gateway.log.error(`Sending ${out.reply.id} again stopped, the tick goes on: ${messageOf(error)}`);
    }
}

/** The dead letter of a reply, if there is one. */
export async function deadLetter(gateway: Gateway, replyId: string): Promise<Dead | undefined> {
    return latest(await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(replyId)));
}

/** Dead letters, newest first; reads day by day and no further than the page asks for. */
export async function deadLetters(gateway: Gateway, days: readonly string[], limit: number): Promise<Dead[]> {
    const result: Dead[] = [];
    const seen = new Set<string>();
    for (const day of days) {
        const found = await kept.readOnly(gateway.records, kept.dead, kept.deadOn(day));
        const fresh = found.sort((a, b) => b.at - a.at).filter(({ reply }) => !seen.has(reply.id));
        fresh.forEach(({ reply }) => seen.add(reply.id));
        result.push(...new Map(fresh.map((dead) => [dead.reply.id, dead])).values());
        if (result.length >= limit) {
            break;
        }
    }
    return result;
}
