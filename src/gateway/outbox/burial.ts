/** Dead letters: replies that will not be sent by themselves any more. */
import { dayOf } from '../../lib/ids';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Reply } from '../model';
import { partsOf } from '../model';
import type { Closed, Dead, Out, Refused } from '../records/records';
import * as kept from '../records/records';
import { latest } from './ending';
import { showNote, stateOfDead } from './notes';
import { showState } from './reactions';
import { tellRefused } from './refusal';

/** A note that is not there after this time was not made: its process ended, or Rocket.Chat refused it. */
const NOTE_AGE_MS = 10_000;
/** For how long something may be left to do about a dead letter: so long every server may be down. */
const YOUNG_MS = 24 * 60 * 60_000;

/** Lists of what was sent are some two minutes behind; how long to wait before each look. */
export const ASK_AFTER_MS = 150_000;

/** What a reply that is given up in doubt keeps in order to be asked about; nothing where its provider cannot be asked. */
export function askingFor(gateway: Gateway, { conversation, attemptAt }: Out): Dead['asking'] {
    const channel = channelNamed(gateway, partsOf(conversation)?.channel ?? '');
    const next = gateway.clock.now() + ASK_AFTER_MS;
    return channel?.ask === undefined ? undefined : { since: attemptAt, next };
}

/** Keeps a reply as a dead letter and says so. The record first, then the note: what is told must stand. */
export async function bury(gateway: Gateway, dead: Dead): Promise<void> {
    await gateway.records.create(kept.keys.dead(dead), dead);
    await tell(gateway, dead);
}

/** What an agent has to be told of. */
interface Letters {
    readonly dead: readonly Dead[];
    readonly refused: readonly Refused[];
}

/** Dead letters, and answers that were refused, of today and yesterday. */
export async function youngLetters({ clock, records }: Gateway): Promise<Letters> {
    const days = new Set([dayOf(clock.now() - YOUNG_MS), dayOf(clock.now())]);
    const found = (await Promise.all([...days].map((day) => records.read(kept.deadOn(day))))).flat();
    return { dead: kept.only(kept.dead, found), refused: kept.only(kept.refused, found) };
}

/** Says again what was not said: letters whose note stands nowhere. */
export async function tellUntold(gateway: Gateway, { dead: letters, refused: refusals }: Letters): Promise<void> {
    const { clock, memory } = gateway;
    const isUntold = ({ reply, round, noted, at }: Pick<Dead, 'reply' | 'round' | 'noted' | 'at'>): boolean => {
        const name = `${reply.id}#${round}`;
        const isDue = noted === 'nowhere' && reply.roomId !== '' && at < clock.now() - NOTE_AGE_MS;
        if (!isDue || memory.tellingTried.has(name)) {
            return false;
        }
        memory.tellingTried.set(name, true);
        return true;
    };
    for (const dead of letters.filter(isUntold)) {
        await tell(gateway, dead);
    }
    for (const refused of refusals.filter(isUntold)) {
        await tellRefused(gateway, refused);
    }
}

/**
 * Says once more what a round of a reply has come to, where it was given up: whoever gave it up may have stopped before
 * he had said so. Gives whether there is such a dead letter.
 */
export async function tellAgain(gateway: Gateway, replyId: string, round: number): Promise<boolean> {
    const found = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(replyId));
    const deads = found.filter((dead) => dead.round === round);
    for (const dead of deads) {
        await tell(gateway, dead);
    }
    return deads.length > 0;
}

/** The note has an id of its own, so it stands once, however often this is called. */
async function tell(gateway: Gateway, dead: Dead): Promise<void> {
    const { records } = gateway;
    const shown = await showState(gateway, dead.reply, dead.shown, 'failed');
    const noted = await showNote(gateway, dead, stateOfDead(dead));
    if (noted === dead.noted && shown === dead.shown) {
        return;
    }
    // Somebody may have pressed Retry meanwhile: then the letter is gone and must not come back.
    const letters = await kept.readOnly(records, kept.dead, kept.keys.reply(dead.reply.id));
    if (letters.some(({ round }) => round === dead.round)) {
        await records.replace(kept.keys.dead(dead), { ...dead, noted, shown });
    }
}

/** Takes note that a person has seen to it. The dead letter goes; the record of the end stays, so that nothing sends it again. */
export async function dismiss(gateway: Gateway, replyId: string): Promise<'dismissed' | 'unknown'> {
    const found = await kept.readOnly(gateway.records, kept.dead, kept.keys.reply(replyId));
    const dead = latest(found);
    if (dead === undefined) {
        return 'unknown';
    }
    const { reply, conversation, round, at } = dead;
    const closed: Closed = { t: 'closed', v: 1, reply, conversation, round, at };
    await gateway.records.create(kept.keys.closed(closed), closed);
    for (const one of found) {
        await gateway.records.remove(...kept.keys.dead(one));
    }
    await showNote(gateway, dead, { kind: 'dismissed' });
    return 'dismissed';
}

/** What is to be sent if somebody asks for it again, since its author has changed it meanwhile. */
export async function rewrite(gateway: Gateway, dead: Dead, { text, files }: Reply): Promise<void> {
    const { records } = gateway;
    const next: Dead = { ...dead, reply: { ...dead.reply, text, files: [...files] } };
    await showNote(gateway, next, stateOfDead(next));
    const letters = await kept.readOnly(records, kept.dead, kept.keys.reply(dead.reply.id));
    if (letters.some(({ round }) => round === dead.round)) {
        await records.replace(kept.keys.dead(next), next);
    }
}
