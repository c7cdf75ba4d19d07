import type { Connection, Credentials, Event, LookedUp, Outgoing, ReplyTemplate, Thread } from '../gateway/model';
import type { Clock, Desk, Http } from '../gateway/ports';
import type { Cache } from '../lib/cache';
import type { Digest, Secret } from '../lib/secrets';
import type { ChangeRule } from './change';
import type { ChannelError } from './error';
import type { Login } from './login';
import type { Standing, Trouble, WebhookQueue } from './standing';

export { ChannelError } from './error';
export type { ErrorKind } from './error';
export { sendParts } from './parts';
export type { Change, ChangeRule } from './change';
export type { Standing, Trouble, WaitingWebhook, WebhookQueue } from './standing';

/** What a channel may use of the world. */
export interface ChannelPorts {
    readonly http: Http;
    readonly clock: Clock;
    readonly files: Files;
    /**
     * What was found out at a provider and could be asked again: lost at every restart, and after 10 minutes. Keys begin
     * with the channel's name and hold no secret.
     */
    readonly lookups: Cache<string>;
}

/** The two ways in which an agent's file goes out: one at a time, since each passes whole through the app's memory. */
export interface Files {
    /** The largest file that can go out at all, in bytes. */
    readonly limit: number;
    /** Its bytes, for providers that take them. */
    readonly read: Desk['readFile'];
    /**
     * For providers that fetch a file: the address at which one uploaded file can be fetched for 60 minutes, without a
     * login and up to 25 MB. It ends in the file's name, completed by the extension for its MIME type where it has none.
     * To be made anew for every attempt.
     */
    link(fileId: string, name: string, type: string): Promise<string>;
    /** The workspace's own address of a file, for providers that have a login here. Ends like `link`. */
    own(fileId: string, name: string, type: string): Promise<string>;
    /** Whether the workspace hands files to the members of their room only: then such a login does not open `own`. */
    restricted(): Promise<boolean>;
}

/** A field of the form that an administrator fills in to connect an account. */
export interface Field {
    readonly name: string;
    readonly secret: boolean;
    /** What a valid value looks like; checked before any call is made. */
    readonly pattern: RegExp;
}

/** What `check` found out about an account. */
export interface Account {
    readonly name: string;
    /** The account's own address, empty while it is not known. */
    readonly address: string;
    /** The provider's word for the account's state, and whether it can send and receive. */
    readonly state: string;
    readonly ready: boolean;
    /** The webhook address that is set at the provider now, empty for none: somebody else may depend on it. */
    readonly webhookUrl: string;
    /** The credentials as they are to be kept, completed by what the check found (hosts, for example). */
    readonly credentials: Credentials;
}

/** What the provider tells of a connection that was set up. */
export interface Readiness {
    /** Settings that are not in force as they were set, by the provider's names; none when its webhooks come here. */
    readonly missing: readonly string[];
    /** The provider's word for the account's state, and whether it can send and receive. */
    readonly state: string;
    readonly ready: boolean;
    /** The account's own address, empty while it is not known. */
    readonly address: string;
}

/** A webhook call, as far as the platform hands it over: parsed, never raw. */
export interface WebhookRequest {
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
    readonly body: unknown;
}

/** What a webhook's body means. */
export type Parsed =
    | { readonly kind: 'events'; readonly events: readonly Event[] }
    /** Known, and nothing for us in it. */
    | { readonly kind: 'ignored'; readonly why: string }
    /** A kind that we do not know: counted, so that somebody can see it. */
    | { readonly kind: 'unknown'; readonly what: string }
    /** A list of what could have come one by one, in that order. */
    | { readonly kind: 'several'; readonly parts: readonly Parsed[] }
    /** Known by its envelope, but it cannot be read: kept as a dead letter. */
    | { readonly kind: 'undecodable'; readonly key: string; readonly what: string; readonly reason: string };

/** What the provider said to a reply: its ids for all the messages that came of it, in order. */
export interface Sent {
    readonly ids: readonly string[];
    /** Files of which only the name went, because the provider could not take them: agents are told. */
    readonly nameOnly?: readonly string[];
}

/** Something that was said before we had the conversation. */
export interface HistoryLine {
    readonly from: 'contact' | 'others';
    /** ms since 1970 */
    readonly at: number;
    readonly text: string;
}

/** Told of the provider's ids of what was accepted so far, while more is to follow. Never rejects. */
export type OnPart = (sent: readonly string[]) => Promise<void>;

