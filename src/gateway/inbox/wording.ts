/** What agents read of a message's content, in their language. Pure; one table by kind. */
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { CallContent, CallState, Card, Content, ContentKind, Forwarded } from '../content';
import type { MenuContent, UnavailableContent, VotesContent } from '../content';

/** The texts of one language. */
export type Say = (name: TextName, values?: Readonly<Record<string, string>>) => string;

export const sayIn =
    (language: string): Say =>
    (name, values) =>
        text(language, name, values);

type Worded = ReadonlyArray<string | undefined>;

/** What stands on lines of its own; a file speaks for itself, except for its caption. */
const WORDS: { readonly [K in ContentKind]: (part: Extract<Content, { kind: K }>, say: Say) => Worded } = {
    text: (part) => [part.text],
    file: ({ caption }) => [caption],
    location: ({ name, address, latitude, longitude }, say) => [
        say('contentLocation', { words: listed(name, address, `${latitude}, ${longitude}`) }),
        `https://maps.google.com/?q=${latitude},${longitude}`,
    ],
    contacts: ({ contacts }, say) => contacts.map((card) => say('contentContact', { words: wordsOf(card) })),
    poll: ({ question, options, multiple }, say) => [
        say(multiple ? 'contentPollMany' : 'contentPoll', { question }),
        ...options.map((option) => say('contentOption', { option })),
    ],
    votes: ({ question, options }, say) => [say('contentVotes', { question }), ...options.map(votesFor(say))],
    menu: (part, say) => menu(part, say),
    choice: ({ text: choice }, say) => [say('contentChoice', { choice })],
    invite: ({ group, url, caption }, say) => [say('contentInvite', { group, url }), caption],
    reaction: ({ emoji }, say) => [emoji === '' ? say('contentReactionGone') : say('contentReaction', { emoji })],
    edited: (part, say) => [say('contentEdited', { text: part.text })],
    deleted: (_part, say) => [say('contentDeleted')],
    call: (part, say) => [call(part, say)],
    unavailable: (part, say) => [unavailable(part, say), part.caption],
    placeholder: ({ what, caption }, say) => [say('unsupportedContent', { what }), caption],
};

const WHY: Readonly<Record<UnavailableContent['why'], TextName>> = {
    'not-synced': 'unavailableNotSynced',
    'not-decrypted': 'unavailableNotDecrypted',
    'too-large': 'unavailableTooLarge',
    unknown: 'unavailableUnknown',
};

const FORWARDED: Readonly<Record<Forwarded, TextName>> = {
    once: 'contentForwarded',
    often: 'contentForwardedOften',
};

/** Whether it takes words of ours, and so a language, to show it. */
export function needsWords(content: readonly Content[], forwarded: Forwarded | undefined): boolean {
    return forwarded !== undefined || content.some(({ kind }) => kind !== 'text' && kind !== 'file');
}

/** The lines of a message. */
export function linesOf(content: readonly Content[], forwarded: Forwarded | undefined, say: Say): string[] {
    const lines = content.flatMap((part) => (WORDS[part.kind] as (part: Content, say: Say) => Worded)(part, say));
    const mark = forwarded === undefined ? undefined : say(FORWARDED[forwarded]);
    return [mark, ...lines].filter((line): line is string => line !== undefined && line !== '');
}

/** A poll with its votes, in place of the poll. */
export function pollWithVotes({ question, multiple, options }: VotesContent, say: Say): string {
    return [
        say(multiple === true ? 'contentPollMany' : 'contentPoll', { question }),
        ...options.map(votesFor(say)),
    ].join('\n');
}

const votesFor =
    (say: Say) =>
    ({ text: option, votes }: VotesContent['options'][number]): string =>
        say('contentVote', { option, votes: String(votes) });

const CALL_STATES: Readonly<Record<Exclude<CallState, 'ringing'>, TextName>> = {
    answered: 'callAnswered',
    missed: 'callMissed',
    declined: 'callDeclined',
    ended: 'callEnded',
    failed: 'callFailed',
};

function call({ direction, state }: CallContent, say: Say): string {
    const title = say(direction === 'in' ? 'contentCallIn' : 'contentCallOut');
    return state === 'ringing' ? title : say('contentCallState', { call: title, state: say(CALL_STATES[state]) });
}

const listed = (...words: Worded): string => words.filter((word) => word !== undefined && word !== '').join(', ');

const wordsOf = ({ name, organisation, phones, emails }: Card): string =>
    listed(name, organisation, ...phones, ...emails);

function menu({ title, text: words, footer, options }: MenuContent, say: Say): Worded {
    const rows = options.flatMap(({ text: option, detail, section }, index) => {
        const isNewSection = section !== undefined && section !== options[index - 1]?.section;
        const row =
            detail === undefined ? say('contentOption', { option }) : say('contentOptionDetail', { option, detail });
        return isNewSection ? [section, row] : [row];
    });
    return [title, words, ...rows, footer];
}

function unavailable({ why, code, name }: UnavailableContent, say: Say): string {
    const reason = say(WHY[why]);
    return name === undefined ? say('unavailable', { reason, code }) : say('unavailableFile', { name, reason, code });
}
