/** A file as edna fetched it from the address in a message. */
export interface FetchedFile {
    readonly url: string;
    /** The name that the message gave. */
    readonly name: string;
    /** 0: no answer came. */
    readonly status: number;
    readonly contentType: string;
    readonly bytes: Buffer;
}

/** By which call a message came. */
export type Via = 'cascade' | 'template' | 'seed' | 'legacy' | 'max-bot' | 'max';

/** A message that was accepted by one of the methods that send. */
export interface SentMessage {
    readonly via: Via;
    /** The sender's own id; undefined where the method takes none. */
    readonly requestId: string | undefined;
    readonly messageId: number;
    readonly cascadeId: number | undefined;
    readonly address: string;
    readonly contentType: string;
    /** As it came. */
    readonly content: Readonly<Record<string, unknown>>;
    /** What the client gets to read: a text, a file's caption, or nothing. */
    readonly text: string;
    /** Members of the content with words that the client never gets to see. */
    readonly dropped: readonly string[];
    readonly comment: string | undefined;
    /** When it was accepted, by the fake's clock. */
    readonly at: number;
    /** Of a message with an attachment, once edna has asked for it. */
    file: FetchedFile | undefined;
    /** The last status that edna knows; `ACCEPTED` before the first. */
    status: string;
    error: string | undefined;
}
