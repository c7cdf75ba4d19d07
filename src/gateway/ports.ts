import type { Secret } from '../lib/secrets';
import type { TextName } from '../lib/texts';
import type { Credentials, ReplyFile, ReplyQuote } from './model';

/**
 * What the core needs of the world. `src/rocketchat` implements these on the Apps-Engine; a test may implement them in
 * memory. All of them may be called by several servers at the same time, and the process may end between any two calls.
 */

/** The store: bags of plain data under exact lists of keys. Nothing in it is unique, ordered or atomic. */
export interface Records {
    create(keys: readonly string[], data: object): Promise<void>;
    /** Every record that has all these keys, in no particular order. */
    read(...keys: string[]): Promise<unknown[]>;
    /** Puts `data` in place of the record with exactly these keys in this order, or creates it. */
    replace(keys: readonly string[], data: object): Promise<void>;
    /** Removes the records that have all these keys; on some servers only one of several. */
    remove(...keys: string[]): Promise<void>;
}

export interface Body {
    readonly type: string;
    readonly bytes: Uint8Array;
}

export interface HttpRequest {
    readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON. */
    readonly json?: unknown;
    /** Sent as it is, with the type that it names. */
    readonly body?: Body;
    /** Default 10 s. */
    readonly timeoutMs?: number;
    /** Gives the answer's body as bytes and not as text. */
    readonly binary?: boolean;
}

export interface HttpResponse {
    readonly status: number;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
    /** The body where it is JSON, else undefined. */
    readonly json: unknown;
    /** The body as bytes, where that was asked for. */
    readonly bytes?: Uint8Array;
}

/** No answer came. `reached` tells whether the request may have arrived all the same. */
export class HttpFailure extends Error {
    constructor(
        message: string,
        public readonly reached: 'no' | 'maybe',
        /** Why, where that is known and may be shown to people. */
        public readonly reason?: TextName,
    ) {
        super(message);
        this.name = 'HttpFailure';
    }
}

export interface Http {
    /** @throws HttpFailure when there is no answer; answers of any status are returned. */
    request(request: HttpRequest): Promise<HttpResponse>;
}

/** A person outside, as Rocket.Chat keeps him. */
export interface Visitor {
    readonly id: string;
    readonly token: string;
    readonly username: string;
    readonly name: string;
}

export interface VisitorWanted {
    readonly token: string;
    readonly username: string;
    readonly name: string;
    readonly phone?: string;
    /** Left out where another visitor has it: Rocket.Chat would make one of the two. */
    readonly email?: string;
    /** Id of a department. */
    readonly department?: string;
}

export interface Department {
    readonly id: string;
    readonly enabled: boolean;
}

export interface Room {
    readonly id: string;
    readonly open: boolean;
    /** Whether an agent has it. */
    readonly served: boolean;
    /** Rocket.Chat user id of that agent. */
    readonly agent?: string;
    /** ms since 1970 */
    readonly openedAt?: number;
    /** ms since 1970 */
    readonly closedAt?: number;
    readonly visitor: Visitor;
    /** The conversation that the room was opened for; undefined for rooms that Rocket.Chat opened by itself. */
    readonly conversation: string | undefined;
}

export interface RoomOrder {
    readonly conversation: string;
    /** The channel as shown to agents. */
    readonly label: string;
    /** The account that was written to, as shown to agents. */
    readonly destination: string;
    /** Rocket.Chat user id of the agent who should have it, if he is there. */
    readonly agent?: string;
    /** Id of the department that should have it. */
    readonly department?: string;
}

/** A message in a room, as the room's history tells it. */
export interface RoomMessage {
    readonly id: string;
    readonly author: { readonly id: string; readonly name: string };
    readonly from: 'visitor' | 'app' | 'agent';
    readonly at: number;
    readonly text: string;
    /** Name of the (first) file that it carries. */
    readonly fileName?: string;
    readonly files?: readonly ReplyFile[];
    /** What it quotes. */
    readonly quotes?: readonly ReplyQuote[];
}

/** A message as it stands, whoever wrote it. */
export interface StandingMessage {
    readonly roomId: string;
    readonly text: string;
    /** Name of the (first) file that it carries. */
    readonly fileName?: string;
    /** That somebody has deleted it, and only the place where it stood is left. */
    readonly removed?: boolean;
}

