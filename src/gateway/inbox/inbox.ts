import { messageOf } from '../../lib/error';
import { aliasesIn, goesOnAs, keepAlias, laneOf } from '../conversations/aliases';
import { keepAddress, openRoomOf } from '../conversations/conversations';
import { keepGroup } from '../conversations/groups';
import { meetNewcomer } from '../conversations/newcomers';
import { openRoomFor, roomFor } from '../conversations/opening';
import { keepFound } from '../conversations/room-list';
import type { Gateway } from '../gateway';
import { newName } from '../gateway';
import type { Connection, ConversationKey, MessageEvent } from '../model';
import { conversationKey, eventKey } from '../model';
import type { Room } from '../ports';
import { CONTACT_BLOCKED, DeskRefusal } from '../ports';
import type { Dating } from '../records/arrival';
import { arrivalTime, datingOf, inOrder, keysOf, laneBefore, placed } from '../records/arrival';
import type { Entry } from '../records/records';
import * as kept from '../records/records';
import { amendmentOf } from './amendments';
import { showExclusively } from './exclusive';
import { fetchLeftOver, moveEntries, toldTwice, unite } from './merging';
import { nobodyThere } from './offline';
import type { Shown } from './show';
import { fileOf, frameOf, idOf, textOf } from './show';
import { postPart } from './stand-in';

/** How often one handler looks at its lane again; the rest is for the next event or the tick. */
const PASSES = 8;
/** How often work that has moved to another lane is followed there. */
const MOVES = 4;

/** The event whose webhook waits for an answer, while its lane is worked off. */
interface Fresh {
    readonly key: string;
    /** Gives the event its place among those that wait in the lane in which it is worked off, once. */
    readonly date: Dating['date'];
    /** To be called once the event is safe and done with. */
    readonly accepted: () => void;
}

/**
 * Takes over one event: when this returns, it is journalled and ours. `settled` resolves when it stands in its room, or
 * waits there for better times; what remains to be cleaned up then goes on behind.
 * @throws whatever the store throws while nothing is journalled yet: then the provider has to come again
 */
export async function receive(
    gateway: Gateway,
    connection: Pick<Connection, 'channel' | 'id'>,
    event: MessageEvent,
): Promise<{ settled: Promise<void> }> {
    const { memory, records } = gateway;
    const key = eventKey(connection, event);
    if (memory.doneEvents.has(key)) {
        return { settled: Promise.resolve() };
    }
    const united = event.alias && (await keepAlias(gateway, connection, event.alias));
    const told = conversationKey(connection, event.contact.address);
    const { lane, before } = await placeOf(gateway, told);
    const entry: Entry = {
        t: 'entry',
        v: 1,
        key,
        conversation: lane,
        event: { ...event, contact: { ...event.contact }, content: [...event.content] },
        arrivedAt: arrivalTime(gateway, before === 'not looked at' ? [] : before, { key, event }),
        process: memory.process,
        journal: newName(memory),
        refused: undefined,
    };
    await records.create(keysOf(entry), entry);
    const { date, dated } = before === 'not looked at' ? datingOf(gateway, entry) : placed(gateway, entry);
    const settled = new Promise<void>((accepted) => {
        const ready = united === undefined ? Promise.resolve() : unite(gateway, united);
        void ready
            .then(() => resume(gateway, lane, { key, date, accepted }))
            .finally(accepted)
            .then(() => lookAfter(gateway, connection, lane, event));
    });
    await Promise.race([dated, settled]);
    return { settled };
}

/** What belongs to a contact besides his words, and never keeps them waiting. Never rejects. */
async function lookAfter(
    gateway: Gateway,
    connection: Pick<Connection, 'channel' | 'id'>,
    lane: ConversationKey,
    event: MessageEvent,
): Promise<void> {
    await meetNewcomer(gateway, lane);
    await keepGroup(gateway, connection, event);
}

/** Where an event goes that was told with an address, and what waits there. No call for a conversation that is known here. */
async function placeOf(
    gateway: Gateway,
    told: ConversationKey,
): Promise<{ lane: ConversationKey; before: Awaited<ReturnType<typeof laneBefore>> }> {
    const known = gateway.memory.moved.get(told);
    if (known !== undefined) {
        return { lane: known, before: await laneBefore(gateway, known) };
    }
    const [before, lane] = await Promise.all([laneBefore(gateway, told), laneOf(gateway, told)]);
    return { lane, before: lane === told ? before : await laneBefore(gateway, lane) };
}

