/**
 * Two conversations become one, because the provider has said that they are one contact's. That it was said is one record;
 * all that follows from it is done here and may be done twice, by several servers, or later by the tick: what waits goes
 * to the lane that goes on, and of two open rooms the older goes on.
 */
import { messageOf } from '../../lib/error';
import { eventKeysOf } from '../conversations/aliases';
import { formerRooms } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import type { ConversationKey } from '../model';
import { keysOf } from '../records/arrival';
import { underClaim } from '../records/claims';
import type { AliasRecord, Entry } from '../records/records';
import * as kept from '../records/records';
import { closeSeconds } from './second-rooms';

/** So long after two became one a server may still write to the lane that has ended: it remembers for 30 s. */
const LEFT_OVER_MS = 120_000;
/** So long a provider repeats itself: what was told before under the other address may come again under this one. */
const TWINS_MS = 2 * 24 * 60 * 60_000;

/** Of the open rooms of a conversation that was several the oldest goes on. Never rejects: the tick does what is left. */
export async function unite(gateway: Gateway, lane: ConversationKey): Promise<void> {
    try {
        for (const room of await formerRooms(gateway, lane)) {
            await closeSeconds(gateway, lane, room);
        }
    } catch (error) {
        gateway.log.warn(`The rooms of ${lane} are not united yet: ${messageOf(error)}`);
    }
}

/**
 * Moves what waits in a lane to the one that goes on. Under the claim: whoever shows a file of this lane at the moment must
 * end with it first. Gives whether nothing was left to somebody else.
 */
export async function moveEntries(gateway: Gateway, from: ConversationKey, to: ConversationKey): Promise<boolean> {
    const { records } = gateway;
    const moved = await underClaim(gateway, kept.keys.lane(from), async () => {
        for (const entry of await kept.readOnly(records, kept.entry, kept.keys.lane(from))) {
            const there: Entry = { ...entry, conversation: to };
            // Twice there and gone here is harmless, gone in both would be a loss.
            await records.replace(keysOf(there), there);
            await records.remove(...keysOf(entry));
        }
        return 'moved' as const;
    });
    return moved === 'moved';
}

/** What other servers may still have written to lanes that go on as this one a moment ago: it came before, and goes first. */
export async function fetchLeftOver(
    gateway: Gateway,
    lane: ConversationKey,
    aliases: readonly AliasRecord[],
): Promise<'nothing' | 'fetched' | 'busy'> {
    const since = gateway.clock.now() - LEFT_OVER_MS;
    let result: 'nothing' | 'fetched' = 'nothing';
    for (const { from } of aliases.filter(({ to, at }) => to === lane && at > since)) {
        const left = await kept.readOnly(gateway.records, kept.entry, kept.keys.lane(from));
        if (left.length > 0) {
            if (!(await moveEntries(gateway, from, lane))) {
                return 'busy';
            }
            result = 'fetched';
        }
    }
    return result;
}

/**
 * Whether an event was told before with another address of its contact: then it stands already. Within one pass the first
 * of them is shown, which every server takes for the first (`inOrder`).
 */
export function toldTwice(
    gateway: Gateway,
    lane: ConversationKey,
    aliases: readonly AliasRecord[],
): (entry: Entry) => Promise<boolean> {
    const passed = new Set<string>();
    const isRecent = aliases.some(({ at }) => at > gateway.clock.now() - TWINS_MS);
    return async ({ key, event: { id, contact } }) => {
        const names = await eventKeysOf(gateway, lane, { id, address: contact.address });
        const isKnown = names.some((name) => passed.has(name));
        names.forEach((name) => passed.add(name));
        if (isKnown) {
            return true;
        }
        for (const name of isRecent ? names.filter((one) => one !== key) : []) {
            if ((await kept.readOnly(gateway.records, kept.done, kept.keys.event(name))).length > 0) {
                return true;
            }
        }
        return false;
    };
}
