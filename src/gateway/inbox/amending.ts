/**
 * Showing what changes something that stands already (`amendments.ts` tells what). Under a claim on the lane; every step
 * leads to the same state however often and by whomever it is taken. The change is written down before anything is
 * touched and the others are read again afterwards: a server that stood still meanwhile sees what came, and puts right what
 * it has shown by an older view.
 */
import { familyOf } from '../conversations/aliases';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import { partsOf } from '../model';
import type { Held } from '../records/claims';
import type { Change, Done, Entry } from '../records/records';
import * as kept from '../records/records';
import { amendmentOf, callAfter, changesInOrder, reactionAfter } from './amendments';
import type { Amendment } from './amendments';
import { ClaimLost, linePlace, put, takeAway } from './lines';
import type { Work } from './lines';
import { showSaid } from './said';
import type { Shown } from './show';
import { idOf } from './show';

/** How often the same thing is shown anew because others changed it meanwhile. */
const LOOKS = 4;

const SHOW: { readonly [K in Amendment['kind']]: (work: Work) => Promise<readonly string[]> } = {
    said: showSaid,
    reaction: showReaction,
    call: showCall,
};

/** Brings what an event changes to its present state. Gives `busy` where the claim was lost meanwhile. */
export async function amend(gateway: Gateway, entry: Entry, amendment: Amendment, held: Held): Promise<Shown | 'busy'> {
    try {
        return await carryOut(gateway, entry, amendment, held);
    } catch (error) {
        if (error instanceof ClaimLost) {
            return 'busy';
        }
        throw error;
    }
}

async function carryOut(gateway: Gateway, entry: Entry, amendment: Amendment, held: Held): Promise<Shown> {
    const { kind } = amendment;
    const { key, arrivedAt, event } = entry;
    const [content] = event.content;
    if (content === undefined) {
        return { room: undefined, messageIds: [] };
    }
    const names = await namesOf(gateway, entry, amendment);
    let known = await knownOf(gateway, names);
    const told = nameIn(known.changes) ?? amendment.thing;
    const mine: Change = { t: 'change', v: 1, key, thing: told, at: event.at, arrivedAt, content };
    if (!known.changes.some((change) => change.key === key)) {
        await gateway.records.create(kept.keys.change(mine), mine);
    }
    let changes = changesInOrder([...known.changes, mine]);
    let claim: Held | undefined = held;
    for (let look = 1; ; look++) {
        const lines = new Map(known.done.map((done) => [done.key, done.messageIds]));
        const thing = nameIn(changes) ?? told;
        const work: Work = { gateway, entry, amendment: { ...amendment, thing }, held: claim, changes, lines };
        const messageIds = await SHOW[kind](work);
        claim = work.held;
        known = await knownOf(gateway, names);
        const now = changesInOrder([...known.changes, mine]);
        if (look === LOOKS || now.map((one) => one.key).join() === changes.map((one) => one.key).join()) {
            return { room: work.room, messageIds };
        }
        changes = now;
    }
}

/** The names that a thing may have: one for each address of its contact that it may be told with, this one's first. */
async function namesOf(
    gateway: Gateway,
    { conversation, event }: Entry,
    { thing }: Amendment,
): Promise<readonly string[]> {
    const { contact, quote } = event;
    const channel = channelNamed(gateway, partsOf(conversation)?.channel ?? '');
    const others = (await familyOf(gateway, conversation)).flatMap((lane) => {
        const address = partsOf(lane)?.address ?? contact.address;
        const at = (id: string): string => channel?.eventIdAt?.(id, contact.address, address) ?? id;
        const elsewhere = {
            ...event,
            contact: { ...contact, address },
            ...(quote && { quote: { ...quote, eventId: at(quote.eventId) } }),
        };
        return amendmentOf({ conversation: lane, event: elsewhere })?.thing ?? [];
    });
    return [...new Set([thing, ...others])];
}

/**
 * The name that a thing got first, by which its lines are found: it may have been changed before its names were known for
 * one.
 */
function nameIn(changes: readonly Change[]): string | undefined {
    const [first] = [...changes].sort((a, b) => a.arrivedAt - b.arrivedAt || (a.thing < b.thing ? -1 : 1));
    return first?.thing;
}

/** Everything that is known of one thing. */
async function knownOf(gateway: Gateway, names: readonly string[]): Promise<{ changes: Change[]; done: Done[] }> {
    const found = (await Promise.all(names.map((name) => gateway.records.read(kept.keys.amendmentsOf(name))))).flat();
    return { changes: kept.only(kept.change, found), done: kept.only(kept.done, found) };
}

/** One line for as long as a reaction stands; the line of one that was taken back goes. */
async function showReaction(work: Work): Promise<readonly string[]> {
    const { gateway, entry, lines } = work;
    const standing = reactionAfter(work.changes);
    const key = standing?.since ?? '';
    const place = {
        // Without honoured ids it stands under another one.
        id: lines.get(key)?.[0] ?? (await idOf(gateway, { key })),
        note: await idOf(gateway, { key }, 'note'),
    };
    // A process that died may have put up a line for this event before it knew of an earlier one.
    const candidates = new Set([...[...lines.values()].flat(), await idOf(gateway, entry)]);
    for (const id of candidates) {
        if (standing === undefined || (id !== place.id && id !== place.note)) {
            await takeAway(work, id, { kind: 'reaction', emoji: '' });
        }
    }
    return standing === undefined ? [] : put(work, place, [standing.reaction]);
}

async function showCall(work: Work): Promise<readonly string[]> {
    const call = callAfter(work.changes);
    return call === undefined ? [] : put(work, await linePlace(work), [call]);
}
