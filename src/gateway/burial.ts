/** Dead letters: replies that will not be sent by themselves any more. */
import { dayOf } from '../lib/ids';
import type { Gateway } from './gateway';
import { showNote } from './notes';
import { showState } from './reactions';
import type { Dead } from './records';
import * as kept from './records';

/** A note that is not there after this time was not made: its process ended, or Rocket.Chat refused it. */
const NOTE_AGE_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Keeps a reply as a dead letter and says so. The record first, then the note: what is told must stand. */
export async function bury(gateway: Gateway, dead: Dead): Promise<void> {
    await gateway.records.create(kept.keys.dead(dead), dead);
    await tell(gateway, dead);
}

/** Says again what was not said: dead letters of today and yesterday whose note does not stand anywhere. */
export async function tellUntold(gateway: Gateway): Promise<void> {
    const { clock, memory, records } = gateway;
    const now = clock.now();
    const days = [dayOf(now - DAY_MS), dayOf(now)];
    const found = await Promise.all(days.map((day) => kept.readOnly(records, kept.dead, kept.deadOn(day))));
    for (const dead of found.flat()) {
        const isUntold = dead.noted === 'nowhere' && dead.reply.roomId !== '' && dead.at < now - NOTE_AGE_MS;
        const name = `${dead.reply.id}#${dead.round}`;
        if (isUntold && !memory.tellingTried.has(name)) {
            memory.tellingTried.set(name, true);
            await tell(gateway, dead);
        }
    }
}

/**
 * Says once more what a round of a reply has come to, where it was given up: whoever gave it up may have stopped before
 * he had said so. Gives whether there is such a dead letter.
 */
export async function tellAgain(gateway: Gateway, replyId: string, round: number): Promise<boolean> {
    const found = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(replyId));
    const deads = found.filter((dead) => dead.round === round);
    for (const dead of deads) {
        await tell(gateway, dead);
    }
    return deads.length > 0;
}

/** The note has an id of its own, so it stands once, however often this is called. */
async function tell(gateway: Gateway, dead: Dead): Promise<void> {
    const { records } = gateway;
    const shown = await showState(gateway, dead.reply, dead.shown, 'failed');
    const noted = await showNote(gateway, dead, { kind: dead.inDoubt ? 'doubt' : 'failed', reason: dead.reason });
    if (noted === dead.noted && shown === dead.shown) {
        return;
    }
    // Somebody may have pressed Retry meanwhile: then the letter is gone and must not come back.
    const letters = await kept.readOnly(records, kept.dead, kept.keys.reply(dead.reply.id));
    if (letters.some(({ round }) => round === dead.round)) {
        await records.replace(kept.keys.dead(dead), { ...dead, noted, shown });
    }
}
