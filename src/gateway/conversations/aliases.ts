/**
 * Several addresses of one contact (a hidden number and a phone number, two forms of a number). Two become one only where
 * the provider has said so. The record that says it stands under the keys of both conversations, so that whoever reads
 * either sees it, whatever he remembers: it takes no call of its own, and no server can miss it for long.
 */
import { messageOf } from '../../lib/error';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Alias, Connection, ConversationKey } from '../model';
import { conversationKey, eventKey, partsOf } from '../model';
import type { AliasRecord, ConversationRecord } from '../records/records';
import * as kept from '../records/records';

/** A chain of aliases is followed so far. They are kept short when they are written. */
const HOPS = 8;

/** What stands under a conversation's own key. */
export interface LaneRead {
    readonly conversation: ConversationRecord | undefined;
    readonly aliases: readonly AliasRecord[];
}

/** Reads a conversation's record and its aliases, which are one look, and remembers both. */
export async function readLane(gateway: Gateway, lane: ConversationKey): Promise<LaneRead> {
    const read = await gateway.records.read(`conv:${lane}`);
    const aliases = aliasesIn(gateway, lane, read);
    const [conversation] = kept.only(kept.conversation, read).sort((a, b) => b.updatedAt - a.updatedAt);
    // One that goes on as another is not remembered as a conversation: what is remembered is not looked at.
    if (conversation !== undefined && nextOf(lane, aliases) === undefined) {
        gateway.memory.conversations.set(lane, conversation);
    }
    return { conversation, aliases };
}

/** The aliases among what was read under one of a conversation's keys, remembered for whoever needs them next. */
export function aliasesIn(gateway: Gateway, lane: ConversationKey, read: readonly unknown[]): readonly AliasRecord[] {
    const aliases = kept.only(kept.alias, read);
    if (aliases.length > 0) {
        gateway.memory.aliases.set(lane, aliases);
    } else {
        gateway.memory.aliases.delete(lane);
    }
    return aliases;
}

/** Where a conversation went from here. Of several statements the newest holds. */
function nextOf(lane: ConversationKey, aliases: readonly AliasRecord[]): ConversationKey | undefined {
    const [newest] = aliases
        .filter(({ from, to }) => from === lane && to !== lane)
        .sort((a, b) => b.at - a.at || (a.to < b.to ? -1 : 1));
    return newest?.to;
}

/**
 * As which conversation this one goes on: itself, as a rule. `aliases` are those that were just read there. Where two
 * statements at the same moment have made a ring, it goes on as the smallest key in it, wherever one comes from.
 */
export async function goesOnAs(
    gateway: Gateway,
    lane: ConversationKey,
    aliases?: readonly AliasRecord[],
): Promise<ConversationKey> {
    const path: ConversationKey[] = [lane];
    let here = lane;
    let seen = aliases;
    for (let hops = 0; hops < HOPS; hops++) {
        const next = nextOf(here, seen ?? (await readLane(gateway, here)).aliases);
        if (next === undefined) {
            break;
        }
        if (path.includes(next)) {
            here = path.slice(path.indexOf(next)).sort()[0] ?? here;
            break;
        }
        path.push(next);
        here = next;
        seen = undefined;
    }
    if (here !== lane) {
        gateway.memory.conversations.delete(lane);
        gateway.memory.moved.set(lane, here);
    }
    return here;
}

/**
 * The same from memory, where that knows the conversation at all. It may be half a minute behind: whoever works in a lane
 * looks at the records that he reads there.
 */
export async function laneOf(gateway: Gateway, told: ConversationKey): Promise<ConversationKey> {
    const { conversations, moved } = gateway.memory;
    return moved.get(told) ?? (conversations.has(told) ? told : goesOnAs(gateway, told));
}

/**
 * Keeps what the provider has said. Gives the conversation that goes on, where that was not known yet. One that leads back
 * to where it came from says nothing new, so that no ring is made knowingly.
 */
