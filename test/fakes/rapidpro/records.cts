import type { AppAddress } from './app-client.cjs';

/** What differs between the servers that speak this protocol. */
export const VARIANTS = {
    /** mailroom 8.2: a contact with an open ticket gets no second one. */
    upstream: { extraFields: false, oneTicket: true, forwardsTo: 'newest', closesTwice: false, pageSize: 250 },
    /** mailroom before 8.2: a second ticket with the same token, and every message once per open ticket. */
    'upstream-8.1': { extraFields: false, oneTicket: false, forwardsTo: 'all', closesTwice: false, pageSize: 250 },
    /** Weni: sends department, custom fields and session start, and takes every close-room for a new closing. */
    weni: { extraFields: true, oneTicket: false, forwardsTo: 'all', closesTwice: true, pageSize: 100 },
} as const;

export type Variant = keyof typeof VARIANTS;

export interface NewContact {
    readonly name?: string;
    readonly phone?: string;
    readonly email?: string;
    /** Has he a channel through which messages reach him? True when left out. */
    readonly isReachable?: boolean;
}

export interface Contact extends NewContact {
    /** The database's number, as text: the visitor's token. */
    readonly id: string;
    readonly uuid: string;
}

export interface Ticket {
    readonly id: string;
    readonly contact: Contact;
    /** What the app answered; RapidPro keeps it and never sends it back. */
    readonly roomId: string;
    status: 'open' | 'closed';
}

/** As RapidPro sends it: a kind like `image/png`, bare `image`, `geo` (the url is "lat,long"), `unavailable` or nothing. */
export interface Attachment {
    readonly type: string;
    readonly url: string;
}

/** A message of a contact's conversation, as the REST API lists it. */
export interface Message {
    readonly id: number;
    readonly contact: Contact;
    readonly direction: 'in' | 'out';
    readonly text: string;
    readonly attachments: readonly Attachment[];
    readonly status: string;
    /** By the fake's clock. */
    readonly at: number;
}

/** A file as mailroom stored it after fetching it. */
export interface StoredFile {
    readonly url: string;
    readonly contentType: string;
    /** What stood behind the last dot of the address's last part, query and all; empty without a dot. */
    readonly extension: string;
    readonly bytes: Buffer;
}

/** What the contact got because of an agent-message; `failed`: RapidPro said 200 and did not send it. */
export interface SentReply {
    readonly ticketId: string;
    readonly contact: Contact;
    readonly text: string;
    readonly files: readonly StoredFile[];
    readonly status: 'sent' | 'failed';
    readonly at: number;
}

/** A ticket was closed; each starts the workspace's flow for closed tickets. */
export interface ClosedEvent {
    readonly ticketId: string;
    readonly by: 'app' | 'rapidpro';
    /** Weni hands the app's whole event to that flow. */
    readonly event?: Readonly<Record<string, unknown>>;
    readonly at: number;
}

/** The administrator of Rocket.Chat whose credentials the connect page asks for: with them files are fetched. */
export interface AdminCredentials {
    readonly userId: string;
    readonly authToken: string;
}

/** The row that RapidPro keeps once it is connected. */
export interface Ticketer extends AppAddress {
    readonly admin: AdminCredentials;
}

export type Opened =
    | { readonly kind: 'opened'; readonly ticketId: string; readonly roomId: string }
    | { readonly kind: 'failed'; readonly error: string }
    /** The app was not called: the contact has an open ticket. */
    | { readonly kind: 'skipped' };

/** Words or files of somebody. */
export interface Said {
    readonly text?: string;
    readonly attachments?: readonly Attachment[];
    /** When, by the fake's clock; now when left out. */
    readonly at?: number | undefined;
}
