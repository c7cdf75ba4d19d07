import { randomBytes } from 'node:crypto';
import type { WebhookQueue } from '../webhooks.cjs';
import type { Person } from './identity.cjs';

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** The file of a message, as it came. */
export interface SentFile {
    readonly fileName: string;
    readonly mimeType: string;
    readonly bytes: Buffer;
}

/** A place on the map, or a contact card. */
export type Piece =
    | { readonly latitude: number; readonly longitude: number; readonly nameLocation?: string }
    | { readonly contact: { readonly phoneContact: number; readonly firstName?: string } };

/** A message that was accepted by one of the methods that send. */
export interface SentMessage {
    readonly idMessage: string;
    readonly chatId: string;
    /** The text, or a file's caption. */
    readonly message: string;
    readonly file: SentFile | undefined;
    readonly quotedMessageId: string | undefined;
    /** What was sent in place of a text or a file. */
    readonly piece?: Piece;
    /** For how long somebody was shown to type before it, in milliseconds. */
    readonly typingTime?: number;
    /** What it says since it was edited; undefined while it was not. */
    edited?: string;
    /** When it was deleted for everybody. */
    deletedAt?: number;
    /** When it was accepted, by the fake's clock. */
    readonly at: number;
    /** When it left the queue, by the fake's clock; undefined while it waits. */
    leftAt: number | undefined;
    /** The last status that GREEN-API knows; `queued` before the first, `vanished` when it quoted a message of another chat. */
    status: string;
}

/** What others may see of a person or a group. */
export interface Profile {
    /** Where the picture lies; none where this is left out. */
    readonly picture?: string;
    /** A group's own. */
    readonly title?: string;
    readonly participants?: readonly string[];
}

/** What a customer has sent. */
export interface ReceivedMessage {
    readonly idMessage: string;
    readonly chatId: string;
    readonly name: string;
    readonly messageData: Readonly<Record<string, unknown>>;
    /** By the fake's clock. */
    readonly at: number;
}

export interface NewInstance {
    /** 10 to 12 digits. */
    readonly id: string;
    readonly token: string;
    /** The number of the linked account, digits only. */
    readonly phone: string;
    /** `authorized` when left out. */
    readonly state?: string;
    /** Over the defaults; a fresh instance has every toggle off. */
    readonly settings?: Settings;
}

export interface Instance {
    readonly id: string;
    readonly token: string;
    readonly phone: string;
    state: string;
    /** Set while `setSettings` restarts the instance. */
    restarting: boolean;
    settings: Settings;
    readonly webhooks: WebhookQueue;
    readonly sent: SentMessage[];
    readonly received: ReceivedMessage[];
    /** Set while webhooks of what customers write get lost. */
    losing: boolean;
    /** Up to when notifications cannot be fetched after the webhook's address was taken away. */
    pushingUntil: number;
    /** Accepted and not yet gone out. */
    outbox: SentMessage[];
    /** When the next message may go out: spacing is counted from the one before. */
    nextSendAt: number;
    /** Ids of messages by chat, both directions: only these can be quoted there. */
    readonly chats: Map<string, Set<string>>;
    /** What becomes of messages to a number, where a test wants something else. */
    readonly outcomes: Map<string, readonly string[]>;
    /** What is to be seen of chats: of people and groups. */
    readonly profiles: Map<string, Profile>;
    /** What WhatsApp knows of numbers, digits only, where a test wants something else than that they have it. */
    readonly people: Map<string, Person>;
    /** Chats whose address was replaced, and by which. */
    readonly replaced: Map<string, string>;
}

/** A fresh instance: push off, every toggle off. green-api.com/en/docs/api/account/GetSettings */
export const FRESH_SETTINGS: Settings = {
    typeInstance: 'whatsapp',
    webhookUrl: '',
    webhookUrlToken: '',
    delaySendMessagesMilliseconds: 500,
    markIncomingMessagesReaded: 'no',
    markIncomingMessagesReadedOnReply: 'no',
    incomingWebhook: 'no',
    outgoingWebhook: 'no',
    outgoingMessageWebhook: 'no',
    outgoingAPIMessageWebhook: 'no',
    stateWebhook: 'no',
    pollMessageWebhook: 'no',
    editedMessageWebhook: 'no',
    deletedMessageWebhook: 'no',
    incomingCallWebhook: 'no',
    outgoingCallWebhook: 'no',
    keepOnlineStatus: 'no',
    autoTyping: 0,
    linkPreview: 'yes',
    enableLidMode: 'no',
};

/** States in which the instance has no account of its own. */
const WITHOUT_ACCOUNT: readonly string[] = ['notAuthorized', 'blocked'];

/** What `getStateInstance` answers. */
export function stateOf(instance: Instance): string {
    return instance.restarting ? 'starting' : instance.state;
}

/** Whether messages of customers are told by webhook. */
export function hears(instance: Instance): boolean {
    return isOn(instance, 'incomingWebhook') && !instance.losing && !WITHOUT_ACCOUNT.includes(instance.state);
}

/** The account's own id, empty while no account is linked. */
export function widOf(instance: Instance): string {
    return WITHOUT_ACCOUNT.includes(instance.state) ? '' : `${instance.phone}@c.us`;
}

export function isOn(instance: Instance, toggle: string): boolean {
    return instance.settings[toggle] === 'yes';
}

/** Remembers that a message belongs to a chat. */
export function note(instance: Instance, chatId: string, idMessage: string): void {
    const ids = instance.chats.get(chatId) ?? new Set<string>();
    instance.chats.set(chatId, ids.add(idMessage));
}

/** WhatsApp's style of message ids. Random, so that a fake started again does not repeat itself. */
export function freshId(): string {
    return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
}
