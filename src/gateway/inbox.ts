import { messageOf } from '../lib/error';
import { messageIdFor } from '../lib/ids';
import { text } from '../lib/texts';
import { underClaim } from './claims';
import { openRoomFor, openRoomOf } from './conversations';
import type { Gateway } from './gateway';
import type { Connection, Content, ConversationKey, Event } from './model';
import { conversationKey, eventKey } from './model';
import type { Room } from './ports';
import type { Entry } from './records';
import * as kept from './records';

/** How often one handler looks at its lane again; the rest is for the next event or the tick. */
const PASSES = 8;

/** The event whose webhook waits for an answer, while its lane is worked off. */
interface Fresh {
    readonly key: string;
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
    connection: Connection,
    event: Event,
): Promise<{ settled: Promise<void> }> {
    const { clock, log, memory, records } = gateway;
    const key = eventKey(connection, event);
    if (memory.doneEvents.has(key)) {
        return { settled: Promise.resolve() };
    }
    const lane = conversationKey(connection, event.contact.address);
    const entry: Entry = {
        t: 'entry',
        v: 1,
        key,
        conversation: lane,
        event: { ...event, contact: { ...event.contact }, content: [...event.content] },
        arrivedAt: clock.now(),
        process: memory.process,
    };
    await records.create(kept.keys.entry(key, lane), entry);
    const settled = new Promise<void>((accepted) => {
        memory.lanes
            .run(`in ${lane}`, () => workOff(gateway, lane, { key, accepted }))
            .catch((error: unknown) =>
                log.error(`Working off ${lane} stopped, the rest stays in the inbox: ${messageOf(error)}`),
            )
            .finally(accepted);
    });
    return { settled };
}

/**
 * Works off one conversation, in the provider's order. Every server does so with the whole lane, not only with its own
 * event: texts have chosen ids, so each is posted once whoever tries, and nobody posts a later one before the earlier.
 */
async function workOff(gateway: Gateway, lane: ConversationKey, fresh: Fresh): Promise<void> {
    if (gateway.memory.doneEvents.has(fresh.key)) {
        // The work before in this process has posted it; the entry of a second delivery may have come after.
        await gateway.records.remove(...kept.keys.entry(fresh.key, lane));
        return;
    }
    let awaited: Fresh | undefined = fresh;
    for (let pass = 0; pass < PASSES; pass++) {
        const [known, found, room] = await Promise.all([
            awaited === undefined ? [] : gateway.records.read(kept.keys.event(awaited.key)),
            gateway.records.read(kept.keys.lane(lane)),
            openRoomOf(gateway, lane),
        ]);
        const settled = kept.only(kept.done, known).map(({ key }) => key);
        const step = await workOffOnce(gateway, inOrder(kept.only(kept.entry, found)), new Set(settled), room, awaited);
        if (step === 'finished') {
            return;
        }
        awaited = undefined;
    }
}

/** The provider's order, then arrival, then the key; twins of one event count once. */
function inOrder(entries: readonly Entry[]): Entry[] {
    const once = new Map(entries.map((entry) => [entry.key, entry]));
    return [...once.values()].sort(
        (a, b) => a.event.at - b.event.at || a.arrivedAt - b.arrivedAt || (a.key < b.key ? -1 : 1),
    );
}

/** Gives `again` after an exclusive step, when others may have left their work to us. */
async function workOffOnce(
    gateway: Gateway,
    entries: readonly Entry[],
    settled: ReadonlySet<string>,
    open: Room | undefined,
    fresh: Fresh | undefined,
): Promise<'finished' | 'again'> {
    let room = open;
    let again = false;
    for (const entry of entries) {
        if (!settled.has(entry.key)) {
            if (room === undefined) {
                again = true;
                const opened = await openRoomFor(gateway, entry);
                if (opened === 'busy') {
                    return 'finished';
                }
                room = opened;
            }
            const wasThere =
                entry.key === fresh?.key ? undefined : await gateway.desk.message(await idOf(gateway, entry));
            const messageId = wasThere === undefined ? await post(gateway, entry, room) : await idOf(gateway, entry);
            if (messageId === undefined) {
                return 'finished';
            }
            await writeDone(gateway, entry, room.id, messageId);
        }
        gateway.memory.doneEvents.set(entry.key, true);
        if (entry.key === fresh?.key) {
            fresh.accepted();
        }
        await gateway.records.remove(...kept.keys.entry(entry.key, entry.conversation));
    }
    return again ? 'again' : 'finished';
}

async function idOf(gateway: Gateway, entry: Entry): Promise<string> {
    return messageIdFor(await gateway.site.secret(), entry.key, 0);
}

/** Posts the event's text and gives the id under which it stands, or `undefined` when another server is at it. */
async function post(gateway: Gateway, entry: Entry, room: Room): Promise<string | undefined> {
    if (gateway.memory.idsHonoured === false) {
        return postExclusively(gateway, entry, room);
    }
    const id = await idOf(gateway, entry);
    const posted = await attempt(() =>
        showContent(gateway, entry.event.content).then((shown) => gateway.desk.post(room, shown, id)),
    );
    if (posted.value !== undefined) {
        gateway.memory.idsHonoured = posted.value.id === id;
        return posted.value.id;
    }
    // No word from the server, or an error: refused because it stands already, or not posted. Only a look tells.
    if ((await gateway.desk.message(id)) !== undefined) {
        return id;
    }
    throw new Error(posted.error === undefined ? 'Rocket.Chat did not take the message' : messageOf(posted.error));
}

/** Where chosen ids are not honoured nothing keeps two servers from posting twice but a claim. */
async function postExclusively(gateway: Gateway, entry: Entry, room: Room): Promise<string | undefined> {
    const result = await underClaim(gateway, kept.keys.lane(entry.conversation), async () => {
        const [done] = await kept.readOnly(gateway.records, kept.done, kept.keys.event(entry.key));
        if (done !== undefined) {
            return done.messageIds[0] ?? '';
        }
        const posted = await gateway.desk.post(
            room,
            await showContent(gateway, entry.event.content),
            await idOf(gateway, entry),
        );
        if (posted === undefined) {
            throw new Error('Rocket.Chat did not take the message');
        }
        return posted.id;
    });
    return result === 'busy' ? undefined : result;
}

async function attempt<T>(work: () => Promise<T>): Promise<{ value?: T; error?: unknown }> {
    try {
        return { value: await work() };
    } catch (error) {
        return { error };
    }
}

async function writeDone(gateway: Gateway, entry: Entry, roomId: string, messageId: string): Promise<void> {
    const at = gateway.clock.now();
    await gateway.records.create(kept.keys.done(entry.key, messageId, at), {
        t: 'done',
        v: 1,
        key: entry.key,
        roomId,
        messageIds: [messageId],
        at,
    });
}

/** What agents see of a message. */
async function showContent(gateway: Gateway, content: readonly Content[]): Promise<string> {
    const lines: string[] = [];
    for (const part of content) {
        if (part.kind === 'text') {
            lines.push(part.text);
        } else {
            const language = await gateway.desk.language();
            lines.push(
                text(language, 'unsupportedContent', { what: part.what }),
                ...(part.caption === undefined ? [] : [part.caption]),
            );
        }
    }
    return lines.join('\n');
}
