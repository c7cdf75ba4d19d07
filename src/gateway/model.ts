import type { Secret } from '../lib/secrets';
import type { Words } from '../lib/texts';
import type { Author, Content, Forwarded, Quote } from './content';

export type { Author, CallState, Card, Content, FileContent, Forwarded, MenuOption, Quote } from './content';

/** A configured account on a channel (a GREEN-API instance, a bot, a VK group). */
export interface Connection {
    readonly channel: string;
    /** The account's id at the provider; unique within the channel, without colons. */
    readonly id: string;
    /** What people call it. */
    readonly name: string;
    /** The account's own address at the provider (a phone number, a bot's name), empty while it is not known. */
    readonly account: string;
    /** The provider's word for the state of the account, as last seen. */
    readonly state: string;
    /** Rocket.Chat user id of the agent whose connection this is. */
    readonly owner: string;
    /** What the channel's `form` asked for and `check` completed. */
    readonly credentials: Credentials;
    /** ms since 1970 */
    readonly createdAt: number;
}

/** Values of a connection's form by field name; secret fields are `Secret`. */
export interface Credentials {
    readonly plain: Readonly<Record<string, string>>;
    readonly secret: Readonly<Record<string, Secret>>;
}

/** Names one contact's thread: `<channel>:<connection id>:<address>`. */
export type ConversationKey = string;

/** An outside person, as far as the event at hand tells. */
export interface Contact {
    /** The full address at the provider (chat id, phone, user id): the identity, never shortened. */
    readonly address: string;
    readonly name?: string;
    /** International number with plus sign, only where the provider vouches for it. */
    readonly phone?: string;
    readonly email?: string;
}

/** Two addresses of which the provider has said that they are one contact's; his conversation goes on as `to`. */
export interface Alias {
    readonly from: string;
    readonly to: string;
}

/** What a provider says of a number that somebody wants to write to. */
export interface LookedUp {
    /** The address of the contact who has it. */
    readonly address: string;
    /** International number with plus sign, only where the provider vouches for it. */
    readonly phone?: string;
    /** Other addresses of the same contact, as far as the provider has told: the form that was asked for, for example. */
    readonly aliases: readonly Alias[];
}

/**
 * A piece of a conversation that the provider opens and ends by an id of its own: a ticket. Replies name it, and the end
 * of its room is told to the provider.
 */
export interface Thread {
    /** The provider's id of it. */
    readonly id: string;
    /** ms since 1970, by our clock. */
    readonly openedAt: number;
}

/** Something that a provider told us. */
export interface MessageEvent {
    readonly kind: 'message';
    /** The provider's id of the event, unique within the connection. */
    readonly id: string;
    readonly contact: Contact;
    /** Who of them wrote it, where the contact is a group. */
    readonly author?: Author;
    /** The provider's time, ms since 1970. */
    readonly at: number;
    readonly content: readonly Content[];
    /** What it answers to or speaks of. */
    readonly quote?: Quote;
    readonly forwarded?: Forwarded;
    /** That the account itself said it to the contact, and not through us: `phone` by hand, `program` through the API. */
    readonly from?: 'phone' | 'program';
    /** What the provider says with it about the contact's addresses. Only ever his words, never a guess. */
    readonly alias?: Alias;
}

/** What became of a message of ours at the provider. */
export interface ReceiptEvent {
    readonly kind: 'receipt';
    readonly id: string;
    /** The provider's id of the message. */
    readonly messageId: string;
    readonly status: ReceiptStatus;
    /** Why, where it failed. */
    readonly reason?: Words;
    /** How long after its sending a second try would fail for the same reason, ms. */
    readonly blockedMs?: number;
    /** That only a template would have been taken. */
    readonly onlyTemplates?: boolean;
    /** ms since 1970 */
    readonly at: number;
}

