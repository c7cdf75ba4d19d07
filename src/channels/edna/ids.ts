import { createHash } from 'crypto';
import type { Connection, Outgoing } from '../../gateway/model';

const OURS = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * The id of one message of a reply, in the form of a UUID: the same for every try of a round, so that edna takes it once,
 * and another one when somebody has it sent again. `part` counts from 0.
 */
export function requestIdFor(
    { id }: Pick<Connection, 'id'>,
    { id: replyId, round }: Pick<Outgoing, 'id' | 'round'>,
    part: number,
): string {
    const hex = hashOf(['request', id, replyId, String(round), String(part)]);
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `5${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join('-');
}

/** Whether an id has the form of those that we make. */
export const isOurs = (id: string): boolean => OURS.test(id);

/**
 * An id for a message to which the provider gave none. Made of the moment too: somebody may say the same thing twice.
 * `now` in ms since 1970, `place` is the message's in its list.
 */
export function idForNameless(body: unknown, now: number, place: number): string {
    return `at-${now}-${place}-${hashOf([JSON.stringify(body) ?? '']).slice(0, 20)}`;
}

const hashOf = (parts: readonly string[]): string =>
    createHash('sha256').update(parts.join('\n'), 'utf8').digest('hex');
