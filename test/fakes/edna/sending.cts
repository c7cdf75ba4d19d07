import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Exchanges, NoAnswer } from '../exchange.cjs';
import type { Timers } from '../timers.cjs';
import type { Outcome, Subject } from './account.cjs';
import { type Body, bodyIn, wordsIn, wordsSeen } from './content.cjs';
import { type StatusForm, status } from './notifications.cjs';
import type { FetchedFile, SentMessage, Via } from './sent.cjs';
import { templateOf } from './templates.cjs';

/** How long after a client's last message anything may be sent to him on WhatsApp; later only templates. */
export const WINDOW_MS = 24 * 3_600_000;

/** Within this time nobody gets the same content twice. docs-pulse.edna.io, sending messages */
export const SAME_CONTENT_MS = 20 * 60_000;

/** From one status to the next. */
const STATUS_STEP_MS = 1_000;

const USUAL_OUTCOME: readonly Outcome[] = [{ status: 'SENT' }, { status: 'DELIVERED' }, { status: 'READ' }];

/** The largest file of each kind, in bytes, and its types. developers.facebook.com/docs/whatsapp/cloud-api/reference/media */
const FILES: Readonly<Record<string, { readonly maxBytes: number; readonly types: RegExp }>> = {
    IMAGE: { maxBytes: 5_000_000, types: /^image\/(jpeg|png)$/ },
    VIDEO: { maxBytes: 16_000_000, types: /^video\/(mp4|3gpp)$/ },
    AUDIO: { maxBytes: 16_000_000, types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/ },
    DOCUMENT: { maxBytes: 100_000_000, types: /^/ },
};

/** What the ways of sending share. */
export interface Post {
    readonly timers: Timers;
    readonly exchanges: Exchanges;
    readonly statusForm: () => StatusForm;
    /** Whether the first status is told before the call is answered. */
    readonly hurries: () => boolean;
    /** `subscriberFilter.type` by which clients without a phone number can be written to; undefined: by none. */
    readonly otherType: () => string | undefined;
}

export interface Outgoing {
    readonly via: Via;
    readonly requestId: string | undefined;
    readonly cascadeId?: number;
    readonly address: string;
    /** What kind of address it is said to be; left out where the method says so. */
    readonly addressType?: string;
    readonly content: Body;
    readonly comment?: string | undefined;
    /** When it is to go out, by the clock; at the next tick when left out. */
    readonly startAt?: number;
    /** Whether it is an approved template by its id. */
    readonly isTemplate?: boolean;
}

let lastId = 14_558_000_000 + randomInt(1_000_000) * 1_000;

/** edna's numbers of messages are beyond 32 bits. Random, so that a fake started again does not repeat itself. */
export const freshId = (): number => (lastId += 1);

/**
 * Accepts a message; it goes out later, not before the fake's next tick. Resolves at once, or with `hurries` when its first
 * status was told.
 */
export async function accept(subject: Subject, outgoing: Outgoing, post: Post): Promise<SentMessage> {
    const { via, requestId, cascadeId, address, content, comment, startAt } = outgoing;
    const at = post.timers.now();
    const sent: SentMessage = {
        via,
        requestId,
        messageId: freshId(),
        cascadeId,
        address,
        contentType: wordsIn(content['contentType']) ?? wordsIn(content['type']) ?? 'TEXT',
        content,
        ...wordsSeen(content),
        comment,
        at,
        file: undefined,
        status: 'ACCEPTED',
        error: undefined,
    };
    const fate = fateOf(subject, sent, outgoing, post);
    subject.sent.push(sent);
    if (post.hurries()) {
        await leave(subject, sent, fate, post);
    } else {
        post.timers.after(Math.max(0, (startAt ?? at) - at), () => void leave(subject, sent, fate, post));
    }
    return sent;
}

/** What is known of a message's end when it is accepted; undefined: it is to be sent. */
function fateOf(subject: Subject, sent: SentMessage, outgoing: Outgoing, post: Post): Outcome | undefined {
    const { addressType } = outgoing;
    const isOther = addressType !== undefined && addressType === post.otherType();
    const isAddress = addressType === undefined || (addressType === 'PHONE' && /^\d{7,15}$/.test(sent.address));
    if (!isAddress && !isOther) {
        return { status: 'FAILED', error: 'error-address-format' };
    }
    const isRepeated = subject.sent.some(
        ({ address, at, status, content }) =>
            address === sent.address &&
            status !== 'CANCELLED' &&
            sent.at - at < SAME_CONTENT_MS &&
            isDeepStrictEqual(content, sent.content),
    );
    if (isRepeated) {
        return { status: 'CANCELLED' };
    }
    const isOpen = sent.at - (subject.lastInboundAt.get(sent.address) ?? -Infinity) < WINDOW_MS;
    const isFree = isOpen || outgoing.isTemplate || templateOf(sent.content, subject.templates) !== undefined;
    return subject.type === 'WHATSAPP' && !isFree ? { status: 'UNDELIVERED', error: 'not-template-match' } : undefined;
}

/** Nothing is waited for unless there is a file: what a timer sets off counts from the timer's own time. */
function leave(subject: Subject, sent: SentMessage, fate: Outcome | undefined, post: Post): Promise<void> {
    const go = (known: Outcome | undefined): Promise<void> =>
        tell(subject, sent, known ? [known] : (subject.outcomes.get(sent.address) ?? USUAL_OUTCOME), post);
    const { url, name } = { ...sent.content, ...bodyIn(sent.content['attachment']) } as Body;
    const address = wordsIn(url);
    return fate !== undefined || address === undefined
        ? go(fate)
        : fileProblem(sent, address, wordsIn(name) ?? '', post.exchanges).then(go);
}

/** Fetches the attachment, as edna must before it can send it. */
async function fileProblem(
    sent: SentMessage,
    url: string,
    name: string,
    exchanges: Exchanges,
): Promise<Outcome | undefined> {
    sent.file = await fetched(url, name, exchanges);
    const { status, contentType, bytes } = sent.file;
    if (status !== 200) {
        return { status: 'FAILED', error: 'error-content-attachment' };
    }
    const rule = FILES[sent.contentType];
    const isTaken = rule === undefined || (bytes.length <= rule.maxBytes && rule.types.test(contentType));
    return isTaken ? undefined : { status: 'FAILED', error: 'error-content-attachment-type' };
}

/** Only https, and http on this machine, where there is no certificate. */
export function isReachable(url: string): boolean {
    return /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(url);
}

async function fetched(url: string, name: string, exchanges: Exchanges): Promise<FetchedFile> {
    const nothing = { url, name, status: 0, contentType: '', bytes: Buffer.alloc(0) };
    if (!isReachable(url)) {
        return nothing;
    }
    try {
        const { status, headers, body } = await exchanges.send({ method: 'GET', url, headers: {} });
        const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
        return { url, name, status, contentType, bytes: body };
    } catch (error) {
        if (error instanceof NoAnswer) {
            return nothing;
        }
        throw error;
    }
}

async function tell(subject: Subject, sent: SentMessage, outcome: readonly Outcome[], post: Post): Promise<void> {
    const [next, ...later] = outcome;
    if (next === undefined) {
        return;
    }
    sent.status = next.status;
    sent.error = next.error;
    const told = subject.callbacks.push('status', status(post.statusForm(), subject, post.timers.now(), sent));
    post.timers.after(STATUS_STEP_MS, () => void tell(subject, sent, later, post));
    await told;
}
