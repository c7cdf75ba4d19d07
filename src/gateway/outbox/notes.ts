/**
 * Notes for agents about a reply that has not arrived: one for each reply, changed as its state changes. They are
 * messages of the app's own user, which never go to the contact.
 */
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { Reply } from '../model';
import { wordsOf } from '../model';
import type { Note } from '../ports';
import type { Dead, Noted } from '../records/records';

/** What a note says. Times in ms since 1970. */
export type NoteState =
    | { readonly kind: 'waiting'; readonly reason: string; readonly next: number }
    /** `onlyTemplates`: a template would have arrived in its place. */
    | { readonly kind: 'failed'; readonly reason: string; readonly onlyTemplates: boolean }
    | { readonly kind: 'refused'; readonly reason: string }
    /** `isAsked`: the provider is going to be asked, so there is something to wait for. */
    | { readonly kind: 'doubt'; readonly reason: string; readonly isAsked: boolean }
    | { readonly kind: 'sending' }
    | { readonly kind: 'sent'; readonly at: number }
    | { readonly kind: 'dismissed' };

/** How a reply that was given up stands. */
export function stateOfDead({
    inDoubt,
    reason,
    asking,
    onlyTemplates = false,
}: Pick<Dead, 'inDoubt' | 'reason' | 'asking' | 'onlyTemplates'>): NoteState {
    return inDoubt
        ? { kind: 'doubt', reason, isAsked: asking !== undefined }
        : { kind: 'failed', reason, onlyTemplates };
}

interface Subject {
    readonly reply: Reply;
    readonly noted: Noted;
}

type Place = Exclude<Noted, 'nowhere' | 'both'>;

const PLACES: Readonly<Record<Noted, readonly Place[]>> = {
    nowhere: [],
    room: ['room'],
    direct: ['direct'],
    both: ['room', 'direct'],
};

/**
 * Says in the room how a reply stands: in the note that is there, or in a new one. Where the room is closed nothing is
 * posted into it (that would open another): the author gets a direct message, also when a note in the room had said
 * before that the reply waits, since nobody reads on in a closed room. Gives where the note stands. Never rejects: that
 * somebody could not be told must not stop the work.
 */
export async function showNote(gateway: Gateway, subject: Subject, state: NoteState): Promise<Noted> {
    const { desk, log } = gateway;
    const { reply, noted } = subject;
    if (reply.roomId === '') {
        return 'nowhere'; // something that the app said itself
    }
    try {
        const language = await desk.language();
        for (const place of PLACES[noted]) {
            await rewrite(gateway, subject, place, await noteOf(gateway, language, subject, state, place), state);
        }
        if (noted !== 'nowhere' && !(noted === 'room' && needsSomebody(state))) {
            return noted;
        }
        const room = await desk.room(reply.roomId);
        const place: Place = room?.open === true ? 'room' : 'direct';
        if (place === noted) {
            return noted;
        }
        const id = await noteId(gateway, reply.id, place);
        const note = await noteOf(gateway, language, subject, state, place);
        const posted =
            place === 'room'
                ? await desk.note(reply.roomId, id, note)
                : await desk.directNote(reply.author.id, id, note);
        if (posted === 'exists') {
            await desk.editNote(id, note);
        }
        return noted === 'room' ? 'both' : place;
    } catch (error) {
        log.error(`The note about ${reply.id} (${state.kind}) could not be shown: ${messageOf(error)}`);
        return noted;
    }
}

/** Says that of some files only the name went, where that is so. Never rejects: the reply has gone. */
export async function showLeftOut(
    gateway: Gateway,
    { reply }: Pick<Subject, 'reply'>,
    names: readonly string[],
): Promise<void> {
    const { desk, log, site } = gateway;
    try {
        const room = names.length === 0 ? undefined : await desk.room(reply.roomId);
        if (room?.open === true) {
            const words = text(await desk.language(), 'noteLeftOut', { names: names.join(', ') });
            const id = messageIdFor(await site.secret(), `left out ${reply.id}`, 0);
            await desk.note(reply.roomId, id, { text: words, buttons: [] });
        }
    } catch (error) {
        log.warn(`That ${reply.id} went without its files could not be shown: ${messageOf(error)}`);
    }
}

/** Changes a note that stands; where it was deleted and somebody has to decide, it is posted anew. */
async function rewrite(
    gateway: Gateway,
    { reply }: Subject,
    place: Place,
    note: Note,
    state: NoteState,
): Promise<void> {
    const { desk, log } = gateway;
    try {
        await desk.editNote(await noteId(gateway, reply.id, place), note);
    } catch (error) {
        log.warn(`The note about ${reply.id} could not be changed: ${messageOf(error)}`);
        const room = needsSomebody(state) ? await desk.room(reply.roomId) : undefined;
        if (needsSomebody(state)) {
            const id = await noteId(gateway, `${reply.id} again`, place);
            await (room?.open === true
                ? desk.note(reply.roomId, id, note)
                : desk.directNote(reply.author.id, id, note));
        }
    }
}

/** Whether somebody has to decide what becomes of it. */
function needsSomebody(state: NoteState): boolean {
    return state.kind === 'failed' || state.kind === 'doubt';
}

async function noteId(gateway: Gateway, replyId: string, place: Place): Promise<string> {
    return messageIdFor(await gateway.site.secret(), `note ${replyId}`, place);
}

async function noteOf(
    gateway: Gateway,
    language: string,
    { reply }: Subject,
    state: NoteState,
    place: Place,
): Promise<Note> {
    const link = place === 'direct' ? await gateway.desk.linkTo(reply.roomId) : '';
    const line = lineOf(language, state);
    const words = wordsOf(reply);
    const quoted = text(language, 'noteQuote', { text: words.length > 200 ? `${words.slice(0, 200)}…` : words });
    const lines = [line, quoted, link];
    return {
        text: lines.filter((one) => one !== '').join('\n'),
        buttons: buttonsFor(language, reply.id, state, place),
    };
}

function lineOf(language: string, state: NoteState): string {
    switch (state.kind) {
        case 'waiting':
            return text(language, 'noteWaiting', {
                reason: state.reason,
                next: new Date(state.next).toISOString().slice(11, 16),
            });
        case 'failed':
        case 'refused':
            return text(language, 'noteFailed', { reason: state.reason });
        case 'doubt':
            return text(language, state.isAsked ? 'noteDoubtAsked' : 'noteDoubt', { reason: state.reason });
        case 'sending':
            return text(language, 'noteSending');
        case 'sent':
            return text(language, 'noteSent', { at: new Date(state.at).toISOString().slice(11, 16) });
        case 'dismissed':
            return text(language, 'noteDismissed');
    }
}

/** Templates are sent in the room: there is no use of their button elsewhere. */
function buttonsFor(language: string, replyId: string, state: NoteState, place: Place): Note['buttons'] {
    if (!needsSomebody(state)) {
        return [];
    }
    const isTemplateWanted = state.kind === 'failed' && state.onlyTemplates && place === 'room';
    return [
        ...(isTemplateWanted
            ? [{ action: 'template' as const, value: replyId, label: text(language, 'buttonTemplate') }]
            : []),
        {
            action: 'retry',
            value: replyId,
            label: text(language, state.kind === 'doubt' ? 'buttonResend' : 'buttonRetry'),
        },
        { action: 'dismiss', value: replyId, label: text(language, 'buttonDismiss') },
    ];
}
