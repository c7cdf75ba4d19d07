import type { WebhookRequest } from '../../src/channels/channel';
import type { Credentials, Thread } from '../../src/gateway/model';
import type { Fault } from '../fakes/fake.cjs';

/** The other side of a channel, for the suite. */
export interface ProviderBench {
    /** Starts the fake provider with one account that works, and somebody who listens at `webhookUrl`. */
    start(): Promise<{
        id: string;
        credentials: Credentials;
        wrongCredentials: Credentials;
        address: string;
        webhookUrl: string;
    }>;
    stop(): Promise<void>;
    /** The thread that everything belongs to, where the channel has any. */
    readonly thread?: Thread;
    /** How often the provider was told that a thread has ended. */
    ended?(): number;
    /** Texts that the provider accepted, in that order. */
    accepted(): readonly string[];
    /** Everything that the provider accepted, in that order; `quotes` is the id of the message that is quoted. */
    taken(): readonly Taken[];
    /** The route that carries a file's bytes. */
    readonly fileRoute: string;
    /** How many characters of a text go under a picture. */
    readonly captionLimit: number;
    /** The largest file that the provider takes, in bytes. */
    readonly fileLimit: number;
    /** Time passes at the provider, until it has fetched files, and its lists show what it has accepted. */
    untilListed(): Promise<void>;
    /** Now, by the provider's clock. */
    now(): number;
    /** The route that carries a text, by which the fake's faults are set. */
    readonly sendRoute: string;
    fault(fault: Fault): void;
    /** Lets a customer write, and gives the webhook that the provider sends for it, or nothing where none is set. */
    customerWrites(text: string): Promise<WebhookRequest | undefined>;
    /** How many characters go into one message. */
    readonly textLimit: number;
    /** Whether the provider fetches files: that one is gone it finds out later. */
    readonly fetchesFiles?: true;
    /** Whether a document has a caption too. */
    readonly captionsDocuments?: true;
    /**
     * What the contact sees now of all that was sent to him, in order, where the provider changes what it has; undefined for
     * a message that was taken back. And the routes by which it does.
     */
    seen?(): ReadonlyArray<string | undefined>;
    /** The routes that carry places and cards, where there are commands for these. */
    readonly pieceRoutes?: { readonly location: string; readonly card: string };
    readonly editRoute?: string;
    readonly removeRoute?: string;
    /** Whether nothing that the provider takes makes it stop calling. */
    readonly callsOn?: true;
}

/** A message as the provider got it. */
export interface Taken {
    readonly text: string;
    readonly file?: { readonly name: string; readonly bytes: Buffer };
    readonly quotes?: string;
}