const never = (): boolean => false;

/**
 * Works off what waits in one conversation, up to the moment when `isOver` says so. Never rejects, because what is left
 * over is left for the next time.
 */
export async function resume(
    gateway: Gateway,
    lane: ConversationKey,
    fresh?: Fresh,
    isOver: () => boolean = never,
): Promise<void> {
    let here: ConversationKey | undefined = lane;
    try {
        for (let moves = 0; here !== undefined && moves < MOVES; moves++) {
            const at: ConversationKey = here;
            gateway.memory.tidying.delete(at); // whoever comes next waits for more than that
            here = await gateway.memory.lanes.run(`in ${at}`, () =>
                workOff(gateway, at, fresh, isOver).finally(() => gateway.memory.tidying.delete(at)),
            );
        }
    } catch (error) {
        gateway.log.error(`Working off ${here ?? lane} stopped, the rest stays in the inbox: ${messageOf(error)}`);
    }
}

/**
 * Works off one conversation, in the provider's order. Every server does so with the whole lane, not only with its own
 * event: texts have chosen ids, so each is posted once whoever tries, and nobody posts a later one before the earlier.
 * Gives the lane in which it goes on, where the contact has another address meanwhile.
 */
async function workOff(
    gateway: Gateway,
    lane: ConversationKey,
    fresh: Fresh | undefined,
    isOver: () => boolean,
): Promise<ConversationKey | undefined> {
    if (fresh !== undefined && gateway.memory.doneEvents.has(fresh.key)) {
        // The work before in this process has posted it; the entry of a second delivery may have come after.
        await gateway.records.remove(...kept.keys.entry(fresh.key, lane));
        return undefined;
    }
    let awaited = fresh;
    for (let pass = 0; pass < PASSES; pass++) {
        const [known, found, room] = await Promise.all([
            awaited === undefined ? [] : gateway.records.read(kept.keys.event(awaited.key)),
            gateway.records.read(kept.keys.lane(lane)),
            openRoomOf(gateway, lane),
        ]);
        const aliases = aliasesIn(gateway, lane, found);
        const goal = aliases.length === 0 ? lane : await goesOnAs(gateway, lane, aliases);
        const waiting = kept.only(kept.entry, found);
        if (goal !== lane) {
            return (await moveEntries(gateway, lane, goal)) ? goal : undefined;
        }
        const left = await fetchLeftOver(gateway, lane, aliases);
        if (left === 'busy') {
            return undefined; // whoever is at what came earlier goes on with this, or the tick does
        }
        if (left === 'fetched') {
            continue;
        }
        const settled = new Set(kept.only(kept.done, known).map(({ key }) => key));
        const entries = inOrder((await awaited?.date(waiting, lane)) ?? waiting);
        const isTwin = aliases.length === 0 ? undefined : toldTwice(gateway, lane, aliases);
        const step = await workOffOnce(gateway, { lane, entries, settled, isTwin, fresh: awaited }, room, isOver);
        if (step === 'finished') {
            return undefined;
        }
        awaited = undefined;
    }
    return undefined;
}

/** What is to be done in one pass over a lane. */
interface Pass {
    readonly lane: ConversationKey;
    readonly entries: readonly Entry[];
    /** Keys of events that are known to be done. */
    readonly settled: ReadonlySet<string>;
    /** Whether an event was shown already under another address of its contact, where he has any. */
    readonly isTwin: ((entry: Entry) => Promise<boolean>) | undefined;
    readonly fresh: Fresh | undefined;
}