/** In the order in which they come; a later one is never hidden by an earlier one that comes late. */
export const RECEIPT_STATUSES = ['sent', 'delivered', 'read', 'failed'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** The account of a connection has come into another state. */
export interface StateEvent {
    readonly kind: 'state';
    readonly id: string;
    /** The provider's word for it, known or not. */
    readonly state: string;
    /** Whether the account works now. */
    readonly ready: boolean;
    /** ms since 1970 */
    readonly at: number;
}

export type Event = MessageEvent | ReceiptEvent | StateEvent;

/** A file that stands in Rocket.Chat. */
export interface ReplyFile {
    /** Rocket.Chat's id of the upload; empty for one of which only the name was kept. */
    readonly id: string;
    readonly name: string;
    /** MIME type, empty where it is not known. */
    readonly type: string;
    /** Bytes; 0 where it is not known. */
    readonly size: number;
    /** What the agent wrote about this file, apart from the message's text. */
    readonly caption?: string;
}

/** A message that an agent has quoted. */
export interface ReplyQuote {
    /** Rocket.Chat's id of it. */
    readonly messageId: string;
    /** Its text, or the names of its files; empty where it is not known. */
    readonly text: string;
}

/** A message approved by the provider, with its values filled in: it arrives only if not a character is changed. */
export interface ReplyTemplate {
    /** The provider's id of it. */
    readonly id: string;
    readonly header?: string;
    readonly text: string;
    readonly footer?: string;
    readonly buttons?: readonly TemplateButton[];
}

export interface TemplateButton {
    /** The row in which it stands, from 0; each in its own where left out. */
    readonly row?: number;
    /** The provider's word for what it does. */
    readonly type: string;
    readonly text: string;
    readonly url?: string;
    readonly phone?: string;
    readonly payload?: string;
}

/** A place on the map that is sent as such. */
export interface ReplyLocation {
    /** Degrees. */
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
}

/** Somebody's number that is sent as a card. */
export interface ReplyCard {
    /** International, digits only. */
    readonly phone: string;
    readonly name: string;
}

export type ChangeKind = 'edited' | 'deleted';

/** That a reply is no message, but a change of one that was written before. */
export interface ReplyChange {
    readonly kind: ChangeKind;
    /** Id of that reply. */
    readonly of: string;
    /** When that reply was written, ms since 1970. */
    readonly writtenAt: number;
}

/** Something that an agent wrote in a room and that the contact must see. */
export interface Reply {
    /** Rocket.Chat's message id. */
    readonly id: string;
    readonly roomId: string;
    readonly author: { readonly id: string; readonly name: string };
    /** ms since 1970 */
    readonly at: number;
    /** Rocket.Chat markdown. */
    readonly text: string;
    readonly files: readonly ReplyFile[];
    readonly quotes?: readonly ReplyQuote[];
    /** That it is this approved message, of which `text` says the words for people. */
    readonly template?: ReplyTemplate;
    /** That it is this place, or this card, of which `text` says the words for people. */
    readonly location?: ReplyLocation;
    readonly card?: ReplyCard;
    /** Then this is no message: the other one says this now, or was deleted and said this last. */
    readonly changes?: ReplyChange;
    /** Id of the thread that ends here: then this is no message but the end of it, in its place behind the messages. */
    readonly closes?: string;
}

/** A reply as a channel gets it. Quotes that the provider cannot show as such stand in the text. */
export interface Outgoing extends Reply {
    /** 0, and one more each time somebody has a reply that was given up sent again. */
    readonly round: number;
    /** The provider's id of the message of this conversation that is quoted. */
    readonly quotedId?: string;
    /** The thread that it belongs to, on channels that have any. */
    readonly thread?: Thread;
}

/** What a reply says, for people who are told of it. */
export function wordsOf({ text, files }: Pick<Reply, 'text' | 'files'>): string {
    return text === '' ? files.map(({ name }) => name).join(', ') : text;
}

export function conversationKey(connection: Pick<Connection, 'channel' | 'id'>, address: string): ConversationKey {
    return `${connection.channel}:${connection.id}:${address}`;
}

/** The parts of a conversation's key; the address may hold colons, channel and connection id may not. */
export function partsOf(key: ConversationKey): { channel: string; connectionId: string; address: string } | undefined {
    const match = /^([^:]+):([^:]+):([\s\S]+)$/.exec(key);
    const [, channel, connectionId, address] = match ?? [];
    if (channel === undefined || connectionId === undefined || address === undefined) {
        return undefined;
    }
    return { channel, connectionId, address };
}

/** Names one event once and for all: `<channel>:<connection id>:<kind>:<provider's event id>`. */
export function eventKey(connection: Pick<Connection, 'channel' | 'id'>, event: Pick<Event, 'kind' | 'id'>): string {
    return `${connection.channel}:${connection.id}:${event.kind}:${event.id}`;
}

/** Where the linking of an account stands, by the provider's word. */
export type LoginStep =
    /** A picture (PNG, in base64) to be scanned on the phone. It holds for some seconds, then there is another one. */
    | { readonly kind: 'picture'; readonly png: string }
    /** Something has to be confirmed on the phone. */
    | { readonly kind: 'confirm' }
    /** An account is linked. */
    | { readonly kind: 'linked' }
    /** It cannot be linked like this; why, as people read it. */
    | { readonly kind: 'refused'; readonly words: Words };

/** A code that links an account once it is entered on the phone. */
export interface PairingCode {
    readonly code: string;
    /** ms for which it can be entered. */
    readonly holdsMs: number;
}