export async function keepAlias(
    gateway: Gateway,
    connection: Pick<Connection, 'channel' | 'id'>,
    { from, to }: Alias,
): Promise<ConversationKey | undefined> {
    const [former, next] = [conversationKey(connection, from), conversationKey(connection, to)];
    if (former === next || (await laneOf(gateway, former)) === (await laneOf(gateway, next))) {
        return undefined;
    }
    const { aliases } = await readLane(gateway, former);
    const goal = await goesOnAs(gateway, next);
    if (goal === former || (await goesOnAs(gateway, former, aliases)) === goal) {
        return undefined;
    }
    // Newer than what was said before, also where that came from a clock that is ahead.
    const at = Math.max(gateway.clock.now(), ...aliases.map((one) => one.at + 1));
    // What led here leads there at once: no chain grows long.
    const sources = [former, ...aliases.filter((one) => one.to === former && one.from !== goal).map((one) => one.from)];
    for (const source of sources) {
        const record: AliasRecord = { t: 'alias', v: 1, from: source, to: goal, at };
        await gateway.records.replace(kept.keys.alias(source, goal), record);
        gateway.memory.conversations.delete(source);
        gateway.memory.moved.set(source, goal);
    }
    // A newer statement takes the place of an older one, which would else keep two other conversations together.
    for (const old of aliases.filter((one) => one.from === former && one.to !== goal)) {
        await gateway.records.remove(...kept.keys.alias(old.from, old.to));
    }
    return goal;
}

/** The conversation that goes on, and every one that goes on as it, this one among them. No call where there is one only. */
export async function familyOf(gateway: Gateway, lane: ConversationKey): Promise<readonly ConversationKey[]> {
    const seen = gateway.memory.aliases.get(lane);
    if (seen === undefined) {
        return [lane];
    }
    const head = await goesOnAs(gateway, lane, seen);
    const others = head === lane ? seen : (gateway.memory.aliases.get(head) ?? (await readLane(gateway, head)).aliases);
    return [...new Set([head, lane, ...others.filter(({ to }) => to === head).map(({ from }) => from)])];
}

/**
 * Where a reply of this conversation goes: to its address; of a contact with several, to the one that he wrote from last.
 * The aliases must have been seen lately (`aliasesIn`): then this takes no call where there are none.
 */
export async function addressOf(gateway: Gateway, lane: ConversationKey): Promise<string> {
    const family = await familyOf(gateway, lane);
    const [head = lane] = family;
    const addresses = family.map((one) => partsOf(one)?.address ?? '');
    const [own = ''] = addresses;
    if (family.length === 1) {
        return own;
    }
    const known = gateway.memory.conversations.get(head) ?? (await readLane(gateway, head)).conversation;
    // Only while it still is one of his: somebody else may have it meanwhile.
    return known?.address !== undefined && addresses.includes(known.address) ? known.address : own;
}

/**
 * The keys under which an event may be known that was told of with this address: providers put the contact's address into
 * their ids. The one as told comes first. For finding what an edit, a reaction or a quote speaks of.
 */
export async function eventKeysOf(
    gateway: Gateway,
    lane: ConversationKey,
    { id, address }: { readonly id: string; readonly address: string },
): Promise<readonly string[]> {
    const { channel = '', connectionId = '' } = partsOf(lane) ?? {};
    const keyOf = (eventId: string): string =>
        eventKey({ channel, id: connectionId }, { kind: 'message', id: eventId });
    const named = channelNamed(gateway, channel);
    const family = named?.eventIdAt === undefined ? [] : await familyOf(gateway, lane);
    const others = family.flatMap((one) => named?.eventIdAt?.(id, address, partsOf(one)?.address ?? '') ?? []);
    return [...new Set([id, ...others])].map(keyOf);
}

/**
 * Asks the provider, before a room is opened, whether this address has taken the place of another one, where that happens
 * on its network. Gives whether something new was learned. Never rejects: the room is opened all the same.
 */
export async function learnFormer(gateway: Gateway, lane: ConversationKey): Promise<boolean> {
    const { channel: name = '', connectionId = '', address = '' } = partsOf(lane) ?? {};
    const channel = channelNamed(gateway, name);
    if (channel?.formerAddresses === undefined) {
        return false;
    }
    try {
        const connection = await connectionById(gateway, name, connectionId);
        const former = connection && (await channel.formerAddresses(connection, address, gateway));
        let isNew = false;
        for (const one of connection === undefined ? [] : (former ?? [])) {
            isNew = (await keepReplaced(gateway, { channel: name, id: connectionId }, one, address)) || isNew;
        }
        return isNew;
    } catch (error) {
        gateway.log.warn(`Whether ${lane} had another address before is not known: ${messageOf(error)}`);
        return false;
    }
}

/** The new address joins the conversation that the old one has come to, or that one goes on as the new. */
async function keepReplaced(
    gateway: Gateway,
    connection: Pick<Connection, 'channel' | 'id'>,
    former: string,
    address: string,
): Promise<boolean> {
    const before = conversationKey(connection, former);
    const head = await goesOnAs(gateway, before);
    const to = partsOf(head)?.address ?? former;
    const alias = head === before ? { from: former, to: address } : { from: address, to };
    return (await keepAlias(gateway, connection, alias)) !== undefined;
}
