/** Edits and deletions of replies: taken over, to be carried to the contact behind whatever is still to go before them. */
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
import { connectionById } from '../connections/connections';
import { conversationOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ChangeKind, ConversationKey, Reply } from '../model';
import { partsOf } from '../model';
import type { Room } from '../ports';
import { journal } from '../records/journal';
import * as kept from '../records/records';
import { queue, workLane } from './outbox';

/** Longest part of a deleted message that is repeated. */
const QUOTE_LIMIT_CHARS = 200;

/** What was done to a reply, and when; ms since 1970. */
export interface TakenChange {
    readonly kind: ChangeKind;
    readonly at: number;
}

/**
 * A reply was changed: `reply` is what it says now, or said last. The platform never says so again, so it is journalled
 * before anything else is done; the same change is made once. Where the provider knows neither edits nor deletions they
 * are told to the contact as texts, where that is wanted.
 */
export async function takeChange(
    gateway: Gateway,
    change: TakenChange,
    reply: Reply,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<void> {
    const lane = await conversationOf(gateway, room);
    const { channel = '', connectionId = '' } = partsOf(lane ?? '') ?? {};
    const named = channelNamed(gateway, channel);
    const connection = named && (await connectionById(gateway, channel, connectionId));
    if (lane === undefined || named === undefined || connection === undefined) {
        return;
    }
    if (named.tellsChanges === undefined) {
        await carryOver(gateway, lane, change, reply, room);
    } else if (named.tellsChanges(connection)) {
        await tellContact(gateway, lane, change, reply);
    }
}

async function carryOver(
    gateway: Gateway,
    lane: ConversationKey,
    { kind, at }: TakenChange,
    reply: Reply,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<void> {
    // A message may be edited often, and is deleted once. Servers date by their own clocks: a change is never the first.
    const part = kind === 'edited' ? at : 0;
    const mine = await journal(
        gateway,
        lane,
        {
            ...reply,
            id: messageIdFor(await gateway.site.secret(), `${kind} ${reply.id}`, part),
            at: Math.max(at, reply.at + 1),
            changes: { kind, of: reply.id, writtenAt: reply.at },
        },
        { attempt: !gateway.memory.lanes.busy(`out ${lane}`) },
    );
    await workLane(gateway, lane, room, mine);
}

/** Nothing happens for messages that never went out. The same change is told once. */
async function tellContact(
    gateway: Gateway,
    lane: ConversationKey,
    { kind, at }: TakenChange,
    reply: Reply,
): Promise<void> {
    const found = await gateway.records.read(kept.keys.reply(reply.id));
    const wentOut = kept.only(kept.sent, found).length + kept.only(kept.out, found).length > 0;
    if (!wentOut) {
        return;
    }
    const language = await gateway.desk.language();
    const short = reply.text.length > QUOTE_LIMIT_CHARS ? `${reply.text.slice(0, QUOTE_LIMIT_CHARS)}…` : reply.text;
    await queue(gateway, lane, {
        ...reply,
        id: messageIdFor(await gateway.site.secret(), `${kind} ${reply.id}`, at),
        at,
        text:
            kind === 'edited'
                ? text(language, 'changeEdited', { text: reply.text })
                : text(language, 'changeDeleted', { text: short }),
        files: [],
    });
}