/** Gives `again` after an exclusive step, when others may have left their work to us. */
async function workOffOnce(
    gateway: Gateway,
    { lane, entries, settled, isTwin, fresh }: Pass,
    open: Room | undefined,
    isOver: () => boolean,
): Promise<'finished' | 'again'> {
    let room = open;
    let again = false;
    let isFirst = true;
    for (const entry of entries) {
        if (isOver()) {
            return 'finished';
        }
        if (!settled.has(entry.key) && !(await isTwin?.(entry))) {
            const exclusive = !isText(entry) || !idsCarry(gateway, entry, fresh);
            if (!isFirst && !exclusive) {
                // Closed while the one before was posted? Every post into a closed room would open another one.
                room = await openRoomOf(gateway, entry.conversation);
            }
            isFirst = false;
            if (exclusive || room === undefined) {
                again = true;
            }
            const shown = await shownOrWaiting(gateway, entry, () =>
                exclusive ? showExclusively(gateway, entry) : showText(gateway, entry, room, fresh),
            );
            if (shown === 'busy' || shown === 'waits') {
                return 'finished';
            }
            room = shown.room?.open === true ? shown.room : undefined;
            await writeDone(gateway, entry, shown);
            if (shown.room !== undefined && entry.event.from === undefined) {
                await keepAddress(gateway, lane, shown.room, entry.event.contact.address);
            }
        }
        gateway.memory.doneEvents.set(entry.key, true);
        if (entry.key === fresh?.key) {
            fresh.accepted();
        }
        if (entry === entries[entries.length - 1] && !again) {
            gateway.memory.tidying.add(lane);
        }
        await gateway.records.remove(...kept.keys.entry(entry.key, entry.conversation));
    }
    return again ? 'again' : 'finished';
}

/** Whether all there is to do is to post a text as the contact's. */
function isText(entry: Entry): boolean {
    const { from } = entry.event;
    return from === undefined && fileOf(entry.event) === undefined && amendmentOf(entry) === undefined;
}

/**
 * Whether a text may be posted without a claim, because its chosen id makes every post happen once. As long as this
 * process has not seen that ids are taken, only what it has journalled itself a moment ago can go that way: nobody can
 * have posted it before.
 */
function idsCarry({ memory }: Gateway, entry: Entry, fresh: Fresh | undefined): boolean {
    return memory.idsHonoured === true || (memory.idsHonoured === undefined && entry.key === fresh?.key);
}

/** That nobody is there to take the chat is no fault: the entry waits, and the contact may be told. */
async function shownOrWaiting(
    gateway: Gateway,
    entry: Entry,
    show: () => Promise<Shown | 'busy'>,
): Promise<Shown | 'busy' | 'waits'> {
    try {
        return await show();
    } catch (error) {
        if (error instanceof DeskRefusal) {
            if (error.code === CONTACT_BLOCKED) {
                gateway.log.warn(`${entry.key} is from a contact that was blocked in Rocket.Chat; it is not shown`);
                return { room: undefined, messageIds: [] };
            }
            await nobodyThere(gateway, entry.conversation, entry.key, error);
            return 'waits';
        }
        throw error;
    }
}

async function showText(
    gateway: Gateway,
    entry: Entry,
    open: Room | undefined,
    fresh: Fresh | undefined,
): Promise<Shown | 'busy'> {
    const id = await idOf(gateway, entry);
    // Only what was journalled by this very call cannot have been posted by somebody else before. The look comes before a
    // room is opened: the message may stand in one that was closed since.
    const there = entry.key === fresh?.key ? undefined : await gateway.desk.message(id);
    if (there !== undefined) {
        await keepFound(gateway, entry.conversation, { id: there.roomId, conversation: undefined });
        return { room: open ?? (await gateway.desk.room(there.roomId)), messageIds: [id] };
    }
    const room = open ?? (await openRoomFor(gateway, roomFor(entry)));
    if (room === 'busy') {
        return 'busy';
    }
    return {
        room,
        messageIds: [
            await postPart(gateway, entry, room, {
                shown: await textOf(gateway, entry),
                id,
                first: 'post',
            }),
        ],
    };
}

async function writeDone(gateway: Gateway, entry: Entry, { room, messageIds, notice }: Shown): Promise<void> {
    const at = gateway.clock.now();
    const amendment = amendmentOf(entry);
    const frame = amendment === undefined ? frameOf(entry.event, notice) : undefined;
    await gateway.records.create(kept.keys.done(entry.key, messageIds, at, amendment?.thing), {
        t: 'done',
        v: 1,
        key: entry.key,
        conversation: entry.conversation,
        roomId: room?.id ?? '',
        messageIds: [...messageIds],
        ...(frame === undefined ? {} : { frame }),
        ...(amendment === undefined ? {} : { of: amendment.of }),
        at,
    });
}
