/** Edits and deletions at their turn: what is to be done about one at the provider, and the record of what came of it. */
import type { Change, ChangeRule } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { retryDelay } from '../../lib/schedule';
import type { Words } from '../../lib/texts';
import { worded } from '../../lib/texts';
import { obstacleTo } from '../connections/standing';
import type { Gateway } from '../gateway';
import type { Reply } from '../model';
import { comeFurther, remember } from '../records/journal';
import type { Changed, Closed, Out, SentRecord } from '../records/records';
import * as kept from '../records/records';
import { dismiss, rewrite } from './burial';
import { latest } from './ending';
import { tellUnchanged } from './notes-on-changes';
import { isOvertaken, sameWords } from './pending-changes';
import { outgoing, sentTo } from './quoting';
import { settle } from './settled';
import type { Target } from './target';
import { pace } from './target';

type Outcome = Changed['outcome'];

/** What is to be done about a change now. */
type Plan =
    | { readonly kind: 'nothing' }
    /** Its reply is being sent: not yet. */
    | { readonly kind: 'later' }
    | { readonly kind: 'tell'; readonly reason: Words }
    /** `after` is what is left to do after it. */
    | {
          readonly kind: 'run';
          readonly rule: ChangeRule;
          readonly change: Change;
          readonly after?: () => Promise<void>;
      };

const NOTHING: Plan = { kind: 'nothing' };
const HOUR_MS = 60 * 60_000;
const LATER_MS = 5_000;

/**
 * Tries one change whose attempt is marked. What may have arrived is tried again: it is harmless, and a refusal then tells
 * nothing of the try before. Whatever becomes of it, other replies need not wait for it.
 */
export async function attemptChange(gateway: Gateway, out: Out, target: Target): Promise<void> {
    const { clock, memory } = gateway;
    const plan = await planOf(gateway, out, target);
    switch (plan.kind) {
        case 'nothing':
            return endChange(gateway, out, 'nothing');
        case 'later':
            return remember(gateway, { ...out, attempt: false, notBefore: clock.now() + LATER_MS });
        case 'tell':
            return giveUpChange(gateway, out, worded(await gateway.desk.language(), plan.reason));
        case 'run':
            break;
    }
    const { rule, change, after } = plan;
    const isDeletion = kindOf(out) === 'deleted';
    const steps = isDeletion ? singly(change, out.sent) : [change];
    const ids: string[] = [];
    let current = out;
    try {
        const obstacle = await obstacleTo(gateway, target.channel, target.connection);
        if (obstacle !== undefined) {
            throw obstacle;
        }
        for (const [index, step] of steps.entries()) {
            if (!(await pace(gateway, target, current, { name: kindOf(out), perSecond: rule.perSecond }))) {
                return;
            }
            memory.unsent.delete(out.journal);
            const refusal = await refusalOf(async () => void ids.push(...(await rule.run(step, gateway))));
            if (refusal !== undefined) {
                if (!isDeletion) {
                    throw refusal;
                }
                await tellUnchanged(gateway, current, refusal.inLanguage(await gateway.desk.language()));
            }
            current = { ...current, partlyTold: current.partlyTold === true || refusal !== undefined };
            if (index + 1 < steps.length) {
                // The doubts were about these.
                current = await comeFurther(gateway, current, { sent: [...current.sent, ...step.ids], doubts: 0 });
            }
        }
    } catch (thrown) {
        if (!(thrown instanceof ChannelError)) {
            throw thrown;
        }
        return failedChange(gateway, current, thrown);
    }
    if (current.partlyTold !== true) {
        await after?.();
    }
    await endChange(gateway, current, current.partlyTold === true ? 'told' : 'done', ids);
}

const kindOf = ({ reply }: Out): string => reply.changes?.kind ?? '';

/** The same for each message by itself: what becomes of one is nothing to the others. Those that were seen to are left out. */
const singly = (change: Change, seenTo: readonly string[]): Change[] =>
    change.ids.filter((id) => !seenTo.includes(id)).map((id) => ({ ...change, ids: [id] }));

/** Why the provider will not do it. @throws ChannelError where it may yet do it, or may have done it */
async function refusalOf(call: () => Promise<void>): Promise<ChannelError | undefined> {
    try {
        await call();
        return undefined;
    } catch (error) {
        if (error instanceof ChannelError && error.kind === 'rejected') {
            return error;
        }
        throw error;
    }
}

async function failedChange(gateway: Gateway, out: Out, error: ChannelError): Promise<void> {
    const { clock } = gateway;
    const failures = out.failures + 1;
    const isFinal = error.kind === 'rejected' || error.kind === 'unauthorized';
    const delay = isFinal ? undefined : retryDelay(failures, clock.random(), error.retryAfterMs);
    const reason = error.inLanguage(await gateway.desk.language());
    const tried: Out = { ...out, doubts: (out.doubts ?? 0) + (error.kind === 'in-doubt' ? 1 : 0) };
    if (delay === undefined) {
        return giveUpChange(gateway, tried, reason);
    }
    await remember(gateway, {
        ...tried,
        attempt: false,
        failures,
        reason,
        notBefore: clock.now() + delay,
        untilReady: error.untilReady,
    });
}

/** Ends a change that cannot be made. First the note, which stands once, and then the record. */
export async function giveUpChange(gateway: Gateway, out: Out, reason: string): Promise<void> {
    await tellUnchanged(gateway, out, reason);
    await endChange(gateway, out, 'told');
}

