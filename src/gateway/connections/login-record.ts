/** Reading and keeping where a login stands. */
import type { Gateway } from '../gateway';
import type { Connection } from '../model';
import type { LoginRecord, LoginState } from '../records/login-shapes';
import * as kept from '../records/records';

/** How long it is kept after the provider was asked last, ms. */
export const LOGIN_KEPT_MS = 5 * 60_000;

type Account = Pick<Connection, 'channel' | 'id'>;

/** Where a login stood when it was last asked for, unless that is too long ago. */
export async function knownLogin(gateway: Gateway, { channel, id }: Account): Promise<LoginRecord | undefined> {
    const [key = ''] = kept.keys.login(channel, id);
    const known = kept.newest(await kept.readOnly(gateway.records, kept.login, key));
    return known !== undefined && !isOldLogin(known, gateway.clock.now()) ? known : undefined;
}

export function isOldLogin({ at }: LoginRecord, now: number): boolean {
    return at < now - LOGIN_KEPT_MS;
}

/** Keeps where a login stands; `at`: when the provider was asked, ms since 1970. */
export async function keepLogin(
    gateway: Gateway,
    { channel, id: connectionId }: Account,
    state: LoginState,
    at: number,
): Promise<void> {
    const record: LoginRecord = { t: 'login', v: 1, channel, connectionId, at, state };
    await gateway.records.replace(kept.keys.login(channel, connectionId), record);
}

export async function forgetLogin(gateway: Gateway, { channel, connectionId }: LoginRecord): Promise<void> {
    await gateway.records.remove(...kept.keys.login(channel, connectionId));
}

/** An account is found to work: whoever waits for that sees it the next time he looks. */
export async function noteLinked(gateway: Gateway, account: Account): Promise<void> {
    const known = await knownLogin(gateway, account);
    if (known !== undefined && known.state.kind !== 'linked') {
        await keepLogin(gateway, account, { kind: 'linked' }, known.at);
    }
}