/** Whether a message was accepted of which nobody knows. */
export interface Question {
    readonly connection: Connection;
    readonly address: string;
    readonly reply: Outgoing;
    readonly sent: readonly string[];
    /** When it may have been accepted, ms since 1970. */
    readonly since: number;
}

export interface Asked {
    /** Messages that say the same to the same contact since then, oldest first. They may be other ones that said it. */
    readonly ids: readonly string[];
    /** Whether nothing of the reply comes after this message. */
    readonly isLast: boolean;
}

/** A message that the provider has approved. Its texts hold `{{1}}`, `{{2}}` where values go. */
export interface Template {
    readonly name: string;
    /** The provider's word for it, `RU` for example. */
    readonly language: string;
    /** As it is to be sent, once its values are filled in. */
    readonly content: ReplyTemplate;
}

/** A picture of a contact: where it can be fetched for a while, or the picture itself. */
export type Picture = { readonly url: string } | { readonly bytes: Uint8Array };

/** A place for words about one channel that people read. */
export interface ChannelTitle {
    /** The network, as agents call it. */
    readonly network: string;
    /** The service between us and the network. */
    readonly provider: string;
}

/**
 * One kind of outside network. Required members are plain; what only some networks can do is optional and asked for by
 * the core (`if (channel.edit)`), which never asks for a channel's name.
 */
export interface Channel {
    /** Lower case letters and dashes; part of keys and of the webhook's address. Never changes. */
    readonly name: string;
    readonly title: ChannelTitle;
    readonly form: readonly Field[];
    /** How many messages a second the provider takes from one connection. */
    readonly sendsPerSecond: number;
    /** Whether sending the same round of a reply once more is harmless, because the provider knows it again. Pure. */
    idempotent(connection: Connection): boolean;

    /** Where agents have to register before their answers go out: the command by which they do. */
    readonly registration?: string;

    /** Proves the credentials and says whose account it is. @throws ChannelError */
    check(id: string, credentials: Credentials, ports: ChannelPorts): Promise<Account>;
    /** Makes the provider call `url` with `secret`. @throws ChannelError */
    setWebhook(connection: Connection, url: string, secret: Secret, ports: ChannelPorts): Promise<void>;
    /**
     * Reads back whether what `setWebhook` has set is in force, for providers that take a while. `secret` is the digest
     * of the webhook's secret. @throws ChannelError
     */
    readiness?(connection: Connection, url: string, secret: Digest, ports: ChannelPorts): Promise<Readiness>;
    /** Makes the provider stop calling. @throws ChannelError */
    removeWebhook(connection: Connection, ports: ChannelPorts): Promise<void>;
    /**
     * Hands one reply over to the provider, as one message or several. `sent` holds the provider's ids of the first of
     * them, where an earlier try came that far: those are not sent again. `onPart` is to be told of what was accepted
     * whenever more is to follow (`sendParts` does so).
     * @throws ChannelError, with the ids of what was accepted before it
     */
    send(
        connection: Connection,
        address: string,
        reply: Outgoing,
        sent: readonly string[],
        ports: ChannelPorts,
        onPart?: OnPart,
    ): Promise<Sent>;
    /**
     * Where what was sent can be changed, or taken back. Without these agents are told that it cannot, unless `tellsChanges`
     * says otherwise. The messages that a reply was sent as are taken back one at a time.
     */
    readonly edit?: ChangeRule;
    readonly remove?: ChangeRule;
    /**
     * Marks what the contact has written as read, now that somebody answers; nothing where that is not wanted, and then no
     * call is made. It is tried once. @throws ChannelError
     */
    markRead?(connection: Connection, address: string, ports: ChannelPorts): Promise<void> | undefined;
    /** Where places and cards can be sent: the commands by which agents do. */
    readonly pieceCommands?: { readonly location: string; readonly card: string };
    /**
     * Where a message of a contact can be quoted: the provider's id of the message that an event of this id told of.
     * Without this, quotes go out as text. Pure.
     */
    quotedId?(eventId: string): string;
    /**
     * The error with which sending to a connection in this state (the provider's word) would end: `retry` while it is to
     * be waited for, with `untilReady`. Nothing where it may be tried, as in states that nobody knows. Pure.
     */
    obstacle?(state: string): ChannelError | undefined;
    /** Asks how a connection stands. Asked now and then: what a provider tells by himself may get lost. @throws ChannelError */
    standing?(connection: Connection, ports: ChannelPorts): Promise<Standing>;
    /** What people have to do about a state; nothing where it needs nobody, as those that nobody knows. Pure. */
    trouble?(state: string): Trouble | undefined;
    /**
     * What contacts wrote since that moment (ms since 1970), from the provider's history: as the webhooks would have told
     * it, with the same ids, oldest first. @throws ChannelError
     */
    missed?(connection: Connection, since: number, ports: ChannelPorts): Promise<readonly Parsed[]>;
    /** Where webhooks that wait can be fetched. */
    readonly queue?: WebhookQueue;
    /**
     * Looks where the provider lists what it has accepted, for the message of a reply that comes after those in `sent`.
     * That it is not there proves nothing. @throws ChannelError
     */
    ask?(question: Question, ports: ChannelPorts): Promise<Asked>;

