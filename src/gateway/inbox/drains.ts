/**
 * Freeing a queue that is stuck: the provider's webhook is switched off, what waits is fetched and journalled like
 * webhooks, and the webhook is switched on again. Piece by piece; each step is in its record before it is done, may be
 * done twice and on two servers. As long as the record stands somebody goes on, so the webhook never stays off.
 */
import type { Channel, WebhookQueue } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { hostOf } from '../../lib/address';
import { text } from '../../lib/texts';
import { readConnection } from '../connections/connections';
import { drainOf } from '../connections/guard-records';
import { afterDrain } from '../connections/guards';
import { aboutAccount, tellOwner } from '../connections/telling';
import { hookAddress } from '../connections/webhooks';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import type { Drain } from '../records/records';
import * as kept from '../records/records';
import { ANSWER_WITHIN_MS, take } from './receive';

/** How many webhooks are fetched in one piece. */
const AT_ONCE = 50;
/** Settings of a provider come into force in about a minute, at most in five. */
const RESTART_MS = 30_000;
const AGAIN_MS = 15_000;
const IN_FORCE_MS = 6 * 60_000;
/** An empty answer may come too early: so many in a row end it. */
const EMPTY_TIMES = 2;
/** Without getting on for so long it is given up. */
const GIVE_UP_MS = 20 * 60_000;
/** Telling somebody who cannot be told is tried for so long. */
const TELL_FOR_MS = 2 * 60 * 60_000;

interface Work {
    readonly gateway: Gateway;
    readonly channel: Channel;
    readonly queue: WebhookQueue;
    readonly connection: Connection;
    readonly isOver: () => boolean;
}

/** What is to be done next; `gone` where somebody else has ended it. */
type Step = (work: Work, drain: Drain) => Promise<Drain | 'gone'>;

const STEPS: Readonly<Record<Drain['phase'], Step>> = {
    begin,
    'switch off': switchOff,
    fetch,
    'switch on': switchOn,
};

/** One step; to be called when its time has come. */
export async function workDrain(gateway: Gateway, drain: Drain, isOver: () => boolean): Promise<void> {
    const named = { channel: drain.channel, id: drain.connectionId };
    const connection = await readConnection(gateway, named.channel, named.id);
    const channel = channelNamed(gateway, named.channel);
    const queue = channel?.queue;
    if (connection === undefined || channel === undefined || queue === undefined) {
        await gateway.records.remove(...kept.keys.drain(named.channel, named.id));
        return;
    }
    const work: Work = { gateway, channel, queue, connection, isOver };
    let next: Drain | 'gone';
    try {
        next = await STEPS[drain.phase](work, drain);
    } catch (error) {
        if (!(error instanceof ChannelError)) {
            throw error;
        }
        gateway.log.warn(`Freeing the queue of ${named.channel}:${named.id}: ${error.message}`);
        next = failed(gateway, drain, error);
    }
    if (next !== 'gone') {
        await write(work, drain, next);
    }
}

/**
 * Whose webhook it is, is looked at before anything is changed. One that leads nowhere was switched off by a drain whose
 * record this one has taken the place of: only by going on it is switched on again.
 */
async function begin(work: Work, drain: Drain): Promise<Drain | 'gone'> {
    const address = await work.queue.address(work.connection, work.gateway);
    if (drain.url === '' || (address !== '' && address !== drain.url)) {
        return finish(work, drain, address);
    }
    return { ...drain, ...moved(work, 'switch off') };
}

async function switchOff(work: Work, drain: Drain): Promise<Drain | 'gone'> {
    const { gateway, queue, connection } = work;
    const address = await queue.address(connection, gateway);
    if (address !== '' && address !== drain.url) {
        return finish(work, drain, address);
    }
    if (!(await stillMine(work, drain))) {
        return 'gone';
    }
    if (address !== '') {
        await queue.point(connection, '', gateway);
        if (!(await stillMine(work, drain))) {
            await makeGood(work);
            return 'gone';
        }
    }
    return { ...drain, ...moved(work, 'fetch'), nextAt: gateway.clock.now() + RESTART_MS };
}

/** A command has pointed the webhook here while it was being switched off. */
async function makeGood({ gateway, channel, queue, connection }: Work): Promise<void> {
    const url = await hookAddress(gateway, channel);
    if (url !== '' && (await readConnection(gateway, connection.channel, connection.id)) !== undefined) {
        await queue.point(connection, url, gateway);
    }
}

/**
 * What is fetched is journalled before it is taken off: whoever dies in between, it comes again and is known. One that
 * comes again right after it was taken off is no way of getting on: it was not taken off, and nothing comes behind it.
 */
