import type { Connection, Credentials, Event, LookedUp, Outgoing, ReplyTemplate, Thread } from '../gateway/model';
import type { Clock, Desk, Http } from '../gateway/ports';
import type { Cache } from '../lib/cache';
import type { Digest, Secret } from '../lib/secrets';
import type { Words } from '../lib/texts';
import { worded } from '../lib/texts';

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
     * For providers that fetch a file: the address at which one uploaded file can be fetched for 60 minutes, without a login and up to 25 MB. It ends in the
     * file's name, completed by the extension for its MIME type where it has none. To be made anew for every attempt.
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
     * Where a message of a contact can be quoted: the provider's id of the message that an event of this id told of.
     * Without this, quotes go out as text. Pure.
     */
    quotedId?(eventId: string): string;
    /**
     * The error with which sending to a connection in this state (the provider's word) would end: `retry` while it is to
     * be waited for, with `untilReady`. Nothing where it may be tried, as in states that nobody knows. Pure.
     */
    obstacle?(state: string): ChannelError | undefined;
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

/**
 * `retry`: not accepted, try later · `rejected`: will never be accepted · `unauthorized`: the connection is broken ·
 * `in-doubt`: may have been accepted.
 */
export type ErrorKind = 'retry' | 'rejected' | 'unauthorized' | 'in-doubt';

/** The one error that a channel throws; made once, where the provider's answer is read. */
export class ChannelError extends Error {
    readonly channel: string;
    readonly kind: ErrorKind;
    /** The provider's code or status, for people who look it up. */
    readonly code: string | undefined;
    /** ms to wait before the next try, where the provider said so. */
    readonly retryAfterMs: number | undefined;
    /** The provider's ids of the messages of this reply that it had accepted before. */
    readonly sent: readonly string[];
    /** That it will go on as soon as the connection works again. */
    readonly untilReady: boolean;
    /** That only a template would have been taken. */
    readonly onlyTemplates: boolean;

    constructor(
        channel: string,
        kind: ErrorKind,
        /** What happened, for agents, without secrets. */
        readonly words: Words,
        more: {
            readonly code?: string;
            readonly retryAfterMs?: number;
            readonly sent?: readonly string[];
            readonly untilReady?: boolean;
            readonly onlyTemplates?: boolean;
        } = {},
    ) {
        super(worded('en', words));
        this.name = 'ChannelError';
        this.channel = channel;
        this.kind = kind;
        this.code = more.code;
        this.retryAfterMs = more.retryAfterMs;
        this.sent = more.sent ?? [];
        this.untilReady = more.untilReady ?? false;
        this.onlyTemplates = more.onlyTemplates ?? false;
    }

    /** What happened, in a language; `message` says it in English, for the log. */
    inLanguage(language: string): string {
        return worded(language, this.words);
    }

    /** The same error, with the ids of what was accepted before it. */
    after(sent: readonly string[]): ChannelError {
        return new ChannelError(this.channel, this.kind, this.words, {
            sent,
            untilReady: this.untilReady,
            onlyTemplates: this.onlyTemplates,
            ...(this.code === undefined ? {} : { code: this.code }),
            ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
        });
    }
}

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
