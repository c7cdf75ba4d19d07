/** A provider opens a thread: it gets a room, the one where the contact's conversation goes on or a new one. */
import { ensureRoom } from '../conversations/opening';
import { isGoingOn, keepThread, threadById, threadsOf } from '../conversations/threads';
import type { Gateway } from '../gateway';
import type { Connection, Contact, ConversationKey } from '../model';
import { conversationKey } from '../model';
import { workLane } from '../outbox/outbox';
import type { Room } from '../ports';
import { CONTACT_BLOCKED, DeskRefusal, NOBODY_ONLINE } from '../ports';
import { exclusively } from '../records/claims';
import type { ThreadRecord, Welcome } from '../records/records';
import * as kept from '../records/records';
import { end } from './thread-ending';
import { welcome } from './welcome';

/** A thread that is to be opened, as the provider describes it. */
export interface ThreadWanted {
    readonly id: string;
    readonly contact: Contact;
    /** Id or name of a department. */
    readonly department?: string;
    /** What is told in the room, and done for it, behind the answer. */
    readonly welcome: Pick<Welcome, 'contactRef' | 'fields' | 'priority' | 'startedAt' | 'email'>;
}

/** Where it goes on, or in words for the provider's administrator why it does not. */
export type Opened = { readonly roomId: string } | { readonly refused: string };

/** What is told where Rocket.Chat opens no room. */
const REFUSALS: Readonly<Record<string, string>> = {
    [NOBODY_ONLINE]: 'No agent is online.',
    [CONTACT_BLOCKED]: 'An agent has blocked this contact in Rocket.Chat.',
    'error-omnichannel-is-disabled': 'Omnichannel is switched off in Rocket.Chat.',
};

/**
 * Opens a thread, once for its id: a second call gives the same room. A room that is open already is taken, and earlier
 * threads of the contact end. What a refusal leaves behind is nothing.
 * @throws when the store or Rocket.Chat does
 */
export async function openThread(gateway: Gateway, connection: Connection, wanted: ThreadWanted): Promise<Opened> {
    const lane = conversationKey(connection, wanted.contact.address);
    const known = await threadById(gateway, connection, wanted.id);
    if (known !== undefined) {
        return { roomId: known.roomId };
    }
    const department = await departmentOf(gateway, wanted);
    if (typeof department === 'object') {
        return department;
    }
    try {
        return await gateway.memory.lanes.run(`open ${lane}`, () =>
            exclusively(gateway, kept.keys.lane(lane), () => openNow(gateway, connection, lane, wanted, department)),
        );
    } catch (error) {
        if (error instanceof DeskRefusal) {
            return { refused: REFUSALS[error.code] ?? `Rocket.Chat opens no room: ${error.code}` };
        }
        throw error;
    }
}

async function departmentOf(gateway: Gateway, wanted: ThreadWanted): Promise<string | undefined | { refused: string }> {
    const name = wanted.department?.trim() ?? '';
    if (name === '') {
        return undefined;
    }
    const found = await gateway.desk.department(name);
    if (found === undefined) {
        gateway.log.warn(`The department ${name} is not found (is the permission "livechat-department.read" given?)`);
        return { refused: `Could not find a department with name: ${name}` };
    }
    return found.enabled ? found.id : { refused: `The department ${name} is switched off in Rocket.Chat.` };
}

async function openNow(
    gateway: Gateway,
    connection: Connection,
    lane: ConversationKey,
    wanted: ThreadWanted,
    department: string | undefined,
): Promise<Opened> {
    const known = await threadById(gateway, connection, wanted.id);
    if (known !== undefined) {
        return { roomId: known.roomId }; // another server was faster
    }
    const { contact } = wanted;
    const room = await ensureRoom(gateway, {
        conversation: lane,
        contact,
        ...(department === undefined ? {} : { department }),
    });
    const at = gateway.clock.now();
    const due: Welcome = {
        t: 'welcome',
        v: 1,
        threadId: wanted.id,
        conversation: lane,
        roomId: room.id,
        ...wanted.welcome,
        at,
        tries: 0,
    };
    const thread: ThreadRecord = {
        t: 'thread',
        v: 1,
        id: wanted.id,
        conversation: lane,
        roomId: room.id,
        contact: { ...contact },
        openedAt: at,
        askedAt: 0,
        endedAt: 0,
    };
    // The thread last: as long as it is not there the whole is done again, and finds the room.
    await gateway.records.replace(kept.keys.welcome(due), due);
    await keepThread(gateway, thread);
    await endEarlier(gateway, lane, thread, room);
    void welcome(gateway, due);
    return { roomId: room.id };
}

/** Ends what was opened before for the same contact. It is told behind the answer, since the provider waits for that. */
async function endEarlier(gateway: Gateway, lane: ConversationKey, current: ThreadRecord, room: Room): Promise<void> {
    const earlier = (await threadsOf(gateway, lane)).filter((thread) => isGoingOn(thread) && thread.id !== current.id);
    for (const thread of earlier) {
        await end(gateway, lane, thread, thread.roomId === room.id ? room : undefined);
    }
    if (earlier.length > 0) {
        void workLane(gateway, lane, room, undefined);
    }
}
