/** Saying how a reply ended, from what the records tell. */
import type { Gateway } from '../gateway';
import type { Dead, Out } from '../records/records';
import * as kept from '../records/records';
import { showNote, stateOfDead } from './notes';

type Ended = Pick<Out, 'reply' | 'round'>;

/**
 * Makes a note that stands say how this round of its reply ended. For whoever finds that somebody else has ended it, who
 * may have stopped before he said so. Where there is no end yet, nothing.
 */
export async function showEnd(gateway: Gateway, { reply, round }: Ended): Promise<void> {
    const found = await gateway.records.read(kept.keys.reply(reply.id));
    const dead = latest(kept.only(kept.dead, found).filter((one) => one.round >= round));
    const [sent] = kept.only(kept.sent, found);
    if (dead !== undefined) {
        await showNote(gateway, dead, stateOfDead(dead));
    } else if (sent !== undefined) {
        await showNote(gateway, sent, { kind: 'sent', at: sent.at });
    }
}

/**
 * Makes a note that stands say that its reply was sent. Its provider may have told at the same moment that it failed: then
 * that is what it says in the end. Said first and looked at after, since whoever hears of it later says it later.
 */
export async function showSent(gateway: Gateway, subject: Ended & Pick<Out, 'noted'>, at: number): Promise<void> {
    const { reply, round } = subject;
    await showNote(gateway, subject, { kind: 'sent', at });
    const deads = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(reply.id));
    const failed = deads.find((one) => one.round === round && !one.inDoubt);
    if (failed !== undefined) {
        await showNote(gateway, failed, stateOfDead(failed));
    }
}

/** What was given up in doubt was sent: its note says so, and that dead letter goes; one that it failed stays. */
export async function sentAfterAll(gateway: Gateway, { reply, round }: Ended, at: number): Promise<void> {
    const deads = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(reply.id));
    for (const dead of deads.filter((one) => one.round === round && one.inDoubt)) {
        await showSent(gateway, dead, at);
        await gateway.records.remove(...kept.keys.dead(dead));
    }
}

/** What was called failed has arrived: its note says so, and its dead letters go. */
export async function arrivedAfterAll(gateway: Gateway, { reply, round }: Ended, at: number): Promise<void> {
    const deads = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(reply.id));
    for (const dead of deads.filter((one) => one.round === round)) {
        await showNote(gateway, dead, { kind: 'sent', at });
        await gateway.records.remove(...kept.keys.dead(dead));
    }
}

/** The dead letter of the latest round. */
export function latest(found: readonly Dead[]): Dead | undefined {
    return [...found].sort((a, b) => b.round - a.round || b.at - a.at)[0];
}
