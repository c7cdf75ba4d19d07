/** Putting a text of the contact into the conversation's room, under a claim on its lane. */
import { ensureRoom, roomFor } from '../conversations/opening';
import { keepFound } from '../conversations/room-list';
import type { Gateway } from '../gateway';
import type { Room, RoomMessage } from '../ports';
import type { Held } from '../records/claims';
import { fence } from '../records/claims';
import type { Entry } from '../records/records';
import * as kept from '../records/records';
import { withoutQuote } from './quotes';
import type { Shown } from './show';
import { postPart } from './stand-in';

/** How far back the room is looked through. */
const LOOK_MESSAGES = 50;

export function lookInto(gateway: Gateway, room: Room): Promise<RoomMessage[]> {
    return gateway.desk.newest(room, LOOK_MESSAGES);
}

/**
 * Posts a text under its chosen id. Without honoured ids it is ours if it stands in the room and no other event has it.
 * Gives `busy` where the claim was lost meanwhile, if there has to be one.
 */
export async function placeText(
    gateway: Gateway,
    entry: Entry,
    held: Held | undefined,
    shown: string,
    chosen: string,
): Promise<Shown | 'busy'> {
    const there = await gateway.desk.message(chosen);
    if (there !== undefined) {
        await keepFound(gateway, entry.conversation, { id: there.roomId, conversation: undefined });
        gateway.memory.idsHonoured = true;
        return { room: await gateway.desk.room(there.roomId), messageIds: [chosen] };
    }
    const room = await ensureRoom(gateway, roomFor(entry));
    const found = gateway.memory.idsHonoured === true ? undefined : await equalIn(gateway, room, shown);
    if (found !== undefined) {
        return { room, messageIds: [found] };
    }
    if (held !== undefined && !(await fence(gateway, held))) {
        return 'busy';
    }
    return { room, messageIds: [await postPart(gateway, entry, room, { shown, id: chosen, first: 'post' })] };
}

/** The id of a message of the contact that says the same and is not known to be anything else. */
async function equalIn(gateway: Gateway, room: Room, shown: string): Promise<string | undefined> {
    const said = withoutQuote(shown);
    const equal = (await lookInto(gateway, room)).filter(
        ({ from, text }) => from === 'visitor' && withoutQuote(text) === said,
    );
    for (const { id } of equal) {
        const owners = await kept.readOnly(gateway.records, kept.done, kept.keys.message(id));
        if (owners.length === 0) {
            return id;
        }
    }
    return undefined;
}