/** A file to be shown as the visitor's. */
export interface Upload {
    /** With extension: Rocket.Chat tells the type by it. */
    readonly name: string;
    readonly bytes: Uint8Array;
}

/** What Rocket.Chat says of a file whose bytes were asked for. */
export type StoredFile =
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly type: string }
    | { readonly kind: 'too-large' }
    | { readonly kind: 'gone' };

/** A message of the app itself for agents, with buttons. */
export interface Note {
    readonly text: string;
    /** What stands folded up below it. */
    readonly folded?: { readonly title: string; readonly text: string };
    readonly buttons: ReadonlyArray<{ readonly action: NoteAction; readonly value: string; readonly label: string }>;
}

export type NoteAction = 'retry' | 'dismiss' | 'template';

/** Rocket.Chat's word for: nobody is online, and the workspace takes no chats then. */
export const NOBODY_ONLINE = 'no-agent-online';

/** Rocket.Chat's word for: an agent has blocked this contact. He does not want to hear of him. */
export const CONTACT_BLOCKED = 'error-contact-channel-blocked';

/** Rocket.Chat opens no room: nobody is there to take it, Omnichannel is off, the contact is blocked. */
export class DeskRefusal extends Error {
    constructor(
        /** Rocket.Chat's word for it. */
        public readonly code: string,
    ) {
        super(`Rocket.Chat opens no room: ${code}`);
        this.name = 'DeskRefusal';
    }
}

export interface Posted {
    /** The id that the message has; another one than asked for where the server does not honour chosen ids. */
    readonly id: string;
}

/** Rocket.Chat Livechat, seen from the core. */
export interface Desk {
    room(id: string): Promise<Room | undefined>;
    /**
     * Finds or makes the visitor. Rocket.Chat may answer with an existing one, whose token is another: go on with what is
     * returned.
     */
    visitor(wanted: VisitorWanted): Promise<Visitor>;
    /** The name under which Rocket.Chat knows whoever has this phone number, if anybody has it. */
    nameByPhone(phone: string): Promise<string | undefined>;
    /** Open rooms of a visitor that belong to this app. */
    openRooms(visitor: Visitor): Promise<Room[]>;
    /** Opens a room, whether or not another one is open. @throws DeskRefusal when nobody can take it. */
    openRoom(visitor: Visitor, order: RoomOrder): Promise<Room>;
    /**
     * Posts a text as the visitor under a chosen id, at most once for that id. Gives `undefined` when the server did not
     * say what happened: then only reading the message by its id tells.
     * A room that was closed meanwhile makes Rocket.Chat open another one silently.
     */
    post(room: Room, text: string, id: string): Promise<Posted | undefined>;
    message(id: string): Promise<StandingMessage | undefined>;
    /** Puts another text in place of a message's, whoever wrote it. @throws where Rocket.Chat refuses it */
    editMessage(id: string, text: string): Promise<void>;
    /** Deletes a message, whoever wrote it. @throws where Rocket.Chat refuses it */
    removeMessage(id: string): Promise<void>;
    /** The newest messages of a room but for the first `skip` of them, oldest first, without system messages; 100 at most. */
    newest(room: Pick<Room, 'id' | 'visitor'>, limit: number, skip?: number): Promise<RoomMessage[]>;
    /**
     * Stores a file and shows it as the visitor's. Into a room that is not open it is stored and nothing appears, without
     * an error: whoever must know looks at the room afterwards.
     */
    upload(room: Room, file: Upload): Promise<void>;
    /** Stores a file and shows it as the app's own. */
    uploadNote(room: Pick<Room, 'id'>, file: Upload): Promise<void>;
    /** Puts words to a file of the app's own. Nothing happens on servers where that could harm the file. */
    describe(messageId: string, words: string): Promise<void>;
    /** Gives a room that is open another name, where the server lets nothing else of it change by that. */
    renameRoom(roomId: string, name: string): Promise<void>;
    /** The bytes of an upload, unless there are more than `limit`: then nothing is read. */
    readFile(id: string, limit: number): Promise<StoredFile>;
    /** How large a file may be, in bytes. */
    fileLimit(): Promise<number>;
    /** Whether a user is an administrator, a Livechat manager or a bot: they answer in anybody's chats. */
    answersAnywhere(userId: string): Promise<boolean>;
    /** Whether anybody is there to take a chat, of the department with this id or of any. */
    somebodyOnline(department?: string): Promise<boolean>;
    /** Whether chats are opened while nobody is there to take them. */
    opensUnattended(): Promise<boolean>;
    /** Posts a note of the app in a room under a chosen id; `exists` when one stands there already. */
    note(roomId: string, id: string, note: Note): Promise<'posted' | 'exists'>;
    /**
     * Posts a text in a user's name under a chosen id, as if he had typed it; `exists` when it stands there already.
     * @throws where he may not write there
     */
    sayAs(userId: string, roomId: string, id: string, text: string): Promise<'posted' | 'exists'>;
    /** Changes a note that was posted. */
    editNote(id: string, note: Note): Promise<void>;
    /** The same as a direct message from the app's user. */
    directNote(userId: string, id: string, note: Note): Promise<'posted' | 'exists'>;
    /**
     * Closes a room. Gives `refused` with Rocket.Chat's word where it must not be closed like this (tags are wanted, for
     * example).
     */
    close(room: Room, comment: string): Promise<'closed' | { readonly refused: string }>;
    /** A department by its id or its exact name. */
    department(idOrName: string): Promise<Department | undefined>;
    /**
     * Sets a custom field of Livechat on the visitor or his open room. `unknown` where the workspace has no such field,
     * or it does not take this value; `not set` where the app may not.
     */
    setField(visitor: Pick<Visitor, 'token'>, key: string, value: string): Promise<'set' | 'unknown' | 'not set'>;
    /** Puts an emoji of the app's user on a message, or takes it off. @throws where Rocket.Chat refuses it */
    react(messageId: string, emoji: string, change: 'add' | 'remove'): Promise<void>;
    /** The address at which an agent reads a room. */
    linkTo(roomId: string): Promise<string>;
    /** The link to a message by which Rocket.Chat shows that message as quoted, wherever the link stands in a text. */
    messageLink(roomId: string, messageId: string): Promise<string>;
    /** The language of the workspace, as `en` or `ru`. */
    language(): Promise<string>;
    /** The language that a user has chosen, that of the workspace where nobody knows. */
    languageOf(userId: string): Promise<string>;
    /** Id of the public channel of this name, or of the private group in which the app's user is. */
    roomNamed(name: string): Promise<string | undefined>;
}

