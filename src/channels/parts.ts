import type { OnPart, Sent } from './channel';
import { ChannelError } from './error';

/**
 * Sends the parts of a reply one after another, from where an earlier try ended. For channels that make several messages
 * of one reply: a failure in the middle must not make the beginning arrive twice.
 */
export async function sendParts<P>(
    parts: readonly P[],
    sent: readonly string[],
    sendOne: (part: P) => Promise<string>,
    onPart?: OnPart,
): Promise<Sent> {
    const ids = [...sent];
    for (const part of parts.slice(sent.length)) {
        try {
            ids.push(await sendOne(part));
        } catch (thrown) {
            throw thrown instanceof ChannelError ? thrown.after(ids) : thrown;
        }
        if (ids.length < parts.length) {
            await onPart?.([...ids]);
        }
    }
    return { ids };
}
