/** The address of the page on which an account is linked: for whoever has it, for 5 minutes. */
import { makeLoginToken, verifyLoginToken } from '../../lib/signed-token';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection } from '../model';
import { readConnection } from './connections';
import type { LinkingChannel } from './login';
import { canLink } from './login';

/** How long an address holds, ms. */
export const LOGIN_LINK_MS = 5 * 60_000;
/** The path of the page below the app's own address. */
export const LOGIN_PATH = 'login';

/**
 * The whole address, with the language of who asked for it; empty where the workspace has no address. Make a new one each
 * time.
 */
export async function loginLink(
    { site, clock }: Pick<Gateway, 'site' | 'clock'>,
    { channel, id: connectionId }: Pick<Connection, 'channel' | 'id'>,
    language: string,
): Promise<string> {
    const [secret, address] = await Promise.all([site.secret(), site.address()]);
    const token = makeLoginToken(secret, { channel, connectionId, expiresAt: clock.now() + LOGIN_LINK_MS });
    const query = `t=${encodeURIComponent(token)}&l=${encodeURIComponent(language.slice(0, 2))}`;
    return address === '' ? '' : `${address}/${LOGIN_PATH}?${query}`;
}

/** What an address opens now. */
export type Opened =
    | {
          readonly kind: 'login';
          readonly channel: LinkingChannel;
          readonly connection: Connection;
          readonly leftMs: number;
      }
    | { readonly kind: 'wrong' | 'expired' | 'gone' };

/** What the token of an address opens. Nobody who has no right one learns what there is. */
export async function openedBy(gateway: Gateway, token: string): Promise<Opened> {
    const grant = verifyLoginToken(await gateway.site.secret(), token);
    if (grant === undefined) {
        return { kind: 'wrong' };
    }
    const leftMs = grant.expiresAt - gateway.clock.now();
    if (leftMs <= 0) {
        return { kind: 'expired' };
    }
    const channel = channelNamed(gateway, grant.channel);
    const connection = channel && (await readConnection(gateway, grant.channel, grant.connectionId));
    return channel !== undefined && canLink(channel) && connection !== undefined
        ? { kind: 'login', channel, connection, leftMs }
        : { kind: 'gone' };
}
