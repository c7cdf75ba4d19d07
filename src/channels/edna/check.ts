/** Finding out what an API key is good for, by calls without effects. */
import type { Connection, Credentials } from '../../gateway/model';
import type { Account, ChannelPorts } from '../channel';
import type { ChannelError } from '../channel';
import { accessOf, formOf, isMax, typeOf } from './account';
import * as client from './client';
import { refused } from './errors';
import type { Way } from './lookups';
import { activeIn, listed, waysIn } from './lookups';
import type { Profile } from './wire';

/** How many of several are named. */
const NAMED = 10;

/**
 * Whose key it is: the channel and the cascade that are set, or the only ones there are. The credentials come back with
 * `subjectId`, `cascadeId` (empty where none is needed), `sender` and `type`.
 * @throws ChannelError that names what there is to choose from
 */
export async function check(id: string, credentials: Credentials, ports: ChannelPorts): Promise<Account> {
    const access = accessOf(credentials);
    const profile = profileAmong(activeIn(await client.getProfiles(access, ports)), credentials);
    const { subjectId = '', type } = profile;
    const cascadeId = await cascadeFor(profile, credentials, ports);
    return {
        name: id,
        address: profile.channelAttribute || profile.subject,
        state: profile.registrationStatus || 'ACTIVE',
        ready: profile.active !== false,
        webhookUrl: '',
        credentials: {
            plain: {
                ...credentials.plain,
                baseUrl: access.baseUrl,
                subjectId,
                cascadeId,
                sender: profile.subject,
                type: type.toLowerCase(),
            },
            secret: credentials.secret,
        },
    };
}

function profileAmong(profiles: readonly Profile[], credentials: Credentials): Profile {
    const { subjectId: subject = '' } = credentials.plain;
    const type = typeOf(credentials);
    const ofType = profiles.filter((one) => one.type.toLowerCase() === type);
    const found = subject === '' ? ofType : profiles.filter(({ subjectId }) => subjectId === subject);
    const [only] = found;
    if (only !== undefined && found.length === 1) {
        return only;
    }
    const list = listOf(
        (found.length > 0 ? found : profiles).map((one) => `${one.subjectId ?? ''} (${one.subject}, ${one.type})`),
    );
    if (subject !== '') {
        throw choose('ednaNotAmongChannels', { subject, list });
    }
    throw found.length > 1 || list !== ''
        ? choose('ednaManyChannels', { list })
        : choose('ednaNoChannels', { type: type.toUpperCase() });
}

/** Empty where another form of sending needs none. */
async function cascadeFor(
    { subjectId: subject = '', type }: Profile,
    credentials: Credentials,
    ports: ChannelPorts,
): Promise<string> {
    const { cascadeId: wanted = '' } = credentials.plain;
    if (isMax(type) && wanted === '') {
        return '';
    }
    const ways = waysIn(await listed(client.getCascades(accessOf(credentials), ports)));
    const found = ways.filter(({ subjectId }) => subjectId === subject);
    const chosen =
        wanted === '' ? (found.length === 1 ? found[0] : undefined) : found.find((way) => way.cascadeId === wanted);
    if (chosen !== undefined) {
        return chosen.cascadeId;
    }
    if (found.length > 0) {
        throw choose('ednaManyCascades', { list: listOf(found.map(shown)) });
    }
    if (wanted === '' && ['legacy', 'max'].includes(formOf(credentials))) {
        return '';
    }
    throw choose('ednaNoCascade', { subject });
}

const shown = ({ cascadeId, name }: Way): string => (name === '' ? cascadeId : `${cascadeId} (${name})`);

const listOf = (all: readonly string[]): string =>
    [...all.slice(0, NAMED), ...(all.length > NAMED ? ['…'] : [])].join(', ');

const choose = (
    name: 'ednaNotAmongChannels' | 'ednaManyChannels' | 'ednaNoChannels' | 'ednaManyCascades' | 'ednaNoCascade',
    values: Readonly<Record<string, string>>,
): ChannelError => refused('rejected', name, values, 'to-choose');

/**
 * The subject of which callbacks are set: the one that is set, else the only one there is.
 * @throws ChannelError
 */
export async function subjectOf(
    { credentials }: Pick<Connection, 'credentials'>,
    ports: ChannelPorts,
): Promise<string> {
    const { subjectId = '' } = credentials.plain;
    return subjectId !== ''
        ? subjectId
        : (profileAmong(activeIn(await client.getProfiles(accessOf(credentials), ports)), credentials).subjectId ?? '');
}
