import { laneOf } from '../conversations/aliases';
import { hasThreads } from '../conversations/threads';
import type { Gateway } from '../gateway';
import { isGroup } from '../gateway';
import type { ConversationKey } from '../model';
import { queue } from '../outbox/outbox';
import type { DeskRefusal } from '../ports';
import { NOBODY_ONLINE } from '../ports';
import { underClaim } from '../records/claims';
import * as kept from '../records/records';

/**
 * A contact wrote and nobody is there. He is told once, by the administrator's text if there is one, until an agent has
 * taken the conversation: under a claim, because two servers may hear of different words of his at once. `since` names
 * what found nobody, so that one that was killed in between tells him the same once. That he was told is not remembered in
 * memory: an agent may have come meanwhile, on another server.
 */
export async function nobodyThere(
    gateway: Gateway,
    lane: ConversationKey,
    since: string,
    refusal?: DeskRefusal,
): Promise<void> {
    const { log, records, site } = gateway;
    if (refusal !== undefined && refusal.code !== NOBODY_ONLINE) {
        log.warn(`No room for ${lane}: ${refusal.code}. The message waits in the inbox.`);
        return;
    }
    if (!hearsUs(gateway, lane)) {
        return;
    }
    const words = await site.offlineText();
    const isTold = async (): Promise<boolean> => (await records.read(...kept.keys.offline(lane))).length > 0;
    if (words === '' || (await isTold())) {
        return;
    }
    // Whoever holds the lane is at it himself, or opens a room; if not, the tick comes by.
    await underClaim(gateway, kept.keys.lane(lane), async () => {
        if (!(await isTold())) {
            await tell(gateway, lane, since, words);
        }
    });
}

/** Groups are not told: nobody of them has asked. Nor is a flow that has opened a thread: what is said there is an answer. */
function hearsUs(gateway: Gateway, lane: ConversationKey): boolean {
    return !hasThreads(gateway, lane) && !isGroup(gateway, lane);
}

async function tell(gateway: Gateway, lane: ConversationKey, since: string, words: string): Promise<void> {
    const at = gateway.clock.now();
    await queue(gateway, lane, {
        id: `offline:${since}`,
        roomId: '',
        author: { id: '', name: '' },
        at,
        text: words,
        files: [],
    });
    await gateway.records.create(kept.keys.offline(lane), { t: 'offline', v: 1, conversation: lane, at });
}

/** An agent has taken the conversation: the next time that nobody is there may be told again. */
export async function somebodyCame(gateway: Gateway, lane: ConversationKey): Promise<void> {
    await gateway.records.remove(...kept.keys.offline(await laneOf(gateway, lane)));
}
