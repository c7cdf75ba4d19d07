import { randomBytes } from 'node:crypto';
import type { WebhookQueue } from '../webhooks.cjs';
import type { Person } from './people.cjs';

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** The file of a message, as it came. */
export interface SentFile {
    readonly fileName: string;
    readonly mimeType: string;
    readonly bytes: Buffer;
}

/** A message that was accepted by one of the methods that send. */
export interface SentMessage {
    readonly idMessage: string;
    readonly chatId: string;
    /** The text, or a file's caption. */
    readonly message: string;
    readonly file: SentFile | undefined;
    readonly quotedMessageId: string | undefined;
    /** When it was accepted, by the fake's clock. */
    readonly at: number;
    /** When it left the queue, by the fake's clock; undefined while it waits. */
    leftAt: number | undefined;
    /** The last status that GREEN-API knows; `queued` before the first, `vanished` when it quoted a message of another chat. */
    status: string;
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
    /** Accepted and not yet gone out. */
    outbox: SentMessage[];
    /** When the next message may go out: spacing is counted from the one before. */
    nextSendAt: number;
    /** Ids of messages by chat, both directions: only these can be quoted there. */
    readonly chats: Map<string, Set<string>>;
    /** What becomes of messages to a number, where a test wants something else. */
    readonly outcomes: Map<string, readonly string[]>;
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