export interface Clock {
    /** ms since 1970 */
    now(): number;
    sleep(ms: number): Promise<void>;
    /** Waits for the work, but no longer than `ms`; the work goes on all the same. */
    atMost(ms: number, work: Promise<unknown>): Promise<void>;
    /** Runs out after `ms` of real time: then it gives true. For work that must end by itself. */
    timer(ms: number): () => boolean;
    /** From 0 up to 1. */
    random(): number;
}

export interface Log {
    /** The call that this log belongs to has been answered: what comes now is kept for the next tick to write. */
    answered(): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
}

/** What the administrator has set for a channel. */
export interface ChannelSettings {
    /** What its first account is reached with. Among the secrets `secret` is the one that its webhooks carry. */
    readonly credentials: Credentials;
    /** Whether that is enough for a connection. */
    readonly connects: boolean;
    /** Of these, what holds for every account of the channel. */
    readonly common: Readonly<Record<string, string>>;
}

/** What the administrator has set, and the secret that the app keeps to itself. */
export interface Site {
    /** The app's own secret, made at installation. */
    secret(): Promise<Secret>;
    /** What a contact is told while nobody is there; empty for nothing. */
    offlineText(): Promise<string>;
    /** Whether the state of an agent's message is shown on it. */
    showsReceipts(): Promise<boolean>;
    /**
     * What is set for a channel: its first account, and what holds for all its accounts; undefined for channels without
     * settings. A change holds at once.
     */
    channelSettings(channel: string): Promise<ChannelSettings | undefined>;
    /** Who may answer where a channel asks for registration: its registered agents only, or every Livechat agent. */
    whoMayAnswer(): Promise<'registered' | 'agents'>;
    /** How many days finished work is remembered. */
    daysKept(): Promise<number>;
    /** The public address below which the app's own endpoints stand, without slash at the end; empty where there is none. */
    address(): Promise<string>;
}
