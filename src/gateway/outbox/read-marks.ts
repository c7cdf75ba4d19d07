/** Marking what a contact wrote as read, when somebody answers him. */
import { messageOf } from '../../lib/error';
import type { Gateway } from '../gateway';
import type { Reply } from '../model';
import type { Target } from './target';

/** Goes on behind the answer, which does not wait for it and cannot fail by it. Costs nothing where it is not wanted. */
export function markRead(gateway: Gateway, { channel, connection, address }: Target, reply: Reply): void {
    const isAnswer = reply.roomId !== '' && reply.closes === undefined;
    const work = isAnswer ? channel.markRead?.(connection, address, gateway) : undefined;
    work?.catch((error: unknown) => {
        gateway.log.warn(`What ${address} wrote could not be marked as read: ${messageOf(error)}`);
    });
}
