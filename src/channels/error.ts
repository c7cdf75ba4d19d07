import type { Words } from '../lib/texts';
import { worded } from '../lib/texts';

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
