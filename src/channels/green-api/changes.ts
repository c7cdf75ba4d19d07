/** Changing what WhatsApp has: an edited text, and deletions for everybody. */
import type { ChangeRule } from '../channel';
import { ChannelError } from '../channel';
import * as client from './client';
import type { Part } from './render';
import { render } from './render';
import { styleOf } from './style';

/**
 * green-api.com/en/docs/api/service/EditMessage: texts only. What comes later is answered with 200 all the same, and nothing
 * happens: so the minutes are counted here.
 */
export const edit: ChangeRule = {
    withinMs: 15 * 60_000,
    perSecond: 1,
    async run({ connection, address, ids, before, after }, ports) {
        const style = styleOf(connection);
        const found = textChange(ids, render(address, before, style), render(address, after, style));
        if (found === 'same') {
            return [];
        }
        if (found === undefined) {
            throw new ChannelError('green-api', 'rejected', { name: 'greenEditText' });
        }
        const access = client.accessTo(connection);
        const { idMessage } = await client.editMessage(access, ports, { chatId: address, ...found });
        return idMessage === undefined || ids.includes(idMessage) ? [] : [idMessage];
    },
};

/**
 * green-api.com/en/docs/api/service/deleteMessage: later it would be gone on the account's own phone only. What a second
 * deletion is answered with nobody says. The rate: green-api.com/en/docs/api/ratelimiter
 */
export const remove: ChangeRule = {
    withinMs: 72 * 60 * 60_000,
    perSecond: 10,
    async run({ connection, address, ids }, ports) {
        const access = client.accessTo(connection);
        for (const idMessage of ids) {
            await client.deleteMessage(access, ports, { chatId: address, idMessage });
        }
        return [];
    },
};

/**
 * The one message whose text has changed, and its text; undefined where that is not all that has changed, or where it went
 * as several messages.
 */
function textChange(
    ids: readonly string[],
    before: readonly Part[],
    after: readonly Part[],
): { readonly idMessage: string; readonly message: string } | 'same' | undefined {
    const changed = after.flatMap((part, index) => (isSame(part, before[index]) ? [] : [index]));
    if (before.length !== after.length || before.length !== ids.length) {
        return undefined;
    }
    const [index = -1, ...more] = changed;
    if (index < 0) {
        return 'same';
    }
    const part = after[index];
    const idMessage = ids[index];
    const isOnlyText = [before, after].every((parts) => parts.filter(({ kind }) => kind === 'text').length === 1);
    return isOnlyText && more.length === 0 && part?.kind === 'text' && before[index]?.kind === 'text' && idMessage
        ? { idMessage, message: part.message.message }
        : undefined;
}

/** Whether two messages say the same; that one of them quotes, or shows somebody typing, is not asked. */
function isSame(one: Part, other: Part | undefined): boolean {
    if (one.kind === 'text' && other?.kind === 'text') {
        return one.message.message === other.message.message;
    }
    if (one.kind === 'file' && other?.kind === 'file') {
        return one.file.id === other.file.id && (one.message.caption ?? '') === (other.message.caption ?? '');
    }
    return false;
}
