/**
 * Linking the account behind a connection. However many look, on however many servers, the provider is asked every 20 s at
 * most: his last answer is kept, and a claim decides who asks for the next one.
 */
import type { Channel } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import type { Words } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { Connection, LoginStep } from '../model';
import { underClaim } from '../records/claims';
import type { LoginRecord, LoginState } from '../records/login-shapes';
import * as kept from '../records/records';
import { keepLogin, knownLogin } from './login-record';
import { recheck } from './standing';

/** About as long as a code in a picture holds. */
export const ASKED_EVERY_MS = 20_000;

/** A channel whose accounts can be linked from here. */
export type LinkingChannel = Channel & { readonly login: NonNullable<Channel['login']> };

export function canLink(channel: Channel): channel is LinkingChannel {
    return channel.login !== undefined;
}

/** Where a login stands, and since when, ms since 1970. */
export type LoginView = Pick<LoginRecord, 'state' | 'at'>;

/** Where a login stands: as it was told in the last 20 s, or asked now. */
export async function lookAtLogin(
    gateway: Gateway,
    channel: LinkingChannel,
    connection: Connection,
): Promise<LoginView> {
    const known = await knownLogin(gateway, connection);
    if (known !== undefined && isFresh(known, gateway.clock.now())) {
        return known;
    }
    const asked = await alone(gateway, connection, async () => {
        // Somebody else may have asked meanwhile.
        const latest = await knownLogin(gateway, connection);
        return latest !== undefined && isFresh(latest, gateway.clock.now())
            ? latest
            : ask(gateway, channel, connection, latest?.state);
    });
    return asked !== 'busy'
        ? asked
        : ((await knownLogin(gateway, connection)) ?? { state: { kind: 'asking' }, at: gateway.clock.now() });
}

/** Asks for a code for the phone with this number (international, digits only); gives it, or why there is none. */
export async function pairPhone(
    gateway: Gateway,
    channel: LinkingChannel,
    connection: Connection,
    phone: string,
): Promise<LoginView | { readonly problem: Words }> {
    const paired = await alone(gateway, connection, async () => {
        const at = gateway.clock.now();
        const latest = await knownLogin(gateway, connection);
        // A second request may spoil the code of the first.
        if (latest !== undefined && isLive(latest.state, at) && latest.state.phone === phone) {
            return latest;
        }
        try {
            const { code, holdsMs } = await channel.login.pair(connection, phone, gateway);
            const state: LoginState = { kind: 'code', code, phone, until: at + holdsMs };
            await keepLogin(gateway, connection, state, at);
            return { state, at };
        } catch (error) {
            if (error instanceof ChannelError) {
                return { problem: error.words };
            }
            throw error;
        }
    });
    return paired === 'busy' ? { problem: { name: 'loginBusy' } } : paired;
}

/** One at a time in this process, and one among all servers. */
function alone<T>(gateway: Gateway, { channel, id }: Connection, work: () => Promise<T>): Promise<T | 'busy'> {
    const lane = kept.keys.loginLane(channel, id);
    return gateway.memory.lanes.run(lane, () => underClaim(gateway, lane, work));
}

type LiveCode = Extract<LoginState, { kind: 'code' }>;

function isLive(state: LoginState | undefined, now: number): state is LiveCode {
    return state?.kind === 'code' && state.until > now;
}

function isFresh({ state, at }: LoginRecord, now: number): boolean {
    return at > now - ASKED_EVERY_MS && (state.kind !== 'code' || isLive(state, now));
}

async function ask(
    gateway: Gateway,
    channel: LinkingChannel,
    connection: Connection,
    before: LoginState | undefined,
): Promise<LoginView> {
    const at = gateway.clock.now();
    // Written down first: should this process end here, the one after it waits its time as well.
    const shown: LoginState = before?.kind === 'picture' || isLive(before, at) ? before : { kind: 'asking' };
    await keepLogin(gateway, connection, shown, at);
    const state = isLive(before, at)
        ? await unlessLinked(gateway, channel, connection, before)
        : await nextStep(gateway, channel, connection);
    await keepLogin(gateway, connection, state, at);
    return { state, at };
}

/**
 * While a code can be entered no picture is asked for: whether the code would outlive that, no provider tells. Asked is
 * only whether the account works.
 */
async function unlessLinked(
    gateway: Gateway,
    channel: LinkingChannel,
    connection: Connection,
    code: LiveCode,
): Promise<LoginState> {
    return (await recheck(gateway, channel, connection)) ? { kind: 'linked' } : code;
}

async function nextStep(gateway: Gateway, channel: LinkingChannel, connection: Connection): Promise<LoginState> {
    let step: LoginStep;
    try {
        step = await channel.login.step(connection, gateway);
    } catch (error) {
        if (!(error instanceof ChannelError)) {
            throw error;
        }
        const mayPass = error.kind === 'retry' || error.kind === 'in-doubt';
        return { kind: mayPass ? 'trouble' : 'refused', words: error.words };
    }
    if (step.kind === 'linked') {
        // What was told of the account before is old: what waits for it can go out.
        await recheck(gateway, channel, connection);
    }
    return step;
}
