/** Edits and deletions of replies, on channels whose provider knows neither: told as texts, where that is wanted. */
import { messageIdFor } from '../lib/ids';
import { text } from '../lib/texts';
import { connectionById } from './connections';
import { conversationOf } from './conversations';
import type { Gateway } from './gateway';
import { channelNamed } from './gateway';
import type { Reply } from './model';
import { partsOf } from './model';
import { queue } from './outbox';
import type { Room } from './ports';
import * as kept from './records';

export type ChangeKind = 'edited' | 'deleted';

/** Longest part of a deleted message that is repeated. */
const QUOTE_LIMIT_CHARS = 200;

/**
 * A reply was changed: `reply` is what it says now, or said last, and its time that of the change. Nothing happens for
 * messages that never went out. The same change is told once.
 */
export async function tellChange(
    gateway: Gateway,
    kind: ChangeKind,
    reply: Reply,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<void> {
    const lane = await conversationOf(gateway, room);
    const { channel = '', connectionId = '' } = partsOf(lane ?? '') ?? {};
    const named = channelNamed(gateway, channel);
    const connection = named && (await connectionById(gateway, channel, connectionId));
    if (lane === undefined || connection === undefined || named?.tellsChanges?.(connection) !== true) {
        return;
    }
    const found = await gateway.records.read(kept.keys.reply(reply.id));
    const wentOut = kept.only(kept.sent, found).length + kept.only(kept.out, found).length > 0;
    if (!wentOut) {
        return;
    }
    const language = await gateway.desk.language();
    const short = reply.text.length > QUOTE_LIMIT_CHARS ? `${reply.text.slice(0, QUOTE_LIMIT_CHARS)}…` : reply.text;
    await queue(gateway, lane, {
        ...reply,
        id: messageIdFor(await gateway.site.secret(), `${kind} ${reply.id}`, reply.at),
        text:
            kind === 'edited'
                ? text(language, 'changeEdited', { text: reply.text })
                : text(language, 'changeDeleted', { text: short }),
        files: [],
    });
}