async function endChange(
    gateway: Gateway,
    out: Out,
    outcome: Outcome,
    providerIds: readonly string[] = [],
): Promise<void> {
    const { reply, conversation, round } = out;
    const at = gateway.clock.now();
    const record: Changed = {
        t: 'changed',
        v: 1,
        reply,
        conversation,
        round,
        outcome,
        providerIds: [...providerIds],
        at,
    };
    await gateway.records.create(kept.keys.changed(record), record);
    await settle(gateway, out);
}

async function planOf(gateway: Gateway, out: Out, target: Target): Promise<Plan> {
    const { changes, ...said } = out.reply;
    if (changes === undefined) {
        return NOTHING;
    }
    const { kind, of } = changes;
    const [found, others, waiting] = await Promise.all([
        gateway.records.read(kept.keys.reply(of)),
        kept.readOnly(gateway.records, kept.changed, kept.keys.changesOf(of)),
        kept.readOnly(gateway.records, kept.out, kept.keys.outLane(out.conversation)),
    ]);
    if (isOvertaken(out, waiting)) {
        return NOTHING;
    }
    const done = others.filter(({ outcome }) => outcome === 'done').sort((a, b) => a.reply.at - b.reply.at);
    if (done.some(({ reply }) => reply.changes?.kind === 'deleted')) {
        return NOTHING;
    }
    if (kept.only(kept.out, found).length > 0) {
        return { kind: 'later' };
    }
    const now: Reply = { ...said, id: of };
    const letter = latest(kept.only(kept.dead, found));
    if (letter !== undefined) {
        const { reply, sent, inDoubt } = letter;
        const forget = async (): Promise<void> => void (await dismiss(gateway, of));
        const partly = (): Promise<Plan> =>
            runOn(gateway, out, target, { ids: sent, reply, now, begunAt: reply.at, address: sentTo(letter) }, forget);
        if (inDoubt) {
            return { kind: 'tell', reason: { name: 'changeInDoubt' } };
        }
        if (sent.length > 0) {
            return kind === 'deleted' ? partly() : { kind: 'tell', reason: { name: 'changePartly' } };
        }
        await (kind === 'deleted' ? forget() : rewrite(gateway, letter, now));
        return NOTHING;
    }
    const [sent] = kept.only(kept.sent, found).sort((a, b) => b.round - a.round);
    if (sent !== undefined) {
        const reply = done[done.length - 1]?.reply ?? sent.reply;
        const isSame = kind === 'edited' && sameWords(reply, now);
        return isSame
            ? NOTHING
            : runOn(gateway, out, target, {
                  ids: sent.providerIds,
                  reply,
                  now,
                  begunAt: begunAt(sent),
                  address: sentTo(sent),
              });
    }
    return found.length > 0 ? NOTHING : aboutUnknown(gateway, out, target, now);
}

/** When the provider may have accepted the first message of a reply at the earliest; better too early than too late. */
function begunAt({ reply, round, providerIds, begunAt: at = reply.at }: SentRecord): number {
    return round > 0 && providerIds.length > 1 ? reply.at : at;
}

interface Known {
    readonly ids: readonly string[];
    /** What the contact has read up to now. */
    readonly reply: Reply;
    readonly now: Reply;
    readonly begunAt: number;
    /** Where it went: there it is, whatever the contact writes from now. */
    readonly address: string;
}

async function runOn(
    gateway: Gateway,
    out: Out,
    target: Target,
    { ids, reply, now, begunAt: since, address }: Known,
    after?: () => Promise<void>,
): Promise<Plan> {
    const { channel, connection } = target;
    const rule = ruleFor(out, target);
    if (rule === undefined) {
        const { network } = channel.title;
        return { kind: 'tell', reason: { name: 'changeUnable', values: { network } } };
    }
    if (gateway.clock.now() - since > rule.withinMs) {
        return tooLate(target, rule);
    }
    const { conversation, round } = out;
    const inFull = ({ changes: _changes, ...words }: Reply) =>
        outgoing(gateway, channel, connection, { reply: words, conversation, round }, address);
    const change = { connection, address, ids, before: await inFull(reply), after: await inFull(now) };
    return { kind: 'run', rule, change, ...(after === undefined ? {} : { after }) };
}

const ruleFor = (out: Out, { channel }: Target): ChangeRule | undefined =>
    kindOf(out) === 'edited' ? channel.edit : channel.remove;

function tooLate({ channel }: Target, { withinMs }: ChangeRule): Plan {
    const { network } = channel.title;
    const inHours = withinMs >= 2 * HOUR_MS;
    const count = String(Math.round(withinMs / (inHours ? HOUR_MS : 60_000)));
    return {
        kind: 'tell',
        reason: { name: inHours ? 'changeLateHours' : 'changeLateMinutes', values: { network, count } },
    };
}

/**
 * No record knows the reply: it was forgotten, or has never gone out. What was deleted before it was journalled must not
 * go out later, when somebody hears of it.
 */
async function aboutUnknown(gateway: Gateway, out: Out, target: Target, reply: Reply): Promise<Plan> {
    const { conversation } = out;
    const { kind, writtenAt = 0 } = out.reply.changes ?? {};
    const at = gateway.clock.now();
    if (kind === 'deleted') {
        const closed: Closed = { t: 'closed', v: 1, reply, conversation, round: 0, at };
        await gateway.records.create(kept.keys.closed(closed), closed);
    }
    const rule = ruleFor(out, target);
    return rule !== undefined && at - writtenAt > rule.withinMs ? tooLate(target, rule) : NOTHING;
}
