import type { Callbacks } from './callbacks.cjs';
import type { SentMessage } from './sent.cjs';

/** What a key may do; what is left out is not limited. */
export interface Rights {
    readonly subjectIds?: readonly number[];
    /** Names of routes. */
    readonly methods?: readonly string[];
    /** By the fake's clock; from then on the key is a wrong one. */
    readonly expiresAt?: number;
}

export interface NewSubject {
    readonly subjectId: number;
    /** The sender's name, `subject` in callbacks. */
    readonly subject: string;
    /** `WHATSAPP` when left out. */
    readonly type?: string;
    /** The business phone of WhatsApp. */
    readonly phone?: string;
    readonly active?: boolean;
    readonly registrationStatus?: string;
    readonly locked?: boolean;
    /** The id of the cascade of one stage that edna makes for a new channel; `none`: there is none any more. */
    readonly cascadeId?: number | 'none';
    readonly templates?: readonly Template[];
}

/** Addresses to which a channel's callbacks go. */
export interface Slots {
    readonly inMessageCallbackUrl?: string;
    readonly statusCallbackUrl?: string;
    readonly messageMatcherCallbackUrl?: string;
    /** Gets a copy of everything a second later; to be set in edna's pages only. */
    readonly additionalUrl?: string;
}

/** What becomes of a message, status by status. */
export interface Outcome {
    readonly status: string;
    readonly error?: string;
}

export interface Template {
    readonly id: number;
    readonly name: string;
    /** With placeholders like `{{1}}`. */
    readonly text: string;
    readonly header?: string;
    readonly footer?: string;
    readonly language?: string;
    /** `APPROVED` when left out. */
    readonly status?: string;
    /** `OPERATOR` when left out. */
    readonly type?: string;
    readonly locked?: boolean;
    readonly keyboard?: object;
}

/** A channel of an account. */
export interface Subject {
    /** Not to be taken for `subjectId`. */
    readonly profileId: number;
    readonly subjectId: number;
    readonly subject: string;
    readonly type: string;
    readonly phone: string;
    active: boolean;
    registrationStatus: string;
    locked: boolean;
    templates: readonly Template[];
    slots: Slots;
    readonly sent: SentMessage[];
    readonly received: ReceivedMessage[];
    /** When a client has written last, by address and the fake's clock. */
    readonly lastInboundAt: Map<string, number>;
    /** edna's own numbers of clients, by address. */
    readonly subscribers: Map<string, number>;
    readonly outcomes: Map<string, readonly Outcome[]>;
    readonly callbacks: Callbacks;
}

/** What a client has sent. */
export interface ReceivedMessage {
    readonly id: number;
    readonly address: string;
    readonly content: Readonly<Record<string, unknown>>;
    readonly at: number;
}

export interface Cascade {
    readonly id: number;
    readonly name: string;
    status: 'ACTIVE' | 'DISABLED';
    /** One channel a stage. */
    readonly stages: readonly Subject[];
}

/** How the webhook key is put into a callback where authentication is on. */
export type KeyForm = 'Token' | 'Bearer' | 'bare' | 'x-api-key';

export interface Account {
    readonly keys: Map<string, Rights>;
    readonly subjects: Subject[];
    readonly cascades: Cascade[];
    /** Addresses of channels that have none of their own. */
    slots: Slots;
    /** Undefined: callbacks carry no key. */
    webhookKey: string | undefined;
    keyForm: KeyForm;
    readonly requestIds: Set<string>;
}

export function subscriberId(subject: Subject, address: string): number {
    const id = subject.subscribers.get(address) ?? subject.profileId * 1_000 + subject.subscribers.size + 1;
    subject.subscribers.set(address, id);
    return id;
}
