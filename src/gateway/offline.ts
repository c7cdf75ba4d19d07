import type { Gateway } from './gateway';
import type { ConversationKey } from './model';
import { queue } from './outbox';
import type { DeskRefusal } from './ports';
import { NOBODY_ONLINE } from './ports';
import * as kept from './records';

/**
 * A contact wrote and nobody is there. He is told once, by the administrator's text if there is one, until an agent has
 * taken the conversation. `since` names the first thing that found nobody, so that two servers tell him the same once.
 * Called again for every try: it must cost little the second time.
 */
export async function nobodyThere(
    gateway: Gateway,
    lane: ConversationKey,
    since: string,
    refusal?: DeskRefusal,
): Promise<void> {
    const { clock, log, memory, records, site } = gateway;
    if (refusal !== undefined && refusal.code !== NOBODY_ONLINE) {
        log.warn(`No room for ${lane}: ${refusal.code}. The message waits in the inbox.`);
        return;
    }
    if (memory.offlineTold.has(lane)) {
        return;
    }
    const told = await kept.readOnly(records, kept.offlineTold, ...kept.keys.offline(lane));
    const words = told.length > 0 ? '' : await site.offlineText();
    if (words !== '') {
        const at = clock.now();
        await records.create(kept.keys.offline(lane), { t: 'offline', v: 1, conversation: lane, at });
        await queue(gateway, lane, {
            id: `offline:${since}`,
            roomId: '',
            author: { id: '', name: '' },
            at,
            text: words,
            files: [],
        });
    }
    memory.offlineTold.set(lane, true);
}

/** An agent has taken the conversation: the next time that nobody is there may be told again. */
export async function somebodyCame(gateway: Gateway, lane: ConversationKey): Promise<void> {
    gateway.memory.offlineTold.delete(lane);
    await gateway.records.remove(...kept.keys.offline(lane));
}
