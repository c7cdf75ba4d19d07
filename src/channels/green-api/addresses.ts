/** Who writes, by chat ids: green-api.com/en/docs/api/chat-id. Pure. */
import type { Author, Contact } from '../../gateway/model';
import { DecodeError } from '../../lib/decode';
import type { Parsed } from '../channel';

/** The administrator's settings, as texts by their names in a connection; one that is missing is as its default says. */
export type Wishes = Readonly<Record<string, string | undefined>>;

const GROUP = /@g\.us$/;

export const isGroup = (chatId: string): boolean => GROUP.test(chatId);

const isChatId = (text: string): boolean => /^[^\s@]+@[a-z.]+$/.test(text);

/** Chats that are no conversation with a customer: broadcasts, channels, and an address that GREEN-API sends by mistake. */
const NOT_A_CONTACT: ReadonlyArray<{ pattern: RegExp; why: string }> = [
    { pattern: /^0@c\.us$/, why: 'an empty chat id' },
    { pattern: /@broadcast$/, why: 'a status or broadcast' },
    { pattern: /@newsletter$/, why: 'a channel' },
];

/**
 * Why nothing of this chat is to be shown; undefined where it is. Groups are, where the administrator wants that.
 * @throws DecodeError for what is no chat
 */
export function notForUs(chatId: string, { groups }: Wishes): Parsed | undefined {
    const why =
        isGroup(chatId) && groups !== 'true'
            ? 'a group'
            : NOT_A_CONTACT.find(({ pattern }) => pattern.test(chatId))?.why;
    if (why !== undefined) {
        return { kind: 'ignored', why };
    }
    if (!isChatId(chatId)) {
        throw new DecodeError('chatId', 'a chat id');
    }
    return undefined;
}

export function contactAt(chatId: string): Contact {
    const phone = phoneOf(chatId);
    return { address: chatId, ...(phone === undefined ? {} : { phone }) };
}

/** The contact's phone, where the address is one; a hidden number (`@lid`) is none. */
export function phoneOf(chatId: string): string | undefined {
    const digits = /^(\d{7,15})@c\.us$/.exec(chatId)?.[1];
    return digits === undefined ? undefined : `+${digits}`;
}

export function firstFilled(...names: ReadonlyArray<string | undefined>): string | undefined {
    return names.find((name) => name !== undefined && name.trim() !== '');
}

/** One of the people in a group, by his own chat id. */
export function authorOf(chatId: string, name?: string): Author {
    const phone = phoneOf(chatId);
    return { address: chatId, ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) };
}
