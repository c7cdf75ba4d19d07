/** Asking a provider what became of replies of which nobody knows whether it took them. */
import type { Asked } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import { partsOf } from '../model';
import { underClaim } from '../records/claims';
import type { Dead } from '../records/records';
import * as kept from '../records/records';
import { ASK_AFTER_MS } from './burial';
import { sentAfterAll } from './ending';
import { showNote, stateOfDead } from './notes';
import { retry } from './operator';
import { outgoing, sentTo } from './quoting';
import { newSent } from './settled';

/** Whatever is not listed by then will not be. */
const ASK_FOR_MS = 10 * 60_000;

/** Asks about those whose time has come: one of each connection in a run of the tick, which is as fast as providers allow. */
export async function askAbout(gateway: Gateway, letters: readonly Dead[], isOver: () => boolean): Promise<void> {
    const now = gateway.clock.now();
    const due = letters.filter(({ inDoubt, asking }) => inDoubt && asking !== undefined && asking.next <= now);
    const asked = new Set<string>();
    for (const dead of due.sort((a, b) => a.at - b.at)) {
        const { channel = '', connectionId = '' } = partsOf(dead.conversation) ?? {};
        const name = `${channel}:${connectionId}`;
        if (isOver()) {
            return;
        }
        if (!asked.has(name)) {
            asked.add(name);
            await askOne(gateway, dead);
        }
    }
}

async function askOne(gateway: Gateway, dead: Dead): Promise<void> {
    const answer = await answerFor(gateway, dead);
    const taken = answer && (await firstUnknown(gateway, dead, answer.ids));
    if (answer?.isLast === false && taken !== undefined) {
        // What comes after it was never tried. Whoever does so twice does it once: the round decides.
        const letter = await stillDead(gateway, dead);
        const { work } = await (letter
            ? retry(gateway, letter.reply.id, [...letter.sent, taken])
            : { work: Promise.resolve() });
        await work;
        return;
    }
    // Two servers may have asked at the same time: one of them records it, and the other must not bring the letter back.
    await underClaim(gateway, kept.keys.outLane(dead.conversation), async () => {
        const letter = await stillDead(gateway, dead);
        if (letter !== undefined && taken !== undefined) {
            await recordSent(gateway, letter, [...letter.sent, taken]);
        } else if (letter !== undefined) {
            await waitOrEnd(gateway, letter);
        }
    });
}

/** The letter as it is now; nothing where somebody has pressed a button, or another server has asked, meanwhile. */
async function stillDead({ records }: Gateway, { reply, round }: Dead): Promise<Dead | undefined> {
    const letters = await kept.readOnly(records, kept.dead, kept.keys.reply(reply.id));
    return letters.find((letter) => letter.round === round && letter.inDoubt);
}

async function answerFor(gateway: Gateway, dead: Dead): Promise<Asked | undefined> {
    const parts = partsOf(dead.conversation);
    const channel = channelNamed(gateway, parts?.channel ?? '');
    const connection = parts && (await connectionById(gateway, parts.channel, parts.connectionId));
    if (!parts || !connection || !dead.asking || channel?.ask === undefined) {
        return undefined;
    }
    const { sent, asking } = dead;
    try {
        const address = sentTo(dead);
        const reply = await outgoing(gateway, channel, connection, dead, address);
        return await channel.ask({ connection, address, reply, sent, since: asking.since }, gateway);
    } catch (error) {
        gateway.log.warn(`${dead.conversation} could not be asked about ${dead.reply.id}: ${messageOf(error)}`);
        return undefined;
    }
}

/** The first of the listed messages that is not known to be another reply: agents say the same thing twice. */
async function firstUnknown(gateway: Gateway, dead: Dead, ids: readonly string[]): Promise<string | undefined> {
    const { channel = '', connectionId = '' } = partsOf(dead.conversation) ?? {};
    for (const id of ids.filter((one) => !dead.sent.includes(one))) {
        const known = await kept.readOnly(gateway.records, kept.sent, kept.keys.provider(channel, connectionId, id));
        if (known.every(({ reply }) => reply.id === dead.reply.id)) {
            return id;
        }
    }
    return undefined;
}

/** First the record, then its dead letter goes: ended between the two, it is found twice and looked at once more. */
async function recordSent(gateway: Gateway, dead: Dead, providerIds: string[]): Promise<void> {
    const { reply, round, asking, to } = dead;
    const at = gateway.clock.now();
    const record = newSent(dead, { ids: providerIds, at, begunAt: asking?.since, to });
    const before = await kept.readOnly(gateway.records, kept.sent, kept.keys.reply(reply.id));
    if (!before.some((one) => one.round === round)) {
        await gateway.records.create(kept.keys.sent(record), record);
    }
    await sentAfterAll(gateway, dead, at);
}

async function waitOrEnd(gateway: Gateway, { asking, ...dead }: Dead): Promise<void> {
    const now = gateway.clock.now();
    const again = asking !== undefined && now + ASK_AFTER_MS < dead.at + ASK_FOR_MS;
    const letter: Dead = { ...dead, asking: again ? { ...asking, next: now + ASK_AFTER_MS } : undefined };
    await gateway.records.replace(kept.keys.dead(letter), letter);
    if (!again) {
        await showNote(gateway, letter, stateOfDead(letter)); // now it is for people to decide
    }
}