    /**
     * Ends a thread at the provider, once all its replies are there. Channels with threads only: the provider opens them
     * through endpoints of his own, and there is no webhook.
     * @throws ChannelError
     */
    close?(connection: Connection, address: string, thread: Thread, ports: ChannelPorts): Promise<void>;
    /** Whether agents' quotes, edits and deletions go to the contact as texts, for providers that know none of these. Pure. */
    tellsChanges?(connection: Connection): boolean;
    /**
     * What was said before we had the conversation, oldest first and no more than people will read; nothing where that is
     * not wanted. `since` is what the provider told of the beginning, in his words.
     * @throws ChannelError
     */
    history?(
        connection: Connection,
        contactRef: string,
        since: string,
        ports: ChannelPorts,
    ): Promise<readonly HistoryLine[]>;

    /**
     * For how long after a contact's last message agents may write freely to this address, ms; nothing where always. Then
     * only `templates` go. Pure.
     */
    window?(connection: Connection, address: string): number | undefined;
    /** Messages that may be sent outside the window too, as they are approved now. @throws ChannelError */
    templates?(connection: Connection, address: string, ports: ChannelPorts): Promise<readonly Template[]>;
    /** Where there are templates: the commands that send one, and list them. */
    readonly templateCommands?: { readonly send: string; readonly list: string };

    /** For networks whose contacts have pictures. */
    readonly pictures?: {
        /** How many may be asked for in a second by one connection. */
        readonly perSecond: number;
        /** Whether the administrator wants them to be seen. Pure. */
        wanted(connection: Connection): boolean;
        /** The picture of a contact now, the best first; none where he shows none. @throws ChannelError */
        of(connection: Connection, address: string, ports: ChannelPorts): Promise<readonly Picture[]>;
    };
    /** For networks with groups, each of which is one contact. Its messages tell their authors. */
    readonly groups?: {
        /** Whether this is the address of a group. Pure. */
        includes(address: string): boolean;
        /** What a group is called, for messages that do not say; undefined where nobody tells. @throws ChannelError */
        title(connection: Connection, address: string, ports: ChannelPorts): Promise<string | undefined>;
    };
    /** Linking the account behind a connection. */
    readonly login?: Login;
    /**
     * Whose number it is (international, digits only), for networks on which we may write first; undefined where nobody has
     * it there. @throws ChannelError
     */
    lookUp?(connection: Connection, digits: string, ports: ChannelPorts): Promise<LookedUp | undefined>;
    /**
     * Where contacts have several addresses: the id that the same event would have if it had been told with the address `to`
     * and not with `from`; undefined for an id that was not told with `from`. Pure.
     */
    eventIdAt?(eventId: string, from: string, to: string): string | undefined;
    /**
     * The addresses, in the provider's own words, that this one has taken the place of. Asked before a room is opened, so it
     * must end within some 3 s. @throws ChannelError
     */
    formerAddresses?(connection: Connection, address: string, ports: ChannelPorts): Promise<readonly string[]>;

    /** How the provider wants the webhook's address to answer, where it looks at that. */
    readonly answers?: {
        /** The body for a call that was taken. */
        readonly taken: Readonly<Record<string, unknown>>;
        /** That GET and HEAD are answered to anybody: the provider looks whether the address is there. */
        readonly probes: boolean;
    };
    /** The secrets that a webhook call presents, in every form that the provider is known to use. Pure. */
    authenticate(request: WebhookRequest): readonly Secret[];
    /**
     * What a webhook's body means for this connection. `now` (ms since 1970) is for providers that tell no time. Pure; never
     * throws.
     */
    parse(connection: Connection, body: unknown, now: number): Parsed;
}
