/**
 * The picture of a new contact, in his first room. That one is to be shown is written down when the room is opened; the
 * server that did so shows it once the contact's message stands, and what a process that died left over the tick does.
 * Failure is no harm: a few tries, and a line in the log.
 */
import { ChannelError } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import { isGroup } from '../gateway';
import type { Contact, ConversationKey } from '../model';
import type { Room } from '../ports';
import type { Newcomer } from '../records/records';
import * as kept from '../records/records';
import { pictureOf, showPicture, showsPictures } from './pictures';

/** How often it is tried. */
const TRIES = 3;
/** How long one waits for his turn at the provider's rate, behind an answer and in a run of the tick. */
const PATIENCE_MS = 15_000;
const TICK_PATIENCE_MS = 1_000;

/** Notes that a contact's first room was opened. Never rejects: his message comes first. */
export async function expectPicture(
    gateway: Gateway,
    { conversation, contact }: { readonly conversation: ConversationKey; readonly contact: Contact },
    room: Pick<Room, 'id'>,
): Promise<void> {
    try {
        if (isGroup(gateway, conversation) || !(await showsPictures(gateway, conversation))) {
            return; // groups are looked after all the time
        }
        const due: Newcomer = {
            t: 'newcomer',
            v: 1,
            conversation,
            roomId: room.id,
            name: contact.name ?? contact.phone ?? contact.address,
            phone: contact.phone,
            at: gateway.clock.now(),
            tries: 0,
        };
        await gateway.records.create(kept.keys.newcomer(conversation), due);
        gateway.memory.newcomers.set(conversation, due);
    } catch (error) {
        gateway.log.warn(`The picture of ${conversation} will not be shown: ${messageOf(error)}`);
    }
}

/** Shows the picture of a contact whose first room this process has opened a moment ago. Never rejects. */
export async function meetNewcomer(gateway: Gateway, conversation: ConversationKey): Promise<void> {
    const { newcomers } = gateway.memory;
    const due = newcomers.get(conversation);
    if (due !== undefined) {
        newcomers.delete(conversation);
        await meet(gateway, due, PATIENCE_MS);
    }
}

/** The same for what was left over. Never rejects. */
export async function meetLeftOver(gateway: Gateway, due: Newcomer): Promise<void> {
    gateway.memory.newcomers.delete(due.conversation);
    await meet(gateway, due, TICK_PATIENCE_MS);
}

async function meet(gateway: Gateway, due: Newcomer, patienceMs: number): Promise<void> {
    const { log, records } = gateway;
    const keys = kept.keys.newcomer(due.conversation);
    try {
        const outcome = await introduce(gateway, due, patienceMs);
        if (outcome === 'done') {
            await records.remove(...keys);
        } else {
            await records.replace(keys, { ...due, at: gateway.clock.now() });
        }
    } catch (error) {
        const isOver = due.tries + 1 >= TRIES || (error instanceof ChannelError && GIVEN_UP.has(error.kind));
        if (isOver) {
            log.info(`The picture of ${due.conversation} is not shown: ${messageOf(error)}`);
        }
        await (
            isOver
                ? records.remove(...keys)
                : records.replace(keys, { ...due, tries: due.tries + 1, at: gateway.clock.now() })
        ).catch((problem: unknown) => log.warn(messageOf(problem)));
    }
}

/** Asking the provider once more would be of no use. */
const GIVEN_UP: ReadonlySet<string> = new Set(['rejected', 'unauthorized']);

async function introduce(gateway: Gateway, due: Newcomer, patienceMs: number): Promise<'done' | 'later'> {
    const { conversation, roomId, name, phone } = due;
    const image = await pictureOf(gateway, conversation, patienceMs);
    if (image === undefined || image === 'later') {
        return image ?? 'done';
    }
    const who = phone === undefined || phone === name ? name : `${name}, ${phone}`;
    const words = text(await gateway.desk.language(), 'newContact', { who });
    const shown = await showPicture(gateway, { conversation, roomId, name, words }, image);
    return shown === 'busy' ? 'later' : 'done';
}
