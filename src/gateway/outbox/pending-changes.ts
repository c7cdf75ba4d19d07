/** Changes of replies that have not gone out yet. Pure. */
import type { Reply } from '../model';
import type { Out } from '../records/records';

/**
 * A reply as it is to go out, after the changes of it that wait in its lane; `deleted` where nothing more of it may go. What
 * has begun to arrive, or may have, stays as it was: then the changes come after it.
 */
export function standing({ reply, sent, doubts = 0 }: Out, waiting: readonly Out[]): Reply | 'deleted' {
    const changes = waiting.map((one) => one.reply).filter((one) => one.changes?.of === reply.id);
    const last = changes[changes.length - 1];
    if (last === undefined || doubts > 0) {
        return reply;
    }
    if (changes.some((one) => one.changes?.kind === 'deleted')) {
        return 'deleted';
    }
    if (sent.length > 0) {
        return reply;
    }
    const { text, files, quotes } = last;
    const { quotes: _before, ...others } = reply;
    return { ...others, text, files, ...(quotes === undefined ? {} : { quotes }) };
}

/** Whether a later change of the same reply waits behind this one: the last one counts. */
export function isOvertaken({ reply }: Out, waiting: readonly Out[]): boolean {
    const of = reply.changes?.of;
    return waiting.some((one) => one.reply.changes?.of === of && one.reply.at > reply.at);
}

/** Whether two states of a reply say the same to the contact. */
export function sameWords(one: Reply, other: Reply): boolean {
    const said = ({ text, files }: Reply): string =>
        JSON.stringify([text, files.map(({ id, caption = '' }) => [id, caption])]);
    return said(one) === said(other);
}
