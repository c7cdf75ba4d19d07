/**
 * Events that change something that is shown, or speak of it, in place of saying something new: edits, deletions,
 * reactions, votes, the course of a call. Pure: what is to be seen of a thing follows from all its changes together, so
 * that servers that learn of them in different orders show the same in the end.
 */
import type { CallContent, Content, DeletedContent, VotesContent } from '../content';
import type { MessageEvent } from '../model';
import { eventKey, partsOf } from '../model';
import type { Change, Entry } from '../records/records';

export interface Amendment {
    readonly kind: 'said' | 'reaction' | 'call';
    /** The key of the event that is changed or spoken of; of a call a name of its own. */
    readonly target: string;
    /** The target's id at the provider as `Quote.eventId` has it; empty where there is no message. */
    readonly of: string;
    /** Names what changes: one line, whoever brings the changes. */
    readonly thing: string;
}

type EditedContent = Extract<Content, { kind: 'edited' }>;
type ReactionContent = Extract<Content, { kind: 'reaction' }>;

const KINDS: Readonly<Partial<Record<Content['kind'], Amendment['kind']>>> = {
    edited: 'said',
    deleted: 'said',
    votes: 'said',
    reaction: 'reaction',
    call: 'call',
};

/** What an event changes; nothing for one that says something by itself, or does not tell what it speaks of. */
export function amendmentOf({ conversation, event }: Pick<Entry, 'conversation' | 'event'>): Amendment | undefined {
    const [part] = event.content;
    const kind = part && KINDS[part.kind];
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    const keyOf = (id: string): string => eventKey({ channel, id: connectionId }, { kind: 'message', id });
    if (part?.kind === 'call') {
        const target = `${conversation}:call:${part.id}`;
        return { kind: 'call', target, of: '', thing: target };
    }
    if (kind === undefined || event.quote === undefined) {
        return undefined;
    }
    const { eventId: of, messageId } = event.quote;
    // Not every provider calls a message of ours by what the event of it would be.
    const target = of === '' ? `${keyOf('')}of ours:${messageId}` : keyOf(of);
    return { kind, target, of, thing: kind === 'reaction' ? `${target}#by ${reactorOf(event)}` : target };
}

/** Each may react once: the account, the contact, or everybody in a group. */
function reactorOf({ from, author, contact }: MessageEvent): string {
    return from === undefined ? (author?.address ?? contact.address) : 'account';
}

/** The provider's order, then arrival, then the key; what was written twice counts once. */
export function changesInOrder(changes: readonly Change[]): Change[] {
    const once = new Map<string, Change>();
    for (const change of changes) {
        const twin = once.get(change.key);
        if (twin === undefined || change.arrivedAt < twin.arrivedAt) {
            once.set(change.key, change);
        }
    }
    return [...once.values()].sort((a, b) => a.at - b.at || a.arrivedAt - b.arrivedAt || (a.key < b.key ? -1 : 1));
}

/** How a message stands. */
export interface Said {
    /** What it says now, where that was changed. */
    readonly latest: EditedContent | VotesContent | undefined;
    readonly deleted: DeletedContent | undefined;
}

/** What comes after the deletion changes nothing any more. */
export function saidAfter(changes: readonly Change[]): Said {
    let latest: Said['latest'];
    for (const { content } of changes) {
        if (content.kind === 'deleted') {
            return { latest, deleted: content };
        }
        if (content.kind === 'edited' || content.kind === 'votes') {
            latest = content;
        }
    }
    return { latest, deleted: undefined };
}

/**
 * How somebody's reaction stands, with the key of the event that began it: a reaction after one that was taken back is a
 * new one.
 */
export function reactionAfter(
    changes: readonly Change[],
): { readonly reaction: ReactionContent; readonly since: string } | undefined {
    let standing: ReturnType<typeof reactionAfter>;
    for (const { content, key } of changes) {
        if (content.kind === 'reaction') {
            const isGone = content.emoji === '';
            standing = isGone ? undefined : { reaction: content, since: standing?.since ?? key };
        }
    }
    return standing;
}

/** How a call stands: that it rings is over as soon as anything else was told. */
export function callAfter(changes: readonly Change[]): CallContent | undefined {
    let standing: CallContent | undefined;
    for (const { content } of changes) {
        if (content.kind === 'call' && (content.state !== 'ringing' || standing === undefined)) {
            standing = content;
        }
    }
    return standing;
}
