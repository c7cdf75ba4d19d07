/** What can be said in a message, in words that no provider and no language owns. How agents read it stands in `wording.ts`. */

/** One piece of what was said. What we cannot show is a placeholder with the provider's word for it: never dropped. */
export type Content =
    | { readonly kind: 'text'; readonly text: string }
    | FileContent
    | LocationContent
    | ContactsContent
    | PollContent
    | VotesContent
    | MenuContent
    | InviteContent
    | UnavailableContent
    /** What somebody chose from a menu of ours. */
    | { readonly kind: 'choice'; readonly text: string }
    /** A reaction to the quoted message; empty when it was taken back. */
    | { readonly kind: 'reaction'; readonly emoji: string }
    /** The quoted message reads like this now. */
    | { readonly kind: 'edited'; readonly text: string }
    | DeletedContent
    | CallContent
    | { readonly kind: 'placeholder'; readonly what: string; readonly caption?: string };

export type ContentKind = Content['kind'];

/** A file that can be fetched from the provider, for a while. */
export interface FileContent {
    readonly kind: 'file';
    /** Empty where the provider gave none. */
    readonly url: string;
    /** As the sender or the provider calls it; may lack an extension. */
    readonly name: string;
    /** MIME type, empty if the provider told none. */
    readonly type: string;
    readonly caption?: string;
}

export interface LocationContent {
    readonly kind: 'location';
    /** Degrees, WGS 84. */
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
    readonly address?: string;
}

/** Contact cards. */
export interface ContactsContent {
    readonly kind: 'contacts';
    readonly contacts: readonly Card[];
}

export interface Card {
    readonly name: string;
    readonly organisation?: string;
    readonly phones: readonly string[];
    readonly emails: readonly string[];
}

export interface PollContent {
    readonly kind: 'poll';
    readonly question: string;
    readonly options: readonly string[];
    /** Whether more than one may be chosen. */
    readonly multiple: boolean;
}

/** How a poll stands now: the quoted message. */
export interface VotesContent {
    readonly kind: 'votes';
    readonly question: string;
    /** Whether more than one may be chosen, where the provider says so. */
    readonly multiple?: boolean;
    readonly options: ReadonlyArray<{ readonly text: string; readonly votes: number }>;
}

/** The quoted message was deleted. */
export interface DeletedContent {
    readonly kind: 'deleted';
    /** That what it said must not stay to be read. */
    readonly erase?: boolean;
}

/** How a call stands now. */
export interface CallContent {
    readonly kind: 'call';
    /** The provider's id of the call, the same for all that is told of it. */
    readonly id: string;
    /** Seen from the account: `in` where the contact calls. */
    readonly direction: 'in' | 'out';
    readonly state: CallState;
}

export const CALL_STATES = ['ringing', 'answered', 'missed', 'declined', 'ended', 'failed'] as const;
export type CallState = (typeof CALL_STATES)[number];

/** A message with buttons or a list to choose from. */
export interface MenuContent {
    readonly kind: 'menu';
    readonly title?: string;
    readonly text?: string;
    readonly footer?: string;
    readonly options: readonly MenuOption[];
}

export interface MenuOption {
    readonly text: string;
    /** What is behind it: an address, a phone number, a code, a description. */
    readonly detail?: string;
    /** The heading under which it stands. */
    readonly section?: string;
}

/** An invitation into a group. */
export interface InviteContent {
    readonly kind: 'invite';
    readonly group: string;
    readonly url: string;
    readonly caption?: string;
}

/** Something that the provider knows of and could not hand over. */
export interface UnavailableContent {
    readonly kind: 'unavailable';
    readonly why: 'not-synced' | 'not-decrypted' | 'too-large' | 'unknown';
    /** The provider's code for it. */
    readonly code: string;
    /** Of a file. */
    readonly name?: string;
    readonly caption?: string;
}

/** The earlier message that a message refers to. */
export interface Quote {
    /** The id of the event that brought it, if the contact wrote it. */
    readonly eventId: string;
    /** The provider's id of it, if we wrote it. */
    readonly messageId: string;
    /** What it said, as far as the provider tells. */
    readonly text?: string;
    /** Who wrote it, where it is a message of a group and not one of ours. */
    readonly author?: Author;
}

/** One of the people in a group. */
export interface Author {
    /** His own address at the provider. */
    readonly address: string;
    /** As he was called when he wrote this. */
    readonly name?: string;
    /** International number with plus sign. */
    readonly phone?: string;
}

/** Whether a message was forwarded, and whether it has been through many hands. */
export type Forwarded = 'once' | 'often';
