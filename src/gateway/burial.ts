import type { Gateway } from './gateway';
import { showNote } from './notes';
import { showState } from './reactions';
import type { Dead } from './records';
import * as kept from './records';

/** Keeps a reply as a dead letter and says so. The record first, then the note: what is told must stand. */
export async function bury(gateway: Gateway, dead: Dead): Promise<void> {
    await gateway.records.create(kept.keys.dead(dead), dead);
    await tell(gateway, dead);
}

/**
 * Says once more what a round of a reply has come to, where it was given up: whoever gave it up may have died before he
 * had said so. Gives whether there is such a dead letter.
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
    const noted = await showNote(gateway, dead, { kind: dead.inDoubt ? 'doubt' : 'failed', reason: dead.reason });
    const shown = await showState(gateway, dead.reply, dead.shown, 'failed');
    if (noted !== dead.noted || shown !== dead.shown) {
        await gateway.records.replace(kept.keys.dead(dead), { ...dead, noted, shown });
    }
}
