/** Addresses under which a provider fetches one file of an agent, without a login and for a while. */
import { extensionOf, plainName } from '../../lib/filename';
import { makeToken, verifyToken } from '../../lib/signed-token';
import type { Clock, Site } from '../ports';

/** How long a link holds. Providers fetch within minutes; whoever tries again makes a new one. */
export const LINK_MS = 60 * 60_000;
/** The path of the endpoint that answers to links, below the app's own address. */
export const FILES_PATH = 'files';

interface Ports {
    readonly site: Pick<Site, 'secret' | 'address'>;
    readonly clock: Pick<Clock, 'now'>;
}

/**
 * The whole address of one file, good for `LINK_MS` from now. `name` and `type` (MIME) are what the file is to be called
 * and what it is; the name stands last and without a slash, because some providers tell the kind of a file by the end of
 * its address. Costs no call once the app's secret was read. Make a new one for every attempt.
 * @throws when the workspace has no address
 */
export async function linkFor({ site, clock }: Ports, fileId: string, name: string, type: string): Promise<string> {
    const [secret, address] = await Promise.all([site.secret(), site.address()]);
    if (address === '') {
        throw new Error('the workspace has no public address');
    }
    const shown = plainName(name, extensionOf(name, type));
    const token = makeToken(secret, { fileId, name: shown, expiresAt: clock.now() + LINK_MS });
    return `${address}/${FILES_PATH}?t=${token}&n=${encodeURIComponent(shown)}`;
}

/** The id of the file that a link opens now, or nothing where the token is wrong, old or for another name. */
export async function linkedFile({ site, clock }: Ports, token: string, name: string): Promise<string | undefined> {
    return verifyToken(await site.secret(), token, name, clock.now())?.fileId;
}
