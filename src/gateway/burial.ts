import type { Gateway } from './gateway';
import { showNote } from './notes';
import { showState } from './reactions';
import type { Dead } from './records';
import * as kept from './records';

/** Keeps a reply as a dead letter and says so. The record first, then the note: what is told must stand. */
export async function bury(gateway: Gateway, dead: Dead): Promise<void> {
    const keys = kept.keys.dead(dead);
    await gateway.records.create(keys, dead);
    const noted = await showNote(gateway, dead, { kind: dead.inDoubt ? 'doubt' : 'failed', reason: dead.reason });
    const shown = await showState(gateway, dead.reply, dead.shown, 'failed');
    if (noted !== dead.noted || shown !== dead.shown) {
        await gateway.records.replace(keys, { ...dead, noted, shown });
    }
}
