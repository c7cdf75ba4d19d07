/**
 * Who has which address. A person may be told of by his phone number (`15550100123@c.us`) or, where WhatsApp hides it, by
 * another one (`204800000000042@lid`); some countries' numbers have two forms. Two of them are taken for one only where
 * GREEN-API says so (green-api.com/en/docs/api/service/CheckWhatsapp, green-api.com/en/docs/api/service/GetChats).
 */
import type { Alias, Connection, LookedUp } from '../../gateway/model';
import { array, boolean, id, object, optional } from '../../lib/decode';
import type { ChannelPorts } from '../channel';
import * as client from './client';

const HIDDEN = /^\d+@lid$/;
const NUMBER = /^(\d{7,15})@c\.us$/;

/** A room is about to be opened, and somebody waits. */
const ASK_MS = 3_000;
/** The whole list comes at once: it serves for other contacts too. After a failure nothing is asked for longer. */
const CHATS_MS = 60_000;
const FAILED_MS = 10 * 60_000;

const checked = object({ existsWhatsapp: boolean, chatId: optional(id), phoneNumber: optional(id) });
const chats = array(object({ id: optional(id), newChatId: optional(id) }));

/** The contact's phone, where the address is one; a hidden number (`@lid`) is none. */
export function phoneOf(chatId: string): string | undefined {
    const digits = NUMBER.exec(chatId)?.[1];
    return digits === undefined ? undefined : `+${digits}`;
}

/** What a webhook says that carries both addresses of a person. Not of the account itself, which stands in all of them. */
export function aliasOf(chatId: string, sender: string | undefined, account: string | undefined): Alias | undefined {
    if (sender === undefined || sender === account || chatId === account) {
        return undefined;
    }
    const [hidden] = [chatId, sender].filter((one) => HIDDEN.test(one));
    const [number] = [chatId, sender].filter((one) => NUMBER.test(one));
    return hidden === undefined || number === undefined ? undefined : { from: hidden, to: number };
}

/** An event's id begins with the chat's. */
export function eventIdAt(eventId: string, from: string, to: string): string | undefined {
    return eventId.startsWith(`${from}:`) ? `${to}${eventId.slice(from.length)}` : undefined;
}

/** Some answers leave out what kind of address it is. */
const addressOf = (told: string | undefined): string | undefined =>
    told === undefined || told === '' ? undefined : /^\d+$/.test(told) ? `${told}@c.us` : told;

/**
 * Asks whose number it is: 100 or 30,000 times a month, by the plan, hence not more often than somebody wants to write.
 * The number that WhatsApp knows may have another form than the one that was asked for. @throws ChannelError
 */
export async function lookUp(
    connection: Connection,
    digits: string,
    ports: ChannelPorts,
): Promise<LookedUp | undefined> {
    const name = `green-api number ${connection.id} ${digits}`;
    const known = ports.lookups.get(name);
    const found =
        known === undefined
            ? await client.call(client.accessTo(connection), ports, checked, {
                  method: 'checkWhatsapp',
                  json: { phoneNumber: Number(digits) },
              })
            : checked(JSON.parse(known), name);
    if (!found.existsWhatsapp) {
        return undefined;
    }
    ports.lookups.set(name, JSON.stringify(found));
    const told = [addressOf(found.phoneNumber), addressOf(found.chatId)];
    const asked = `${digits}@c.us`;
    // Where only the hidden number is told, it belongs to the number that was asked for.
    const address = told.find((one) => one !== undefined && NUMBER.test(one)) ?? asked;
    const others = [asked, ...told].filter(
        (one): one is string => one !== undefined && one !== address && (HIDDEN.test(one) || NUMBER.test(one)),
    );
    const phone = phoneOf(address);
    return {
        address,
        ...(phone === undefined ? {} : { phone }),
        aliases: [...new Set(others)].map((from) => ({ from, to: address })),
    };
}

/** What `getChats` said last: new addresses, with those that they have taken the place of. */
const replaced = array(object({ id, newChatId: id }));

/** Only hidden numbers change. @throws ChannelError */
export async function formerAddresses(
    connection: Connection,
    address: string,
    ports: ChannelPorts,
): Promise<readonly string[]> {
    if (!HIDDEN.test(address)) {
        return [];
    }
    const name = `green-api chats ${connection.id}`;
    const known = ports.lookups.get(name);
    const list = known === undefined ? await askForChats(connection, name, ports) : replaced(JSON.parse(known), name);
    return list.flatMap((chat) => (chat.newChatId === address && chat.id !== address ? [chat.id] : []));
}

/** One call a second is allowed; this makes one a minute at most. @throws ChannelError */
async function askForChats(
    connection: Connection,
    name: string,
    ports: ChannelPorts,
): Promise<Array<{ id: string; newChatId: string }>> {
    // What fails is not asked for again soon: the message that waits behind it must not be delayed once more.
    ports.lookups.set(name, '[]', FAILED_MS);
    const all = await client.call(client.accessTo(connection), ports, chats, { method: 'getChats', timeoutMs: ASK_MS });
    const list = all.flatMap(({ id: before = '', newChatId = '' }) =>
        HIDDEN.test(newChatId) && before !== '' ? [{ id: before, newChatId }] : [],
    );
    ports.lookups.set(name, JSON.stringify(list), CHATS_MS);
    return list;
}