async function fetch(work: Work, drain: Drain): Promise<Drain | 'gone'> {
    const { gateway, channel, queue, connection, isOver } = work;
    const { clock } = gateway;
    let { fetched, movedAt, dropped } = drain;
    const soFar = (): Drain => ({ ...drain, fetched, movedAt, dropped });
    for (let count = 0; count < AT_ONCE && !isOver(); count++) {
        if (!(await stillMine(work, drain))) {
            return 'gone';
        }
        const found = await first(work, soFar());
        if (found.kind === 'failed') {
            return found.next;
        }
        if (found.webhook === undefined) {
            const empty = drain.fetched === fetched ? drain.empty + 1 : 1;
            const next = { ...soFar(), movedAt: clock.now(), empty, nextAt: clock.now() };
            return empty >= EMPTY_TIMES ? { ...next, ...moved(work, 'switch on') } : next;
        }
        const { receipt, body } = found.webhook;
        const going = await take(gateway, connection, channel.parse(connection, body, clock.now()));
        await clock.atMost(ANSWER_WITHIN_MS, Promise.all(going.map(({ settled }) => settled)));
        try {
            await queue.drop(connection, receipt, gateway);
        } catch (error) {
            if (error instanceof ChannelError) {
                return failed(gateway, { ...soFar(), empty: 0 }, error);
            }
            throw error;
        }
        if (receipt === dropped) {
            const { provider = connection.channel } = channel.title;
            const words = { name: 'queueKept', values: { provider } } as const;
            return failed(gateway, { ...soFar(), empty: 0 }, new ChannelError(connection.channel, 'retry', words));
        }
        fetched += 1;
        movedAt = clock.now();
        dropped = receipt;
    }
    return { ...soFar(), empty: 0, nextAt: clock.now() };
}

type First =
    | { readonly kind: 'answer'; readonly webhook: Awaited<ReturnType<WebhookQueue['first']>> }
    | { readonly kind: 'failed'; readonly next: Drain };

/** While the provider restarts the account he refuses this; what was fetched before is not to be forgotten by that. */
async function first({ gateway, queue, connection }: Work, drain: Drain): Promise<First> {
    try {
        return { kind: 'answer', webhook: await queue.first(connection, gateway) };
    } catch (error) {
        if (error instanceof ChannelError) {
            return { kind: 'failed', next: failed(gateway, drain, error) };
        }
        throw error;
    }
}

/** The same address as before, with what else is set: the secret that comes with it stays good. */
async function switchOn(work: Work, drain: Drain): Promise<Drain | 'gone'> {
    const { gateway, queue, connection } = work;
    const now = gateway.clock.now();
    const address = await queue.address(connection, gateway);
    if (address !== '' || drain.url === '') {
        return finish(work, drain, address);
    }
    if (drain.askedAt < now - IN_FORCE_MS) {
        if (!(await stillMine(work, drain))) {
            return 'gone';
        }
        await queue.point(connection, drain.url, gateway);
        // A command that has taken the connection off meanwhile has found no drain to end.
        if ((await readConnection(gateway, connection.channel, connection.id)) === undefined) {
            await queue.point(connection, '', gateway);
            return 'gone';
        }
    }
    const askedAt = drain.askedAt < now - IN_FORCE_MS ? now : drain.askedAt;
    return { ...drain, askedAt, nextAt: now + AGAIN_MS };
}

function moved({ gateway }: Work, phase: Drain['phase']): Pick<Drain, 'phase' | 'movedAt' | 'askedAt' | 'nextAt'> {
    const now = gateway.clock.now();
    return { phase, movedAt: now, askedAt: 0, nextAt: now };
}

/** Tried again soon; what does not get on for long is given up, and then all there is to do is to switch on again. */
function failed(gateway: Gateway, drain: Drain, error: ChannelError): Drain {
    const now = gateway.clock.now();
    const later = { ...drain, nextAt: now + Math.max(AGAIN_MS, error.retryAfterMs ?? 0) };
    if (drain.phase === 'switch on' || now < drain.movedAt + GIVE_UP_MS) {
        return later;
    }
    return { ...later, phase: 'switch on', askedAt: 0, reason: error.message };
}

/** The end: the owner hears of it, the next look at the connection begins anew, and then the record goes. */
async function finish(work: Work, drain: Drain, address: string): Promise<Drain | 'gone'> {
    const { gateway, connection } = work;
    const { clock, records } = gateway;
    const isOurs = drain.url !== '' && address === drain.url;
    const say = (language: string): string => {
        const values = {
            ...aboutAccount(gateway, connection),
            count: String(drain.fetched),
            reason: drain.reason,
            // Only the host: the rest of somebody's webhook address may be a secret.
            host: address === '' ? text(language, 'queueNowhere') : (hostOf(address) ?? '…'),
        };
        return text(language, !isOurs ? 'queueForeign' : drain.reason === '' ? 'queueFreed' : 'queueGivenUp', values);
    };
    if (
        !(await tellOwner(gateway, connection, `drain ${drain.name}`, say)) &&
        clock.now() < drain.movedAt + TELL_FOR_MS
    ) {
        return { ...drain, nextAt: clock.now() + AGAIN_MS };
    }
    await afterDrain(gateway, connection, isOurs && drain.reason === '');
    await records.remove(...kept.keys.drain(drain.channel, drain.connectionId));
    return 'gone';
}

/** Whether nobody has ended it, or begun another one. */
async function stillMine({ gateway, connection }: Work, { name }: Drain): Promise<boolean> {
    return (await drainOf(gateway, connection))?.name === name;
}

async function write(work: Work, before: Drain, next: Drain): Promise<void> {
    const now = await drainOf(work.gateway, work.connection);
    // Another run of the tick may have come further.
    if (now?.name === before.name && now.phase === before.phase && now.movedAt <= next.movedAt) {
        await work.gateway.records.replace(kept.keys.drain(before.channel, before.connectionId), next);
    }
}
